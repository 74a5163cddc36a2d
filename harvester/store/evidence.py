"""Evidence at rest: what was seen, what was concluded from it, and to which draft it belongs."""

import json
import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from harvester.exchange import (
    parse_evidence,
    parse_matches,
    render_evidence,
    render_line,
    render_matches,
    render_time,
)
from harvester.model import Category, Context, Evidence, Judgement, Ref, Window


@dataclass(frozen=True, slots=True)
class Seen:
    """How many pieces of evidence were new, and how many had changed."""

    new: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True)
class StoredEvidence:
    """A piece of evidence with what was concluded from it."""

    evidence: Evidence
    judgement: Judgement | None
    draft_ref: Ref | None
    is_settled: bool


@dataclass(frozen=True, slots=True)
class EvidenceTable:
    """The table of evidence and its aliases."""

    connection: sqlite3.Connection

    def add(self, harvested: Iterable[Evidence], *, keep_bodies: bool = True) -> Seen:
        """Store what was harvested.

        A ref keeps its earliest moment, and at the same moment the project that told it first, so that several
        clones of one repository agree whatever the order in which they are read.
        """
        new = changed = 0
        for evidence in harvested:
            content = render_line(render_evidence(evidence if keep_bodies else _without_texts(evidence)))
            known = self.connection.execute(
                "SELECT content, happened_at, project FROM evidence WHERE ref = ?", (str(evidence.ref),)
            ).fetchone()
            if known is None:
                new += 1
                self._insert(evidence, content)
            elif _says_more(known[0], content) and _supersedes(evidence, known[1], known[2]):
                changed += 1
                self._update(evidence, content)
        return Seen(new, changed)

    def _insert(self, evidence: Evidence, content: str) -> None:
        self.connection.execute(
            "INSERT INTO evidence (ref, source, kind, project, happened_at, content) VALUES (?, ?, ?, ?, ?, ?)",
            (*_columns(evidence), content),
        )
        if number := evidence.facts.get("repository_id"):
            self.connection.execute("INSERT OR IGNORE INTO projects VALUES (?, ?)", (str(number), evidence.project))

    def _update(self, evidence: Evidence, content: str) -> None:
        ref, source, kind, project, happened_at = _columns(evidence)
        self.connection.execute(
            "UPDATE evidence SET source = ?, kind = ?, project = ?, happened_at = ?, content = ?,"
            " is_settled = (SELECT count(*) FROM aliases WHERE aliases.ref = evidence.ref) WHERE ref = ?",
            (source, kind, project, happened_at, content, ref),
        )

    def read(
        self,
        window: Window | None = None,
        *,
        kinds: Collection[str] = (),
        sources: Collection[str] = (),
        refs: Collection[Ref] = (),
        only_unsettled: bool = False,
    ) -> Iterator[StoredEvidence]:
        """Read evidence sorted by (happened_at, ref); an empty collection means all."""
        conditions: list[str] = []
        values: list[str] = []
        if window:
            conditions.append("happened_at >= ? AND happened_at < ?")
            values += [render_time(window.since), render_time(window.until)]
        for column, allowed in (("kind", kinds), ("source", sources), ("evidence.ref", [str(ref) for ref in refs])):
            if allowed:
                conditions.append(f"{column} IN ({','.join('?' * len(allowed))})")
                values += allowed
        if only_unsettled:
            conditions.append("is_settled = 0")
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        rows = self.connection.execute(
            "SELECT content, judgement, draft_ref, is_settled FROM evidence"  # noqa: S608 - only our own column names
            f" LEFT JOIN aliases ON aliases.ref = evidence.ref {where} ORDER BY happened_at, evidence.ref",
            values,
        )
        for content, judgement, draft_ref, is_settled in rows:
            yield StoredEvidence(
                parse_evidence(json.loads(content)),
                _parse_judgement(judgement),
                Ref.parse(draft_ref) if draft_ref else None,
                bool(is_settled),
            )

    def unsettled_span(self) -> tuple[str, str] | None:
        """Give the earliest and latest moment of evidence that was not yet classified, as stored; None if all is."""
        first, last = self.connection.execute(
            "SELECT min(happened_at), max(happened_at) FROM evidence WHERE is_settled = 0"
        ).fetchone()
        return (first, last) if first else None

    def holds_any(self, kinds: Collection[str]) -> bool:
        """Say whether there is evidence of one of these kinds, of any time."""
        marks = ",".join("?" * len(kinds))
        sql = f"SELECT 1 FROM evidence WHERE kind IN ({marks}) LIMIT 1"  # noqa: S608 - marks alone
        return self.connection.execute(sql, list(kinds)).fetchone() is not None

    def first_projects(self) -> dict[str, str]:
        """Give by the immutable id of each repository the name under which it was first seen."""
        return dict(self.connection.execute("SELECT id, name FROM projects ORDER BY id"))

    def open_refs(self, source: str, since: datetime) -> list[Ref]:
        """Give what may still have consequences: what was said since a moment, and drafted tickets of since then."""
        rows = self.connection.execute(
            "SELECT evidence.ref FROM evidence LEFT JOIN aliases ON aliases.ref = evidence.ref"
            " WHERE source = ? AND happened_at >= ? AND (kind IN ('review', 'review_comment', 'comment')"
            " OR (kind = 'ticket' AND draft_ref IS NOT NULL)) ORDER BY evidence.ref",
            (source, render_time(since)),
        )
        return [Ref.parse(ref) for (ref,) in rows]

    def settle(self, judgements: Mapping[Ref, Judgement]) -> None:
        """Keep what was concluded from evidence, so that it is not judged again."""
        self.connection.executemany(
            "UPDATE evidence SET is_settled = 1, judgement = ? WHERE ref = ?",
            ((_render_judgement(judgement), str(ref)) for ref, judgement in judgements.items()),
        )

    def add_aliases(self, draft_ref: Ref, refs: Iterable[Ref]) -> None:
        """Tie evidence to its draft; what belongs to a draft already stays there."""
        self.connection.executemany(
            "INSERT OR IGNORE INTO aliases (ref, draft_ref) VALUES (?, ?)", ((str(ref), str(draft_ref)) for ref in refs)
        )

    def draft_refs(self, refs: Iterable[Ref]) -> dict[Ref, Ref]:
        """Tell to which draft each of these pieces belongs; what belongs to none is missing."""
        found: dict[Ref, Ref] = {}
        for ref in refs:
            row = self.connection.execute("SELECT draft_ref FROM aliases WHERE ref = ?", (str(ref),)).fetchone()
            if row:
                found[ref] = Ref.parse(row[0])
        return found

    def move_aliases(self, draft_ref: Ref, refs: Iterable[Ref]) -> None:
        """Tie evidence to another draft than before: the person joined drafts or took one apart."""
        self.connection.executemany(
            "INSERT OR REPLACE INTO aliases (ref, draft_ref) VALUES (?, ?)",
            ((str(ref), str(draft_ref)) for ref in refs),
        )

    def projects(self) -> dict[Ref, str]:
        """Give the project of the lead evidence of every draft."""
        rows = self.connection.execute("SELECT ref, project FROM evidence WHERE ref IN (SELECT ref FROM drafts)")
        return {Ref.parse(ref): project for ref, project in rows}

    def forget(self, refs: Iterable[Ref]) -> None:
        """Erase evidence; to which draft it belonged is remembered."""
        self.connection.executemany("DELETE FROM evidence WHERE ref = ?", ((str(ref),) for ref in refs))

    def forget_before(self, moment: datetime) -> int:
        """Erase evidence of before a moment; returns how many pieces."""
        sql = "DELETE FROM evidence WHERE happened_at < ?"
        return self.connection.execute(sql, (render_time(moment),)).rowcount


