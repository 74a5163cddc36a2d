"""The table of a review: cards in their order, the one in hand, and every change as a new table."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from harvester.model import Category, Ref, Verdict, VerdictKind
from harvester.review.card import Card, Group

SECONDS_A_CARD: Final = 10
"""Thirty drafts take five minutes."""


@dataclass(frozen=True)
class Review:
    """Cards in their order; `at` is the one in hand, `steps` how many decisions each step of this sitting took."""

    cards: tuple[Card, ...] = ()
    at: int = 0
    query: str = ""
    steps: tuple[int, ...] = ()

    @classmethod
    def deal(cls, cards: Iterable[Card]) -> "Review":
        """Lay out cards: grouped by work and category, surest first."""
        return cls(tuple(sorted(cards, key=lambda card: card.place)))

    @property
    def current(self) -> Card | None:
        """The card in hand; None on an empty table."""
        return self.cards[self.at] if self.cards else None

    @cached_property
    def counts(self) -> Counter[VerdictKind | None]:
        """How many cards were decided each way; None counts what is left."""
        return Counter(card.kind for card in self.cards)

    @property
    def left(self) -> int:
        """How many cards nothing was decided about yet."""
        return self.counts[None]

    @property
    def minutes_left(self) -> int:
        """About how long the rest takes."""
        return -(-self.left * SECONDS_A_CARD // 60)

    @cached_property
    def groups(self) -> Sequence[tuple[Group, range]]:
        """Every group with the places of its cards, in order."""
        starts = [at for at, card in enumerate(self.cards) if not at or card.group != self.cards[at - 1].group]
        ends = [*starts[1:], len(self.cards)]
        return [(self.cards[start].group, range(start, end)) for start, end in zip(starts, ends, strict=False)]

    def move(self, by: int) -> "Review":
        """Take another card in hand, so many places below; the first or last at the ends."""
        return replace(self, at=max(0, min(self.at + by, len(self.cards) - 1)))

    def pick(self, ref: Ref) -> "Review":
        """Take this card in hand; nothing changes when it is not on the table."""
        return replace(self, at=next((at for at, card in enumerate(self.cards) if card.ref == ref), self.at))

    def search(self, query: str) -> "Review | None":
        """Take the next card in hand that holds a text, whatever its case; None when there is none.

        An empty text means the last one again.
        """
        query = query.strip() or self.query
        places = [*range(self.at + 1, len(self.cards)), *range(self.at + 1)] if self.cards else []
        for at in places:
            card = self.cards[at]
            if query.casefold() in f"{card.text} {card.ref} {card.group.work}".casefold():
                return replace(self, at=at, query=query)
        return None

    def choose(self, category: Category) -> "Review":
        """Choose another category for the card in hand; it is decided with the card."""
        return self._with(self.at, replace(self.cards[self.at], category=category))

    def decided(self, verdicts: Sequence[Verdict]) -> "Review":
        """Lay verdicts on their cards as one step, and take the next open card in hand."""
        by_ref = {verdict.ref: verdict for verdict in verdicts}
        cards = tuple([lay(card, by_ref[card.draft.ref]) if card.draft.ref in by_ref else card for card in self.cards])
        places = [*range(self.at, len(cards)), *range(self.at)]
        at = next((at for at in places if cards[at].is_open), self.at)
        return replace(self, cards=cards, at=at, steps=(*self.steps, len(verdicts)))

    def redealt(self, gone: Collection[Ref], cards: Iterable[Card], *, hand: Ref, is_step: bool = False) -> "Review":
        """Take cards off the table and deal others in their places; `hand` is taken in hand."""
        kept = [card for card in self.cards if card.ref not in gone]
        table = replace(self.deal([*kept, *cards]), at=self.at, query=self.query, steps=self.steps)
        return replace(table.move(0).pick(hand), steps=(*self.steps, 1) if is_step else self.steps)

    def stepped_back(self) -> "Review":
        """Forget the last step of this sitting: it was taken back."""
        return replace(self, steps=self.steps[:-1])

    @property
    def above(self) -> Card | None:
        """The nearest open card above the one in hand."""
        return next((card for card in reversed(self.cards[: self.at]) if card.is_open), None)

    def open_in_group(self) -> Sequence[Card]:
        """Give the open cards of the group in hand; of outcomes none, they are never decided unread."""
        card = self.current
        if card is None or card.group.is_outcomes:
            return ()
        return [one for one in self.cards if one.is_open and one.group == card.group]

    def open_everywhere(self) -> Sequence[Card]:
        """Give the open cards of all groups but the outcomes."""
        return [one for one in self.cards if one.is_open and not one.group.is_outcomes]

    def _with(self, at: int, card: Card) -> "Review":
        return replace(self, cards=(*self.cards[:at], card, *self.cards[at + 1 :]))


def lay(card: Card, verdict: Verdict) -> Card:
    """Lay a verdict on its card."""
    return replace(card, verdict=verdict, text=verdict.text, category=verdict.category)
