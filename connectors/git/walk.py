"""A walk through history, children before parents: what the commits seen so far say about those to come. Pure.

Each commit belongs to the oldest commit of the first-parent chain that reaches it: that one brought it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from connectors.git.arrival import ChainReader
from connectors.git.commit import Commit, message_of, parse_commit
from connectors.git.message import find_reverted, may_name_pull_request
from connectors.git.sieve import Sieve

Told = tuple[bytes, bytes, list[bytes], bytes, bool]
"""A commit as it is told: its date, sha and parents, its record, and whether the sieve picked it."""

_MESSAGE_KEPT: Final = 2_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """A commit that may be mine: its record, and what the walk knew about it when it was met.

    `place` is that of the commit of the chain that brought it; `brought_by` its raw message, if it may name a pull
    request.
    """

    place: int
    record: bytes
    brought_by: bytes
    reverted_by: bytes

    def parse(self, arrived: int) -> Commit:
        """Take the commit apart."""
        return parse_commit(self.record, arrived=arrived, brought_by=self.brought_by, reverted_by=self.reverted_by)


@dataclass(slots=True)
class Walk:
    """Where a walk stands: the next commit of the chain, and the place on it of those that a child has announced.

    Places count from the newest commit of the chain; `place` is that of the last one met. `reader` takes the chain.
    """

    place: int
    expected: bytes
    reader: ChainReader | None = None
    pending: dict[bytes, int] = field(default_factory=dict)
    merges: dict[int, bytes] = field(default_factory=dict)
    reverters: dict[bytes, bytes] = field(default_factory=dict)

    def follow(self, told: Iterable[Told], sieve: Sieve) -> Iterator[Candidate]:
        """Go through what is told, children before parents, and yield what may be mine."""
        pending = self.pending
        for stamp, sha, parents, record, is_picked in told:
            place = pending.pop(sha, self.place)
            if sha == self.expected:
                place = self.place = self.place + 1
                self._note_chain(stamp, sha, parents, record)
            for parent in parents:
                if pending.get(parent, -1) < place:
                    pending[parent] = place
            if is_picked:
                if reverted := find_reverted(record):
                    self.reverters[reverted] = sha
                if sieve.may_be_mine(record):
                    yield Candidate(place, record, self.merges.get(place, b""), self.reverters.get(sha, b""))

    def _note_chain(self, stamp: bytes, sha: bytes, parents: list[bytes], record: bytes) -> None:
        """Go on to the next commit of the chain; keep the message of a merge, if it may name a pull request."""
        self.expected = parents[0] if parents else b""
        if self.reader:
            self.reader.take(stamp, sha, parents)
        if len(parents) > 1 and may_name_pull_request(record):
            self.merges[self.place] = message_of(record)[:_MESSAGE_KEPT]
