"""Files of ours: written whole or not at all, readable by the person alone. What a failure means, the caller says."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

PRIVATE: Final = 0o600
_FLAGS: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


def replace_file(path: Path, content: bytes) -> None:
    """Write a file in one step, over what has that name; a planted link is replaced, never followed.

    Raises:
        OSError: it cannot be written; what was there is still there.
    """
    with _written_beside(path, content) as draft:
        draft.replace(path)
        _sync(path.parent)


def write_new_file(path: Path, content: bytes) -> bool:
    """Write a file that does not exist yet; False, and nothing written, where something has that name.

    Raises:
        OSError: it cannot be written.
    """
    with _written_beside(path, content) as draft:
        try:
            # Linking refuses where renaming would replace.
            os.link(draft, path)
        except FileExistsError:
            return False
        except OSError:  # a file system without links
            if os.path.lexists(path):
                return False
            draft.rename(path)
        _sync(path.parent)
        return True


@contextmanager
def _written_beside(path: Path, content: bytes) -> Iterator[Path]:
    """Write the content to the disk under a name beside the path's, which is gone afterwards."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    with suppress(FileNotFoundError):
        draft.unlink()
    try:
        with os.fdopen(os.open(draft, _FLAGS, PRIVATE), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield draft
    finally:
        with suppress(OSError):
            draft.unlink()


def _sync(folder: Path) -> None:
    """Make a new name durable, where the system lets a folder be opened."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
