"""One sitting: what the person does becomes a decision of the desk, and what the desk did is laid on the table."""

import difflib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from harvester.decide import Decision, Desk, Step
from harvester.errors import DocumentError, UsageError
from harvester.model import Category, Draft, Evidence, Kind, Match, Ref, VerdictKind
from harvester.review import Card, Offer, PlanLine, Review, lay, name_category
from harvester.sitting.dealer import Brief, Dealer, House
from harvester.store import DraftState, StoredDraft, StoredVerdict
from harvester.words import read_words

T = TypeVar("T")
MOST_CRITERIA: Final = 3
_LEADS: Final = (Kind.PULL_REQUEST, Kind.TICKET, Kind.DESIGN_DOC, Kind.COMMIT)


@dataclass(frozen=True, slots=True)
class Batch:
    """Cards that may be accepted together, and how many others must be read first."""

    sure: Sequence[Card]
    doubtful: int


class Sitting:
    """One sitting. Each method that decides stores it at once and returns a line that says what was done."""

    def __init__(self, desk: Desk, house: House) -> None:
        self.desk = desk
        self.house = house
        self.store = desk.store
        self.zone = desk.place.zone
        self.carried_over = len(self.store.unwritten.read())
        self.offer: Offer | None = None
        self.offers: list[Offer] = []
        self.dealer = Dealer(desk, house.threshold)
        self._undone: list[int] = []
        self._outcomes = {card.ref: card for card in self.dealer.deal_outcomes()}
        self.review = Review.deal([*self.dealer.deal_drafts(), *self._outcomes.values()])

    @property
    def card(self) -> Card:
        """The card in hand.

        Raises:
            UsageError: the table is empty.
        """
        if self.review.current is None:
            raise UsageError("There is no draft on the table.")
        return self.review.current

    def brief(self, card: Card) -> Brief:
        """Read what stands behind a card."""
        return self.dealer.brief(card)

    def accept(self) -> str:
        """Accept the card in hand; of an outcome: there is nothing to add."""
        card = self._undecided()
        if not card.group.is_outcomes:
            return self._decide([_accepting(card)])
        self._decide([replace(_accepting(card), text="" if card.text == card.draft.text else card.text)])
        return "left as it is"

    def edit(self, text: str) -> str:
        """Claim the card in hand in the person's words.

        Raises:
            UsageError: the text is empty or cannot stand in the document.
        """
        card = self._undecided()
        words = read_words(text)
        if words == card.text:
            return "unchanged"
        return self._decide([replace(_accepting(card), kind=VerdictKind.EDITED, text=words)])

    def reject(self) -> str:
        """Reject the card in hand; `offer` then holds the ignore rule worth offering, if any."""
        card = self._draft()
        said = self._decide([Decision(ref=card.ref, kind=VerdictKind.REJECTED, category=card.category)])
        self.offer = self.dealer.find_offer(card)
        if self.offer:
            self.offers.append(self.offer)
        return said

    def later(self) -> str:
        """Put the card in hand off."""
        card = self._undecided()
        if card.group.is_outcomes:
            self.review = self.review.move(1)
            return "asked again next time"
        return self._decide([Decision(ref=card.ref, kind=VerdictKind.LATER, category=card.category)])

    def batch(self, *, everywhere: bool = False) -> Batch:
        """Give what may be accepted together, of the group in hand or of all."""
        cards = self.review.open_everywhere() if everywhere else self.review.open_in_group()
        sure = [card for card in cards if not self.brief(card).doubts]
        return Batch(sure, len(cards) - len(sure))

    def accept_batch(self, batch: Batch) -> str:
        """Accept the cards of a batch as one step."""
        if not batch.sure:
            raise UsageError("Nothing here may be accepted without being read.", why=f"{batch.doubtful} to look at")
        return self._decide([_accepting(card) for card in batch.sure])

    def choose(self, category: Category) -> str:
        """Choose another category for the card in hand."""
        self._draft()
        self.review = self.review.choose(category)
        return f"category: {name_category(category)}"

    def choose_criteria(self, ids: Sequence[str]) -> str:
        """Let the card in hand speak to these criteria instead.

        Raises:
            UsageError: there is no such criterion, or they are more than three.
        """
        card = self._draft()
        known = [criterion for criterion, _ in self.house.criteria()]
        if unknown := [one for one in ids if one not in known]:
            raise UsageError(
                f"There is no criterion {unknown[0]!r}.",
                why=f"the rubric has: {', '.join(known)}",
                cure="harvester rubric show",
            )
        if len(ids) > MOST_CRITERIA:
            raise UsageError(f"At most {MOST_CRITERIA} criteria, please.")
        kept = {match.criterion_id: match for match in card.draft.matches}
        matches = tuple(kept.get(one, Match(one, 1.0, "named by you")) for one in dict.fromkeys(ids))
        self._revise([replace(self._stored(card.ref), draft=replace(card.draft, matches=matches))], hand=card.ref)
        return f"criteria: {', '.join(ids) or 'none'}"

    def merge(self) -> str:
        """Join the card in hand to the open one above it, which keeps its words and gains the evidence.

        Raises:
            UsageError: no open draft lies above it.
        """
        card, above = self._draft(), self.review.above
        if above is None:
            raise UsageError("There is no open draft above this one to join it to.")
        into, gone = self._stored(above.ref), self._stored(card.ref)
        joined = replace(
            into.draft,
            refs=_unique((*into.draft.refs, *gone.draft.refs, card.ref)),
            links=_unique((*into.draft.links, *gone.draft.links)),
        )
        emptied = StoredDraft(replace(gone.draft, refs=()), DraftState.WITHDRAWN, None)
        self._revise([replace(into, draft=joined), emptied], hand=above.ref)
        return "joined; i puts both into words"

    def split(self, numbers: Collection[int]) -> str:
        """Make a draft of its own of some pieces of evidence of the card in hand, counted from 1.

        Raises:
            UsageError: there is no such piece, it is the lead, or nothing can be drafted from what is taken out.
        """
        card = self._draft()
        evidence = self.brief(card).evidence
        if not numbers or not all(1 < number <= len(evidence) for number in numbers):
            raise UsageError(f"Name pieces from 2 to {len(evidence)}: the first one stays.")
        taken = [evidence[number - 1] for number in sorted(numbers)]
        taken.sort(key=lambda one: _LEADS.index(one.kind) if one.kind in _LEADS else len(_LEADS))
        parted = self.house.propose(taken)
        if parted is None:
            raise UsageError("Nothing can be drafted from that alone.")
        stored = self._stored(card.ref)
        if parted.category is Category.ROUTINE:
            # The person wants it, so it belongs where it was found.
            parted = replace(parted, category=stored.draft.category, confidence=0.0)
        rest = self._without(stored.draft, taken, evidence)
        self._revise([replace(stored, draft=rest), StoredDraft(parted, stored.state, None)], hand=card.ref)
        return "taken apart"

    def _without(self, draft: Draft, taken: Sequence[Evidence], evidence: Sequence[Evidence]) -> Draft:
        """Draft anew what is left; keep the words where nothing can be drafted."""
        left = [one for one in evidence if one not in taken]
        refs = {one.ref for one in taken}
        again = self.house.propose(left) or draft
        return replace(
            draft,
            text=again.text,
            claims=again.claims,
            links=again.links,
            refs=tuple(ref for ref in draft.refs if ref not in refs),
        )

    def undo(self) -> str:
        """Take back the last step, also of an earlier sitting."""
        count = self.review.steps[-1] if self.review.steps else 1
        steps = self.desk.undo(count)
        if not steps:
            raise UsageError("Nothing to take back.")
        self.review = self.review.stepped_back()
        self._undone.append(len(steps))
        self._deal_again(steps, is_undone=True)
        return f"taken back: {_name(steps)}"

    def redo(self) -> str:
        """Do again what was last taken back."""
        steps = self.desk.redo(self._undone.pop() if self._undone else 1)
        if not steps:
            raise UsageError("Nothing to do again.")
        self._deal_again(steps, is_undone=False)
        self.review = replace(self.review, steps=(*self.review.steps, len(steps)))
        return f"done again: {_name(steps)}"

    def follow(self, plan: Sequence[PlanLine]) -> list[PlanLine]:
        """Carry out a plan, all of it or nothing; returns the edits whose words are still to be asked for."""
        with self.store.transaction():
            for line in plan:
                self.review = self.review.pick(line.ref)
                if line.kind is VerdictKind.ACCEPTED:
                    self.accept()
                elif line.kind is VerdictKind.REJECTED:
                    self.reject()
                elif line.text:
                    self.edit(line.text)
        return [line for line in plan if line.kind is VerdictKind.EDITED and not line.text]

    def difference(self) -> Sequence[str]:
        """Give what closing would change in the document, as lines that begin with + or -."""
        after, _ = self.desk.compose()
        old, new = (one.data.decode("utf-8", "replace").splitlines() for one in (self.desk.before, after))
        lines = difflib.unified_diff(old, new, lineterm="", n=0)
        return [line for line in lines if not line.startswith(("---", "+++", "@@"))]

    def close(self) -> Sequence[str]:
        """Write the document once; returns notices.

        Raises:
            DocumentError: it changed meanwhile or cannot be written; the decisions are kept.
        """
        count = len(self.store.unwritten.read())
        try:
            refusals = self.desk.close()
        except DocumentError as error:
            kept = f"{count} decision{'s are' if count != 1 else ' is'} kept, and the next review writes them."
            raise DocumentError(error.what, why=f"{error.why} {kept}".strip(), cure="harvester review") from error
        return [f"{error.what} {error.why} It stands as it is; your decision is kept." for error in refusals]

    def summary(self) -> str:
        """Say in a line what this sitting decided, and what is left."""
        counts = self.review.counts
        parts = [f"{counts[kind]} {kind.value}" for kind in VerdictKind if counts[kind]]
        return f"{', '.join(parts) or 'nothing decided'}; {self.review.left} left"

    def _undecided(self) -> Card:
        if not self.card.is_open:
            raise UsageError("That is decided already; u takes the last decision back.")
        return self.card

    def _draft(self) -> Card:
        """Give the card in hand, if it is a draft that is still open."""
        card = self._undecided()
        if card.group.is_outcomes:
            raise UsageError("This is an entry of yours already.", why="Only what came of it is asked.")
        return card

    def _stored(self, ref: Ref) -> StoredDraft:
        return replace(next(iter(self.store.drafts.read(refs=[ref]))), verdict=None)

    def _decide(self, decisions: Sequence[Decision]) -> str:
        verdicts = self.desk.decide(decisions)
        self.offer = None
        self._undone.clear()
        self.review = self.review.decided(verdicts)
        return verdicts[0].kind.value if len(verdicts) == 1 else f"{len(verdicts)} accepted"

    def _revise(self, drafts: Sequence[StoredDraft], *, hand: Ref) -> None:
        self.desk.revise(drafts)
        self._undone.clear()
        self.dealer.forget_briefs()
        chosen = {card.ref: card.category for card in self.review.cards}
        dealt = (self.dealer.deal(one) for one in drafts if one.state is not DraftState.WITHDRAWN)
        cards = [replace(card, category=chosen.get(card.ref, card.category)) for card in dealt]
        self.review = self.review.redealt({one.draft.ref for one in drafts}, cards, hand=hand, is_step=True)

    def _deal_again(self, steps: Sequence[Step], *, is_undone: bool) -> None:
        self.offer = None
        self.dealer.forget_briefs()
        gone: set[Ref] = set()
        cards: dict[Ref, Card] = {}
        for step in steps:
            refs = _refs(step)
            gone |= refs
            for stored in self.dealer.read(refs):
                if stored.state is not DraftState.WITHDRAWN:
                    card = self._outcomes.get(stored.draft.ref) or self.dealer.deal(stored)
                    if isinstance(step, StoredVerdict) and not is_undone:
                        card = lay(card, step.verdict)
                    cards[card.ref] = card
        self.review = self.review.redealt(gone, cards.values(), hand=min(_refs(steps[-1])))


def _accepting(card: Card) -> Decision:
    return Decision(ref=card.ref, kind=VerdictKind.ACCEPTED, category=card.category)


def _refs(step: Step) -> set[Ref]:
    return {step.verdict.ref} if isinstance(step, StoredVerdict) else {one.draft.ref for one in step.before}


def _name(steps: Sequence[Step]) -> str:
    if len(steps) > 1:
        return f"{len(steps)} decisions"
    step = steps[0]
    return step.verdict.kind.value if isinstance(step, StoredVerdict) else "a change of drafts"


def _unique(values: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))
