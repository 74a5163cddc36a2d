"""Who was met, and the map, as plain text of 80 columns for a terminal. Pure.

Every text of a source is cleaned once more where it is shown, and quoted where it is part of a command to type.
"""

import shlex
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import Final
from unicodedata import combining, east_asian_width

from harvester.clean import clean_line
from harvester.encounter.atlas import CANNOT_TELL, Atlas
from harvester.encounter.census import Group, Total
from harvester.encounter.colleague import Colleague
from harvester.encounter.encounter import MEANINGS, Way
from harvester.encounter.suggestion import Tie

COLUMNS: Final = 80
_LABEL: Final = 26
_SHORT_LABEL: Final = 9
_HEADERS: Final = {
    Way.REVIEWED_THEIRS: "theirs",
    Way.REVIEWED_MINE: "mine",
    Way.ASKED_ME: "asked",
    Way.COMMENTED: "talked",
    Way.CO_AUTHORED: "wrote",
    Way.TICKETS: "tickets",
}
_UNKNOWN: Final = "-"


@dataclass(frozen=True, slots=True)
class _Row:
    label: str
    cells: Sequence[str]
    details: Sequence[str] = field(default=())


def tell_colleagues(colleagues: Sequence[Colleague], zone: tzinfo) -> Iterator[str]:
    """Yield a table with a row for each human, and behind it what else is known."""
    rows = [
        _Row(one.id, [one.person_class or _UNKNOWN, *_ways(one.total)], list(_tell_details(one, zone)))
        for one in colleagues
    ]
    yield from _draw("person", ["class", *_HEADERS.values()], rows)
    yield ""
    yield from tell_columns()


def tell_colleague(one: Colleague, zone: tzinfo) -> Iterator[str]:
    """Yield one human in words: who, how met, and what is suggested."""
    yield clean_line(one.id)
    met = [f"{MEANINGS[way]}: {count}" for way, count in one.total.places.items() if count]
    for line in (*_tell_details(one, zone), *met):
        yield from _wrap(line)


def tell_ties(ties: Sequence[Tie]) -> Iterator[str]:
    """Yield accounts that are exactly one human, each with its evidence and the command that says so."""
    for tie in ties:
        person, other = clean_line(tie.person), clean_line(tie.other)
        yield f"{person} and {other} are one human: {clean_line(tie.reason)}"
        yield f"  {tell_command(tie)}"


def tell_command(tie: Tie) -> str:
    """Give the command that joins two accounts, safe to type in a shell."""
    return shlex.join(["harvester", "people", "set", clean_line(tie.person), "--also", clean_line(tie.other)])


def tell_columns() -> Iterator[str]:
    """Yield what the columns count."""
    for way, header in _HEADERS.items():
        yield f"{header:<8} {MEANINGS[way]}"


def tell_atlas(atlas: Atlas, zone: tzinfo) -> Iterator[str]:
    """Yield the map, side by side of it, and what it leaves out."""
    ways = [*_HEADERS.values(), "weeks"]
    last = atlas.window.until - timedelta(microseconds=1)
    yield f"{_day(atlas.window.since, zone)} to {_day(last, zone)}: {_sum_up(atlas)}"
    yield ""
    people = [_Row(one.id, [*_ways(one.total), str(one.total.weeks)], list(_tell_who(one))) for one in atlas.people]
    yield from _draw("With whom", ways, people)
    yield ""
    yield from _draw("Their teams", ["people", *ways], _tell_teams(atlas))
    yield ""
    yield from _draw("Whose code", ["worked", "reviewed", "weeks"], _tell_code(atlas))
    yield ""
    yield from _draw("Repositories and projects", ["people", *ways], [_group(one) for one in atlas.projects])
    yield ""
    months = [
        _Row(one.group.name, [str(len(one.teams)), str(len(one.projects)), *_cells(one.group)]) for one in atlas.months
    ]
    yield from _draw("Months", ["teams", "projects", "people", *ways], months, label=_SHORT_LABEL)
    yield ""
    yield from tell_columns()
    yield "worked   changes of mine in the code of that team"
    yield "reviewed pull requests of others in whose lines of that code I commented"
    if atlas.bots or atlas.ghosts:
        yield f"left out: {atlas.bots} with bots, {atlas.ghosts} with deleted accounts"


def _sum_up(atlas: Atlas) -> str:
    people, weeks = _plural(atlas.total.people, "person", "people"), _plural(atlas.total.weeks, "week")
    return f"{people} met in {weeks}"


def _tell_teams(atlas: Atlas) -> list[_Row]:
    rows = [_group(one) for one in atlas.teams]
    if atlas.untold.encounters:
        named = _plural(atlas.untold.total.people, "person", "people")
        reason = f"for {named} the people table names no team: harvester people set PERSON --team NAME"
        rows.append(_Row(CANNOT_TELL, _cells(atlas.untold), [reason]))
    return rows


def _tell_code(atlas: Atlas) -> list[_Row]:
    rows = [_Row(one.name, [str(one.worked), str(one.reviewed), str(one.weeks)]) for one in atlas.code.teams]
    if atlas.code.untold:
        reasons = [f"of {_plural(count, 'change')}: {reason}" for reason, count in sorted(atlas.code.untold.items())]
        rows.append(_Row(CANNOT_TELL, [], reasons))
    return rows


def _group(group: Group) -> _Row:
    return _Row(group.name, _cells(group))


def _cells(group: Group) -> list[str]:
    return [str(group.total.people), *_ways(group.total), str(group.total.weeks)]


def _ways(total: Total) -> list[str]:
    return [str(total.places[way]) for way in _HEADERS]


def _tell_who(one: Colleague) -> Iterator[str]:
    known = [one.name, one.person_class, one.team and f"team {one.team}"]
    if line := ", ".join(part for part in known if part):
        yield line


def _tell_details(one: Colleague, zone: tzinfo) -> Iterator[str]:
    others = [account for account in one.accounts if account != one.id]
    first, last = _day(one.first_at, zone), _day(one.last_at, zone)
    seen = first if first == last else f"{first} to {last}"
    known = [one.name, one.team and f"team {one.team}", others and f"also {', '.join(others)}", f"seen {seen}"]
    yield "; ".join(part for part in known if part)
    if one.suggestion:
        yield f"suggested: {one.suggestion.person_class}: {one.suggestion.reason}"


def _draw(title: str, headers: Sequence[str], rows: Sequence[_Row], *, label: int = _LABEL) -> Iterator[str]:
    """Yield a table: labels to the left, cells to the right, details of a row indented behind it."""
    columns = [max(map(len, column)) for column in zip(headers, *(row.cells for row in rows if row.cells), strict=True)]
    yield _pad(title, label) + _align(headers, columns)
    if not rows:
        yield "  nothing"
    for row in rows:
        name = clean_line(row.label)
        if _width(name) >= label and row.cells:
            yield name
            name = ""
        yield (_pad(name, label) + _align(row.cells, columns)).rstrip()
        for detail in row.details:
            yield from _wrap(detail)


def _align(cells: Sequence[str], columns: Sequence[int]) -> str:
    return "".join(f" {cell:>{width}}" for cell, width in zip(cells, columns, strict=False))


def _wrap(text: str) -> Iterable[str]:
    return textwrap.wrap(
        clean_line(text),
        COLUMNS,
        initial_indent="  ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    return sum(0 if combining(letter) else 1 + (east_asian_width(letter) in "WF") for letter in text)


def _day(moment: datetime, zone: tzinfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d}"


def _plural(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"
