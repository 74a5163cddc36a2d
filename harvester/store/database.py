"""The file of the store: opened 0600 in a 0700 folder, one writer, migrated on opening."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EDQUOT, ENOSPC
from pathlib import Path
from typing import Final

from harvester.errors import StoreError
from harvester.store.schema import migrate

FILE_NAME: Final = "store.sqlite3"
_BUSY_MS: Final = 10_000


def make_private_folder(folder: Path) -> None:
    """Create a folder, and its missing parents, that only the person can read.

    Raises:
        StoreError: it cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"The state folder {folder} cannot be made.", why=error.strerror or "") from error


def open_database(folder: Path) -> sqlite3.Connection:
    """Open, or make, the database of a state folder.

    Raises:
        StoreError: it cannot be opened, is damaged, or was written by a newer program.
    """
    make_private_folder(folder)
    path = folder / FILE_NAME
    try:
        # SQLite would create the file with the person's umask; O_NOFOLLOW refuses a planted link.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=_BUSY_MS / 1000)
        connection.execute("PRAGMA synchronous = FULL")
        migrate(connection)
    except (OSError, sqlite3.Error) as error:
        rebuild = f"move {path} away; the document rebuilds it"
        other = "free some space, then run the command again" if _is_full(error) else "harvester doctor"
        raise StoreError(
            f"The store {path} cannot be opened.", why=str(error), cure=rebuild if _is_damaged(error) else other
        ) from error
    return connection


def _is_damaged(error: Exception) -> bool:
    return _sqlite_code(error) in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)


def _is_full(error: Exception) -> bool:
    return _sqlite_code(error) == sqlite3.SQLITE_FULL or getattr(error, "errno", None) in (ENOSPC, EDQUOT)


def _sqlite_code(error: Exception) -> int:
    """Give SQLite's primary result code, 0 for what it did not say."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def open_copy(folder: Path) -> sqlite3.Connection:
    """Copy the database of a state folder into memory, an empty one where there is none; nothing is written.

    Raises:
        StoreError: it cannot be read, or was written by a newer program.
    """
    copy = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    path = folder / FILE_NAME
    if path.exists():
        try:
            try:
                _copy_into(copy, path, mode="ro")
            except sqlite3.OperationalError:
                # A run that was killed left its journal; only a writer may roll it back.
                _copy_into(copy, path, mode="rw")
        except sqlite3.Error as error:
            raise StoreError(f"The store {path} cannot be read.", why=str(error)) from error
    migrate(copy)
    return copy


def _copy_into(copy: sqlite3.Connection, path: Path, *, mode: str) -> None:
    original = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=_BUSY_MS / 1000)
    try:
        original.backup(copy)
    finally:
        original.close()


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Write all of it or nothing; a transaction inside another belongs to the outer one.

    Raises:
        StoreError: the disk is full or the file cannot be written.
    """
    if connection.in_transaction:
        yield
        return
    try:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise StoreError("The store cannot be written; nothing of this step was saved.", why=str(error)) from error