def _columns(evidence: Evidence) -> tuple[str, str, str, str, str]:
    return (
        str(evidence.ref),
        evidence.ref.source,
        evidence.kind.value,
        evidence.project,
        render_time(evidence.happened_at),
    )


_OBSERVED_AT: Final = re.compile(r'"observed_at":"[^"]{0,40}"')


def _says_more(known: str, content: str) -> bool:
    """Say whether evidence differs in more than the moment at which it was looked at."""
    return known != content and _OBSERVED_AT.sub("", known) != _OBSERVED_AT.sub("", content)


def _supersedes(evidence: Evidence, known_at: str, known_project: str) -> bool:
    happened_at = render_time(evidence.happened_at)
    return happened_at < known_at or (happened_at == known_at and evidence.project == known_project)


def _without_texts(evidence: Evidence) -> Evidence:
    return replace(evidence, body="", context=Context())


def _render_judgement(judgement: Judgement) -> str:
    return render_line(
        {
            "category": judgement.category.value,
            "confidence": round(judgement.confidence, 4),
            "reason": judgement.reason,
            "matches": render_matches(judgement.matches),
            "substantive": judgement.substantive,
            "substantive_reason": judgement.substantive_reason,
        }
    )


def _parse_judgement(text: str | None) -> Judgement | None:
    if text is None:
        return None
    content: dict[str, Any] = json.loads(text)
    matches: Sequence[Mapping[str, Any]] = content["matches"]
    return Judgement(
        category=Category(content["category"]),
        confidence=content["confidence"],
        reason=content["reason"],
        matches=parse_matches(matches),
        substantive=content["substantive"],
        substantive_reason=content["substantive_reason"],
    )
