"""How people are called: by name for the person's own eyes, by pseudonym or role wherever something is shared. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from harvester.model import PersonClass
from harvester.people import People

_ROLES: Final[Mapping[PersonClass, str]] = {
    PersonClass.JUNIOR: "a junior engineer",
    PersonClass.NEWCOMER: "a newcomer to the repository",
    PersonClass.PEER: "a peer",
    PersonClass.SENIOR: "a senior engineer",
    PersonClass.MANAGER: "a manager",
}
_ANYBODY: Final = "a colleague"


def name_class(person_class: PersonClass) -> str:
    """Name a class; of whom nothing is known it is `unknown`."""
    return person_class.value or "unknown"


def name_for_sharing(people: People, person: str, person_class: PersonClass, moment: datetime) -> str:
    """Name somebody for others' eyes: by name only if the row in force says so, else by pseudonym, else by role."""
    row = people.find(person, moment)
    if row and row.quote and people.name_of(person):
        return people.name_of(person)
    pseudonyms = (one.pseudonym for one in people.rows_of(person) if one.pseudonym)
    return next(pseudonyms, _ROLES.get(person_class, _ANYBODY))
