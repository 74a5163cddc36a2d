"""What a Jira site hides from an account in silence is found; a good account is well."""

import pytest

from connectors.jira import JiraConnector
from harvester.connector import Identity
from harvester.errors import SignInError
from harvester.model import Finding, Health
from tests.connectors.jira.conftest import connect
from tests.fakes.jira.faults import send
from tests.fakes.jira.server import JiraServer


def troubles(connector: JiraConnector) -> list[Finding]:
    return [one for one in connector.examine() if one.state is not Health.OK]


def test_a_good_account_is_well_and_told(server: JiraServer) -> None:
    [finding] = connect(server).examine()
    assert finding.state is Health.OK
    assert finding.what.endswith(" as Ann Example")


def test_offline_nothing_is_asked_and_nothing_said(server: JiraServer) -> None:
    assert list(connect(server).examine(is_offline=True)) == []
    assert server.requests == []


def test_a_project_out_of_sight_is_told(server: JiraServer) -> None:
    [found] = troubles(connect(server, projects=["NOPE"]))
    assert "'NOPE' is not there, or your account cannot see it" in found.what
    assert found.cure.startswith("correct projects under [connectors.jira]")


def test_an_account_that_is_not_there_is_told(server: JiraServer) -> None:
    [found] = troubles(connect(server, me=Identity.of("Ann Example", jira=["nobody"])))
    assert "no account 'nobody'" in found.what
    assert found.cure == "correct jira under [me]"


def test_a_field_of_story_points_that_is_not_there_is_told(server: JiraServer) -> None:
    [found] = troubles(connect(server, story_points_field="Effort"))
    assert "The field 'Effort' for story points is not there" in found.what
    assert "story_points_field" in found.cure


def test_what_is_no_jira_fails(server: JiraServer) -> None:
    server.find_fault = lambda _number: lambda exchange, _answer: send(exchange, 404, b"{}")
    found = connect(server).examine()
    assert [one.state for one in found] == [Health.FAIL]


def test_a_token_that_is_refused_is_an_error_with_its_cure(server: JiraServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIRA_API_TOKEN", "wrong-token-of-somebody")
    with pytest.raises(SignInError) as refusal:
        list(connect(server).examine())
    assert refusal.value.cure == "harvester auth set jira"
