"""Learns the weights of `harvester.classify` from labelled records, and measures them on repositories not learned from.

usage: python training/classify.py RECORDS.jsonl... [--write | --curve]

Records are those of an evidence corpus: one JSON object a line with `kind`, `title`, `body`, `files`, `labels`,
`author_role`, `extra`, `repo` and `gold` (`category`, `criteria`, `substantive`). Needs numpy; the program itself
does not. No text of a record is written, only numbers by feature.
"""

import argparse
import json
import random
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from harvester.classify.features import GROUPS, Reading, read_evidence
from harvester.classify.signals import WORDS
from forest import Growth, grow_forest, weigh_evenly
from harvester.classify.forest import LEAF, Forest
from harvester.classify.judge import LinearClassifier
from harvester.classify.linear import CATEGORIES, OUTPUTS, SCALE, TAGS, Weights
from scores import Answer, score
from harvester.classify.scales import Scales
from harvester.rubric import load_rubric
from harvester.model import Context, Evidence, FileChange, Kind, Ref, Role

Array = Any
"""An array of numpy, whose types are of no help here."""

PENALTY = 10.0
SIGNAL = 0.4
BARE = 2.0
OWN = 0.35
"""How freely a group of records may differ from its family; 0 is not at all."""
FAMILIES = {
    "change": "work",
    "delivered": "work",
    "reported": "work",
    "document": "work",
    "given": "comment",
    "received": "comment",
}
GROWTH = Growth()
TRUST = 0.8
"""How much of the leanings of `priors.toml` is taken over; 0 is nothing."""
PRIORS = tomllib.loads(Path(__file__).with_name("priors.toml").read_text(encoding="utf-8"))
TARGET = Path(__file__).parent.parent / "harvester" / "classify"


@dataclass(frozen=True)
class Lesson:
    """A labelled record, read into features."""

    repository: str
    evidence: Evidence
    reading: Reading
    answer: Answer

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


def read_lessons(paths: Iterable[Path]) -> list[Lesson]:
    """Read labelled records."""
    lessons = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            gold = record["gold"]
            evidence = to_evidence(record)
            answer = Answer(gold["category"], gold["criteria"], gold.get("substantive"))
            lessons.append(Lesson(record["repo"], evidence, read_evidence(evidence), answer))
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


def learn(matrix: Array, lessons: Sequence[Lesson], names: Sequence[str]) -> Array:
    """Fit one column of weights for each output."""
    penalty = np.array([[price(name)] for name in names])
    categories = np.array([CATEGORIES.index(lesson.category) for lesson in lessons])
    allowed = np.array([allow_categories(lesson.reading.group) for lesson in lessons])
    expected = expect(names)
    first = len(CATEGORIES)
    weights = expected.copy()
    weights[:, :first] += _fit(
        matrix, matrix @ expected[:, :first], lambda scores: _softmax_loss(scores, categories, allowed), penalty
    )
    kept = np.array([lesson.category != "routine" for lesson in lessons])
    criteria = np.array([[tag in lesson.criteria for tag in TAGS] for lesson in lessons], dtype=float)
    told = matrix[kept].copy()
    told[np.arange(len(told)), len(GROUPS) + categories[kept]] = 1.0
    weights[:, first:-1] += _fit(
        told, told @ expected[:, first:-1], lambda scores: _logistic_loss(scores, criteria[kept]), penalty
    )
    said = np.array([lesson.substantive is not None for lesson in lessons])
    substantive = np.array([[bool(lesson.substantive)] for lesson in lessons], dtype=float)
    weights[:, -1:] += _fit(
        matrix[said], matrix[said] @ expected[:, -1:], lambda scores: _logistic_loss(scores, substantive[said]), penalty
    )
    return weights


def expect(names: Sequence[str]) -> Array:
    """The leanings of `priors.toml`, one row a feature."""
    expected = np.zeros((len(names), len(OUTPUTS)))
    for at, name in enumerate(names):
        family, _, feature = name.partition("|")
        for output, leaning in PRIORS.get(family, {}).get(feature, {}).items():
            expected[at, OUTPUTS.index(output)] = TRUST * leaning
    return expected


def price(name: str) -> float:
    """What a weight costs: less for what somebody concluded, more for what merely stands there."""
    feature = name.partition("|")[2]
    if feature == "bias":
        return 0.5
    if feature in WORDS:
        return PENALTY * SIGNAL
    return PENALTY * (BARE if feature.startswith(("label:", "heading:", "opens:", "p.")) else 1.0)


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


def _fit(
    matrix: Array, start: Array, measure: Callable[[Array], tuple[float, Array]], penalty: Array, steps: int = 150
) -> Array:
    """Minimise the loss of `start` and what is added to it, with an L2 penalty, by limited-memory BFGS."""

    def evaluate(weights: Array) -> tuple[float, Array]:
        loss, slope = measure(start + matrix @ weights)
        return loss + 0.5 * float((penalty * weights**2).sum()), matrix.T @ slope + penalty * weights

    weights = np.zeros((matrix.shape[1], start.shape[1]))
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
        feature: {str(at): round(float(value) * SCALE) for at, value in enumerate(rows[feature]) if abs(value) >= 0.03}
        for feature in sorted(rows)
    }
    return {feature: row for feature, row in rounded.items() if row or feature == "bias"}


