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
    """Weights by output and feature; what a group shares with others is added to what is its own."""

    def __init__(self, shared: Mapping[str, Mapping[str, Mapping[str, int]]]) -> None:
        self._by_group = {
            group: {
                feature: tuple(row.get(str(index), 0) for index in range(len(OUTPUTS))) for feature, row in rows.items()
            }
            for group, rows in shared.items()
        }

    def rows(self, group: str) -> Mapping[str, Sequence[int]]:
        """The weights of one group of records, by feature, in the order of `OUTPUTS`."""
        return self._by_group[group]

    def total(self, group: str, features: Iterable[str]) -> list[int]:
        """Sum the weights of the features that are there."""
        rows = self._by_group[group]
        sums = list(rows["bias"])
        for feature in features:
            row = rows.get(feature)
            if row:
                sums = [left + right for left, right in zip(sums, row, strict=True)]
        return sums


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
