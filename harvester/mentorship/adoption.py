"""Whether a comment led to a change, graded by what followed it and never assumed. Pure.

yes      the author said so and a commit came; or the line was changed and the thread resolved; or I asked for changes
         in a review, a commit came, and I approved
partly   one half of that: a changed line, a word of the author, a thread resolved after a commit
no       the author declined; or the pull request was merged, or three weeks went by, and the line stayed as it was
unknown  everything else: not told by the source, too young, or tied to no line
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

from harvester.model import FactValue, Kind

RIPE: Final = timedelta(days=21)
"""A weekly run looks at a thread for the last time when it is three to four weeks old."""


_OF_THREAD: Final = ("observed_at", "resolved", "outdated", "answer", "merged_at")
_OF_COMMENT: Final = ("pushed_after", "replied", "approved_after")


class Adoption(StrEnum):
    """How far a thread led to a change."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Grade:
    """An adoption and its reason in words."""

    adoption: Adoption
    reason: str


_ORDER: Final = (Adoption.YES, Adoption.PARTLY, Adoption.UNKNOWN, Adoption.NO)
"""What a thread is, when its comments are graded apart: one that may still be adopted keeps the thread open."""


class Followed(Protocol):
    """A comment with the facts of what followed it."""

    @property
    def kind(self) -> Kind:
        """What it is: an inline comment, or one of the conversation."""

    @property
    def happened_at(self) -> datetime:
        """When it was said."""

    @property
    def facts(self) -> Mapping[str, FactValue]:
        """What the source told, and when that was observed."""


def grade_thread(explaining: Iterable[Followed], spoken: Sequence[Followed] = ()) -> Grade:
    """Grade a thread by the comments in it that explain, at least one; `spoken` is all that I said there."""
    grades = (_grade(one.kind, one.happened_at, _learn(one, spoken)) for one in explaining)
    return min(grades, key=lambda one: _ORDER.index(one.adoption))


def _learn(comment: Followed, spoken: Sequence[Followed]) -> Mapping[str, FactValue]:
    """Add what is known by a later comment of the thread: what followed that one has followed this one too.

    Runs read a comment again for thirty days only, so that a long thread is known best by its end.
    """
    later = [one for one in spoken if one.happened_at > comment.happened_at]
    newest = max(later, key=_observed_at, default=comment)
    if _observed_at(newest) <= _observed_at(comment):
        return comment.facts
    learned = {name: newest.facts[name] for name in _OF_THREAD if newest.facts.get(name) is not None}
    return {**comment.facts, **learned, **{name: True for name in _OF_COMMENT if newest.facts.get(name)}}


def _observed_at(comment: Followed) -> str:
    return str(comment.facts.get("observed_at") or "")


def _grade(kind: Kind, said_at: datetime, facts: Mapping[str, FactValue]) -> Grade:
    if not facts.get("observed_at"):
        return Grade(Adoption.UNKNOWN, "the source does not tell what followed")
    if facts.get("answer") == "declined":
        return Grade(Adoption.NO, "the author declined")
    if facts.get("answer") == "done":
        if facts.get("pushed_after"):
            return Grade(Adoption.YES, "the author answered that it is done, and a commit came")
        return Grade(Adoption.PARTLY, "the author answered that it is done; no commit after it is known")
    return _grade_inline(said_at, facts) if kind is Kind.REVIEW_COMMENT else _grade_spoken(facts)


def _grade_inline(said_at: datetime, facts: Mapping[str, FactValue]) -> Grade:
    if facts.get("outdated") and facts.get("pushed_after") is not False:
        if facts.get("resolved"):
            return Grade(Adoption.YES, "the line was changed afterwards, and the thread resolved")
        return Grade(Adoption.PARTLY, "the line was changed afterwards; nobody said for what")
    if facts.get("resolved") and facts.get("pushed_after"):
        return Grade(Adoption.PARTLY, "the thread was resolved after a later commit, which left the line as it was")
    return _grade_nothing(said_at, facts)


def _grade_nothing(said_at: datetime, facts: Mapping[str, FactValue]) -> Grade:
    """Grade a line that stayed as it was: a no only where that is known and final."""
    if facts.get("pushed_after") is None or facts.get("outdated") is None:
        return Grade(Adoption.UNKNOWN, "the source does not tell of later commits")
    merged_at, observed_at = _moment(facts.get("merged_at")), _moment(facts.get("observed_at"))
    if merged_at and merged_at < said_at:
        return Grade(Adoption.UNKNOWN, "it was said after the merge; what followed lies elsewhere")
    if merged_at is None and (observed_at is None or observed_at - said_at < RIPE):
        return Grade(Adoption.UNKNOWN, "nothing has followed yet; it is too young to tell")
    how = "resolved" if facts.get("resolved") else "answered" if facts.get("replied") else "left"
    return Grade(Adoption.NO, f"the thread was {how}, and the line stayed as it was")


def _grade_spoken(facts: Mapping[str, FactValue]) -> Grade:
    if facts.get("approved_after") and facts.get("pushed_after"):
        if facts.get("state") == "CHANGES_REQUESTED":
            return Grade(Adoption.YES, "you asked for changes, a commit came, and you approved")
        return Grade(Adoption.PARTLY, "a commit came, and you approved")
    return Grade(Adoption.UNKNOWN, "what followed a conversation is tied to no line")


def _moment(value: FactValue) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else None
