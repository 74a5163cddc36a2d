"""Faults at the Nth system call of a write, in a child process of its own.

What is counted is everything that changes the disk or makes it durable; reading is not.
"""

import errno
import os
import signal
from collections.abc import Callable
from functools import partial
from typing import Any

from harvester.document import exchange
from harvester.errors import DocumentError

REFUSED = 6
KILLED = -signal.SIGKILL
BROKEN = 99

Call = partial[Any]
Fault = Callable[[Call], Any]

_COUNTED = "open write fsync rename link unlink mkdir chmod fchmod fchown setxattr close".split()
_calls: dict[str, Callable[..., Any]] = {name: getattr(os, name) for name in _COUNTED}
_exchange_names = exchange.exchange_names


def kill_before(call: Call) -> None:
    """Die instead of the call."""
    del call
    os.kill(os.getpid(), signal.SIGKILL)


def kill_after(call: Call) -> None:
    """Die when the call is done."""
    call()
    os.kill(os.getpid(), signal.SIGKILL)


def kill_within(call: Call) -> None:
    """Die in the middle of a write; other calls have no middle."""
    if call.func is _calls["write"]:
        handle, text = call.args
        call.func(handle, text[: len(text) // 2])
    os.kill(os.getpid(), signal.SIGKILL)


def fail_as_full(call: Call) -> None:
    """Find the disk full."""
    _fail(call, errno.ENOSPC)


def fail_as_broken(call: Call) -> None:
    """Find the disk broken."""
    _fail(call, errno.EIO)


def _fail(call: Call, number: int) -> None:
    if call.func is _calls["close"]:
        call()  # a close that fails has closed
    raise OSError(number, os.strerror(number))


def run_with_fault(
    write: Callable[[], object], number: int, fault: Fault, *, can_exchange: bool = True
) -> tuple[int, bool]:
    """Run a write in a child whose Nth counted call meets a fault.

    Returns how the child ended (0 done, `REFUSED`, `KILLED`, `BROKEN`), and whether it came to the fault at all.
    """
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        _count_calls(number, fault, write_end, can_exchange=can_exchange)
        os._exit(_ending(write))
    os.close(write_end)
    has_fired = bool(os.read(read_end, 1))
    os.close(read_end)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), has_fired


def _count_calls(number: int, fault: Fault, pipe: int, *, can_exchange: bool) -> None:
    count = 0

    def counted(function: Callable[..., Any], *arguments: object, **options: object) -> object:
        nonlocal count
        count += 1
        call = partial(function, *arguments, **options)
        if count != number:
            return call()
        _calls["write"](pipe, b"!")
        return fault(call)

    for name, function in _calls.items():
        setattr(os, name, partial(counted, function))
    exchanged = partial(counted, _exchange_names if can_exchange else _offer_no_exchange)
    exchange.exchange_names = partial(_as_number, exchanged)


def _offer_no_exchange(*_: object) -> int:
    return errno.ENOSYS


def _as_number(call: Call, *arguments: object) -> int:
    try:
        return int(call(*arguments))
    except OSError as error:
        return error.errno or errno.EIO


def _ending(write: Callable[[], object]) -> int:
    try:
        write()
    except DocumentError:
        return REFUSED
    except BaseException:  # noqa: BLE001 - the child must not come back into the test run
        return BROKEN
    return 0
