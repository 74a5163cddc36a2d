"""Whose ticket it was, and when: what the history says, never what the ticket looks like today."""

import pytest

from harvester.connector import Identity
from harvester.facts import FACTS
from harvester.model import Kind, Ref, Role
from tests.connectors.jira.conftest import EVER, Serve, connect, read
from tests.fakes.jira.server import CloudServer, DataCenterServer, JiraServer
from tests.fakes.jira.tracker import ANN, BEN, CI, Edit, Entry, Ticket, Tracker, User, at


@pytest.fixture
def ticket(tracker: Tracker) -> Ticket:
    """A ticket that Ben reported and Ann holds."""
    return tracker.create("PAY", BEN, "2026-03-01T09:00:00Z", assignee=ANN)


def test_a_ticket_is_mine_when_i_held_it_as_it_was_resolved(
    server: JiraServer, tracker: Tracker, ticket: Ticket
) -> None:
    tracker.start(ticket, ANN, "2026-03-02T09:00:00Z")
    tracker.resolve(ticket, BEN, "2026-03-05T16:30:00.250Z")
    tracker.touch(ticket, CI, "2026-10-01T09:00:00Z")
    assert read(connect(server)).moments == {"PAY-1": at("2026-03-05T16:30:00.250Z")}


def test_a_ticket_that_was_given_away_before_is_not_mine(server: JiraServer, tracker: Tracker, ticket: Ticket) -> None:
    tracker.assign(ticket, BEN, ANN, "2026-03-02T09:00:00Z")
    tracker.resolve(ticket, ANN, "2026-03-03T09:00:00Z")
    tracker.assign(ticket, ANN, BEN, "2026-03-04T09:00:00Z")
    assert read(connect(server)).moments == {}


def test_a_ticket_that_was_given_away_afterwards_stays_mine(
    server: JiraServer, tracker: Tracker, ticket: Ticket
) -> None:
    tracker.resolve(ticket, ANN, "2026-03-03T09:00:00Z")
    tracker.assign(ticket, BEN, ANN, "2026-03-04T09:00:00Z")
    assert list(read(connect(server)).moments) == ["PAY-1"]


@pytest.mark.parametrize(
    ("before", "after", "author", "is_mine"),
    [(ANN, BEN, ANN, True), (BEN, ANN, BEN, False), (BEN, ANN, ANN, True), (None, ANN, BEN, True)],
    ids=["handed on", "handed to me", "taken up", "nobody's before"],
)
def test_who_resolves_and_hands_on_at_once_held_it(
    server: JiraServer, tracker: Tracker, before: User | None, after: User, author: User, *, is_mine: bool
) -> None:
    ticket = tracker.create("PAY", BEN, "2026-03-01T09:00:00Z", assignee=before)
    tracker.resolve(ticket, author, "2026-03-03T09:00:00Z")
    tracker.assign(ticket, after, author, "2026-03-03T09:00:00Z")
    given = ticket.history.pop().edits
    ticket.history[-1].edits += given
    assert list(read(connect(server)).moments) == (["PAY-1"] if is_mine else [])


def test_the_first_time_counts_and_a_reopening_is_told(server: JiraServer, tracker: Tracker, ticket: Ticket) -> None:
    tracker.resolve(ticket, ANN, "2026-03-03T09:00:00Z")
    tracker.reopen(ticket, BEN, "2026-03-04T09:00:00Z")
    tracker.resolve(ticket, ANN, "2026-03-05T09:00:00Z")
    reading = read(connect(server))
    assert reading.moments == {"PAY-1": at("2026-03-03T09:00:00Z")}
    facts = reading.evidence[0].facts
    assert (facts["reopened"], facts["reopened_at"]) == (1, "2026-03-04T09:00:00Z")


def test_my_first_time_counts_though_somebody_resolved_it_before(
    server: JiraServer, tracker: Tracker, ticket: Ticket
) -> None:
    tracker.assign(ticket, BEN, BEN, "2026-03-02T09:00:00Z")
    tracker.resolve(ticket, BEN, "2026-03-03T09:00:00Z")
    tracker.reopen(ticket, ANN, "2026-03-04T09:00:00Z", keeps_resolution=True)
    tracker.assign(ticket, ANN, BEN, "2026-03-05T09:00:00Z")
    tracker.resolve_again(ticket, ANN, "2026-03-06T09:00:00Z")
    assert read(connect(server)).moments == {"PAY-1": at("2026-03-06T09:00:00Z")}


