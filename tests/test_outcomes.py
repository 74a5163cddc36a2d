"""Which accepted projects are asked about their outcome, and when."""

from dataclasses import replace
from datetime import timedelta

import pytest

from harvester.model import Category, Verdict, VerdictKind
from harvester.outcomes import Claimed, find_due
from tests.review.piles import NOW, draft, evidence

PLAIN = "Added export number 1."


def verdict(day: int, kind: VerdictKind = VerdictKind.ACCEPTED, text: str = PLAIN) -> Verdict:
    at = NOW + timedelta(days=day)
    return Verdict(ref=evidence(1).ref, kind=kind, text=text, category=Category.PROJECT, decided_at=at)


def is_due(day: int, *verdicts: Verdict) -> bool:
    return bool(find_due([Claimed(draft(evidence(1)), verdicts)], NOW + timedelta(days=day)))


@pytest.mark.parametrize(("day", "due"), [(0, False), (29, False), (30, True), (89, True), (365, True)])
def test_an_accepted_project_is_asked_about_after_thirty_days(day: int, due: bool) -> None:
    assert is_due(day, verdict(0)) is due


@pytest.mark.parametrize(("day", "due"), [(31, False), (89, False), (90, True), (100, True)])
def test_once_answered_it_is_asked_again_after_ninety(day: int, due: bool) -> None:
    assert is_due(day, verdict(0), verdict(31)) is due


def test_after_two_answers_nothing_is_asked_any_more() -> None:
    assert not is_due(400, verdict(0), verdict(31), verdict(95))


def test_one_late_answer_answers_both() -> None:
    assert not is_due(400, verdict(0), verdict(120))


@pytest.mark.parametrize("text", ["Cut latency from 900 ms to 310 ms.", "Made builds 40 % faster."])
def test_a_stated_result_is_not_asked_for(text: str) -> None:
    assert not is_due(60, verdict(0, text=text))


@pytest.mark.parametrize("kind", [VerdictKind.REJECTED, VerdictKind.LATER])
def test_what_is_no_entry_is_not_asked_about(kind: VerdictKind) -> None:
    assert not is_due(60, verdict(0), verdict(1, kind))
    assert not is_due(60, verdict(0, kind))
    assert not is_due(60)


def test_only_projects_have_an_outcome() -> None:
    assert not is_due(60, replace(verdict(0), category=Category.FEEDBACK))
