"""The person's decisions by command: accept, edit, reject, another category, and taking all of that back.

Each is a verdict in the store and one of the document's few operations: take the box off a line, take back a line
of ours that nobody touched, add a line. A line whose words the person changed is theirs: it is refused, not touched.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from harvester.document import Document, write_document
from harvester.errors import UsageError
from harvester.model import Category, Draft, Ref, Verdict, VerdictKind
from harvester.store import DraftState, Fate, Store, StoredDraft, StoredVerdict
from harvester.sync import Place, draft_line, read_decisions, record_lines, verdict_of

_CLAIMING: Final = {VerdictKind.ACCEPTED, VerdictKind.EDITED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision: what is to become of a draft. `text` is the person's own, `category` another than proposed."""

    ref: Ref
    kind: VerdictKind
    text: str = ""
    category: Category | None = None


class Desk:
    """Where decisions are made: the store, the document as it was just read, and the clock.

    Nothing is written to the document before `close`; verdicts are stored with it, in an order that survives a kill.
    """

    def __init__(self, store: Store, place: Place, now: datetime) -> None:
        self.store = store
        self.place = place
        self.now = now
        self.before = read_decisions(store, place, now)
        self.document: Document = self.before

    def decide(self, decisions: Iterable[Decision]) -> list[Verdict]:
        """Carry out decisions in order.

        Raises:
            UsageError: there is no such draft.
            DocumentError: the person changed the line (exit 6).
        """
        return [self._decide(decision) for decision in decisions]

    def _decide(self, decision: Decision) -> Verdict:
        stored = self._find(decision.ref)
        draft = stored.draft
        if decision.category:
            draft = replace(draft, category=decision.category)
        if decision.text:
            draft = replace(draft, text=decision.text)
        self._place(draft, decision.kind, is_changed=draft != stored.draft)
        kind = decision.kind
        if kind is VerdictKind.ACCEPTED and decision.text:
            kind = VerdictKind.EDITED
        verdict = verdict_of(draft, kind, self.now)
        self.store.verdicts.add([verdict])
        return verdict

    def _place(self, draft: Draft, kind: VerdictKind, *, is_changed: bool) -> None:
        stands = any(line.ref == draft.ref for line in self.document.marked)
        if kind in _CLAIMING and stands and not is_changed:
            self.document = self.document.claim(draft.ref)
            return
        if kind is VerdictKind.LATER:
            return
        if stands:
            self.document = self.document.withdraw(draft.ref)
        if kind in _CLAIMING:
            self._add(draft, is_claimed=True)
            self.store.drafts.move([draft.ref], DraftState.PLACED)
        else:
            self.store.drafts.move([draft.ref], DraftState.WITHDRAWN)

    def _add(self, draft: Draft, *, is_claimed: bool) -> None:
        self.document = self.document.add([draft_line(draft, self.place.zone, is_claimed=is_claimed)])

    def undo(self, count: int) -> list[Verdict]:
        """Take back the last `count` verdicts, newest first; returns those that were taken back.

        Raises:
            DocumentError: the person changed a line since (exit 6).
        """
        standing = (stored for stored in self.store.verdicts.read(newest_first=True) if stored.fate is Fate.STANDS)
        return self._replay(standing, count, self._put_back, Fate.UNDONE)

    def redo(self, count: int) -> list[Verdict]:
        """Do again the verdicts that were last taken back; a newer verdict ends what can be redone."""
        undone = reversed(_undone_at_the_end(list(self.store.verdicts.read())))
        return self._replay(undone, count, self._carry_out, Fate.STANDS)

    def _replay(
        self, log: Iterable[StoredVerdict], count: int, act: Callable[[Verdict], None], fate: Fate
    ) -> list[Verdict]:
        replayed: list[Verdict] = []
        for stored, _ in zip(log, range(count), strict=False):
            act(stored.verdict)
            self.store.verdicts.mark(stored.number, fate)
            replayed.append(stored.verdict)
        return replayed

    def _put_back(self, verdict: Verdict) -> None:
        """Let the draft stand again as it was proposed, with its box."""
        if verdict.kind is VerdictKind.LATER:
            return
        draft = self._find(verdict.ref).draft
        if any(line.ref == verdict.ref for line in self.document.marked):
            self.document = self.document.withdraw(verdict.ref)
        self._add(draft, is_claimed=False)
        self.store.drafts.move([draft.ref], DraftState.PLACED)

    def _carry_out(self, verdict: Verdict) -> None:
        draft = self._find(verdict.ref).draft
        changed = replace(draft, text=verdict.text, category=verdict.category)
        self._place(changed, verdict.kind, is_changed=changed != draft)

    def _find(self, ref: Ref) -> StoredDraft:
        found = next(iter(self.store.drafts.read(refs=[ref])), None)
        if found is None:
            alias = self.store.evidence.draft_refs([ref]).get(ref)
            found = next(iter(self.store.drafts.read(refs=[alias])), None) if alias else None
        if found is None:
            raise UsageError(f"There is no draft {ref}.", cure="harvester list")
        return found

    def close(self) -> None:
        """Write the document, if anything changed, and remember how it stands.

        Raises:
            DocumentError: it changed meanwhile or cannot be written; nothing was written.
        """
        if self.document.data != self.before.data:
            write_document(self.before, self.document, backups=self.place.backups)
        record_lines(self.store, self.document)


def _undone_at_the_end(log: Sequence[StoredVerdict]) -> list[StoredVerdict]:
    """Give the verdicts undone since the last one that stands, oldest undone last."""
    ending: list[StoredVerdict] = []
    for stored in reversed(log):
        if stored.fate is Fate.STANDS:
            break
        if stored.fate is Fate.UNDONE:
            ending.append(stored)
    return ending
