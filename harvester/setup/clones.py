"""Clones and who works in them, as the Git connector tells it; no git is started here.

What a hostile clone says of itself comes through the connector's care, and is only ever offered.
"""

import re
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from harvester.clean import clean_line
from harvester.connector import Connector, Identity, Session
from harvester.registry import make_connector

_SOURCE: Final = "git"
_MOST_AUTHORS: Final = 10_000
_COUNT: Final = re.compile(r"\d+")
_SIDE_BY_SIDE: Final = 4
_NOBODY: Final = Identity()


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody who committed lately: address, name, and how many commits."""

    address: str
    name: str
    commits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Clone:
    """A repository on this machine: who git would commit as there, and who did; `trouble` is why it cannot be read."""

    path: str
    me: Identity = _NOBODY
    authors: Sequence[Author] = ()
    trouble: str = ""

    def count(self, addresses: Iterable[str]) -> int:
        """Count the commits by these addresses, lower-case."""
        mine = frozenset(addresses)
        return sum(author.commits for author in self.authors if author.address in mine)


def survey_clones(paths: Sequence[Path], session: Session, *, patience_s: float = 10.0) -> list[Clone]:
    """Ask of each path who works there, in order; what patience does not reach is left out."""
    ends_at = time.monotonic() + patience_s

    def survey(place: int) -> Clone | None:
        session.show_progress("the repositories of this machine", place, len(paths))
        return survey_clone(paths[place], session) if time.monotonic() < ends_at else None

    with ThreadPoolExecutor(_SIDE_BY_SIDE) as threads:
        return [clone for clone in threads.map(survey, range(len(paths))) if clone]


def survey_clone(folder: Path, session: Session) -> Clone:
    """Ask who works in the repository that a folder lies in."""
    path = str(folder)
    if clean_line(path) != path:
        return Clone(path=clean_line(path), trouble="its path holds characters that cannot be written down")
    connector = make_connector(_SOURCE, {"repositories": [path]}, session)
    place = next((scope.key for scope in connector.scopes()), path)
    authors = [_read_author(person.id, person.name, person.role) for person in connector.list_people(_MOST_AUTHORS)]
    trouble = "" if authors else next((gap.reason for gap in connector.check()), "")
    me = _NOBODY if trouble else connector.suggest_identity()
    return Clone(path=place, me=me, authors=authors, trouble=trouble)


def read_own_identity(session: Session, folder: Path) -> Identity:
    """Give the identity that git has where no repository says otherwise; `folder` lies in none."""
    return make_connector(_SOURCE, {"repositories": [str(folder)]}, session).suggest_identity()


def list_covered(tables: Sequence[Mapping[str, Any]], session: Session) -> set[Path]:
    """Give the repositories that configured tables of the Git connector read, links resolved.

    Raises:
        ConfigError: a table is wrong.
    """
    connectors: list[Connector[Any]] = [make_connector(_SOURCE, table, session) for table in tables]
    return {Path(scope.key).resolve() for connector in connectors for scope in connector.scopes()}


def _read_author(person_id: str, name: str, role: str) -> Author:
    commits = _COUNT.match(role)
    return Author(person_id.removeprefix("email:"), name, int(commits[0]) if commits else 0)
