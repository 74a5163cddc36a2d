"""Writing a configuration where there is none: 0600 in a private folder, whole or not at all, over nothing."""

import os
from contextlib import suppress
from pathlib import Path

from harvester.errors import HarvesterError


def write_new(path: Path, text: str) -> Path:
    """Write a file that does not exist yet, and make its missing folders 0700; returns where it went.

    A symlink that leads nowhere is kept: the file it names is made.

    Raises:
        HarvesterError: it cannot be written, or somebody else wrote it meanwhile; it stays as it is.
    """
    target = Path(os.path.realpath(path))
    try:
        _make_folders(target.parent)
        is_new = _write_whole(target, text)
    except OSError as error:
        raise HarvesterError(
            f"{path} cannot be written.", why=error.strerror or "", cure="harvester --config FILE init"
        ) from None
    if not is_new:
        raise HarvesterError(f"{path} was written by somebody else meanwhile.", cure="harvester init")
    return target


def _make_folders(folder: Path) -> None:
    if not folder.is_dir():
        _make_folders(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def _write_whole(target: Path, text: str) -> bool:
    """Write beside the target, then give it its name; False where something has that name."""
    partial = target.with_name(f".{target.name}.{os.getpid()}.new")
    with suppress(FileNotFoundError):
        partial.unlink()
    try:
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(handle)
        return _name(partial, target)
    finally:
        with suppress(OSError):
            partial.unlink()


def _name(partial: Path, target: Path) -> bool:
    """Give a file its name only if nothing has it: linking refuses where renaming would replace."""
    try:
        os.link(partial, target)
    except FileExistsError:
        return False
    except OSError:  # a file system without links
        if os.path.lexists(target):
            return False
        partial.rename(target)
    return True
