"""The history of a repository in a window: everyone's commits in one stream, of which those that may be mine come out.

No diff is made here, and no date is compared but that of arrival.
"""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from connectors.git.arrival import NO_DATE, Chain, ChainReader, Stretch, find_stretch, read_chain
from connectors.git.boundary import Boundary
from connectors.git.child import Child, GitError, GitFailedError
from connectors.git.commit import FORMAT, Commit, parse_heading
from connectors.git.damage import cut_damage
from connectors.git.message import may_name_pull_request
from connectors.git.records import split_lines, split_records
from connectors.git.sieve import Sieve
from connectors.git.walk import Candidate, Told, Walk

HELD_LIMIT: Final = 16 << 20
"""Bytes of records that are held in memory."""
GIT_BEGAN: Final = 1_112_911_993
"""The first commit of git itself; what is asked for since before it is everything."""


@dataclass(slots=True, kw_only=True)
class History:
    """One reading of the history behind `tip`.

    Afterwards `newest` is the arrival of the newest commit read, and `failure` why not all could be; None otherwise.
    """

    child: Child
    tip: str
    now: int
    show_progress: Callable[[int], None]
    newest: int | None = None
    failure: GitError | None = None
    chain: Chain = field(default_factory=Chain)

    def read(self, since: int, until: int, needles: tuple[bytes, ...]) -> Iterator[Commit]:
        """Yield the commits that arrived in `[since, until)` and hold one of the lower-case `needles`.

        What could not be read is told by `failure` afterwards.
        """
        known = set[str]()
        try:
            for commit in self._read(self.child, since, until, needles):
                known.add(commit.sha)
                yield commit
        except GitFailedError as failure:
            for commit in self._read_around(failure, since, until, needles):
                if commit.sha not in known:
                    yield commit
        except GitError as failure:
            self.failure = failure

    def _read_around(
        self, damage: GitFailedError, since: int, until: int, needles: tuple[bytes, ...]
    ) -> Iterator[Commit]:
        """Read again, with what is damaged cut off."""
        try:
            with cut_damage(self.child, self.tip) as (child, cuts):
                yield from self._read(child, since, until, needles)
                if cuts:
                    self.failure = GitError(f"A part is damaged, the rest was read. {damage.what}", cure="git fsck")
        except GitError as failure:
            self.failure = failure

    def _read(self, child: Child, since: int, until: int, needles: tuple[bytes, ...]) -> Iterator[Commit]:
        sieve = Sieve(needles)
        if since <= GIT_BEGAN and until >= self.now:
            candidates = self._candidates_of_all(child, since, sieve)
        else:
            self.chain = self._read_chain(child, since)
            candidates = None
        stretch = find_stretch(self.chain.arrivals(), since, until)
        if stretch is None:
            return
        self.newest = stretch.arrivals[stretch.newest]
        for candidate in candidates or self._candidates_between(child, stretch, sieve):
            if candidate.place in stretch:
                yield candidate.parse(stretch.arrivals[candidate.place])

    @property
    def is_undated(self) -> bool:
        """Whether no commit has a date that can be believed, so that none is in any window."""
        return len(self.chain.dates) > 0 and self.chain.is_whole and max(self.chain.dates) == NO_DATE

    def is_cut_off(self, boundary: frozenset[str], since: int) -> bool:
        """Say whether the chain ends at the edge of a shallow clone before it comes to `since`."""
        dates, last = self.chain.dates, len(self.chain.dates) - 1
        return bool(dates) and self.chain.is_whole and self.chain.sha(last) in boundary and dates[last] >= since

    def _read_chain(self, child: Child, since: int) -> Chain:
        arguments = ("rev-list", "--first-parent", "--timestamp", "--parents", self.tip, "--")
        with closing(child.stream(*arguments)) as chunks:
            return read_chain(split_lines(chunks), since=since, now=self.now)

    def _candidates_of_all(self, child: Child, since: int, sieve: Sieve) -> Iterator[Candidate]:
        """Walk through all of history, and read the chain on the way.

        What is found is held until the chain is known; if that is too much, the chain is read first.
        """
        walk = Walk(-1, self.tip.encode(), ChainReader(since=since, now=self.now))
        candidates = walk.follow(self._tell(child, sieve, "--topo-order", self.tip), sieve)
        held, size = deque[Candidate](), 0
        for candidate in candidates:
            held.append(candidate)
            size += len(candidate.record)
            if size > HELD_LIMIT:
                self.chain, walk.reader = self._read_chain(child, since), None
                break
        if walk.reader:
            self.chain = walk.reader.chain
        return chain(_release(held), candidates)

    def _candidates_between(self, child: Child, stretch: Stretch, sieve: Sieve) -> Iterator[Candidate]:
        """Walk through a stretch and what it brought, maybe with others behind them."""
        walk = Walk(stretch.newest - 1, self.chain.sha(stretch.newest).encode())
        return walk.follow(self._read_stretch(child, stretch, sieve), sieve)

    def _read_stretch(self, child: Child, stretch: Stretch, sieve: Sieve) -> Iterator[Told]:
        """Yield the commits of a stretch, children before parents, maybe with others behind them."""
        tip = self.chain.sha(stretch.newest)
        if stretch.oldest + 1 == len(self.chain.dates):
            return self._tell(child, sieve, "--topo-order", tip)
        base = self.chain.sha(stretch.oldest + 1)
        if not any(self.chain.merges[stretch.newest : stretch.oldest + 1]):
            return self._tell(child, sieve, "--topo-order", tip, f"^{base}")
        return self._tell_apart(child, sieve, tip, base) or self._tell(child, sieve, "--topo-order", tip)

    def _tell_apart(self, child: Child, sieve: Sieve, tip: str, base: str) -> Iterator[Told] | None:
        """Tell what is in `tip` alone; None if it is too much to be held."""
        boundary, held = Boundary(tip.encode(), base.encode()), dict[bytes, tuple[bytes, bool]]()
        size = 0
        for records in self._read_records(child, tip, base):
            inside = [record for record in records if boundary.holds(*parse_heading(record)[1:])]
            picked = sieve.pick(inside)
            for place, record in enumerate(inside):
                _, sha, parents = parse_heading(record)
                if place in picked or (len(parents) > 1 and may_name_pull_request(record)):
                    held[sha] = record, place in picked
                    size += len(record)
            if boundary.is_drawn:
                break
            if boundary.is_too_long or size > HELD_LIMIT:
                return None
        return ((b"", sha, parents, *held.get(sha, (b"", False))) for sha, parents in boundary.in_graph_order())

    def _tell(self, child: Child, sieve: Sieve, *arguments: str) -> Iterator[Told]:
        for records in self._read_records(child, *arguments):
            picked = sieve.pick(records)
            for place, record in enumerate(records):
                stamp, sha, parents = parse_heading(record)
                yield stamp, sha, parents, record, place in picked

    def _read_records(self, child: Child, *arguments: str) -> Iterator[list[bytes]]:
        count = 0
        arguments = ("rev-list", "--timestamp", "--parents", f"--format={FORMAT}", *arguments, "--")
        with closing(child.stream(*arguments)) as chunks:
            for records in split_records(chunks):
                yield records
                count += len(records)
                self.show_progress(count)


def _release(held: deque[Candidate]) -> Iterator[Candidate]:
    while held:
        yield held.popleft()
