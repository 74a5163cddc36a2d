"""A walk through history, children before parents: what the commits seen so far say about those to come. Pure.

Each commit belongs to the oldest commit of the first-parent chain that reaches it: that one brought it.
"""

from dataclasses import dataclass, field
from typing import Final

from connectors.git.arrival import ChainReader
from connectors.git.commit import Commit, message_of, parse_commit
from connectors.git.message import find_reverted, may_name_pull_request

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

    def step(self, stamp: bytes, sha: bytes, parents: list[bytes]) -> tuple[int, bool]:
        """Go on to a commit; return the place of the chain commit that brought it, and whether it is that one."""
        pending = self.pending
        place = pending.pop(sha, self.place)
        is_on_chain = sha == self.expected
        if is_on_chain:
            place = self.place = self.place + 1
            self.expected = parents[0] if parents else b""
            if self.reader:
                self.reader.take(stamp, sha, parents)
        for parent in parents:
            if pending.get(parent, -1) < place:
                pending[parent] = place
        return place, is_on_chain

    def note_merge(self, place: int, record: bytes) -> None:
        """Keep the message of a merge on the chain, if it may name the pull request that it brought."""
        if may_name_pull_request(record):
            self.merges[place] = message_of(record)[:_MESSAGE_KEPT]

    def note_revert(self, sha: bytes, record: bytes) -> None:
        """Keep which commit a message says to revert."""
        if reverted := find_reverted(record):
            self.reverters[reverted] = sha

    def name_candidate(self, place: int, sha: bytes, record: bytes) -> Candidate:
        """Put together what is known of a commit when it is met."""
        return Candidate(place, record, self.merges.get(place, b""), self.reverters.get(sha, b""))
