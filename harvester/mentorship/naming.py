"""How people are called: by name for the person's own eyes, by pseudonym or role wherever something is shared. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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
_WORD: Final = re.compile(r"@?(\w+(?:-\w+)*)")
_TOGETHER: Final = re.compile(r"\[name\](?: \[name\])+")
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


@dataclass(frozen=True, slots=True)
class Unnamed:
    """Who stands in no text for others' eyes: the parts of names as they are spelled, and logins in any spelling."""

    parts: frozenset[str]
    logins: frozenset[str]

    def hide(self, text: str) -> str:
        """Take the names out of a text."""
        hidden = _WORD.sub(lambda word: _SOMEBODY if self._is_name(word[1]) else word[0], text)
        return _TOGETHER.sub(_SOMEBODY, hidden)

    def _is_name(self, word: str) -> bool:
        return word in self.parts or word.casefold() in self.logins


def list_unnamed(people: People, met: Iterable[tuple[str, str]]) -> Unnamed:
    """List who may not be named, of the people table and of those who were `met`: ids with names.

    Who may be named anywhere may be named here, but for a part of the name that is somebody else's too.
    """
    known = (*((one, row.name) for row in people.rows for one in row.ids), *met)
    hidden = [one for one in known if not any(row.quote for row in people.rows_of(one[0]))]
    logins = {login_of(one).casefold() for one, _ in hidden if one.startswith("github:")}
    words = (word[1] for _, name in hidden for word in _WORD.finditer(name))
    return Unnamed(*(frozenset(one for one in each if len(one) >= _SHORTEST) for each in (words, logins)))


def login_of(person: str) -> str:
    """Give what stands for the name of somebody whom nobody named: the login or account of the id."""
    return person.replace("/", ":").rpartition(":")[2]
