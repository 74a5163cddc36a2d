"""Questions in JQL: quoted so that no value breaks out, windows widened so that no zone or minute loses anything.

JQL reads dates in the zone of the account's profile and knows minutes only. So a window is asked for with a day
more on both sides, and what comes is filtered by exact instants afterwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from harvester.model import Window

MARGIN: Final = timedelta(days=1)
"""More than any zone is away from any other that a profile may name by mistake."""
CURRENT_USER: Final = "currentUser()"


def quote(value: str) -> str:
    r"""Quote a value: backslashes, quotes and control characters cannot end it."""
    return '"' + "".join(_ESCAPES.get(letter, letter) for letter in value if letter >= " " or letter in _ESCAPES) + '"'


_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def find_zone(name: object) -> tzinfo:
    """Return the zone of a profile; UTC where it names none that is known: the margin covers the difference."""
    try:
        return ZoneInfo(name) if isinstance(name, str) and name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def spell_minute(moment: datetime, zone: tzinfo) -> str:
    """Spell a moment for JQL, quoted, to the minute, in the zone of the profile."""
    return quote(_to_zone(moment, zone).strftime("%Y/%m/%d %H:%M"))


def _spell_day(moment: datetime, zone: tzinfo) -> str:
    return quote(_to_zone(moment, zone).strftime("%Y/%m/%d"))


def _to_zone(moment: datetime, zone: tzinfo) -> datetime:
    """Go to a zone, but not over the edges of the calendar; JQL wants four digits for a year."""
    first, last = datetime(1970, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
    return min(max(moment, first), last).astimezone(zone)


def ask_for_keys(keys: Sequence[str], assignees: Sequence[str] = ()) -> str:
    """Ask for tickets by their keys, only those that one of `assignees` (terms of JQL) holds, if any are given."""
    held = f" AND ({' OR '.join(f'assignee = {user}' for user in assignees)})" if assignees else ""
    return f"issuekey IN ({', '.join(map(quote, keys))}){held} ORDER BY created ASC, key ASC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of a site: whose tickets, of which projects, touched in which window.

    `users` are terms of JQL (`currentUser()` or quoted names); `accounts` are the plain names of the same people.
    """

    users: Sequence[str]
    accounts: Sequence[str]
    projects: Sequence[str]
    window: Window
    zone: tzinfo

    def tickets(self, *, with_updated_by: bool) -> str:
        """Ask for every ticket that may hold something of mine in the window, oldest first.

        What happened to a ticket in the window moved its `updated` there or later; nothing is dated by it.
        `with_updated_by`: the server finds the tickets I commented on; else those that I watch stand in.
        """
        since, until = self._edges()
        mine = [f"{field} WAS {user}" for field in ("assignee", "reporter") for user in self.users]
        if with_updated_by:
            # Whether the last day is included is told nowhere.
            days = f"{_spell_day(since, self.zone)}, {_spell_day(until + MARGIN, self.zone)}"
            mine += [f"issuekey IN updatedBy({quote(account)}, {days})" for account in self.accounts]
        else:
            mine += [f"watcher = {user}" for user in self.users]
        clauses = [
            f"({' OR '.join(mine)})",
            f"updated >= {spell_minute(since, self.zone)}",
            f"created <= {spell_minute(until, self.zone)}",
        ]
        if self.projects:
            clauses.insert(0, f"project IN ({', '.join(map(quote, self.projects))})")
        return f"{' AND '.join(clauses)} ORDER BY created ASC, key ASC"

    def _edges(self) -> tuple[datetime, datetime]:
        first, last = datetime.min.replace(tzinfo=UTC) + MARGIN, datetime.max.replace(tzinfo=UTC) - 2 * MARGIN
        return max(self.window.since, first) - MARGIN, min(self.window.until, last) + MARGIN
