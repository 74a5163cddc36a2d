"""The people table as it is written, and how a wish about one human changes it so that history stays true. Pure.

A class or a team holds from a day to a day: to set another one ends the row before it, and takes nothing back. Names,
accounts and permissions are no matter of time and go to every row of the human.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from harvester.config.blocks import Value, add_table, extend_list, set_value
from harvester.config.file import ConfigFile
from harvester.config.settings import split_list
from harvester.errors import ConfigError
from harvester.places import line_of, locate_keys

TABLE: Final = "people"
ACCOUNT_KEYS: Final = {"email": "emails", "github": "github", "jira": "jira"}
"""Where the accounts of each source stand in a row."""
_ORDER: Final = ("name", "emails", "github", "jira", "class", "team", "pseudonym", "quote", "since", "until")
_DAY: Final = timedelta(days=1)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to hold of one human: `dated` (class, team) from `since` to `until`, `lasting` and `accounts` always.

    `accounts` are people ids. Without `since` the row in force is changed; without `until` it ends when that one does.
    """

    dated: Mapping[str, str] = field(default_factory=dict)
    lasting: Mapping[str, str | bool] = field(default_factory=dict)
    accounts: Sequence[str] = ()
    since: date | None = None
    until: date | None = None


@dataclass(slots=True)
class Edition:
    """The table being changed: its rows as values, and the text that says the same."""

    text: str
    rows: list[Row]

    def set(self, number: int, key: str, value: Value) -> None:
        """Set a key of a row; one that says so already is not touched."""
        if (self.rows[number].get(key) or "") != (value or ""):
            self.text = set_value(self.text, (TABLE, number), key, value)
            self.rows[number][key] = value

    def add_accounts(self, number: int, ids: Sequence[str]) -> None:
        """Add accounts to a row."""
        for source, key in ACCOUNT_KEYS.items():
            known = read_texts(self.rows[number].get(key, []))
            folded = {one.casefold() for one in known}
            more = [one for one in accounts_of(ids, source) if one.casefold() not in folded]
            if more:
                self.text = extend_list(self.text, (TABLE, number), key, known, more)
                self.rows[number][key] = [*known, *more]

    def append(self, row: Mapping[str, Value]) -> None:
        """Add a row at the end."""
        kept = {key: row[key] for key in _ORDER if row.get(key)}
        self.text = add_table(self.text, TABLE, kept)
        self.rows.append(dict(kept))


def change_people(file: ConfigFile, numbers: Sequence[int], wish: Wish, today: date) -> Edition:
    """Give the table as a wish about the human of some rows would have it; with no rows the human is new.

    Raises:
        ConfigError: the table is written in a form that cannot be changed in place; nothing is guessed.
    """
    rows: list[Row] = [dict(row) for row in file.written.get(TABLE, [])]
    _require_blocks(file, len(rows))
    edition = Edition(file.text, rows)
    for number in numbers:
        edition.add_accounts(number, wish.accounts)
        for key, value in wish.lasting.items():
            edition.set(number, key, value)
    if not numbers:
        accounts = {key: list(accounts_of(wish.accounts, source)) for source, key in ACCOUNT_KEYS.items()}
        edition.append({**accounts, **wish.lasting, **wish.dated, **_spell_span(wish.since, wish.until)})
    elif wish.dated:
        _date(edition, numbers, wish, today)
    _require_same(file, edition)
    return edition


def accounts_of(ids: Sequence[str], source: str) -> list[str]:
    """Give what a row lists of these people ids for one source, each once."""
    return list(dict.fromkeys(one.partition(":")[2] for one in ids if one.partition(":")[0] == source))


def read_texts(value: object) -> list[str]:
    """Read a list of texts as a row has it: a list, or one text with commas."""
    texts = split_list(value)
    return [str(one) for one in texts] if isinstance(texts, list) else []


def _require_blocks(file: ConfigFile, count: int) -> None:
    places = locate_keys(file.text)
    if any((TABLE, number) not in places for number in range(count)):
        line = line_of(places, (TABLE,))
        raise ConfigError(
            f"{file.path}:{line}: people is not written as [[people]] tables, so that none of it can be changed alone.",
            cure=f"rewrite it as [[people]] tables in {file.path}, then the same command again",
        )


def _require_same(file: ConfigFile, edition: Edition) -> None:
    """Read the new text again: it must say what was meant, and beside the table what it said before."""
    meant = {**file.written, TABLE: edition.rows} if edition.rows else file.written
    try:
        is_same = tomllib.loads(edition.text) == meant
    except tomllib.TOMLDecodeError:
        is_same = False
    if not is_same:
        raise ConfigError(
            f"The people table of {file.path} is written in a way that cannot be changed safely.",
            why="Nothing was written.",
            cure=f"edit {file.path} by hand",
        )


def _date(edition: Edition, numbers: Sequence[int], wish: Wish, today: date) -> None:
    """Let what is dated hold from a day to a day, and leave what held before and afterwards."""
    day = wish.since or wish.until or today
    in_force = [number for number in numbers if _holds(edition.rows[number], day)]
    if not in_force:
        _fill(edition, numbers, wish, day)
        return
    number = max(in_force, key=lambda one: (_span(edition.rows[one])[0] or date.min, one))
    row = dict(edition.rows[number])
    if all(row.get(key, "") == value for key, value in wish.dated.items()):
        return
    first, last = _span(row)
    since, until = wish.since or first, wish.until or last
    is_cut_before = since is not None and (first is None or first < since)
    is_cut_after = until is not None and (last is None or until < last)
    changed = {**row, **wish.dated, **_spell_span(since, until)}
    if is_cut_before and since:
        edition.set(number, "until", (since - _DAY).isoformat())
        edition.append(changed)
        if is_cut_after and until:
            edition.append({**row, **_spell_span(until + _DAY, last)})
    elif is_cut_after and until:
        edition.set(number, "since", (until + _DAY).isoformat())
        edition.append(changed)
    else:
        for key, value in wish.dated.items():
            edition.set(number, key, value)


def _fill(edition: Edition, numbers: Sequence[int], wish: Wish, day: date) -> None:
    """Add a row where none is in force: between those before and behind, unless the wish says since when and until."""
    rows = [edition.rows[number] for number in numbers]
    ends = [last for row in rows if (last := _span(row)[1]) and last < day]
    begins = [first for row in rows if (first := _span(row)[0]) and first > day]
    since = wish.since or (max(ends) + _DAY if ends else None)
    until = wish.until or (min(begins) - _DAY if begins else None)
    edition.append({**rows[-1], "team": "", "class": "", **wish.dated, **_spell_span(since, until)})


def _span(row: Row) -> tuple[date | None, date | None]:
    first, last = (date.fromisoformat(day) if (day := row.get(key)) else None for key in ("since", "until"))
    return first, last


def _holds(row: Row, day: date) -> bool:
    first, last = _span(row)
    return (first is None or first <= day) and (last is None or day <= last)


def _spell_span(since: date | None, until: date | None) -> dict[str, str]:
    return {"since": since.isoformat() if since else "", "until": until.isoformat() if until else ""}
