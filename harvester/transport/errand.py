"""An errand: one exchange with a server in a thread of its own, that can be given up at any moment.

A read timeout begins anew with every byte, so a server that drips holds its caller for ever; an errand has one
deadline for everything, connecting, headers and body, and ends when the person asks to stop. It never retries.
"""

import socket
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final, Generic, TypeVar

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

T = TypeVar("T")
_LOOK_S: Final = 0.1
_FAREWELL_S: Final = 1.0


class OverdueError(Exception):
    """The deadline passed before the answer was complete."""


class StoppedError(Exception):
    """The person asked to stop while the answer was awaited."""


class Errand(threading.Thread, Generic[T]):
    """Runs `work` in a thread; whatever it raises is raised by `wait`."""

    def __init__(self, work: Callable[[], T]) -> None:
        super().__init__(daemon=True, name="errand")
        self._work = work
        self._result: list[T] = []
        self._failure: BaseException | None = None
        self._done = threading.Event()
        self.connection: HTTPConnection | None = None

    def run(self) -> None:
        """Do the work; called by `start`."""
        try:
            self._result.append(self._work())
        except BaseException as error:  # noqa: BLE001 - it is raised again where the errand is awaited
            self._failure = error
        finally:
            self._done.set()

    def wait(self, seconds: float, stop: threading.Event) -> T:
        """Wait for the result.

        Raises:
            OverdueError: it took longer than `seconds`; the connection is closed.
            StoppedError: `stop` was set; the connection is closed.
        """
        deadline = time.monotonic() + seconds
        try:
            while not self._done.wait(_LOOK_S):
                if stop.is_set():
                    raise StoppedError
                if time.monotonic() > deadline:
                    raise OverdueError
        finally:
            if not self._done.is_set():
                self._give_up()
        if self._failure is not None:
            raise self._failure
        return self._result[0]

    def _give_up(self) -> None:
        """Close the connection underneath the thread, so that its read ends."""
        connection = self.connection.sock if self.connection else None
        if connection:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.join(_FAREWELL_S)


class _TrackedConnection(HTTPConnection):
    """Tells the errand whose thread uses it, so that it can be closed from outside."""

    def putrequest(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - passed on as given
        _track(self)
        super().putrequest(*args, **kwargs)


class _TrackedSecureConnection(HTTPSConnection):
    def putrequest(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - passed on as given
        _track(self)
        super().putrequest(*args, **kwargs)


def _track(connection: HTTPConnection) -> None:
    thread = threading.current_thread()
    if isinstance(thread, Errand):
        thread.connection = connection


class _TrackedPool(HTTPConnectionPool):
    ConnectionCls = _TrackedConnection


class _TrackedSecurePool(HTTPSConnectionPool):
    ConnectionCls = _TrackedSecureConnection


POOLS: Final[Mapping[str, type[HTTPConnectionPool]]] = {"http": _TrackedPool, "https": _TrackedSecurePool}
"""For a urllib3 pool manager: pools whose connections an errand can close."""
