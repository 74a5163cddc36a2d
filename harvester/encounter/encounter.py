"""Encounters: what brought me and somebody else together, read off evidence. Pure.

Counted is where people met, a pull request, a commit or a ticket, never how much was said there. Somebody is who the
source names; nothing is read into a name.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from harvester.model import Evidence, Kind, Person, PersonClass, Ref, Role


class Way(StrEnum):
    """How two people met."""

    REVIEWED_THEIRS = "reviewed_theirs"
    REVIEWED_MINE = "reviewed_mine"
    ASKED_ME = "asked_me"
    COMMENTED = "commented"
    CO_AUTHORED = "co_authored"
    TICKETS = "tickets"


MEANINGS: Final[Mapping[Way, str]] = {
    Way.REVIEWED_THEIRS: "pull requests of theirs that I reviewed",
    Way.REVIEWED_MINE: "pull requests of mine that they reviewed",
    Way.ASKED_ME: "pull requests of theirs with a review that was asked of me",
    Way.COMMENTED: "pull requests on which one joined the conversation of the other",
    Way.CO_AUTHORED: "changes (pull requests, else commits) that name both as authors",
    Way.TICKETS: "tickets they reported or hold and I solved, reported or commented",
}

_WAYS: Final[Mapping[tuple[Kind, Role], Way]] = {
    (Kind.REVIEW, Role.REVIEWER): Way.REVIEWED_THEIRS,
    (Kind.REVIEW, Role.RECIPIENT): Way.REVIEWED_MINE,
    (Kind.REVIEW_COMMENT, Role.REVIEWER): Way.REVIEWED_THEIRS,
    (Kind.REVIEW_COMMENT, Role.RECIPIENT): Way.REVIEWED_MINE,
    (Kind.COMMENT, Role.COMMENTER): Way.COMMENTED,
    (Kind.COMMENT, Role.RECIPIENT): Way.COMMENTED,
    (Kind.PULL_REQUEST, Role.AUTHOR): Way.REVIEWED_MINE,
    (Kind.COMMIT, Role.AUTHOR): Way.CO_AUTHORED,
    (Kind.COMMIT, Role.CONTRIBUTOR): Way.CO_AUTHORED,
    (Kind.TICKET, Role.ASSIGNEE): Way.TICKETS,
    (Kind.TICKET, Role.REPORTER): Way.TICKETS,
    (Kind.TICKET, Role.CONTRIBUTOR): Way.TICKETS,
}
_TICKET_ROLES: Final = frozenset({"reporter", "assignee"})
_TALK: Final = frozenset({Kind.REVIEW, Kind.REVIEW_COMMENT, Kind.COMMENT})
_REPORTED: Final = "/reported"


@dataclass(frozen=True, slots=True, kw_only=True)
class Encounter:
    """That I met a person in one way at one place; `evidence` says so."""

    person: Person
    way: Way
    place: Ref
    evidence: Evidence

    @property
    def happened_at(self) -> datetime:
        """When it happened."""
        return self.evidence.happened_at

    @property
    def is_with_bot(self) -> bool:
        """Say whether the evidence calls the account a bot."""
        return self.person.person_class == PersonClass.BOT


def find_encounters(harvested: Iterable[Evidence]) -> list[Encounter]:
    """Find who was met how and where, in the order of the evidence.

    A merged pull request of mine lists its reviewers, dated by the merge: that counts only for those whose review
    itself is not there, because it was given before anything was read.
    """
    found = [encounter for evidence in harvested for encounter in _read(evidence)]
    told = {_meeting(one) for one in found if one.evidence.kind in _TALK}
    return [one for one in found if one.evidence.kind is not Kind.PULL_REQUEST or _meeting(one) not in told]


def place_of(evidence: Evidence) -> Ref:
    """Give the pull request, commit or ticket that a piece of evidence belongs to."""
    if evidence.kind in _TALK:
        return evidence.links[0] if evidence.links else evidence.thread or evidence.ref
    if evidence.kind is Kind.COMMIT:
        return next((link for link in evidence.links if link.source != evidence.ref.source), evidence.ref)
    return Ref(evidence.ref.source, evidence.ref.key.removesuffix(_REPORTED))


def _read(evidence: Evidence) -> Iterator[Encounter]:
    for person in evidence.people:
        for way in _ways(evidence, person.role):
            yield Encounter(person=person, way=way, place=place_of(evidence), evidence=evidence)


def _ways(evidence: Evidence, their_role: str) -> Collection[Way]:
    way = _WAYS.get((evidence.kind, evidence.role))
    if way is None:
        return ()
    if way is Way.COMMENTED and their_role in _TICKET_ROLES:
        return (Way.TICKETS,)
    is_asked = way is Way.REVIEWED_THEIRS and bool(evidence.facts.get("requested_at"))
    return (way, Way.ASKED_ME) if is_asked else (way,)


def _meeting(encounter: Encounter) -> tuple[str, Ref]:
    return encounter.person.id, encounter.place
