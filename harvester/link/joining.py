"""Joining: groups that only grow while the limits hold, and what the person joined or parted by hand.

The limits keep a ticket that everything names from gluing a year of work into one: what is left apart for it keeps
a reason.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, TypeAlias

Naming: TypeAlias = dict[str, dict[str, datetime]]
"""Anchor -> who names it, with the moment of each."""

MOST_HEADS: Final = 24
"""Pieces one work item may have, not counting what came inside a pull request or thread."""
LONGEST: Final = timedelta(days=183)
"""From the first to the last piece of a work item."""
MOST_AT_HUB: Final = 12
"""Pieces that may be joined only because all of them name one thing."""
LONGEST_AT_HUB: Final = timedelta(days=120)


@dataclass(slots=True)
class _Group:
    """One growing set of evidence: its size and span decide what may still join."""

    heads: int = 0
    first: datetime | None = None
    last: datetime | None = None
    apart_from: set[int] = field(default_factory=set)

    def span_with(self, other: "_Group") -> timedelta:
        moments = [moment for moment in (self.first, self.last, other.first, other.last) if moment]
        return max(moments) - min(moments) if moments else timedelta(0)


class Joining:
    """Disjoint groups of nodes (union by size, path halving): evidence by its moments, then `names` mere names."""

    def __init__(self, moments: Sequence[datetime], names: int, parted: Collection[tuple[int, int]] = ()) -> None:
        self._parents = list(range(len(moments) + names))
        self._sizes = [1] * (len(moments) + names)
        self._groups = [_Group(1, moment, moment) for moment in moments] + [_Group() for _ in range(names)]
        for one, other in parted:
            self._groups[one].apart_from.add(other)
            self._groups[other].apart_from.add(one)

    def find(self, node: int) -> int:
        """Return the node that stands for the group of this one."""
        parents = self._parents
        while parents[node] != node:
            parents[node] = parents[parents[node]]
            node = parents[node]
        return node

    def are_parted(self, one: int, other: int) -> bool:
        """Say whether the person parted something of one group from something of the other."""
        one, other = self.find(one), self.find(other)
        return any(self.find(node) == other for node in self._groups[one].apart_from)

    def find_excess(self, one: int, other: int) -> str:
        """Say which limit joining two groups would break, in words; empty if none."""
        left, right = self._groups[self.find(one)], self._groups[self.find(other)]
        if left.heads + right.heads > MOST_HEADS:
            return f"more than {MOST_HEADS} pieces"
        if left.span_with(right) > LONGEST:
            return f"more than {LONGEST.days} days from first to last"
        return ""

    def join(self, one: int, other: int, *, is_part: bool = False) -> None:
        """Make two groups one; a part adds nothing to the size that is limited."""
        one, other = self.find(one), self.find(other)
        if one == other:
            return
        if self._sizes[one] < self._sizes[other]:
            one, other = other, one
        self._parents[other] = one
        self._sizes[one] += self._sizes[other]
        left, right = self._groups[one], self._groups[other]
        left.heads = max(left.heads, right.heads) if is_part else left.heads + right.heads
        moments = [moment for moment in (left.first, left.last, right.first, right.last) if moment]
        left.first, left.last = (min(moments), max(moments)) if moments else (None, None)
        left.apart_from |= right.apart_from


def find_crowds(named: Naming) -> dict[str, str]:
    """Return the anchors that too much evidence names to be one piece of work, each with the reason in words."""
    crowds: dict[str, str] = {}
    for anchor, sources in named.items():
        if len(sources) > MOST_AT_HUB:
            crowds[anchor] = f"{len(sources)} pieces name it"
        elif max(sources.values()) - min(sources.values()) > LONGEST_AT_HUB:
            crowds[anchor] = f"it is named over more than {LONGEST_AT_HUB.days} days"
    return crowds
