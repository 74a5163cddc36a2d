"""A linear model: whole-number weights by feature, summed in a fixed order.

The numbers are data (`weights.json`), made by `training/classify.py` from labelled records. Sums of whole numbers
are the same on every machine; only the last step to a probability is not a whole number, and it is rounded.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from harvester.model import Category

SCALE: Final = 1_000
"""A weight of 1.0 is stored as this."""
CATEGORIES: Final = tuple(category.value for category in Category)
TAGS: Final = (
    "ownership",
    "autonomy",
    "system_understanding",
    "product_judgement",
    "growth_of_others",
    "communication",
    "collaboration",
    "scope",
    "impact",
)
"""The core tags with learned weights; the rest is matched by rule (`harvester.classify.criteria`)."""
OUTPUTS: Final = (*CATEGORIES, *TAGS, "substantive")

_FILE: Final = Path(__file__).with_name("weights.json")


class Weights:
    """Weights by group, feature and output; a group's are made ready when first asked for."""

    def __init__(self, groups: Mapping[str, Mapping[str, Mapping[str, int]]]) -> None:
        self._stored = groups
        self._ready: dict[str, Mapping[str, Sequence[int]]] = {}

    def rows(self, group: str) -> Mapping[str, Sequence[int]]:
        """The weights of one group of records, by feature, in the order of `OUTPUTS`."""
        if group not in self._ready:
            columns = [str(at) for at in range(len(OUTPUTS))]
            self._ready[group] = {
                feature: [row.get(column, 0) for column in columns] for feature, row in self._stored[group].items()
            }
        return self._ready[group]

    def total(self, group: str, features: Iterable[str]) -> list[int]:
        """Sum the weights of the features that are there."""
        rows = self.rows(group)
        present = [rows[feature] for feature in features if feature in rows]
        return [sum(column) for column in zip(rows["bias"], *present, strict=True)]


@cache
def read_weights() -> Weights:
    """The weights that come with the program, read once."""
    return Weights(json.loads(_FILE.read_text(encoding="utf-8"))["groups"])


def spread(scores: Mapping[str, int]) -> dict[str, float]:
    """Turn scores into probabilities that sum to one, to 4 decimals."""
    top = max(scores.values())
    powers = {name: math.exp((score - top) / SCALE) for name, score in scores.items()}
    whole = sum(powers.values())
    return {name: round(power / whole, 4) for name, power in powers.items()}


def likelihood(score: float) -> float:
    """Turn one score into a probability, to 4 decimals."""
    return round(1 / (1 + math.exp(-max(-40.0, min(40.0, score / SCALE)))), 4)
