"""Ties: that a piece of evidence belongs to something, how surely, and the reason in words."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from harvester.link.anchors import Directory, find_anchor, find_document_path, is_spoken, name_anchor
from harvester.link.mentions import Relation, find_carried
from harvester.model import Evidence, Kind

_STEP: Final = re.compile(
    r"(?i)[\[(](?:patch )?(?:v[0-9]{1,2} )?(?:part )?[0-9]{1,2} ?/ ?(?:[0-9]{1,2}|n)[\])]"
    r"|[(\[]?\bpart [0-9]{1,2}(?: of [0-9]{1,2})?\b[)\]]?"
)
_SHORTEST_SERIES: Final = 12
"""Characters of a title, without its step, that tell a series from chance."""
_LONGEST_TITLE: Final = 300
_MOST_CONTINUED: Final = 3
"""Things a piece can continue; what names more is a release, a changelog, an index."""


class Tie(NamedTuple):
    """That the evidence at place `source` belongs to what `anchor` names; a tie to itself needs no reason."""

    relation: Relation
    source: int
    anchor: str
    reason: str


def find_ties(place: int, one: Evidence, directory: Directory) -> Iterator[Tie]:
    """Yield all that one piece of evidence belongs to; what was said belongs to its thread only."""
    if is_spoken(one):
        if one.thread:
            yield Tie(Relation.PART, place, f"thread:{one.thread}", "said in one thread")
        return
    own = find_anchor(one.ref)
    yield Tie(Relation.PART, place, own, _say_part(one, own))
    if one.kind is Kind.DESIGN_DOC:
        yield from _find_document(place, one)
    if one.kind is Kind.COMMIT:
        yield from _find_carrier(place, one, directory)
        yield from _find_origin(place, one, directory)
    if one.kind in {Kind.COMMIT, Kind.PULL_REQUEST} and (reverted := directory.find_reverted(one)):
        yield Tie(Relation.UNDO, place, reverted, f"{name_anchor(own)} reverts {name_anchor(reverted)}")
    yield from _find_linked(place, one)
    yield from _find_series(place, one)
    if one.kind is not Kind.NOTE:
        yield from _find_named(place, one, own, directory)


def _find_named(place: int, one: Evidence, own: str, directory: Directory) -> Iterator[Tie]:
    named = {(mention.relation, anchor) for mention, anchor in directory.find_mentions(one) if anchor != own}
    continued = sum(relation is Relation.MENTION for relation, _ in named)
    for relation, anchor in sorted(named):
        if relation is not Relation.MENTION or continued <= _MOST_CONTINUED:
            yield Tie(relation, place, anchor, _say_mention(relation, own, anchor))


def _say_part(one: Evidence, own: str) -> str:
    if one.kind is Kind.DESIGN_DOC:
        return f"{name_anchor(own)} changed {find_document_path(one.ref)}"
    return f"{name_anchor(own)} was reported and resolved" if one.ref.key.endswith("/reported") else ""


def _find_document(place: int, one: Evidence) -> Iterator[Tie]:
    if path := find_document_path(one.ref):
        folder = one.project.casefold().rpartition("/")[2]
        yield Tie(Relation.SERIES, place, f"document:{folder}:{path}", f"they changed one design document, {path}")


def _find_carrier(place: int, one: Evidence, directory: Directory) -> Iterator[Tie]:
    own = name_anchor(find_anchor(one.ref))
    linked = [anchor for anchor in map(find_anchor, one.links) if anchor.startswith("github:")]
    number = one.facts.get("pull_request") or ("" if linked else find_carried(one.title))
    if number and not any(anchor.endswith(f"#{number}") for anchor in linked):
        home = directory.find_home(one)
        linked.append(f"github:{home}#{number}" if "/" in home else f"local:{home}#{number}")
    for anchor in linked:
        yield Tie(Relation.PART, place, anchor, f"{own} came with {name_anchor(anchor)}")


def _find_origin(place: int, one: Evidence, directory: Directory) -> Iterator[Tie]:
    own = name_anchor(find_anchor(one.ref))
    for fact, relation in (("reverts", Relation.UNDO), ("cherry_picked_from", Relation.PICK)):
        sha = one.facts.get(fact)
        if isinstance(sha, str) and (anchor := directory.find_commit(sha)):
            yield Tie(relation, place, anchor, f"{own} {_VERBS[relation]} {name_anchor(anchor)}")


def _find_linked(place: int, one: Evidence) -> Iterator[Tie]:
    if one.kind is Kind.COMMIT:
        return
    own = find_anchor(one.ref)
    relation = Relation.MENTION if one.kind is Kind.TICKET else Relation.CLOSE
    name = "the note" if one.kind is Kind.NOTE else name_anchor(own)
    for anchor in map(find_anchor, one.links):
        if anchor != own:
            yield Tie(relation, place, anchor, f"{name} is linked to {name_anchor(anchor)}")


def _find_series(place: int, one: Evidence) -> Iterator[Tie]:
    title = one.title[:_LONGEST_TITLE]
    rest = " ".join(_STEP.sub(" ", title).casefold().split()).strip(" :-,.")
    if len(rest) >= _SHORTEST_SERIES and _STEP.search(title):
        yield Tie(Relation.SERIES, place, f"series:{one.project}:{rest}", "they are steps of one series")


_VERBS: Final = {
    Relation.UNDO: "reverts",
    Relation.PICK: "was picked from",
    Relation.CLOSE: "is for",
    Relation.MENTION: "continues or names",
}


def _say_mention(relation: Relation, own: str, anchor: str) -> str:
    return f"{name_anchor(own)} {_VERBS[relation]} {name_anchor(anchor)}"
