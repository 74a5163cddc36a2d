"""What is said on stderr: errors in three lines, notices, progress on a terminal. Data goes to stdout elsewhere."""

import os
import sys
import threading
import time
from types import TracebackType
from typing import Final, Self

import click

from harvester.clean import clean_line
from harvester.errors import HarvesterError

_REDRAW_S: Final = 0.1


def print_error(error: HarvesterError) -> None:
    """Print an error as at most three lines."""
    _print_labelled("error:", error.what, "red")
    if error.why:
        _print_labelled("  why:", error.why, "yellow")
    if error.cure:
        _print_labelled("  try:", error.cure, "green")


def print_notice(text: str) -> None:
    """Print a line for the person."""
    click.echo(text, err=True, color=has_colour())


def _print_labelled(label: str, text: str, colour: str) -> None:
    styled = click.style(label, fg=colour, bold=True) if has_colour() else label
    click.echo(f"{styled} {clean_line(text, 2_000)}", err=True, color=has_colour())


def has_colour() -> bool:
    """Say whether stderr takes colour: FORCE_COLOR, NO_COLOR and TERM=dumb are obeyed, else a terminal does."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


class ProgressLine:
    """One line on a terminal's stderr that says what is being read; nothing anywhere else, or where unwanted."""

    def __init__(self, *, is_wanted: bool = True) -> None:
        self._is_shown = is_wanted and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._lock = threading.Lock()
        self._drawn_at = 0.0
        self._width = 0

    def show(self, what: str, done: int, total: int | None) -> None:
        """Redraw the line, at most ten times a second; callable from any thread."""
        if not self._is_shown:
            return
        with self._lock:
            if time.monotonic() - self._drawn_at < _REDRAW_S:
                return
            self._drawn_at = time.monotonic()
            count = f"{done:,} of {total:,}" if total else f"{done:,}"
            line = clean_line(f"Reading {what}: {count}", 79)
            sys.stderr.write("\r" + line.ljust(self._width))
            sys.stderr.flush()
            self._width = len(line)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with self._lock:
            self._is_shown = False
            if self._width:
                sys.stderr.write("\r" + " " * self._width + "\r")
                sys.stderr.flush()
