"""Evidence and judgements made short, for the tests of drafting."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from harvester.draft import build_drafter
from harvester.model import (
    Category,
    Context,
    Draft,
    Evidence,
    FactValue,
    FileChange,
    Judgement,
    Kind,
    Ref,
    Role,
    WorkItem,
)

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
_REFS = {
    Kind.PULL_REQUEST: "github:acme/pay#412",
    Kind.COMMIT: "git:" + "1a2b3c4d5e" * 4,
    Kind.DESIGN_DOC: "github:acme/pay#412:docs/design/queue.md",
    Kind.TICKET: "jira:PAY-12",
    Kind.REVIEW: "github:acme/x#7/review/1",
    Kind.REVIEW_COMMENT: "github:acme/x#7/comment/2",
    Kind.COMMENT: "github:acme/x#7/issuecomment/3",
    Kind.NOTE: "note:01JC0000000000000000000000",
}


def make_evidence(
    kind: Kind = Kind.PULL_REQUEST,
    role: Role = Role.AUTHOR,
    *,
    title: str = "Add retries",
    body: str = "",
    ref: str = "",
    url: str = "",
    day: float = 0,
    files: Sequence[FileChange] = (),
    facts: Mapping[str, FactValue] | None = None,
    context: Context | None = None,
) -> Evidence:
    return Evidence(
        ref=Ref.parse(ref or _REFS[kind]),
        kind=kind,
        role=role,
        title=title,
        body=body,
        url=url,
        happened_at=START + timedelta(days=day),
        project="acme/pay",
        files=files,
        facts=facts or {},
        context=context or Context(),
    )


def make_item(*evidence: Evidence, lead: int = 0, is_undone: bool = False) -> WorkItem:
    return WorkItem(evidence[lead].ref, evidence, is_undone=is_undone)


def judge(category: Category = Category.PROJECT, confidence: float = 0.8) -> Judgement:
    return Judgement(category=category, confidence=confidence, reason="the title says so")


def propose(*evidence: Evidence, category: Category = Category.PROJECT) -> Draft | None:
    return build_drafter().propose(make_item(*evidence), judge(category))


def draft(*evidence: Evidence, category: Category = Category.PROJECT) -> str:
    proposed = propose(*evidence, category=category)
    return proposed.text if proposed else ""
