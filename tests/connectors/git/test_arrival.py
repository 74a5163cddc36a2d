"""When commits arrived, whatever the clocks said: each in exactly one window."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.git import boundary, history
from connectors.git.arrival import REACH, ChainReader, find_stretch, read_chain
from connectors.git.history import GIT_BEGAN, HELD_LIMIT
from harvester.connector import Identity
from harvester.model import Window
from tests.connectors.git.conftest import EVER, NOW, connect, harvest, read, shas
from tests.fakes.imported_history import ImportedCommit, import_history, invent_history
from tests.fakes.repository import BEN, Repository

NOW_S = int(NOW.timestamp())
DAY_S = 86_400
WEEKS_AGO = [NOW_S - weeks * 7 * DAY_S for weeks in range(6)]
CLOCKS = [0, 1, *WEEKS_AGO, NOW_S + 3 * DAY_S, NOW_S + DAY_S // 2, 2**32, 2**40]


def chain_of(dates: Sequence[int | str], since: int = 0) -> list[int]:
    """Return the arrivals of a chain given oldest first, oldest first."""
    lines = (f"{date} {place:040x} {place + 1:040x}".encode() for place, date in enumerate(reversed(dates)))
    return list(read_chain(lines, since=since, now=NOW_S).arrivals())[::-1]


def test_arrival_is_the_running_maximum_of_the_committer_dates() -> None:
    assert chain_of([100, 300, 200, 400]) == [100, 300, 300, 400]


def test_a_date_more_than_a_day_ahead_of_the_clock_counts_for_nothing() -> None:
    assert chain_of([100, NOW_S + DAY_S + 1, 200]) == [100, 100, 200]
    assert chain_of([100, NOW_S + DAY_S, 200]) == [100, NOW_S + DAY_S, NOW_S + DAY_S]


@pytest.mark.parametrize("absurd", [2**63 - 1, 10**18, "99999999999999999999999", "-5", "", "x"])
def test_an_absurd_date_counts_for_nothing(absurd: int | str) -> None:
    assert chain_of([100, absurd, 200]) == [100, 100, 200]


def test_what_has_no_credible_date_before_it_arrived_with_the_first_that_follows() -> None:
    assert chain_of([2**40, 2**41, 300, 200]) == [300, 300, 300, 300]


def test_a_date_that_a_thousand_commits_do_not_reach_counts_for_nothing() -> None:
    behind = [5_000, *range(100, 100 + REACH)]
    assert max(chain_of(behind)[1:]) < 5_000
    assert set(chain_of(behind[:REACH])) == {5_000}


def test_a_window_reads_no_more_of_the_chain_than_it_needs() -> None:
    lines = iter(f"{10_000 - place} {place:040x} {place + 1:040x}".encode() for place in range(10_000))
    chain = read_chain(lines, since=9_000, now=NOW_S)
    assert (len(chain.dates), chain.is_whole) == (2 * REACH, False)
    assert next(lines).startswith(b"7999 ")


def test_a_chain_that_was_read_far_enough_takes_no_more() -> None:
    reader = ChainReader(since=9_000, now=NOW_S)
    dates = [9_500, *[8_000] * REACH, 9_400]
    taken = [reader.take(str(date).encode(), b"1" * 40, ()) for date in dates]
    assert taken == [*[True] * REACH, False, False]
    assert len(reader.chain.dates) == REACH


@given(st.lists(st.sampled_from(CLOCKS), min_size=1, max_size=40), st.sampled_from(WEEKS_AGO))
def test_no_commit_of_a_chain_is_in_two_windows_or_in_none(dates: list[int], edge: int) -> None:
    lines = [f"{date} {place:040x} {place + 1:040x}".encode() for place, date in enumerate(dates)]
    ends = [-(2**61), 0, edge, NOW_S + 2 * DAY_S]
    dated = [date for date in dates if date <= NOW_S + DAY_S]
    places: list[int] = []
    for since, until in pairwise(ends):
        stretch = find_stretch(read_chain(lines, since=since, now=NOW_S).arrivals(), since, until)
        places += range(stretch.newest, stretch.oldest + 1) if stretch else ()
    assert sorted(places) == (list(range(len(dates))) if dated else [])


def reference_arrivals(commits: Sequence[ImportedCommit]) -> dict[int, int]:
    """Date each commit by definition: the first commit of the chain that reaches it."""
    chain = [len(commits)]
    while parents := commits[chain[-1] - 1].parents:
        chain.append(parents[0])
    dates = [commits[number - 1].committed_at for number in reversed(chain)]
    running = list(accumulate((date if date <= NOW_S + DAY_S else -1 for date in dates), max))
    first = next((date for date in running if date >= 0), None)
    arrivals: dict[int, int] = {}
    for number, date in zip(reversed(chain), running, strict=True):
        stack = [number]
        while stack:
            reached = stack.pop()
            if reached not in arrivals and first is not None:
                arrivals[reached] = max(date, first) if date < 0 else date
                stack += commits[reached - 1].parents
    return arrivals


@st.composite
def histories(draw: st.DrawFn, *, clocks: bool = True) -> list[ImportedCommit]:
    """Several roots, octopus and criss-cross merges; one commit a day where the clocks are right."""
    commits: list[ImportedCommit] = []
    size = draw(st.integers(2, 25))
    for number in range(1, size + 1):
        parents = (
            draw(st.lists(st.integers(max(1, number - 6), number - 1), max_size=3, unique=True)) if number > 1 else []
        )
        date = draw(st.sampled_from(CLOCKS)) if clocks else NOW_S - (size - number) * DAY_S - 60
        commits.append(ImportedCommit(parents=parents, committed_at=date, authored_at=1, message=f"Work {number}"))
    return commits


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(commits=histories())
def test_any_history_with_any_clocks_falls_into_windows_by_definition(
    commits: list[ImportedCommit], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("any") / "pay.git"
    names = import_history(path, commits)
    expected = {names[number - 1]: date for number, date in reference_arrivals(commits).items()}
    edges = [0, 2, *sorted(WEEKS_AGO), NOW_S + 2 * DAY_S]
    found: dict[str, int] = {}
    for since, until in pairwise(datetime.fromtimestamp(edge, UTC) for edge in edges):
        for one in read(connect(path), Window(since, until))[0]:
            assert one.ref.key not in found
            found[one.ref.key] = int(one.happened_at.timestamp())
    assert found == expected
    everything = read(connect(path), Window(datetime.fromtimestamp(0, UTC), datetime.fromtimestamp(edges[-1], UTC)))[0]
    assert {one.ref.key: int(one.happened_at.timestamp()) for one in everything} == expected


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(commits=histories(clocks=False))
def test_where_clocks_are_right_a_window_holds_what_git_finds_in_its_last_tip_and_not_in_the_one_before(
    commits: list[ImportedCommit], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("right") / "pay.git"
    import_history(path, commits)
    edges = [NOW - timedelta(days=days) for days in (26, 17, 9, 3, 0)]
    tips = [plumb(path, "rev-list", "--first-parent", "-1", f"--before={edge.isoformat()}", "HEAD") for edge in edges]
    for (since, until), (base, tip) in zip(pairwise(edges), pairwise(tips), strict=True):
        expected = plumb(path, "rev-list", *tip, *(f"^{one}" for one in base)) if tip else []
        assert shas(harvest(connect(path), Window(since, until))) == set(expected)
    assert shas(harvest(connect(path))) == set(plumb(path, "rev-list", "HEAD"))


def plumb(path: Path, *arguments: str) -> list[str]:
    return Repository(path).git(*arguments).split()


ODD_SHAPES = {
    "several roots and criss-cross merges": [(), (), (1,), (2,), (3, 4), (4, 3), (5,), (6, 5), (), (7, 8, 9)],
    "an octopus with an arm that began where the chain goes on": [(), (1,), (1, 2), (2,), (3,), (3, 4, 5)],
    "a branch that merged the chain before it was merged": [(), (1,), (1,), (3, 2), (2, 4), (2, 5), (4, 6)],
}


@pytest.mark.parametrize("shape", ODD_SHAPES.values(), ids=ODD_SHAPES)
def test_an_odd_history_is_read_as_defined(tmp_path: Path, shape: Sequence[tuple[int, ...]]) -> None:
    commits = [
        ImportedCommit(parents=parents, committed_at=NOW_S - (20 - number) * DAY_S)
        for number, parents in enumerate(shape)
    ]
    names = import_history(tmp_path / "pay.git", commits)
    expected = {names[number - 1]: date for number, date in reference_arrivals(commits).items()}
    days = [NOW - timedelta(days=days) for days in range(21, -1, -1)]
    daily = [one for edge in pairwise(days) for one in harvest(connect(tmp_path / "pay.git"), Window(*edge))]
    for found in (daily, harvest(connect(tmp_path / "pay.git"))):
        assert {one.ref.key: int(one.happened_at.timestamp()) for one in found} == expected
        assert len(found) == len(expected)


def test_git_alone_would_answer_wrongly_behind_seven_wrong_clocks(tmp_path: Path) -> None:
    week = 7 * DAY_S
    start = NOW_S - 10 * week
    commits = [ImportedCommit(committed_at=start + day, parents=(day,) if day else ()) for day in range(10)]
    commits += [ImportedCommit(committed_at=0, parents=(10 + clock,)) for clock in range(7)]
    commits += [ImportedCommit(committed_at=NOW_S - week, parents=(17,))]
    commits += [ImportedCommit(committed_at=NOW_S - 5 * week, parents=(10,))]
    commits += [ImportedCommit(committed_at=NOW_S - 60, parents=(18, 19))]
    names = import_history(tmp_path / "pay.git", commits)
    by_git = Repository(tmp_path / "pay.git").git("rev-list", names[19], f"^{names[17]}").split()
    assert set(by_git) > {names[18], names[19]}
    found = harvest(connect(tmp_path / "pay.git"), Window(NOW - timedelta(days=1), NOW))
    assert shas(found) == {names[18], names[19]}


@pytest.mark.parametrize(("module", "limit"), [(boundary, "LIMIT"), (history, "HELD_LIMIT")])
def test_a_very_long_stretch_reads_all_of_history_instead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: ModuleType, limit: str
) -> None:
    commits = list(invent_history(400, authors=3, days=300, until=NOW_S - 60))
    import_history(tmp_path / "pay.git", commits)
    window = Window(NOW - timedelta(days=200), NOW)
    expected = harvest(connect(tmp_path / "pay.git", me=_author(0)), window)
    monkeypatch.setattr(module, limit, 10)
    assert harvest(connect(tmp_path / "pay.git", me=_author(0)), window) == expected != []


@pytest.mark.parametrize("begins_at", [0, GIT_BEGAN + 1])
@pytest.mark.parametrize("limit", [10, HELD_LIMIT])
def test_everything_is_the_same_however_much_is_held_and_whichever_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begins_at: int, limit: int
) -> None:
    import_history(tmp_path / "pay.git", invent_history(400, authors=3, days=300, until=NOW_S - 60))
    connector = connect(tmp_path / "pay.git", me=_author(0))
    edges = [NOW - timedelta(weeks=weeks) for weeks in range(45, -1, -1)]
    weekly = [one for edge in pairwise(edges) for one in harvest(connector, Window(*edge))]
    monkeypatch.setattr(history, "HELD_LIMIT", limit)
    window = Window(datetime.fromtimestamp(begins_at, UTC), NOW)
    found = {one.ref: one.happened_at for one in harvest(connector, window)}
    assert found == {one.ref: one.happened_at for one in weekly} != {}
    [scope] = connector.scopes()
    assert connector.covered_until(scope, window) == datetime.fromtimestamp(NOW_S - 60, UTC)


def test_weeks_of_a_busy_repository_add_up_to_its_whole_history(tmp_path: Path) -> None:
    commits = list(invent_history(1_000, authors=4, days=100, until=NOW_S - 60))
    names = import_history(tmp_path / "pay.git", commits)
    mine = {names[number] for number, commit in enumerate(commits) if "author1@" in commit.author}
    merged = _reachable(commits, names)
    connector = connect(tmp_path / "pay.git", me=_author(1))
    edges = [NOW - timedelta(weeks=weeks) for weeks in range(15, -1, -1)]
    weekly = [one.ref.key for edge in pairwise(edges) for one in harvest(connector, Window(*edge))]
    assert len(weekly) == len(set(weekly))
    assert set(weekly) == mine & merged == shas(harvest(connector))


@pytest.mark.parametrize("clock", ["2026-11-02T12:00:00Z", "2026-11-10T12:00:00Z"])
def test_work_arrives_with_the_first_merge_that_brings_it(repository: Repository, clock: str) -> None:
    repository.commit("Start", author=BEN, at="2026-11-01T12:00:00Z")
    repository.switch("topic")
    first = repository.commit("First", {"a": "1"}, at="2026-11-02T12:00:00Z", committed_at=clock)
    repository.switch("main")
    repository.merge("topic", "Merge once", at="2026-11-03T12:00:00Z")
    repository.switch("topic")
    second = repository.commit("Second", {"a": "2"}, at="2026-11-04T12:00:00Z")
    repository.switch("main")
    repository.merge("topic", "Merge again", at="2026-11-05T12:00:00Z")
    arrived = {one.ref.key: one.happened_at.day for one in harvest(connect(repository.path))}
    assert arrived == {first: 3, second: 5}


def test_coverage_ends_at_the_newest_arrival_and_never_at_now(repository: Repository) -> None:
    repository.commit("Start", at="2026-05-01T12:00:00Z")
    repository.commit("Of somebody else", author=BEN, at="2026-10-01T12:00:00Z")
    connector = connect(repository.path)
    harvest(connector)
    [scope] = connector.scopes()
    assert connector.covered_until(scope, EVER) == datetime(2026, 10, 1, 12, tzinfo=UTC)


def test_coverage_of_a_window_without_commits_is_its_beginning(repository: Repository) -> None:
    repository.commit("Start", at="2026-05-01T12:00:00Z")
    connector = connect(repository.path)
    window = Window(NOW - timedelta(weeks=12), NOW)
    assert harvest(connector, window) == []
    assert connector.covered_until(connector.scopes()[0], window) == window.since


def test_a_commit_dated_tomorrow_is_found_when_its_time_comes(repository: Repository) -> None:
    ahead = repository.commit("Ahead", at="2026-11-21T00:00:00Z")
    behind = repository.commit("Behind", {"a": "b"}, at="2026-11-20T11:00:00Z")
    this_week, next_week = Window(NOW - timedelta(weeks=1), NOW), Window(NOW, NOW + timedelta(weeks=1))
    assert harvest(connect(repository.path), this_week) == []
    later = connect(repository.path, now=NOW + timedelta(weeks=1))
    assert shas(harvest(later, next_week)) == {ahead, behind}


def _author(number: int) -> Identity:
    return Identity.of(emails=[f"author{number}@example.com"])


def _reachable(commits: Sequence[ImportedCommit], names: Sequence[str]) -> set[str]:
    reached: set[int] = set()
    stack = [len(commits)]
    while stack:
        number = stack.pop()
        if number not in reached:
            reached.add(number)
            stack += commits[number - 1].parents
    return {names[number - 1] for number in reached}
