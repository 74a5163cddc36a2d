"""Connectors: found by entry point without importing them, loaded one by one, guarded in all they yield.

The guard turns any breach of the seam into a fault of that scope alone: a plugin cannot stop the others,
claim another source's refs, or bring hostile text past it.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Final, cast

from pydantic import BaseModel, ValidationError

from harvester.clean import clean_body, clean_line, redact
from harvester.config.settings import split_list
from harvester.connector import GROUP, Codebase, Connector, Session
from harvester.errors import ConfigError, ContractError, HarvesterError, InterruptedRunError, SignInError, UsageError
from harvester.facts import FACTS
from harvester.model import Context, Evidence, FileChange, Gap, Person, Ref, Scope, Window

_LONGEST_RULE: Final = 4_000
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Installed:
    """A connector that is installed: its name, and the distribution it came with."""

    name: str
    distribution: str
    version: str
    entry_point: EntryPoint


def find_connectors() -> dict[str, Installed]:
    """Find what is installed, by name, without importing any of it."""
    found: dict[str, Installed] = {}
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        dist = point.dist
        found.setdefault(
            point.name, Installed(point.name, dist.name if dist else "", dist.version if dist else "", point)
        )
    return found


def load_connector(name: str) -> type[Connector[Any]]:
    """Import one connector.

    Raises:
        UsageError: there is none of that name.
        ContractError: what is installed under that name is no connector.
    """
    installed = find_connectors()
    if name not in installed:
        raise UsageError(
            f"There is no connector named {name!r}.",
            why=f"installed: {', '.join(installed) or 'none; a checkout has its connectors once it is installed'}",
            cure="pip install -e ." if not installed else "harvester connectors list",
        )
    try:
        loaded = installed[name].entry_point.load()
    except Exception as error:  # a plugin may fail in any way while it is imported
        raise ContractError(
            f"The connector {name!r} cannot be loaded.", why=f"{type(error).__name__}: {error}"
        ) from error
    if not (isinstance(loaded, type) and issubclass(loaded, Connector) and loaded.name == name):
        raise ContractError(f"The connector {name!r} is no harvester.connector.Connector of that name.")
    return loaded


def make_connector(name: str, table: Mapping[str, Any], session: Session) -> Connector[Any]:
    """Configure one connector from its table.

    Raises:
        ConfigError: the table has a key the connector does not know, or a wrong value.
        UsageError, ContractError: see `load_connector`.
    """
    connector = load_connector(name)
    try:
        return connector(_read_settings(connector, table), replace(session, instance=str(table.get("name", ""))))
    except HarvesterError:
        raise
    except Exception as error:  # a plugin may fail in any way while it is made
        raise ContractError(
            f"The connector {name!r} cannot be made.",
            why=f"{type(error).__name__}: {error}",
            cure=f"update the package it came with, or take [connectors.{name}] out of the configuration",
        ) from error


def _read_settings(connector: type[Connector[Any]], table: Mapping[str, Any]) -> BaseModel:
    model = cast("type[BaseModel]", connector.settings_type)
    values = {key: _read_list(model, key, value) for key, value in table.items() if key != "name"}
    try:
        return model(**values)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        key = clean_line(".".join(str(part) for part in first["loc"]), 100)
        raise ConfigError(
            f"[connectors.{connector.name}] {key}: {redact(first['msg'].removeprefix('Value error, '))}.",
            why=f"known here: {', '.join(model.model_fields)}",
            cure="correct it, then: harvester config check",
        ) from None


def _read_list(model: type[BaseModel], key: str, value: object) -> object:
    field = model.model_fields.get(key)
    return split_list(value) if field and "list" in str(field.annotation) else value


def guarded(connector: Connector[Any], scope: Scope, window: Window) -> Iterator[Evidence | Gap]:
    """Harvest one scope; whatever the connector does, only evidence that keeps the seam comes out, and gaps.

    Raises:
        SignInError: the source refuses the credentials.
        InterruptedRunError: the person asked to stop.
    """
    seen: set[Ref] = set()
    answers = connector.harvest(scope, window)
    yield from _guard(connector, scope, answers, lambda one: _check(one, connector.name, window, seen))


def _guard(
    connector: Connector[Any], scope: Scope, answers: Iterable[Evidence | Gap], check: Callable[[object], None]
) -> Iterator[Evidence | Gap]:
    try:
        for yielded in answers:
            if isinstance(yielded, Gap):
                said = replace(yielded, scope=clean_line(yielded.scope), reason=clean_line(yielded.reason))
                yield replace(said, source=connector.name)
            else:
                check(yielded)
                yield _cleaned(yielded)
    except (SignInError, InterruptedRunError):
        raise
    except HarvesterError as error:
        yield Gap(connector.name, scope.key, clean_line(error.summary))
    except Exception as error:  # noqa: BLE001 - the guard is for whatever a plugin may raise
        _log.debug("the connector %s failed", connector.name, exc_info=True)
        yield Gap(connector.name, scope.key, clean_line(f"the connector failed: {type(error).__name__}: {error}"))


def refreshed(connector: Connector[Any], refs: Collection[Ref]) -> Iterator[Evidence | Gap]:
    """Read young evidence again; only what was asked for comes out, and gaps. Raises as `guarded` does."""
    asked = set(refs)
    whole = Scope(connector.name, connector.session.instance or "all")
    yield from _guard(connector, whole, connector.refresh(refs), lambda one: _check_asked(one, asked))


def list_codebases(connector: Connector[Any]) -> Iterator[Codebase | Gap]:
    """List the repositories a connector knows on this machine, cleaned, and gaps; a plugin that fails is a gap."""
    try:
        for one in connector.list_codebases():
            if isinstance(one, Codebase):
                owners = "\n".join(clean_line(line, _LONGEST_RULE) for line in one.owners.splitlines())
                if names := [name for name in map(clean_line, one.names) if name]:
                    yield Codebase(names, owners)
            else:
                yield Gap(connector.name, clean_line(one.scope), clean_line(one.reason), one.standing)
    except InterruptedRunError:
        raise
    except Exception as error:  # noqa: BLE001 - the guard is for whatever a plugin may raise
        _log.debug("the connector %s failed", connector.name, exc_info=True)
        reason = f"the connector cannot list its repositories: {type(error).__name__}: {error}"
        yield Gap(connector.name, "all", clean_line(reason))


def _check_asked(evidence: object, asked: set[Ref]) -> None:
    _check_facts(evidence)
    if isinstance(evidence, Evidence) and evidence.ref not in asked:
        raise ContractError(f"it yielded {evidence.ref}, which nobody asked for")


def _check(evidence: object, source: str, window: Window, seen: set[Ref]) -> None:
    _check_facts(evidence)
    if not isinstance(evidence, Evidence):
        return
    if evidence.ref.source != source:
        raise ContractError(f"it yielded {evidence.ref}, a ref of another source")
    if evidence.ref in seen:
        raise ContractError(f"it yielded {evidence.ref} twice")
    if evidence.happened_at.tzinfo is None or evidence.happened_at not in window:
        raise ContractError(f"it dated {evidence.ref} at {evidence.happened_at}, outside the window")
    seen.add(evidence.ref)


def _check_facts(evidence: object) -> None:
    if not isinstance(evidence, Evidence):
        raise ContractError(f"it yielded a {type(evidence).__name__}, neither Evidence nor Gap")
    if foreign := set(evidence.facts) - FACTS[evidence.kind]:
        raise ContractError(f"it gave {evidence.ref} the unknown fact {min(foreign)!r}")


def _cleaned(evidence: Evidence) -> Evidence:
    """Clean every text once more: a connector is trusted with the past of its source, not with our terminal."""
    return replace(
        evidence,
        title=clean_line(evidence.title),
        body=clean_body(evidence.body),
        url=_clean_address(evidence.url),
        project=clean_line(evidence.project),
        people=_clean_people(evidence.people),
        labels=tuple(clean_line(label) for label in evidence.labels),
        files=tuple(FileChange(clean_line(one.path), one.added, one.deleted) for one in evidence.files),
        facts={key: clean_line(value) if isinstance(value, str) else value for key, value in evidence.facts.items()},
        context=Context(
            clean_line(evidence.context.pull_request),
            clean_body(evidence.context.diff),
            clean_body(evidence.context.reply_to),
        ),
    )


def _clean_people(people: Sequence[Person]) -> tuple[Person, ...]:
    return tuple(Person(clean_line(p.id), clean_line(p.name), clean_line(p.role), p.person_class) for p in people)


def _clean_address(url: str) -> str:
    address = clean_line(url)
    return address if address.startswith(("https://", "http://")) and " " not in address else ""
