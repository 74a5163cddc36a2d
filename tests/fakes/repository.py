"""A real Git repository in a temporary folder, with authors and dates of one's choosing."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ANN = "Ann Example <ann@example.com>"
BEN = "Ben Example <ben@example.com>"


@dataclass(frozen=True)
class Repository:
    """A work tree with one branch, `main`; every method returns the full sha it made."""

    path: Path

    @classmethod
    def create(cls, path: Path) -> "Repository":
        """Make an empty repository, and its folder where it is missing."""
        path.mkdir(parents=True, exist_ok=True)
        repository = cls(path)
        repository.git("init", "-q", "-b", "main")
        return repository

    def git(self, *arguments: str, environment: Mapping[str, str] | None = None, stdin: bytes = b"") -> str:
        """Run git here, apart from the machine's own configuration; returns its output without the last newline."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        inherited |= {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, **(environment or {})}
        done = subprocess.run(
            ["git", "-C", str(self.path), *arguments], env=inherited, input=stdin, capture_output=True, check=False
        )
        assert done.returncode == 0, f"git {arguments}: {done.stderr.decode()}"
        return done.stdout.decode("utf-8", "replace").rstrip("\n")

    def commit(
        self,
        message: str,
        files: Mapping[str, str | bytes] | None = None,
        *,
        author: str = ANN,
        at: str = "2026-11-10T12:00:00Z",
        committer: str = "",
        committed_at: str = "",
    ) -> str:
        """Write the files and commit them; `at` is the author date, and the committer date unless that is given."""
        for name, content in (files or {}).items():
            target = self.path / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode() if isinstance(content, str) else content)
        self.git("add", "-A")
        environment = signature(author, at, committer or author, committed_at or at)
        self.git("commit", "-q", "--allow-empty", "--allow-empty-message", "--cleanup=verbatim", "-F", "-",
                 environment=environment, stdin=message.encode())  # fmt: skip
        return self.git("rev-parse", "HEAD")

    def merge(self, branch: str, message: str, *, author: str = BEN, at: str = "2026-11-12T12:00:00Z") -> str:
        """Merge a branch with a merge commit."""
        self.git("merge", "-q", "--no-ff", "-m", message, branch, environment=signature(author, at, author, at))
        return self.git("rev-parse", "HEAD")

    def switch(self, branch: str, *, start: str = "") -> None:
        """Check a branch out, and make it where it is missing."""
        exists = branch in self.git("branch", "--format=%(refname:short)").splitlines()
        self.git("switch", "-q", *([branch] if exists else ["-c", branch, *([start] if start else [])]))


def signature(author: str, authored_at: str, committer: str, committed_at: str) -> dict[str, str]:
    """Spell `Name <address>` and dates as git's environment wants them."""
    (name, address), (committer_name, committer_address) = _split(author), _split(committer)
    return {
        "GIT_AUTHOR_NAME": name,
        "GIT_AUTHOR_EMAIL": address,
        "GIT_AUTHOR_DATE": authored_at,
        "GIT_COMMITTER_NAME": committer_name,
        "GIT_COMMITTER_EMAIL": committer_address,
        "GIT_COMMITTER_DATE": committed_at,
    }


def _split(person: str) -> tuple[str, str]:
    name, _, rest = person.partition("<")
    return name.strip(), rest.rstrip(">")
