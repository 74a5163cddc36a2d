"""Grows a small forest of yes-or-no questions from labelled records: extremely randomised trees, in numpy.

At each node a few features are drawn, the one that parts the records best becomes the question, and every record of
a rare category weighs more. The same seed gives the same forest.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from harvester.classify.features import COMMENT_GROUPS, FAMILIES
from harvester.classify.forest import LEAF
from harvester.classify.linear import CATEGORIES
from training.records import DEPTH, Lesson, list_common

Array = Any
"""An array of numpy, whose types are of no help here."""


Records = tuple[Array, Array]
"""Features, and outcomes, one row a record."""


@dataclass(frozen=True)
class Growth:
    """How a forest grows."""

    trees: int = 40
    least: int = 16
    """Records below which a node is not parted further; each part keeps at least half of them."""
    share: float = 0.2
    """Part of the features that are drawn at a node."""
    seed: int = 7
    hidden: tuple[str, ...] = ()
    """How the features begin that are never asked about."""


GROWTHS = {"work": Growth(least=28, hidden=DEPTH), "comment": Growth(hidden=DEPTH)}
"""How the forests grow that judge categories; more records teach that of work."""
SUBSTANCE = Growth(trees=60, least=10, share=0.1)
"""How the forest grows that judges substance: fewer records teach it, so each tree asks further and less alike."""


@dataclass
class Tree:
    """A tree in the order of a walk that always goes to `yes` first.

    `questions[at]` is a feature, or -1 - leaf; `jumps[at]` is where `no` goes on.
    """

    questions: list[int] = field(default_factory=list)
    jumps: list[int] = field(default_factory=list)
    leaves: list[Array] = field(default_factory=list)


def grow_forest(features: Array, outcomes: Array, growth: Growth) -> list[Tree]:
    """Grow trees from yes-or-no `features` (records x features) and weighed `outcomes` (records x outputs)."""
    random = np.random.Generator(np.random.PCG64(growth.seed))
    trees = []
    for _ in range(growth.trees):
        tree = Tree()
        _grow(tree, (features, outcomes), np.arange(len(features)), growth, random)
        trees.append(tree)
    return trees


def ask_forest(trees: Sequence[Tree], features: Array) -> Array:
    """The mean of the leaves that each record comes to."""
    answers = np.zeros((len(features), len(trees[0].leaves[0])))
    for tree in trees:
        for row, record in enumerate(features):
            at = 0
            while (question := tree.questions[at]) >= 0:
                at = at + 1 if record[question] else tree.jumps[at]
            answers[row] += tree.leaves[-1 - question]
    return answers / len(trees)


def weigh_evenly(outcomes: Array) -> Array:
    """Give every output the same weight in sum."""
    totals = outcomes.sum(axis=0)
    return outcomes / np.where(totals > 0, totals, 1.0) * len(outcomes) / max(1, int((totals > 0).sum()))


def _grow(tree: Tree, records: Records, rows: Array, growth: Growth, random: Any) -> None:  # noqa: ANN401 - numpy's
    at = len(tree.questions)
    features, outcomes = records
    question = _choose(records, rows, growth, random)
    if question < 0:
        sums = outcomes[rows].sum(axis=0)
        tree.questions.append(-1 - len(tree.leaves))
        tree.jumps.append(0)
        tree.leaves.append(sums / max(1e-9, sums.sum()))
        return
    tree.questions.append(question)
    tree.jumps.append(0)
    is_yes = features[rows, question] > 0
    _grow(tree, records, rows[is_yes], growth, random)
    tree.jumps[at] = len(tree.questions)
    _grow(tree, records, rows[~is_yes], growth, random)


def _choose(records: Records, rows: Array, growth: Growth, random: Any) -> int:  # noqa: ANN401 - numpy's
    features, outcomes = records
    if len(rows) < growth.least:
        return -1
    counts = features[rows].sum(axis=0)
    half = growth.least // 2
    useful = np.flatnonzero((counts >= half) & (counts <= len(rows) - half))
    if not len(useful):
        return -1
    drawn = random.choice(useful, size=max(1, min(len(useful), int(growth.share * len(useful)) + 1)), replace=False)
    yes = features[np.ix_(rows, drawn)].T @ outcomes[rows]
    whole = outcomes[rows].sum(axis=0)
    no = whole - yes
    purity = (yes**2).sum(axis=1) / np.maximum(yes.sum(axis=1), 1e-9) + (no**2).sum(axis=1) / np.maximum(
        no.sum(axis=1), 1e-9
    )
    best = int(np.argmax(purity))
    is_better = purity[best] > (whole**2).sum() / max(1e-9, whole.sum()) + 1e-9
    return int(drawn[best]) if is_better else -1


def grow_forests(lessons: Sequence[Lesson]) -> dict[str, Any]:
    """Grow the forests: the categories of work and of comments, and the substance of comments."""
    forests = {}
    for family, growth in GROWTHS.items():
        own = [lesson for lesson in lessons if FAMILIES[lesson.reading.group] == family and not _is_aside(lesson)]
        outcomes = np.eye(len(CATEGORIES))[[CATEGORIES.index(lesson.category) for lesson in own]]
        outcomes *= [[lesson.trust] for lesson in own]
        forests[family] = _plant(own, weigh_evenly(outcomes), CATEGORIES, growth)
    said = [lesson for lesson in lessons if lesson.substantive is not None and not lesson.is_beside]
    outcomes = np.array([[float(bool(lesson.substantive)), float(not lesson.substantive)] for lesson in said])
    forests["substantive"] = _plant(said, outcomes, ("yes", "no"), SUBSTANCE)
    return forests


def _is_aside(lesson: Lesson) -> bool:
    """Comments labelled beside the others teach sums only: a question has no bias that could take their reader off."""
    return lesson.is_beside and lesson.reading.group in COMMENT_GROUPS


def _plant(lessons: Sequence[Lesson], outcomes: Array, answers: Sequence[str], growth: Growth) -> dict[str, Any]:
    seen = list_common((trait, lesson.repository) for lesson in lessons for trait in lesson.reading.traits)
    names = [name for name in seen if not name.startswith(growth.hidden)]
    features = np.array([[name in lesson.reading.traits for name in names] for lesson in lessons], dtype=np.float64)
    trees = grow_forest(features, outcomes, growth)
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
