"""The store: what was seen and decided. One SQLite file in a private folder, one writer at a time.

It knows nothing of the document, of sources or of meaning. Who writes holds `harvester.store.lock`.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from harvester.store.coverage import CoverageTable, Run, RunLog
from harvester.store.database import make_private_folder, open_copy, open_database, transaction
from harvester.store.drafts import DraftState, DraftTable, Fate, StandingTable, StoredDraft, StoredVerdict, VerdictLog
from harvester.store.evidence import EvidenceTable, Seen, StoredEvidence
from harvester.store.revisions import Revision, RevisionLog, UnwrittenTable

__all__ = [
    "DraftState",
    "Fate",
    "Revision",
    "Run",
    "Seen",
    "Store",
    "StoredDraft",
    "StoredEvidence",
    "StoredVerdict",
    "make_private_folder",
    "open_store",
]


@dataclass(frozen=True, slots=True)
class Store:
    """The tables of one store."""

    connection: sqlite3.Connection
    evidence: EvidenceTable
    coverage: CoverageTable
    runs: RunLog
    drafts: DraftTable
    standing: StandingTable
    verdicts: VerdictLog
    revisions: RevisionLog
    unwritten: UnwrittenTable

    @classmethod
    def over(cls, connection: sqlite3.Connection) -> "Store":
        """Give the tables of an open database."""
        return cls(
            connection,
            EvidenceTable(connection),
            CoverageTable(connection),
            RunLog(connection),
            DraftTable(connection),
            StandingTable(connection),
            VerdictLog(connection),
            RevisionLog(connection),
            UnwrittenTable(connection),
        )

    def transaction(self) -> AbstractContextManager[None]:
        """Write all of a block or nothing of it."""
        return transaction(self.connection)


@contextmanager
def open_store(folder: Path, *, in_memory: bool = False) -> Iterator[Store]:
    """Open the store of a state folder; `in_memory` works on a copy and leaves the folder as it is.

    Raises:
        StoreError: it cannot be opened, or was written by a newer program.
    """
    connection = open_copy(folder) if in_memory else open_database(folder)
    try:
        yield Store.over(connection)
    finally:
        connection.close()
