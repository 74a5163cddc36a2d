"""What the person decided about drafts of threads, as opinions about the comments in them. Pure.

Kept under People helped: the thread explains. Rejected, or moved from there to another heading: it does not.
A problem that was caught is explained by definition, so that moving a line there says nothing; neither does keeping
a line where it was proposed. A verdict that was taken back is not among those given here, and so counts no more.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from harvester.mentorship.talk import Opinion, Rulings, Told, find_remarks
from harvester.model import Category, Draft, Ref, Verdict, VerdictKind

_KEPT = "you kept it under People helped"


@dataclass(frozen=True, slots=True)
class Decided:
    """A draft with the verdict that stands; `told` is its evidence, needed of what `is_kept` alone."""

    draft: Draft
    verdict: Verdict
    told: Sequence[Told] = ()


def is_kept(verdict: Verdict) -> bool:
    """Say whether a verdict claims a draft as help given."""
    return verdict.kind in {VerdictKind.ACCEPTED, VerdictKind.EDITED} and verdict.category is Category.MENTORSHIP


def rule(decided: Iterable[Decided]) -> Rulings:
    """Give the person's opinion of each comment that a decided draft carries; of what it says nothing there is none."""
    rulings: dict[Ref, Opinion] = {}
    for one in decided:
        if is_kept(one.verdict):
            rulings |= _confirm(one.told)
        elif correction := _correct(one.draft, one.verdict):
            rulings |= dict.fromkeys((one.draft.ref, *one.draft.refs), correction)
    return rulings


def _correct(draft: Draft, verdict: Verdict) -> Opinion | None:
    if verdict.kind is VerdictKind.REJECTED:
        return Opinion(explains=False, reason="you rejected its draft", is_mine=True)
    is_moved = draft.category is Category.MENTORSHIP and verdict.category is not Category.PROBLEM_PREVENTED
    if verdict.kind is VerdictKind.LATER or not is_moved:
        return None
    return Opinion(explains=False, reason=f"you moved it from People helped to {verdict.category.value}", is_mine=True)


def _confirm(told: Sequence[Told]) -> Iterator[tuple[Ref, Opinion]]:
    """Confirm each thread: the comments that the classifier holds to explain, and all of them where it knows none."""
    threads: dict[Ref, list[Told]] = {}
    for one, pull_request in find_remarks(told):
        threads.setdefault(one.evidence.thread or pull_request, []).append(one)
    for thread in threads.values():
        telling = [one for one in thread if one.judgement and one.judgement.substantive]
        for one in telling or thread:
            why = one.judgement.substantive_reason if one.judgement and telling else ""
            yield one.evidence.ref, Opinion(explains=True, reason=f"{_KEPT}: {why}" if why else _KEPT, is_mine=True)
