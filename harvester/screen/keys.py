"""The keys of a review, the same letters on the screen and in plain lines."""

from dataclasses import dataclass
from typing import Final

from harvester.model import DRAFTED_CATEGORIES
from harvester.review import name_category


@dataclass(frozen=True, slots=True)
class Key:
    """What a letter means; `argument` is what may follow it in plain lines."""

    letters: str
    action: str
    meaning: str
    argument: str = ""


KEYS: Final = (
    Key("ay", "accept", "accept: claim it as it is"),
    Key("rn", "reject", "reject: never propose it again"),
    Key("i", "edit", "edit in place, and claim it in your words", "SENTENCE"),
    Key("e", "editor", "edit in the editor of git (HARVESTER_EDITOR)"),
    Key("s", "later", "later: leave it for another time"),
    Key("A", "batch", "accept all sure ones of this group; asks with the count"),
    Key("u", "undo", "take the last decision back, also of an earlier sitting"),
    Key("U", "redo", "do it again"),
    Key("d", "changes", "diff or thread: what the evidence holds"),
    Key("w", "why", "why: what led to category, criteria and doubts"),
    Key("o", "open", "open the link"),
    Key("c", "criteria", "other criteria", "ID ID"),
    Key("m", "merge", "join it to the draft above"),
    Key("x", "split", "take pieces of evidence out into a draft of their own", "NUMBERS"),
    Key("/", "search", "search; empty searches again", "TEXT"),
    Key("j", "down", "next"),
    Key("k", "up", "previous"),
    Key("g", "top", "first"),
    Key("G", "bottom", "last"),
    Key("?", "help", "this help"),
    Key("q", "close", "write the document and quit, after showing the difference"),
    Key("Q", "leave", "quit without writing; decisions are kept"),
)
ACTIONS: Final = {letter: key.action for key in KEYS for letter in key.letters}
CATEGORY_KEYS: Final = {str(number): category for number, category in enumerate(DRAFTED_CATEGORIES, start=1)}


def tell_keys(*, with_arguments: bool = False) -> list[str]:
    """Tell every key and its meaning, a line each."""
    lines: list[str] = []
    for key in KEYS:
        letters = " or ".join(key.letters) + (f" {key.argument}" if with_arguments and key.argument else "")
        lines.append(f"{letters:<12} {key.meaning}")
    categories = ", ".join(f"{digit} {name_category(category)}" for digit, category in CATEGORY_KEYS.items())
    return [*lines, f"another category: {categories}"]
