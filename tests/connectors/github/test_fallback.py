"""Servers and tokens that tell less: REST instead of GraphQL, older Enterprise servers, hidden parts. Never silence."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from harvester.errors import ConfigError, SignInError
from harvester.model import Evidence, Kind
from harvester.transport import PatientAdapter
from tests.connectors.github.conftest import NOW, WEEK, YEAR, Serve, connect, keys, read
from tests.fakes.github.server import TOKEN
from tests.fakes.github.world import ME, World
from tests.fakes.github.worlds import make_busy_world, make_odd_world
from tests.transport.wire import answer

DAY = timedelta(days=1)


def make_plain_world() -> World:
    """Build the odd world, its links written as REST can read them."""
    world = make_odd_world(NOW)
    world.pulls[0].node["body"] = "Closes #2. Fixes acme/pay#4 and resolves #999.\r\n"
    return world


def told(evidence: list[Evidence]) -> dict[str, tuple[object, ...]]:
    """Say what REST can tell as well as GraphQL."""
    rest_knows = {"state", "round", "opens_thread", "requested_at", "replied", "path", "line", "additions", "commits",
                  "files", "number", "merged_by", "hours_to_merge", "review_rounds", "base", "head", "added",
                  "repository_id", "status"}  # fmt: skip
    return {
        str(one.ref): (
            one.kind, one.role, one.happened_at, one.project, one.url, one.thread, one.people,
            list(one.labels), one.context,
            {name: value for name, value in one.facts.items() if name in rest_knows},
            one.title if one.kind is not Kind.DESIGN_DOC else "",
        )
        for one in evidence
    }  # fmt: skip


def test_rest_gives_the_same_refs_and_says_what_it_cannot_tell(serve: Serve) -> None:
    by_graphql, no_gaps = read(connect(server := serve(make_plain_world())), WEEK)
    server.has_graphql = False
    connector = connect(server)
    by_rest, [gap] = read(connector, WEEK)
    assert told(by_rest) == told(by_graphql)
    assert no_gaps == []
    assert gap.standing
    assert "no GraphQL" in gap.reason
    assert "resolved threads" in gap.reason
    assert not any("resolved" in one.facts or "merged_before" in one.facts for one in by_rest)


def test_graphql_that_stops_in_the_middle_is_continued_by_rest_and_nothing_comes_twice(serve: Serve) -> None:
    server = serve(make_plain_world())
    server.faults = {3: answer({"message": "Resource not accessible by personal access token"}, status=403)}
    evidence, [gap] = read(connect(server), WEEK)
    assert keys(server, evidence) == server.world.refs(WEEK.since, WEEK.until)
    assert gap.standing


def test_rest_splits_a_search_of_more_than_a_thousand_matches_by_date(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.github.rest._MOST_MATCHES", 20)
    monkeypatch.setattr("tests.fakes.github.rest.MOST", 20)
    server = serve(make_busy_world(NOW, 60, pulls=50, reviews=5, comments=10), has_graphql=False)
    evidence, gaps = read(connect(server), YEAR)
    assert keys(server, evidence) == server.world.refs(YEAR.since, YEAR.until)
    assert len(gaps) == 1


def test_rest_reads_lists_to_their_last_page(serve: Serve) -> None:
    world = World()
    mine = world.pull(ME, NOW - 3 * DAY, NOW - 2 * DAY)
    for n in range(230):
        mine.comment("ben", NOW - 2 * DAY, f"Comment {n}")
    evidence, _ = read(connect(serve(world, has_graphql=False)), WEEK)
    assert len(evidence) == 231


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"total_count": 900, "incomplete_results": True, "items": []}, "incomplete"),
        ({"total_count": 900, "incomplete_results": False, "items": []}, "some may be missing"),
    ],
)
def test_rest_says_that_a_search_is_incomplete(serve: Serve, content: dict[str, object], reason: str) -> None:
    server = serve(World(), has_graphql=False)
    server.faults = {3: answer(content)}
    _, gaps = read(connect(server), WEEK)
    assert any(reason in gap.reason and not gap.standing for gap in gaps)


def test_rest_follows_a_renamed_repository_and_keeps_its_query(serve: Serve) -> None:
    world = World()
    mine = world.pull(ME, NOW - 3 * DAY, NOW - 2 * DAY, body="Closes old/pay#77")
    for n in range(130):
        mine.comment("ben", NOW - 2 * DAY, f"Comment {n}")
    ids = {world.repository("acme/pay")["id"]: "acme/pay"}
    world.rename("acme/pay", "acme/ledger")
    server = serve(world, has_graphql=False)
    connector = connect(server, session={"first_projects": ids}, repositories=["acme/pay"])
    evidence, _ = read(connector, WEEK)
    assert keys(server, evidence) == world.refs(WEEK.since, WEEK.until)


def test_a_pull_request_that_rest_refuses_costs_itself_alone(serve: Serve) -> None:
    world = World()
    for _ in range(3):
        world.pull(ME, NOW - 3 * DAY, NOW - 2 * DAY)
    server = serve(world, has_graphql=False)
    plain = len(read(connect(server), WEEK)[0])
    place = next(n for n, one in enumerate(server.requests, 1) if one == "GET /api/v3/repos/acme/pay/pulls/2")
    server.requests.clear()
    server.faults = {place: answer({"message": "Not Found"}, status=404)}
    evidence, gaps = read(connect(server), WEEK)
    assert (plain, len(evidence)) == (3, 2)
    assert any(not gap.standing and "Not Found" in gap.reason for gap in gaps)


def test_an_older_server_is_asked_for_what_it_has(serve: Serve) -> None:
    world = make_odd_world(NOW)
    server = serve(world)
    server.execution.missing_fields = {"closingIssuesReferences", "fullDatabaseId"}
    for pull in world.pulls:
        spoken = [*pull.node["comments"], *pull.node["reviews"]]
        inline = [one for review in pull.node["reviews"] for one in review["comments"]]
        remarks = [one for thread in pull.node["reviewThreads"] for one in thread["comments"]]
        for one in [*spoken, *inline, *remarks, *(one["replyTo"] for one in inline if one["replyTo"])]:
            one["databaseId"] = int(one["fullDatabaseId"])
    evidence, gaps = read(connect(server), WEEK)
    closed = {key for key in world.truth if key == "acme/pay#2"}
    assert keys(server, evidence).keys() == world.refs(WEEK.since, WEEK.until).keys() - closed
    assert gaps == []


def test_what_single_sign_on_hides_is_said_and_stands(serve: Serve) -> None:
    world = World()
    world.pull(ME, NOW - 3 * DAY, NOW - 2 * DAY)
    world.pull(ME, NOW - 3 * DAY, NOW - 2 * DAY, repository="strict/vault")
    server = serve(world)
    server.execution.saml_repositories = {"strict/vault"}
    evidence, [gap] = read(connect(server), WEEK)
    assert [one.project for one in evidence] == ["acme/pay"]
    assert gap.standing
    assert "single sign-on" in gap.reason
    server = serve(World(), has_graphql=False)
    server.headers = {"X-GitHub-SSO": "partial-results; organizations=21955855"}
    assert any("single sign-on" in gap.reason and gap.standing for gap in read(connect(server), WEEK)[1])


def test_what_the_token_cannot_see_is_said_and_stands(serve: Serve) -> None:
    world = World(restricted=7)
    world.pull(ME, NOW - 3 * DAY, NOW - 2 * DAY)
    world.hidden = {"acme/secret"}
    world.repository("acme/secret")
    server = serve(world, scopes="public_repo")
    _, gaps = read(connect(server), WEEK)
    assert {gap.standing for gap in gaps} == {True}
    assert any("7 contributions lie in repositories this token cannot see" in gap.reason for gap in gaps)
    assert any("lacks the scope repo" in gap.reason for gap in gaps)
    narrowed = connect(server, repositories=["acme/secret", "acme/pay"])
    evidence, gaps = read(narrowed, WEEK)
    assert len(evidence) == 1
    assert any("acme/secret is not visible to this token" in gap.reason for gap in gaps)


def test_check_says_what_is_missing_before_a_harvest(serve: Serve) -> None:
    server = serve(World(), scopes="gist, notifications")
    [gap] = connect(server).check()
    assert "lacks the scope repo" in gap.reason
    assert list(connect(serve(World())).check()) == []
    for scopes in (None, ""):  # a fine-grained token lists none
        assert list(connect(serve(World(), scopes=scopes)).check()) == []


def test_check_says_that_a_server_does_not_answer(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    server = serve(World())
    server.faults = dict.fromkeys(range(1, 9), answer(status=500))
    [gap] = connect(server).check()
    assert not gap.standing
    assert "status 500" in gap.reason
    monkeypatch.setenv("GH_TOKEN", TOKEN[::-1])
    with pytest.raises(SignInError):
        list(connect(serve(World())).check())


def test_nobody_but_the_configured_server_gets_the_token(serve: Serve) -> None:
    server = serve(make_odd_world(NOW))
    read(connect(server), WEEK)
    assert server.tokens == {f"token {TOKEN}"}
    assert PatientAdapter.tries == 3


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"url": "http://github.example.com"}, "in clear"),
        ({"repositories": ["pay"]}, "acme/pay"),
        ({"owners": ["acme corp"]}, "acme"),
        ({"max_wait": "soon"}, "15m"),
    ],
)
def test_settings_that_make_no_sense_are_refused(serve: Serve, settings: dict[str, Any], reason: str) -> None:
    with pytest.raises((ValidationError, ConfigError)) as caught:
        connect(serve(World()), **settings)
    assert reason in str(caught.value) + getattr(caught.value, "why", "")


def test_young_threads_are_read_again_twenty_pull_requests_a_request(serve: Serve) -> None:
    world = World()
    pulls = [world.pull("cleo", NOW - 6 * DAY) for _ in range(25)]
    first = [pull.review(ME, NOW - 3 * DAY, "COMMENTED", "Read it.", [("Why?", None)])[0] for pull in pulls]
    server = serve(world)
    connector = connect(server)
    evidence, _ = read(connector, WEEK)
    assert not any(one.facts.get("resolved") for one in evidence)
    for pull, comment in zip(pulls, first, strict=True):
        pull.resolve(comment)
        pull.review("cleo", NOW - DAY, "COMMENTED", "", [("Fixed.", comment)])
    before = connector.requests
    wanted = [one.ref for one in evidence if one.kind is Kind.REVIEW_COMMENT]
    again = list(connector.refresh(wanted))
    assert connector.requests - before == 2 + 1  # and one for who is new
    assert [one.ref for one in again if isinstance(one, Evidence)] == wanted
    assert all(isinstance(one, Evidence) and one.facts["resolved"] and one.facts["replied"] for one in again)
    assert {one.facts["merged_before"] for one in again if isinstance(one, Evidence)} == {0}
    assert list(connector.refresh([])) == []


def test_a_thread_that_is_gone_is_said_when_it_is_read_again(serve: Serve) -> None:
    world = World()
    pull = world.pull("cleo", NOW - 6 * DAY)
    pull.review(ME, NOW - 3 * DAY, "COMMENTED", "Read it.", [("Why?", None)])
    server = serve(world)
    connector = connect(server)
    evidence, _ = read(connector, WEEK)
    world.repositories.clear()
    [gap] = connector.refresh([one.ref for one in evidence])
    assert not isinstance(gap, Evidence)
    assert gap.standing
