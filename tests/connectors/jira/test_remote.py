"""Remote links are read for the tickets that are asked for, and for no other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.jira.remote import parse_remote_links
from harvester.connector import Connector
from harvester.model import Evidence, Ref
from tests.connectors.jira.conftest import connect, read
from tests.fakes.jira.server import JiraServer
from tests.fakes.jira.tracker import ANN, BEN, Json, Tracker

SHA = "0123456789abcdef0123456789abcdef01234567"


def link(url: Json) -> dict[str, Json]:
    return {"id": 1, "object": {"url": url, "title": "a title"}}


def refresh(connector: Connector[Json], *refs: str) -> list[Evidence]:
    return [one for one in connector.refresh([Ref.parse(ref) for ref in refs]) if isinstance(one, Evidence)]


@pytest.mark.parametrize(
    ("url", "ref"),
    [
        ("https://github.com/acme/pay/pull/412", "github:acme/pay#412"),
        ("https://www.github.com/acme/pay/pull/412/files?w=1#diff", "github:acme/pay#412"),
        ("https://github.com/acme/pay.js/issues/7", "github:acme/pay.js#7"),
        ("https://git.example.com:8443/acme/pay/pull/3", "github:git.example.com:8443/acme/pay#3"),
        ("https://git.example.com/base/acme/pay/pull/3", "github:git.example.com/acme/pay#3"),
        (f"https://github.com/acme/pay/commit/{SHA}", f"git:{SHA}"),
        ("https://gitlab.example.com/acme/pay/-/issues/3", ""),
        ("https://acme.atlassian.net/wiki/spaces/PAY/pages/1", ""),
        ("javascript:alert(1)//github.com/acme/pay/pull/1", ""),
        ("https://github.com/acme/pay--x/pull/1", ""),
        ("https://[broken/acme/pay/pull/1", ""),
        ("https://github.com:99999999/acme/pay/pull/1", ""),
        (None, ""),
        ("https://github.com/" + "a/" * 5_000 + "pull/1", ""),
    ],
)
def test_an_address_becomes_a_ref_or_nothing(url: Json, ref: str) -> None:
    assert [str(one) for one in parse_remote_links([link(url)])] == ([ref] if ref else [])


@given(
    st.recursive(
        st.none() | st.text(max_size=20), lambda inner: st.lists(inner) | st.dictionaries(st.just("object"), inner)
    )
)
def test_no_answer_breaks_it(answer: Json) -> None:
    assert list(parse_remote_links(answer)) is not None


def test_a_ticket_is_read_again_with_what_it_points_to(server: JiraServer, tracker: Tracker) -> None:
    ticket = tracker.create("PAY", ANN, "2026-03-01T09:00:00Z", assignee=ANN)
    ticket.remote_links = [link("https://github.com/acme/pay/pull/412"), link("https://example.com/design")]
    tracker.resolve(ticket, ANN, "2026-03-02T09:00:00Z")
    tracker.move(ticket, "LED", BEN, "2026-03-03T09:00:00Z")
    connector = connect(server)
    harvested = read(connector)
    assert not any("remotelink" in request for request in server.requests)
    tracker.reopen(ticket, BEN, "2026-03-04T09:00:00Z")
    (again,) = refresh(connector, "jira:PAY-1")
    assert (again.ref, again.happened_at) == (Ref("jira", "PAY-1"), harvested.find("PAY-1").happened_at)
    assert again.links == [Ref("github", "acme/pay#412")]
    assert (again.facts["status"], again.facts["reopened"]) == ("In Progress", 1)


def test_only_tickets_that_i_resolved_are_read_again(server: JiraServer, tracker: Tracker) -> None:
    ticket = tracker.create("PAY", ANN, "2026-03-01T09:00:00Z", assignee=BEN)
    tracker.create("PAY", ANN, "2026-03-01T09:00:00Z", is_hidden=True)
    comment = tracker.comment(ticket, ANN, "2026-03-01T09:00:00Z")
    connector = connect(server)
    assert refresh(connector, "jira:PAY-1/reported", f"jira:PAY-1/comment/{comment.number}", "github:acme/pay#1") == []
    assert len(server.requests) <= 2
    assert refresh(connector, "jira:PAY-1", "jira:PAY-2", "jira:other/PAY-1") == []
    assert not any("remotelink" in request for request in server.requests)
