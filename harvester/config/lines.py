"""Where a key stands in a TOML file: its line number, for messages. Reads lines, never values."""

import re
from collections.abc import Sequence
from typing import Final

_HEADER: Final = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY: Final = re.compile(
    r"\s*((?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*'))*)\s*="
)


def find_line(text: str, keys: Sequence[str | int]) -> int:
    """Give the 1-based line of a key path, or of its nearest parent that stands; numbers count an array's tables."""
    wanted = tuple(keys)
    best_depth, best_line = 0, 1
    table: tuple[str | int, ...] = ()
    counts: dict[tuple[str, ...], int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = _enter(header, counts)
            path = table
        elif key := _KEY.match(line):
            path = (*table, *_split(key[1]))
        else:
            continue
        depth = _common_depth(path, wanted)
        if depth > best_depth and depth >= min(len(path), len(wanted)):
            best_depth, best_line = depth, number
    return best_line


def _enter(header: re.Match[str], counts: dict[tuple[str, ...], int]) -> tuple[str | int, ...]:
    names = _split(header[2])
    if header[1] == "[[":
        counts[names] = counts.get(names, -1) + 1
    entered: list[str | int] = []
    for depth, name in enumerate(names, 1):
        entered.append(name)
        if names[:depth] in counts:
            entered.append(counts[names[:depth]])
    return tuple(entered)


def _split(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


def _common_depth(path: Sequence[str | int], wanted: Sequence[str | int]) -> int:
    depth = 0
    for here, there in zip(path, wanted, strict=False):
        if here != there:
            break
        depth += 1
    return depth
