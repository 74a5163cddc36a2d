"""The changelog of a ticket: who held it when it was resolved, since when I was its reporter, which key it had first.

Pure. What a ticket was like at first follows from the first change of each field: its old value, or, if nothing
changed it, the value of today. Nothing is concluded from `updated` or from the assignee of today.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from connectors.jira.accounts import Accounts
from connectors.jira.moments import parse_moment

_NAMES: Final = {"key": "issuekey"}
"""What the changelog calls a field where it gives no id, and its id."""


class Change(NamedTuple):
    """One field's change: ids where the field has ids, and what was shown for them."""

    field: str
    before: str
    after: str
    before_text: str
    after_text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Changes that were made at once, and by whom; `author` holds no id when the account is gone."""

    at: datetime
    number: str
    author: Accounts
    changes: Sequence[Change]

    def find(self, field: str) -> Change | None:
        """Return the change of a field, from its first value to its last, if there is one."""
        found = [change for change in self.changes if change.field == field]
        if not found:
            return None
        first, last = found[0], found[-1]
        return Change(field, first.before, last.after, first.before_text, last.after_text)


@dataclass(frozen=True, slots=True)
class Present:
    """The ids of what a ticket is like today; "" where it has none."""

    status: str
    resolution: str
    assignee: str
    reporter: str


@dataclass(frozen=True, slots=True)
class Settlement:
    """That a ticket was resolved: when, by whom it was held, as what, and whether something resolved it at all.

    `at` is None for a ticket that came into being resolved. `reopened_at` is when it was next reopened.
    """

    at: datetime | None
    holder: str
    resolution: str
    reopened_at: datetime | None = None


def parse_history(histories: Sequence[object]) -> list[Entry]:
    """Read the histories of a changelog, oldest first.

    Raises:
        ValueError: an entry has no readable moment, so that nothing can be said about their order.
    """
    entries = [_parse_entry(history) for history in histories]
    # Numbers as text: the longer one is the larger one.
    return sorted(entries, key=lambda entry: (entry.at, len(entry.number), entry.number))


def _parse_entry(history: object) -> Entry:
    at = parse_moment(history.get("created")) if isinstance(history, Mapping) else None
    if at is None or not isinstance(history, Mapping):
        raise ValueError("an entry of the history has no readable date")
    changed = history.get("items")
    changes = [_parse_change(one) for one in changed if isinstance(one, Mapping)] if isinstance(changed, list) else []
    return Entry(at, str(history.get("id") or ""), Accounts.of(history.get("author")), changes)


def _parse_change(change: Mapping[str, Any]) -> Change:
    name = str(change.get("fieldId") or change.get("field") or "").casefold()
    values = (change.get(part) for part in ("from", "to", "fromString", "toString"))
    return Change(_NAMES.get(name, name), *("" if value is None else str(value) for value in values))


def find_first_key(key: str, history: Iterable[Entry]) -> str:
    """Return the key a ticket had before it was ever moved."""
    moves = (entry.find("issuekey") for entry in history)
    return next((move.before_text or move.before for move in moves if move), "") or key


def find_reporting(created: datetime, present: Present, history: Sequence[Entry], mine: Accounts) -> datetime | None:
    """Return when I first was the reporter: when the ticket was created, or when somebody made me its reporter."""
    if _first(history, "reporter", present.reporter) in mine:
        return created
    for entry in history:
        change = entry.find("reporter")
        if change and change.after in mine:
            return entry.at
    return None


def list_settlements(present: Present, history: Sequence[Entry], done: Collection[str]) -> list[Settlement]:
    """List every time a ticket was resolved, oldest first; `done` are the ids of statuses that mean done.

    A ticket is resolved when it gets a resolution or a status that means done, whichever comes first. It is
    reopened when it leaves such a status, or loses its resolution in a status that does not mean done.
    """
    status = _first(history, "status", present.status)
    resolution = _first(history, "resolution", present.resolution)
    assignee = _first(history, "assignee", present.assignee)
    is_resolved = bool(resolution) or status in done
    found = [Settlement(None, assignee, "")] if is_resolved else []
    for entry in history:
        moved, named, given = (entry.find(field) for field in ("status", "resolution", "assignee"))
        was_done, status = status in done, moved.after if moved else status
        had_resolution, resolution = bool(resolution), named.after if named else resolution
        holder, assignee = _holder(entry, assignee), given.after if given else assignee
        is_gained = (bool(resolution) and not had_resolution) or (status in done and not was_done)
        is_lost = (was_done and status not in done) or (had_resolution and not resolution and status not in done)
        if is_gained and not is_resolved:
            found.append(Settlement(entry.at, holder, named.after_text if named else ""))
        elif is_lost and is_resolved and not is_gained:
            found[-1] = Settlement(found[-1].at, found[-1].holder, found[-1].resolution, entry.at)
        is_resolved = is_gained or (is_resolved and not is_lost)
    return found


def list_statuses(history: Sequence[Entry]) -> list[tuple[datetime, str, str]]:
    """List the moves between statuses: when, from which, to which."""
    moves = ((entry.at, entry.find("status")) for entry in history)
    return [(at, move.before_text, move.after_text) for at, move in moves if move]


def count_reopenings(settlements: Sequence[Settlement]) -> int:
    """Count how often a resolved ticket was taken up again."""
    return sum(settlement.reopened_at is not None for settlement in settlements)


def _first(history: Iterable[Entry], field: str, present: str) -> str:
    """Return the value a field had when the ticket was created."""
    changes = (entry.find(field) for entry in history)
    return next((change.before for change in changes if change), present)


def _holder(entry: Entry, assignee: str) -> str:
    """Say who held a ticket when an entry was made.

    Resolving often hands a ticket on (to its reporter, to be tested), and sometimes takes it up: the assignee
    is then the one of both who did it, else the one who had it.
    """
    given = entry.find("assignee")
    if not given:
        return assignee
    if given.after in entry.author:
        return given.after
    return assignee or given.after
