"""A connector on a fake GitHub, and small worlds for it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

import pytest

from connectors.github import GitHubConnector, GitHubSettings
from harvester.connector import Identity, Session
from harvester.model import Evidence, Gap, Window
from harvester.transport import PatientAdapter
from tests.fakes.github.server import TOKEN, GitHubServer
from tests.fakes.github.world import ME, World

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
WEEK = Window(NOW - timedelta(weeks=1), NOW)
YEAR = Window(NOW - timedelta(days=365), NOW)

Serve = Callable[..., GitHubServer]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the token as most people do, and repeat what failed without a pause."""
    monkeypatch.setenv("GH_TOKEN", TOKEN)
    monkeypatch.setattr(PatientAdapter, "backoff_s", 0.0)


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start a fake GitHub for a world."""
    running: list[GitHubServer] = []

    def start(world: World, **options: Any) -> GitHubServer:  # noqa: ANN401 - fields of the server
        running.append(GitHubServer(world, **options).__enter__())
        return running[-1]

    yield start
    for server in running:
        server.__exit__()


def connect(
    server: GitHubServer,
    *logins: str,
    session: dict[str, Any] | None = None,
    **settings: Any,  # noqa: ANN401 - fields of the settings
) -> GitHubConnector:
    """Connect as Ann, or as the given logins."""
    told = {"url": server.url, "token_command": [], **settings}
    me = Identity.of("Ann", github=logins or [ME])
    return GitHubConnector(GitHubSettings(**told), Session(me=me, now=NOW, **(session or {})))


def read(connector: GitHubConnector, window: Window) -> tuple[list[Evidence], list[Gap]]:
    """Harvest all scopes, and tell evidence from gaps."""
    answers = [one for scope in connector.scopes() for one in connector.harvest(scope, window)]
    return [one for one in answers if isinstance(one, Evidence)], [one for one in answers if isinstance(one, Gap)]


def keys(server: GitHubServer, evidence: list[Evidence]) -> dict[str, datetime]:
    """Give what was harvested as the ground truth has it: the key without the host, and the moment."""
    found = {unquote(one.ref.key.removeprefix(f"{server.host}/")): one.happened_at for one in evidence}
    assert len(found) == len(evidence)
    return found
