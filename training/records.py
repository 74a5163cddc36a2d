"""Labelled records as evidence: what a source would give of them, and what they are labelled with."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from harvester.classify.features import COMMENT_GROUPS, read_evidence
from harvester.classify.reading import Reading
from harvester.model import Context, Evidence, FileChange, Kind, Ref, Role
from training.scores import Answer

DEPTH = ("longest_sentence>=", "long_words>=")
"""How the features begin that tell how deep a comment goes, and nothing of which category it is."""
TRUST_OF_COMMENT, TRUST_OF_WORK = 0.4, 0.8
"""How much records count that are labelled beside the others."""
OFTEN, WIDELY = 4, 3
"""Records and repositories in which a feature must be seen to be learned from."""


@dataclass(frozen=True)
class Lesson:
    """A labelled record, read into features."""

    repository: str
    evidence: Evidence
    reading: Reading
    answer: Answer
    other: str = ""
    """The category that a careful reader found nearly as fitting, if any."""
    is_beside: bool = False
    """Whether it is only learned from, never judged: another reader labelled it."""

    @property
    def trust(self) -> float:
        """How much it counts beside a record that is judged, too."""
        if not self.is_beside:
            return 1.0
        return TRUST_OF_COMMENT if self.reading.group in COMMENT_GROUPS else TRUST_OF_WORK

    @property
    def category(self) -> str:
        """The category it is labelled with."""
        return self.answer.category

    @property
    def criteria(self) -> Sequence[str]:
        """The criteria it is labelled with, strongest first."""
        return self.answer.criteria

    @property
    def substantive(self) -> bool | None:
        """Whether it is labelled substantive, if that was asked."""
        return self.answer.substantive


def read_lessons(paths: Iterable[Path], *, is_beside: bool = False) -> list[Lesson]:
    """Read labelled records."""
    lessons = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            gold = record["gold"]
            evidence = to_evidence(record)
            answer = Answer(gold["category"], gold["criteria"], gold.get("substantive"))
            other = gold.get("alt_category") or ""
            lessons.append(Lesson(record["repo"], evidence, read_evidence(evidence), answer, other, is_beside))
    return lessons


def to_evidence(record: Mapping[str, Any]) -> Evidence:
    """Make evidence of a record, with the fields that a source would give."""
    extra = record.get("extra") or {}
    kind, role = record["kind"], record["author_role"]
    role = {("review_comment", "author"): "recipient", ("ticket", "author"): "assignee"}.get((kind, role), role)
    facts = {
        "commits": "n_commits",
        "additions": "added_total",
        "deletions": "deleted_total",
        "story_points": "story_points",
    }
    body = record["body"] or extra.get("pr_body") or "\n\n".join(extra.get("commit_messages") or [])
    return Evidence(
        ref=Ref("note", record["id"]),
        kind=Kind(kind),
        role=Role(role),
        title=record["title"],
        body=body,
        happened_at=datetime(2026, 1, 1, tzinfo=UTC),
        project=record["repo"],
        labels=record.get("labels") or [],
        files=[FileChange(file["path"], file["added"], file["deleted"]) for file in record.get("files") or []],
        facts={name: extra[key] for name, key in facts.items() if isinstance(extra.get(key), int)},
        context=Context(extra.get("pr_title") or "", extra.get("diff_hunk") or "", str(extra.get("in_reply_to") or "")),
    )


def list_common(seen: Iterable[tuple[str, str]], often: int = OFTEN, widely: int = WIDELY) -> list[str]:
    """Name the features that are seen often and widely enough, given (feature, repository) pairs."""
    repositories: dict[str, list[str]] = {}
    for feature, repository in seen:
        repositories.setdefault(feature, []).append(repository)
    return sorted(name for name, all_of in repositories.items() if len(all_of) >= often and len(set(all_of)) >= widely)
