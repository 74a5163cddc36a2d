"""The promotion criteria as frozen values: rubric, level, criterion, expectation.

A rubric has one layer (criterion x level) or two (criterion x step, and levels that ask for a profile of steps).
Nothing here reads a file (`harvester.rubric.file`) or judges evidence (`harvester.classify`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from harvester.errors import UsageError


class Observability(StrEnum):
    """Whether a source can show that an expectation is met."""

    DIRECT = "direct"
    """An artefact shows it."""
    PROXY = "proxy"
    """An artefact hints at it, and a person must confirm."""
    MANUAL = "manual"
    """Only you can tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A job level; `order` rises inside a `track`.

    Two-layer rubrics ask for a step of each criterion: `targets` by criterion id, `default_step` for the rest.
    `gate` is free text, shown and never computed; `at_least` is (step, criteria) that must reach it.
    """

    id: str
    name: str
    order: int
    track: str = "ic"
    typical_months: tuple[int, int] | None = None
    default_step: int | None = None
    targets: Mapping[str, int] = field(default_factory=dict)
    gate: str = ""
    at_least: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One thing a rubric asks for; `core` are the core tags by which evidence is matched to it.

    `steps` are the names of the mastery steps of a two-layer rubric, lowest first.
    """

    id: str
    name: str
    core: Sequence[str]
    group: str = ""
    summary: str = ""
    weight: float = 1.0
    steps: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """One statement of a criterion at a level, or at a step (counted from 1)."""

    id: str
    criterion: str
    text: str
    level: str = ""
    step: int | None = None
    kind: str = "behaviour"
    evidence: Observability = Observability.PROXY
    signals: Sequence[str] = ()
    examples: Sequence[str] = ()
    same_as: str = ""
    proficiency: str = ""


@dataclass(frozen=True, kw_only=True)
class Rubric:
    """Promotion criteria with their levels and expectations, checked and in the order of their file."""

    id: str
    name: str
    levels: Sequence[Level]
    criteria: Sequence[Criterion]
    expectations: Sequence[Expectation] = ()
    version: str = ""
    cumulative: bool = False
    source: str = ""
    source_sha256: str = ""
    imported_with: str = ""
    licence: str = ""
    notice: str = ""

    @cached_property
    def criteria_by_tag(self) -> Mapping[str, Sequence[Criterion]]:
        """The criteria that each core tag speaks to; those with fewer tags, being the more exact, first."""
        by_tag: dict[str, list[Criterion]] = {}
        for criterion in sorted(self.criteria, key=lambda one: len(one.core)):
            for tag in criterion.core:
                by_tag.setdefault(tag, []).append(criterion)
        return by_tag

    def level(self, level_id: str) -> Level:
        """Find a level.

        Raises:
            UsageError: the rubric has no such level.
        """
        for level in self.levels:
            if level.id == level_id:
                return level
        raise UsageError(
            f"The rubric {self.id!r} has no level {level_id!r}.",
            why=f"Its levels are {', '.join(level.id for level in self.levels)}.",
            cure=f"harvester rubric show {self.id}",
        )

    def criterion(self, criterion_id: str) -> Criterion:
        """Find a criterion.

        Raises:
            UsageError: the rubric has no such criterion.
        """
        for criterion in self.criteria:
            if criterion.id == criterion_id:
                return criterion
        raise UsageError(
            f"The rubric {self.id!r} has no criterion {criterion_id!r}.",
            why=f"Its criteria are {', '.join(criterion.id for criterion in self.criteria)}.",
            cure=f"harvester rubric show {self.id}",
        )

    def levels_up_to(self, level: Level) -> Sequence[Level]:
        """The levels of the same track, lowest first, up to and with this one."""
        return sorted(
            (one for one in self.levels if one.track == level.track and one.order <= level.order),
            key=lambda one: one.order,
        )

    def level_after(self, level: Level) -> Level | None:
        """The next level of the same track, or None at its top."""
        above = [one for one in self.levels if one.track == level.track and one.order > level.order]
        return min(above, key=lambda one: one.order, default=None)

    def expectations_at(self, level: Level) -> Sequence[Expectation]:
        """What somebody at this level is expected to show, in the order of the rubric.

        Cumulative rubrics add what the lower levels ask for. A step always includes the lower steps.
        """
        level_ids = {one.id for one in self.levels_up_to(level)} if self.cumulative else {level.id}
        return [one for one in self.expectations if one.level in level_ids or self._asks_step(level, one)]

    def stated_at(self, level: Level) -> Sequence[Expectation]:
        """What the rubric says at this level itself: its own statements, or the steps it asks for."""
        return [one for one in self.expectations if one.level == level.id or self._asks_step(level, one)]

    def text_of(self, expectation: Expectation) -> str:
        """The words of an expectation, or of the one it is said to be the same as."""
        by_id = {one.id: one for one in self.expectations}
        while not expectation.text and expectation.same_as:
            expectation = by_id[expectation.same_as]
        return expectation.text

    @staticmethod
    def _asks_step(level: Level, expectation: Expectation) -> bool:
        asked = level.targets.get(expectation.criterion, level.default_step)
        return expectation.step is not None and asked is not None and expectation.step <= asked
