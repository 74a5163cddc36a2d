"""Who a token is, what it may see, and what its server can: one request before all others."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from connectors.github.answers import NoGraphQLError, RefusedError, explain_error
from connectors.github.queries import REQUIRED_FIELDS, probe_document
from connectors.github.server import Server
from connectors.github.settings import GitHubSettings
from harvester.transport import UnansweredError

_WANTED_SCOPE: Final = "repo"


@dataclass(frozen=True, slots=True)
class Account:
    """The token's own login, where to search, and the fields by type that an older server knows."""

    login: str
    places: Sequence[str]
    has_graphql: bool
    fields: Mapping[str, Collection[str]]


def read_account(server: Server, scope: str, settings: GitHubSettings) -> Account:
    """Read the account; repositories and scopes that are missing are noted as standing gaps.

    Raises:
        UnansweredError, SignInError: see `Server.ask`.
    """
    is_current = scope == "github.com" or scope.endswith(".ghe.com")
    names = settings.repositories
    variables = {
        f"{key}{n}": part for n, name in enumerate(names) for key, part in zip("on", name.split("/"), strict=True)
    }
    try:
        answer = server.insist(probe_document(names, with_types=not is_current), variables)
    except NoGraphQLError:
        return _read_by_rest(server, scope, settings)
    for error in answer.errors:
        server.note(scope, *_explain(error, names))
    login = str((answer.data.get("viewer") or {}).get("login") or "")
    if not login:
        raise UnansweredError("GitHub does not say whose token this is.", cure="harvester auth test github")
    _note_scopes(server, scope)
    seen = [answer.data.get(f"r{n}") for n, _ in enumerate(names)]
    places = [f"repo:{one['nameWithOwner']}" for one in seen if isinstance(one, dict)]
    fields = {} if is_current else _read_fields(answer.data)
    has_graphql = is_current or set(fields.get("PullRequest", ())) >= REQUIRED_FIELDS
    return Account(login, _places(settings, places), has_graphql, fields)


def _read_by_rest(server: Server, scope: str, settings: GitHubSettings) -> Account:
    places: list[str] = []
    try:
        login = str(server.get("/user").get("login") or "")
    except (RefusedError, AttributeError) as error:
        raise UnansweredError(
            "GitHub does not say whose token this is.", why=str(error), cure="harvester auth test github"
        ) from None
    for name in settings.repositories:
        try:
            places.append(f"repo:{server.get(f'/repos/{name}')['full_name']}")
        except (RefusedError, KeyError, TypeError):
            server.note(scope, _hidden(name), standing=True)
    _note_scopes(server, scope)
    return Account(login, _places(settings, places), has_graphql=False, fields={})


def _places(settings: GitHubSettings, repositories: Sequence[str]) -> list[str]:
    """List where to search, one qualifier each: several in one search mean something else on each server."""
    narrowed = [*(f"user:{owner}" for owner in settings.owners), *dict.fromkeys(repositories)]
    return narrowed if settings.owners or settings.repositories else [""]


def _read_fields(content: Mapping[str, object]) -> dict[str, Collection[str]]:
    fields: dict[str, Collection[str]] = {}
    for name, described in content.items():
        rows = described.get("fields") if isinstance(described, dict) else None
        if isinstance(rows, list):
            fields[name] = {str(row["name"]) for row in rows}
    return fields


def _explain(error: Mapping[str, object], names: Sequence[str]) -> tuple[str, bool]:
    path = error.get("path")
    alias = str(path[0]) if isinstance(path, list) and path else ""
    if error.get("type") == "NOT_FOUND" and alias[:1] == "r" and alias[1:].isdigit():
        return _hidden(names[int(alias[1:])]), True
    return explain_error(error)


def _hidden(name: str) -> str:
    return f"{name} is not visible to this token; is the name right, and may the token read it?"


def _note_scopes(server: Server, scope: str) -> None:
    if server.scopes is not None and _WANTED_SCOPE not in server.scopes:
        reason = (
            f"the token lacks the scope {_WANTED_SCOPE}; private repositories are hidden from it; "
            "make one that has it, then: harvester auth set"
        )
        server.note(scope, reason, standing=True)
