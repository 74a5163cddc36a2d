"""Which category a place of the document belongs to, by the names of its headings.

It refuses to guess: a heading is ours by its name or not at all.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Final

from harvester.document.blocks import Heading
from harvester.headings import fold_heading, name_headings
from harvester.model import DRAFTED_CATEGORIES, Category

OWN_LEVEL: Final = 2
"""The level of the headings that we write, and look for first."""


class Sections:
    """The headings of one document, and what they mean.

    Args:
        headings: all headings in order.
        mapped: category -> text of its heading where the configuration names one; such a heading may have any
            level, a built-in name only the first or second.
    """

    def __init__(self, headings: Sequence[Heading], mapped: Mapping[Category, str]) -> None:
        self.headings = headings
        self.names = name_headings(mapped)
        self._mapped = {category for category in DRAFTED_CATEGORIES if mapped.get(category)}
        self._wanted: dict[str, list[Category]] = {}
        for category, name in self.names.items():
            self._wanted.setdefault(fold_heading(name), []).append(category)
        self._named = [self._name(heading) for heading in headings]
        self._starts = [heading.start for heading in headings]
        self._meanings = self._inherit()

    def category_at(self, at: int) -> Category | None:
        """Tell the category of an offset: that of the nearest heading around it that has one."""
        index = bisect_right(self._starts, at) - 1
        return self._meanings[index] if index >= 0 else None

    def home_of(self, category: Category) -> int | None:
        """Tell the index of the heading under which lines of a category go; the second level comes first."""
        candidates = [index for index, categories in enumerate(self._named) if category in categories]
        return min(candidates, key=lambda index: (_rank(self.headings[index].level), index), default=None)

    def _name(self, heading: Heading) -> Sequence[Category]:
        categories = self._wanted.get(fold_heading(heading.text), ())
        return [one for one in categories if heading.level <= OWN_LEVEL or one in self._mapped]

    def _inherit(self) -> list[Category | None]:
        meanings: list[Category | None] = []
        around: list[tuple[int, Category | None]] = []
        for heading, categories in zip(self.headings, self._named, strict=True):
            while around and around[-1][0] >= heading.level:
                around.pop()
            meaning = categories[0] if categories else (around[-1][1] if around else None)
            around.append((heading.level, meaning))
            meanings.append(meaning)
        return meanings


def _rank(level: int) -> int:
    return 0 if level == OWN_LEVEL else level
