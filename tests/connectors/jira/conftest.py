"""A Jira of each kind, and connectors of Ann's that read it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from connectors.jira import JiraConnector, JiraSettings
from harvester.connector import Identity, Session
from harvester.model import Evidence, Gap, Window
from harvester.transport import PatientAdapter
from tests.cli.conftest import program  # noqa: F401 - a fixture, for those who run the command line here
from tests.fakes.jira.server import TOKEN, CloudServer, DataCenterServer, JiraServer
from tests.fakes.jira.tracker import ANN, Json, Tracker

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
EVER = Window(datetime(2001, 1, 1, tzinfo=UTC), NOW)
YEAR = Window(datetime(2025, 11, 20, tzinfo=UTC), NOW)
NOBODY = Identity.of("Ann Example")
KINDS = (CloudServer, DataCenterServer)


@dataclass
class Reading:
    """What a connector read of a scope."""

    evidence: list[Evidence]
    gaps: list[Gap]

    @property
    def moments(self) -> dict[str, datetime]:
        return {one.ref.key: one.happened_at for one in self.evidence}

    def find(self, key: str) -> Evidence:
        return next(one for one in self.evidence if one.ref.key == key)


def table(server: JiraServer) -> dict[str, Json]:
    """What stands in the configuration for Ann's account on this server."""
    return {"url": server.url, "email": ANN.email if isinstance(server, CloudServer) else ""}


def connect(
    server: JiraServer, *, me: Identity = NOBODY, instance: str = "", is_only_instance: bool = True, **settings: Json
) -> JiraConnector:
    configured = JiraSettings.model_validate({**table(server), "max_wait": "2s", **settings})
    return JiraConnector(configured, Session(me=me, now=NOW, instance=instance, is_only_instance=is_only_instance))


def read(connector: JiraConnector, window: Window = EVER) -> Reading:
    answers = [answer for scope in connector.scopes() for answer in connector.harvest(scope, window)]
    evidence = [answer for answer in answers if isinstance(answer, Evidence)]
    return Reading(evidence, [answer for answer in answers if isinstance(answer, Gap)])


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ann's token where it is looked for first, and no pauses between tries."""
    monkeypatch.setenv("JIRA_API_TOKEN", TOKEN)
    monkeypatch.setattr(PatientAdapter, "backoff_s", 0.0)


@pytest.fixture
def tracker() -> Tracker:
    return Tracker()


Serve = Callable[..., JiraServer]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start servers that end with the test."""
    with ExitStack() as stack:
        yield lambda kind, tracker, **options: stack.enter_context(kind(tracker, **options))


@pytest.fixture(params=KINDS, ids=lambda kind: kind.kind)
def server(request: pytest.FixtureRequest, serve: Serve, tracker: Tracker) -> JiraServer:
    """A server of either kind over the tickets of this test."""
    return serve(request.param, tracker)
