"""Learns the weights of `harvester.classify` from labelled records, and measures them on repositories not learned from.

usage: python training/classify.py RECORDS.jsonl... [--write] [--folds 10] [--curve]

Records are those of an evidence corpus: one JSON object a line with `kind`, `title`, `body`, `files`, `labels`,
`author_role`, `extra`, `repo` and `gold` (`category`, `criteria`, `substantive`). Needs numpy; the program itself
does not. No text of a record is written, only numbers by feature.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from harvester.classify.features import GROUPS, Reading, read_evidence
from harvester.classify.linear import CATEGORIES, OUTPUTS, SCALE, TAGS
from harvester.model import Context, Evidence, FileChange, Kind, Ref, Role

Array = Any
"""An array of numpy, whose types are of no help here."""

PENALTY = 6.0
OWN = 0.7
"""How freely a group of records may differ from its family; 0 is not at all."""
FAMILIES = {
    "change": "work",
    "delivered": "work",
    "reported": "work",
    "document": "work",
    "given": "comment",
    "received": "comment",
}
TARGET = Path(__file__).parent.parent / "harvester" / "classify" / "weights.json"


@dataclass(frozen=True)
class Lesson:
    """A labelled record, read into features."""

    id: str
    repository: str
    reading: Reading
    category: str
    criteria: Sequence[str]
    substantive: bool | None


def read_lessons(paths: Iterable[Path]) -> list[Lesson]:
    """Read labelled records."""
    lessons = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            gold = record["gold"]
            reading = read_evidence(to_evidence(record))
            lessons.append(
                Lesson(
                    record["id"], record["repo"], reading, gold["category"], gold["criteria"], gold.get("substantive")
                )
            )
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


class Columns:
    """Which features are learned from: those seen often enough, and in more than one repository."""

    def __init__(self, lessons: Sequence[Lesson]) -> None:
        counts: Counter[str] = Counter()
        repositories: dict[str, set[str]] = defaultdict(set)
        for lesson in lessons:
            for name in _spell(lesson.reading):
                counts[name] += 1
                repositories[name].add(lesson.repository)
        names = sorted(name for name, count in counts.items() if count >= 4 and len(repositories[name]) >= 3)
        leading = [*(f"{group}|bias" for group in GROUPS), *(f"all|is:{name}" for name in CATEGORIES)]
        self.names = [*leading, *names]
        self.index = {name: at for at, name in enumerate(self.names)}

    def matrix(self, lessons: Sequence[Lesson]) -> Array:
        """One row a lesson, one column a feature."""
        matrix = np.zeros((len(lessons), len(self.names)), dtype=np.float64)
        for at, lesson in enumerate(lessons):
            matrix[at, self.index[f"{lesson.reading.group}|bias"]] = 1.0
            for name in _spell(lesson.reading):
                if name in self.index:
                    matrix[at, self.index[name]] = OWN if name.partition("|")[0] in GROUPS else 1.0
        return matrix


def _spell(reading: Reading) -> list[str]:
    family = FAMILIES[reading.group]
    return [f"{prefix}|{trait}" for trait in reading.traits for prefix in (family, reading.group)]


def learn(matrix: Array, lessons: Sequence[Lesson]) -> Array:
    """Fit one column of weights for each output."""
    categories = np.array([CATEGORIES.index(lesson.category) for lesson in lessons])
    allowed = np.array([allow_categories(lesson.reading.group) for lesson in lessons])
    weights = np.zeros((matrix.shape[1], len(OUTPUTS)))
    weights[:, : len(CATEGORIES)] = _fit(
        matrix, lambda scores: _softmax_loss(scores, categories, allowed), len(CATEGORIES)
    )
    kept = np.array([lesson.category != "routine" for lesson in lessons])
    criteria = np.array([[tag in lesson.criteria for tag in TAGS] for lesson in lessons], dtype=float)
    first = len(CATEGORIES)
    told = matrix[kept].copy()
    told[np.arange(len(told)), len(GROUPS) + categories[kept]] = 1.0
    weights[:, first:-1] = _fit(told, lambda scores: _logistic_loss(scores, criteria[kept]), len(TAGS))
    said = np.array([lesson.substantive is not None for lesson in lessons])
    substantive = np.array([[bool(lesson.substantive)] for lesson in lessons], dtype=float)
    weights[:, -1:] = _fit(matrix[said], lambda scores: _logistic_loss(scores, substantive[said]), 1)
    return weights


def allow_categories(group: str) -> list[bool]:
    """Which categories a group of records can have."""
    return [name == "routine" or (name == "feedback") == (group == "received") for name in CATEGORIES]


def _softmax_loss(scores: Array, truth: Array, allowed: Array) -> tuple[float, Array]:
    scores = np.where(allowed, scores, -60.0)
    scores = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    chances = powers / powers.sum(axis=1, keepdims=True)
    rows = np.arange(len(truth))
    loss = -np.log(chances[rows, truth] + 1e-12).sum()
    slope = chances.copy()
    slope[rows, truth] -= 1.0
    return float(loss), slope * allowed


def _logistic_loss(scores: Array, truth: Array) -> tuple[float, Array]:
    loss = np.logaddexp(0.0, scores) - truth * scores
    return float(loss.sum()), 1.0 / (1.0 + np.exp(-scores)) - truth


def _fit(matrix: Array, measure: Callable[[Array], tuple[float, Array]], outputs: int, steps: int = 150) -> Array:
    """Minimise the loss with an L2 penalty by limited-memory BFGS; the bias of a group is penalised less."""
    penalty = np.full((matrix.shape[1], 1), PENALTY)
    penalty[: len(GROUPS)] = 0.5

    def evaluate(weights: Array) -> tuple[float, Array]:
        loss, slope = measure(matrix @ weights)
        return loss + 0.5 * float((penalty * weights**2).sum()), matrix.T @ slope + penalty * weights

    weights = np.zeros((matrix.shape[1], outputs))
    value, gradient = evaluate(weights)
    past: list[tuple[Array, Array, float]] = []
    for _ in range(steps):
        direction = -_two_loops(gradient, past)
        pace = 1.0 if past else 1.0 / max(1.0, float(np.abs(gradient).sum()))
        slope = float((gradient * direction).sum())
        while True:
            tried = weights + pace * direction
            tried_value, tried_gradient = evaluate(tried)
            if tried_value <= value + 1e-4 * pace * slope or pace < 1e-10:
                break
            pace *= 0.5
        step, change = tried - weights, tried_gradient - gradient
        curve = float((step * change).sum())
        if curve > 1e-12:
            past = [*past[-9:], (step, change, curve)]
        is_done = value - tried_value < 1e-7 * max(1.0, abs(value))
        weights, value, gradient = tried, tried_value, tried_gradient
        if is_done:
            break
    return weights


def _two_loops(gradient: Array, past: Sequence[tuple[Array, Array, float]]) -> Array:
    direction = gradient.copy()
    shares = []
    for step, change, curve in reversed(past):
        share = float((step * direction).sum()) / curve
        direction -= share * change
        shares.append(share)
    if past:
        step, change, curve = past[-1]
        direction *= curve / float((change * change).sum())
    for (step, change, curve), share in zip(past, reversed(shares), strict=True):
        direction += step * (share - float((change * direction).sum()) / curve)
    return direction


def export_weights(columns: Columns, weights: Array) -> dict[str, Any]:
    """Make the data the program reads: what a group shares is added in, whole numbers, no zeros."""
    groups: dict[str, dict[str, Array]] = {group: {} for group in GROUPS}
    for name, row in zip(columns.names, weights, strict=True):
        prefix, _, feature = name.partition("|")
        for group in GROUPS:
            if prefix in ("all", group, FAMILIES[group]):
                share = OWN if prefix == group and feature != "bias" else 1.0
                groups[group][feature] = groups[group].get(feature, 0.0) + share * row
    return {"outputs": list(OUTPUTS), "groups": {group: _round_rows(rows) for group, rows in groups.items()}}


def _round_rows(rows: Mapping[str, Array]) -> dict[str, dict[str, int]]:
    rounded = {
        feature: {str(at): round(float(value) * SCALE) for at, value in enumerate(rows[feature]) if abs(value) >= 0.02}
        for feature in sorted(rows)
    }
    return {feature: row for feature, row in rounded.items() if row or feature == "bias"}


def main() -> int:
    """Learn, and write or measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("records", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true", help="write the weights into the program")
    chosen = parser.parse_args()
    lessons = read_lessons(chosen.records)
    columns = Columns(lessons)
    weights = learn(columns.matrix(lessons), lessons)
    text = json.dumps(export_weights(columns, weights), separators=(",", ":"), sort_keys=True)
    print(len(lessons), "lessons", len(columns.names), "columns", len(text), "bytes", file=sys.stderr)
    if chosen.write:
        TARGET.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
