"""Brag documents that exist already, and which of their headings stand for which category.

It looks in the folders where people keep notes, never in a repository, and reads headings only. A heading is mapped
by its name or not at all.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Final

from harvester.document import read_document
from harvester.document.sections import OWN_LEVEL
from harvester.errors import DocumentError
from harvester.headings import BUILT_IN_HEADINGS, fold_heading
from harvester.model import Category

_FOLDERS: Final = (
    *("", "Documents", "Documents/Notes", "Documents/notes", "Notes", "notes", "Dropbox", "Nextcloud", "OneDrive"),
    *("OneDrive/Documents", "Library/Mobile Documents/com~apple~CloudDocs", "Obsidian", "Documents/Obsidian"),
)
_NAME: Final = re.compile(r"(?i).*(?:\bbrag|[_-]brag|hype[ _-]?doc|accomplishments|achievements).*\.(?:md|markdown)")
_MOST_FILES: Final = 2_000

_SPELLINGS: Final[Mapping[Category, tuple[str, ...]]] = {
    Category.PROJECT: (
        "project work",
        "project",
        "shipped",
        "what I shipped",
        "accomplishments",
        "wins",
    ),
    Category.DECISION: ("decision", "technical decisions", "design decisions", "design & documentation"),
    Category.PROBLEM_PREVENTED: ("problems prevented", "problems caught", "problems avoided", "incidents prevented"),
    Category.FEEDBACK: ("feedback", "kudos", "praise", "thanks", "recognition"),
    Category.MENTORSHIP: ("mentorship", "mentoring", "collaboration & mentorship", "helping others", "growing others"),
}
"""How people call what we call otherwise; the more usual name first."""


def find_documents(home: Path) -> list[Path]:
    """Find files that are brag documents by their names, `brag.md` in the home first."""
    found = dict.fromkeys(path for name in _FOLDERS for path in _list_named(home / name))
    return sorted(found, key=lambda path: path != home / "brag.md")


def _list_named(folder: Path) -> Iterator[Path]:
    try:
        names = [path for path in islice(folder.iterdir(), _MOST_FILES) if _NAME.fullmatch(path.name)]
        yield from sorted(path for path in names if path.is_file())
    except OSError:
        return


def map_headings(path: Path) -> dict[Category, str]:
    """Give the headings of a document that stand for a category and are not found by our own name for it.

    Nothing for a document that is missing or cannot be read safely: the run says why.
    """
    try:
        headings = read_document(path).outline.headings
    except DocumentError:
        return {}
    found = {fold_heading(one.text) for one in headings if one.level <= OWN_LEVEL}
    texts = {fold_heading(one.text): one.text for one in reversed(headings)}
    mapped: dict[Category, str] = {}
    for category, spellings in _SPELLINGS.items():
        ours = fold_heading(BUILT_IN_HEADINGS[category])
        name = next((one for one in (ours, *map(fold_heading, spellings)) if one in texts), "")
        if name and ours not in found:
            mapped[category] = texts[name]
    return mapped
