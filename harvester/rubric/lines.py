"""Where the keys of a TOML text stand, so that an error can name its line.

The standard reader gives values without places. This one gives places without values: it follows headers, keys,
strings and brackets, and refuses to judge anything. It is only asked about texts that have been read successfully.
"""

import re
from collections.abc import Mapping
from typing import Final

Place = tuple[str | int, ...]
"""A key's path: `("criteria", 2, "core")`; tables count from 0 in an array of tables."""

_HEADER: Final = re.compile(r"[ \t]*(\[\[?)[ \t]*([^\]\n]+?)[ \t]*\]")
_KEY: Final = re.compile(r"""[ \t]*("[^"\n]*"|'[^'\n]*'|[A-Za-z0-9_-]+)[ \t]*[.=]""")
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
    table: Place = ()
    counts: dict[str, int] = {}
    for start in _statement_starts(text):
        line = text.count("\n", 0, start) + 1
        if header := _HEADER.match(text, start):
            name = header[2].strip("\"'")
            counts[name] = counts.get(name, -1) + 1
            table = (name, counts[name]) if header[1] == "[[" else (name,)
            lines.setdefault(table, line)
        elif key := _KEY.match(text, start):
            lines.setdefault((*table, key[1].strip("\"'")), line)
    return lines


def line_of(lines: Mapping[Place, int], place: Place) -> int:
    """Give the line of a key, or of the nearest table around it."""
    for length in range(len(place), 0, -1):
        if place[:length] in lines:
            return lines[place[:length]]
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
