"""Repositories that nobody makes on purpose, except to break their readers: odd, damaged and hostile ones.

A hostile one comes as a `Trap`: the command that a naive reader would run proves that it is live.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.fakes.repository import ANN, Repository

SIGNATURE = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ\n -----END PGP SIGNATURE-----\n"


@dataclass(frozen=True)
class Trap:
    """A repository that leaves `canary` behind when it gets a program run."""

    repository: Repository
    canary: Path
    naive_command: tuple[str, ...]

    def run_naively(self) -> None:
        """Do what a reader does who trusts the repository."""
        subprocess.run(
            ["git", *self.naive_command],
            cwd=self.repository.path,
            env={"PATH": os.environ["PATH"], "HOME": str(self.canary.parent)},
            capture_output=True,
            check=False,
            timeout=30,
        )


@dataclass(frozen=True)
class _Bait:
    """A repository under construction, with a program that leaves the canary."""

    repository: Repository
    program: Path
    canary: Path

    def configure(self, settings: Mapping[str, str]) -> None:
        for key, value in settings.items():
            self.repository.git("config", key, value)

    def trap(self, *naive_command: str) -> Trap:
        self.canary.unlink(missing_ok=True)
        return Trap(self.repository, self.canary, naive_command)


def _bait(folder: Path) -> _Bait:
    repository = Repository.create(folder / "hostile")
    repository.commit("Start", {"ledger.py": "a\n", ".gitattributes": "*.py diff=evil filter=evil\n"}, author=ANN)
    program, canary = folder / "program", folder / "canary"
    program.write_text(f"#!/bin/sh\ntouch '{canary}'\nexit 1\n")
    program.chmod(0o755)
    return _Bait(repository, program, canary)


def _with_signature_program(folder: Path) -> Trap:
    bait = _bait(folder)
    raw = bait.repository.git("cat-file", "commit", "HEAD")
    head, _, message = raw.partition("\n\n")
    signed = write_commit(bait.repository, f"{head}\n{SIGNATURE}\n{message}\n".encode())
    bait.repository.git("update-ref", "refs/heads/main", signed)
    bait.configure({"log.showSignature": "true", "gpg.program": str(bait.program)})
    return bait.trap("log")


def _with_file_monitor(folder: Path) -> Trap:
    bait = _bait(folder)
    bait.configure({"core.fsmonitor": str(bait.program)})
    return bait.trap("status")


def _with_hook(folder: Path) -> Trap:
    bait = _bait(folder)
    shutil.copy(bait.program, bait.repository.path / ".git/hooks/post-index-change")
    (bait.repository.path / "ledger.py").touch()
    os.utime(bait.repository.path / "ledger.py", (1, 1))
    return bait.trap("status")


def _with_hooks_path(folder: Path) -> Trap:
    bait = _bait(folder)
    hooks = bait.repository.path / "hooks"
    hooks.mkdir()
    shutil.copy(bait.program, hooks / "post-index-change")
    bait.configure({"core.hooksPath": "hooks"})
    os.utime(bait.repository.path / "ledger.py", (1, 1))
    return bait.trap("status")


def _with_text_conversion(folder: Path) -> Trap:
    bait = _bait(folder)
    bait.configure({"diff.evil.textconv": str(bait.program)})
    return bait.trap("log", "-p")


def _with_diff_driver(folder: Path) -> Trap:
    bait = _bait(folder)
    bait.configure({"diff.evil.command": str(bait.program)})
    return bait.trap("log", "-p", "--ext-diff")


def _with_external_diff(folder: Path) -> Trap:
    bait = _bait(folder)
    (bait.repository.path / "ledger.py").write_text("b\n")
    bait.configure({"diff.external": str(bait.program)})
    return bait.trap("diff")


def _with_clean_filter(folder: Path) -> Trap:
    bait = _bait(folder)
    bait.configure({"filter.evil.clean": str(bait.program)})
    (bait.repository.path / "ledger.py").write_text("a\n")
    os.utime(bait.repository.path / "ledger.py", (1, 1))
    return bait.trap("status")


def _with_alternate_refs(folder: Path) -> Trap:
    bait = _bait(folder)
    other = Repository.create(folder / "other")
    other.commit("Other", author=ANN)
    alternates = bait.repository.path / ".git/objects/info/alternates"
    alternates.write_text(f"{other.path}/.git/objects\n")
    bait.configure({"core.alternateRefsCommand": str(bait.program)})
    return bait.trap("rev-list", "--alternate-refs")


def _with_lazy_fetch(folder: Path, settings: Mapping[str, str], program_key: str = "") -> Trap:
    bait = _bait(folder)
    tree = object_path(bait.repository, "HEAD^{tree}")
    bait.configure(
        {
            "extensions.partialClone": "origin",
            "core.repositoryFormatVersion": "1",
            "remote.origin.promisor": "true",
            **{key: value.format(program=bait.program) for key, value in settings.items()},
        }
    )
    if program_key:
        bait.configure({program_key: str(bait.program)})
    tree.unlink()
    return bait.trap("log", "-p")


def _with_upload_pack(folder: Path) -> Trap:
    return _with_lazy_fetch(folder, {"remote.origin.url": str(folder / "hostile")}, "remote.origin.uploadpack")


def _with_program_as_url(folder: Path) -> Trap:
    return _with_lazy_fetch(folder, {"remote.origin.url": "ext::{program} %S x", "protocol.ext.allow": "always"})


def _with_ssh_program(folder: Path) -> Trap:
    return _with_lazy_fetch(folder, {"remote.origin.url": "ssh://localhost/x"}, "core.sshCommand")


TRAPS: Final[Mapping[str, Callable[[Path], Trap]]] = {
    "a signature program": _with_signature_program,
    "a file monitor": _with_file_monitor,
    "a hook": _with_hook,
    "a folder of hooks": _with_hooks_path,
    "a text conversion": _with_text_conversion,
    "a diff driver": _with_diff_driver,
    "an external diff": _with_external_diff,
    "a clean filter": _with_clean_filter,
    "a program for alternate refs": _with_alternate_refs,
    "a program that uploads": _with_upload_pack,
    "a program as remote": _with_program_as_url,
    "a program for ssh": _with_ssh_program,
}


def write_commit(repository: Repository, raw: bytes) -> str:
    """Write a commit object byte for byte, well-formed or not; returns its sha."""
    return repository.git("hash-object", "-t", "commit", "-w", "--stdin", "--literally", stdin=raw)


def add_raw_commit(repository: Repository, message: bytes, *, headers: bytes = b"", dates: tuple[str, str]) -> str:
    """Put a commit with arbitrary dates, headers and message on `main`; `dates` are author's and committer's."""
    tree = repository.git("rev-parse", "HEAD^{tree}")
    parent = repository.git("rev-parse", "HEAD")
    author, committer = (f"{ANN} {date}".encode() for date in dates)
    raw = b"tree %s\nparent %s\nauthor %s\ncommitter %s\n%s\n%s" % (
        tree.encode(), parent.encode(), author, committer, headers, message,
    )  # fmt: skip
    sha = write_commit(repository, raw)
    repository.git("update-ref", "refs/heads/main", sha)
    return sha


def object_path(repository: Repository, name: str) -> Path:
    """Return the file of a loose object."""
    sha = repository.git("rev-parse", name)
    return repository.path / ".git/objects" / sha[:2] / sha[2:]


def overwrite(path: Path, content: bytes) -> None:
    """Replace the content of an object that git made read-only."""
    path.chmod(0o644)
    path.write_bytes(content)
