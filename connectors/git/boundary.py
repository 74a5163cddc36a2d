"""What a stretch of history does not reach: the commits just outside of it. Pure.

`git rev-list TIP ^BASE` answers wrongly behind half a dozen commits with wrong clocks, since git stops looking five
commits after everything seems known. Here the search goes on for a thousand, and git is then given the very border,
where no clock matters.
"""

from collections.abc import Iterable
from typing import Final

SLOP: Final = 1_000
"""Commits that are looked at after everything seems known."""
LIMIT: Final = 100_000
"""Commits of a stretch beyond which all of history is read instead, so that memory does not grow."""


def find_boundary(lines: Iterable[bytes], tip: bytes, base: bytes) -> set[bytes] | None:
    """Find the border from `<sha> <parents…>` lines of the history of a tip and of its ancestor `base`.

    Returns the commits that `base` reaches, itself among them, and that have a child which it does not reach;
    None if the stretch is longer than LIMIT.
    """
    inside: dict[bytes, list[bytes]] = {}
    outside, waiting = {base}, {tip}
    slop = SLOP
    for line in lines:
        sha, *parents = line.split(b" ")
        waiting.discard(sha)
        if sha in outside:
            _leave_outside(parents, inside, outside, waiting)
        else:
            inside[sha] = parents
            waiting.update([one for one in parents if one not in inside and one not in outside])
        if not waiting:
            slop -= 1
        if not slop or len(inside) > LIMIT:
            break
    if len(inside) > LIMIT:
        return None
    return {parent for parents in inside.values() for parent in parents if parent in outside}


def _leave_outside(
    shas: list[bytes], inside: dict[bytes, list[bytes]], outside: set[bytes], waiting: set[bytes]
) -> None:
    """Know commits, and all that they reach, to be outside."""
    stack = [sha for sha in shas if sha not in outside]
    while stack:
        sha = stack.pop()
        outside.add(sha)
        waiting.discard(sha)
        stack += [one for one in inside.pop(sha, ()) if one not in outside]
