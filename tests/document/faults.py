"""Faults at the Nth system call of a write, in a child process of its own.

What is counted is everything that changes the disk or makes it durable; reading is not.
"""

import errno
import os
import signal
from collections.abc import Callable
from typing import Any

from harvester.document import exchange
from harvester.errors import DocumentError

REFUSED = 6
KILLED = -signal.SIGKILL
COUNTED = ("open", "write", "fsync", "rename", "link", "unlink", "mkdir", "chmod", "fchmod", "fchown", "setxattr", "close")

Call = Callable[..., Any]
Fault = Callable[[Call, tuple[Any, ...], dict[str, Any]], Any]


def kill_before(call: Call, arguments: tuple[Any, ...], options: dict[str, Any]) -> None:
    """Die instead of the call."""
    del call, arguments, options
    os.kill(os.getpid(), signal.SIGKILL)


def kill_after(call: Call, arguments: tuple[Any, ...], options: dict[str, Any]) -> None:
    """Die when the call is done."""
    call(*arguments, **options)
    os.kill(os.getpid(), signal.SIGKILL)


def kill_within(call: Call, arguments: tuple[Any, ...], options: dict[str, Any]) -> None:
    """Die in the middle of a write; other calls have no middle."""
    if isinstance(arguments[-1], memoryview):
        call(arguments[0], arguments[1][: len(arguments[1]) // 2])
    os.kill(os.getpid(), signal.SIGKILL)
    del options


def fail_as_full(call: Call, arguments: tuple[Any, ...], options: dict[str, Any]) -> None:
    """Find the disk full."""
    _release(call, arguments, options)
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def fail_as_broken(call: Call, arguments: tuple[Any, ...], options: dict[str, Any]) -> None:
    """Find the disk broken."""
    _release(call, arguments, options)
    raise OSError(errno.EIO, os.strerror(errno.EIO))


def _release(call: Call, arguments: tuple[Any, ...], options: dict[str, Any]) -> None:
    if call is _calls["close"]:
        call(*arguments, **options)  # a close that fails has closed


_calls: dict[str, Call] = {name: getattr(os, name) for name in COUNTED}
_exchange = exchange._exchange


def run_with_fault(write: Callable[[], None], number: int, fault: Fault, *, can_exchange: bool = True) -> tuple[int, bool]:
    """Run a write in a child whose Nth counted call meets a fault.

    Returns how the child ended (0 done, `REFUSED`, `KILLED`), and whether it came to the fault at all.
    """
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        os._exit(_run_child(write, number, fault, write_end, can_exchange=can_exchange))
    os.close(write_end)
    has_fired = bool(os.read(read_end, 1))
    os.close(read_end)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), has_fired


def _run_child(write: Callable[[], None], number: int, fault: Fault, pipe: int, *, can_exchange: bool) -> int:
    count = 0

    def meet(call: Call) -> Call:
        def counted(*arguments: Any, **options: Any) -> Any:
            nonlocal count
            count += 1
            if count != number:
                return call(*arguments, **options)
            _calls["write"](pipe, b"!")
            return fault(call, arguments, options)

        return counted

    for name, call in _calls.items():
        setattr(os, name, meet(call))
    real = _exchange if can_exchange else lambda *_: errno.ENOSYS
    try:
        exchange._exchange = _as_number(meet(real))
        write()
    except DocumentError:
        return REFUSED
    except BaseException:  # noqa: BLE001 - a child must not come back into the test run
        return 99
    return 0


def _as_number(call: Call) -> Call:
    def numbered(*arguments: Any) -> int:
        try:
            return int(call(*arguments))
        except OSError as error:
            return error.errno or errno.EIO

    return numbered