def test_a_resolution_that_is_set_long_afterwards_resolves_nothing(
    server: JiraServer, tracker: Tracker, ticket: Ticket
) -> None:
    tracker.assign(ticket, BEN, BEN, "2026-03-02T09:00:00Z")
    tracker.resolve(ticket, BEN, "2026-03-03T09:00:00Z", resolution=None)
    tracker.assign(ticket, ANN, BEN, "2026-03-04T09:00:00Z")
    tracker.rename_resolution(ticket, CI, "2026-09-04T09:00:00Z", "10")
    assert read(connect(server)).moments == {}


def test_done_without_a_resolution_is_done(server: JiraServer, tracker: Tracker, ticket: Ticket) -> None:
    tracker.resolve(ticket, ANN, "2026-03-03T09:00:00Z", resolution=None)
    reading = read(connect(server))
    assert reading.moments == {"PAY-1": at("2026-03-03T09:00:00Z")}
    assert "resolution" not in reading.evidence[0].facts


def test_a_status_that_is_in_no_list_means_what_the_ticket_says(
    server: JiraServer, tracker: Tracker, ticket: Ticket
) -> None:
    server.hidden_statuses = {"6"}
    tracker.resolve(ticket, ANN, "2026-03-03T09:00:00Z", status="6", resolution=None)
    assert list(read(connect(server)).moments) == ["PAY-1"]


def test_closing_what_is_done_resolves_nothing_again(server: JiraServer, tracker: Tracker, ticket: Ticket) -> None:
    tracker.assign(ticket, BEN, BEN, "2026-03-02T09:00:00Z")
    tracker.resolve(ticket, BEN, "2026-03-03T09:00:00Z")
    tracker.assign(ticket, ANN, BEN, "2026-03-04T09:00:00Z")
    tracker.resolve(ticket, ANN, "2026-03-05T09:00:00Z", status="6")
    assert read(connect(server)).moments == {}


def test_what_was_decided_against_says_so(server: JiraServer, tracker: Tracker, ticket: Ticket) -> None:
    tracker.resolve(ticket, ANN, "2026-03-03T09:00:00Z", resolution="11")
    assert read(connect(server)).evidence[0].facts["resolution"] == "Won't Do"


def test_a_ticket_that_came_resolved_is_told_and_not_claimed(server: JiraServer, tracker: Tracker) -> None:
    for project in ("PAY", "LED"):
        resolved_on = at("2026-02-01T09:00:00Z")
        tracker.create(
            project, BEN, "2026-03-01T09:00:00Z", assignee=ANN, status="5", resolution="10", resolved_on=resolved_on
        )
    reading = read(connect(server))
    assert reading.evidence == []
    assert [gap.standing for gap in reading.gaps] == [True]
    assert "2 tickets of yours came here resolved" in reading.gaps[0].reason
    assert "PAY-1, LED-1" in reading.gaps[0].reason


def test_a_ticket_that_moved_keeps_its_first_ref(server: JiraServer, tracker: Tracker) -> None:
    ticket = tracker.create("PAY", ANN, "2026-03-01T09:00:00Z", assignee=ANN)
    tracker.move(ticket, "LED", BEN, "2026-03-02T09:00:00Z")
    tracker.resolve(ticket, ANN, "2026-03-03T09:00:00Z")
    tracker.move(ticket, "CORE", BEN, "2026-03-04T09:00:00Z")
    comment = tracker.comment(ticket, ANN, "2026-03-05T09:00:00Z")
    reading = read(connect(server))
    assert sorted(reading.moments) == ["PAY-1", f"PAY-1/comment/{comment.number}", "PAY-1/reported"]
    assert {one.url.partition("?")[0] for one in reading.evidence} == {f"{server.url}/browse/CORE-1"}
    assert {one.project for one in reading.evidence} == {"CORE"}
    assert reading.find("PAY-1").facts["issue_id"] == str(ticket.number)


def test_who_was_made_the_reporter_is_it_since_then(server: JiraServer, tracker: Tracker) -> None:
    filed_for_me = tracker.create("PAY", BEN, "2026-03-01T09:00:00Z")
    tracker.report_as(filed_for_me, ANN, BEN, "2026-03-02T09:00:00Z")
    filed_by_me = tracker.create("PAY", ANN, "2026-03-01T09:00:00Z")
    tracker.report_as(filed_by_me, BEN, BEN, "2026-03-02T09:00:00Z")
    assert read(connect(server)).moments == {
        "PAY-1/reported": at("2026-03-02T09:00:00Z"),
        "PAY-2/reported": at("2026-03-01T09:00:00Z"),
    }


