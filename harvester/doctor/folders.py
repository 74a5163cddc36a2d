"""Where a file lies: in a Git repository with a remote, in a synced folder, on the disk of another machine.

A repository is only read as text here: no git is started, for the repository may be anybody's.
"""

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_REMOTE: Final = re.compile(r'^\s*\[remote\s+"([^"]*)"\]', re.MULTILINE)
_MOST: Final = 1 << 20
_SYNCED: Final = {
    "dropbox": "Dropbox",
    "onedrive": "OneDrive",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "my drive": "Google Drive",
    "mobile documents": "iCloud Drive",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "syncthing": "Syncthing",
    "pcloud drive": "pCloud",
}
_SYNC_MARKS: Final = {".stfolder": "Syncthing", ".dropbox": "Dropbox", ".sync_journal.db": "Nextcloud"}
_NETWORK: Final = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ncpfs", "fuse.sshfs", "davfs"})
_MOUNTS: Final = Path("/proc/self/mounts")


def find_work_tree(path: Path) -> Path | None:
    """Find the top of the Git repository around a file."""
    folders = Path(os.path.realpath(path)).parents
    return next((folder for folder in folders if os.path.lexists(folder / ".git")), None)


def list_remotes(top: Path) -> list[str]:
    """List the names of the remotes of a repository."""
    text = _read_text(_git_dir(top) / "config")
    return list(dict.fromkeys(_REMOTE.findall(text)))


def is_harvesters_own(top: Path) -> bool:
    """Say whether a repository runs Harvester by a workflow of its own, and so is made to hold the document."""
    folder = top / ".github" / "workflows"
    try:
        flows = [path for path in sorted(folder.iterdir()) if path.suffix in {".yml", ".yaml"}]
    except OSError:
        return False
    return any(re.search(r"\bharvester\b.*\brun\b", _read_text(path)) for path in flows)


def _git_dir(top: Path) -> Path:
    """Find the folder that holds the settings of a repository, also of a linked work tree or a submodule."""
    place = top / ".git"
    pointer = re.match(r"gitdir: (.+)", _read_text(place)) if place.is_file() else None
    if pointer is None:
        return place
    folder = Path(os.path.normpath(top / pointer[1].strip()))
    shared = _read_text(folder / "commondir").strip()
    return Path(os.path.normpath(folder / shared)) if shared else folder


def find_sync(path: Path) -> str:
    """Name the service that syncs the folder of a file, as far as names and marks tell; "" for none."""
    for folder in Path(os.path.realpath(path)).parents:
        name = folder.name.casefold()
        if known := next((_SYNCED[word] for word in _SYNCED if name == word or name.startswith(f"{word} -")), ""):
            return known
        if marked := next((_SYNC_MARKS[mark] for mark in _SYNC_MARKS if os.path.lexists(folder / mark)), ""):
            return marked
    return ""


def find_conflict_copies(path: Path) -> Iterator[Path]:
    """Find what a sync service left beside a file when two machines changed it."""
    stem, suffix = re.escape(path.stem), re.escape(path.suffix)
    copy = re.compile(
        rf"{stem}(?:[ .-].*(?:conflict|Konflikt|conflit|conflicto).*| \(\d+\)| \d+){suffix}", re.IGNORECASE
    )
    try:
        yield from sorted(one for one in path.parent.iterdir() if copy.fullmatch(one.name))
    except OSError:
        return


def network_of(path: Path, mounts: Path = _MOUNTS) -> str:
    """Name the kind of network file system that a path lies on; "" for a disk, or where the system does not say."""
    place, best = os.path.realpath(path), ("", "")
    for line in _read_text(mounts).splitlines():
        fields = line.split(" ")
        point = re.sub(r"\\(\d{3})", lambda octal: chr(int(octal[1], 8)), fields[1]) if len(fields) > 2 else ""  # noqa: PLR2004 - device, point, kind
        is_around = point and (place == point or place.startswith(point.rstrip("/") + "/"))
        if is_around and len(point) >= len(best[0]):
            best = (point, fields[2])
    return best[1] if best[1] in _NETWORK else ""


def _read_text(path: Path) -> str:
    """Read the beginning of a plain file; "" for anything else. No FIFO is waited for."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return ""
        with path.open("rb") as file:
            return file.read(_MOST).decode("utf-8", "replace")
    except OSError:
        return ""
