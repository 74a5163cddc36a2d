"""What a tip reaches and its ancestor does not, told apart while their history is read, newest dates first. Pure.

`git rev-list TIP ^BASE` answers wrongly behind half a dozen commits with wrong clocks, since git stops looking five
commits after everything seems known. Here the search goes on for a thousand.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Final

SLOP: Final = 1_000
"""Commits that are looked at after everything seems known."""
LIMIT: Final = 100_000
"""Commits of a stretch beyond which all of history is read instead, so that memory does not grow."""


class Boundary:
    """The line between the commits of `tip` alone, `inside`, and those that `base`, its ancestor, reaches too."""

    def __init__(self, tip: bytes, base: bytes) -> None:
        self.tip = tip
        self.inside: dict[bytes, list[bytes]] = {}
        self._outside, self._waiting = {base}, {tip}
        self._slop = SLOP

    @property
    def is_drawn(self) -> bool:
        """Whether enough was read."""
        return self._slop <= 0

    @property
    def is_too_long(self) -> bool:
        """Whether this is more than memory shall hold."""
        return len(self.inside) > LIMIT

    def holds(self, sha: bytes, parents: list[bytes]) -> bool:
        """Take the next commit; say whether it is inside, as far as is known."""
        inside, outside, waiting = self.inside, self._outside, self._waiting
        is_inside = sha not in outside
        if is_inside:
            inside[sha] = parents
            waiting.discard(sha)
            waiting.update([one for one in parents if one not in inside and one not in outside])
        else:
            outside.update(parents)
            waiting.difference_update(parents)
            if not inside.keys().isdisjoint(parents):
                self._leave_outside(parents)
        if not waiting:
            self._slop -= 1
        return is_inside

    def _leave_outside(self, shas: list[bytes]) -> None:
        """Move those commits that were taken for inside, and all that they reach, outside."""
        mistaken = list(shas)
        while mistaken:
            parents = self.inside.pop(mistaken.pop(), [])
            self._outside.update(parents)
            self._waiting.difference_update(parents)
            mistaken += [one for one in parents if one in self.inside]

    def in_graph_order(self) -> Iterator[tuple[bytes, list[bytes]]]:
        """Yield the commits inside and their parents as `git rev-list --topo-order` would."""
        children = Counter(parent for parents in self.inside.values() for parent in parents)
        ready = [self.tip]
        while ready:
            sha = ready.pop()
            parents = self.inside[sha]
            yield sha, parents
            for parent in parents:
                children[parent] -= 1
                if not children[parent] and parent in self.inside:
                    ready.append(parent)
