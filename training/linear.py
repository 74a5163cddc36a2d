"""Fits a sum of weights: what `priors.toml` expects, moved by labelled records, held back by a penalty."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from harvester.classify.features import FAMILIES, GROUPS
from harvester.classify.linear import CATEGORIES, OUTPUTS, SCALE, TAGS
from harvester.classify.reading import Reading
from harvester.classify.signals import read_signals
from training.records import DEPTH, Lesson, list_common

Array = Any
"""An array of numpy or a matrix of scipy, whose types are of no help here."""

PENALTY = 10.0
SIGNAL = 0.4
"""The part of the penalty on what somebody concluded."""
BARE = 2.0
"""The multiple of the penalty on what merely stands there, as labels and headings do."""
OWN = 0.35
"""How freely a group of records may differ from its family; 0 is not at all."""
TRUST = 0.8
"""How much of the leanings of `priors.toml` is taken over; 0 is nothing."""
SUBSTANCE = 2.5
"""The multiple of the penalty for substance, which fewer records teach."""
LEAST = 0.03
"""Weights below are not worth their bytes."""
DOUBT = 0.2
"""The share of a record that teaches the category a reader found nearly as fitting."""
TINY = 1e-11
BESIDE = "beside"
"""The bias of records that another reader labelled, who may be more generous; it is learned and not written."""
PRIORS = tomllib.loads(Path(__file__).with_name("priors.toml").read_text(encoding="utf-8"))


class Columns:
    """Which features are learned from: those seen often enough, and in more than one repository.

    What `priors.toml` expects something of needs no record: where none speaks, the expectation stands.
    """

    def __init__(self, lessons: Sequence[Lesson]) -> None:
        common = list_common((name, lesson.repository) for lesson in lessons for name in _spell(lesson.reading))
        expected = [f"{family}|{feature}" for family, features in PRIORS.items() for feature in features]
        names = list(dict.fromkeys([*common, *expected]))
        leading = [
            *(f"{group}|bias" for group in GROUPS),
            *(f"all|is:{name}" for name in CATEGORIES),
            *(f"{group}|{BESIDE}" for group in GROUPS),
        ]
        self.names = [*leading, *names]
        self.index = {name: at for at, name in enumerate(self.names)}

    def matrix(self, lessons: Sequence[Lesson]) -> Array:
        """One row a lesson, one column a feature."""
        seen: dict[tuple[int, int], float] = {}
        for at, lesson in enumerate(lessons):
            seen[at, self.index[f"{lesson.reading.group}|{BESIDE if lesson.is_beside else 'bias'}"]] = 1.0
            for name in _spell(lesson.reading):
                if name in self.index:
                    seen[at, self.index[name]] = OWN if name.partition("|")[0] in GROUPS else 1.0
        rows, columns = zip(*seen, strict=True)
        return sparse.csr_matrix((list(seen.values()), (rows, columns)), shape=(len(lessons), len(self.names)))


def _spell(reading: Reading) -> list[str]:
    family = FAMILIES[reading.group]
    return [f"{prefix}|{trait}" for trait in reading.traits for prefix in (family, reading.group)]


def learn(matrix: Array, lessons: Sequence[Lesson], names: Sequence[str]) -> Array:
    """Fit one column of weights for each output."""
    penalty = np.array([[price(name)] for name in names])
    categories = np.array([CATEGORIES.index(lesson.category) for lesson in lessons])
    trust = np.array([[lesson.trust] for lesson in lessons])
    allowed = np.array([allow_categories(lesson.reading.group) for lesson in lessons])
    taught = share_outcomes(lessons, allowed)
    expected = expect(names)
    first = len(CATEGORIES)
    weights = expected.copy()
    plain = matrix @ sparse.diags([float(not name.partition("|")[2].startswith(DEPTH)) for name in names], format="csr")
    weights[:, :first] += fit(
        plain, plain @ expected[:, :first], lambda scores: measure_categories(scores, taught, allowed), penalty
    )
    kept = np.array([lesson.category != "routine" for lesson in lessons])
    criteria = np.array([[tag in lesson.criteria for tag in TAGS] for lesson in lessons], dtype=float)
    named = (np.ones(kept.sum()), (np.arange(kept.sum()), len(GROUPS) + categories[kept]))
    told = plain[kept] + sparse.csr_matrix(named, shape=(kept.sum(), len(names)))
    weights[:, first:-1] += fit(
        told, told @ expected[:, first:-1], lambda scores: measure_yes(scores, criteria[kept], trust[kept]), penalty
    )
    said = np.array([lesson.substantive is not None for lesson in lessons])
    substantive = np.array([[bool(lesson.substantive)] for lesson in lessons], dtype=float)
    weights[:, -1:] += fit(
        matrix[said],
        matrix[said] @ expected[:, -1:],
        lambda scores: measure_yes(scores, substantive[said], trust[said]),
        SUBSTANCE * penalty,
    )
    return weights


def share_outcomes(lessons: Sequence[Lesson], allowed: Array) -> Array:
    """What each record teaches, one column a category: its own, and a part of the one nearly as fitting."""
    outcomes = np.eye(len(CATEGORIES))[[CATEGORIES.index(lesson.category) for lesson in lessons]]
    for at, lesson in enumerate(lessons):
        if lesson.other and allowed[at, CATEGORIES.index(lesson.other)]:
            outcomes[at] *= 1.0 - DOUBT
            outcomes[at, CATEGORIES.index(lesson.other)] += DOUBT
        outcomes[at] *= lesson.trust
    return outcomes


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
    if feature in ("bias", BESIDE):
        return 0.5
    if read_signals().by_name.get(feature):
        return PENALTY * SIGNAL
    return PENALTY * (BARE if feature.startswith(("label:", "heading:", "opens:", "p.")) else 1.0)


def allow_categories(group: str) -> list[bool]:
    """Which categories a group of records can have."""
    return [name == "routine" or (name == "feedback") == (group == "received") for name in CATEGORIES]


def measure_categories(scores: Array, truth: Array, allowed: Array) -> tuple[float, Array]:
    """The loss of scores by category, of which only some are allowed, and its slope."""
    scores = np.where(allowed, scores, -60.0)
    scores = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    chances = powers / powers.sum(axis=1, keepdims=True)
    loss = -(truth * np.log(chances + 1e-12)).sum()
    slope = chances * truth.sum(axis=1, keepdims=True) - truth
    return float(loss), slope * allowed


def measure_yes(scores: Array, truth: Array, trust: Array) -> tuple[float, Array]:
    """The loss of scores that each say yes or no, and its slope; each record counts as far as it is trusted."""
    loss = trust * (np.logaddexp(0.0, scores) - truth * scores)
    return float(loss.sum()), trust * (1.0 / (1.0 + np.exp(-scores)) - truth)


def fit(
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
            if tried_value <= value + 1e-4 * pace * slope or pace < TINY:
                break
            pace *= 0.5
        step, change = tried - weights, tried_gradient - gradient
        curve = float((step * change).sum())
        if curve > TINY:
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
        if feature == BESIDE:
            continue
        for group in GROUPS:
            if prefix in ("all", group, FAMILIES[group]):
                share = OWN if prefix == group and feature != "bias" else 1.0
                groups[group][feature] = groups[group].get(feature, 0.0) + share * row
    return {"outputs": list(OUTPUTS), "groups": {group: _round_rows(rows) for group, rows in groups.items()}}


def _round_rows(rows: Mapping[str, Array]) -> dict[str, dict[str, int]]:
    rounded = {
        feature: {str(at): round(float(value) * SCALE) for at, value in enumerate(rows[feature]) if abs(value) >= LEAST}
        for feature in sorted(rows)
    }
    return {feature: row for feature, row in rounded.items() if row or feature == "bias"}
