"""Doubts: why a draft is not to be accepted without being read."""

from collections.abc import Iterator, Sequence
from typing import Final

from harvester.clean import has_redaction
from harvester.draft import find_untraceable
from harvester.model import Evidence, Kind, Role, WorkItem
from harvester.review.card import Card

_WORK: Final = frozenset({Kind.COMMIT, Kind.PULL_REQUEST, Kind.DESIGN_DOC})
"""What a contributor shares with its author; the ticket that my pull request closed is not somebody else's work."""


def find_doubts(card: Card, evidence: Sequence[Evidence], threshold: float) -> Sequence[str]:
    """Say what speaks against taking a card unread; nothing means that it may be accepted with others."""
    return list(_find(card, evidence, threshold))


def _find(card: Card, evidence: Sequence[Evidence], threshold: float) -> Iterator[str]:
    if any(has_redaction(text) for text in (card.text, *_texts(evidence))):
        yield "a secret was taken out of its text"
    if card.is_touched:
        yield "you changed its words in the document"
    if card.draft.confidence < threshold:
        yield f"confidence {card.draft.confidence:.2f} is below {threshold:.2f}"
    if any(one.role is Role.CONTRIBUTOR and one.kind in _WORK for one in evidence):
        yield "somebody else's work is in it: you are named as co-author"
    if all(one.ref != card.ref for one in evidence):
        yield "its evidence is not stored"
    elif untraced := _untraced(card, evidence):
        yield f"no source says: {', '.join(untraced)}"


def _texts(evidence: Sequence[Evidence]) -> Iterator[str]:
    for one in evidence:
        yield from (one.title, one.body)


def _untraced(card: Card, evidence: Sequence[Evidence]) -> Sequence[str]:
    """Give the claims nobody can trace, now or when the sentence was drafted from texts that were not kept."""
    traced = {claim for claim, _ in card.draft.claims} if card.text == card.draft.text else set()
    return [claim for claim in find_untraceable(card.text, WorkItem(card.ref, evidence)) if claim not in traced]
