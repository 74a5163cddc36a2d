"""What every connector promises, as tests to inherit: a plugin's whole test file is a small subclass.

    class TestHelpDesk(ConnectorContract):
        @pytest.fixture
        def connector(self) -> HelpDeskConnector:
            session = Session(me=Identity.of(emails=["ann@example.com"]), now=NOW)
            return HelpDeskConnector(HelpDeskSettings(url="https://help.example.com"), session)

        @pytest.fixture
        def window(self) -> Window:
            return Window(NOW - timedelta(weeks=1), NOW)

In that window the source must hold evidence of several moments. Nothing here knows any source.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from typing import Any

import pytest

from harvester.clean import clean_body, clean_line
from harvester.connector import Connector
from harvester.errors import InterruptedRunError
from harvester.facts import FACTS
from harvester.model import Evidence, Finding, Gap, Ref, Window
from harvester.registry import guarded

_INSTANT = timedelta(microseconds=1)


def harvest(connector: Connector[Any], window: Window) -> list[Evidence]:
    """Return the evidence of all scopes; a gap fails the test, for what is not read cannot be judged."""
    answers = [answer for scope in connector.scopes() for answer in connector.harvest(scope, window)]
    gaps = [answer for answer in answers if isinstance(answer, Gap)]
    assert not gaps
    return [answer for answer in answers if isinstance(answer, Evidence)]


def moments(window: Window, evidence: Sequence[Evidence]) -> list[datetime]:
    """Choose where to cut a window: in the middle, and before, at and behind what happened."""
    happened = sorted({one.happened_at for one in evidence})
    chosen = happened[:: max(1, len(happened) // 5)]
    middle = window.since + (window.until - window.since) / 2
    cuts = {middle, *(at + shift for at in chosen for shift in (-_INSTANT, timedelta(), _INSTANT))}
    return sorted(cut for cut in cuts if window.since < cut < window.until)


class ConnectorContract:
    """The conformance suite: override the two fixtures."""

    @pytest.fixture
    def connector(self) -> Connector[Any]:
        raise NotImplementedError("give a connector that has something to read")

    @pytest.fixture
    def window(self) -> Window:
        raise NotImplementedError("give a window in which its source holds evidence")

    @pytest.fixture
    def evidence(self, connector: Connector[Any], window: Window) -> list[Evidence]:
        return harvest(connector, window)

    def test_there_is_evidence_of_several_moments_to_judge(self, evidence: list[Evidence]) -> None:
        assert len({one.happened_at for one in evidence}) > 1

    def test_every_ref_is_of_its_own_source_and_can_be_read_back(
        self, connector: Connector[Any], evidence: list[Evidence]
    ) -> None:
        assert {one.ref.source for one in evidence} == {connector.name}
        assert [Ref.parse(str(one.ref)) for one in evidence] == [one.ref for one in evidence]

    def test_every_ref_comes_once_from_a_scope(self, connector: Connector[Any], window: Window) -> None:
        for scope in connector.scopes():
            refs = [one.ref for one in connector.harvest(scope, window) if isinstance(one, Evidence)]
            assert len(refs) == len(set(refs))

    def test_only_what_is_in_the_window_comes(self, evidence: list[Evidence], window: Window) -> None:
        assert [one.ref for one in evidence if one.happened_at not in window] == []

    def test_an_empty_window_is_empty(self, connector: Connector[Any], window: Window) -> None:
        assert harvest(connector, Window(window.since, window.since)) == []

    def test_the_same_window_twice_gives_the_same(
        self, connector: Connector[Any], window: Window, evidence: list[Evidence]
    ) -> None:
        assert sorted(harvest(connector, window), key=_by_ref) == sorted(evidence, key=_by_ref)

    def test_no_split_of_the_window_loses_or_doubles_anything(
        self, connector: Connector[Any], window: Window, evidence: list[Evidence]
    ) -> None:
        whole = sorted((one.ref, one.happened_at) for one in evidence)
        for cut in moments(window, evidence):
            parts = (Window(window.since, cut), Window(cut, window.until))
            assert sorted(_dated(connector, parts)) == whole

    def test_many_small_windows_give_what_one_gives(
        self, connector: Connector[Any], window: Window, evidence: list[Evidence]
    ) -> None:
        edges = [window.since, *moments(window, evidence), window.until]
        parts = [Window(since, until) for since, until in pairwise(edges)]
        assert sorted(_dated(connector, parts)) == sorted((one.ref, one.happened_at) for one in evidence)

    def test_the_zone_in_which_a_window_is_given_does_not_matter(
        self, connector: Connector[Any], window: Window, evidence: list[Evidence]
    ) -> None:
        shifted = Window(*(end.astimezone(_BEHIND) for end in (window.since, window.until)))
        assert sorted(harvest(connector, shifted), key=_by_ref) == sorted(evidence, key=_by_ref)

    def test_every_text_is_clean(self, evidence: list[Evidence]) -> None:
        for one in evidence:
            people = [text for person in one.people for text in (person.id, person.name)]
            lines = [one.title, one.project, one.url, *one.labels, *people, *(file.path for file in one.files)]
            assert [clean_line(text) for text in lines] == lines
            assert clean_body(one.body) == one.body

    def test_every_piece_of_evidence_has_a_title_and_a_web_address_or_none(self, evidence: list[Evidence]) -> None:
        assert all(one.title for one in evidence)
        assert all(not one.url or one.url.startswith(("https://", "http://")) for one in evidence)

    def test_only_documented_facts_come_and_they_are_plain_values(self, evidence: list[Evidence]) -> None:
        for one in evidence:
            assert set(one.facts) <= FACTS[one.kind]
            assert all(value is None or isinstance(value, (str, int, float)) for value in one.facts.values())

    def test_the_guard_has_nothing_to_correct(
        self, connector: Connector[Any], window: Window, evidence: list[Evidence]
    ) -> None:
        passed = [answer for scope in connector.scopes() for answer in guarded(connector, scope, window)]
        assert [one for one in passed if isinstance(one, Gap)] == []
        corrected = [one for one in passed if isinstance(one, Evidence)]
        assert [_texts(one) for one in corrected] == [_texts(one) for one in evidence]

    def test_nothing_is_written_to_stdout_or_stderr(
        self, connector: Connector[Any], window: Window, capfd: pytest.CaptureFixture[str]
    ) -> None:
        capfd.readouterr()
        list(connector.check())
        harvest(connector, window)
        assert capfd.readouterr() == ("", "")

    def test_scopes_are_distinct_and_stay_the_same(self, connector: Connector[Any]) -> None:
        scopes = list(connector.scopes())
        assert len(scopes) == len(set(scopes))
        assert scopes == list(connector.scopes())
        assert {scope.source for scope in scopes} == {connector.name}

    def test_coverage_never_passes_the_window(self, connector: Connector[Any], window: Window) -> None:
        for scope in connector.scopes():
            list(connector.harvest(scope, window))
            assert window.since <= connector.covered_until(scope, window) <= window.until

    def test_what_is_refreshed_is_evidence_of_the_refs_asked_for(
        self, connector: Connector[Any], evidence: list[Evidence]
    ) -> None:
        refs = [one.ref for one in evidence]
        assert {one.ref for one in connector.refresh(refs) if isinstance(one, Evidence)} <= set(refs)
        assert [one for one in connector.refresh([]) if isinstance(one, Evidence)] == []

    def test_an_examination_gives_findings_and_offline_asks_no_server(self, connector: Connector[Any]) -> None:
        before = connector.requests
        findings: list[object] = [*connector.examine(is_offline=True)]
        assert connector.requests == before
        assert [one for one in (*findings, *connector.examine()) if not isinstance(one, Finding)] == []

    def test_a_wish_to_stop_is_never_told_as_a_gap(self, connector: Connector[Any], window: Window) -> None:
        connector.session.stop.set()
        try:
            answers = [answer for scope in connector.scopes() for answer in connector.harvest(scope, window)]
        except InterruptedRunError:
            return
        assert [answer for answer in answers if isinstance(answer, Gap)] == []


_BEHIND = timezone(timedelta(hours=-9, minutes=-30))


def _by_ref(evidence: Evidence) -> Ref:
    return evidence.ref


def _dated(connector: Connector[Any], windows: Sequence[Window]) -> Iterator[tuple[Ref, datetime]]:
    return ((one.ref, one.happened_at) for window in windows for one in harvest(connector, window))


def _texts(evidence: Evidence) -> tuple[object, ...]:
    texts = (evidence.title, evidence.body, evidence.url, evidence.project, tuple(evidence.labels))
    people = tuple((one.id, one.name, one.role) for one in evidence.people)
    return (*texts, people, tuple(one.path for one in evidence.files), dict(evidence.facts))
