"""The strict grammar of dates and periods: nothing is guessed, anything else is refused.

Moments  `2026-11-12` · `2026-11-12T10:00:00+01:00` · `7d 2w 3m 1y` (back from local midnight) · any span
Spans    `2026-11` · `2026-Q4` · `2026-H2` · `2026-W46` · `today` · `yesterday` · `this|last week|month|quarter|year`

Days and spans are those of the person's zone; weeks are ISO weeks. Pure: the clock and the zone are arguments.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from harvester.errors import UsageError
from harvester.model import Window

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?P<offset>[Zz]|[+-]\d{2}:\d{2})?"
)
_BACK: Final = re.compile(r"(\d{1,4})([dwmy])")
_NAMED: Final = re.compile(r"(\d{4})-(?:(\d{2})|Q([1-4])|H([12])|W(\d{2}))")
_RELATIVE: Final = re.compile(r"(this|last) (week|month|quarter|year)")
_MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}
_EXAMPLES: Final = "2026-11-12, 2026-11-12T10:00:00Z, 7d, 2w, 3m, 1y, 2026-11, 2026-Q4, 2026-H2, 2026-W46, last week"


def parse_since(text: str, now: datetime, zone: tzinfo) -> datetime:
    """Read the beginning of a window; a span means its beginning.

    Raises:
        UsageError: the text is not in the grammar.
    """
    return _parse(text, now, zone)[0]


def parse_until(text: str, now: datetime, zone: tzinfo) -> datetime:
    """Read the exclusive end of a window: a day or span named is included, a moment is not.

    Raises:
        UsageError: the text is not in the grammar.
    """
    return _parse(text, now, zone)[1]


def parse_period(text: str, now: datetime, zone: tzinfo) -> Window:
    """Read a period as a window; `7d 2w 3m 1y` and a moment last until now.

    Raises:
        UsageError: the text is not in the grammar, or begins in the future.
    """
    since, until = _parse(text, now, zone)
    if since == until:
        until = now
    if until < since:
        raise UsageError(f"The period {text!r} begins in the future.", cure="harvester run --period 'last week'")
    return Window(since, until)


def parse_day(text: str, now: datetime, zone: tzinfo) -> date:
    """Read one day: `2026-11-12`, `today`, `yesterday` or `3d`.

    Raises:
        UsageError: the text names no single day.
    """
    folded = text.strip().casefold()
    if _DAY.fullmatch(folded) or folded in {"today", "yesterday"} or re.fullmatch(r"\d{1,4}d", folded):
        return _parse(text, now, zone)[0].astimezone(zone).date()
    raise UsageError(f"{text!r} is no day.", cure="a day looks like 2026-11-12, today, yesterday or 3d")


def week_of(moment: datetime, zone: tzinfo) -> str:
    """Name the ISO week of a moment in the person's zone: `2026-W46`."""
    year, week, _ = moment.astimezone(zone).isocalendar()
    return f"{year:04}-W{week:02}"


def _parse(text: str, now: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    """Read a moment or span as (since, until); for a moment both are the same."""
    stripped = text.strip()
    try:
        if instant := _INSTANT.fullmatch(stripped):
            moment = _parse_instant(stripped, has_offset=bool(instant["offset"]))
            return moment, moment
        first, end = _parse_days(stripped, now.astimezone(zone).date())
        return _midnight(first, zone), _midnight(end, zone)
    except (ValueError, OverflowError) as error:
        raise UsageError(
            f"{text!r} is no date or period.", why=_why(error), cure=f"write it like one of {_EXAMPLES}"
        ) from error


def _why(error: Exception) -> str:
    reason = str(error)
    return "" if reason == "unknown" or isinstance(error, OverflowError) else reason


def _parse_instant(text: str, *, has_offset: bool) -> datetime:
    if not has_offset:
        raise ValueError("a time needs its zone, for example 2026-11-12T10:00:00Z or +01:00")
    return datetime.fromisoformat(text.upper()).astimezone(UTC)


def _parse_days(text: str, today: date) -> tuple[date, date]:
    if _DAY.fullmatch(text):
        day = date.fromisoformat(text)
        return day, day + timedelta(days=1)
    folded = text.casefold()
    if folded in {"today", "yesterday"}:
        day = today - timedelta(days=folded == "yesterday")
        return day, day + timedelta(days=1)
    if back := _BACK.fullmatch(folded):
        day = _go_back(today, int(back[1]), back[2])
        return day, day
    if relative := _RELATIVE.fullmatch(folded):
        return _parse_relative(today, relative[1], relative[2])
    if named := _NAMED.fullmatch(text.upper()):
        return _parse_named(*named.groups())
    raise ValueError("unknown")


def _parse_relative(today: date, which: str, unit: str) -> tuple[date, date]:
    if unit == "week":
        monday = today - timedelta(days=today.weekday(), weeks=which == "last")
        return monday, monday + timedelta(weeks=1)
    months = _MONTHS[unit]
    index = (today.month - 1) // months * months
    first = _shift_months(date(today.year, index + 1, 1), -months if which == "last" else 0)
    return first, _shift_months(first, months)


def _parse_named(
    year: str, month: str | None, quarter: str | None, half: str | None, week: str | None
) -> tuple[date, date]:
    if week:
        monday = date.fromisocalendar(int(year), int(week), 1)
        return monday, monday + timedelta(weeks=1)
    months = 1 if month else 3 if quarter else 6
    first = date(int(year), (int(month or quarter or half or 0) - 1) * months + 1, 1)
    return first, _shift_months(first, months)


def _go_back(today: date, count: int, unit: str) -> date:
    if unit in "dw":
        return today - timedelta(days=count * (7 if unit == "w" else 1))
    return _shift_months(today, -count * (12 if unit == "y" else 1))


def _shift_months(day: date, months: int) -> date:
    """Move by calendar months; the day is the last of the month where that month is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    next_first = date(year + (month == 11), (month + 1) % 12 + 1, 1)  # noqa: PLR2004 - December
    last = (next_first - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
