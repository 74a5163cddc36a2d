"""Which repositories are read, at which commit, and for what. The texts themselves are never kept in the project."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


class Missing(Exception):  # noqa: N818 - what it says reads as a sentence
    """A clone, a commit, a file or a label's text is not there; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A repository at the commit that was read."""

    repository: str
    """`owner/name`, where it is cloned from."""
    commit: str
    branch: str = ""
    """The branch that must be fetched for the commit, where it is not the first one."""
    path: str = ""
    """The file that is read in it, for archives and spreadsheets."""
    about: str = ""
    """The project whose texts it holds, where that is another repository."""
    without: Sequence[str] = ()
    """What some clones lack because it is so large, and so is never read: files, or commits (by the twelve characters
    of an address) whose files are not counted."""
    is_told: bool = False
    """For histories: whether its messages are read without labels, too."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All that is read, in the order in which it is read: of texts that stand twice the first one counts."""

    archives: Sequence[Source]
    backups: Sequence[Source]
    sheets: Sequence[Source]
    histories: Sequence[Source]


def read_catalogue(path: Path) -> Catalogue:
    """Read `sources.toml`."""
    lists = tomllib.loads(path.read_text(encoding="utf-8"))
    return Catalogue(
        *([Source(**entry) for entry in lists[name]] for name in ("archive", "backup", "sheet", "history"))
    )
