"""What a stretch of history does not reach: the commits just outside of it. Pure.

`git rev-list TIP ^BASE` answers wrongly behind half a dozen commits with wrong clocks, since git stops looking five
commits after everything seems known. Here the search goes on for a thousand, and git is then given the very border,
where no clock matters.
"""

from collections.abc import Iterable
from typing import Final

SLOP: Final = 1_000
"""Commits that are looked at after everything seems known."""
LIMIT: Final = 50_000
"""Commits of a stretch beyond which all of history is read instead, so that memory does not grow."""


def find_boundary(lines: Iterable[bytes], tip: bytes, base: bytes) -> set[bytes] | None:
    """Find the border from `<sha> <parents…>` lines of the history of a tip and of its ancestor `base`.

    Returns the commits that `base` reaches, itself among them, and that have a child which it does not reach;
    None if the stretch is longer than LIMIT.
    """
    walk = _Walk(tip, base)
    slop = SLOP
    for line in lines:
        sha, *parents = line.split(b" ")
        walk.visit(sha, parents)
        if len(walk.parents) > LIMIT:
            return None
        if not walk.waiting:
            slop -= 1
            if not slop:
                break
    return walk.border()


class _Walk:
    """Parents by commit of what was visited, and which commits the base reaches."""

    def __init__(self, tip: bytes, base: bytes) -> None:
        self.parents: dict[bytes, list[bytes]] = {}
        self.outside = {base}
        self.waiting = {tip}

    def visit(self, sha: bytes, parents: list[bytes]) -> None:
        self.parents[sha] = parents
        self.waiting.discard(sha)
        if sha in self.outside:
            self._mark(parents)
        else:
            self.waiting.update(one for one in parents if one not in self.parents and one not in self.outside)

    def _mark(self, shas: list[bytes]) -> None:
        stack = list(shas)
        while stack:
            sha = stack.pop()
            if sha not in self.outside:
                self.outside.add(sha)
                self.waiting.discard(sha)
                stack += self.parents.get(sha, ())

    def border(self) -> set[bytes]:
        inside = (parents for sha, parents in self.parents.items() if sha not in self.outside)
        return {parent for parents in inside for parent in parents if parent in self.outside}
