"""Adoption is graded by what the source tells, and never assumed."""

from itertools import product
from typing import Any

import pytest

from harvester.mentorship import Told
from harvester.mentorship.adoption import Adoption, Grade, grade_thread
from harvester.model import Evidence, Kind
from tests.mentorship.remarks import account, said

LATE = "2026-04-01T12:00:00Z"
EXPLAINS = said(1, "03-02", explains=True).judgement
SOON = "2026-03-09T12:00:00Z"


def inline(**facts: Any) -> Evidence:  # noqa: ANN401 - facts
    told = {"observed_at": LATE, "resolved": False, "outdated": False, "replied": False, "pushed_after": False}
    return said(1, "03-02", facts={key: value for key, value in (told | facts).items() if value is not None}).evidence


def spoken(kind: Kind = Kind.COMMENT, **facts: Any) -> Evidence:  # noqa: ANN401 - facts
    return said(1, "03-02", kind=kind, facts={"observed_at": LATE, "pushed_after": True, **facts}).evidence


def grade(comment: Evidence) -> Grade:
    return grade_thread([comment])


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"outdated": True, "pushed_after": True, "resolved": True}, "yes"),
        ({"answer": "done", "pushed_after": True}, "yes"),
        ({"outdated": True, "pushed_after": True}, "partly"),
        ({"outdated": True, "pushed_after": None}, "partly"),
        ({"resolved": True, "pushed_after": True}, "partly"),
        ({"answer": "done"}, "partly"),
        ({"answer": "done", "pushed_after": None}, "partly"),
        ({"answer": "declined", "outdated": True, "pushed_after": True, "resolved": True}, "no"),
        ({}, "no"),
        ({"resolved": True}, "no"),
        ({"pushed_after": True}, "no"),
        ({"outdated": True, "pushed_after": False}, "no"),
        ({"merged_at": SOON, "observed_at": SOON}, "no"),
        ({"observed_at": SOON}, "unknown"),
        ({"observed_at": None, "outdated": True, "resolved": True, "pushed_after": True}, "unknown"),
        ({"pushed_after": None}, "unknown"),
        ({"outdated": None}, "unknown"),
        ({"merged_at": "2026-03-01T12:00:00Z"}, "unknown"),
    ],
)
def test_a_line_is_graded_by_what_became_of_it(facts: dict[str, Any], expected: str) -> None:
    assert grade(inline(**facts)).adoption == expected


@pytest.mark.parametrize(
    ("kind", "facts", "expected"),
    [
        (Kind.COMMENT, {"answer": "done"}, "yes"),
        (Kind.COMMENT, {"answer": "done", "pushed_after": False}, "partly"),
        (Kind.COMMENT, {"answer": "declined"}, "no"),
        (Kind.COMMENT, {"replied": True}, "unknown"),
        (Kind.REVIEW, {"state": "CHANGES_REQUESTED", "approved_after": True}, "yes"),
        (Kind.REVIEW, {"state": "COMMENTED", "approved_after": True}, "partly"),
        (Kind.REVIEW, {"state": "CHANGES_REQUESTED", "approved_after": True, "pushed_after": False}, "unknown"),
        (Kind.REVIEW, {"state": "CHANGES_REQUESTED", "approved_after": False}, "unknown"),
    ],
)
def test_a_conversation_is_tied_to_no_line(kind: Kind, facts: dict[str, Any], expected: str) -> None:
    assert grade(spoken(kind, **facts)).adoption == expected


def test_a_yes_always_rests_on_a_later_commit() -> None:
    truths = (True, False, None)
    for outdated, resolved, replied, pushed, answer in product(truths, truths, truths, truths, ("done", None)):
        one = inline(outdated=outdated, resolved=resolved, replied=replied, pushed_after=pushed, answer=answer)
        if grade(one).adoption is Adoption.YES and answer is None:
            assert outdated
            assert pushed is not False
        if grade(one).adoption is Adoption.YES and answer == "done":
            assert pushed


def test_a_thread_is_as_adopted_as_the_best_of_it_and_open_while_a_part_is() -> None:
    yes = inline(answer="done", pushed_after=True)
    no, young = inline(), inline(observed_at=SOON)
    assert grade_thread([no, yes, young]).adoption is Adoption.YES
    assert grade_thread([no, young]).adoption is Adoption.UNKNOWN
    assert grade_thread([no]).adoption is Adoption.NO


def round_two(**facts: Any) -> Evidence:  # noqa: ANN401 - facts
    """Speak again in the thread, five weeks after the first comment was read for the last time."""
    told = {"observed_at": "2026-05-20T12:00:00Z", "resolved": True, "outdated": True, "pushed_after": True}
    return said(2, "05-06", thread=1, facts=told | facts).evidence


def test_a_thread_that_goes_on_is_known_by_its_end() -> None:
    first = inline()
    assert grade_thread([first]).adoption is Adoption.NO
    assert grade_thread([first], [first, round_two()]).adoption is Adoption.YES
    assert grade_thread([first], [first, round_two(resolved=False)]).adoption is Adoption.PARTLY
    assert grade_thread([first], [first, round_two(answer="declined")]).adoption is Adoption.NO


def test_a_later_comment_without_consequences_takes_nothing_from_an_earlier_one() -> None:
    first = inline(outdated=True, pushed_after=True)
    again = round_two(resolved=True, pushed_after=False)
    assert grade_thread([first], [first, again]).adoption is Adoption.YES
    idle = round_two(resolved=False, outdated=False, pushed_after=False)
    assert grade_thread([inline(answer="done")], [inline(), idle]).adoption is Adoption.PARTLY
    unread = said(2, "05-06", thread=1).evidence
    assert grade_thread([first], [first, unread]).adoption is Adoption.PARTLY


def test_what_was_observed_last_counts_whichever_comment_it_was_read_with() -> None:
    reread = inline(outdated=True, pushed_after=True, resolved=True, observed_at="2026-06-01T12:00:00Z")
    stale = round_two(resolved=False)
    assert grade_thread([reread], [reread, stale]).adoption is Adoption.YES


def test_the_account_grades_threads_by_all_that_was_said_in_them() -> None:
    first, again = inline(), round_two()
    kept = account(Told(first, EXPLAINS), Told(again, None))
    assert [one.grade.adoption for one in kept.threads if one.grade] == [Adoption.YES]


def test_what_followed_an_earlier_comment_says_nothing_of_a_later_one() -> None:
    first, again = inline(answer="done", pushed_after=True, observed_at="2026-06-01T12:00:00Z"), round_two()
    later = round_two(resolved=False, outdated=False, pushed_after=False)
    assert grade_thread([later], [first, later]).adoption is Adoption.UNKNOWN
    assert grade_thread([again], [first, again]).adoption is Adoption.YES


def test_every_grade_says_why() -> None:
    for facts in ({}, {"resolved": True}, {"replied": True}, {"observed_at": None}, {"answer": "declined"}):
        assert grade(inline(**facts)).reason
    assert grade(inline(resolved=True)).reason == "the thread was resolved, and the line stayed as it was"
