"""github.com itself, by recorded answers: refs without a host, no question about its fields, its own address only."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import responses

from connectors.github import GitHubConnector, GitHubSettings
from harvester.connector import Identity, Session
from harvester.model import Evidence
from tests.connectors.github.conftest import NOW, WEEK, read
from tests.fakes.github.execution import Execution
from tests.fakes.github.server import TOKEN
from tests.fakes.github.world import ME
from tests.fakes.github.worlds import make_odd_world

GRAPHQL = "https://api.github.com:443/graphql"


@pytest.fixture
def recorded() -> Iterator[responses.RequestsMock]:
    """Answer from the odd world at the address of github.com."""
    execution = Execution(make_odd_world(NOW))

    def reply(request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        asked: dict[str, Any] = json.loads(request.body or "")
        return 200, {"X-OAuth-Scopes": "repo"}, json.dumps(execution.answer(asked["query"], asked["variables"]))

    with responses.RequestsMock() as mock:
        mock.add_callback(responses.POST, GRAPHQL, callback=reply, content_type="application/json")
        yield mock


def connect(**settings: Any) -> GitHubConnector:  # noqa: ANN401 - fields of the settings
    session = Session(me=Identity.of(github=[ME]), now=NOW)
    return GitHubConnector(GitHubSettings(token_command=[], **settings), session)


def test_refs_and_people_of_github_com_carry_no_host(recorded: responses.RequestsMock) -> None:
    connector = connect()
    [scope] = connector.scopes()
    assert (scope.key, len(recorded.calls)) == ("github.com", 0)
    evidence, gaps = read(connector, WEEK)
    assert gaps == []
    assert "github:acme/pay#1" in {str(one.ref) for one in evidence}
    assert {"github:cleo", "github:dependabot[bot]", "ghost"} <= {
        person.id for one in evidence for person in one.people
    }
    bodies = [str(call.request.body) for call in recorded.calls]
    assert not any("__type(" in body for body in bodies)
    assert {call.request.headers["Authorization"] for call in recorded.calls} == {f"token {TOKEN}"}
    assert "mutation" not in "".join(bodies)


def test_what_was_read_is_found_again_by_its_ref(recorded: responses.RequestsMock) -> None:
    connector = connect()
    wanted = [one.ref for one in read(connector, WEEK)[0] if one.facts.get("resolved")]
    before = len(recorded.calls)
    again = [one for one in connector.refresh(wanted) if isinstance(one, Evidence)]
    assert [one.ref for one in again] == wanted
    assert len(recorded.calls) - before == 2
    variables = json.loads(recorded.calls[before].request.body or "")["variables"]
    assert variables == {"o0": "acme", "n0": "pay", "p0": 8}


@pytest.mark.parametrize(
    ("url", "prefix"),
    [
        ("https://api.github.com/", ""),
        ("https://github.example.com/api/v3", "github.example.com/"),
        ("https://github.example.com:8443/api/v3/", "github.example.com:8443/"),
        ("https://git.example.com/hub/api/v3", "git.example.com/"),
        ("https://api.acme.ghe.com", "acme.ghe.com/"),
    ],
)
def test_every_other_instance_stands_in_its_refs(url: str, prefix: str) -> None:
    [scope] = connect(url=url).scopes()
    assert scope.key == (prefix.rstrip("/") or "github.com")


@pytest.mark.parametrize(
    ("url", "host"),
    [("https://api.github.com", "github.com"), ("https://github.example.com:8443/api/v3", "github.example.com:8443")],
)
def test_gh_is_asked_for_the_token_of_this_very_host(url: str, host: str) -> None:
    session = Session(me=Identity.of(github=[ME]), now=NOW)
    place = GitHubConnector(GitHubSettings(url=url), session).token_place()
    assert list(place.command) == ["gh", "auth", "token", "--hostname", host]
    own = GitHubConnector(GitHubSettings(url=url, token_command=["pass", "github"]), session).token_place()
    assert list(own.command) == ["pass", "github"]
