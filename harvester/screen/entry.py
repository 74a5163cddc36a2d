"""A text being typed: what stands there, where the cursor is, and what each key makes of it. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

_WORD_BEFORE: Final = re.compile(r"\S*\s*$")
_WORD_BEHIND: Final = re.compile(r"^\s*\S*")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of text with a cursor; while it `is_fresh`, the first character typed replaces all of it."""

    text: str = ""
    at: int = 0
    is_fresh: bool = False

    @classmethod
    def of(cls, text: str) -> "Entry":
        """Begin with a text, the cursor behind it."""
        return cls(text, len(text), is_fresh=bool(text))

    def type(self, characters: str) -> "Entry":
        """Put characters in where the cursor is; a pasted text becomes one line."""
        typed = " ".join(characters.splitlines()) if characters.strip("\r\n") else ""
        if self.is_fresh and typed:
            return Entry(typed, len(typed))
        return Entry(self.text[: self.at] + typed + self.text[self.at :], self.at + len(typed))

    def press(self, key: str) -> "Entry":
        """Do what an editing key means; any other changes nothing."""
        edit = _KEYS.get(key)
        return edit(self) if edit else self

    def cut(self, start: int, end: int) -> "Entry":
        """Take the characters of a span out."""
        return Entry(self.text[: max(start, 0)] + self.text[end:], max(start, 0))

    def go(self, at: int) -> "Entry":
        """Move the cursor, as far as there is text."""
        return replace(self, at=max(0, min(at, len(self.text))), is_fresh=False)

    def word_start(self) -> int:
        """Give the start of the word at or before the cursor."""
        found = _WORD_BEFORE.search(self.text[: self.at])
        return found.start() if found else 0

    def word_end(self) -> int:
        """Give the end of the word at or behind the cursor."""
        found = _WORD_BEHIND.match(self.text[self.at :])
        return self.at + (found.end() if found else 0)


_KEYS: Final[Mapping[str, Callable[[Entry], Entry]]] = {
    "backspace": lambda entry: entry.cut(entry.at - 1, entry.at),
    "delete": lambda entry: entry.cut(entry.at, entry.at + 1),
    "ctrl+d": lambda entry: entry.cut(entry.at, entry.at + 1),
    "ctrl+u": lambda entry: entry.cut(0, entry.at),
    "ctrl+k": lambda entry: entry.cut(entry.at, len(entry.text)),
    "ctrl+w": lambda entry: entry.cut(entry.word_start(), entry.at),
    "left": lambda entry: entry.go(entry.at - 1),
    "ctrl+b": lambda entry: entry.go(entry.at - 1),
    "right": lambda entry: entry.go(entry.at + 1),
    "ctrl+f": lambda entry: entry.go(entry.at + 1),
    "home": lambda entry: entry.go(0),
    "ctrl+a": lambda entry: entry.go(0),
    "end": lambda entry: entry.go(len(entry.text)),
    "ctrl+e": lambda entry: entry.go(len(entry.text)),
    "ctrl+left": lambda entry: entry.go(entry.word_start()),
    "ctrl+right": lambda entry: entry.go(entry.word_end()),
}
