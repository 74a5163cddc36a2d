"""What a round of proposing is told, and what came of it: values only, so a run with nothing new loads no judge."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from harvester.model import Draft, Evidence, Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What is special about this run.

    `fresh` holds what it read, with the texts that the store may not keep. Work before `not_before` is held back:
    the store was lost, and the document may have held it once.
    """

    fresh: Mapping[Ref, Evidence] = field(default_factory=dict)
    is_first_run: bool = False
    not_before: datetime | None = None


@dataclass(slots=True)
class Proposal:
    """What became of the new evidence: drafts, pieces that joined a draft, routine work, drafts held back."""

    appended: list[Draft] = field(default_factory=list)
    held_back: list[tuple[Draft, str]] = field(default_factory=list)
    folded: int = 0
    routine: int = 0
