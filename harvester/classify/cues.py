"""The phrases a careful reader weighs: `cues.toml`, and how they are found among words."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

STEM: Final = 3
"""Letters of a starred word by which it is looked up."""

_FILE: Final = Path(__file__).with_name("cues.toml")


class Sighting(NamedTuple):
    """A cue among words: which one, and the half-open span of words."""

    cue: str
    start: int
    end: int


class CueBook:
    """All phrases, by their first word and where possible their second; a star stands for the rest of a word."""

    def __init__(self, tables: Mapping[str, Mapping[str, object]]) -> None:
        self.says = {name: str(table["says"]) for name, table in tables.items()}
        self._alone: dict[str, list[str]] = {}
        self._pairs: dict[str, dict[str, list[tuple[str, tuple[str, ...]]]]] = {}
        self._starred: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        self._stems: dict[str, list[tuple[str, str, tuple[str, ...]]]] = {}
        for name, table in tables.items():
            phrases = table["phrases"]
            for phrase in phrases if isinstance(phrases, list) else ():
                first, *rest = str(phrase).split()
                self._enter(name, first, tuple(rest))

    def find(self, words: Sequence[str]) -> Iterator[Sighting]:
        """Yield every phrase among the words, in the order in which they begin."""
        # Every word of every record comes by here, so what is asked of each is at hand.
        alone, pairs, starred, stems = self._alone, self._pairs, self._starred, self._stems
        last = len(words) - 1
        for start, word in enumerate(words):
            if word in alone:
                for name in alone[word]:
                    yield Sighting(name, start, start + 1)
            if word in pairs and start < last:
                for name, rest in pairs[word].get(words[start + 1], ()):
                    if not rest or _follows(words, start + 2, rest):
                        yield Sighting(name, start, start + 2 + len(rest))
            if word in starred or word[:STEM] in stems:
                yield from self._find_starred(words, start)

    def _find_starred(self, words: Sequence[str], start: int) -> Iterator[Sighting]:
        word = words[start]
        for name, rest in self._starred.get(word, ()):
            if _follows(words, start + 1, rest):
                yield Sighting(name, start, start + 1 + len(rest))
        for stem, name, rest in self._stems.get(word[:STEM], ()):
            if word.startswith(stem) and (not rest or _follows(words, start + 1, rest)):
                yield Sighting(name, start, start + 1 + len(rest))

    def _enter(self, name: str, first: str, rest: tuple[str, ...]) -> None:
        if first.endswith("*"):
            self._stems.setdefault(first[:STEM], []).append((first[:-1], name, rest))
        elif not rest:
            self._alone.setdefault(first, []).append(name)
        elif rest[0].endswith("*"):
            self._starred.setdefault(first, []).append((name, rest))
        else:
            self._pairs.setdefault(first, {}).setdefault(rest[0], []).append((name, rest[1:]))


def _follows(words: Sequence[str], start: int, rest: Sequence[str]) -> bool:
    if start + len(rest) > len(words):
        return False
    for at, wanted in enumerate(rest, start):
        if words[at] != wanted and not (wanted[-1] == "*" and words[at].startswith(wanted[:-1])):
            return False
    return True


@cache
def read_cues() -> CueBook:
    """The cues that come with the program, read once."""
    return CueBook(tomllib.loads(_FILE.read_text(encoding="utf-8")))