def grow_forests(lessons: Sequence[Lesson]) -> dict[str, Any]:
    """Grow the forests: the categories of work and of comments, and the substance of comments."""
    forests = {}
    for family in ("work", "comment"):
        own = [lesson for lesson in lessons if FAMILIES[lesson.reading.group] == family]
        outcomes = np.eye(len(CATEGORIES))[[CATEGORIES.index(lesson.category) for lesson in own]]
        forests[family] = _plant(own, weigh_evenly(outcomes), CATEGORIES)
    said = [lesson for lesson in lessons if lesson.substantive is not None]
    outcomes = np.array([[float(bool(lesson.substantive)), float(not lesson.substantive)] for lesson in said])
    forests["substantive"] = _plant(said, outcomes, ("yes", "no"))
    return forests


def _plant(lessons: Sequence[Lesson], outcomes: Array, answers: Sequence[str]) -> dict[str, Any]:
    counts = Counter(trait for lesson in lessons for trait in lesson.reading.traits)
    repositories: dict[str, set[str]] = defaultdict(set)
    for lesson in lessons:
        for trait in lesson.reading.traits:
            repositories[trait].add(lesson.repository)
    names = sorted(name for name, count in counts.items() if count >= 4 and len(repositories[name]) >= 3)
    features = np.array([[name in lesson.reading.traits for name in names] for lesson in lessons], dtype=np.float64)
    trees = grow_forest(features, outcomes, GROWTH)
    asked = sorted({question for tree in trees for question in tree.questions if question >= 0})
    number = {question: at for at, question in enumerate(asked)}
    return {
        "features": [names[question] for question in asked],
        "answers": list(answers),
        "trees": [
            {
                "questions": [number.get(question, question) for question in tree.questions],
                "jumps": tree.jumps,
                "leaves": [[round(LEAF * float(share)) for share in leaf] for leaf in tree.leaves],
            }
            for tree in trees
        ],
    }


def build_judge(lessons: Sequence[Lesson]) -> LinearClassifier:
    """Make a classifier that has learned from these records alone."""
    columns = Columns(lessons)
    weights = export_weights(columns, learn(columns.matrix(lessons), lessons, columns.names))
    forests = {name: Forest(content) for name, content in grow_forests(lessons).items()}
    return LinearClassifier(load_rubric("default"), scales=Scales(Weights(weights["groups"]), forests))


def cross_validate(lessons: Sequence[Lesson], folds: int, seed: int, part: float = 1.0) -> list[tuple[Answer, Answer]]:
    """Judge every record by a classifier that has seen no record of its repository.

    `part` is the share of the other repositories that is learned from.
    """
    fold_of = assign_folds(lessons, folds, seed)
    pairs = []
    for fold in range(folds):
        others = [lesson for lesson in lessons if fold_of[lesson.repository] != fold]
        if part < 1.0:
            names = sorted({lesson.repository for lesson in others})
            chosen = set(random.Random(f"{seed} {fold}").sample(names, max(1, int(part * len(names)))))
            others = [lesson for lesson in others if lesson.repository in chosen]
        judge = build_judge(others)
        for lesson in lessons:
            if fold_of[lesson.repository] == fold:
                given = judge.judge(lesson.evidence)
                criteria = [match.criterion_id for match in given.matches]
                pairs.append((lesson.answer, Answer(given.category.value, criteria, given.substantive)))
    return pairs


def assign_folds(lessons: Sequence[Lesson], folds: int, seed: int) -> dict[str, int]:
    """Deal the repositories out so that the folds hold about as many records each."""
    sizes = Counter(lesson.repository for lesson in lessons)
    names = sorted(sizes)
    random.Random(seed).shuffle(names)
    names.sort(key=lambda name: -sizes[name])
    held = [0] * folds
    fold_of = {}
    for name in names:
        fold = min(range(folds), key=lambda number: (held[number], number))
        fold_of[name] = fold
        held[fold] += sizes[name]
    return fold_of


def print_scores(lessons: Sequence[Lesson], folds: int, seeds: int, part: float) -> None:
    """Print the mean over several ways of dealing out the repositories."""
    runs = [score(cross_validate(lessons, folds, seed, part), TAGS) for seed in range(seeds)]
    print(f"learned from {part:.0%} of the other repositories, {folds} folds, mean of {seeds}")
    for name in runs[0]:
        print(f"  {name:<24} {sum(run[name] for run in runs) / seeds:.3f}")


def main() -> int:
    """Learn, and write or measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("records", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true", help="write what is learned into the program")
    parser.add_argument("--folds", type=int, default=10)
    parser.add_argument("--seeds", type=int, default=2, help="ways of dealing the repositories out")
    parser.add_argument("--curve", action="store_true", help="measure with less to learn from, too")
    chosen = parser.parse_args()
    lessons = read_lessons(chosen.records)
    if chosen.write:
        columns = Columns(lessons)
        weights = export_weights(columns, learn(columns.matrix(lessons), lessons, columns.names))
        _write(TARGET / "weights.json", weights)
        _write(TARGET / "forest.json", grow_forests(lessons))
        return 0
    for part in (0.125, 0.25, 0.5, 0.75, 1.0) if chosen.curve else (1.0,):
        print_scores(lessons, chosen.folds, chosen.seeds, part)
    return 0


def _write(path: Path, content: Mapping[str, Any]) -> None:
    text = json.dumps(content, separators=(",", ":"), sort_keys=True) + "\n"
    path.write_text(text, encoding="utf-8")
    print(path.name, len(text), "bytes", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
