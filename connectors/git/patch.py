"""What `git diff-tree --raw --patch -U0` says about commits: files, lines and a digest of each change. Pure.

It is read in pieces, so that a change of any size costs no more memory than the names of its files.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

HEAD_LIMIT: Final = 32 << 20
"""Bytes kept of the list of a commit's files."""
LONG_LINE: Final = 1 << 18
"""Bytes of a line after which its pieces are handed on: what has a meaning to us is shorter."""

_FILE: Final = b"\ndiff --git "
_HUNK: Final = re.compile(rb"\n@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@")
_UNSTABLE: Final = re.compile(rb"\n(?:index |@@)[^\n]*")
_WHITE_SPACE: Final = b" \t\r\n\v\f"
_QUOTED: Final = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_ESCAPES: Final = {b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}
_SUBMODULE: Final = "160000"

_Lines = tuple[int | None, int | None]
_UNCOUNTED: Final[_Lines] = (None, None)


@dataclass(frozen=True, slots=True)
class Change:
    """A changed file: its path in bytes, git's status letter (A, M, D, R, T), and lines where they were counted.

    `blob` is the id of its new content.
    """

    path: bytes
    status: str
    added: int | None = None
    deleted: int | None = None
    blob: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSet:
    """What one commit changed; `uncounted` says why lines are missing, `patch_id` is "" where it is."""

    files: Sequence[Change] = ()
    patch_id: str = ""
    uncounted: str = ""


class Section:
    """What is said about one commit, fed in pieces that end before a line break."""

    def __init__(self, sha: str) -> None:
        self.sha = sha
        self._head = bytearray()
        self._counts: list[_Lines] = []
        self._digest = hashlib.sha1(usedforsecurity=False)

    def feed(self, piece: bytes) -> None:
        """Take the next piece."""
        if not self._counts:
            head, heading, rest = piece.partition(_FILE)
            self._head += head[: HEAD_LIMIT - len(self._head)]
            piece = heading + rest
        if piece:
            current, *others = piece.split(_FILE)
            self._count(current)
            for part in others:
                self._counts.append((0, 0))
                self._count(part)
            # Neither its place nor white space makes a change another one, so that rebasing does not alter the digest.
            self._digest.update(_UNSTABLE.sub(b"", piece).translate(None, _WHITE_SPACE))

    def _count(self, part: bytes) -> None:
        """Add the hunks of a part of the newest file; a binary one has no lines."""
        hunks = _HUNK.findall(part)
        if hunks:
            added, deleted = self._counts[-1]
            more, less = sum(int(new or 1) for _, new in hunks), sum(int(old or 1) for old, _ in hunks)
            self._counts[-1] = ((added or 0) + more, (deleted or 0) + less)
        elif b"\nBinary files " in part:
            self._counts[-1] = (None, None)

    def names(self) -> ChangeSet:
        """Give the files without their lines."""
        return ChangeSet(files=[*self._files()], uncounted="partial")

    def changes(self) -> ChangeSet:
        """Give the files with their lines."""
        counts = iter(self._counts)
        files = [*self._files(counts)]
        if len(self._head) >= HEAD_LIMIT or next(counts, None):
            return replace(self.names(), uncounted="limit")
        return ChangeSet(files=files, patch_id=self._digest.hexdigest() if self._counts else "")

    def _files(self, counts: Iterator[_Lines] | None = None) -> Iterator[Change]:
        r"""Read `:<mode> <mode> <sha> <sha> <status>\t<path>[\t<new path>]` lines; submodules are left out."""
        for line in bytes(self._head).split(b"\n"):
            if not line:
                continue
            description, *paths = line.split(b"\t")
            old_mode, new_mode, _, blob, status = description[1:].decode().split(" ")
            added, deleted = _count_lines(counts, status) if counts else _UNCOUNTED
            if _SUBMODULE not in (old_mode, new_mode):
                yield Change(_unquote(paths[-1]), status[:1], added, deleted, blob)


def _count_lines(counts: Iterator[_Lines], status: str) -> _Lines:
    """Take the lines of the next file; one that changed its type is two files in the patch."""
    added, deleted = next(counts, _UNCOUNTED)
    if status == "T":
        more, less = next(counts, _UNCOUNTED)
        return (added or 0) + (more or 0), (deleted or 0) + (less or 0)
    return added, deleted


def _unquote(path: bytes) -> bytes:
    """Undo git's quoting of a path with unusual bytes."""
    if not path.startswith(b'"'):
        return path
    return _QUOTED.sub(lambda m: bytes([int(m[1], 8)]) if m[1].isdigit() else _ESCAPES.get(m[1], m[1]), path[1:-1])


def split_sections(chunks: Iterable[bytes], shas: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Cut the answer at each sha, on its own line, in the order asked: no line of a patch can be one.

    Yields (sha, piece), the first piece of each sha empty; a piece ends before a line break, unless the line is long.
    """
    upcoming = iter(shas)
    current, heading = "", f"\n{next(upcoming)}".encode()
    tail = b"\n"
    for chunk in chunks:
        piece = tail + chunk
        end = piece.rfind(b"\n")
        if end < 0 or (end == 0 and len(piece) > LONG_LINE):
            end = len(piece)
        piece, tail = piece[:end], piece[end:]
        while heading and (at := piece.find(heading)) >= 0:
            if at:
                yield current, piece[:at]
            current, piece = heading[1:].decode(), piece[at + len(heading) :]
            yield current, b""
            following = next(upcoming, "")
            heading = f"\n{following}".encode() if following else b""
        if piece:
            yield current, piece
