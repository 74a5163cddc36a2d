"""A round of proposing, from evidence that nobody judged yet to drafts: link, classify, draft, select.

All of it is one transaction.

What is decided stays decided: evidence that joins a decided work item never reopens it, evidence that joins an
undecided draft becomes its alias, and what was drafted once is never drafted again.
"""

import fnmatch
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta, tzinfo
from typing import Final

from harvester.classify import Classifier, Lesson, build_classifier
from harvester.draft import Drafter, Selection, select_drafts
from harvester.exchange import parse_time
from harvester.link import link
from harvester.model import Category, Draft, Evidence, Judgement, Ref, Window, WorkItem
from harvester.people import People
from harvester.period import week_of
from harvester.proposal import Occasion, Proposal
from harvester.rubric import Rubric
from harvester.store import DraftState, Fate, Store, StoredDraft, StoredEvidence
from harvester.twins import find_twins

SURROUNDINGS: Final = timedelta(weeks=26)
"""How far around new evidence its work item may reach; what lies farther apart is other work."""
FIRST_RUN_LIMIT: Final = 30
"""The most drafts of the first run ever, whatever the weeks they fall in."""

LESSONS: Final = 500
"""The newest verdicts that later proposals learn from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposer:
    """What it takes to propose: the meaning, the words, the limit a week, what the person never wants, who is who."""

    rubric: Rubric
    drafter: Drafter
    zone: tzinfo
    limit_a_week: int
    is_ignored: "IgnoreRule"
    people: People


class IgnoreRule:
    """What the person's own configuration keeps out of the drafts: titles and paths by pattern."""

    def __init__(self, titles: Collection[str] = (), paths: Collection[str] = ()) -> None:
        self._titles = [re.compile(pattern) for pattern in titles]
        self._paths = tuple(paths)

    def __call__(self, evidence: Evidence) -> bool:
        """Say whether a title matches, or every changed file lies under an ignored path."""
        if any(pattern.search(evidence.title) for pattern in self._titles):
            return True
        return bool(self._paths and evidence.files) and all(
            any(fnmatch.fnmatchcase(one.path, pattern) for pattern in self._paths) for one in evidence.files
        )


def propose(store: Store, proposer: Proposer, occasion: Occasion) -> Proposal:
    """Judge all unsettled evidence and store what came of it."""
    span = store.evidence.unsettled_span()
    if span is None:
        return Proposal()
    around = Window(parse_time(span[0]) - SURROUNDINGS, parse_time(span[1]) + SURROUNDINGS)
    known = {stored.evidence.ref: stored for stored in store.evidence.read(around)}
    twins = find_twins(stored.evidence for stored in known.values())
    told = (occasion.fresh.get(ref, stored.evidence) for ref, stored in known.items() if ref not in twins)
    items = link(proposer.people.date_classes(one) for one in told)
    classifier = build_classifier(proposer.rubric, read_lessons(store, proposer.people))
    return _Round(store, proposer, classifier, known, occasion).settle(items, twins)


def read_lessons(store: Store, people: People) -> list[Lesson]:
    """Give what the person's verdicts teach, newest first: what was proposed for which evidence, and what became of it.

    Of drafts whose evidence was forgotten nothing is learned.
    """
    decided = [stored for stored in store.drafts.read() if stored.verdict]
    decided.sort(key=lambda stored: (stored.verdict and stored.verdict.decided_at, stored.draft.ref), reverse=True)
    proposed = read_replaced_criteria(store)
    lessons: list[Lesson] = []
    for stored in decided[:LESSONS]:
        evidence = next(store.evidence.read(refs=[stored.draft.ref]), None)
        if evidence and stored.verdict:
            left = _name_criteria(stored.draft)
            lessons.append(
                Lesson(
                    evidence=people.date_classes(evidence.evidence),
                    proposed=stored.draft.category,
                    decided=stored.verdict.kind,
                    category=stored.verdict.category,
                    proposed_criteria=proposed.get(stored.draft.ref, left),
                    criteria=left if stored.draft.ref in proposed else None,
                )
            )
    return lessons


def read_replaced_criteria(store: Store) -> Mapping[Ref, Sequence[str]]:
    """Give the criteria that were proposed, by draft, where the person chose others and has not taken that back."""
    proposed: dict[Ref, Sequence[str]] = {}
    for revision in store.revisions.read():
        if revision.fate is Fate.STANDS:
            for before, after in zip(revision.before, revision.after, strict=True):
                if _name_criteria(before.draft) != _name_criteria(after.draft):
                    proposed.setdefault(after.draft.ref, _name_criteria(before.draft))
    return proposed


def _name_criteria(draft: Draft) -> Sequence[str]:
    return [match.criterion_id for match in draft.matches]


