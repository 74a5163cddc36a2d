"""The tables of the store, and how an older store becomes a newer one: numbered migrations, each applied once."""

import sqlite3
from typing import Final

from harvester.errors import StoreError

MIGRATIONS: Final = (
    """
    CREATE TABLE evidence (
        ref TEXT PRIMARY KEY,
        source TEXT NOT NULL,
        kind TEXT NOT NULL,
        project TEXT NOT NULL,
        happened_at TEXT NOT NULL,
        content TEXT NOT NULL,
        is_settled INTEGER NOT NULL DEFAULT 0,
        judgement TEXT
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX evidence_by_time ON evidence (happened_at, ref);
    CREATE INDEX evidence_unsettled ON evidence (happened_at) WHERE is_settled = 0;

    CREATE TABLE coverage (
        source TEXT NOT NULL,
        scope TEXT NOT NULL,
        basis TEXT NOT NULL,
        until TEXT NOT NULL,
        PRIMARY KEY (source, scope, basis)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE drafts (
        ref TEXT PRIMARY KEY,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'placed', 'held_back', 'withdrawn', 'archived')),
        category TEXT NOT NULL,
        text TEXT NOT NULL,
        happened_at TEXT NOT NULL,
        content TEXT NOT NULL,
        why_held TEXT NOT NULL DEFAULT ''
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX drafts_by_state ON drafts (state, happened_at);

    CREATE TABLE aliases (
        ref TEXT PRIMARY KEY,
        draft_ref TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX aliases_by_draft ON aliases (draft_ref);

    CREATE TABLE standing (
        ref TEXT PRIMARY KEY,
        category TEXT NOT NULL,
        text TEXT NOT NULL,
        is_claimed INTEGER NOT NULL,
        is_touched INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE verdicts (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        ref TEXT NOT NULL,
        kind TEXT NOT NULL,
        category TEXT NOT NULL,
        text TEXT NOT NULL,
        decided_at TEXT NOT NULL,
        fate TEXT NOT NULL DEFAULT 'stands' CHECK (fate IN ('stands', 'undone', 'withdrawn'))
    ) STRICT;
    CREATE INDEX verdicts_by_ref ON verdicts (ref, id);

    CREATE TABLE runs (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        started_at TEXT NOT NULL,
        finished_at TEXT NOT NULL,
        exit_code INTEGER NOT NULL,
        report TEXT NOT NULL
    ) STRICT;
    """,
    """
    CREATE TABLE unwritten (
        ref TEXT PRIMARY KEY
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE revisions (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        after_verdict INTEGER NOT NULL,
        before TEXT NOT NULL,
        after TEXT NOT NULL,
        fate TEXT NOT NULL DEFAULT 'stands' CHECK (fate IN ('stands', 'undone', 'withdrawn'))
    ) STRICT;
    """,
    """
    CREATE TABLE projects (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    """,
)
"""Migration N leads from `user_version` N to N + 1. A migration that was released is never changed."""


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a store to the newest version, in one transaction.

    Raises:
        StoreError: the store was written by a newer program.
    """
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        raise StoreError(
            f"The store has version {version}; this program knows up to {len(MIGRATIONS)}.",
            why="a newer Harvester wrote it",
            cure="pip install --upgrade evidence-harvester",
        )
    if version == len(MIGRATIONS):
        return
    steps = ";".join(MIGRATIONS[version:])
    connection.executescript(f"BEGIN IMMEDIATE;{steps};PRAGMA user_version = {len(MIGRATIONS)};COMMIT;")
