"""Which connectors a run reads, configured and knowing who the person is.

With no connector configured that is the Git repository one stands in, with the identity of its `git config`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from harvester.config.essentials import Essentials
from harvester.config.settings import Settings
from harvester.connector import Connector, Identity, Session, ignore_progress
from harvester.errors import UsageError
from harvester.registry import make_connector

_GIT = "git"
_MOST_SEEN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What the flags choose: sources by name, repositories and addresses of the person."""

    sources: Sequence[str] = ()
    repositories: Sequence[Path] = ()
    emails: Sequence[str] = ()


def make_connectors(
    settings: Settings,
    choice: Choice,
    now: datetime,
    *,
    show_progress: Callable[[str, int, int | None], None] = ignore_progress,
    first_projects: Mapping[str, str] | None = None,
) -> list[Connector[Any]]:
    """Give the connectors of a run; `first_projects` are the names under which repositories were first seen, by id.

    Raises:
        UsageError: a chosen source is not configured, a path is no repository, or nobody says who the person is.
        ConfigError: a connector's table is wrong.
    """
    me = Identity.of(
        settings.me.name,
        emails=choice.emails or settings.me.emails,
        github=settings.me.github,
        jira=settings.me.jira,
    )
    session = Session(
        me=me,
        now=now,
        show_progress=show_progress,
        state_dir=_state_folder(settings),
        first_projects=first_projects or {},
    )
    alone = {name for name, tables in settings.connectors.items() if not isinstance(tables, list) or len(tables) < 2}  # noqa: PLR2004 - two are several
    connectors = [
        make_connector(name, table, replace(session, is_only_instance=name in alone))
        for name, table in _tables(settings, choice)
    ]
    for position, connector in enumerate(connectors):
        if connector.name == _GIT:
            if choice.repositories or not settings.connectors:
                _require_ready(connector)
            connectors[position] = _with_identity(connector)
    return connectors


def _state_folder(settings: Settings) -> Path:
    state_dir = Path(settings.state_dir).expanduser() if settings.state_dir else None
    return Essentials(headings={}, state_dir=state_dir).state_folder


def _tables(settings: Settings, choice: Choice) -> Iterator[tuple[str, Mapping[str, Any]]]:
    configured: dict[str, list[Mapping[str, Any]]] = {
        name: list(tables) if isinstance(tables, list) else [tables] for name, tables in settings.connectors.items()
    }
    if choice.repositories:
        paths = [str(path.expanduser().absolute()) for path in choice.repositories]
        configured = {_GIT: [{**(configured.get(_GIT) or [{}])[0], "repositories": paths}]}
    elif not configured:
        configured = {_GIT: [{"repositories": [str(Path.cwd())]}]}
    for name in choice.sources:
        if name not in configured:
            raise UsageError(
                f"The source {name!r} is not configured.",
                why=f"configured: {', '.join(configured)}",
                cure="harvester config path names the file to edit",
            )
    for name, tables in configured.items():
        if not choice.sources or name in choice.sources:
            for table in tables:
                yield name, table


def _require_ready(connector: Connector[Any]) -> None:
    for gap in connector.check():
        reason, _, cure = gap.reason.partition(" Try: ")
        raise UsageError(f"{gap.scope}: {reason.rstrip('.')}.", cure=cure or "harvester run --repo FOLDER")


def _with_identity(connector: Connector[Any]) -> Connector[Any]:
    """Give the connector the identity that its source suggests, where nobody named one."""
    me = connector.session.me
    if me.emails:
        return connector
    suggested = connector.suggest_identity()
    if suggested.emails:
        session = replace(connector.session, me=replace(me, name=me.name or suggested.name, emails=suggested.emails))
        return type(connector)(connector.settings, session)
    if me.github:
        return connector
    people = [
        f"{person.id.removeprefix('email:')} ({person.role})" for person in connector.list_people(limit=_MOST_SEEN)
    ]
    raise UsageError(
        "Nobody says who you are: git config has no user.email here.",
        why=f"seen here, most first: {', '.join(people)}" if people else "the repository has no commits",
        cure="harvester run --email ADDRESS",
    )
