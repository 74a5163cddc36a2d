"""A sum over plain words: which words of title and text stand in records of each category.

It knows nothing of meaning, and so errs in other places than what reads phrases: their mean errs less than either.
The numbers are data (`vocabulary.json`), made by `training/classify.py`; of words that only a few records have
there are none.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from harvester.classify.linear import CATEGORIES

MAX_WORDS: Final = 250
"""Words of a text that are looked up."""

_FILE: Final = Path(__file__).with_name("vocabulary.json")


class Vocabulary:
    """Whole-number weights by family, word and category; `bias:` and a group stand for what every record has."""

    def __init__(self, families: Mapping[str, Mapping[str, Sequence[int]]]) -> None:
        self._families = families

    def rows(self, family: str, words: Iterable[str]) -> dict[str, Sequence[int]]:
        """The weights of those of the words that have any, in the order of `CATEGORIES`."""
        known = self._families.get(family, {})
        return {word: known[word] for word in words if word in known}

    def total(self, family: str, group: str, words: Iterable[str]) -> list[int]:
        """Sum the weights of words."""
        rows = self.rows(family, [f"bias:{group}", *words]).values()
        return [sum(column) for column in zip(*rows, strict=True)] if rows else [0] * len(CATEGORIES)


def list_words(title: Sequence[str], text: Sequence[str]) -> list[str]:
    """The words to look up, each once: those of the title apart from those of the text."""
    said = [*(f"title:{word}" for word in title), *(f"text:{word}" for word in text[:MAX_WORDS])]
    return list(dict.fromkeys(said))


@cache
def read_vocabulary() -> Vocabulary:
    """The vocabulary that comes with the program, read once."""
    return Vocabulary(json.loads(_FILE.read_text(encoding="utf-8")))
