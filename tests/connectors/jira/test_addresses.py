"""Where a site is asked, and where its pages lie: under a path, behind the gateway of Cloud, on a host of its own."""

import pytest
import responses

from connectors.jira import JiraConnector, JiraSettings
from harvester.connector import Session
from tests.connectors.jira.conftest import NOBODY, NOW, connect, read
from tests.fakes.jira.answers import Speaker
from tests.fakes.jira.server import JiraServer
from tests.fakes.jira.tracker import ANN, Tracker

GATEWAY = "https://api.atlassian.com/ex/jira/5c1d8b6e"
SITE = "https://acme.atlassian.net"


def test_a_site_under_a_path_is_asked_and_linked_there(server: JiraServer, tracker: Tracker) -> None:
    server.base = "/jira"
    tracker.create("PAY", ANN, "2026-03-01T09:00:00Z")
    connector = connect(server, url=f"{server.url}/jira/")
    assert [one.url for one in read(connector).evidence] == [f"{server.url}/jira/browse/PAY-1"]
    assert connector.scopes()[0].key.endswith("/jira")


@pytest.fixture
def gateway(tracker: Tracker) -> responses.RequestsMock:
    """What Cloud answers to a scoped token, which works at its gateway alone."""
    ticket = tracker.create("PAY", ANN, "2026-03-01T09:00:00Z")
    speak = Speaker(is_cloud=True, zone="Etc/UTC", base_url=SITE)
    issue = speak.issue(ticket, ["summary", "created", "reporter"], 100)
    mock = responses.RequestsMock()
    answers = {
        "2/serverInfo": {"baseUrl": SITE, "deploymentType": "Cloud", "versionNumbers": [1001, 0, 0]},
        "3/myself": {**(speak.user(ANN) or {}), "timeZone": "Europe/Berlin"},
        "3/field": [{"id": "summary", "name": "Summary"}],
        "3/status": [speak.status("5")],
        "3/search/jql": {"issues": [issue], "isLast": True},
    }
    for path, answer in answers.items():
        mock.get(f"{GATEWAY}/rest/api/{path}", json=answer)
    mock.post(f"{GATEWAY}/rest/api/3/changelog/bulkfetch", json={"issueChangeLogs": []})
    return mock


def test_behind_the_gateway_of_cloud_links_lead_to_the_site(gateway: responses.RequestsMock) -> None:
    settings = JiraSettings(url=GATEWAY, email=ANN.email)
    with gateway:
        (one,) = read(JiraConnector(settings, Session(me=NOBODY, now=NOW))).evidence
        hosts = {call.request.url.partition("/ex/")[0] for call in gateway.calls if call.request.url}
    assert one.url == f"{SITE}/browse/PAY-1"
    assert hosts == {"https://api.atlassian.com"}
