"""Colleagues: one human each, whatever accounts they have, with how they were met and who the person says they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from harvester.encounter.census import Census, Total
from harvester.encounter.encounter import Encounter
from harvester.encounter.suggestion import Suggestion, suggest_class
from harvester.model import PersonClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """A human who was met; `name` is that of the people table, else of a source, and only ever shown.

    `person_class` and `team` are those of the table in force at the moment asked for.
    """

    id: str
    accounts: Sequence[str]
    name: str
    person_class: PersonClass
    team: str
    total: Total
    first_at: datetime
    last_at: datetime
    suggestion: Suggestion | None


def list_colleagues(encounters: Sequence[Encounter], census: Census, moment: datetime) -> list[Colleague]:
    """List the humans behind some encounters, by id; `moment` says which rows of the table are in force."""
    return [_describe(group.name, group.encounters, census, moment) for group in census.group(encounters, census.human)]


def _describe(human: str, encounters: Sequence[Encounter], census: Census, moment: datetime) -> Colleague:
    people = census.people
    listed = {one for row in people.rows_of(human) for one in row.ids}
    known = people.class_at(human, moment)
    names = [one.person.name for one in encounters if one.person.name]
    return Colleague(
        id=human,
        accounts=sorted({one.person.id.casefold() for one in encounters} | listed),
        name=people.name_of(human) or (names[-1] if names else ""),
        person_class=known,
        team=people.team_at(human, moment),
        total=census.count(encounters),
        first_at=min(one.happened_at for one in encounters),
        last_at=max(one.happened_at for one in encounters),
        suggestion=None if known else suggest_class(encounters, census.zone),
    )
