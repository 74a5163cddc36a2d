"""Lays the features of one record on the scales: how likely is each category, how likely substance, and what weighs.

Three models are asked, a sum of weights and a forest over what was concluded, and a sum over plain words; the answer
is their weighed mean. None knows the person: verdicts are put on top (`harvester.classify.lessons`).
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Final

from harvester.classify.features import COMMENT_GROUPS, FAMILIES
from harvester.classify.forest import Forest, read_forests
from harvester.classify.linear import CATEGORIES, OUTPUTS, SCALE, Weights, likelihood, read_weights, spread
from harvester.classify.reading import Reading
from harvester.classify.signals import hold_firm, read_signals
from harvester.classify.vocabulary import Vocabulary, list_words, read_vocabulary
from harvester.model import Category

_LEVEL: Final = {
    "work": {"decision": 450, "problem_prevented": 300, "mentorship": 300, "routine": -200},
    "comment": {"problem_prevented": 300, "feedback": 300, "mentorship": 300},
}
"""What rare categories are given, by family, so that none is forgotten for being rare; and what routine lacks, since
a person takes a draft too many away at a key, and never sees one too few."""
_SHARES: Final = {"work": (2, 2, 1), "comment": (2, 1, 2)}
"""What weights, forest and words count, in fifths, by family: a comment has the words to tell by, a title too few."""
_SOONER: Final = 0.04
"""Substance is rather seen than missed: the person can take it away, but cannot add what was never shown."""
_HELD: Final = 0.6
"""How likely substance is at least where a signal holds to it."""
_NEVER: Final = 1e-4
_HEAVY: Final = 6
"""Plain words whose effect is told."""


@dataclass(frozen=True, slots=True)
class Scales:
    """Three models of one record."""

    weights: Weights
    forests: Mapping[str, Forest]
    vocabulary: Vocabulary

    def rate(self, reading: Reading, traits: Mapping[str, None], without: str = "") -> tuple[dict[str, float], float]:
        """How likely each category is that this record can have, and how likely it is that a comment has substance.

        `without` is a word that is left out of the sum.

        A comment that I wrote has substance exactly when it is not routine, so its substance decides whether it is.
        """
        sums = self.weights.total(reading.group, traits)
        is_comment, family = reading.group in COMMENT_GROUPS, FAMILIES[reading.group]
        grown = self.forests[family].scores(traits, SCALE)
        words = [word for word in list_words(reading.subject, reading.prose.words) if word != without]
        plain = self.vocabulary.total(family, reading.group, words)
        of_sums, of_grown, of_plain = _SHARES[family]
        chances = spread(
            {
                name: (of_sums * sums[at] + of_grown * grown[name] + of_plain * plain[at]) // 5
                + _LEVEL[family].get(name, 0)
                for at, name in enumerate(CATEGORIES)
                if can_be(name, reading.group)
            }
        )
        substance = self._rate_substance(sums[-1], plain[-1], traits) if is_comment else 0.0
        if reading.group != "given":
            return hold_firm(traits, chances), substance
        routine = Category.ROUTINE.value
        share = substance / max(_NEVER, 1 - chances[routine])
        kept = {name: chance * share for name, chance in chances.items() if name != routine}
        return {**hold_firm(traits, kept), routine: 1 - substance}, substance

    def rank(self, reading: Reading, measure: Callable[[Sequence[int]], int]) -> list[tuple[int, str]]:
        """Rank the features that speak for something, by a measure of their weights, the strongest first."""
        rows = self.weights.rows(reading.group)
        weighed = [(-weight, name) for name in reading.traits if name in rows and (weight := measure(rows[name])) > 0]
        return [(-weight, name) for weight, name in sorted(weighed)]

    def weigh_by_absence(self, reading: Reading, category: Category) -> list[tuple[float, str]]:
        """What each feature, and each heavy word, did for a category: how its odds fall, as a logarithm, without it."""
        whole = self.rate(reading, reading.traits)[0][category.value]
        weighed = []
        for name in reading.traits:
            rest = {trait: None for trait in reading.traits if trait != name}
            without = self.rate(reading, rest)[0][category.value]
            weighed.append((round(_log_odds(whole) - _log_odds(without), 2), name))
        for word in self._name_heavy(reading, category):
            without = self.rate(reading, reading.traits, word)[0][category.value]
            weighed.append((round(_log_odds(whole) - _log_odds(without), 2), word))
        return sorted(weighed, key=lambda pair: (-abs(pair[0]), pair[1]))

    def _name_heavy(self, reading: Reading, category: Category) -> list[str]:
        rows = self.vocabulary.rows(FAMILIES[reading.group], list_words(reading.subject, reading.prose.words))
        measure = measure_category(category)
        return sorted(rows, key=lambda word: (-abs(measure(rows[word])), word))[:_HEAVY]

    def _rate_substance(self, score: int, plain: int, traits: Mapping[str, None]) -> float:
        yes, no = self.forests["substantive"].ask(traits)
        weighed = min(1.0, (likelihood(score) + yes / (yes + no) + 2 * likelihood(plain)) / 4 + _SOONER)
        return max(weighed, _HELD) if any(one.name in traits for one in read_signals().substance) else weighed


def read_scales() -> Scales:
    """The models that come with the program."""
    return Scales(read_weights(), read_forests(), read_vocabulary())


def speak_first(reading: Reading, category: Category) -> list[tuple[int, str]]:
    """The firm signals of a category, to be told before whatever was weighed."""
    return [(SCALE, one.name) for one in read_signals().firm if one.firm == category and one.name in reading.traits]


def speak_first_of_substance(reading: Reading) -> list[tuple[int, str]]:
    """The signals that hold to substance, to be told before whatever was weighed."""
    return [(SCALE, one.name) for one in read_signals().substance if one.name in reading.traits]


def measure_category(category: Category) -> Callable[[Sequence[int]], int]:
    """How far a feature's weights favour a category over the best of the others."""
    at = CATEGORIES.index(category.value)
    list_others = itemgetter(*(other for other in range(len(CATEGORIES)) if other != at))

    def measure(row: Sequence[int]) -> int:
        best: int = max(list_others(row))
        return row[at] - best

    return measure


def measure_substance(*, is_substantive: bool) -> Callable[[Sequence[int]], int]:
    """How far a feature's weight speaks for substance, or against it."""
    at = OUTPUTS.index("substantive")
    return lambda row: row[at] if is_substantive else -row[at]


def can_be(name: str, group: str) -> bool:
    """Say whether a record of this group can have a category."""
    return name == Category.ROUTINE or (name == Category.FEEDBACK) == (group == "received")


def shift_chances(chances: Mapping[str, float], shifts: Mapping[str, int]) -> dict[str, float]:
    """Move probabilities by scores."""
    return spread(
        {name: round(SCALE * math.log(max(_NEVER, chance))) + shifts.get(name, 0) for name, chance in chances.items()}
    )


def _log_odds(chance: float) -> float:
    chance = min(1 - _NEVER, max(_NEVER, chance))
    return math.log(chance / (1 - chance))