def test_deleted_users_are_nobody(server: JiraServer, tracker: Tracker) -> None:
    ticket = tracker.create("PAY", None, "2026-03-01T09:00:00Z", assignee=ANN)
    tracker.comment(ticket, None, "2026-03-02T09:00:00Z")
    tracker.resolve(ticket, None, "2026-03-03T09:00:00Z")
    tracker.assign(ticket, None, None, "2026-03-04T09:00:00Z")
    reading = read(connect(server))
    assert list(reading.moments) == ["PAY-1"]
    assert [(person.id, person.role) for person in reading.evidence[0].people] == [("ghost", "reporter")]


def test_hidden_tickets_are_not_there(server: JiraServer, tracker: Tracker) -> None:
    tracker.create("PAY", ANN, "2026-03-01T09:00:00Z", is_hidden=True)
    assert read(connect(server)).evidence == []


def test_a_sub_task_is_a_part_of_its_parent_and_a_ticket_of_an_epic_that_is_mine(
    server: JiraServer, tracker: Tracker
) -> None:
    mine = tracker.create("PAY", BEN, "2026-02-01T09:00:00Z", kind="Epic", assignee=ANN)
    others = tracker.create("PAY", BEN, "2026-02-01T09:00:00Z", kind="Epic", assignee=BEN)
    story = tracker.create("PAY", BEN, "2026-02-02T09:00:00Z", assignee=ANN, epic=mine)
    task = tracker.create("PAY", BEN, "2026-02-02T09:00:00Z", assignee=ANN, parent=story, linked=[others])
    stranger = tracker.create("PAY", BEN, "2026-02-02T09:00:00Z", assignee=ANN, epic=others)
    for one in (story, task, stranger):
        tracker.resolve(one, ANN, "2026-03-03T09:00:00Z")
    reading = read(connect(server))
    assert reading.find("PAY-3").links == [Ref("jira", "PAY-1")]
    assert reading.find("PAY-4").links == [Ref("jira", "PAY-3"), Ref("jira", "PAY-2")]
    assert reading.find("PAY-5").links == []
    assert reading.find("PAY-3").facts["epic"] == "PAY-1"
    assert reading.find("PAY-4").facts["parent"] == "PAY-3"
    assert reading.find("PAY-5").facts["epic"] == "PAY-2"


@pytest.mark.parametrize("is_named", [True, False], ids=["named by the refusal", "not named"])
def test_an_epic_that_i_cannot_see_takes_nothing_away_from_the_others(
    server: JiraServer, tracker: Tracker, *, is_named: bool
) -> None:
    tracker.names_hidden_keys = is_named
    hidden = tracker.create("PAY", BEN, "2026-02-01T09:00:00Z", kind="Epic", assignee=BEN, is_hidden=True)
    mine = tracker.create("PAY", BEN, "2026-02-01T09:00:00Z", kind="Epic", assignee=ANN)
    for epic in (hidden, mine):
        story = tracker.create("PAY", BEN, "2026-02-02T09:00:00Z", assignee=ANN, epic=epic)
        tracker.resolve(story, ANN, "2026-03-03T09:00:00Z")
    reading = read(connect(server))
    assert reading.gaps == []
    assert (reading.find("PAY-3").links, reading.find("PAY-4").links) == ([], [Ref("jira", "PAY-2")])


def test_a_ticket_says_what_it_was_worth(server: JiraServer, tracker: Tracker) -> None:
    ticket = tracker.create(
        "PAY",
        BEN,
        "2026-03-01T09:00:00Z",
        assignee=ANN,
        kind="Bug",
        summary="Cut checkout latency",
        description="It is slow.",
        labels=["performance"],
        components=["ledger", "checkout"],
        points=5.0,
    )
    tracker.start(ticket, ANN, "2026-03-02T09:00:00Z")
    tracker.resolve(ticket, ANN, "2026-03-03T09:00:00Z")
    one = read(connect(server)).find("PAY-1")
    assert (one.kind, one.role, one.title, one.body) == (
        Kind.TICKET,
        Role.ASSIGNEE,
        "Cut checkout latency",
        "It is slow.",
    )
    assert (one.url, one.project, list(one.labels)) == (f"{server.url}/browse/PAY-1", "PAY", ["performance"])
    assert one.facts == {
        "issue_id": str(ticket.number),
        "type": "Bug",
        "priority": "High",
        "status": "Done",
        "resolution": "Done",
        "story_points": 5.0,
        "components": "ledger, checkout",
        "status_history": "2026-03-02T09:00:00Z To Do > In Progress; 2026-03-03T09:00:00Z In Progress > Done",
        "created_at": "2026-03-01T09:00:00Z",
        "observed_at": "2026-03-03T09:00:00Z",
    }
    assert set(one.facts) <= FACTS[Kind.TICKET]


