"""What a stretch of history does not reach: the commits just outside of it. Pure.

`git rev-list TIP ^BASE` answers wrongly behind half a dozen commits with wrong clocks, since git stops looking five
commits after everything seems known. Here the search goes on for a thousand, and git is then given the very border,
where no clock matters.
"""

from binascii import a2b_hex, b2a_hex
from collections.abc import Iterable
from typing import Final

SLOP: Final = 1_000
"""Commits that are looked at after everything seems known."""
LIMIT: Final = 150_000
"""Commits of a stretch beyond which all of history is read instead, so that memory does not grow."""


def find_boundary(lines: Iterable[bytes], tip: bytes, base: bytes) -> set[bytes] | None:
    """Find the border from `<sha> <parents…>` lines of the history of a tip and of its ancestor `base`.

    Returns the commits that `base` reaches, itself among them, and that have a child which it does not reach;
    None if the stretch is longer than LIMIT.
    """
    walk = _Walk(tip, base)
    slop = SLOP
    for line in lines:
        sha, *parents = map(a2b_hex, line.split(b" "))
        walk.visit(sha, parents)
        if len(walk.inside) > LIMIT:
            return None
        if not walk.waiting:
            slop -= 1
            if not slop:
                break
    return {b2a_hex(sha) for sha in walk.border()}


class _Walk:
    """Parents of the commits inside the stretch, what is known to be outside, and what waits for its visit."""

    def __init__(self, tip: bytes, base: bytes) -> None:
        self.inside: dict[bytes, list[bytes]] = {}
        self.outside = {a2b_hex(base)}
        self.waiting = {a2b_hex(tip)}

    def visit(self, sha: bytes, parents: list[bytes]) -> None:
        self.waiting.discard(sha)
        if sha in self.outside:
            self._mark(parents)
        else:
            self.inside[sha] = parents
            self.waiting.update(one for one in parents if one not in self.inside and one not in self.outside)

    def _mark(self, shas: list[bytes]) -> None:
        """Know commits, and all that they reach, to be outside."""
        stack = list(shas)
        while stack:
            sha = stack.pop()
            if sha not in self.outside:
                self.outside.add(sha)
                self.waiting.discard(sha)
                stack += self.inside.pop(sha, ())

    def border(self) -> set[bytes]:
        return {parent for parents in self.inside.values() for parent in parents if parent in self.outside}
