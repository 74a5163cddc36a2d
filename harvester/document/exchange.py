"""Changing which file a name stands for, without a moment in which it stands for none.

Linux and macOS can exchange two names in one step, so that even a file saved in the same instant is not lost but
held under the other name. Elsewhere, and on file systems that cannot, a link to the old file is kept meanwhile.
"""

import ctypes
import errno
import os
import sys
from collections.abc import Callable
from typing import Final

_EXCHANGE: Final = 2
"""RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS."""
_NOT_OFFERED: Final = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM})


def swap_names(folder: int, first: str, second: str) -> None:
    """Exchange what two names of an open folder stand for; both exist before and after.

    Raises:
        OSError: it could not be done, and nothing is changed.
    """
    failure = exchange_names(folder, first, second)
    if failure in _NOT_OFFERED:
        _replace_keeping(folder, first, second)
    elif failure:
        raise OSError(failure, os.strerror(failure), second)


def place_name(folder: int, new: str, target: str) -> None:
    """Give a file its final name, which must not exist yet; it may keep the passing one beside it.

    Raises:
        FileExistsError: somebody made that file meanwhile.
    """
    try:
        os.link(new, target, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _NOT_OFFERED or target in os.listdir(folder):
            raise
        os.rename(new, target, src_dir_fd=folder, dst_dir_fd=folder)


def _find_system_call() -> Callable[..., int] | None:
    library = ctypes.CDLL(None, use_errno=True)
    call = getattr(library, "renameatx_np" if sys.platform == "darwin" else "renameat2", None)
    if call is not None:
        call.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)
    return call


_system_call: Final = _find_system_call()


def exchange_names(folder: int, first: str, second: str) -> int:
    """Exchange two names in one step; the number of the error, 0 for none."""
    if _system_call is None:
        return errno.ENOSYS
    done = _system_call(folder, os.fsencode(first), folder, os.fsencode(second), _EXCHANGE)
    return ctypes.get_errno() if done else 0


def _replace_keeping(folder: int, first: str, second: str) -> None:
    """Exchange two names in three steps; a kill in between leaves the old file under a name beside."""
    aside = f"{first}.kept.old"
    os.link(second, aside, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    try:
        os.rename(first, second, src_dir_fd=folder, dst_dir_fd=folder)
    except OSError:
        os.unlink(aside, dir_fd=folder)
        raise
    try:
        os.rename(aside, first, src_dir_fd=folder, dst_dir_fd=folder)
    except OSError:
        os.rename(aside, second, src_dir_fd=folder, dst_dir_fd=folder)
        raise
