"""The drafts on the table as a list: groups, what was decided in words, and the one in hand."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any, Final

from rich.style import Style

from harvester.model import VerdictKind
from harvester.review import Card, Group, Review, name_category
from harvester.screen.lines import BOLD, DIM, PLAIN, Lines, Row

_STYLES: Final = {
    VerdictKind.ACCEPTED: Style(color="green"),
    VerdictKind.EDITED: Style(color="cyan"),
    VerdictKind.REJECTED: Style(color="red"),
    VerdictKind.LATER: Style(color="yellow"),
}
_WORD: Final = 9


class Pile(Lines):
    """The list; it follows the card in hand."""

    wants_cursor = True

    def display_review(self, review: Review) -> None:
        """Show the cards of a table, the one in hand among them, and above the first of a group its name."""
        rows = PileRows(review)
        at = rows.place_of(review.at)
        height = max(self.size.height, 1)
        top = min(self.top, at - 1 if rows.is_first(review.at) else at)
        self.show(rows, top=max(top, at - height + 1))


class PileRows(Sequence[Row]):
    """The rows of the list, each made when it is drawn: there may be thousands."""

    def __init__(self, review: Review) -> None:
        self._review = review
        self._starts = [places.start for _, places in review.groups]
        self._heads = [start + group for group, start in enumerate(self._starts)]

    def __len__(self) -> int:
        return len(self._review.cards) + len(self._starts)

    def place_of(self, card: int) -> int:
        """Give the row of a card."""
        return card + bisect_right(self._starts, card)

    def is_first(self, card: int) -> bool:
        """Say whether a card is the first of its group."""
        return card in self._starts

    def __getitem__(self, at: Any) -> Any:  # noqa: ANN401 - a sequence's own overloads
        group = bisect_right(self._heads, at) - 1
        if self._heads[group] == at:
            return Row.of(name_group(self._review.groups[group][0]), BOLD)
        card = at - group - 1
        return _row(self._review.cards[card], is_current=card == self._review.at)


def name_group(group: Group) -> str:
    """Name a group: its work and category, or what is asked of it."""
    return f"{group.work} · {'What came of it?' if group.is_outcomes else name_category(group.category)}"


def _row(card: Card, *, is_current: bool) -> Row:
    if card.kind is None:
        label, style = f"{card.draft.confidence:.2f}", DIM
    else:
        label, style = card.kind.value, _STYLES[card.kind]
    text = PLAIN if card.is_open else DIM
    if is_current:
        return Row(((f"> {label:<{_WORD}}{card.text}", PLAIN),), is_reversed=True)
    return Row(((f"  {label:<{_WORD}}", style), (card.text, text)))
