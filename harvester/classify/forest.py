"""A forest of yes-or-no questions about features: what several features say together, which a sum cannot.

Trees and leaves are data (`forest.json`), made by `training/classify.py`. A leaf holds whole numbers, so the sums are
the same on every machine.
"""

import json
import math
from collections.abc import Container, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

LEAF: Final = 99
"""What the numbers of a leaf sum to, about."""

_FILE: Final = Path(__file__).with_name("forest.json")
_DOUBT: Final = 0.01
"""What every answer is given at least, so that no forest ever rules anything out."""


class Forest:
    """Trees in the order of a walk that always goes to `yes` first.

    `questions[at]` is the number of a feature, or -1 - leaf; `jumps[at]` says where `no` goes on.
    """

    def __init__(self, content: Mapping[str, Any]) -> None:
        features: Sequence[str] = content["features"]
        self.answers: Sequence[str] = content["answers"]
        self._trees = [
            (
                [features[question] if question >= 0 else "" for question in tree["questions"]],
                tree["jumps"],
                [tree["leaves"][-1 - question] if question < 0 else () for question in tree["questions"]],
            )
            for tree in content["trees"]
        ]

    def ask(self, features: Container[str]) -> list[int]:
        """Sum the leaves that a record comes to, one number an answer."""
        reached = []
        for questions, jumps, leaves in self._trees:
            at = 0
            while question := questions[at]:
                at = at + 1 if question in features else jumps[at]
            reached.append(leaves[at])
        return [sum(column) for column in zip(*reached, strict=True)]

    def scores(self, features: Container[str], scale: int) -> dict[str, int]:
        """How likely each answer is, as a logarithm times `scale`."""
        sums = self.ask(features)
        whole = max(1, sum(sums))
        return {
            name: round(scale * math.log(part / whole + _DOUBT)) for name, part in zip(self.answers, sums, strict=True)
        }


@cache
def read_forests() -> Mapping[str, Forest]:
    """The forests that come with the program, read once: `work`, `comment` and `substantive`."""
    content = json.loads(_FILE.read_text(encoding="utf-8"))
    return {name: Forest(forest) for name, forest in content.items()}
