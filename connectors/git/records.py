"""Streams of bytes cut into lines and records; a record without end costs no memory without end. Pure."""

from collections.abc import Iterable, Iterator
from typing import Final

RECORD_LIMIT: Final = 4 << 20
"""Bytes kept of a record; what follows is dropped."""


def split_lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    r"""Yield lines without their `\n`; the last one too if it has none."""
    tail = b""
    for chunk in chunks:
        *lines, tail = (tail + chunk).split(b"\n")
        yield from lines
    if tail:
        yield tail


def split_records(chunks: Iterable[bytes], limit: int = RECORD_LIMIT) -> Iterator[list[bytes]]:
    r"""Yield lists of what ends with NUL, cut at `limit`; the unfinished is dropped.

    Each begins with the `\n` that git puts before it, the first one too.
    """
    cut, tail = b"", b"\n"
    for chunk in chunks:
        *whole, tail = (tail + chunk).split(b"\0")
        if whole and cut:
            whole[0], cut = cut, b""
        if cut or len(tail) > limit:
            cut, tail = cut or tail[:limit], b""
        if whole:
            yield whole
