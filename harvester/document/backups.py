"""The bytes that writes replaced, numbered, the newest few of them.

Nothing reads them but the person, after a mishap. It refuses to throw a file away before its place is sure.
"""

import contextlib
import errno
import os
import re
from pathlib import Path
from typing import Final

KEPT_BACKUPS: Final = 50
"""How many replaced versions stay."""

_NAME: Final = re.compile(r"([0-9]{6,})\.md")


def keep_file(folder: int, name: str, backups: Path) -> Path:
    """Move a file of an open folder to the backups, durably; the oldest ones beyond the number kept go."""
    backups.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = sorted(number for number in (_number_of(path.name) for path in backups.iterdir()) if number)
    target = backups / _name(kept[-1] + 1 if kept else 1)
    try:
        os.rename(name, target, src_dir_fd=folder)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _copy_across(folder, name, target)
        os.unlink(name, dir_fd=folder)
    # The file has its place: what fails from here on must not make a good write look like a failed one.
    with contextlib.suppress(OSError):
        target.chmod(0o600)
    with contextlib.suppress(OSError):
        sync_folder(backups)
    with contextlib.suppress(OSError):
        for number in kept[: max(0, len(kept) + 1 - KEPT_BACKUPS)]:
            (backups / _name(number)).unlink(missing_ok=True)
    return target


def sync_folder(folder: Path | int) -> None:
    """Make the names of a folder durable, where its file system can."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY) if isinstance(folder, Path) else folder
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:
            raise
    finally:
        if isinstance(folder, Path):
            os.close(handle)


def write_all(handle: int, text: bytes) -> None:
    """Write all bytes to an open file, however few it takes at a time."""
    rest = memoryview(text)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _copy_across(folder: int, name: str, target: Path) -> None:
    """Copy to another file system under a passing name, so that a backup is whole or not there."""
    passing = target.with_suffix(".part")
    source = os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=folder)
    with open(source, "rb") as replaced:  # noqa: PTH123 - it is open already
        text = replaced.read()
    handle = os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    try:
        write_all(handle, text)
        os.fsync(handle)
    finally:
        os.close(handle)
    passing.rename(target)


def _name(number: int) -> str:
    return f"{number:06d}.md"


def _number_of(name: str) -> int:
    found = _NAME.fullmatch(name)
    return int(found[1]) if found else 0
