"""Suggestions: a class that the sources give evidence for, and accounts that are exactly one human. Pure.

It suggests only what a source says in so many words or counts. Who reviews whom is no evidence of seniority, a name
is no evidence of anything, and what the people table says is never doubted.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

from harvester.encounter.encounter import Encounter, Way
from harvester.exchange import render_time
from harvester.model import Evidence, Kind, PersonClass, Ref, Role
from harvester.people import GHOST, NEWCOMER_BELOW, People

_NO_REPLY: Final = re.compile(r"email:(?:[0-9]+\+)?(?P<login>[^@+]+)@users\.noreply\.(?P<host>[^@]+)")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A class, and the evidence for it."""

    person_class: PersonClass
    reason: str


@dataclass(frozen=True, slots=True)
class Tie:
    """That two accounts are one human, and the exact evidence for it."""

    person: str
    other: str
    reason: str


def suggest_class(encounters: Sequence[Encounter], zone: tzinfo) -> Suggestion | None:
    """Suggest a class for the human of these encounters; None where nothing speaks for one."""
    bot = next((one for one in encounters if one.is_with_bot), None)
    if bot is not None:
        return Suggestion(PersonClass.BOT, f"{bot.evidence.ref.source} says so")
    newest: dict[str, Evidence] = {}
    for one in sorted(encounters, key=lambda one: one.happened_at):
        if "merged_before" in one.evidence.facts:
            newest[one.evidence.project] = one.evidence
    for evidence in sorted(newest.values(), key=lambda one: one.happened_at, reverse=True):
        merged = evidence.facts["merged_before"]
        if isinstance(merged, int) and merged < NEWCOMER_BELOW:
            count = f"{merged or 'no'} merged pull request{'s' * (merged != 1)}"
            day = evidence.happened_at.astimezone(zone).date()
            return Suggestion(
                PersonClass.NEWCOMER,
                f"{count} in {evidence.project} before your first comment in the latest thread ({day})",
            )
    return None


def find_ties(encounters: Sequence[Encounter], listed: Collection[str], people: People) -> list[Tie]:
    """Find accounts that one exact identity joins and the people table does not; what points both ways is left out.

    `listed` are the ids of the people table. Two humans that the table tells apart stay apart.
    """
    met = {one.person.id.casefold() for one in encounters} | {one.casefold() for one in listed}
    ties: dict[tuple[str, str], Tie] = {}
    for tie in (*_tie_addresses(met), *_tie_noreply(met), *_tie_commits(encounters)):
        pair = people.human(tie.person), people.human(tie.other)
        is_told = all(people.rows_of(one) for one in pair)
        if pair[0] != pair[1] and not is_told:
            ties.setdefault(pair, tie)
    kept = (tie for tie in ties.values() if not any(_contradicts(tie, other) for other in ties.values()))
    return sorted((_lead_with_listed(tie, people) for tie in kept), key=lambda tie: (tie.person, tie.other))


def _contradicts(tie: Tie, other: Tie) -> bool:
    """Say whether two ties give one account to two accounts of one source."""
    sources = {one.person.partition(":")[0] for one in (tie, other)}
    return tie.other == other.other and tie.person != other.person and len(sources) == 1


def _lead_with_listed(tie: Tie, people: People) -> Tie:
    """Put the account that the table already has first: the other is what its row lacks."""
    return Tie(tie.other, tie.person, tie.reason) if people.rows_of(tie.other) else tie


def _tie_addresses(met: Iterable[str]) -> Iterator[Tie]:
    known = set(met)
    for one in sorted(known):
        source, _, account = one.partition(":")
        if source != "email" and "@" in account and f"email:{account}" in known:
            yield Tie(one, f"email:{account}", f"{source} knows the account by this very address")


def _tie_noreply(met: Iterable[str]) -> Iterator[Tie]:
    known = set(met)
    for one in sorted(known):
        address = _NO_REPLY.fullmatch(one)
        if address is None:
            continue
        login = f"github:{address['host']}/{address['login']}".replace("github:github.com/", "github:")
        if login in known:
            yield Tie(login, one, "the address names the login")


def _tie_commits(encounters: Sequence[Encounter]) -> Iterator[Tie]:
    """Tie the author of a pull request to that of the one commit that a squash made of it.

    A merge commit may bring commits of others: it ties nobody.
    """
    authors: dict[Ref, str] = {
        one.place: one.person.id
        for one in encounters
        if one.way in {Way.REVIEWED_THEIRS, Way.COMMENTED} and one.person.role == Role.AUTHOR
    }
    for one in encounters:
        if one.evidence.kind is Kind.COMMIT and one.person.role == Role.AUTHOR and _is_squashed(one.evidence):
            author = authors.get(one.place, "")
            if author not in {"", GHOST} and one.person.id.startswith("email:"):
                sha = one.evidence.ref.key[:7]
                reason = f"one author of pull request {one.place.key} and of the commit {sha} it was squashed to"
                yield Tie(author.casefold(), one.person.id.casefold(), reason)


def _is_squashed(commit: Evidence) -> bool:
    """Say whether a commit is all that a pull request came to: it arrived by itself, not by a merge."""
    facts = commit.facts
    is_brought = "pull_request_title" in facts or facts.get("committed_at") != render_time(commit.happened_at)
    return "pull_request" in facts and not is_brought and not facts.get("is_merge")
