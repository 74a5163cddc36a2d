"""Comments of mine: on my tickets, on those that I watch, and on those that the server finds."""

from datetime import timedelta

import pytest

from harvester.model import Kind, Ref, Role, Window
from tests.connectors.jira.conftest import KINDS, NOW, Serve, connect, read
from tests.fakes.jira.server import JiraServer
from tests.fakes.jira.tracker import ANN, BEN, Tracker, at


def test_a_comment_is_mine_by_its_account_and_dated_by_itself(server: JiraServer, tracker: Tracker) -> None:
    ticket = tracker.create("PAY", BEN, "2026-03-01T09:00:00Z", summary="Cut latency", assignee=BEN)
    tracker.comment(ticket, BEN, "2026-03-02T09:00:00Z", "Ann, what do you think?")
    mine = tracker.comment(ticket, ANN, "2026-03-03T09:00:00.500Z", "Batch it.\n\nBecause it reads twice.")
    reading = read(connect(server))
    assert reading.gaps == []
    (one,) = reading.evidence
    assert (one.ref, one.kind, one.role) == (
        Ref("jira", f"PAY-1/comment/{mine.number}"),
        Kind.COMMENT,
        Role.COMMENTER,
    )
    assert (one.happened_at, one.title) == (at("2026-03-03T09:00:00.500Z"), "Cut latency")
    assert one.body == "Batch it.\n\nBecause it reads twice."
    assert (one.thread, one.url) == (Ref("jira", "PAY-1"), f"{server.url}/browse/PAY-1?focusedCommentId={mine.number}")
    assert {person.role for person in one.people} == {"reporter", "assignee"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_where_the_server_cannot_find_my_comments_that_is_told(
    kind: type[JiraServer], serve: Serve, tracker: Tracker
) -> None:
    mine = tracker.create("PAY", ANN, "2026-03-01T09:00:00Z")
    watched = tracker.create("PAY", BEN, "2026-03-01T09:00:00Z", watchers=[ANN])
    other = tracker.create("PAY", BEN, "2026-03-01T09:00:00Z")
    for ticket in (mine, watched, other):
        tracker.comment(ticket, ANN, "2026-03-02T09:00:00Z")
    connector = connect(serve(kind, tracker, knows_updated_by=False))
    reading = read(connector)
    assert sorted(key.partition("/comment")[0] for key in reading.moments) == ["PAY-1", "PAY-1/reported", "PAY-2"]
    assert [gap.standing for gap in reading.gaps] == [True]
    assert "cannot find the tickets you commented on" in reading.gaps[0].reason


def test_comments_that_did_not_come_with_the_ticket_are_read_too(server: JiraServer, tracker: Tracker) -> None:
    ticket = tracker.create("PAY", BEN, "2026-03-01T09:00:00Z")
    for number in range(250):
        tracker.comment(ticket, ANN if number % 2 else BEN, at("2026-03-02T09:00:00Z") + timedelta(minutes=number))
    server.comment_cap = 20
    connector = connect(server)
    assert len(read(connector).evidence) == 125
    assert connector.requests <= 9


def test_only_comments_of_the_window_come(server: JiraServer, tracker: Tracker) -> None:
    ticket = tracker.create("PAY", BEN, "2026-03-01T09:00:00Z")
    for days in range(10):
        tracker.comment(ticket, ANN, at("2026-03-02T09:00:00Z") + timedelta(days=days))
    window = Window(at("2026-03-04T09:00:00Z"), at("2026-03-06T09:00:00Z"))
    assert len(read(connect(server), window).evidence) == 2
    assert read(connect(server), Window(NOW - timedelta(weeks=1), NOW)).evidence == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_a_comment_without_a_readable_date_is_told(kind: type[JiraServer], serve: Serve, tracker: Tracker) -> None:
    server = serve(kind, tracker)
    ticket = tracker.create("PAY", BEN, "2026-03-01T09:00:00Z")
    tracker.comment(ticket, ANN, "2026-03-02T09:00:00Z")
    server.speak.date = lambda moment: "2026-02-30T09:00:00Z" if moment == at("2026-03-02T09:00:00Z") else date(moment)  # type: ignore[method-assign]  # one answer is spoiled
    date = type(server.speak).date.__get__(server.speak)
    reading = read(connect(server))
    assert reading.evidence == []
    assert ["has no readable date" in gap.reason for gap in reading.gaps] == [True]


def test_two_sites_with_the_same_keys_keep_apart(serve: Serve, tracker: Tracker) -> None:
    ticket = tracker.create("PAY", ANN, "2026-03-01T09:00:00Z")
    tracker.comment(ticket, ANN, "2026-03-02T09:00:00Z")
    other = Tracker()
    tracker_ticket = other.create("PAY", ANN, "2026-04-01T09:00:00Z")
    other.comment(tracker_ticket, ANN, "2026-04-02T09:00:00Z")
    first = read(connect(serve(KINDS[0], tracker)))
    named = connect(serve(KINDS[1], other), instance="work", token_command=["printenv", "JIRA_API_TOKEN"])
    second = read(named)
    assert {key.partition("-")[0] for key in first.moments} == {"PAY"}
    assert {key.partition("-")[0] for key in second.moments} == {"work/PAY"}
    assert {str(one.thread) for one in second.evidence if one.thread} == {"jira:work/PAY-1"}
