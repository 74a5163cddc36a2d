"""One table of a rubric file, read strictly: each key once asked for by its type, the rest refused by name and line."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any, Final, NoReturn

from harvester.errors import ConfigError
from harvester.places import Place, line_of, locate_keys

MAX_TEXT: Final = 2_000
"""Characters of the longest text a rubric may hold."""

_PLACE: Final = re.compile(r"at line (\d+)")


class Page:
    """A TOML text with the name of its file and the lines of its keys.

    Raises:
        ConfigError: the text is no TOML.
    """

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        try:
            self.content = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(
                f"{path}:{_line_of_error(error, text)}: is no TOML", why=str(error), cure=f"correct {path}"
            ) from error
        self._lines = locate_keys(text)

    def refuse(self, place: Place, what: str, cure: str = "") -> NoReturn:
        """Raise ConfigError with file, line and key."""
        line = line_of(self._lines, place)
        raise ConfigError(f"{self.path}:{line}: {spell_place(place)}{what}", cure=cure)

    def table(self, name: str) -> "Table":
        """The table `[name]`."""
        content = self.content.get(name)
        if not isinstance(content, dict):
            self.refuse((name,), "is missing or no table", cure=f"write a table [{name}]")
        return Table(self, (name,), content)

    def tables(self, name: str, *, at_least: int = 0) -> Sequence["Table"]:
        """The array of tables `[[name]]`."""
        content = self.content.get(name, [])
        if not isinstance(content, list) or not all(isinstance(one, dict) for one in content):
            self.refuse((name,), "must be an array of tables", cure=f"write [[{name}]]")
        if len(content) < at_least:
            self.refuse((name,), "is missing: a rubric has at least one", cure=f"write [[{name}]]")
        return [Table(self, (name, index), one) for index, one in enumerate(content)]


class Table:
    """The keys of one table; asking marks them as known, and `refuse_the_rest` names those never asked for."""

    def __init__(self, page: Page, place: Place, content: Mapping[str, Any]) -> None:
        self._page = page
        self._place = place
        self._content = content
        self._asked: list[str] = []

    def refuse(self, key: str, what: str, cure: str = "") -> NoReturn:
        """Raise ConfigError at one key of this table."""
        self._page.refuse((*self._place, key), what, cure)

    def refuse_the_rest(self) -> None:
        """Raise ConfigError at the first key that nobody asked for."""
        for key in self._content:
            if key not in self._asked:
                self.refuse(key, "is no key of this table", cure=f"use one of {', '.join(self._asked)}")

    def text(self, key: str, default: str | None = None) -> str:
        """Read one string; without a default it must be there and not be blank."""
        value = self._ask(key, default, str, "a text")
        if default is None and not value.strip():
            self.refuse(key, "must not be blank")
        if len(value) > MAX_TEXT:
            self.refuse(key, f"has {len(value)} characters; at most {MAX_TEXT} are allowed")
        return str(value)

    def choice(self, key: str, choices: Sequence[str], default: str) -> str:
        """Read one of a few words."""
        value = self.text(key, default)
        if value not in choices:
            self.refuse(key, f"is {value!r}", cure=f"use one of {', '.join(choices)}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Read an array of strings."""
        value = self._ask(key, [], list, "an array of texts")
        if not all(isinstance(one, str) for one in value):
            self.refuse(key, "must be an array of texts")
        return tuple(value)

    def number(self, key: str, default: float) -> float:
        """Read a number."""
        return float(self._ask(key, default, (int, float), "a number"))

    def whole(self, key: str, default: int | None = None, *, required: bool = False) -> int | None:
        """Read a whole number of at least 0; without a default and not required, it may be absent."""
        if key not in self._content and not required:
            self._asked.append(key)
            return default
        value = int(self._ask(key, None, int, "a whole number"))
        if value < 0:
            self.refuse(key, "must not be negative")
        return value

    def flag(self, key: str) -> bool:
        """Read true or false; absent is false."""
        return bool(self._ask(key, 0, bool, "true or false"))

    def wholes(self, key: str) -> Mapping[str, int]:
        """Read an inline table of whole numbers."""
        value = self._ask(key, {}, dict, "a table of whole numbers")
        if not all(type(one) is int and one >= 0 for one in value.values()):
            self.refuse(key, "must be a table of whole numbers")
        return dict(value)

    def span(self, key: str) -> tuple[int, int] | None:
        """Read two whole numbers, the first not the larger; absent is None."""
        value = self._ask(key, [], list, "two whole numbers")
        if not value:
            return None
        if [type(one) for one in value] != [int, int] or value[0] > value[1]:
            self.refuse(key, "must be two whole numbers, the lower one first")
        return value[0], value[1]

    def has(self, key: str) -> bool:
        """Say whether the key is there."""
        return key in self._content

    def _ask(self, key: str, default: object, kind: type | tuple[type, ...], wanted: str) -> Any:  # noqa: ANN401 - TOML
        self._asked.append(key)
        if key not in self._content:
            if default is None:
                self.refuse(key, "is missing")
            return default
        value = self._content[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.refuse(key, f"must be {wanted}")
        return value


def spell_place(place: Place) -> str:
    """Spell a place as a person writes it, numbers from 1: `criteria 3, core `."""
    words = [
        f"{name} {place[1] + 1}" if len(place) > 1 and isinstance(place[1], int) else str(name) for name in place[:1]
    ]
    words += [str(part) for part in place[1:] if not isinstance(part, int)]
    return f"{', '.join(words)} " if place else ""


def _line_of_error(error: tomllib.TOMLDecodeError, text: str) -> int:
    """The standard reader names the place in its message only."""
    place = _PLACE.search(str(error))
    return int(place[1]) if place else text.count("\n") + 1
