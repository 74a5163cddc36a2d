"""The people table of the configuration as the people that everything else asks about."""

import os
from datetime import date
from typing import TYPE_CHECKING

from harvester.clean import clean_line
from harvester.config.file import ConfigFile
from harvester.model import PersonClass
from harvester.people import Acquaintance

if TYPE_CHECKING:
    from harvester.config.settings import KnownPerson


def has_people(file: ConfigFile) -> bool:
    """Say whether file or environment fill the people table; without one nothing of it need be validated."""
    return "people" in file.written or any(name.upper().startswith("HARVESTER_PEOPLE") for name in os.environ)


def make_acquaintance(row: "KnownPerson") -> Acquaintance:
    """Give a row of the table; a login may stand there with an @ before it."""
    ids = [
        *(f"github:{login.strip().removeprefix('@')}" for login in row.github),
        *(f"jira:{account.strip()}" for account in row.jira),
        *(f"email:{address.strip()}" for address in row.emails),
    ]
    return Acquaintance(
        name=clean_line(row.name),
        ids=frozenset(one.casefold() for one in ids if one.partition(":")[2]),
        person_class=PersonClass(row.person_class),
        team=clean_line(row.team),
        pseudonym=clean_line(row.pseudonym),
        quote=row.quote,
        since=_day(row.since),
        until=_day(row.until),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
