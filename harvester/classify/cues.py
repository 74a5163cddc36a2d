"""The phrases a careful reader weighs: `cues.toml`, and how they are found among words."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

_FILE: Final = Path(__file__).with_name("cues.toml")


class Cue(NamedTuple):
    """One kind of phrase: its name, and how a reason about it begins."""

    name: str
    says: str


class Sighting(NamedTuple):
    """A cue among words: which one, and the half-open span of words."""

    cue: str
    start: int
    end: int


class CueBook:
    """All phrases, by their first word; a phrase may end its words in a star."""

    def __init__(self, tables: Mapping[str, Mapping[str, object]]) -> None:
        self.cues = {name: Cue(name, str(table["says"])) for name, table in tables.items()}
        self._by_word: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        self._by_stem: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for name, table in tables.items():
            phrases = table["phrases"]
            for phrase in phrases if isinstance(phrases, list) else ():
                self._enter(name, tuple(str(phrase).split()))

    def find(self, words: Sequence[str]) -> Iterator[Sighting]:
        """Yield every phrase among the words, in order."""
        by_word, by_stem = self._by_word, self._by_stem
        for start, word in enumerate(words):
            for name, rest in by_word.get(word, ()):
                if not rest or _follows(words, start + 1, rest):
                    yield Sighting(name, start, start + 1 + len(rest))
            for name, (stem, *rest_of) in by_stem.get(word[:3], ()):
                if word.startswith(stem) and (not rest_of or _follows(words, start + 1, rest_of)):
                    yield Sighting(name, start, start + 1 + len(rest_of))

    def _enter(self, name: str, words: tuple[str, ...]) -> None:
        first, *rest = words
        if first.endswith("*"):
            self._by_stem.setdefault(first[:3], []).append((name, (first[:-1], *rest)))
        else:
            self._by_word.setdefault(first, []).append((name, tuple(rest)))


def _follows(words: Sequence[str], start: int, rest: Sequence[str]) -> bool:
    if start + len(rest) > len(words):
        return False
    return all(
        word.startswith(wanted[:-1]) if wanted[-1] == "*" else word == wanted
        for word, wanted in zip(words[start : start + len(rest)], rest, strict=True)
    )


@cache
def read_cues() -> CueBook:
    """The cues that come with the program, read once."""
    return CueBook(tomllib.loads(_FILE.read_text(encoding="utf-8")))
