"""Streams of bytes cut into lines and records; a record without end costs no memory without end. Pure."""

from collections.abc import Iterable, Iterator
from typing import Final

RECORD_LIMIT: Final = 1 << 20
"""Bytes kept of a record; what follows is dropped."""


def split_lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    r"""Yield lines without their `\n`; the last one too if it has none."""
    tail = b""
    for chunk in chunks:
        *lines, tail = (tail + chunk).split(b"\n")
        yield from lines
    if tail:
        yield tail


def split_records(chunks: Iterable[bytes], limit: int = RECORD_LIMIT) -> Iterator[bytes]:
    """Yield what ends with NUL, each without it and cut at `limit`; an unfinished last one is dropped."""
    tail = b""
    for chunk in chunks:
        first, *others = chunk.split(b"\0")
        tail += first[: limit - len(tail)]
        if others:
            yield tail
            *whole, tail = others
            yield from whole
