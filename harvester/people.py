"""Who is who: the dated people table, and the one human behind several accounts.

Rows that share an account are one human, however long the chain; rows with other dates are the same human at other
times. Nobody is joined by name, and a deleted account (`ghost`) is nobody. Pure.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from typing import Final

from harvester.model import Evidence, Person, PersonClass

GHOST: Final = "ghost"
NEWCOMER_BELOW: Final = 5
"""Merged pull requests in a repository from which on somebody is new there no more."""
_PUBLIC_HOST: Final = "github:github.com/"
_BOT: Final = "[bot]"
_NO_REPLY: Final = re.compile(r"email:[0-9]+\+([^@]+)@users\.noreply\.github\.com")
_SOURCES: Final = ("github:", "jira:", "email:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Acquaintance:
    """A row of the people table; `until` is the last day on which it holds, and no date is no bound.

    `ids` are people ids: `github:login` (on whatever host), `github:host/login` (there alone), `jira:account`,
    `email:address`.
    """

    name: str = ""
    ids: frozenset[str] = frozenset()
    person_class: PersonClass = PersonClass.UNKNOWN
    team: str = ""
    pseudonym: str = ""
    quote: bool = False
    since: date | None = None
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Say whether the row is in force on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class People:
    """Everybody the person told about; days begin in `zone`."""

    def __init__(self, acquaintances: Iterable[Acquaintance], zone: tzinfo) -> None:
        self._zone = zone
        rows = [(_ids_of(row), row) for row in acquaintances]
        self._humans = _join([ids for ids, _ in rows])
        self._rows: dict[str, list[Acquaintance]] = {}
        self._asked: dict[str, str] = {}
        # What began later was said of a later time; of rows that began together the lower one was written later.
        for ids, row in sorted(rows, key=lambda one: one[1].since or date.min):
            if ids:
                self._rows.setdefault(self._humans[min(ids)], []).insert(0, row)

    def human(self, person_id: str) -> str:
        """Give the one id of all accounts of a human; an account that nobody listed is itself."""
        if person_id not in self._asked:
            self._asked[person_id] = self._identify(person_id)
        return self._asked[person_id]

    def _identify(self, person_id: str) -> str:
        spelled = _spell(person_id)
        known = self._humans.get(spelled)
        if known is None and spelled.startswith("github:") and "/" in spelled:
            known = self._humans.get("github:" + spelled.rpartition("/")[2])
        return known or spelled

    @property
    def rows(self) -> Sequence[Acquaintance]:
        """All rows that say who somebody is."""
        return [row for rows in self._rows.values() for row in rows]

    def rows_of(self, person_id: str) -> Sequence[Acquaintance]:
        """Give all rows of a human, the one that wins first."""
        return self._rows.get(self.human(person_id), ())

    def find(self, person_id: str, moment: datetime) -> Acquaintance | None:
        """Give the row in force at a moment; of several the one that begins last."""
        return next(iter(self._in_force(person_id, moment)), None)

    def class_at(self, person_id: str, moment: datetime) -> PersonClass:
        """Give the class at a moment: of the rows in force the first that names one."""
        named = (row.person_class for row in self._in_force(person_id, moment) if row.person_class)
        return next(named, PersonClass.UNKNOWN)

    def team_at(self, person_id: str, moment: datetime) -> str:
        """Give the team at a moment: of the rows in force the first that names one."""
        return next((row.team for row in self._in_force(person_id, moment) if row.team), "")

    def name_of(self, person_id: str) -> str:
        """Give the name by the newest row that has one; empty where nobody said."""
        return next((row.name for row in self.rows_of(person_id) if row.name), "")

    def date_classes(self, evidence: Evidence) -> Evidence:
        """Give evidence with the class each of its people had when it happened; a bot stays one."""
        if not self._rows or not evidence.people:
            return evidence
        dated = [self._date_class(one, evidence.happened_at) for one in evidence.people]
        return evidence if dated == list(evidence.people) else replace(evidence, people=dated)

    def _date_class(self, person: Person, moment: datetime) -> Person:
        if person.person_class == PersonClass.BOT:
            return person
        known = self.class_at(person.id, moment)
        return replace(person, person_class=known.value) if known else person

    def _in_force(self, person_id: str, moment: datetime) -> Sequence[Acquaintance]:
        rows = self.rows_of(person_id)
        return [row for row in rows if row.holds_on(moment.astimezone(self._zone).date())] if rows else ()


def _spell(person_id: str) -> str:
    """Spell an id as it is compared."""
    spelled = person_id.strip().casefold()
    if own := _NO_REPLY.fullmatch(spelled):
        return f"github:{own[1]}"
    spelled = spelled.replace(_PUBLIC_HOST, "github:", 1) if spelled.startswith(_PUBLIC_HOST) else spelled
    return GHOST if spelled == f"github:{GHOST}" else spelled


def _ids_of(row: Acquaintance) -> frozenset[str]:
    """Give the ids of a row as compared; sources tell a listed bot with `[bot]` behind its login, or without."""
    ids = {_spell(one) for one in row.ids} - {GHOST}
    if row.person_class is PersonClass.BOT:
        ids |= {one + _BOT for one in ids if one.startswith("github:") and not one.endswith(_BOT)}
    return frozenset(ids)


def _join(rows: Sequence[frozenset[str]]) -> Mapping[str, str]:
    """Give for each id the id that stands for its human: a login before an account before an address."""
    groups: dict[str, set[str]] = {}
    for ids in rows:
        joined = set(ids).union(*(groups[one] for one in ids if one in groups))
        groups |= dict.fromkeys(joined, joined)
    return {one: min(group, key=_rank) for one, group in groups.items()}


def _rank(person_id: str) -> tuple[int, str]:
    source = next((place for place, one in enumerate(_SOURCES) if person_id.startswith(one)), len(_SOURCES))
    return source, person_id
