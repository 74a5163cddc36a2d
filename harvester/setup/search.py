"""Where repositories lie: around the folder one stands in, and in the folders where people keep their sources.

The search is bounded in depth, number and time. It follows no symlink, leaves no file system, and opens nothing:
a folder that holds a `.git` folder is a clone, whatever is in it.
"""

import os
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

_SOURCE_FOLDERS: Final = (
    *("src", "source", "source/repos", "code", "Code", "projects", "Projects", "dev", "Developer", "work", "repos"),
    *("git", "github", "GitHub", "gitlab", "workspace", "ghq", "go/src", "Documents/GitHub", "IdeaProjects"),
    *("PycharmProjects", "WebstormProjects", "StudioProjects"),
)
_DEPTH_OF_SOURCES: Final = 3
"""As deep as `~/src/host/owner/repository`."""
_DEPTH_OF_HOME: Final = 1
_DEPTH_OF_HERE: Final = 2
_NEVER_ENTERED: Final = frozenset(
    "node_modules venv Library AppData Applications Desktop Downloads Music Movies Pictures Videos snap".split()
)
_MOST_IN_A_FOLDER: Final = 2_000
_MOST_FOLDERS: Final = 5_000


@dataclass
class _Patience:
    """How long and how far is still to be searched; `depths` are those to which folders were searched already."""

    ends_at: float
    depths: dict[Path, int] = field(default_factory=dict)

    def lasts_for(self, folder: Path, depth: int) -> bool:
        is_over = len(self.depths) >= _MOST_FOLDERS or time.monotonic() > self.ends_at
        if is_over or self.depths.get(folder, 0) >= depth:
            return False
        self.depths[folder] = depth
        return True


def find_top(here: Path) -> Path | None:
    """Give the top of the repository that a folder lies in."""
    return next((folder for folder in (here, *here.parents) if os.path.lexists(folder / ".git")), None)


def search_clones(here: Path, home: Path, *, patience_s: float = 2.0) -> list[Path]:
    """Find the clones around `here` and below `home`; the one that `here` lies in comes first, the rest by path."""
    top = find_top(here)
    roots = [(top.parent, 1) if top else (here, _DEPTH_OF_HERE)]
    roots += [(home / name, _DEPTH_OF_SOURCES) for name in _SOURCE_FOLDERS]
    roots.append((home, _DEPTH_OF_HOME))
    patience = _Patience(time.monotonic() + patience_s)
    found = sorted({clone for root, depth in roots for clone in _search(root, depth, patience)})
    unique: dict[tuple[int, int], Path] = {}
    for clone in [*([top] if top else []), *found]:
        # A file system that ignores case gives one folder under two names.
        unique.setdefault(_identify(clone), clone)
    return list(unique.values())


def _identify(folder: Path) -> tuple[int, int]:
    status = folder.stat()
    return status.st_dev, status.st_ino


def _search(root: Path, depth: int, patience: _Patience) -> Iterator[Path]:
    """Search breadth first, so that what lies near is found even when patience ends."""
    if root.is_symlink() or not root.is_dir():
        return
    device = root.stat().st_dev
    waiting = deque([(root, depth)])
    while waiting:
        folder, depth_left = waiting.popleft()
        if not patience.lasts_for(folder, depth_left):
            continue
        for child in _list_folders(folder, device):
            if _is_clone(child):
                yield child
            elif depth_left > 1:
                waiting.append((child, depth_left - 1))


def _list_folders(folder: Path, device: int) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            return [
                folder / entry.name
                for entry in islice(entries, _MOST_IN_A_FOLDER)
                if not entry.name.startswith(".")
                and entry.name not in _NEVER_ENTERED
                and entry.is_dir(follow_symlinks=False)
                and entry.stat(follow_symlinks=False).st_dev == device
            ]
    except OSError:
        return []


def _is_clone(folder: Path) -> bool:
    # A `.git` file names a submodule or a second work tree, whose commits are those of a clone elsewhere.
    git_folder = folder / ".git"
    try:
        return git_folder.is_dir() and not git_folder.is_symlink()
    except OSError:
        return False
