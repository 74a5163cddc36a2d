"""What a configuration that exists already lacks of what was found: the lines to write, and where. Pure.

Nothing is written into it: the file is the person's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from harvester.config.file import ConfigFile
from harvester.places import Place, locate_keys
from harvester.setup.text import Key, Value, spell


@dataclass(frozen=True, slots=True)
class Addition:
    """A key that says less than was found: where in the file to write, and the lines."""

    key: Key
    where: str
    lines: Sequence[str]


def list_additions(file: ConfigFile, values: Mapping[Key, Value]) -> list[Addition]:
    """Give what of `values` the file does not say; a list keeps what stands there and gets what is missing.

    Of a table that stands several times the first one is meant.
    """
    found = []
    for key, value in values.items():
        place, known = _find(file.written, key)
        if whole := _complete(known, value):
            found.append(_addition(file, key, place, f"{key[1]} = {spell(whole)}"))
    return found


def _find(written: Mapping[str, Any], key: Key) -> tuple[Place, Any]:
    place: list[str | int] = []
    content: Any = written
    for name in (*filter(None, key[0].split(".")), key[1]):
        content = content.get(name) if isinstance(content, Mapping) else None
        place.append(name)
        if isinstance(content, list) and content and isinstance(content[0], Mapping):
            content = content[0]
            place.append(0)
    return tuple(place), content


def _complete(known: object, value: Value) -> Value:
    """Give the whole value to write; nothing where all of it is known."""
    if isinstance(value, str):
        return "" if known == value else value
    standing = [str(one) for one in known] if isinstance(known, list) else []
    missing = [one for one in value if one not in standing]
    return [*standing, *missing] if missing else []


def _addition(file: ConfigFile, key: Key, place: Place, line: str) -> Addition:
    lines = locate_keys(file.text)
    if place in lines:
        return Addition(key, f"instead of `{key[1]}` in line {lines[place]}", [line])
    if not key[0]:
        return Addition(key, "above the first table", [line])
    if place[:-1] in lines:
        return Addition(key, f"below line {lines[place[:-1]]}", [line])
    return Addition(key, "at the end", [f"[{key[0]}]", line])