def test_other_people_are_known_by_their_account_and_never_by_their_address(
    server: JiraServer, tracker: Tracker, ticket: Ticket
) -> None:
    tracker.resolve(ticket, ANN, "2026-03-03T09:00:00Z")
    tracker.assign(ticket, CI, BEN, "2026-03-04T09:00:00Z")
    people = read(connect(server)).evidence[0].people
    names = {person.role: (person.id, person.name) for person in people}
    account = BEN.account if isinstance(server, CloudServer) else "ben"
    assert names["reporter"] == (f"jira:{account}", "Ben Example")
    assert "@" not in str(people)


def test_apps_are_bots_on_cloud(serve: Serve, tracker: Tracker) -> None:
    ticket = tracker.create("PAY", CI, "2026-03-01T09:00:00Z", assignee=ANN)
    tracker.resolve(ticket, ANN, "2026-03-03T09:00:00Z")
    assert read(connect(serve(CloudServer, tracker))).evidence[0].people[0].person_class == "bot"


def test_an_address_that_is_a_user_name_gives_way_to_the_key(serve: Serve, tracker: Tracker) -> None:
    eve = User("e", "eve@example.org", "eve@example.org", "eve@example.org")
    tracker.users.append(eve)
    ticket = tracker.create("PAY", eve, "2026-03-01T09:00:00Z", assignee=ANN)
    tracker.resolve(ticket, ANN, "2026-03-03T09:00:00Z")
    person = read(connect(serve(DataCenterServer, tracker))).evidence[0].people[0]
    assert (person.id, person.name) == (f"jira:{eve.key}", "")


def test_the_accounts_that_are_configured_are_mine_and_no_other(server: JiraServer, tracker: Tracker) -> None:
    tracker.create("PAY", ANN, "2026-03-01T09:00:00Z")
    given = tracker.create("PAY", BEN, "2026-03-01T09:00:00Z", assignee=BEN)
    tracker.resolve(given, BEN, "2026-03-02T09:00:00Z")
    name = (BEN.account if isinstance(server, CloudServer) else BEN.name).upper()
    assert sorted(read(connect(server, me=Identity.of(jira=[name.lower()]))).moments) == ["PAY-2", "PAY-2/reported"]
    both = Identity.of(jira=[name.lower(), ANN.email])
    assert sorted(read(connect(server, me=both)).moments) == ["PAY-1/reported", "PAY-2", "PAY-2/reported"]


def test_an_account_that_is_not_there_is_told_and_the_others_go_on(server: JiraServer, tracker: Tracker) -> None:
    tracker.create("PAY", ANN, "2026-03-01T09:00:00Z")
    reading = read(connect(server, me=Identity.of(jira=["nobody", ANN.email])))
    assert list(reading.moments) == ["PAY-1/reported"]
    assert [(gap.reason, gap.standing) for gap in reading.gaps] == [
        ("There is no account 'nobody' on this site; correct jira under [me]", True)
    ]
    assert read(connect(server, me=Identity.of(jira=["nobody"]))).evidence == []


def test_an_account_of_another_site_is_not_missed_here(server: JiraServer, tracker: Tracker) -> None:
    tracker.create("PAY", ANN, "2026-03-01T09:00:00Z")
    both = Identity.of(jira=["ann-of-another-site", ANN.email])
    assert read(connect(server, me=both, is_only_instance=False)).gaps == []
    nobody = read(connect(server, me=Identity.of(jira=["ann-of-another-site"]), is_only_instance=False))
    assert ["There is no account" in gap.reason for gap in nobody.gaps] == [True]


def test_a_history_that_cannot_be_put_in_order_costs_its_ticket_alone(server: JiraServer, tracker: Tracker) -> None:
    broken, whole = (tracker.create("PAY", ANN, "2026-03-01T09:00:00Z") for _ in range(2))
    broken.history.append(Entry(7, at("2026-03-01T09:00:00Z"), ANN, [Edit("Key", None, None, "a <b>", "PAY-1")]))
    reading = read(connect(server), EVER)
    assert list(reading.moments) == [f"{whole.key}/reported"]
    assert ["PAY-1 was moved from no readable key" in gap.reason for gap in reading.gaps] == [True]
