"""Text in the columns of a terminal: wrapped, cut, filled up. Pure."""

import textwrap
import unicodedata
from collections.abc import Sequence
from typing import Final

WIDTH: Final = 80
_CUT: Final = "…"


def wrap(text: str, indent: str, following: str | None = None) -> Sequence[str]:
    """Break a text between words; lines after the first begin with `following`. A longer word stays whole."""
    text = " ".join(text.split())
    if len(indent) + len(text) <= WIDTH:
        return [indent + text]
    rest = indent if following is None else following
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )


def fit(text: str, columns: int) -> str:
    """Cut a text to so many columns and fill it up to them; letters of East Asia take two."""
    widths = [_width_of(letter) for letter in text]
    if sum(widths) > columns:
        kept = len(text)
        while sum(widths[:kept]) > columns - 1:
            kept -= 1
        text, widths = text[:kept] + _CUT, [*widths[:kept], 1]
    return text + " " * (columns - sum(widths))


def _width_of(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
