"""Whose commit it is: exact addresses only, their ASCII case aside. No mailmap of a repository is believed."""

import re
from dataclasses import dataclass
from typing import Final, Self

from harvester.clean import clean_line
from harvester.connector import Identity
from harvester.model import Person, PersonClass

_NOREPLY: Final = re.compile(r"(?:\d+\+)?([^@+]+)@users\.noreply\.github\.com")


def fold_address(address: str) -> str:
    """Lower the case of ASCII letters alone: full case folding would make look-alike letters equal."""
    stripped = address.strip()
    if stripped.isascii():
        return stripped.lower()
    return "".join(letter.lower() if letter.isascii() else letter for letter in stripped)


def login_of(address: str) -> str:
    """Return the GitHub login that a noreply address names, else "" ."""
    match = _NOREPLY.fullmatch(fold_address(address))
    return match[1] if match else ""


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses that are mine: my e-mails, and the noreply addresses of my logins."""

    emails: frozenset[str]
    logins: frozenset[str]

    @classmethod
    def of(cls, me: Identity) -> Self:
        """Take over what the harvest says about me."""
        return cls(frozenset(fold_address(email) for email in me.emails if email), me.github - {""})

    def __contains__(self, address: str) -> bool:
        folded = fold_address(address)
        return folded in self.emails or login_of(folded) in self.logins

    def needles(self) -> tuple[bytes, ...]:
        """Return lower-case byte strings one of which stands in every commit of mine: a cheap first sieve."""
        noreply = (f"{login}@users.noreply.github.com" for login in self.logins)
        return tuple(one.encode() for one in (*sorted(self.emails), *noreply))


def name_person(name: str, address: str, role: str) -> Person:
    """Describe somebody else; the e-mail address is kept only where there is no other id."""
    login = login_of(address)
    email = clean_line(fold_address(address), 254)
    person_id = f"github:{login}" if login else f"email:{email}" if email else "ghost"
    is_bot = login.endswith("[bot]") or name.rstrip().endswith("[bot]")
    return Person(person_id, clean_line(name, 200), role, PersonClass.BOT if is_bot else "")
