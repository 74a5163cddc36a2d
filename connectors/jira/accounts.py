"""Whose account it is: Cloud knows people by account id, Server by name and by a key that stays when they rename. Pure.

An account that is gone is `ghost`, never somebody. E-mail addresses are nobody's id here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from harvester.clean import clean_line
from harvester.model import Person, PersonClass

GHOST: Final = "ghost"
_IDS: Final = ("accountId", "name", "key")
"""What identifies a user, in the order in which it is shown."""
_LONGEST: Final = 200


def list_ids(user: object) -> Iterator[str]:
    """Yield the ids of a user, as spelled."""
    if isinstance(user, Mapping):
        yield from (user[name] for name in _IDS if isinstance(user.get(name), str) and user[name].strip())


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts that are mine, by any of their ids, case-folded."""

    ids: frozenset[str]

    @classmethod
    def of(cls, *users: object) -> Self:
        """Take the ids of these users."""
        return cls(frozenset(one.strip().casefold() for user in users for one in list_ids(user)))

    def __contains__(self, account: object) -> bool:
        """Say whether a user, or an id as the changelog gives it, is mine."""
        if isinstance(account, str):
            return account.strip().casefold() in self.ids
        return any(one.strip().casefold() in self.ids for one in list_ids(account))


def name_account(user: object) -> str:
    """Return the id by which a user is known: not an e-mail address where there is another; "" for nobody."""
    ids = list(list_ids(user))
    return next((one for one in ids if "@" not in one), ids[0] if ids else "")


def name_person(user: object, role: str) -> Person:
    """Describe somebody else who takes part in a ticket."""
    account = clean_line(name_account(user), _LONGEST)
    if not account or not isinstance(user, Mapping):
        return Person(GHOST, role=role)
    shown: Any = user.get("displayName")
    name = clean_line(shown, _LONGEST) if isinstance(shown, str) and "@" not in shown else ""
    is_bot = user.get("accountType") == "app"
    return Person(f"jira:{account}", name, role, PersonClass.BOT if is_bot else "")
