"""The text of a configuration: every key of `config.example.toml` with its meaning, those that are set filled in.

What is not set stays commented out, so that `harvester config show --origin` tells what the person chose from what is
the default of this version. Pure but for reading the example, which the program brings along.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

Value = str | Sequence[str]
Key = tuple[str, str]
"""A table's name, "" for the top, and a key in it."""

EXAMPLE_NAME: Final = "config.example.toml"
_OPENING: Final = """\
# Harvester's configuration, made by `harvester init`. A key that is commented out has the value shown; to set it, take
# the "# " before it away. No secret belongs here. `harvester config check` says whether all is right.
# Every key can also come from the environment: HARVESTER_DOCUMENT, HARVESTER_HARVEST__MAX_DRAFTS, ...
"""
_HEADER: Final = re.compile(r"(?:# )?(\[\[?([a-z_.]+)\]\]?)(.*)")
_KEY: Final = re.compile(r"(?:# )?([a-z_]+) = (\S.*?)(?:(\s{2,})(# .*))?")
_WIDTH: Final = 72
"""Characters of a list that still stands in one line."""


def example_text() -> str:
    """Read the example configuration: beside this module in an installed program, at the top of a checkout."""
    shipped = Path(__file__).with_name(EXAMPLE_NAME)
    checkout = Path(__file__).parent.parent.parent / EXAMPLE_NAME
    return (shipped if shipped.exists() else checkout).read_text(encoding="utf-8")


def compose(values: Mapping[Key, Value], example: str | None = None) -> str:
    """Write a configuration; a table with a value is on, the connectors' others stay commented out."""
    body = (example_text() if example is None else example).partition("\n\n")[2]
    return _OPENING + "\n" + "\n".join(_fill(body.splitlines(), values)) + "\n"


def _fill(lines: Sequence[str], values: Mapping[Key, Value]) -> Iterator[str]:
    tables = {table for table, _ in values}
    table = ""
    for line in lines:
        if header := _HEADER.fullmatch(line):
            table = header[2]
            yield f"{header[1]}{header[3]}" if table in tables else line
        elif key := _KEY.fullmatch(line):
            yield _set(line, key, values.get((table, key[1])))
        else:
            yield line


def _set(line: str, key: re.Match[str], value: Value | None) -> str:
    if value is None:
        return line if line.startswith("#") else _with_meaning(f"# {line[: key.end(2)]}", key)
    if isinstance(value, str) or len(spell(value)) <= _WIDTH:
        return _with_meaning(f"{key[1]} = {spell(value)}", key)
    return "\n".join([_with_meaning(f"{key[1]} = [", key), *(f"  {spell(one)}," for one in value), "]"])


def _with_meaning(line: str, key: re.Match[str]) -> str:
    """Put the meaning of a key behind its line, in the column of the example where there is room."""
    return f"{line.ljust(key.start(4) - 2)}  {key[4]}" if key[4] else line


def spell(value: Value) -> str:
    """Spell a text or a list of texts as TOML in one line."""
    if isinstance(value, str):
        # A JSON string is a TOML string, but for the one control character that JSON lets stand.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return f"[{', '.join(spell(one) for one in value)}]"
