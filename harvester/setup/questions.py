"""The questions of `init` as text: how choices are laid out, and what an answer chooses. Pure.

An answer that cannot be understood is refused with its reason; nothing is guessed from it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from harvester.clean import clean_line
from harvester.errors import UsageError

_SPAN: Final = re.compile(r"([0-9]{1,4})(?:-([0-9]{1,4}))?")
_WIDTH: Final = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: what it is, and what speaks for it."""

    text: str
    note: str


def lay_out(question: str, choices: Sequence[Choice], preset: Sequence[int]) -> list[str]:
    """Lay out a question as lines; the last one waits for the answer. `preset` are places of choices, from 0."""
    width = min(_WIDTH, max((len(clean_line(choice.text)) for choice in choices), default=0))
    lines = [
        f"  {number:2}  {clean_line(choice.text):{width}}  {clean_line(choice.note)}".rstrip()
        for number, choice in enumerate(choices, 1)
    ]
    return [question, *lines, f"Numbers, all, or none [{spell_numbers(preset)}]: "]


def spell_numbers(places: Sequence[int]) -> str:
    """Spell places, from 0, as the numbers that stand before the choices."""
    return " ".join(str(place + 1) for place in places) or "none"


def read_numbers(answer: str, count: int, preset: Sequence[int]) -> list[int]:
    """Read which of `count` choices an answer names: nothing keeps the preset; `1 3`, `1,3`, `1-3`, `all`, `none`.

    Raises:
        UsageError: it names something else.
    """
    words = answer.replace(",", " ").casefold().split()
    if not words:
        return list(preset)
    if words in (["all"], ["none"]):
        return list(range(count)) if words == ["all"] else []
    chosen: list[int] = []
    for word in words:
        span = _SPAN.fullmatch(word)
        if not span:
            raise UsageError(f"{clean_line(word, 40)!r} is no number, and neither all nor none.")
        first, last = int(span[1]), int(span[2] or span[1])
        if not 1 <= first <= last <= count:
            raise UsageError(f"The numbers go from 1 to {count}.")
        chosen += range(first - 1, last)
    return sorted(set(chosen))
