"""A sum over plain words: which words of title and text, alone and in pairs, stand in records of each category.

It knows nothing of meaning, and so errs in other places than what reads phrases: their mean errs less than either.
The numbers are data (`vocabulary.json`), made by `training/classify.py`; of words that only a few records have
there are none.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from math import isqrt
from pathlib import Path
from typing import Final

from harvester.classify.linear import CATEGORIES

MAX_WORDS: Final = 250
"""Words of a text that are looked up."""
MIN_WORDS: Final = 24
"""Words that a text counts as at least: of a bare title, no word says much."""
WORD_OUTPUTS: Final = (*CATEGORIES, "substantive")
"""What a word speaks for or against."""

_FIRST, _LAST = 2, 4
"""Words in which a text shows what it is: a request, an answer, a question, thanks."""
_FINE: Final = 1_000
_COARSE: Final = 10
"""What a weight of words is stored by, in thousandths: finer ones are not worth their bytes."""
_FILE: Final = Path(__file__).with_name("vocabulary.json")


class Vocabulary:
    """Whole-number weights, in hundredths, by family, word and output.

    `bias:` and a group stand for what every record of the group has.
    """

    def __init__(self, families: Mapping[str, Mapping[str, Sequence[int]]]) -> None:
        self._families = families

    def rows(self, family: str, words: Iterable[str]) -> dict[str, Sequence[int]]:
        """The weights of those of the words that have any, in the order of `WORD_OUTPUTS`."""
        known = self._families.get(family, {})
        return {word: known[word] for word in words if word in known}

    def total(self, family: str, group: str, words: Sequence[str]) -> list[int]:
        """Sum the weights of words; among four times as many words, each counts half."""
        known = self._families.get(family, {})
        bias = known.get(f"bias:{group}") or [0] * len(WORD_OUTPUTS)
        rows = [row for row in map(known.get, words) if row]
        if not rows:
            return [_COARSE * first for first in bias]
        root = isqrt(max(MIN_WORDS, len(words)) * _FINE * _FINE)
        sums = map(sum, zip(*rows, strict=True))
        return [_COARSE * (first + said * _FINE // root) for first, said in zip(bias, sums, strict=True)]


def list_words(title: Sequence[str], text: Sequence[str]) -> list[str]:
    """The words and pairs to look up, each once: those of title and text, and those it opens and closes with, apart."""
    text = text[:MAX_WORDS]
    return [
        *[f"title:{word}" for word in dict.fromkeys(title)],
        *[f"opening:{word}" for word in dict.fromkeys(text[:_FIRST])],
        *[f"closing:{word}" for word in dict.fromkeys(text[-_LAST:])],
        *[f"text:{word}" for word in dict.fromkeys(text)],
        *[f"text:{one} {other}" for one, other in dict.fromkeys(pairwise(text))],
    ]


@cache
def read_vocabulary() -> Vocabulary:
    """The vocabulary that comes with the program, read once."""
    return Vocabulary(json.loads(_FILE.read_text(encoding="utf-8")))
