"""Fits a sum over plain words: of those that many records have, in more than a few repositories."""

from collections.abc import Sequence

import numpy as np

from harvester.classify.features import FAMILIES, GROUPS
from harvester.classify.linear import SCALE
from harvester.classify.vocabulary import list_words
from training.linear import LEAST, allow_categories, fit, measure_categories, share_outcomes
from training.records import Lesson, list_common

PENALTY, BIAS = 5.0, 0.5
"""What the weight of a word costs, and that of a group of records."""
OFTEN, WIDELY = 6, 4
"""Records and repositories in which a word must stand to be learned from."""

Rows = dict[str, list[int]]


def learn_vocabulary(lessons: Sequence[Lesson]) -> dict[str, Rows]:
    """Make the data the program reads: by family and word, a whole number for each category."""
    families = sorted(set(FAMILIES.values()))
    return {family: _learn([one for one in lessons if FAMILIES[one.reading.group] == family]) for family in families}


def _learn(lessons: Sequence[Lesson]) -> Rows:
    said = [set(list_words(lesson.reading.subject, lesson.reading.prose.words)) for lesson in lessons]
    pairs = ((word, lesson.repository) for words, lesson in zip(said, lessons, strict=True) for word in words)
    names = [*(f"bias:{group}" for group in GROUPS), *list_common(pairs, OFTEN, WIDELY)]
    matrix = np.array(
        [
            [name in words or name == f"bias:{lesson.reading.group}" for name in names]
            for words, lesson in zip(said, lessons, strict=True)
        ],
        dtype=np.float64,
    )
    allowed = np.array([allow_categories(lesson.reading.group) for lesson in lessons])
    taught = share_outcomes(lessons, allowed)
    penalty = np.array([[BIAS if name.startswith("bias:") else PENALTY] for name in names])
    weights = fit(matrix, np.zeros(taught.shape), lambda scores: measure_categories(scores, taught, allowed), penalty)
    rows = {name: [round(float(value) * SCALE) for value in row] for name, row in zip(names, weights, strict=True)}
    return {name: row for name, row in rows.items() if max(map(abs, row)) >= LEAST * SCALE}
