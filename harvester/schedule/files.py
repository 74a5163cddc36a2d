"""Small files of ours, written whole or not at all, and read by nobody else."""

import os
from pathlib import Path

from harvester.errors import HarvesterError
from harvester.files import replace_file


def write_file(path: Path, content: bytes) -> None:
    """Replace a file in one step; folders that are missing are made, and no planted link is followed.

    Raises:
        HarvesterError: it cannot be written.
    """
    make_folder(path.parent)
    try:
        replace_file(path, content)
    except OSError as error:
        raise HarvesterError(f"{path} cannot be written.", why=error.strerror or "", cure="harvester doctor") from error


def make_folder(path: Path) -> None:
    """Make a folder, and its missing parents, that only the person can read; one that is there stays as it is.

    Raises:
        HarvesterError: it cannot be made.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise HarvesterError(f"{path} cannot be made.", why=error.strerror or "", cure="harvester doctor") from error


def read_file(path: Path, limit: int = 1_000_000) -> bytes | None:
    """Read a file; None where there is none.

    Raises:
        HarvesterError: it is there and cannot be read, or is no plain file.
    """
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as file:
            return file.read(limit)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise HarvesterError(f"{path} cannot be read.", why=error.strerror or "", cure="harvester doctor") from error


def remove_file(path: Path) -> bool:
    """Erase a file; say whether there was one.

    Raises:
        HarvesterError: it is there and cannot be erased.
    """
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise HarvesterError(f"{path} cannot be erased.", why=error.strerror or "", cure="harvester doctor") from error
    return True
