"""Drafts at rest, the lines that stood in the document, and what the person decided."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from harvester.exchange import parse_matches, parse_time, render_line, render_matches, render_time
from harvester.model import Category, Draft, Ref, Standing, Verdict, VerdictKind


class DraftState(StrEnum):
    """Where a draft is on its way to the document."""

    WAITING = "waiting"
    """Proposed, and not in the document yet."""
    PLACED = "placed"
    """In the document, or once there."""
    HELD_BACK = "held_back"
    """Over the limit: listed, and taken only by the person."""
    WITHDRAWN = "withdrawn"
    """Taken back by the person: by command, or an entry deleted in the document."""
    ARCHIVED = "archived"
    """In an earlier document; never drafted again."""


class Fate(StrEnum):
    """What became of a verdict."""

    STANDS = "stands"
    UNDONE = "undone"
    """Taken back by `undo`, and done again by `redo`."""
    WITHDRAWN = "withdrawn"
    """The person took it back in the document itself: it counts no more, and teaches nothing."""


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """A draft, where it is, and what the person last decided about it."""

    draft: Draft
    state: DraftState
    verdict: Verdict | None
    why_held: str = ""


@dataclass(frozen=True, slots=True)
class StoredVerdict:
    """A verdict and its place in the log."""

    number: int
    verdict: Verdict
    fate: Fate


@dataclass(frozen=True, slots=True)
class DraftTable:
    """The table of drafts."""

    connection: sqlite3.Connection

    def add(self, draft: Draft, state: DraftState, why_held: str = "") -> None:
        """Keep a draft; one that is known stays as it was."""
        self.connection.execute(
            "INSERT OR IGNORE INTO drafts (ref, state, category, text, happened_at, content, why_held)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                str(draft.ref),
                state.value,
                draft.category.value,
                draft.text,
                render_time(draft.happened_at),
                render_content(draft),
                why_held,
            ),
        )

    def revise(self, draft: Draft, state: DraftState, why_held: str = "") -> None:
        """Keep a draft as the person made it: joined with another, taken apart, for other criteria."""
        self.connection.execute("DELETE FROM drafts WHERE ref = ?", (str(draft.ref),))
        self.add(draft, state, why_held)

    def move(self, refs: Iterable[Ref], state: DraftState) -> None:
        """Bring drafts to another state."""
        self.connection.executemany(
            "UPDATE drafts SET state = ?, why_held = '' WHERE ref = ?", ((state.value, str(ref)) for ref in refs)
        )

    def read(self, states: Collection[DraftState] = (), *, refs: Collection[Ref] = ()) -> Iterator[StoredDraft]:
        """Read drafts sorted by (happened_at, ref), each with its last verdict; an empty collection means all."""
        conditions: list[str] = []
        values: list[str] = []
        for column, allowed in (("state", list(states)), ("drafts.ref", [str(ref) for ref in refs])):
            if allowed:
                conditions.append(f"{column} IN ({','.join('?' * len(allowed))})")
                values += allowed
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        rows = self.connection.execute(
            "SELECT drafts.ref, state, drafts.category, drafts.text, happened_at, content, why_held,"  # noqa: S608
            " verdicts.ref, verdicts.kind, verdicts.category, verdicts.text, decided_at FROM drafts"
            " LEFT JOIN verdicts ON verdicts.id ="
            " (SELECT max(id) FROM verdicts AS v WHERE v.ref = drafts.ref AND v.fate = 'stands')"
            f" {where} ORDER BY happened_at, drafts.ref",
            values,
        )
        for ref, state, category, text, happened_at, content, why_held, *verdict in rows:
            draft = parse_draft(ref, category, text, happened_at, json.loads(content))
            yield StoredDraft(draft, DraftState(state), _parse_verdict(verdict), why_held)

    def known_refs(self) -> set[Ref]:
        """Give the refs of all drafts ever made."""
        return {Ref.parse(ref) for (ref,) in self.connection.execute("SELECT ref FROM drafts")}

    def erase_unaccepted(self, refs: Collection[Ref]) -> int:
        """Erase the text of drafts that nobody accepted; that they existed is remembered. Returns how many."""
        erased = 0
        for ref in refs:
            named = f'"{ref}"'
            self.connection.execute(
                "DELETE FROM revisions WHERE instr(before, ?) > 0 OR instr(after, ?) > 0", (named, named)
            )
            erased += self.connection.execute(
                "UPDATE drafts SET text = '', content = '{}', state = 'withdrawn' WHERE ref = ? AND NOT EXISTS"
                " (SELECT 1 FROM verdicts WHERE verdicts.ref = drafts.ref AND kind IN ('accepted', 'edited')"
                " AND fate = 'stands')",
                (str(ref),),
            ).rowcount
        return erased


@dataclass(frozen=True, slots=True)
class StandingTable:
    """The lines of ours as they stood when the document was last read."""

    connection: sqlite3.Connection

    def read(self) -> dict[Ref, Standing]:
        """Read every line that stood."""
        rows = self.connection.execute("SELECT ref, category, text, is_claimed, is_touched FROM standing ORDER BY ref")
        return {
            Ref.parse(ref): Standing(
                ref=Ref.parse(ref),
                category=Category(category),
                text=text,
                is_claimed=bool(is_claimed),
                is_touched=bool(is_touched),
            )
            for ref, category, text, is_claimed, is_touched in rows
        }

    def replace(self, standing: Iterable[Standing]) -> None:
        """Keep how the document stands now, and nothing of before."""
        rows = {
            str(one.ref): (str(one.ref), one.category.value, one.text, one.is_claimed, one.is_touched)
            for one in standing
        }
        known = {row[0]: row for row in self.connection.execute("SELECT * FROM standing")}
        self.connection.executemany("DELETE FROM standing WHERE ref = ?", ((ref,) for ref in known if ref not in rows))
        self.connection.executemany(
            "INSERT OR REPLACE INTO standing VALUES (?, ?, ?, ?, ?)",
            (row for ref, row in rows.items() if known.get(ref) != row),
        )


@dataclass(frozen=True, slots=True)
class VerdictLog:
    """What the person decided, in order; a verdict that was undone stays in the log."""

    connection: sqlite3.Connection

    def add(self, verdicts: Sequence[Verdict]) -> None:
        """Append verdicts; what had been undone can no longer be redone for their refs."""
        for verdict in verdicts:
            self.connection.execute(
                "INSERT INTO verdicts (ref, kind, category, text, decided_at) VALUES (?, ?, ?, ?, ?)",
                (
                    str(verdict.ref),
                    verdict.kind.value,
                    verdict.category.value,
                    verdict.text,
                    render_time(verdict.decided_at),
                ),
            )

    def read(self, *, newest_first: bool = False) -> Iterator[StoredVerdict]:
        """Read the whole log."""
        order = "DESC" if newest_first else "ASC"
        rows = self.connection.execute(
            f"SELECT id, fate, ref, kind, category, text, decided_at FROM verdicts ORDER BY id {order}"  # noqa: S608
        )
        for number, fate, *verdict in rows:
            parsed = _parse_verdict(verdict)
            if parsed:
                yield StoredVerdict(number, parsed, Fate(fate))

    def mark(self, number: int, fate: Fate) -> None:
        """Undo or redo one verdict of the log."""
        self.connection.execute("UPDATE verdicts SET fate = ? WHERE id = ?", (fate.value, number))

    def end_redo(self) -> None:
        """Let what was undone stay undone: a newer decision was made."""
        self.connection.execute("UPDATE verdicts SET fate = 'withdrawn' WHERE fate = 'undone'")

    def withdraw(self, refs: Iterable[Ref]) -> None:
        """Let the verdicts on these refs count no more: the person took them back in the document."""
        self.connection.executemany(
            "UPDATE verdicts SET fate = 'withdrawn' WHERE ref = ? AND fate = 'stands'", ((str(ref),) for ref in refs)
        )

    def last_number(self) -> int:
        """Give the place of the newest verdict in the log, whatever became of it; 0 before the first."""
        return int(self.connection.execute("SELECT coalesce(max(id), 0) FROM verdicts").fetchone()[0])

    def decided(self) -> dict[Ref, Verdict]:
        """Give the last standing verdict of each ref."""
        return {stored.verdict.ref: stored.verdict for stored in self.read() if stored.fate is Fate.STANDS}


def render_content(draft: Draft) -> str:
    """Spell what a draft holds beside its own columns."""
    return render_line(
        {
            "matches": render_matches(draft.matches),
            "refs": [str(ref) for ref in draft.refs],
            "links": [list(link) for link in draft.links],
            "confidence": round(draft.confidence, 4),
            "reason": draft.reason,
            "claims": [[claim, str(ref)] for claim, ref in draft.claims],
        }
    )


def parse_draft(ref: str, category: str, text: str, happened_at: str, content: dict[str, Any]) -> Draft:
    """Read a draft from its columns."""
    return Draft(
        ref=Ref.parse(ref),
        category=Category(category),
        text=text,
        happened_at=parse_time(happened_at),
        matches=parse_matches(content.get("matches", ())),
        refs=tuple(Ref.parse(one) for one in content.get("refs", ())),
        links=tuple((label, address) for label, address in content.get("links", ())),
        confidence=content.get("confidence", 0.0),
        reason=content.get("reason", ""),
        claims=tuple((claim, Ref.parse(one)) for claim, one in content.get("claims", ())),
    )


def _parse_verdict(row: Sequence[Any]) -> Verdict | None:
    ref, kind, category, text, decided_at = row
    if ref is None:
        return None
    return Verdict(
        ref=Ref.parse(ref),
        kind=VerdictKind(kind),
        text=text,
        category=Category(category),
        decided_at=parse_time(decided_at),
    )
