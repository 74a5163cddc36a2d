"""What is harvested equals the ground truth, whatever the size of the window, and for a handful of requests."""

from datetime import timedelta
from typing import Any

import pytest

from connectors.github import finder
from harvester.model import Window
from tests.connectors.github.conftest import NOW, WEEK, YEAR, Serve, connect, keys, read
from tests.fakes.github.world import ME, World
from tests.fakes.github.worlds import make_busy_world, make_odd_world

DAY = timedelta(days=1)


def make_week() -> World:
    return make_busy_world(NOW, 7, pulls=10, reviews=15, comments=45)


def make_year() -> World:
    return make_busy_world(NOW, 365, pulls=200, reviews=400, comments=1_500, people=30)


def test_a_week_is_complete_for_at_most_six_requests(serve: Serve) -> None:
    server = serve(make_week())
    connector = connect(server)
    evidence, gaps = read(connector, WEEK)
    assert keys(server, evidence) == server.world.refs(WEEK.since, WEEK.until)
    assert len(evidence) == 10 + 10 + 15 + 45  # merged, approvals received, reviews, comments
    assert gaps == []
    assert connector.requests == len(server.requests) <= 6


def test_a_year_is_complete_for_at_most_fifty_requests_beside_those_for_new_people(serve: Serve) -> None:
    server = serve(make_year())
    connector = connect(server)
    evidence, gaps = read(connector, YEAR)
    assert keys(server, evidence) == server.world.refs(YEAR.since, YEAR.until)
    assert gaps == []
    for_new_people = sum("query Newcomers" in document for document in server.documents)
    assert for_new_people == 2  # thirty people
    assert connector.requests - for_new_people <= 50
    assert server.execution.most_nodes_asked < 100_000


def test_nothing_new_costs_at_most_three_requests(serve: Serve) -> None:
    server = serve(make_year())
    connector = connect(server)
    later = Window(NOW + 3 * DAY, NOW + 10 * DAY)
    assert read(connector, later) == ([], [])
    assert connector.requests <= 3


def test_the_tokens_own_account_is_asked_for_once(serve: Serve) -> None:
    server = serve(make_week())
    connector = connect(server, "")
    evidence, _ = read(connector, WEEK)
    assert keys(server, evidence) == server.world.refs(WEEK.since, WEEK.until)
    assert connector.requests <= 6
    assert connector.suggest_identity().github == {ME.casefold()}


def test_more_than_a_thousand_matches_are_all_found(serve: Serve) -> None:
    world = World()
    for n in range(1_130):
        world.pull(ME, NOW - 300 * DAY + n * timedelta(hours=5), NOW - 300 * DAY + n * timedelta(hours=5, minutes=1))
    server = serve(world)
    evidence, gaps = read(connect(server), YEAR)
    assert keys(server, evidence) == world.refs(YEAR.since, YEAR.until)
    assert len(evidence) == 1_130
    assert gaps == []


def test_matches_made_in_one_second_are_told_apart_by_cursor(serve: Serve) -> None:
    world = World()
    for _ in range(230):
        world.pull(ME, NOW - 3 * DAY, NOW - 2 * DAY)
    server = serve(world)
    evidence, gaps = read(connect(server), WEEK)
    assert (len(evidence), gaps) == (230, [])


def test_any_split_of_a_window_gives_what_the_whole_gives(serve: Serve) -> None:
    server = serve(make_odd_world(NOW))
    connector = connect(server)
    whole = keys(server, read(connector, WEEK)[0])
    for cut in [*whole.values(), NOW - 3 * DAY, NOW - timedelta(microseconds=1)]:
        parts = [Window(WEEK.since, cut), Window(cut, WEEK.until)]
        found = [keys(server, read(connector, part)[0]) for part in parts]
        assert found[0] | found[1] == whole
        assert not found[0].keys() & found[1].keys()


@pytest.mark.parametrize("vanished", [0, 40, 99, 100, 150])
def test_pages_that_shift_while_they_are_read_lose_nothing(serve: Serve, vanished: int) -> None:
    world = World()
    for n in range(250):
        world.pull(ME, NOW - 6 * DAY + n * timedelta(minutes=1), NOW - 2 * DAY)
    server = serve(world)
    gone = world.pulls[vanished]

    def shift(number: int) -> None:
        if number == 3:  # after the first page of ids: one match vanishes, one comes
            world.pulls.remove(gone)
            world.pull(ME, NOW - 5 * DAY, NOW - DAY)

    server.before_answer = shift
    evidence, _ = read(connect(server), WEEK)
    del world.truth[gone.key]
    found = keys(server, evidence)
    newest = max(world.truth, key=lambda key: world.truth[key])
    assert {key: at for key, at in world.truth.items() if key != newest}.items() <= found.items()


