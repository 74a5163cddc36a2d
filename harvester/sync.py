"""Bring document and store to agree: the person's decisions come in first, then drafts go out.

The order survives a kill between any two steps. A draft is `waiting` in the store before its line is written, and
a line that stands makes it `placed`; so the next run either finds the line or writes it, and never both. A verdict
of a review is stored before the document shows it and `unwritten` until then; what the person does to its line
meanwhile is newer, and counts.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, time, tzinfo
from pathlib import Path
from typing import Final

from harvester.document import Document, MarkedLine, NewLine, read_archive, read_document, write_document
from harvester.document.lines import split_date
from harvester.errors import DocumentError
from harvester.markdown import parse_prose, render_line
from harvester.model import Category, Draft, Ref, Standing, Verdict, VerdictKind
from harvester.reconcile import Reconciliation, reconcile, stand_after
from harvester.store import DraftState, Store, StoredDraft

_NOT_PLACED: Final = (DraftState.WAITING, DraftState.HELD_BACK)
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
    coming = {stored.draft.ref for stored in store.drafts.read(_NOT_PLACED)}
    unwritten = {stored.draft.ref: stored for stored in read_unwritten(store)}
    written = {ref for ref, stored in unwritten.items() if _is_written(document, stored, place.zone)}
    found = reconcile(
        document,
        standing=_as_we_left(document, store.standing.read(), written),
        waiting=coming | unwritten.keys(),
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
        store.drafts.move((one.ref for one in found.standing if one.ref in coming), DraftState.PLACED)
        store.standing.replace(found.standing)
        decided_there = {*(verdict.ref for verdict in found.verdicts), *found.reopened, *found.withdrawn}
        store.unwritten.remove(written | decided_there)
    return document


def read_unwritten(store: Store) -> list[StoredDraft]:
    """Give the drafts whose lines are still to follow what was decided, in the order in which they are written."""
    refs = store.unwritten.read()
    return list(store.drafts.read(refs=refs)) if refs else []


def _as_we_left(document: Document, standing: Mapping[Ref, Standing], written: AbstractSet[Ref]) -> dict[Ref, Standing]:
    """Give what stood, our own last write included: a kill may have come before it was recorded."""
    left = {ref: one for ref, one in standing.items() if ref not in written}
    lines = (document.line_of(ref) for ref in written)
    return left | {line.ref: _standing_of(line) for line in lines if line}


def _standing_of(line: MarkedLine) -> Standing:
    return Standing(
        ref=line.ref,
        category=line.category or Category.PROJECT,
        text=line.text,
        is_claimed=line.is_claimed,
        is_touched=line.is_touched,
    )


def _is_written(document: Document, stored: StoredDraft, zone: tzinfo) -> bool:
    try:
        return bring(document, stored, zone) is document
    except DocumentError:
        return False


def bring(document: Document, stored: StoredDraft, zone: tzinfo) -> Document:
    """Let the line of a draft say what the store says of it; the same document when it does.

    Raises:
        DocumentError: the person changed the line.
    """
    cleared, line = clear_way(document, stored, zone)
    return cleared.add([line]) if line else cleared


def clear_way(document: Document, stored: StoredDraft, zone: tzinfo) -> tuple[Document, NewLine | None]:
    """Claim the line of a draft or take it back, as the store says; and give the line that is to be added then.

    Raises:
        DocumentError: the person changed the line.
    """
    ref = stored.draft.ref
    line, wanted = document.line_of(ref), _wanted_line(stored, zone)
    if line is None or wanted is None:
        return (document.withdraw(ref) if line else document), wanted
    if line.is_touched and not (line.is_claimed or wanted.is_claimed):
        return document, None
    is_same = _says_the_same(line, wanted)
    if is_same and line.is_claimed == wanted.is_claimed:
        return document, None
    if is_same and wanted.is_claimed:
        return document.claim(ref), None
    return document.withdraw(ref), wanted


def _wanted_line(stored: StoredDraft, zone: tzinfo) -> NewLine | None:
    verdict = stored.verdict
    if verdict is not None and is_decided(stored):
        decided = replace(stored.draft, text=verdict.text, category=verdict.category)
        return None if verdict.kind is VerdictKind.REJECTED else draft_line(decided, zone, is_claimed=True)
    is_out = stored.state in {DraftState.HELD_BACK, DraftState.WITHDRAWN, DraftState.ARCHIVED}
    return None if is_out else draft_line(stored.draft, zone)


def _says_the_same(line: MarkedLine, wanted: NewLine) -> bool:
    """Compare sentence and links; of a line that the person touched the sentence alone."""
    prose, links = read_words(line.text)
    rendered = render_line(replace(wanted, is_claimed=True)).decode().removeprefix("- ").rpartition(" <!-- ")[0]
    wanted_prose, wanted_links = read_words(rendered)
    is_same = prose == wanted_prose and (line.is_touched or list(links) == list(wanted_links))
    return is_same and line.category in {wanted.category, None}


def read_words(text: str) -> tuple[str, Sequence[tuple[str, str]]]:
    """Take apart the text of a line: its sentence without the date, and its links."""
    return parse_prose(split_date(text)[1])


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
    prose, links = read_words(line.text)
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
    return replace(verdict, text=read_words(verdict.text)[0])


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
        waiting = [stored for stored in store.drafts.read([DraftState.WAITING]) if not is_decided(stored)]
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
    standing = stand_after(document, store.standing.read())
    with store.transaction():
        known = {one.ref for one in standing}
        coming = (stored.draft.ref for stored in store.drafts.read(_NOT_PLACED))
        store.drafts.move([ref for ref in coming if ref in known], DraftState.PLACED)
        store.standing.replace(standing)


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
