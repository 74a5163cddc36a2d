"""How far each scope was read, and what each run came to."""

import json
import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from harvester.exchange import parse_time, render_line, render_time
from harvester.model import Scope


@dataclass(frozen=True, slots=True)
class CoverageTable:
    """Up to when everything of a scope was read, for one configuration and set of identities."""

    connection: sqlite3.Connection

    def read(self, scope: Scope) -> datetime | None:
        """Give the moment up to which a scope is covered; None when it was never read."""
        row = self.connection.execute(
            "SELECT until FROM coverage WHERE source = ? AND scope = ? AND basis = ?",
            (scope.source, scope.key, scope.basis),
        ).fetchone()
        return parse_time(row[0]) if row else None

    def advance(self, scope: Scope, until: datetime) -> None:
        """Move the coverage of a scope forward; it never goes back."""
        self.connection.execute(
            "INSERT INTO coverage (source, scope, basis, until) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET until = max(until, excluded.until)",
            (scope.source, scope.key, scope.basis, render_time(until)),
        )


@dataclass(frozen=True, slots=True)
class Run:
    """A run that came to its end; `report` is what `run --json` prints."""

    started_at: datetime
    finished_at: datetime
    exit_code: int
    report: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RunLog:
    """What each run came to."""

    connection: sqlite3.Connection

    def add(self, *, started_at: datetime, finished_at: datetime, exit_code: int, report: Mapping[str, Any]) -> None:
        """Keep the report of a run."""
        self.connection.execute(
            "INSERT INTO runs (started_at, finished_at, exit_code, report) VALUES (?, ?, ?, ?)",
            (render_time(started_at), render_time(finished_at), exit_code, render_line(report)),
        )

    def is_empty(self) -> bool:
        """Say whether there never was a run on this store."""
        return self.connection.execute("SELECT 1 FROM runs LIMIT 1").fetchone() is None

    def first_since(self, besides: Collection[str] = ()) -> datetime | None:
        """Give the earliest moment from which a run has read a source besides some; None before the first."""
        reports = (json.loads(report) for (report,) in self.connection.execute("SELECT report FROM runs"))
        telling = (one for one in reports if any(read["source"] not in besides for read in one.get("sources", ())))
        return min((parse_time(one["window"]["since"]) for one in telling), default=None)

    def last(self) -> dict[str, Any] | None:
        """Give the report of the last run."""
        row = self.connection.execute("SELECT report FROM runs ORDER BY id DESC LIMIT 1").fetchone()
        return json.loads(row[0]) if row else None

    def read(self, limit: int) -> list[Run]:
        """Give the last runs, newest first."""
        rows = self.connection.execute(
            "SELECT started_at, finished_at, exit_code, report FROM runs ORDER BY id DESC LIMIT ?", (limit,)
        )
        return [
            Run(parse_time(started), parse_time(finished), code, json.loads(report))
            for started, finished, code, report in rows
        ]
