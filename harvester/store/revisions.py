"""What the person made of drafts before deciding them, and which verdicts the document does not show yet.

A revision is a few drafts as they were and as they are: joined, taken apart, or for other criteria. It is kept
whole, so that taking it back restores every word.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from harvester.exchange import render_line, render_time
from harvester.model import Ref
from harvester.store.drafts import DraftState, Fate, StoredDraft, parse_draft, render_content


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """Drafts as they were and as the person made them; `after_verdict` is the verdict that came just before."""

    number: int
    after_verdict: int
    before: Sequence[StoredDraft]
    after: Sequence[StoredDraft]
    fate: Fate


@dataclass(frozen=True, slots=True)
class RevisionLog:
    """What the person made of drafts, in order; a revision that was undone stays in the log."""

    connection: sqlite3.Connection

    def add(self, before: Sequence[StoredDraft], after: Sequence[StoredDraft], *, after_verdict: int) -> None:
        """Append a revision."""
        self.connection.execute(
            "INSERT INTO revisions (after_verdict, before, after) VALUES (?, ?, ?)",
            (after_verdict, _render(before), _render(after)),
        )

    def read(self) -> Iterator[Revision]:
        """Read the whole log."""
        rows = self.connection.execute("SELECT id, after_verdict, before, after, fate FROM revisions ORDER BY id")
        for number, after_verdict, before, after, fate in rows:
            yield Revision(
                number=number,
                after_verdict=after_verdict,
                before=_parse(before),
                after=_parse(after),
                fate=Fate(fate),
            )

    def end_redo(self) -> None:
        """Let what was undone stay undone: a newer decision was made."""
        self.connection.execute("UPDATE revisions SET fate = 'withdrawn' WHERE fate = 'undone'")

    def mark(self, number: int, fate: Fate) -> None:
        """Undo or redo one revision of the log."""
        self.connection.execute("UPDATE revisions SET fate = ? WHERE id = ?", (fate.value, number))


@dataclass(frozen=True, slots=True)
class UnwrittenTable:
    """The drafts of which the store says more than the document shows: decided, and not written yet."""

    connection: sqlite3.Connection

    def add(self, refs: Iterable[Ref]) -> None:
        """Remember that the document is still to follow."""
        self.connection.executemany("INSERT OR IGNORE INTO unwritten VALUES (?)", ((str(ref),) for ref in refs))

    def read(self) -> set[Ref]:
        """Give the refs whose lines are still to follow."""
        return {Ref.parse(ref) for (ref,) in self.connection.execute("SELECT ref FROM unwritten")}

    def remove(self, refs: Iterable[Ref]) -> None:
        """Forget refs whose lines say it now, or whose lines the person settled otherwise."""
        self.connection.executemany("DELETE FROM unwritten WHERE ref = ?", ((str(ref),) for ref in refs))


def _render(drafts: Sequence[StoredDraft]) -> str:
    return render_line({"drafts": [_render_draft(stored) for stored in drafts]})


def _render_draft(stored: StoredDraft) -> dict[str, Any]:
    draft = stored.draft
    return {
        "ref": str(draft.ref),
        "state": stored.state.value,
        "category": draft.category.value,
        "text": draft.text,
        "happened_at": render_time(draft.happened_at),
        "content": json.loads(render_content(draft)),
        "why_held": stored.why_held,
    }


def _parse(text: str) -> Sequence[StoredDraft]:
    return [
        StoredDraft(
            parse_draft(one["ref"], one["category"], one["text"], one["happened_at"], one["content"]),
            DraftState(one["state"]),
            None,
            one["why_held"],
        )
        for one in json.loads(text)["drafts"]
    ]
