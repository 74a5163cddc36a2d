"""The draft in hand: its sentence, where it would stand, its evidence and what speaks against a blind yes."""

from rich.style import Style

from harvester.review import name_category, tell_evidence
from harvester.screen.lines import BOLD, DIM, PLAIN, Lines, Row, wrap_all
from harvester.sitting import Sitting

_DOUBT = Style(color="yellow", bold=True)


class Detail(Lines):
    """The panel of the draft in hand."""

    def display_card(self, sitting: Sitting) -> None:
        """Show the card in hand, from its top."""
        width = max(self.size.width, 20)
        card = sitting.review.current
        if card is None:
            self.show([])
            return
        brief = sitting.brief(card)
        day = card.draft.happened_at.astimezone(sitting.zone).date().isoformat()
        section = "What came of it? i adds it, a leaves it" if card.group.is_outcomes else name_category(card.category)
        criteria = ", ".join(match.criterion_id for match in card.draft.matches)
        facts = " · ".join(filter(None, (section, day, f"sure {card.draft.confidence:.2f}", criteria)))
        rows = [*wrap_all([card.text], width, BOLD), *wrap_all([facts], width, DIM)]
        rows += wrap_all([f"! {doubt}" for doubt in brief.doubts], width, _DOUBT)
        if card.draft.reason:
            rows += wrap_all([f"why: {card.draft.reason}"], width, DIM)
        rows.append(Row(()))
        rows += wrap_all(tell_evidence(brief.evidence, sitting.zone), width, PLAIN, indent="   ")
        self.show(rows)
