"""The history of a repository in a window: everyone's commits in one stream, of which those that may be mine come out.

No diff is made here, and no date is compared but that of arrival.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Final

from connectors.git.arrival import Chain, Stretch, find_stretch, read_chain
from connectors.git.boundary import find_boundary
from connectors.git.child import Child, GitError, GitFailedError
from connectors.git.damage import cut_damage
from connectors.git.message import Message, find_reverted, may_name_pull_request, parse_message
from connectors.git.records import split_lines, split_records

_FIELDS: Final = "%H %P%n%ct%n%at%n%ae%n%an%n%B%x00"
_BRINGER_KEPT: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """A commit as git tells it; dates in seconds since 1970 and None where they are no numbers.

    `brought_by` is the message of the merge that brought it, if that names a pull request.
    """

    sha: str
    parents: tuple[str, ...]
    arrived: int
    authored: int | None
    committed: int | None
    address: str
    name: str
    message: Message
    brought_by: Message | None = None
    reverted_by: str = ""

    @property
    def bringer(self) -> Message | None:
        """The message that names the pull request of this commit: its own, or that of the merge that brought it."""
        return self.message if self.message.pull_request else self.brought_by


@dataclass(slots=True)
class Walk:
    """Where a topological walk stands: the place on the chain that each pending commit belongs to."""

    place: int
    expected: bytes
    pending: dict[bytes, int] = field(default_factory=dict)

    def step(self, sha: bytes, parents: list[bytes]) -> tuple[int, bool]:
        """Return the place of the chain commit that brought this one, and whether it is that one."""
        pending = self.pending
        place = pending.pop(sha, self.place)
        is_on_chain = sha == self.expected
        if is_on_chain:
            place = self.place = self.place + 1
            self.expected = parents[0] if parents else b""
        for parent in parents:
            if pending.get(parent, -1) < place:
                pending[parent] = place
        return place, is_on_chain


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
        border = self._read_border(child, stretch)
        for place, record, brought_by, reverted_by in self._read_records(child, stretch, border, needles):
            yield _parse_record(record, arrivals[place], brought_by, reverted_by)

    def is_cut_off(self, boundary: frozenset[str], since: int) -> bool:
        """Say whether the chain ends at the edge of a shallow clone before it comes to `since`."""
        dates, last = self.chain.dates, len(self.chain.dates) - 1
        return bool(dates) and self.chain.is_whole and self.chain.sha(last) in boundary and dates[last] >= since

    def _read_chain(self, child: Child, since: int) -> Chain:
        arguments = ("rev-list", "--first-parent", "--timestamp", "--parents", self.tip, "--")
        with closing(child.stream(*arguments)) as chunks:
            return read_chain(split_lines(chunks), since=since, now=self.now)

    def _read_border(self, child: Child, stretch: Stretch) -> set[bytes]:
        """Return the commits just outside of the stretch; none when it reaches the root, or all is to be read."""
        if stretch.oldest + 1 == len(self.chain.dates):
            return set()
        base = self.chain.sha(stretch.oldest + 1).encode()
        if not any(self.chain.merges[stretch.newest : stretch.oldest + 1]):
            return {base}
        tip = self.chain.sha(stretch.newest).encode()
        with closing(child.stream("rev-list", "--parents", tip.decode(), base.decode(), "--")) as chunks:
            return find_boundary(split_lines(chunks), tip, base) or set()

    def _read_records(
        self, child: Child, stretch: Stretch, border: set[bytes], needles: tuple[bytes, ...]
    ) -> Iterator[tuple[int, bytes, bytes, str]]:
        tip = self.chain.sha(stretch.newest).encode()
        walk = Walk(stretch.newest - 1, tip)
        bringers: dict[int, bytes] = {}
        reverters: dict[str, str] = {}
        questions = b"\n".join([tip, *(b"^" + one for one in sorted(border)), b""])
        arguments = (
            "rev-list",
            "--topo-order",
            "--no-commit-header",
            f"--format={_FIELDS}",
            "--encoding=UTF-8",
            "--stdin",
        )
        count = 0
        with closing(child.stream(*arguments, stdin=questions)) as chunks:
            for records in split_records(chunks):
                count += len(records)
                self.show_progress(count)
                folded = b"\0".join(records).lower()
                may_be_mine = any(needle in folded for needle in needles)
                for record in records:
                    sha, *parents = record[: record.index(b"\n")].split()
                    place, is_on_chain = walk.step(sha, parents)
                    if place > stretch.oldest:
                        continue
                    if is_on_chain and len(parents) > 1 and may_name_pull_request(record):
                        bringers[place] = record.split(b"\n", 5)[5][:_BRINGER_KEPT]
                    if reverted := b"\nThis reverts commit " in record and find_reverted(record):
                        reverters[reverted] = sha.decode()
                    if may_be_mine and _holds(record, needles):
                        brought_by = b"" if is_on_chain else bringers.get(place, b"")
                        yield place, record, brought_by, reverters.get(sha.decode(), "")


def _holds(record: bytes, needles: tuple[bytes, ...]) -> bool:
    folded = record.lower()
    return any(needle in folded for needle in needles)


def _parse_record(record: bytes, arrived: int, brought_by: bytes, reverted_by: str) -> Commit:
    shas, committed, authored, address, name, text = record.split(b"\n", 5)
    sha, *parents = shas.decode().split()
    return Commit(
        sha=sha,
        parents=tuple(parents),
        arrived=arrived,
        authored=_seconds(authored),
        committed=_seconds(committed),
        address=_text(address),
        name=_text(name),
        message=parse_message(_text(text)),
        brought_by=parse_message(_text(brought_by)) if brought_by else None,
        reverted_by=reverted_by,
    )


def _seconds(stamp: bytes) -> int | None:
    return int(stamp) if stamp.isdigit() and len(stamp) < 16 else None  # noqa: PLR2004 - far beyond any calendar


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
