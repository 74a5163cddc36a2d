"""What the person decided about a thread's draft outweighs the classifier, and only there."""

import pytest

from harvester.mentorship import Account, Told
from harvester.mentorship.rulings import Decided
from harvester.model import Category, VerdictKind
from tests.mentorship.remarks import account, decided, said

MENTORSHIP, PROBLEM, PROJECT = Category.MENTORSHIP, Category.PROBLEM_PREVENTED, Category.PROJECT
ACCEPTED, EDITED, REJECTED, LATER = VerdictKind


def kept(explains: bool, decision: Decided | None = None, *more: Told) -> Account:
    told = said(1, "03-02", explains=explains)
    return account(told, *more, decisions=(decision,) if decision else ())


@pytest.mark.parametrize("kind", [ACCEPTED, EDITED])
def test_what_is_kept_under_people_helped_explains(kind: VerdictKind) -> None:
    told = said(1, "03-02", explains=False)
    for proposed in (MENTORSHIP, PROBLEM):
        confirmed = account(told, decisions=(decided(kind, told, proposed=proposed),))
        assert confirmed.totals.explanatory == 1
        assert confirmed.threads[0].last.opinion.is_mine
        assert confirmed.threads[0].grade


@pytest.mark.parametrize("proposed", [MENTORSHIP, PROBLEM, PROJECT])
def test_what_is_rejected_explains_nothing(proposed: Category) -> None:
    told = said(1, "03-02", explains=True)
    taken_out = account(told, decisions=(decided(REJECTED, told, proposed=proposed, put=proposed),))
    assert (taken_out.totals.threads, taken_out.totals.explanatory) == (1, 0)
    assert taken_out.threads[0].last.opinion.reason == "you rejected its draft"
    assert taken_out.threads[0].grade is None


@pytest.mark.parametrize(
    ("proposed", "put", "explains"),
    [
        (MENTORSHIP, PROJECT, False),
        (MENTORSHIP, Category.DECISION, False),
        (MENTORSHIP, PROBLEM, True),
        (PROBLEM, PROBLEM, True),
        (PROJECT, PROJECT, True),
        (PROBLEM, PROJECT, True),
    ],
)
def test_moving_a_line_out_of_people_helped_takes_it_out_but_a_problem_caught_stays(
    proposed: Category, put: Category, explains: bool
) -> None:
    told = said(1, "03-02", explains=True)
    moved = account(told, decisions=(decided(ACCEPTED, told, proposed=proposed, put=put),))
    assert bool(moved.totals.explanatory) is explains
    silent = said(1, "03-02", explains=False)
    decision = decided(ACCEPTED, silent, proposed=proposed, put=put)
    assert account(silent, decisions=(decision,)).totals.explanatory == 0


def test_putting_off_decides_nothing() -> None:
    told = said(1, "03-02", explains=True)
    later = account(told, decisions=(decided(LATER, told),))
    assert (later.totals.explanatory, later.threads[0].last.opinion.is_mine) == (1, False)


def test_a_confirmed_thread_explains_where_the_classifier_says_and_nowhere_else() -> None:
    reason, thanks = said(1, "03-02", explains=True), said(2, "04-02", thread=1, explains=False)
    confirmed = account(reason, thanks, decisions=(decided(ACCEPTED, reason, thanks),))
    assert [one.opinion.explains for one in confirmed.threads[0].remarks] == [True, False]


def test_a_confirmed_thread_in_which_nothing_is_known_to_explain_does_so_in_all_of_it() -> None:
    talk = [said(1, "03-02"), said(2, "04-02", thread=1), said(3, "04-03", pull=2, explains=True)]
    confirmed = account(*talk, decisions=(decided(ACCEPTED, *talk),))
    assert [[one.opinion.explains for one in thread.remarks] for thread in confirmed.threads] == [[True, True], [True]]


def test_a_verdict_says_nothing_of_comments_that_came_later() -> None:
    told, later = said(1, "03-02", explains=True), said(2, "05-02", thread=1, explains=True)
    again = account(told, later, decisions=(decided(REJECTED, told),))
    assert [one.opinion.explains for one in again.threads[0].remarks] == [False, True]
    assert again.totals.explanatory == 1


def test_without_its_evidence_a_verdict_confirms_nothing_and_breaks_nothing() -> None:
    told = said(1, "03-02", explains=True)
    decision = decided(ACCEPTED, told)
    assert kept(False, Decided(decision.draft, decision.verdict)).totals.explanatory == 0
