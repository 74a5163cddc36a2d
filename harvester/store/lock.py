"""One writer at a time: the lock of a state folder, which the system frees when its holder dies."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from harvester.errors import LockedError
from harvester.store.database import make_private_folder

FILE_NAME: Final = "lock"
WAIT_S: Final = 1.0
"""A child that a killed run was just starting holds the lock for an instant longer."""


@contextmanager
def hold_lock(folder: Path, wait_s: float = WAIT_S) -> Iterator[None]:
    """Hold the lock of a state folder.

    Raises:
        LockedError: another command holds it; or locks are impossible there.
    """
    make_private_folder(folder)
    lock = FileLock(folder / FILE_NAME, timeout=wait_s, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        raise LockedError(
            "Another run is at work on this state folder.",
            why=str(folder),
            cure="wait until it has ended, then try again",
        ) from None
    except (OSError, NotImplementedError) as error:
        raise LockedError(
            f"The state folder {folder} cannot be locked.", why=str(error), cure="harvester doctor"
        ) from error
    try:
        yield
    finally:
        lock.release()
