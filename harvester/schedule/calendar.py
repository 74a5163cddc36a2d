"""When the weekly job is due: a day of the week and a time of day, in a zone. Pure; the clock is an argument.

A local time that a change of the clocks leaves out is due when the clocks have moved on (02:30 becomes 03:30); one
that comes twice is due the first time, and only then.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""The days as the configuration writes them, in the order of `date.weekday()`."""
WEEK: Final = timedelta(weeks=1)


def next_run(day: str, at: str, now: datetime, zone: tzinfo) -> datetime:
    """Give the first moment after `now` at which the job is due, in the zone.

    `day` is one of DAYS, `at` is `HH:MM`.
    """
    return next(moment for moment in _around(day, at, now, zone) if moment > now.astimezone(UTC)).astimezone(zone)


def previous_run(day: str, at: str, now: datetime, zone: tzinfo) -> datetime:
    """Give the last moment, `now` included, at which the job was due, in the zone."""
    return [moment for moment in _around(day, at, now, zone) if moment <= now.astimezone(UTC)][-1].astimezone(zone)


def is_real(day: date, at: str, zone: tzinfo) -> bool:
    """Say whether the clocks of a zone show this time on this day at all."""
    wanted = datetime.combine(day, time.fromisoformat(at), zone)
    return wanted.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wanted.replace(tzinfo=None)


def _around(day: str, at: str, now: datetime, zone: tzinfo) -> list[datetime]:
    """Give what is due from the week before last to the week after next, in order.

    In UTC: moments of one zone are compared by what its clocks show, which goes wrong where that comes twice.
    """
    today = now.astimezone(zone).date()
    first = today + timedelta(days=(DAYS.index(day) - today.weekday()) % 7) - 2 * WEEK
    clock = time.fromisoformat(at)
    return [datetime.combine(first + week * WEEK, clock, zone).astimezone(UTC) for week in range(5)]
