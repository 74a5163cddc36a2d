"""How people are called: by name for the person's own eyes, by pseudonym or role wherever something is shared. Pure."""

import re
from collections.abc import Iterable, Mapping
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
_SOMEBODY: Final = "[name]"
_SHORTEST: Final = 3
"""Letters of a name or login; what is shorter is a word of every other sentence."""


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


def compile_names(people: People, met: Iterable[tuple[str, str]]) -> re.Pattern[str]:
    """Give what finds the names and logins that stand in no text for others' eyes; `met` are ids with names.

    A name counts whole and in each of its parts, as it is spelled; a login in any spelling. Who may be named anywhere
    may be named here.
    """
    known = {*((one, row.name) for row in people.rows for one in row.ids), *met}
    agreed = {one for one in known if any(row.quote for row in people.rows_of(one[0]))}
    names = _split(name for _, name in known - agreed) - _split(name for _, name in agreed)
    logins = {login_of(one) for one, _ in known - agreed if one.startswith("github:")}
    spelled = [(one, re.escape(one)) for one in names] + [(one, f"(?i:{re.escape(one)})") for one in logins]
    longest_first = sorted((one for one in spelled if len(one[0]) >= _SHORTEST), key=lambda one: (-len(one[0]), one))
    return re.compile(rf"@?(?<![\w-])(?:{'|'.join(pattern for _, pattern in longest_first) or '(?!)'})(?![\w-])")


def hide_names(text: str, names: re.Pattern[str]) -> str:
    """Take names out of a text."""
    return names.sub(_SOMEBODY, text)


def login_of(person: str) -> str:
    """Give what stands for the name of somebody whom nobody named: the login or account of the id."""
    return person.replace("/", ":").rpartition(":")[2]


def _split(names: Iterable[str]) -> set[str]:
    return {part for name in names for part in (name, *name.split())}
