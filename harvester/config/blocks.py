"""Tables of a TOML text, changed value by value: every byte that is not asked about stays, comments and CRLF too. Pure.

It knows texts, lists of texts and booleans, and writes one line a key. What it makes is read again by who asked for it.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Final

from harvester.places import Place, locate_strings, locate_values

Value = str | bool | Sequence[str]

_CRLF: Final = "\r\n"


def set_value(text: str, table: Place, key: str, value: Value) -> str:
    """Set a key of a table that stands in the text; a missing one comes behind the table's last."""
    places = locate_values(text)
    if (*table, key) in places:
        start, end = places[*table, key]
        return text[:start] + spell(value) + text[end:]
    last = max(span for place, span in places.items() if place[: len(table)] == table)
    return _insert_line(text, last, f"{key} = {spell(value)}")


def extend_list(text: str, table: Place, key: str, known: Sequence[str], more: Sequence[str]) -> str:
    """Add to a list of texts, behind its last member; `known` is what the key says now, in a list or one text."""
    start, end = locate_values(text).get((*table, key), (0, 0))
    if text[start:end][:1] != "[":
        return set_value(text, table, key, [*known, *more])
    members = locate_strings(text, start, end)
    behind = members[-1][1] if members else start + 1
    added = ", ".join(spell(one) for one in more)
    return text[:behind] + (f", {added}" if members else added) + text[behind:]


def add_table(text: str, name: str, values: Mapping[str, Value]) -> str:
    """Add a table to an array of tables, at the end of the text; empty values are left out."""
    end_of_line = _CRLF if _CRLF in text else "\n"
    lines = [f"[[{name}]]", *(f"{key} = {spell(value)}" for key, value in values.items() if value)]
    gap = "" if not text else end_of_line if text.endswith("\n") else end_of_line * 2
    return text + gap + "".join(line + end_of_line for line in lines)


def spell(value: Value) -> str:
    """Spell a value as TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # JSON escapes what TOML forbids, but for DEL.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    return f"[{', '.join(spell(one) for one in value)}]"


def _insert_line(text: str, behind: tuple[int, int], line: str) -> str:
    """Insert a line behind the one on which a value ends, indented as it is."""
    at = text.find("\n", behind[1])
    at = len(text) if at < 0 else at
    if text[:at].endswith("\r"):
        at -= 1
    begin = text.rfind("\n", 0, behind[0]) + 1
    indent = text[begin : begin + len(text[begin:at]) - len(text[begin:at].lstrip(" \t"))]
    return f"{text[:at]}{_CRLF if _CRLF in text else chr(10)}{indent}{line}{text[at:]}"
