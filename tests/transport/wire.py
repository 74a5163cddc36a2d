"""A server of bytes: each request gets the next script, written as it goes over the wire."""

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

Script = Callable[[socket.socket], None]


def answer(body: object = None, *, status: int = 200, headers: Sequence[str] = (), raw: bytes | None = None) -> Script:
    """Answer with a whole response."""
    content = raw if raw is not None else json.dumps({"ok": True} if body is None else body).encode()
    lines = [f"HTTP/1.1 {status} Any", f"Content-Length: {len(content)}", "Connection: close", *headers]
    if not any(line.startswith("Content-Type") for line in headers):
        lines.append("Content-Type: application/json")
    head = "\r\n".join(lines).encode() + b"\r\n\r\n"

    def play(wire: socket.socket) -> None:
        wire.sendall(head + content)

    return play


def drip(start: bytes, drop: bytes = b"x", every_s: float = 0.02) -> Script:
    """Begin with `start`, then send a byte at a time for ever."""

    def play(wire: socket.socket) -> None:
        wire.sendall(start)
        while True:
            wire.sendall(drop)
            time.sleep(every_s)

    return play


def reset(start: bytes = b"") -> Script:
    """Send a part of an answer and reset the connection."""

    def play(wire: socket.socket) -> None:
        wire.sendall(start)
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")

    return play


def silence(seconds: float) -> Script:
    """Say nothing for a while, then close."""
    return lambda _wire: time.sleep(seconds)


@dataclass
class WireServer:
    """Plays one script a request; the last one is repeated."""

    scripts: Sequence[Script]
    requests: list[str] = field(default_factory=list)
    arrivals: list[float] = field(default_factory=list)
    url: str = ""

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *ending: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(2)

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                wire, _ = self._listener.accept()
                threading.Thread(target=self._play, args=(wire,), daemon=True).start()

    def _play(self, wire: socket.socket) -> None:
        with wire, contextlib.suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                piece = wire.recv(65_536)
                if not piece:
                    return
                head += piece
            self.requests.append(head.decode())
            self.arrivals.append(time.monotonic())
            self.scripts[min(len(self.requests), len(self.scripts)) - 1](wire)


def path_of(request: str) -> str:
    """Give the path and query of a request."""
    return request.split(" ")[1]


def header_of(request: str, name: str) -> Any:  # noqa: ANN401 - text or None
    """Give a header of a request."""
    lines = (line.partition(":") for line in request.split("\r\n")[1:])
    return next((value.strip() for key, _, value in lines if key.lower() == name.lower()), None)