def test_a_search_that_leaves_matches_out_is_asked_again_and_then_told(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(make_week())
    answer = server.execution.answer
    omitted: list[str] = []

    def omit(document: str, variables: dict[str, object]) -> dict[str, object]:
        full = answer(document, variables)
        if "query Find" in document and full["data"]["l0"]["nodes"]:
            omitted.append(full["data"]["l0"]["nodes"].pop()["id"])
        return full

    monkeypatch.setattr(server.execution, "answer", omit)
    evidence, [gap] = read(connect(server), WEEK)
    assert len(omitted) == 2
    assert "some may be missing" in gap.reason
    assert not gap.standing
    assert len(evidence) == 10 + 10 + 15 + 45 - 2


def test_an_overloaded_server_is_asked_for_less_and_never_again_for_more(serve: Serve) -> None:
    server = serve(make_week())
    server.execution.overloaded_above = 4_000
    evidence, gaps = read(connect(server), WEEK)
    assert keys(server, evidence) == server.world.refs(WEEK.since, WEEK.until)
    assert gaps == []


def test_one_pull_request_too_large_to_answer_costs_itself_alone(serve: Serve) -> None:
    server = serve(make_week())
    server.execution.overloaded_above = 700
    evidence, gaps = read(connect(server), WEEK)
    assert gaps
    assert all(not gap.standing and "too large" in gap.reason for gap in gaps)
    assert len(evidence) < 80


def test_nested_pages_are_read_to_their_end(serve: Serve) -> None:
    world = World()
    mine = world.pull(ME, NOW - 6 * DAY, NOW - DAY, labels=[f"label-{n}" for n in range(45)])
    mine.node["files"] += [
        {"path": f"src/{n}.py", "additions": 1, "deletions": 0, "changeType": "ADDED"} for n in range(250)
    ]
    for n in range(95):
        mine.comment("ben", NOW - 3 * DAY, f"Comment {n}")
        mine.review("ben", NOW - 3 * DAY, "COMMENTED", "See below.", [("Read this.", None)] * (45 if n == 70 else 1))
    for _ in range(14):
        world.issue("ben", NOW - 6 * DAY, NOW - DAY, by=[mine], labels=[f"l{n}" for n in range(25)])
    theirs = world.pull("cleo", NOW - 6 * DAY)
    for n in range(70):
        theirs.review(ME, NOW - 3 * DAY, "COMMENTED", f"Round {n}", [("Why?", None)])
        theirs.request(ME, NOW - 4 * DAY)
    long = theirs.review(ME, NOW - 2 * DAY, "COMMENTED", "", [("Long.", None)])[0]
    for n in range(130):
        theirs.review("cleo", NOW - 2 * DAY + n * timedelta(minutes=1), "COMMENTED", "", [("So?", long)])
    last = theirs.review(ME, NOW - DAY, "COMMENTED", "", [("Here.", long)])[0]
    server = serve(world)
    evidence, gaps = read(connect(server), WEEK)
    found = {one.ref.key.removeprefix(f"{server.host}/"): one for one in evidence}
    assert {key: one.happened_at for key, one in found.items()} == world.refs(WEEK.since, WEEK.until)
    assert gaps == []
    assert len(found[mine.key].labels) == 45
    assert len(found[mine.key].files) == 251
    assert len(found[mine.key].links) == 15
    assert len(found[f"{mine.key.partition('#')[0]}#{world.issues[0]['number']}"].labels) == 25
    assert found[f"{theirs.key}/comment/{long}"].facts["replied"]
    assert found[f"{theirs.key}/comment/{last}"].facts["replied"] is False


def test_a_span_of_contributions_is_never_longer_than_a_year(serve: Serve) -> None:
    listings = finder.plan_listings(["ann"], [""], Window(NOW - 900 * DAY, NOW))
    spans = [(one.bound, one.until) for one in listings if one.kind == "contributions"]
    assert all(end - begin <= 365 * DAY for begin, end in spans)
    assert (spans[0][0], spans[-1][1]) == (NOW - 900 * DAY, NOW)
    assert [end for _, end in spans[:-1]] == [begin for begin, _ in spans[1:]]
    server = serve(make_week())
    evidence, gaps = read(connect(server), Window(NOW - 900 * DAY, NOW))
    assert len(evidence) == 80
    assert gaps == []


def test_a_review_that_search_does_not_know_yet_is_found_by_contributions(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.fakes.github.execution.search", lambda _world, _query: [])
    server = serve(make_week())
    evidence, _ = read(connect(server), WEEK)
    assert sum(one.kind == "review" for one in evidence) == 15


@pytest.mark.parametrize("alias", ["l0", "l4"])
def test_a_search_that_repeats_a_page_for_ever_is_not_believed(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, alias: str
) -> None:
    server = serve(make_week())
    plain = server.execution.answer

    def repeat(document: str, variables: dict[str, object]) -> dict[str, Any]:
        full: dict[str, Any] = plain(document, variables)
        if "query Find" in document:
            answered = full["data"].get(alias) or full["data"]["l0"]
            collection = answered.get("contributionsCollection", {}).get("pullRequestReviewContributions", answered)
            collection["pageInfo"] = {"hasNextPage": True, "endCursor": "c1"}
        return full

    monkeypatch.setattr(server.execution, "answer", repeat)
    _, [gap] = read(connect(server), WEEK)
    assert "repeats a page" in gap.reason
    assert not gap.standing


def test_an_error_nobody_knows_costs_its_own_part_and_is_tried_again(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(make_week())
    plain = server.execution.answer

    def spoil(document: str, variables: dict[str, object]) -> dict[str, Any]:
        full: dict[str, Any] = plain(document, variables)
        if "query Find" in document:
            full["data"]["l0"] = None
            full["errors"] = [{"path": ["l0"], "message": f"Index \x1b[31m{ME} is asleep"}]
        return full

    monkeypatch.setattr(server.execution, "answer", spoil)
    evidence, [gap] = read(connect(server), WEEK)
    assert sum(one.kind == "review" for one in evidence) == 15
    assert gap.reason == f"GitHub left something out: Index {ME} is asleep"
    assert not gap.standing
