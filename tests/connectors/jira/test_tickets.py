"""Whose ticket it was, and when: what the history says, never what the ticket looks like today."""

import pytest

from tests.connectors.jira.conftest import EVER, connect, read
from tests.fakes.jira.server import JiraServer
from tests.fakes.jira.tracker import ANN, BEN, CI, Tracker, at


def test_a_ticket_is_mine_when_i_held_it_as_it_was_resolved(server: JiraServer, tracker: Tracker) -> None:
    ticket = tracker.create("PAY", BEN, "2026-03-01T09:00:00Z", assignee=ANN)
    tracker.start(ticket, ANN, "2026-03-02T09:00:00Z")
    tracker.resolve(ticket, BEN, "2026-03-05T16:30:00.250Z")
    tracker.touch(ticket, CI, "2026-10-01T09:00:00Z")
    assert read(connect(server)).moments == {"PAY-1": at("2026-03-05T16:30:00.250Z")}
