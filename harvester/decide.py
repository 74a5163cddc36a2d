"""The person's decisions: accept, edit, reject, later, drafts joined or taken apart, and taking all of that back.

What is decided is stored at once; the document follows in one write, when the desk is closed. It knows three
operations: take the box off a line, take back a line of ours that nobody touched, add a line. A line whose words the
person changed is theirs: it may be claimed, and is otherwise refused.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from harvester.document import Document, NewLine, read_document, write_document
from harvester.errors import DocumentError, UsageError
from harvester.model import Category, Ref, Verdict, VerdictKind
from harvester.store import DraftState, Fate, Revision, Store, StoredDraft, StoredVerdict
from harvester.sync import Place, bring, clear_way, read_decisions, read_unwritten, read_words, record_lines, verdict_of

_CLAIMING: Final = {VerdictKind.ACCEPTED, VerdictKind.EDITED}

Step = StoredVerdict | Revision
"""What can be taken back: a verdict, or what the person made of drafts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision: what is to become of a draft. `text` is the person's own, `category` another than proposed."""

    ref: Ref
    kind: VerdictKind
    text: str = ""
    category: Category | None = None


class Desk:
    """Where decisions are made: the store, the document as it was just read, and the clock.

    Every decision is one transaction of the store. Nothing is written to the document before `close`; who never
    gets there finds the verdicts kept, and the next desk that closes writes them.
    """

    def __init__(self, store: Store, place: Place, now: datetime) -> None:
        self.store = store
        self.place = place
        self.now = now
        self.before = read_decisions(store, place, now)
        self._composed: tuple[Document, Mapping[Ref, DocumentError]] | None = None

    def decide(self, decisions: Iterable[Decision]) -> list[Verdict]:
        """Carry out decisions in order, all of them or none.

        Raises:
            UsageError: there is no such draft.
            DocumentError: the person changed the line (exit 6).
        """
        with self.store.transaction():
            self._end_redo()
            return [self._decide(decision) for decision in decisions]

    def _end_redo(self) -> None:
        """Let what was taken back stay so: a newer decision ends what can be redone."""
        self.store.verdicts.end_redo()
        self.store.revisions.end_redo()

    def _decide(self, decision: Decision) -> Verdict:
        stored = self._find(decision.ref)
        verdict = self._verdict(stored, decision)
        self.store.verdicts.add([verdict])
        if decision.kind is not VerdictKind.LATER:
            self._follow([verdict.ref])
        return verdict

    def _verdict(self, stored: StoredDraft, decision: Decision) -> Verdict:
        """Give the verdict; of a line that stands, what stands there is what is claimed."""
        draft, kind = stored.draft, decision.kind
        line = self.before.line_of(draft.ref)
        category = decision.category or (line.category if line else None) or draft.category
        text = decision.text
        if not text and line and line.is_touched and kind in _CLAIMING:
            text = read_words(line.text)[0]
        if kind is VerdictKind.ACCEPTED and text:
            kind = VerdictKind.EDITED
        return verdict_of(replace(draft, category=category, text=text or draft.text), kind, self.now)

    def revise(self, drafts: Sequence[StoredDraft]) -> None:
        """Keep drafts as the person made them, with the evidence that each now holds.

        Raises:
            DocumentError: the person changed one of their lines (exit 6).
        """
        before = [self._known(stored) for stored in drafts]
        with self.store.transaction():
            self._end_redo()
            self.store.revisions.add(before, drafts, after_verdict=self.store.verdicts.last_number())
            self._keep(drafts)

    def _known(self, stored: StoredDraft) -> StoredDraft:
        """Give a draft as it was; one that was not yet had no evidence and no line."""
        known = next(iter(self.store.drafts.read(refs=[stored.draft.ref])), None)
        nothing = StoredDraft(replace(stored.draft, refs=()), DraftState.WITHDRAWN, None)
        return replace(known, verdict=None) if known else nothing

    def _keep(self, drafts: Sequence[StoredDraft]) -> None:
        for stored in drafts:
            self.store.drafts.revise(stored.draft, stored.state, stored.why_held)
            self.store.evidence.move_aliases(stored.draft.ref, stored.draft.refs)
        self._follow(stored.draft.ref for stored in drafts)

    def undo(self, count: int) -> list[Step]:
        """Take back the last `count` steps, newest first; returns those that were taken back.

        Raises:
            DocumentError: the person changed a line since (exit 6).
        """
        return self._replay((step for step in self._log() if step.fate is Fate.STANDS), count, Fate.UNDONE)

    def redo(self, count: int) -> list[Step]:
        """Do again the steps that were last taken back; a newer verdict ends what can be redone."""
        return self._replay(reversed(list(_undone_at_the_end(self._log()))), count, Fate.STANDS)

    def _log(self) -> list[Step]:
        """Give every step ever, newest first."""
        steps: list[Step] = [*self.store.verdicts.read(), *self.store.revisions.read()]
        return sorted(steps, key=_age, reverse=True)

    def _replay(self, log: Iterable[Step], count: int, fate: Fate) -> list[Step]:
        replayed: list[Step] = []
        with self.store.transaction():
            for step, _ in zip(log, range(count), strict=False):
                if isinstance(step, StoredVerdict):
                    self.store.verdicts.mark(step.number, fate)
                    self._follow([step.verdict.ref])
                else:
                    self.store.revisions.mark(step.number, fate)
                    self._keep(step.before if fate is Fate.UNDONE else step.after)
                replayed.append(step)
        return replayed

    def _follow(self, refs: Iterable[Ref]) -> None:
        """Note that the document is to follow; refuse what would take the person's own words from a line."""
        noted = list(refs)
        self._composed = None
        for ref in noted:
            line = self.before.line_of(ref)
            if line and line.is_touched:
                bring(self.before, self._find(ref), self.place.zone)
        self.store.unwritten.add(noted)

    def _find(self, ref: Ref) -> StoredDraft:
        found = next(iter(self.store.drafts.read(refs=[ref])), None)
        if found is None:
            alias = self.store.evidence.draft_refs([ref]).get(ref)
            found = next(iter(self.store.drafts.read(refs=[alias])), None) if alias else None
        if found is None:
            raise UsageError(f"There is no draft {ref}.", cure="harvester list")
        return found

    def compose(self) -> tuple[Document, Mapping[Ref, DocumentError]]:
        """Give the document as `close` would write it, and what the person's own words keep out of it."""
        if self._composed is None:
            document = self.before
            lines: list[NewLine] = []
            refusals: dict[Ref, DocumentError] = {}
            for stored in read_unwritten(self.store):
                try:
                    document, line = clear_way(document, stored, self.place.zone)
                except DocumentError as error:
                    refusals[stored.draft.ref] = error
                else:
                    lines += [line] if line else []
            self._composed = (document.add(lines) if lines else document), refusals
        return self._composed

    def close(self) -> Sequence[DocumentError]:
        """Write the document, if anything changed, and remember how it stands.

        Returns why something stays unwritten: the person changed its line meanwhile, and their words stand.

        Raises:
            DocumentError: it changed meanwhile or cannot be written; nothing was written.
        """
        document, refusals = self.compose()
        if document.data != self.before.data:
            write_document(self.before, document, backups=self.place.backups)
        with self.store.transaction():
            record_lines(self.store, document)
            self.store.unwritten.remove(self.store.unwritten.read() - refusals.keys())
        self.before = read_document(self.place.path, self.place.headings)
        self._composed = None
        return list(refusals.values())


def _age(step: Step) -> tuple[int, int, int]:
    """Order steps: a revision comes after the verdict it names, and before the next one."""
    return (step.number, 0, 0) if isinstance(step, StoredVerdict) else (step.after_verdict, 1, step.number)


def _undone_at_the_end(newest_first: Iterable[Step]) -> Iterator[Step]:
    """Give the steps undone since the last one that stands, oldest undone last."""
    for step in newest_first:
        if step.fate is Fate.STANDS:
            return
        if step.fate is Fate.UNDONE:
            yield step
