"""When commits arrived: one date for each commit of the first-parent chain, whatever its clocks say. Pure.

A commit arrives with the first-parent commit that brought it, and that one's date is the running maximum of the
committer dates along the chain. Two kinds of dates count for nothing: those more than a day ahead of the clock,
and those that none of the thousand commits which follow on the chain reaches. So a wrong clock moves nobody's work
for long, and the chain need not be read to its root: behind a thousand commits that are older than a window
nothing can be in it. The rule does not know the window: each commit is in exactly one of any sequence of them.
"""

from array import array
from binascii import a2b_hex
from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Sized
from dataclasses import dataclass, field
from typing import Final

REACH: Final = 1_000
"""First-parent commits by which a date must be reached again to count."""
TOLERANCE_S: Final = 86_400
"""Seconds a date may be ahead of the clock."""

NO_DATE: Final = -(2**62)
"""Stands for a date that counts for nothing."""

_LONGEST_STAMP: Final = 16


@dataclass(slots=True)
class Chain:
    """The newest part of a first-parent chain, newest first; `shas` are 20 or 32 bytes each, end to end."""

    dates: "array[int]" = field(default_factory=lambda: array("q"))
    shas: bytearray = field(default_factory=bytearray)
    merges: bytearray = field(default_factory=bytearray)
    width: int = 20
    is_whole: bool = True

    def sha(self, place: int) -> str:
        """Return the sha at a place, in hex."""
        return self.shas[place * self.width : (place + 1) * self.width].hex()

    def arrivals(self) -> "array[int]":
        """Return the arrival at each place, in seconds since 1970; never increasing."""
        arrivals = array("q", self.dates)
        arrived = NO_DATE
        for place in range(len(arrivals) - 1, -1, -1):
            arrived = max(arrived, arrivals[place])
            arrivals[place] = arrived
        _date_the_oldest(arrivals, is_whole=self.is_whole)
        return arrivals


def _date_the_oldest(arrivals: "array[int]", *, is_whole: bool) -> None:
    """Date commits that have no dated one before them by the first that follows."""
    undated = bisect_left(arrivals, 1, key=lambda arrived: int(arrived == NO_DATE))
    if is_whole and undated:
        arrivals[undated:] = array("q", [arrivals[undated - 1]]) * (len(arrivals) - undated)


class ChainReader:
    """Takes the commits of a chain, newest first, as far as a window that begins at `since` asks."""

    def __init__(self, *, since: int, now: int) -> None:
        self.chain = Chain()
        self._credible = _Credible(now + TOLERANCE_S)
        self._since, self._hit = since, -1

    def take(self, stamp: bytes, sha: bytes, parents: Sized) -> bool:
        """Take the next commit, if those before are not enough; `stamp` is its committer date as it stands."""
        chain = self.chain
        if not chain.is_whole:
            return False
        place = len(chain.dates)
        date = self._credible.date(place, stamp)
        if date >= self._since:
            self._hit = place
        elif place - self._hit >= REACH:
            chain.is_whole = False
            return False
        chain.dates.append(date)
        chain.merges.append(len(parents) > 1)
        chain.shas += a2b_hex(sha)
        chain.width = len(sha) // 2
        return True


def read_chain(lines: Iterable[bytes], *, since: int, now: int) -> Chain:
    """Read `<committer date> <sha> <parents…>` lines of a first-parent chain, newest first, as far as `since` asks."""
    reader = ChainReader(since=since, now=now)
    for line in lines:
        stamp, sha, *parents = line.split(b" ")
        if not reader.take(stamp, sha, parents):
            break
    return reader.chain


class _Credible:
    """Which dates count, asked newest first; keeps the greatest of the last thousand in front."""

    def __init__(self, latest: int) -> None:
        self.latest = latest
        self.greatest: deque[tuple[int, int]] = deque()

    def date(self, place: int, stamp: bytes) -> int:
        """Return the date in seconds, or none if it counts for nothing."""
        greatest = self.greatest
        if greatest and greatest[0][0] < place - REACH:
            greatest.popleft()
        date = int(stamp) if stamp.isdigit() and len(stamp) < _LONGEST_STAMP else NO_DATE
        reached = greatest[0][1] if greatest else NO_DATE
        if date > self.latest or (place >= REACH and date > reached):
            return NO_DATE
        while greatest and greatest[-1][1] <= date:
            greatest.pop()
        greatest.append((place, date))
        return date


@dataclass(frozen=True, slots=True)
class Stretch:
    """The places of a chain that arrived in a window, newest first: `newest` to `oldest`, both included.

    `arrivals` are those of the whole chain.
    """

    newest: int
    oldest: int
    arrivals: "array[int]"

    def __contains__(self, place: int) -> bool:
        return self.newest <= place <= self.oldest


def find_stretch(arrivals: "array[int]", since: int, until: int) -> Stretch | None:
    """Find what arrived in `[since, until)`."""
    newest = bisect_left(arrivals, -until + 1, key=lambda arrived: -arrived)
    behind = bisect_left(arrivals, -since + 1, key=lambda arrived: -arrived)
    return Stretch(newest, behind - 1, arrivals) if newest < behind else None
