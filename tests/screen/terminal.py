"""A real pseudo-terminal with the program in it: typed into, resized, killed, and read to the last byte."""

import fcntl
import os
import pty
import select
import struct
import sys
import termios
import time
from dataclasses import dataclass, field
from typing import Final

_PATIENCE_S: Final = 20.0
PROGRAM: Final = "import sys; sys.argv[0] = 'harvester'; from harvester.cli import main; main()"


@dataclass
class Terminal:
    """A terminal and the process in it."""

    pid: int
    handle: int
    output: bytes = b""
    code: int | None = field(default=None)

    @classmethod
    def run(cls, *arguments: str, rows: int = 24, columns: int = 80, kind: str = "xterm-256color") -> "Terminal":
        """Start the program in a terminal of that size and kind, with the environment of the test."""
        environment = {**os.environ, "TERM": kind}
        pid, handle = pty.fork()
        if pid == 0:
            os.execve(sys.executable, [sys.executable, "-c", PROGRAM, *arguments], environment)  # noqa: S606 - our own program
        terminal = cls(pid, handle)
        terminal.resize(rows, columns)
        return terminal

    def resize(self, rows: int, columns: int) -> None:
        """Give the terminal another size, of which its process is told."""
        fcntl.ioctl(self.handle, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, text: str) -> None:
        """Type a text, all of it at once."""
        os.write(self.handle, text.encode())

    def wait_for(self, text: str) -> None:
        """Read until a text has been drawn since the last call."""
        start = len(self.output)
        until = time.monotonic() + _PATIENCE_S
        while text.encode() not in self.output[start:]:
            assert time.monotonic() < until, f"{text!r} was not drawn: {self.output[start:][-2000:]!r}"
            assert self._read(), f"it ended before {text!r}: {self.output[start:][-2000:]!r}"

    def end(self) -> int:
        """Read to the end and give the exit code; a signal is negative."""
        while self._read():
            pass
        os.close(self.handle)
        self.code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.code

    def _read(self) -> bool:
        ready, _, _ = select.select([self.handle], [], [], _PATIENCE_S)
        assert ready, f"nothing happened: {self.output[-2000:]!r}"
        try:
            read = os.read(self.handle, 65536)
        except OSError:
            return False
        self.output += read
        return bool(read)

    @property
    def is_given_back(self) -> bool:
        """Say whether the terminal is as it was: the other screen left, cursor shown, no report of mouse or pasting."""
        left = self.output.rfind(b"\x1b[?1049l") > self.output.rfind(b"\x1b[?1049h")
        shown = self.output.rfind(b"\x1b[?25h") > self.output.rfind(b"\x1b[?25l")
        pastes = self.output.rfind(b"\x1b[?2004l") > self.output.rfind(b"\x1b[?2004h")
        return left and shown and pastes

    @property
    def said(self) -> str:
        """What was printed after the screen was left."""
        return self.output.rpartition(b"\x1b[?1049l")[2].decode(errors="replace")
