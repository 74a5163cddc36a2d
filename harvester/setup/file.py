"""Writing a configuration where there is none: 0600 in a private folder, whole or not at all, over nothing."""

import os
from pathlib import Path

from harvester.errors import HarvesterError
from harvester.files import write_new_file


def write_new(path: Path, text: str) -> Path:
    """Write a file that does not exist yet, and make its missing folders 0700; returns where it went.

    A symlink that leads nowhere is kept: the file it names is made.

    Raises:
        HarvesterError: it cannot be written, or somebody else wrote it meanwhile; it stays as it is.
    """
    target = Path(os.path.realpath(path))
    try:
        _make_folders(target.parent)
        is_new = write_new_file(target, text.encode())
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