class _Round:
    """One round of proposing over the evidence around what is new."""

    def __init__(
        self,
        store: Store,
        proposer: Proposer,
        classifier: Classifier,
        known: Mapping[Ref, StoredEvidence],
        occasion: Occasion,
    ) -> None:
        self.store = store
        self.proposer = proposer
        self.classifier = classifier
        self.known = known
        self.occasion = occasion
        self.drafts = {stored.draft.ref: stored for stored in store.drafts.read()}
        self.result = Proposal()
        self.proposals: list[Draft] = []

    def settle(self, items: Sequence[WorkItem], twins: Mapping[Ref, Ref]) -> Proposal:
        judgements: dict[Ref, Judgement] = {}
        aliases: list[tuple[Ref, list[Ref]]] = []
        for work_item in items:
            unsettled = [one for one in work_item.evidence if not self.known[one.ref].is_settled]
            if not unsettled:
                continue
            judgements |= {one.ref: self.classifier.judge(one) for one in unsettled}
            if joined := self._joined(work_item):
                self.result.folded += len(unsettled)
                aliases.append((joined, [one.ref for one in unsettled]))
            else:
                self._propose(work_item, unsettled)
        repeated = {ref: twin for ref, twin in twins.items() if not self.known[ref].is_settled}
        judgements |= {ref: self.classifier.judge(self.known[ref].evidence) for ref in repeated}
        selection = self._select()
        with self.store.transaction():
            self._keep(selection)
            for draft_ref, refs in aliases:
                self.store.evidence.add_aliases(draft_ref, refs)
            self._follow(repeated)
            self.store.evidence.settle(judgements)
        return self.result

    def _follow(self, repeated: Mapping[Ref, Ref]) -> None:
        """Let work that came again under another name belong to the draft it has, or to none."""
        drafts = self.store.evidence.draft_refs(repeated.values())
        for ref, twin in repeated.items():
            if twin in drafts:
                self.store.evidence.add_aliases(drafts[twin], [ref])
        self.result.folded += len(repeated)

    def _joined(self, work_item: WorkItem) -> Ref | None:
        """Give the earliest undecided draft that this work item belongs to."""
        touched = {self.known[one.ref].draft_ref for one in work_item.evidence}
        undecided = (self.drafts[ref] for ref in touched if ref in self.drafts and _is_open(self.drafts[ref]))
        return min((stored.draft.ref for stored in undecided), default=None)

    def _propose(self, work_item: WorkItem, unsettled: Sequence[Evidence]) -> None:
        """Draft the work item, or of one that was decided what has come since."""
        is_decided = any(self.known[one.ref].draft_ref for one in work_item.evidence)
        if is_decided:
            work_item = replace(link(unsettled)[0], reasons=work_item.reasons)
        if all(self.proposer.is_ignored(one) for one in work_item.evidence):
            self.result.routine += len(unsettled)
            return
        judgement = self.classifier.judge_work_item(work_item)
        draft = None if judgement.category is Category.ROUTINE else self.proposer.drafter.propose(work_item, judgement)
        if draft is None:
            self.result.routine += len(unsettled)
        else:
            self.proposals.append(draft)

    def _select(self) -> Selection:
        proposals = [draft for draft in self.proposals if not self._is_too_old(draft)]
        self.result.held_back += [
            (draft, "older than the last line of the document; the store was lost")
            for draft in self.proposals
            if self._is_too_old(draft)
        ]
        already = Counter(
            week_of(stored.draft.happened_at, self.proposer.zone)
            for stored in self.drafts.values()
            if stored.state is not DraftState.HELD_BACK
        )
        return select_drafts(
            proposals,
            limit_a_week=self.proposer.limit_a_week,
            first_run_limit=FIRST_RUN_LIMIT if self.occasion.is_first_run else None,
            already=already,
            zone=self.proposer.zone,
        )

    def _is_too_old(self, draft: Draft) -> bool:
        not_before = self.occasion.not_before
        return not_before is not None and draft.happened_at < not_before

    def _keep(self, selection: Selection) -> None:
        self.result.appended = list(selection.kept)
        self.result.held_back += list(selection.held_back)
        for draft in self.result.appended:
            self._add(draft, DraftState.WAITING)
        for draft, why in self.result.held_back:
            self._add(draft, DraftState.HELD_BACK, why)
        for draft, into, _ in selection.folded:
            self.result.folded += len(draft.refs)
            self.store.evidence.add_aliases(into, draft.refs)

    def _add(self, draft: Draft, state: DraftState, why_held: str = "") -> None:
        self.store.drafts.add(draft, state, why_held)
        self.store.evidence.add_aliases(draft.ref, _unique((draft.ref, *draft.refs)))


def _is_open(stored: StoredDraft) -> bool:
    return stored.verdict is None and stored.state is not DraftState.WITHDRAWN


def _unique(refs: Iterable[Ref]) -> list[Ref]:
    return list(dict.fromkeys(refs))
