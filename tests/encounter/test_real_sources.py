"""One human in two real sources: a pull request as github.com tells it, and the commits of a clone."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
import responses

from connectors.git import GitConnector, GitSettings
from connectors.github import GitHubConnector, GitHubSettings
from harvester.connector import Connector, Identity, Session
from harvester.encounter import find_encounters, find_ties
from harvester.model import Evidence, Window
from harvester.people import People
from tests.fakes.github.execution import Execution
from tests.fakes.github.server import TOKEN
from tests.fakes.github.world import ME, World
from tests.fakes.repository import BEN, Repository

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
WEEK = Window(NOW - timedelta(days=7), NOW)
SESSION = Session(me=Identity.of("Ann", emails=["ann@example.com"], github=[ME]), now=NOW)
CO_AUTHORED = "Co-authored-by: Ann Example <ann@example.com>\n"


@pytest.fixture
def github(monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHubConnector]:
    """Read github.com, where I reviewed a pull request of Ben's."""
    world = World()
    world.pull("ben", NOW - timedelta(days=4), NOW - timedelta(days=2)).review(ME, NOW - timedelta(days=3), "APPROVED")
    execution = Execution(world)

    def reply(request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        asked: dict[str, Any] = json.loads(request.body or "")
        return 200, {"X-OAuth-Scopes": "repo"}, json.dumps(execution.answer(asked["query"], asked["variables"]))

    monkeypatch.setenv("GH_TOKEN", TOKEN)
    with responses.RequestsMock() as mock:
        mock.add_callback(responses.POST, "https://api.github.com:443/graphql", callback=reply)
        yield GitHubConnector(GitHubSettings(token_command=[]), SESSION)


@pytest.fixture
def clone(tmp_path: Path) -> Repository:
    repository = Repository.create(tmp_path / "pay")
    repository.git("remote", "add", "origin", "https://github.com/acme/pay.git")
    repository.commit("Begin", at="2026-11-01T12:00:00Z")
    return repository


def harvest(*connectors: Connector[Any]) -> list[Evidence]:
    answers = [one for each in connectors for scope in each.scopes() for one in each.harvest(scope, WEEK)]
    return [one for one in answers if isinstance(one, Evidence)]


def ties(github: GitHubConnector, clone: Repository) -> list[tuple[str, str]]:
    git = GitConnector(GitSettings(repositories=[str(clone.path)]), SESSION)
    found = find_ties(find_encounters(harvest(git, github)), [], People([], UTC))
    return [(tie.person, tie.other) for tie in found]


def test_the_author_of_a_squashed_pull_request_is_the_author_of_its_commit(
    github: GitHubConnector, clone: Repository
) -> None:
    clone.commit(f"Read once (#1)\n\n{CO_AUTHORED}", {"a.py": "1\n"}, author=BEN, at="2026-11-18T12:00:00Z")
    assert ties(github, clone) == [("github:ben", "email:ben@example.com")]


@pytest.mark.parametrize("body", ["", "\n\nRead once"])
def test_a_merge_may_bring_commits_of_others(github: GitHubConnector, clone: Repository, body: str) -> None:
    clone.switch("topic")
    clone.commit(f"Read once\n\n{CO_AUTHORED}", {"a.py": "1\n"}, author=BEN, at="2026-11-17T12:00:00Z")
    clone.switch("main")
    clone.merge("topic", f"Merge pull request #1 from acme/topic{body}", at="2026-11-18T12:00:00Z")
    assert ties(github, clone) == []
