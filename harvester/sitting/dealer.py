"""The dealer: reads drafts, entries and evidence from the store, and makes cards of them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from harvester.decide import Desk
from harvester.model import Draft, Evidence, Judgement, Ref, Verdict, VerdictKind
from harvester.outcomes import Claimed, find_due
from harvester.review import Card, Group, Offer, find_doubts, find_offer
from harvester.store import DraftState, Fate, StoredDraft
from harvester.sync import is_decided
from harvester.sync import read_words as read_line

_REMEMBERED: Final = 500
"""Newest verdicts among which a kind that is rejected again and again is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What the configuration says of a review.

    `propose` drafts anew from a part of the evidence, `criteria` are (id, name) of the rubric; both are asked late,
    since most sittings need neither. `ignore_titles` and `ignore_paths` are the patterns already configured.
    """

    threshold: float
    propose: Callable[[Sequence[Evidence]], Draft | None]
    criteria: Callable[[], Sequence[tuple[str, str]]]
    ignored: Callable[[str], Sequence[str]] = field(default=lambda _: ())


@dataclass(frozen=True, slots=True)
class Brief:
    """What stands behind a card: its evidence, lead first, what was concluded of each, and the doubts."""

    evidence: Sequence[Evidence] = ()
    judgements: Sequence[Judgement | None] = ()
    doubts: Sequence[str] = ()


class Dealer:
    """Gives the cards of a table, and what stands behind each."""

    def __init__(self, desk: Desk, threshold: float) -> None:
        self.desk = desk
        self.store = desk.store
        self.threshold = threshold
        self._projects = self.store.evidence.projects()
        self._briefs: dict[tuple[Ref, str], Brief] = {}

    def deal_drafts(self) -> Iterator[Card]:
        """Deal the drafts that stand in the document, or are on their way there, and are not decided."""
        for stored in self.store.drafts.read([DraftState.WAITING, DraftState.PLACED]):
            is_missing = stored.state is DraftState.PLACED and self.desk.before.line_of(stored.draft.ref) is None
            if not is_decided(stored) and not is_missing:
                yield self.deal(stored)

    def deal(self, stored: StoredDraft) -> Card:
        """Make the card of a draft, with the words and the section that its line has."""
        draft = stored.draft
        line = self.desk.before.line_of(draft.ref)
        is_touched = line is not None and line.is_touched and not line.is_claimed
        category = (line.category if line and not line.is_claimed else None) or draft.category
        return Card(
            draft=draft,
            text=read_line(line.text)[0] if line and is_touched else draft.text,
            category=category,
            group=Group(self._projects.get(draft.ref) or draft.ref.source, category),
            is_touched=is_touched,
        )

    def deal_outcomes(self) -> Iterator[Card]:
        """Deal the entries whose outcome is due, where our own line can still take it."""
        verdicts: dict[Ref, list[Verdict]] = {}
        for given in self.store.verdicts.read():
            if given.fate is Fate.STANDS:
                verdicts.setdefault(given.verdict.ref, []).append(given.verdict)
        entries = (Claimed(one.draft, verdicts[one.draft.ref]) for one in self.read(verdicts))
        for entry in find_due(entries, self.desk.now):
            line = self.desk.before.line_of(entry.draft.ref)
            if line and line.is_claimed and not line.is_touched:
                last = entry.verdicts[-1]
                group = Group(self._projects.get(last.ref) or last.ref.source, last.category, is_outcomes=True)
                yield Card(draft=entry.draft, text=last.text, category=last.category, group=group)

    def read(self, refs: Collection[Ref]) -> Iterable[StoredDraft]:
        """Read the drafts of these refs."""
        return self.store.drafts.read(refs=refs) if refs else ()

    def brief(self, card: Card) -> Brief:
        """Read what stands behind a card."""
        key = (card.ref, card.text)
        if key not in self._briefs:
            refs = list(dict.fromkeys((card.ref, *card.draft.refs)))
            found = sorted(self.store.evidence.read(refs=refs), key=lambda one: one.evidence.ref != card.ref)
            evidence = [one.evidence for one in found]
            doubts = find_doubts(card, evidence, self.threshold)
            self._briefs[key] = Brief(evidence, [one.judgement for one in found], doubts)
        return self._briefs[key]

    def forget_briefs(self) -> None:
        """Read evidence anew: drafts were joined or taken apart."""
        self._briefs.clear()

    def find_offer(self, card: Card) -> Offer | None:
        """Find the ignore rule worth offering, now that a card was rejected."""
        newest = next((one for one in self.brief(card).evidence if one.ref == card.ref), None)
        decided = [given.verdict for given in self.store.verdicts.read(newest_first=True) if given.fate is Fate.STANDS]
        kinds: dict[Ref, VerdictKind] = {}
        for verdict in decided[:_REMEMBERED]:
            kinds.setdefault(verdict.ref, verdict.kind)
        leads = [one.evidence for one in self.store.evidence.read(refs=list(kinds))]
        rejected = [one for one in leads if kinds[one.ref] is VerdictKind.REJECTED]
        kept = [one for one in leads if kinds[one.ref] in {VerdictKind.ACCEPTED, VerdictKind.EDITED}]
        return find_offer(newest, rejected, kept) if newest else None
