"""The Jira connector keeps the seam, with either kind of server."""

from datetime import timedelta

import pytest

from connectors.jira import JiraConnector
from harvester.model import Window
from tests.connectors.jira.conftest import NOW, Serve, connect
from tests.contract import ConnectorContract
from tests.fakes.jira.server import CloudServer, DataCenterServer
from tests.fakes.jira.tracker import ANN, BEN, CI, Tracker


def fill(tracker: Tracker) -> None:
    epic = tracker.create("PAY", BEN, "2026-05-01T09:00:00Z", kind="Epic", assignee=ANN, summary="Ledger")
    first = tracker.create("PAY", BEN, "2026-08-01T09:00:00Z", assignee=ANN, epic=epic, summary="Batch \x1b[31mreads")
    tracker.resolve(first, ANN, "2026-08-02T10:00:00.123Z")
    tracker.comment(first, BEN, "2026-08-02T11:00:00Z", "Thanks")
    tracker.comment(first, ANN, "2026-08-02T12:00:00Z", "Because one\u202e read is enough")
    second = tracker.create("PAY", ANN, "2026-09-01T09:00:00Z", description="Token ghp_0123456789abcdefghij0123456789")
    tracker.move(second, "LED", BEN, "2026-09-03T09:00:00Z")
    tracker.assign(second, ANN, BEN, "2026-09-04T09:00:00Z")
    tracker.resolve(second, CI, "2026-10-25T00:30:00Z", resolution="11")
    tracker.comment(second, ANN, "2026-10-25T00:45:00Z", "Not worth it:\n\nnobody reads it")


class _JiraContract(ConnectorContract):
    @pytest.fixture
    def window(self) -> Window:
        return Window(NOW - timedelta(weeks=26), NOW)


class TestCloud(_JiraContract):
    @pytest.fixture
    def connector(self, serve: Serve, tracker: Tracker) -> JiraConnector:
        fill(tracker)
        return connect(serve(CloudServer, tracker))


class TestDataCenter(_JiraContract):
    @pytest.fixture
    def connector(self, serve: Serve, tracker: Tracker) -> JiraConnector:
        fill(tracker)
        return connect(serve(DataCenterServer, tracker), instance="work", token_command=["printenv", "JIRA_API_TOKEN"])
