"""The state folder: a store that is whole, of this version, on this machine's own disk, and nobody else's to read."""

import fcntl
import os
import shlex
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from harvester.doctor.folders import find_sync, find_work_tree, is_harvesters_own, list_remotes, network_of
from harvester.doctor.words import doubt, ill, well
from harvester.model import Finding
from harvester.store.database import FILE_NAME
from harvester.store.lock import FILE_NAME as LOCK_NAME
from harvester.store.schema import MIGRATIONS

_ROOM: Final = 100 << 20
"""Bytes that should be free: the store, the document and their new versions, with some air."""
_LOCKS: Final = Path("/proc/locks")
_BUSY_S: Final = 2.0


def examine_store(folder: Path) -> Iterator[Finding]:
    """Look at the folder, at what surrounds it, and at the database in it."""
    path = folder / FILE_NAME
    if not folder.exists():
        yield _look_above(folder)
        return
    yield from _look_at_modes(folder, path)
    yield from _look_at_surroundings(folder)
    if path.exists():
        yield from _look_into(path)
    else:
        yield well(f"no store at {path} yet: the first run makes it")


def _look_above(folder: Path) -> Finding:
    """Say whether the folder, which is not there yet, can be made."""
    above = next(one for one in folder.absolute().parents if os.path.lexists(one))
    if above.is_dir() and os.access(above, os.W_OK | os.X_OK):
        return well(f"no state at {folder} yet: the first run makes it")
    why = f"{above} may not be written" if above.is_dir() else f"{above} is no folder"
    cure = "set state_dir to a folder that you may write, or take it out; harvester config path names the file"
    return ill(f"The state folder {folder} cannot be made.", why=why, cure=cure)


def _look_at_modes(folder: Path, path: Path) -> Iterator[Finding]:
    for one, wanted in ((folder, 0o700), (path, 0o600)):
        if not one.exists():
            continue
        status = one.stat()
        if status.st_uid != os.geteuid():
            why = "harvester was once run as somebody else, perhaps with sudo"
            cure = f"sudo chown -R $(id -u):$(id -g) {shlex.quote(str(folder))}"
            yield ill(f"{one} belongs to another user.", why=why, cure=cure)
        elif stat.S_IMODE(status.st_mode) & 0o077:
            why = "it holds what was said in private repositories and tickets"
            yield ill(f"{one} can be read by others.", why=why, cure=f"chmod {wanted:o} {shlex.quote(str(one))}")


def _look_at_surroundings(folder: Path) -> Iterator[Finding]:
    inside = folder / FILE_NAME
    move = "set state_dir to a folder of this machine alone, and move what is there"
    if kind := network_of(folder):
        why = "locks and journals of SQLite do not hold there, and a store can be damaged"
        yield ill(f"{folder} lies on a network file system ({kind}).", why=why, cure=move)
    if service := find_sync(inside):
        why = "one machine harvests; a store that is synced while it is written is damaged"
        yield ill(f"{folder} is synced by {service}.", why=why, cure=move)
    top = find_work_tree(inside)
    # Where a workflow runs, what it does not push is gone: the one place where the state may be versioned.
    if top and not is_harvesters_own(top) and (remotes := list_remotes(top)):
        why = "one git add sends everything that was harvested to everybody who reads that repository"
        yield ill(f"{folder} lies in the Git repository {top}, which has the remote {remotes[0]}.", why=why, cure=move)
    free = shutil.disk_usage(folder).free
    if free < _ROOM:
        yield doubt(
            f"The disk of {folder} has {free >> 20} MiB left.",
            why="a run that finds no room saves nothing",
            cure=f"free some space: df -h {shlex.quote(str(folder))}",
        )


def has_journal(folder: Path) -> bool:
    """Say whether a killed run left a journal, so that reading the store would write to it."""
    return (folder / f"{FILE_NAME}-journal").exists()


def _look_into(path: Path) -> Iterator[Finding]:
    """Look at the database itself; opened to read only, so that not even a journal is rolled back."""
    at = shlex.quote(str(path))
    try:
        uri = f"{path.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, timeout=_BUSY_S)) as connection:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            faults = [row[0] for row in connection.execute("PRAGMA quick_check(3)")]
    except sqlite3.Error as error:
        if has_journal(path.parent):
            why = "its journal is left; whoever writes next rolls it back"
            yield doubt("A run was killed while it wrote to the store.", why=why, cure="harvester run")
        else:
            yield ill(
                f"The store {path} cannot be read.", why=str(error), cure=f"mv {at} {at}.damaged && harvester run"
            )
        return
    if faults != ["ok"]:
        why = f"{faults[0]}; the document rebuilds what was decided"
        yield ill(f"The store {path} is damaged.", why=why, cure=f"mv {at} {at}.damaged && harvester run")
    elif version > len(MIGRATIONS):
        why = f"it has version {version}, and this program knows up to {len(MIGRATIONS)}"
        cure = "pip install --upgrade evidence-harvester"
        yield ill(f"The store {path} was written by a newer harvester.", why=why, cure=cure)
    else:
        later = "; the next run brings it to this version" if version < len(MIGRATIONS) else ""
        yield well(f"the store {path} is whole{later}")


def examine_lock(folder: Path) -> Iterator[Finding]:
    """Say whether a run is at work; the lock is looked at, never waited for."""
    path = folder / LOCK_NAME
    if not path.exists():
        yield well("no run is at work")
        return
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _find_holder(os.fstat(file.fileno()).st_ino)
            why = "another command ends with exit 5 until it is done"
            cure = f"wait for it; ps -p {holder} shows it" if holder else "wait until it has ended"
            yield doubt(f"A run is at work{f' (process {holder})' if holder else ''}.", why=why, cure=cure)
        except OSError as error:
            yield ill(f"{path} cannot be locked.", why=str(error.strerror), cure="set state_dir to a folder on a disk")
        else:
            yield well("no run is at work")


def _find_holder(inode: int) -> int:
    """Find the process that holds the lock of a file, where the system tells; 0 where not."""
    try:
        lines = _LOCKS.read_text("ascii", "replace").splitlines()
    except OSError:
        return 0
    fields = (line.split() for line in lines)
    return next((int(one[4]) for one in fields if len(one) > 5 and one[5].endswith(f":{inode}")), 0)  # noqa: PLR2004 - "1: FLOCK ADVISORY WRITE 99 08:01:123"
