"""The history of a repository in a window: everyone's commits in one stream, of which those that may be mine come out.

No diff is made here, and no date is compared but that of arrival.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Final

from connectors.git.arrival import NO_DATE, Chain, Stretch, find_stretch, read_chain
from connectors.git.boundary import Boundary
from connectors.git.child import Child, GitError, GitFailedError
from connectors.git.commit import FORMAT, Commit, parse_commit, parse_shas
from connectors.git.damage import cut_damage
from connectors.git.records import split_lines, split_records
from connectors.git.sieve import Sieve
from connectors.git.walk import Walk

Told = tuple[bytes, list[bytes], bytes]

HELD_LIMIT: Final = 16 << 20
"""Bytes of records of one stretch beyond which all of history is read instead."""


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
        self.chain = self._read_chain(child, since)
        arrivals = self.chain.arrivals()
        stretch = find_stretch(arrivals, since, until)
        if stretch is None:
            return
        self.newest = arrivals[stretch.newest]
        yield from self._read_commits(child, stretch, arrivals, needles)

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

    def _read_commits(
        self, child: Child, stretch: Stretch, arrivals: Sequence[int], needles: tuple[bytes, ...]
    ) -> Iterator[Commit]:
        """Walk through the stretch and what it brought, and yield what holds a needle."""
        sieve = Sieve(needles)
        walk = Walk(stretch.newest - 1, self.chain.sha(stretch.newest).encode())
        for sha, parents, record in self._read_stretch(child, stretch, sieve):
            place, is_on_chain = walk.step(sha, parents)
            if place > stretch.oldest or not record:
                continue
            if is_on_chain and len(parents) > 1:
                walk.note_merge(place, record)
            walk.note_revert(sha, record)
            if sieve.may_be_mine(record):
                yield parse_commit(
                    record,
                    arrived=arrivals[place],
                    brought_by=walk.merges.get(place, b""),
                    reverted_by=walk.reverters.get(sha, b""),
                )

    def _read_stretch(self, child: Child, stretch: Stretch, sieve: Sieve) -> Iterator[Told]:
        """Yield the commits of a stretch, children before parents, maybe with others behind them.

        Each is its sha, its parents and, if the sieve lets it through, its record, else nothing.
        """
        tip = self.chain.sha(stretch.newest)
        if stretch.oldest + 1 == len(self.chain.dates):
            return self._read_in_order(child, sieve, tip)
        base = self.chain.sha(stretch.oldest + 1)
        if not any(self.chain.merges[stretch.newest : stretch.oldest + 1]):
            return self._read_in_order(child, sieve, tip, f"^{base}")
        return self._read_between(child, sieve, tip, base) or self._read_in_order(child, sieve, tip)

    def _read_in_order(self, child: Child, sieve: Sieve, *revisions: str) -> Iterator[Told]:
        for records in self._read_records(child, "--topo-order", *revisions):
            narrow = sieve.narrow(records)
            for record in records:
                sha, parents = parse_shas(record)
                yield sha, parents, record if narrow.lets_through(record, parents) else b""

    def _read_between(self, child: Child, sieve: Sieve, tip: str, base: str) -> Iterator[Told] | None:
        """Read what is in `tip` alone; None if it is too much to be held."""
        boundary, records = Boundary(tip.encode(), base.encode()), dict[bytes, bytes]()
        size = 0
        for record in (record for batch in self._read_records(child, tip, base) for record in batch):
            sha, parents = parse_shas(record)
            if boundary.holds(sha, parents) and sieve.lets_through(record, parents):
                records[sha] = record
                size += len(record)
            if boundary.is_drawn:
                break
            if boundary.is_too_long or size > HELD_LIMIT:
                return None
        return ((sha, parents, records.get(sha, b"")) for sha, parents in boundary.in_graph_order())

    def _read_records(self, child: Child, *arguments: str) -> Iterator[list[bytes]]:
        count = 0
        with closing(child.stream("rev-list", "--parents", f"--format={FORMAT}", *arguments, "--")) as chunks:
            for records in split_records(chunks):
                yield records
                count += len(records)
                self.show_progress(count)
