"""The drafts on the table as a list: groups, what was decided in words, and the one in hand."""

from typing import Final

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
        """Show the cards of a table, the one in hand among them."""
        rows: list[Row] = []
        cursor = last = 0
        for group, places in review.groups:
            first_at = len(rows)
            rows.append(Row.of(name_group(group), BOLD))
            for at in places:
                is_current = at == review.at
                if is_current:
                    cursor = first_at if at == places[0] else len(rows)
                    last = len(rows)
                rows.append(_row(review.cards[at], is_current=is_current))
        height = max(self.size.height, 1)
        top = min(self.top, cursor)
        if rows and last - top >= height:
            top = last - height + 1
        self.show(rows, top=top)


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
