"""What was said on pull requests and between whom: evidence as remarks, given, received or left out. Pure.

The person helped is the author of the pull request, and who is answered in a thread does not change that. Of several
reasons to leave a remark out the first counts: an own pull request, then a bot's, then that of a deleted account.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Final, TypeAlias

from harvester.model import Evidence, FactValue, Judgement, Kind, Person, PersonClass, Ref, Role
from harvester.people import GHOST, People
from harvester.period import week_of

TALK_KINDS: Final = (Kind.REVIEW_COMMENT, Kind.COMMENT, Kind.REVIEW)
"""Inline comments, conversation comments, reviews."""
_PULL_REQUEST: Final = re.compile(r".+?#[0-9]+(?=/)")
_UNJUDGED: Final = "not judged yet"


class Exclusion(StrEnum):
    """Why a remark does not count, in the words of the contract."""

    OWN = "own_pull_requests"
    BOT = "bots"
    GHOST = "ghosts"


@dataclass(frozen=True, slots=True)
class Told:
    """A stored piece of evidence, and what the classifier said of it."""

    evidence: Evidence
    judgement: Judgement | None = None


@dataclass(frozen=True, slots=True)
class Opinion:
    """Whether a remark explains something, and why; `is_mine` when the person decided it."""

    explains: bool
    reason: str
    is_mine: bool = False


Rulings: TypeAlias = Mapping[Ref, Opinion]
"""What the person's verdicts say of comments, by ref."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A comment or the body of a review, with as much of its evidence as is told of it.

    `person` is the human on the other side, `account` the one under which they were met, `name` what the source calls
    them, `week` that of the person's zone.
    """

    ref: Ref
    kind: Kind
    happened_at: datetime
    title: str
    body: str
    url: str
    facts: Mapping[str, FactValue]
    pull_request: Ref
    thread: Ref
    person: str
    account: str
    name: str
    week: str
    opinion: Opinion


@dataclass(frozen=True, slots=True)
class Talk:
    """All remarks of a window: what I gave, what I got, and what of mine does not count, with the reason."""

    given: Sequence[Remark]
    received: Sequence[Remark]
    excluded: Sequence[tuple[Remark, Exclusion]]


def sort_talk(told: Iterable[Told], rulings: Rulings, people: People, zone: tzinfo) -> Talk:
    """Sort evidence by who said it to whom; what is no remark on a pull request is passed over."""
    given: list[Remark] = []
    received: list[Remark] = []
    excluded: list[tuple[Remark, Exclusion]] = []
    for one, pull_request in find_remarks(told):
        other = find_other(one.evidence)
        opinion = rulings.get(one.evidence.ref) or _judge(one.judgement)
        remark = _make_remark(
            one.evidence, pull_request, other, person=people.human(other.id), zone=zone, opinion=opinion
        )
        why = _find_exclusion(one.evidence, other, people)
        if one.evidence.role is Role.RECIPIENT:
            received += [remark] if why is None else []
        elif why is None:
            given.append(remark)
        else:
            excluded.append((remark, why))
    return Talk(given, received, excluded)


def find_remarks(told: Iterable[Told]) -> Iterator[tuple[Told, Ref]]:
    """Yield what was said on a pull request, with that pull request's ref; a review without a body says nothing."""
    for one in told:
        evidence = one.evidence
        if evidence.kind not in TALK_KINDS or (evidence.kind is Kind.REVIEW and not has_words(one)):
            continue
        if found := _PULL_REQUEST.match(evidence.ref.key):
            yield one, Ref(evidence.ref.source, found[0])


def has_words(told: Told) -> bool:
    """Say whether a review has a body, also where bodies are not kept."""
    said = told.evidence.facts.get("has_body")
    if said is not None:
        return bool(said)
    return bool(told.evidence.body.strip()) or (told.judgement is not None and told.judgement.substantive is not None)


def find_other(evidence: Evidence) -> Person:
    """Give who is on the other side of a remark; nobody on my own pull request, or when the account is gone."""
    return next(iter(evidence.people), Person(GHOST))


def _find_exclusion(evidence: Evidence, other: Person, people: People) -> Exclusion | None:
    if evidence.role is Role.AUTHOR:
        return Exclusion.OWN
    if PersonClass.BOT in (other.person_class, people.class_at(other.id, evidence.happened_at)):
        return Exclusion.BOT
    return Exclusion.GHOST if people.human(other.id) == GHOST else None


def _make_remark(
    evidence: Evidence, pull_request: Ref, other: Person, *, person: str, zone: tzinfo, opinion: Opinion
) -> Remark:
    return Remark(
        ref=evidence.ref,
        kind=evidence.kind,
        happened_at=evidence.happened_at,
        title=evidence.title,
        body=evidence.body,
        url=evidence.url,
        facts=evidence.facts,
        pull_request=pull_request,
        thread=evidence.thread or pull_request,
        person=person,
        account=other.id,
        name=other.name,
        week=week_of(evidence.happened_at, zone),
        opinion=opinion,
    )


def _judge(judgement: Judgement | None) -> Opinion:
    """Take the classifier's word, as it was stored with the harvest."""
    if judgement is None or judgement.substantive is None:
        return Opinion(explains=False, reason=_UNJUDGED)
    return Opinion(judgement.substantive, judgement.substantive_reason)
