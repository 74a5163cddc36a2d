"""Every thread in words: whose it is, when, whether it counts, whether it explains and why, what became of it. Pure."""

from collections.abc import Iterator, Sequence
from typing import Final

from harvester.mentorship.account import Account, Thread
from harvester.mentorship.columns import wrap
from harvester.mentorship.naming import name_class
from harvester.mentorship.talk import Exclusion, Remark
from harvester.model import Kind

_SORTS: Final = {Kind.REVIEW_COMMENT: "inline", Kind.COMMENT: "in the conversation", Kind.REVIEW: "as body of a review"}
_WHY: Final = {
    Exclusion.OWN: "my own pull request",
    Exclusion.BOT: "the pull request of a bot",
    Exclusion.GHOST: "the pull request of a deleted account",
}


def list_threads(account: Account) -> Iterator[str]:
    """Yield the lines of all threads, counted ones first, each with its ref and its link."""
    names = {one.person: one.name for one in account.people}
    for thread in account.threads:
        yield from _tell(thread, names[thread.person])
    for (ref, why), remarks in account.excluded_threads.items():
        yield f"  {ref}"
        yield from _indent(f"does not count, {_WHY[why]}: {_count_sorts(remarks)}; {_list_weeks(remarks)}")


def _tell(thread: Thread, name: str) -> Iterator[str]:
    telling = thread.telling
    yield f"  {thread.ref}"
    yield from _indent(f"{name} ({thread.person}, {name_class(thread.person_class)}); {_list_weeks(thread.remarks)}")
    yield from _indent(f"counts: {_count_sorts(thread.remarks)}")
    yield from _indent(f"{'' if thread.explaining else 'not '}explanatory: {telling.opinion.reason}")
    if thread.grade:
        yield from _indent(f"adopted: {thread.grade.adoption.value}, {thread.grade.reason}")
    if telling.url:
        yield f"    {telling.url}"


def _indent(text: str) -> Sequence[str]:
    return wrap(text, "    ", "      ")


def _count_sorts(remarks: Sequence[Remark]) -> str:
    kinds = [one.kind for one in remarks]
    return ", ".join(f"{kinds.count(kind)} {sort}" for kind, sort in _SORTS.items() if kind in kinds)


def _list_weeks(remarks: Sequence[Remark]) -> str:
    return ", ".join(sorted({one.week for one in remarks}))
