"""A card: one draft on the table, as the person meets it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from harvester.model import DRAFTED_CATEGORIES, Category, Draft, Ref, Verdict, VerdictKind

_ORDER: Final[Mapping[Category, int]] = {category: place for place, category in enumerate(DRAFTED_CATEGORIES)}


@dataclass(frozen=True, slots=True)
class Group:
    """Cards of one work and category; `is_outcomes` are entries of which the outcome is asked, and come last."""

    work: str
    category: Category
    is_outcomes: bool = False

    @property
    def place(self) -> tuple[bool, str, int]:
        """Where the group lies on the table."""
        return self.is_outcomes, self.work.casefold(), _ORDER.get(self.category, len(_ORDER))


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A draft, its words and category as they stand or were chosen, and what was decided in this sitting.

    `group` is where it was dealt to; another category does not move it. `is_touched`: the person changed its line in
    the document, and `text` is theirs.
    """

    draft: Draft
    text: str
    category: Category
    group: Group
    is_touched: bool = False
    verdict: Verdict | None = None

    @property
    def ref(self) -> Ref:
        """The ref of the draft."""
        return self.draft.ref

    @property
    def is_open(self) -> bool:
        """Say whether nothing was decided about it in this sitting."""
        return self.verdict is None

    @property
    def kind(self) -> VerdictKind | None:
        """What was decided, if anything."""
        return self.verdict.kind if self.verdict else None

    @property
    def place(self) -> tuple[tuple[bool, str, int], float, str, str]:
        """Where the card lies: by work and category, the surest first, then the oldest."""
        return self.group.place, -self.draft.confidence, self.draft.happened_at.isoformat(), str(self.ref)
