"""Bring document and store to agree: the person's decisions come in first, then drafts go out.

The order survives a kill between any two steps. A draft is `waiting` in the store before its line is written, and
a line that stands makes it `placed`; so the next run either finds the line or writes it, and never both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, tzinfo
from pathlib import Path
from typing import Final

from harvester.document import Document, MarkedLine, NewLine, read_archive, read_document, write_document
from harvester.document.lines import split_date
from harvester.errors import DocumentError
from harvester.markdown import parse_prose
from harvester.model import Category, Draft, Ref, Standing, Verdict, VerdictKind
from harvester.reconcile import Reconciliation, reconcile
from harvester.store import DraftState, Store, StoredDraft

_TRIES: Final = 5
"""How often a write is tried again when an editor saved at the same moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the document lies, and what is to know about reading and writing it.

    `backups` is the folder that keeps the bytes a write replaces.
    """

    path: Path
    headings: Mapping[Category, str]
    archive: Sequence[Path]
    backups: Path
    zone: tzinfo


def read_decisions(store: Store, place: Place, now: datetime, *, confirm_deletions: bool = False) -> Document:
    """Read the document and store what the person decided in it since it was last read.

    Raises:
        DocumentError: it cannot be read safely, or too much of it is gone at once.
    """
    document = read_document(place.path, place.headings)
    archived = {ref for path in place.archive for ref in read_archive(path).refs}
    waiting = {stored.draft.ref for stored in store.drafts.read([DraftState.WAITING])}
    found = reconcile(
        document,
        standing=store.standing.read(),
        waiting=waiting,
        archived=archived,
        now=now,
        confirm_deletions=confirm_deletions,
    )
    with store.transaction():
        _rebuild(store, found, place.zone, now)
        _know_archived(store, archived, now)
        store.verdicts.withdraw([*found.reopened, *found.withdrawn])
        store.drafts.move(found.withdrawn, DraftState.WITHDRAWN)
        store.verdicts.add([_in_prose(verdict) for verdict in found.verdicts])
        store.drafts.move((one.ref for one in found.standing if one.ref in waiting), DraftState.PLACED)
        store.standing.replace(found.standing)
    return document


def _rebuild(store: Store, found: Reconciliation, zone: tzinfo, now: datetime) -> None:
    """Take lines that nobody recorded for drafts: of an earlier store, or put back after they had been decided."""
    for line in found.unknown:
        draft = _draft_of(line, zone, now)
        store.drafts.add(draft, DraftState.PLACED)
        store.evidence.add_aliases(draft.ref, [draft.ref])
    back = [line.ref for line in found.unknown if not line.is_claimed]
    store.verdicts.withdraw(back)
    store.drafts.move(back, DraftState.PLACED)


def _draft_of(line: MarkedLine, zone: tzinfo, now: datetime) -> Draft:
    happened_at = datetime.combine(line.happened_on, time(12), zone) if line.happened_on else now
    prose, links = parse_prose(split_date(line.text)[1])
    return Draft(
        ref=line.ref,
        category=line.category or Category.PROJECT,
        text=prose,
        happened_at=happened_at,
        refs=(line.ref,),
        links=tuple(links),
        reason="rebuilt from its line in the document",
    )


def _in_prose(verdict: Verdict) -> Verdict:
    """Keep of a line that was decided in the document its sentence alone, as a decision by command does."""
    return replace(verdict, text=parse_prose(split_date(verdict.text)[1])[0])


def _know_archived(store: Store, archived: set[Ref], now: datetime) -> None:
    """Remember what earlier documents hold, so that it is never drafted again."""
    for ref in archived - store.drafts.known_refs():
        draft = Draft(ref=ref, category=Category.PROJECT, text="", happened_at=now, refs=(ref,), reason="in an archive")
        store.drafts.add(draft, DraftState.ARCHIVED)
        store.evidence.add_aliases(ref, [ref])


def place_drafts(store: Store, place: Place, now: datetime, *, confirm_deletions: bool = False) -> list[Ref]:
    """Write the line of every draft that waits; returns their refs.

    Raises:
        DocumentError: the document cannot be written safely; the drafts go on waiting.
    """
    for attempt in range(_TRIES):
        document = read_decisions(store, place, now, confirm_deletions=confirm_deletions)
        waiting = list(store.drafts.read([DraftState.WAITING]))
        # With nothing to add the write only clears away what a killed one left beside the document.
        changed = document.add([draft_line(stored.draft, place.zone) for stored in waiting]) if waiting else document
        try:
            write_document(document, changed, backups=place.backups)
        except DocumentError:
            if attempt + 1 < _TRIES and read_document(place.path, place.headings).digest != document.digest:
                continue
            raise
        record_lines(store, changed)
        return [stored.draft.ref for stored in waiting]
    return []


def record_lines(store: Store, document: Document) -> None:
    """Remember how the document stands after our own write."""
    standing = [standing_of(line) for line in document.marked]
    with store.transaction():
        known = {one.ref for one in standing}
        waiting = (stored.draft.ref for stored in store.drafts.read([DraftState.WAITING]))
        store.drafts.move([ref for ref in waiting if ref in known], DraftState.PLACED)
        store.standing.replace(standing)


def standing_of(line: MarkedLine) -> Standing:
    """Give what is remembered of a line."""
    return Standing(
        ref=line.ref,
        category=line.category or Category.PROJECT,
        text=line.text,
        is_claimed=line.is_claimed,
        is_touched=line.is_touched,
    )


def draft_line(draft: Draft, zone: tzinfo, *, is_claimed: bool = False) -> NewLine:
    """Give the line of a draft: its day in the person's zone, its sentence, its links."""
    return NewLine(
        ref=draft.ref,
        category=draft.category,
        happened_on=draft.happened_at.astimezone(zone).date(),
        text=draft.text,
        links=draft.links,
        is_claimed=is_claimed,
        short_id=draft.ref.key[:7] if draft.ref.source == "git" else "",
    )


def is_decided(stored: StoredDraft) -> bool:
    """Say whether the person has decided a draft for good; `later` is no decision."""
    return stored.verdict is not None and stored.verdict.kind is not VerdictKind.LATER


def verdict_of(draft: Draft, kind: VerdictKind, now: datetime, text: str = "") -> Verdict:
    """Give a verdict on a draft as it is."""
    return Verdict(ref=draft.ref, kind=kind, text=text or draft.text, category=draft.category, decided_at=now)
