"""Where the keys of a TOML text and their values stand, so that an error can name a line, and one value be changed.

The standard reader gives values without places. This one gives places without values: it follows headers, keys,
strings and brackets, and refuses to judge anything. It is only asked about texts that have been read successfully.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

Place = tuple[str | int, ...]
"""A key's path: `("connectors", "git", "repositories")`, `("criteria", 2, "core")`; an array's tables count from 0."""

_HEADER: Final = re.compile(r"[ \t]*(\[\[?)[ \t]*([^\]\n]+?)[ \t]*\]")
_KEY: Final = re.compile(r"""[ \t]*("[^"\n]*"|'[^'\n]*'|[A-Za-z0-9_-]+)[ \t]*[.=][ \t]*""")
_TOKEN: Final = re.compile(
    r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*"{3,5}'
    r"|'''(?:[^']|'(?!''))*'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|[\[\]{}\n]"
)


def locate_keys(text: str) -> Mapping[Place, int]:
    """Give the line, counted from 1, of every key and table header at the beginning of a line."""
    lines: dict[Place, int] = {}
    for place, start, _ in _statements(text):
        lines.setdefault(place, text.count("\n", 0, start) + 1)
    return lines


def locate_values(text: str) -> Mapping[Place, tuple[int, int]]:
    """Give the offsets at which the value of every key begins and ends; behind a table header stands an empty one."""
    return {place: (value, _end_of_value(text, value)) for place, _, value in _statements(text)}


def locate_strings(text: str, start: int, end: int) -> Sequence[tuple[int, int]]:
    """Give the offsets at which each string between two others begins and ends: the members of a list of texts."""
    return [token.span() for token in _TOKEN.finditer(text, start, end) if token[0][0] in "\"'"]


def _statements(text: str) -> Iterator[tuple[Place, int, int]]:
    """Yield the place of each statement, and the offsets at which it and its value begin."""
    table: Place = ()
    counts: dict[tuple[str, ...], int] = {}
    for start in _statement_starts(text):
        if header := _HEADER.match(text, start):
            names = tuple(name.strip().strip("\"'") for name in header[2].split("."))
            if header[1] == "[[":
                counts[names] = counts.get(names, -1) + 1
            table = _count_in(names, counts)
            yield table, start, header.end() + len(header[1]) - 1
        elif key := _KEY.match(text, start):
            yield (*table, key[1].strip("\"'")), start, key.end()


def _end_of_value(text: str, start: int) -> int:
    """Find where the value that begins at `start` ends, before white space and a comment behind it."""
    depth, end = 0, len(text)
    for token in _TOKEN.finditer(text, start):
        if depth == 0 and token[0][0] in "\n#":
            end = token.start()
            break
        depth += (token[0] in {"[", "{"}) - (token[0] in {"]", "}"})
    return start + len(text[start:end].rstrip())


def _count_in(names: tuple[str, ...], counts: Mapping[tuple[str, ...], int]) -> Place:
    """Put behind each name of an array of tables the number of its last table."""
    place: list[str | int] = []
    for depth, name in enumerate(names, 1):
        place.append(name)
        if names[:depth] in counts:
            place.append(counts[names[:depth]])
    return tuple(place)


def line_of(lines: Mapping[Place, int], place: Sequence[str | int]) -> int:
    """Give the line of a key, or of the nearest table around it."""
    for length in range(len(place), 0, -1):
        if (line := lines.get(tuple(place[:length]))) is not None:
            return line
    return 1


def _statement_starts(text: str) -> list[int]:
    """Offsets of the lines that begin outside of strings, arrays and inline tables."""
    starts = [0]
    depth = 0
    for token in _TOKEN.finditer(text):
        if token[0] == "\n" and depth == 0:
            starts.append(token.end())
        elif token[0] in ("[", "{"):
            depth += 1
        elif token[0] in ("]", "}"):
            depth -= 1
    return starts
