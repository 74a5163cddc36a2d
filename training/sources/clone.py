"""A clone of a public repository, read at the commit of its source with git alone: never fetched, never written."""

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from training.sources.catalogue import Missing, Source


@dataclass(frozen=True, slots=True)
class Clone:
    """A clone with or without a work tree."""

    folder: Path
    source: Source

    def run(self, *arguments: str, stdin: bytes = b"") -> bytes:
        """Run git here, whatever repository the caller stands in.

        Raises:
            Missing: git could not find what was asked for.
        """
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        command = ["git", "-C", str(self.folder), *arguments]
        done = subprocess.run(command, env=environment, input=stdin, capture_output=True, check=False)  # noqa: S603 - reads only
        if done.returncode:
            raise self.lacks(f"git {arguments[0]}: {done.stderr.decode('utf-8', 'replace').strip()}")
        return done.stdout

    def read_file(self, path: str, commit: str = "") -> bytes:
        """Read a file as it was at a commit, that of the source unless another is named."""
        return self.run("cat-file", "blob", f"{commit or self.source.commit}:{path}")

    def read_files(self, *folders: str) -> list[bytes]:
        """Read every file in these folders, in git's order, but those that the source leaves alone.

        Raises:
            Missing: there is none, or one that is listed is not in the clone.
        """
        listed = self.run("ls-tree", "-z", "--name-only", self.source.commit, *(f"{folder}/" for folder in folders))
        names = [name for name in listed.decode().split("\0") if name and name not in self.source.without]
        if not names:
            raise self.lacks(f"no file in {' or '.join(folders)}")
        asked = "".join(f"{self.source.commit}:{name}\n" for name in names)
        contents = _cut(self.run("cat-file", "--batch", stdin=asked.encode()))
        if lost := [name for name, content in zip(names, contents, strict=True) if content is None]:
            raise self.lacks(f"no {', '.join(lost)}")
        return [content for content in contents if content is not None]

    def require_commits(self, names: Sequence[str]) -> None:
        """Make sure that commits are there, by their sha or its beginning.

        Raises:
            Missing: one is not.
        """
        asked = "".join(f"{name}^{{commit}}\n" for name in names)
        answers = self.run("cat-file", "--batch-check", stdin=asked.encode()).decode().splitlines()
        for name, answer in zip(names, answers, strict=True):
            if len(answer.split()) != len(("sha", "commit", "size")):
                raise self.lacks(f"no commit {name}")

    def lacks(self, what: str) -> Missing:
        """Say what the clone lacks, and where it is to be had."""
        return Missing(f"{self.folder}: {what}\n{_advise(self.source)}")


def open_clone(clones: Path, source: Source) -> Clone:
    """Find the clone of a source that holds its commit.

    Raises:
        Missing: there is no such clone, or it lacks the commit.
    """
    flat = source.repository.replace("/", "+")
    for folder in (clones / flat / "repo", clones / flat, clones / source.repository):
        if folder.is_dir():
            clone = Clone(folder, source)
            clone.require_commits([source.commit])
            return clone
    raise Missing(f"no clone of {source.repository} in {clones}\n{_advise(source)}")


def to_text(content: bytes) -> str:
    """Read bytes as text, with one kind of line end and a mark for what is no text."""
    return content.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")


def _advise(source: Source) -> str:
    branch = f", branch {source.branch}," if source.branch else ""
    folder = source.repository.replace("/", "+")
    return f"clone https://github.com/{source.repository}{branch} with commit {source.commit} as {folder}"


def _cut(batch: bytes) -> list[bytes | None]:
    """Cut what `git cat-file --batch` gives into contents, None for what it has not got.

    Before each content stands a line with its size, and after it an empty one; a line that ends in `missing` stands
    alone.
    """
    contents: list[bytes | None] = []
    at = 0
    while at < len(batch):
        start = batch.index(b"\n", at) + 1
        size = batch[at:start].split()[-1]
        end = start + int(size) if size.isdigit() else start - 1
        contents.append(batch[start:end] if size.isdigit() else None)
        at = end + 1
    return contents
