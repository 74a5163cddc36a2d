"""Learns the weights of `harvester.classify` from labelled records, and measures them on repositories not learned from.

usage: python -m training.classify RECORDS.jsonl... --beside FOLDER [--write | --curve]

Records are those of an evidence corpus: one JSON object a line with `kind`, `title`, `body`, `files`, `labels`,
`author_role`, `extra`, `repo` and `gold` (`category`, `criteria`, `substantive`). FOLDER is what `training.gather`
makes: records that are learned from and never judged, and texts without labels. Needs numpy and scipy; the program
itself does not. No text of a record is written, only numbers by feature.
"""

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harvester.classify.forest import Forest
from harvester.classify.judge import LinearClassifier
from harvester.classify.linear import TAGS, Weights
from harvester.classify.scales import Scales
from harvester.classify.vocabulary import Vocabulary
from harvester.rubric import load_rubric
from training.forest import grow_forests
from training.linear import Columns, export_weights, learn
from training.records import Lesson, read_lessons
from training.scores import Answer, score
from training.vocabulary import Company, find_companies, learn_vocabulary, read_text

TARGET = Path(__file__).parent.parent / "harvester" / "classify"


@dataclass(frozen=True)
class Beside:
    """What is learned from and never judged: records that another reader labelled, and texts without labels."""

    lessons: Sequence[Lesson]
    companies: Mapping[str, Company]


def read_beside(folder: Path) -> Beside:
    """Read what `training.gather` made: `records.jsonl`, `comments.jsonl` and `work.jsonl`."""
    texts = {}
    for family, name in (("comment", "comments.jsonl"), ("work", "work.jsonl")):
        lines = map(json.loads, (folder / name).read_text(encoding="utf-8").splitlines())
        texts[family] = [read_text(line["place"], line["title"], line["body"]) for line in lines]
    return Beside(read_lessons([folder / "records.jsonl"], is_beside=True), find_companies(texts))


def build_judge(lessons: Sequence[Lesson], companies: Mapping[str, Company]) -> LinearClassifier:
    """Make a classifier that has learned from these records alone."""
    columns = Columns(lessons)
    weights = export_weights(columns, learn(columns.matrix(lessons), lessons, columns.names))
    forests = {name: Forest(content) for name, content in grow_forests(lessons).items()}
    vocabulary = Vocabulary(learn_vocabulary(lessons, companies))
    return LinearClassifier(load_rubric("default"), scales=Scales(Weights(weights["groups"]), forests, vocabulary))


def cross_validate(
    lessons: Sequence[Lesson], beside: Beside, folds: int, seed: int, part: float = 1.0
) -> list[tuple[Answer, Answer]]:
    """Judge every record by a classifier that has seen no record of its repository.

    `part` is the share of the other repositories that is learned from. What stands beside is always learned from.
    """
    fold_of = assign_folds(lessons, folds, seed)
    pairs = []
    for fold in range(folds):
        others = [lesson for lesson in lessons if fold_of[lesson.repository] != fold]
        if part < 1.0:
            names = sorted({lesson.repository for lesson in others})
            chosen = set(random.Random(f"{seed} {fold}").sample(names, max(1, int(part * len(names)))))  # noqa: S311 - repeatable, not secret
            others = [lesson for lesson in others if lesson.repository in chosen]
        judge = build_judge([*others, *beside.lessons], beside.companies)
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
    random.Random(seed).shuffle(names)  # noqa: S311 - repeatable, not secret
    names.sort(key=lambda name: -sizes[name])
    held = [0] * folds
    fold_of = {}
    for name in names:
        fold = min(range(folds), key=lambda number: (held[number], number))
        fold_of[name] = fold
        held[fold] += sizes[name]
    return fold_of


def print_scores(lessons: Sequence[Lesson], beside: Beside, folds: int, seeds: Sequence[int], part: float) -> None:
    """Print the mean over several ways of dealing out the repositories."""
    runs = [score(cross_validate(lessons, beside, folds, seed, part), TAGS) for seed in seeds]
    sys.stdout.write(f"learned from {part:.0%} of the other repositories, {folds} folds, mean of {len(seeds)}\n")
    for name in runs[0]:
        sys.stdout.write(f"  {name:<24} {sum(run[name] for run in runs) / len(seeds):.3f}\n")


def main() -> int:
    """Learn, and write or measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("records", nargs="+", type=Path)
    parser.add_argument("--beside", type=Path, required=True, help="the folder that `training.gather` made")
    parser.add_argument("--write", action="store_true", help="write what is learned into the program")
    parser.add_argument("--folds", type=int, default=10)
    parser.add_argument("--seeds", type=int, default=2, help="ways of dealing the repositories out")
    parser.add_argument("--first", type=int, default=0, help="the first of these ways, by number")
    parser.add_argument("--curve", action="store_true", help="measure with less to learn from, too")
    chosen = parser.parse_args()
    lessons = read_lessons(chosen.records)
    beside = read_beside(chosen.beside)
    if chosen.write:
        everything = [*lessons, *beside.lessons]
        columns = Columns(everything)
        weights = export_weights(columns, learn(columns.matrix(everything), everything, columns.names))
        _write(TARGET / "weights.json", weights)
        _write(TARGET / "forest.json", grow_forests(everything))
        _write(TARGET / "vocabulary.json", learn_vocabulary(everything, beside.companies))
        return 0
    for part in (0.125, 0.25, 0.5, 0.75, 1.0) if chosen.curve else (1.0,):
        print_scores(lessons, beside, chosen.folds, range(chosen.first, chosen.first + chosen.seeds), part)
    return 0


def _write(path: Path, content: Mapping[str, Any]) -> None:
    text = json.dumps(content, separators=(",", ":"), sort_keys=True) + "\n"
    path.write_text(text, encoding="utf-8")
    sys.stderr.write(f"{path.name}: {len(text)} bytes\n")


if __name__ == "__main__":
    sys.exit(main())
