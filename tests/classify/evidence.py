"""Evidence as tests need it: one line a record, everything else empty."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from harvester.model import Context, Evidence, FactValue, FileChange, Kind, Person, Ref, Role

WHEN = datetime(2026, 11, 12, tzinfo=UTC)
TITLE = "Batch the ledger reads"


def change(
    title: str,
    body: str = "",
    *files: FileChange,
    kind: Kind = Kind.COMMIT,
    project: str = "acme/pay",
    labels: Sequence[str] = (),
    facts: Mapping[str, FactValue] | None = None,
    key: str = "a" * 40,
) -> Evidence:
    return Evidence(
        ref=Ref("git", key),
        kind=kind,
        role=Role.AUTHOR,
        title=title,
        body=body,
        happened_at=WHEN,
        files=files,
        project=project,
        labels=labels,
        facts=facts or {},
    )


def comment(
    body: str,
    role: Role = Role.REVIEWER,
    *,
    diff: str = "",
    kind: Kind = Kind.REVIEW_COMMENT,
    people: Sequence[Person] = (),
) -> Evidence:
    return Evidence(
        ref=Ref("github", "acme/pay#412/comment/7"),
        kind=kind,
        role=role,
        title=TITLE,
        body=body,
        happened_at=WHEN,
        people=people,
        context=Context(TITLE, diff),
    )


def ticket(title: str, body: str = "", role: Role = Role.REPORTER) -> Evidence:
    return Evidence(
        ref=Ref("jira", "PAY-12/reported"), kind=Kind.TICKET, role=role, title=title, body=body, happened_at=WHEN
    )


def note(text: str) -> Evidence:
    return Evidence(ref=Ref("note", "01H"), kind=Kind.NOTE, role=Role.AUTHOR, title=text, happened_at=WHEN)


def code(added: int, deleted: int = 0, path: str = "src/ledger/reads.py") -> FileChange:
    return FileChange(path, added, deleted)
