"""Pages: what repeats, shifts, falls short or lies is noticed."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from connectors.jira.pages import MOST_PAGES, ChangedError, read_by_place, read_by_token
from harvester.transport import UnansweredError
from tests.connectors.jira.conftest import KINDS, NOW, YEAR, Serve, connect, read
from tests.fakes.jira.server import CloudServer, DataCenterServer, JiraServer
from tests.fakes.jira.tracker import ANN, BEN, Json, Tracker
from tests.fakes.jira.year import draw_year


def by_place(read_page: Callable[[int], object]) -> list[object]:
    return list(read_by_place(read_page, "issues", str))


def by_token(read_page: Callable[[str | None], object]) -> list[object]:
    return list(read_by_token(read_page, "issues"))


def pages_of(total: int, most: int, said: int | None = None) -> Callable[[int], Json]:
    members = [str(number) for number in range(total)]
    told = total if said is None else said
    return lambda start: {"issues": members[start : start + most], "total": told, "maxResults": most}


@pytest.mark.parametrize(("total", "most"), [(0, 10), (1, 10), (10, 10), (11, 10), (25, 10), (250, 100), (5, 2)])
def test_every_member_comes_once(total: int, most: int) -> None:
    assert by_place(pages_of(total, most)) == [str(number) for number in range(total)]


def test_a_total_that_is_too_small_ends_nothing() -> None:
    assert len(by_place(pages_of(25, 10, said=10))) == 25


def test_a_total_that_is_too_large_is_told() -> None:
    with pytest.raises(ChangedError, match="26 members, but gives 25"):
        by_place(pages_of(25, 10, said=26))


def test_a_short_page_in_the_middle_loses_nothing() -> None:
    whole = pages_of(25, 10)

    def short(start: int) -> Json:
        page = whole(start)
        return {**page, "issues": page["issues"][:7]} if start == 9 else page

    assert len(by_place(short)) == 25


def test_a_page_that_comes_again_and_again_ends() -> None:
    whole = pages_of(25, 10)
    with pytest.raises(ChangedError):
        by_place(lambda _start: whole(0))


def test_a_list_that_lost_a_member_meanwhile_is_told() -> None:
    before, after = pages_of(25, 10), [str(number) for number in range(3, 25)]

    def shifted(start: int) -> Json:
        return before(start) if start == 0 else {"issues": after[start : start + 10], "total": 22, "maxResults": 10}

    with pytest.raises(ChangedError, match="changed while it was read"):
        by_place(shifted)


@pytest.mark.parametrize("page", [None, [], "x", {}, {"issues": None}, {"issues": {}}, {"message": "later"}])
def test_what_is_no_page_is_no_empty_page(page: object) -> None:
    with pytest.raises(UnansweredError, match="without the list"):
        by_place(lambda _start: page)
    with pytest.raises(UnansweredError, match="without the list"):
        by_token(lambda _token: page)


@pytest.mark.parametrize(
    ("pages", "reason"),
    [
        ([{"issues": [1], "nextPageToken": "a"}, {"issues": [2], "nextPageToken": "a"}], "again and again"),
        ([{"issues": [1], "nextPageToken": "a"}, {"issues": [], "nextPageToken": "b"}], "a page is empty"),
        ([{"issues": [1], "isLast": False}], "does not say where"),
        ([{"issues": [1], "nextPageToken": 7}], "again and again"),
    ],
)
def test_tokens_that_lead_nowhere_are_told(pages: list[Json], reason: str) -> None:
    left = iter(pages)
    with pytest.raises(UnansweredError, match=reason):
        by_token(lambda _token: next(left))


def test_tokens_without_an_end_are_told() -> None:
    with pytest.raises(UnansweredError, match=f"more than {MOST_PAGES} pages"):
        by_token(lambda token: {"issues": [1], "nextPageToken": f"{token}x"[-2000:]})


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_tickets_that_come_and_go_while_they_are_read_take_no_other_with_them(
    kind: type[JiraServer], serve: Serve
) -> None:
    tracker = draw_year(NOW, 100)
    server = serve(kind, tracker)
    server.most_a_page = 15
    truth = {ref for ref, at in tracker.truth(ANN).items() if at in YEAR}
    oldest = next(ticket for ticket in tracker.tickets if ticket.reporter == ANN)
    gone = {ref for ref in truth if ref.partition("/")[0] == oldest.first_key}

    def shift(start: int) -> None:
        oldest.is_hidden = start > 0

    server.before_page = shift
    reading = read(connect(server), YEAR)
    assert truth - gone <= set(reading.moments) or reading.gaps
    server.before_page = lambda start: insert(tracker) if start else None
    oldest.is_hidden = False
    reading = read(connect(server), YEAR)
    assert (truth, reading.gaps) == (set(reading.moments), [])


def insert(tracker: Tracker) -> None:
    """Open a ticket that stands before all others, once."""
    if tracker.tickets[-1].key != "NEW-1":
        ticket = tracker.create("NEW", ANN, NOW - timedelta(days=800))
        tracker.comment(ticket, BEN, NOW - timedelta(hours=1))


def test_histories_on_several_pages_are_put_together(serve: Serve) -> None:
    tracker = draw_year(NOW, 60)
    server = serve(CloudServer, tracker)
    server.history_page = 7
    truth = {ref: at for ref, at in tracker.truth(ANN).items() if at in YEAR}
    assert read(connect(server), YEAR).moments == truth


def test_a_history_that_is_cut_off_is_read_apart_or_told_and_never_guessed_from(serve: Serve, tracker: Tracker) -> None:
    server = serve(DataCenterServer, tracker)
    whole, cut = (tracker.create("PAY", ANN, "2026-03-01T09:00:00Z", assignee=ANN) for _ in range(2))
    for ticket in (whole, cut):
        tracker.resolve(ticket, ANN, "2026-03-02T09:00:00Z")
    server.cut_histories = {cut.key}
    assert sorted(read(connect(server), YEAR).moments) == ["PAY-1", "PAY-1/reported", "PAY-2", "PAY-2/reported"]
    server.has_histories_apart = False
    reading = read(connect(server), YEAR)
    assert sorted(reading.moments) == ["PAY-1", "PAY-1/reported"]
    assert ["the history of PAY-2 is cut off" in gap.reason for gap in reading.gaps] == [True]


def test_cloud_without_histories_in_bulk_gives_them_one_by_one(serve: Serve) -> None:
    tracker = draw_year(NOW, 30)
    server = serve(CloudServer, tracker)
    server.has_bulk_histories = False
    truth = {ref: at for ref, at in tracker.truth(ANN).items() if at in YEAR}
    assert read(connect(server), YEAR).moments == truth
