"""What the sections of a brag document are called, and when two names are one.

It refuses to know where a heading stands; that is the business of `harvester.document.sections`.
"""

import re
from collections.abc import Mapping
from typing import Final

from harvester.model import DRAFTED_CATEGORIES, Category

BUILT_IN_HEADINGS: Final[Mapping[Category, str]] = {
    Category.PROJECT: "Projects",
    Category.DECISION: "Decisions",
    Category.PROBLEM_PREVENTED: "Problems caught early",
    Category.FEEDBACK: "Feedback received",
    Category.MENTORSHIP: "People helped",
}
"""The names of the headings in a document that we create, in its order."""

_ATTRIBUTES: Final = re.compile(r"\{[^{}]*\}\s*$")
_MARKS: Final = re.compile(r"[*_`]+")
_ORNAMENT: Final = re.compile(r"^\W+|\W+$")


def name_headings(mapped: Mapping[Category, str]) -> dict[Category, str]:
    """Give the heading of every category that has one: the mapped name, else the built-in one."""
    return {category: mapped.get(category) or BUILT_IN_HEADINGS[category] for category in DRAFTED_CATEGORIES}


def find_heading_fault(mapped: Mapping[str, str]) -> str:
    """Say what is wrong with a table of headings, category by category; "" where nothing is."""
    known = {category.value: category for category in DRAFTED_CATEGORIES}
    for name, heading in mapped.items():
        if name not in known:
            return f"{name!r} is no category; the categories are {', '.join(known)}"
        if not heading.strip():
            return f"the heading of {name!r} is empty"
    owners: dict[str, Category] = {}
    for category, heading in name_headings({known[name]: heading for name, heading in mapped.items()}).items():
        owner = owners.setdefault(fold_heading(heading), category)
        if owner is not category:
            return f"two categories share one heading: {owner.value} and {category.value} are both {heading.strip()!r}"
    return ""


def fold_heading(text: str) -> str:
    """Fold what does not tell headings apart: white space, case, emphasis, attributes, ornaments at the ends."""
    plain = " ".join(_MARKS.sub("", _ATTRIBUTES.sub("", text)).split())
    return (_ORNAMENT.sub("", plain) or plain).casefold()
