"""Every fault on every request: told in a line, coverage where it was, and a plain second run completes the set."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from connectors.github import GitHubConnector
from harvester.errors import SignInError
from harvester.harvest import Plan, harvest
from harvester.model import Gap
from harvester.store import Store, open_store
from harvester.transport import PatientAdapter
from tests.connectors.github.conftest import NOW, WEEK, Serve, connect, keys, read
from tests.fakes.github.server import TOKEN, GitHubServer
from tests.fakes.github.world import ME, World
from tests.fakes.github.worlds import make_odd_world
from tests.transport.wire import Script, answer, drip, reset

REQUESTS = 5
"""What a harvest of the odd world takes: who am I, ids, pull requests, texts, newcomers."""
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
LATER = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)


def graphql_error(kind: str, message: str = "Refused.") -> Script:
    return answer({"errors": [{"type": kind, "message": message}], "data": None})


PASSING: dict[str, Script] = {
    "500": answer(status=500),
    "502": answer(status=502, raw=b"<html>Bad gateway</html>"),
    "503": answer(status=503),
    "504": answer(status=504, raw=b'{"message": "cut'),
    "empty": answer(raw=b""),
    "null": answer(raw=b"null"),
    "HTML": answer(raw=b"<html>Sign in</html>", headers=["Content-Type: text/html"]),
    "cut off": answer(raw=b'{"data": {'),
    "too short": lambda wire: wire.sendall(HEAD + b'Content-Length: 99\r\n\r\n{"data"'),
    "204": answer(status=204, raw=b""),
    "reset": reset(),
    "reset in the body": reset(HEAD + b'Content-Length: 99\r\n\r\n{"a":'),
    "429 now": answer(status=429, headers=["Retry-After: 0"]),
    "403 now": answer(status=403, headers=["Retry-After: 0"]),
    "past date": answer(status=429, headers=["Retry-After: Fri, 20 Nov 2020 12:00:00 GMT"]),
    "overloaded": graphql_error("RESOURCE_LIMITS_EXCEEDED"),
    "timeout": graphql_error("", "Something went wrong while executing your query."),
    "rate limited": answer(
        {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]},
        headers=["X-RateLimit-Remaining: 0", "X-RateLimit-Reset: -1"],
    ),
}  # fmt: skip
LASTING: dict[str, Script] = {
    **{name: PASSING[name] for name in ("500", "502", "empty", "null", "HTML", "cut off", "too short", "reset", "204")},
    "429 tomorrow": answer(status=429, headers=["Retry-After: 86400"]),
    "429 at a time": answer(status=429, headers=[f"Retry-After: {LATER}"]),
    "403 in an hour": answer({"message": "API rate limit exceeded"}, status=403,
                             headers=["X-RateLimit-Remaining: 0", "X-RateLimit-Reset: 4102444800"]),
    "secondary limit": answer({"message": "You have exceeded a secondary rate limit."}, status=403),
    "redirect to another host": answer(status=307, headers=["Location: http://127.0.0.2:9/graphql"]),
    "redirect in a circle": answer(status=308, headers=["Location: /api/graphql"]),
    "slow drip": drip(HEAD + b"Content-Length: 100000\r\n\r\n"),
    "no data": answer({"data": None}),
    "a list": answer([]),
    "empty data": answer({"data": {}}),
    "error without data": graphql_error("INTERNAL", "Nobody knows."),
    "an unexpected shape": answer(
        {"data": {name: {"nodes": 7} for name in ("viewer", "l0", "mine", "theirs", "t0", "p0")}}
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PatientAdapter, "deadline_s", 0.3)


@pytest.fixture
def server(serve: Serve) -> GitHubServer:
    return serve(make_odd_world(NOW))


@pytest.fixture
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("state")) as opened:
        yield opened


def run(store: Store, connector: GitHubConnector) -> tuple[Sequence[Gap], list[SignInError], bool]:
    """Harvest as a run does; say which gaps and sign-ins came of it, and whether coverage moved."""
    plan = Plan(now=NOW, first_since=WEEK.since, back_off=lambda moment: moment - timedelta(days=2))
    outcome = harvest([connector], store, plan)
    return outcome.gaps, outcome.failures, any(tally.coverage for tally in outcome.tallies)


def stored(store: Store, server: GitHubServer) -> dict[str, datetime]:
    return keys(server, [one.evidence for one in store.evidence.read()])


def test_a_plain_run_takes_the_requests_that_are_broken_below(server: GitHubServer) -> None:
    connector = connect(server)
    evidence, gaps = read(connector, WEEK)
    assert keys(server, evidence) == server.world.refs(WEEK.since, WEEK.until)
    assert (gaps, connector.requests) == ([], REQUESTS)


@pytest.mark.parametrize("number", range(1, REQUESTS + 1))
@pytest.mark.parametrize("fault", PASSING)
def test_a_fault_that_passes_is_survived_at_any_request(server: GitHubServer, fault: str, number: int) -> None:
    server.faults = {number: PASSING[fault]}
    evidence, gaps = read(connect(server), WEEK)
    assert keys(server, evidence) == server.world.refs(WEEK.since, WEEK.until)
    assert gaps == []


@pytest.mark.parametrize("number", range(1, REQUESTS + 1))
@pytest.mark.parametrize("fault", LASTING)
def test_a_fault_that_lasts_is_told_and_a_later_run_completes_the_set(
    server: GitHubServer, store: Store, fault: str, number: int
) -> None:
    truth = server.world.refs(WEEK.since, WEEK.until)
    server.faults = dict.fromkeys(range(number, 99), LASTING[fault])
    gaps, failures, has_moved = run(store, connect(server, max_wait="1s"))
    assert failures == []
    assert not has_moved
    assert any(not gap.standing for gap in gaps)
    for gap in gaps:
        assert "\n" not in gap.reason
        assert len(gap.reason) < 400
        assert TOKEN[:8] not in gap.reason
    before = stored(store, server)
    assert before.items() <= truth.items()
    server.faults = {}
    gaps, failures, has_moved = run(store, connect(server))
    assert (list(gaps), failures, has_moved) == ([], [], True)
    assert stored(store, server) == truth


@pytest.mark.parametrize("number", range(1, REQUESTS + 1))
def test_a_refused_token_asks_for_sign_in_whenever_it_comes(server: GitHubServer, store: Store, number: int) -> None:
    server.faults = dict.fromkeys(range(number, 99), answer({"message": "Bad credentials"}, status=401))
    _, failures, has_moved = run(store, connect(server))
    assert [failure.exit_code for failure in failures] == [4]
    assert failures[0].cure == "harvester auth set github"
    assert not has_moved
    assert len(server.requests) == number


def test_a_limit_says_when_to_run_again(server: GitHubServer) -> None:
    server.faults = dict.fromkeys(range(3, 99), LASTING["403 in an hour"])
    _, [gap] = read(connect(server), WEEK)
    assert "limits requests until 2026-" in gap.reason or "limits requests until 2" in gap.reason
    assert "run again from" in gap.reason


def test_what_was_read_before_a_fault_is_kept(serve: Serve, store: Store) -> None:
    world = World()
    for _ in range(50):
        world.pull(ME, NOW - timedelta(days=3), NOW - timedelta(days=2))
    server = serve(world)
    server.faults = dict.fromkeys(range(5, 99), LASTING["500"])
    gaps, _, _ = run(store, connect(server))
    assert len(stored(store, server)) == 40
    assert len(gaps) == 1


@pytest.mark.parametrize(
    "damage",
    [
        {"number": None},
        {"title": None, "number": "x"},
        {"createdAt": "2026-02-30T00:00:00Z"},
        {"mergedAt": "yesterday"},
        {"repository": None},
        {"reviews": None},
        {"files": {"nodes": []}},
        {"author": {"__typename": "User"}},
        {"mergedAt": 7},
    ],
)
def test_one_thing_that_cannot_be_read_costs_itself_and_is_told_by_its_address(
    serve: Serve, damage: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World()
    pulls = [world.pull(ME, NOW - timedelta(days=3), NOW - timedelta(days=2)) for _ in range(3)]
    server = serve(world)
    plain = server.execution.answer

    def spoil(document: str, variables: dict[str, object]) -> dict[str, Any]:
        full: dict[str, Any] = plain(document, variables)
        if "query Read" in document:
            full["data"]["mine"][1].update(damage)
        return json.loads(json.dumps(full))  # type: ignore[no-any-return]  # JSON

    monkeypatch.setattr(server.execution, "answer", spoil)
    evidence, [gap] = read(connect(server), WEEK)
    assert len(evidence) == 2
    assert pulls[1].node["url"] in gap.reason
    assert not gap.standing


def test_a_nested_list_that_repeats_or_never_ends_is_not_believed(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World()
    pull = world.pull(ME, NOW - timedelta(days=3), NOW - timedelta(days=2))
    for n in range(90):
        pull.comment("ben", NOW - timedelta(days=2), f"Comment {n}")
    server = serve(world)
    plain = server.execution.answer

    def repeat(document: str, variables: dict[str, object]) -> dict[str, Any]:
        full: dict[str, Any] = plain(document, variables)
        if "query Overflow" in document:
            full["data"]["n0"]["comments"]["pageInfo"] = {"hasNextPage": True, "endCursor": variables["c0"]}
        return full

    monkeypatch.setattr(server.execution, "answer", repeat)
    _, [gap] = read(connect(server), WEEK)
    assert "repeats a page" in gap.reason


@pytest.mark.parametrize(
    "fault", ["500", "empty", "403 in an hour", "a list", "empty data", "redirect to another host"]
)
def test_by_rest_too_a_fault_that_lasts_is_told_and_a_later_run_completes_the_set(
    serve: Serve, store: Store, fault: str
) -> None:
    world = World()
    mine = world.pull(ME, NOW - timedelta(days=3), NOW - timedelta(days=2))
    mine.review("ben", NOW - timedelta(days=2), "APPROVED", "Good.", [("Why?", None)])
    server = serve(world, has_graphql=False)
    truth = world.refs(WEEK.since, WEEK.until)
    assert keys(server, read(connect(server), WEEK)[0]) == truth
    plain = len(server.requests)
    for number in range(1, plain + 1):
        server.requests.clear()
        server.faults = dict.fromkeys(range(number, 199), LASTING[fault])
        _, gaps = read(connect(server, max_wait="1s"), WEEK)
        assert any(not gap.standing for gap in gaps), number
    server.faults = {}
    standing, _, has_moved = run(store, connect(server))
    assert has_moved
    assert all(gap.standing for gap in standing)
    assert stored(store, server) == truth
