"""The harvest: windows by coverage, one transaction a scope, failures that cost only themselves."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest

from harvester.errors import HarvesterError, InterruptedRunError, SignInError
from harvester.harvest import Plan, harvest
from harvester.model import Evidence, Gap, Kind, Ref, Role, Scope, Window
from harvester.store import Store, open_store
from tests.fakes.diary import Diary, DiarySettings, diary, session

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PLAN = Plan(now=NOW, first_since=NOW - timedelta(weeks=12), back_off=lambda coverage: coverage - timedelta(days=2))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "state") as opened:
        yield opened


def refs(store: Store) -> list[str]:
    return [str(stored.evidence.ref) for stored in store.evidence.read()]


def fail(error: BaseException) -> Any:  # noqa: ANN401 - it never returns
    raise error


def test_a_first_harvest_reads_from_first_run_to_now(store: Store) -> None:
    own = diary("mon", days={"mon": ["2026-01-01", "2026-11-10"]})
    (tally,) = harvest([own], store, PLAN).tallies
    assert refs(store) == ["diary:mon/2026-11-10"]
    assert (tally.seen, tally.new, tally.changed, tally.scopes) == (1, 1, 0, 1)
    assert tally.coverage == {"mon": NOW}


def test_the_next_harvest_begins_an_overlap_before_the_coverage(store: Store) -> None:
    own = diary("mon", days={"mon": ["2026-11-10"]})
    harvest([own], store, PLAN)
    own.days["mon"] += ["2026-11-17", "2026-11-19"]
    (tally,) = harvest([own], store, replace(PLAN, now=NOW + timedelta(days=7))).tallies
    assert tally.window == Window(NOW - timedelta(days=2), NOW + timedelta(days=7))
    assert refs(store) == ["diary:mon/2026-11-10", "diary:mon/2026-11-19"]


def test_what_was_read_twice_is_new_once(store: Store) -> None:
    own = diary("mon", days={"mon": ["2026-11-19"]})
    harvest([own], store, PLAN)
    (tally,) = harvest([own], store, PLAN).tallies
    assert (tally.seen, tally.new, tally.changed) == (1, 0, 0)


def test_another_identity_is_read_from_the_beginning_again(store: Store) -> None:
    own = diary("mon", days={"mon": ["2026-09-10"]})
    harvest([own], store, PLAN)
    other = type(own)(
        own.settings, replace(own.session, me=replace(own.session.me, emails=frozenset({"b@example.com"})))
    )
    (tally,) = harvest([other], store, PLAN).tallies
    assert tally.window.since == PLAN.first_since


def test_an_explicit_window_never_moves_coverage(store: Store) -> None:
    own = diary("mon", days={"mon": ["2026-02-10"]})
    window = Window(datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC))
    (tally,) = harvest([own], store, replace(PLAN, explicit=window)).tallies
    assert refs(store) == ["diary:mon/2026-02-10"]
    assert tally.coverage == {}
    assert store.coverage.read(own.scopes()[0]) is None


def test_a_transient_gap_holds_its_scope_alone(store: Store) -> None:
    own = diary("mon", "tue", days={"mon": ["2026-11-10"], "tue": ["2026-11-11"]})
    own.on_page["mon"] = lambda: Gap("diary", "mon", "the ink is wet")
    outcome = harvest([own], store, PLAN)
    assert refs(store) == ["diary:mon/2026-11-10", "diary:tue/2026-11-11"]
    assert [gap.reason for gap in outcome.gaps] == ["the ink is wet"]
    mon, tue = own.scopes()
    assert store.coverage.read(mon) is None
    assert store.coverage.read(tue) == NOW


def test_a_standing_gap_is_said_and_passed(store: Store) -> None:
    own = diary("mon")
    own.on_page["mon"] = lambda: Gap("diary", "mon", "in another language", standing=True)
    outcome = harvest([own], store, PLAN)
    assert len(outcome.gaps) == 1
    assert store.coverage.read(own.scopes()[0]) == NOW


def test_a_source_that_asks_for_sign_in_costs_only_itself(store: Store) -> None:
    locked, open_diary = diary("locked"), diary("mon", days={"mon": ["2026-11-10"]})
    locked.on_page["locked"] = lambda: fail(SignInError("The diary is locked.", cure="find the key"))
    outcome = harvest([locked, open_diary], store, PLAN)
    assert [error.what for error in outcome.failures] == ["The diary is locked."]
    assert refs(store) == ["diary:mon/2026-11-10"]
    assert store.coverage.read(locked.scopes()[0]) is None


class Nameless(Diary):
    """A connector that cannot even name its scopes."""

    def scopes(self) -> list[Scope]:
        raise RuntimeError("no index")


def test_a_connector_that_cannot_name_its_scopes_costs_only_itself(store: Store) -> None:
    nameless = Nameless(DiarySettings(), session())
    outcome = harvest([nameless, diary("mon", days={"mon": ["2026-11-10"]})], store, PLAN)
    assert "no index" in outcome.gaps[0].reason
    assert refs(store) == ["diary:mon/2026-11-10"]


class LateDiary(Diary):
    """A source that arrives late: covered up to the newest entry seen."""

    def covered_until(self, scope: Scope, window: Window) -> datetime:
        del scope
        return window.since + timedelta(days=1)


def test_coverage_ends_where_the_source_says(store: Store) -> None:
    late = LateDiary(DiarySettings(), session())
    harvest([late], store, PLAN)
    assert store.coverage.read(late.scopes()[0]) == PLAN.first_since + timedelta(days=1)


def test_coverage_never_goes_back(store: Store) -> None:
    scope = Scope("diary", "mon")
    store.coverage.advance(scope, NOW)
    store.coverage.advance(scope, NOW - timedelta(days=9))
    assert store.coverage.read(scope) == NOW


def test_an_interrupt_keeps_what_had_been_read_whole(store: Store) -> None:
    own = diary("mon", days={"mon": ["2026-11-10"]})
    harvest([own], store, PLAN)
    own.on_page["mon"] = lambda: fail(InterruptedRunError("Stop."))
    with pytest.raises(InterruptedRunError) as interruption:
        harvest([own], store, PLAN)
    assert interruption.value.exit_code == 130
    assert refs(store) == ["diary:mon/2026-11-10"]


def test_bodies_stay_out_of_the_store_when_the_person_says_so(store: Store) -> None:
    own = diary("mon", days={"mon": ["2026-11-10"]})
    outcome = harvest([own], store, replace(PLAN, keep_bodies=False))
    assert [stored.evidence.body for stored in store.evidence.read()] == [""]
    assert all(fresh.body for fresh in outcome.fresh)


class TalkativeDiary(Diary):
    """A source in which what was said has consequences later."""

    on_page: ClassVar[dict[str, Callable[[], Evidence | Gap]]] = {}
    asked: ClassVar[list[Ref]] = []
    answer: ClassVar[list[Evidence | Gap]] = []

    def refresh(self, refs: Collection[Ref]) -> Iterator[Evidence | Gap]:
        self.asked.extend(refs)
        yield from self.answer


@pytest.fixture
def talkative() -> TalkativeDiary:
    TalkativeDiary.asked.clear()
    TalkativeDiary.answer.clear()
    return TalkativeDiary(DiarySettings(), session())


def comment(day: int, **facts: bool) -> Evidence:
    return Evidence(
        ref=Ref("diary", f"comment/{day}"),
        kind=Kind.REVIEW_COMMENT,
        role=Role.REVIEWER,
        title="Move the lock out",
        happened_at=datetime(2026, 11, 1, tzinfo=UTC) + timedelta(days=day),
        facts=facts,
    )


def test_what_was_said_lately_is_read_again_and_what_is_old_is_not(store: Store, talkative: TalkativeDiary) -> None:
    store.evidence.add([comment(-30), comment(9)])
    talkative.answer.append(comment(9, resolved=True))
    (tally,) = harvest([talkative], store, PLAN).tallies
    assert talkative.asked == [comment(9).ref]
    assert tally.changed == 1
    assert [stored.evidence.facts for stored in store.evidence.read(refs=[comment(9).ref])] == [{"resolved": True}]


def test_what_was_just_read_is_not_read_again(store: Store, talkative: TalkativeDiary) -> None:
    talkative.on_page["all"] = lambda: comment(9)
    harvest([talkative], store, PLAN)
    del talkative.on_page["all"]
    assert talkative.asked == []
    harvest([talkative], store, PLAN)
    assert talkative.asked == [comment(9).ref]


def test_an_explicit_window_reads_nothing_again(store: Store, talkative: TalkativeDiary) -> None:
    store.evidence.add([comment(9)])
    harvest([talkative], store, replace(PLAN, explicit=Window(NOW - timedelta(days=1), NOW)))
    assert talkative.asked == []


@pytest.mark.parametrize("breach", [comment(10), replace(comment(9), facts={"mood": "good"})])
def test_what_is_read_again_passes_the_guard(store: Store, talkative: TalkativeDiary, breach: Evidence) -> None:
    store.evidence.add([comment(9)])
    talkative.answer.append(breach)
    outcome = harvest([talkative], store, PLAN)
    assert len(outcome.gaps) == 1
    assert refs(store) == [str(comment(9).ref)]


def test_requests_of_several_instances_add_up(store: Store) -> None:
    first, second = diary("mon"), diary("tue")
    first.requests, second.requests = 2, 3
    (tally,) = harvest([first, second], store, PLAN).tallies
    assert (tally.requests, tally.scopes) == (5, 2)


class SilentDiary(Diary):
    """A source whose server does not answer."""

    def scopes(self) -> list[Scope]:
        raise HarvesterError("The diary does not answer.", why="it is closed")


def test_a_source_that_does_not_answer_says_so_in_its_own_words(store: Store) -> None:
    outcome = harvest([SilentDiary(DiarySettings(), session())], store, PLAN)
    assert [gap.reason for gap in outcome.gaps] == ["The diary does not answer (it is closed)."]
