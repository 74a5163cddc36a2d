"""Whether a state folder may be under version control: only where our own workflow keeps it there."""

from pathlib import Path

from harvester.schedule.appointment import MARK
from harvester.schedule.workflow import PATH


def keeps_state(folder: Path) -> bool:
    """Say whether a state folder lies in a repository that the weekly workflow runs in."""
    for place in (folder, *folder.parents):
        try:
            if (place / ".git").exists():
                return MARK in (place / PATH).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return False
    return False
