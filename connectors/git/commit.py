"""A commit as git tells it in one record of `git rev-list`. Pure."""

from dataclasses import dataclass
from typing import Final

from connectors.git.message import Message, parse_merge, parse_message

FORMAT: Final = "%ae%n%ct%n%at%n%an%n%B%x00"
"""What `--format` is given; with `--timestamp --parents`, git puts `<date> commit <sha> <parents…>` before it."""

_FIELDS: Final = 7
_LONGEST_STAMP: Final = 16
_LONGEST_NAME: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """A commit; dates in seconds since 1970 and None where they are no numbers.

    `brought_by` is what the merge that brought it says about a pull request, if it may and the commit itself names
    none; `reverted_by` is the sha of a commit read before that reverts it.
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

    @property
    def is_merge(self) -> bool:
        """Whether it joins branches, so that no change is its own."""
        return len(self.parents) > 1


def parse_heading(record: bytes) -> tuple[bytes, bytes, list[bytes]]:
    """Return the committer date of a record as it stands, its sha and those of its parents."""
    date, _, sha, *parents = record[1 : record.index(b"\n", 1)].split(b" ")
    return date, sha, parents


def address_of(record: bytes) -> bytes:
    """Return the address of a record's author."""
    return record.split(b"\n", 3)[2]


def message_of(record: bytes) -> bytes:
    """Return the message of a record."""
    return _split(record)[-1]


def parse_commit(record: bytes, *, arrived: int, brought_by: bytes = b"", reverted_by: bytes = b"") -> Commit:
    """Read a whole record; `brought_by` is a raw message."""
    _, sha, parents = parse_heading(record)
    _, _, address, committed, authored, name, text = _split(record)
    message = parse_message(_text(text))
    return Commit(
        sha=sha.decode(),
        parents=tuple(parent.decode() for parent in parents),
        arrived=arrived,
        authored=_seconds(authored),
        committed=_seconds(committed),
        address=_text(address[:_LONGEST_NAME]),
        name=_text(name[:_LONGEST_NAME]),
        message=message,
        brought_by=parse_merge(_text(brought_by)) if brought_by and not message.pull_request else None,
        reverted_by=reverted_by.decode(),
    )


def _split(record: bytes) -> list[bytes]:
    fields = record.split(b"\n", _FIELDS - 1)
    return fields + [b""] * (_FIELDS - len(fields))


def _seconds(stamp: bytes) -> int | None:
    return int(stamp) if stamp.isdigit() and len(stamp) < _LONGEST_STAMP else None


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
