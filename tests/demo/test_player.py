"""The player answers what was recorded and nobody but the demo; the recordings are what the story says."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from harvester.demo.player import TOKEN, Player, describe_question, read_recording, spell_question
from tests.demo.record import FOLDER, record

GRAPHQL = {"query": "query Probe {\n  viewer { login }\n}", "variables": {"n": 1}}


@pytest.fixture
def played() -> Iterator[tuple[Player, str]]:
    """A player that knows one answer."""
    known = spell_question({"ask": "GET /rest/api/2/field"})
    answers = {known: [{"id": "status"}]}
    with Player(lambda *asked: answers.get(spell_question(describe_question(*asked)))) as player:
        yield player, f"http://127.0.0.1:{player.port}"


@pytest.mark.parametrize("scheme", ["token", "Bearer"])
def test_what_was_recorded_is_answered(played: tuple[Player, str], scheme: str) -> None:
    player, url = played
    headers = {"Authorization": f"{scheme} {TOKEN}"}
    answer = requests.get(f"{url}/rest/api/2/field", headers=headers, timeout=5)
    assert (answer.status_code, answer.json()) == (200, [{"id": "status"}])
    assert player.unanswered == []


def test_what_was_not_recorded_is_refused_and_told(played: tuple[Player, str]) -> None:
    player, url = played
    headers = {"Authorization": f"token {TOKEN}"}
    assert requests.post(f"{url}/graphql", json=GRAPHQL, headers=headers, timeout=5).status_code == 400
    [told] = player.unanswered
    assert json.loads(told)["ask"] == "Probe"
    assert json.loads(told)["variables"] == {"n": 1}


@pytest.mark.parametrize("headers", [{}, {"Authorization": "token ghp_" + "Zq9X" * 9}, {"Authorization": TOKEN}])
def test_another_token_is_refused(played: tuple[Player, str], headers: dict[str, str]) -> None:
    player, url = played
    assert requests.get(f"{url}/rest/api/2/field", headers=headers, timeout=5).status_code == 401
    assert player.unanswered == []


def test_a_document_is_another_question_when_a_field_is_added_but_not_when_it_is_laid_out_anew() -> None:
    def ask(query: str) -> str:
        body = json.dumps({**GRAPHQL, "query": query}).encode()
        return spell_question(describe_question("POST", "/graphql", body))

    laid_out = ask("query Probe { viewer { login } }")
    assert ask("query Probe {\n  viewer { login }\n}") == laid_out
    assert ask("query Probe { viewer { login id } }") != laid_out


def test_a_search_is_the_same_however_a_library_spells_it() -> None:
    def ask(query: str) -> str:
        return spell_question(describe_question("GET", f"/rest/api/2/search?{query}", b""))

    spelled = ask("jql=project%3DPAY&startAt=0&fields=summary,status")
    assert ask("fields=status&fields=summary&validateQuery=True&startAt=0&jql=project=PAY") == spelled
    assert ask("jql=project%3DPAY&startAt=50&fields=summary,status") != spelled
    assert ask("jql=project%3DPAY&startAt=0&fields=summary,status,labels") != spelled


def test_the_recordings_are_what_the_story_says_today(tmp_path: Path) -> None:
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    record(fresh)
    assert sorted(path.name for path in fresh.iterdir()) == ["github.json", "jira.json", "pay.stream"]
    for path in fresh.iterdir():
        assert path.read_bytes() == (FOLDER / path.name).read_bytes(), f"{path.name}: python -m tests.demo.record"


def test_what_the_wheel_carries_is_read() -> None:
    server = read_recording()("GET", "/rest/api/2/serverInfo", b"")
    assert server is not None
    assert server["baseUrl"] == "https://jira.example.com"
