"""A command that dies: killed at its Nth file operation or SQL statement, or at a moment, in a forked child."""

import os
import signal
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from harvester.cli import main

OPERATIONS: Final = (
    "open",
    "write",
    "fsync",
    "fdatasync",
    "replace",
    "rename",
    "link",
    "unlink",
    "chmod",
    "fchmod",
    "ftruncate",
)
"""What a program does to a disk, as far as Python sees it; SQLite's own writes lie between two statements."""
KILLED: Final = -signal.SIGKILL


class _Countdown:
    """Kill this process when the Nth operation begins."""

    def __init__(self, fatal: int) -> None:
        self.fatal = fatal
        self.count = 0
        self.lock = threading.Lock()

    def step(self) -> None:
        with self.lock:
            self.count += 1
            if self.count == self.fatal:
                os.kill(os.getpid(), signal.SIGKILL)
                time.sleep(60)


def run_and_die(arguments: list[str], fatal: int) -> int:
    """Run the program in a child that is killed as its operation number `fatal` begins; returns how it ended.

    A negative number is the signal that ended it. `fatal` 0 kills never.
    """

    def act() -> None:
        countdown = _Countdown(fatal)
        for name in OPERATIONS:
            setattr(os, name, _counting(getattr(os, name), countdown))
        connect = sqlite3.connect

        def connect_counting(*args: Any, **options: Any) -> sqlite3.Connection:  # noqa: ANN401 - sqlite3's own types
            connection: sqlite3.Connection = connect(*args, **options)
            connection.set_trace_callback(lambda _: countdown.step())
            return connection

        sqlite3.connect = connect_counting  # type: ignore[assignment]
        _run(arguments)

    return _wait(_fork(act))


def run_and_kill(arguments: list[str], after_s: float) -> int:
    """Run the program in a child that is killed after so many seconds; returns how it ended."""
    pid = _fork(lambda: _run(arguments))
    time.sleep(after_s)
    if os.waitpid(pid, os.WNOHANG) == (0, 0):
        os.kill(pid, signal.SIGKILL)
        return _wait(pid)
    return 0


def _counting(operation: Callable[..., Any], countdown: _Countdown) -> Callable[..., Any]:
    def counted(*args: Any, **options: Any) -> Any:  # noqa: ANN401 - any function of os
        countdown.step()
        return operation(*args, **options)

    return counted


def _run(arguments: list[str]) -> None:
    sys.argv = ["harvester", *arguments]
    main()


def _fork(act: Callable[[], None]) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        with Path(os.devnull).open("r+b") as nowhere:
            for stream in (1, 2):
                os.dup2(nowhere.fileno(), stream)
        act()
    except SystemExit as ending:
        code = ending.code if isinstance(ending.code, int) else 1
    finally:
        os._exit(code)


def _wait(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
