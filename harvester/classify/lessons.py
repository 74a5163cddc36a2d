"""What a person's verdicts teach, as counts: nothing is stored here, the same lessons give the same leaning.

A lesson speaks for records of its kind: same marks, phrases of the title, labels, files and project. Take the lesson
away, and what it moved moves back.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Final

from harvester.classify.features import read_evidence
from harvester.classify.reading import Reading
from harvester.model import Category, Evidence, VerdictKind

PULL: Final = 7_000
"""How far lessons of exactly this kind can move a score (`harvester.classify.linear.SCALE` is 1.0)."""
ALIKE: Final = 0.4
"""Share of common marks from which a record is called like another."""

_WORD: Final = 4
"""Letters from which a word of the title is a mark."""
_CONFIRMED: Final = 0.25
_WORTH: Final = 0.5
"""How much a kept draft of any category says that its kind is not routine."""
_MARKS: Final = (
    "prefix:",
    "label:",
    "type:",
    "t.",
    "f.",
    "only_",
    "small_",
    "middling_",
    "large_",
    "merge_",
    "version_",
    "revert_",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What one verdict teaches: the evidence, what was proposed for it, and what the person decided.

    `category` is what stood in the end; a rejected proposal counts as routine. `criteria` are the ids that stood in
    the end, and None where nobody looked at them.
    """

    evidence: Evidence
    proposed: Category
    decided: VerdictKind
    category: Category
    proposed_criteria: Sequence[str] = ()
    criteria: Sequence[str] | None = None

    @property
    def outcome(self) -> Category:
        """The category that would have been right."""
        return Category.ROUTINE if self.decided is VerdictKind.REJECTED else self.category

    @property
    def given(self) -> Sequence[str]:
        """The criteria that the person added to what was kept."""
        return [] if self._is_silent else [one for one in self.criteria or () if one not in self.proposed_criteria]

    @property
    def taken(self) -> Sequence[str]:
        """The criteria that the person took from what was kept."""
        return [] if self._is_silent else [one for one in self.proposed_criteria if one not in (self.criteria or ())]

    @property
    def _is_silent(self) -> bool:
        return self.criteria is None or self.decided is VerdictKind.REJECTED


@dataclass(frozen=True, slots=True)
class Leaning:
    """Where lessons move a record: by score and name (a category, or `criterion:` and its id), and why in words.

    `given` and `taken` say how often the person gave a criterion to records like this one, or took it from them.
    """

    scores: Mapping[str, int]
    reason: str = ""
    given: Mapping[str, int] = field(default_factory=dict)
    taken: Mapping[str, int] = field(default_factory=dict)


class Memory:
    """The lessons, counted by the marks of the records they were about."""

    def __init__(self, lessons: Iterable[Lesson]) -> None:
        self._seen: dict[str, int] = {}
        self._gains: dict[str, dict[str, float]] = {}
        self._lessons: list[tuple[frozenset[str], Lesson]] = []
        for lesson in lessons:
            if lesson.decided is VerdictKind.LATER:
                continue
            marks = frozenset(mark_kind(read_evidence(lesson.evidence), lesson.evidence.project))
            self._lessons.append((marks, lesson))
            for mark in marks:
                self._count(mark, lesson)

    def lean(self, reading: Reading, project: str) -> Leaning:
        """Say where the lessons move a record."""
        if not self._lessons:
            return Leaning({})
        marks = mark_kind(reading, project)
        scores: dict[str, float] = {}
        for mark in marks:
            for name, gain in self._gains.get(mark, {}).items():
                scores[name] = scores.get(name, 0.0) + gain / (self._seen[mark] + 1)
        # What shares only a mark or two with a lesson is hardly of its kind, so the share counts twice.
        pull = PULL * sum(mark in self._seen for mark in marks) / len(marks) ** 2
        moved = {name: round(pull * score) for name, score in sorted(scores.items())}
        moved = {name: score for name, score in moved.items() if score}
        if not moved:
            return Leaning({})
        alike = self._find_alike(frozenset(marks))
        given, taken = (
            Counter(one for lesson in alike for one in list_changed(lesson))
            for list_changed in (attrgetter("given"), attrgetter("taken"))
        )
        return Leaning(moved, _explain(alike), given, taken)

    def _count(self, mark: str, lesson: Lesson) -> None:
        self._seen[mark] = self._seen.get(mark, 0) + 1
        gains = self._gains.setdefault(mark, {})
        if lesson.outcome is lesson.proposed:
            _add(gains, lesson.outcome.value, _CONFIRMED)
        else:
            _add(gains, lesson.outcome.value, 1.0)
            _add(gains, lesson.proposed.value, -1.0)
        if lesson.outcome is not Category.ROUTINE:
            _add(gains, Category.ROUTINE.value, -_WORTH)
        for criterion in lesson.given:
            _add(gains, f"criterion:{criterion}", 1.0)
        for criterion in lesson.taken:
            _add(gains, f"criterion:{criterion}", -1.0)

    def _find_alike(self, marks: frozenset[str]) -> list[Lesson]:
        return [lesson for known, lesson in self._lessons if len(known & marks) >= ALIKE * len(known | marks)]


def _explain(alike: Sequence[Lesson]) -> str:
    rejected = sum(lesson.decided is VerdictKind.REJECTED for lesson in alike)
    kept = [lesson for lesson in alike if lesson.decided is not VerdictKind.REJECTED]
    parts = [f"you rejected {rejected} like this"] if rejected else []
    for category in Category:
        changed = sum(lesson.category is category and lesson.proposed is not category for lesson in kept)
        if changed:
            parts.append(f"you called {changed} like this {category.value.replace('_', ' ')}")
    confirmed = sum(lesson.category is lesson.proposed for lesson in kept)
    if confirmed:
        parts.append(f"you kept {confirmed} like this")
    recast = sum(bool(lesson.given or lesson.taken) for lesson in kept)
    if recast:
        parts.append(f"you gave {recast} like this other criteria")
    return ", ".join(parts)


def mark_kind(reading: Reading, project: str) -> Sequence[str]:
    """The marks by which records are of one kind, in a fixed order."""
    marks = [f"project:{project}"]
    marks += [trait for trait in reading.traits if trait.startswith(_MARKS)]
    marks += [f"word:{word}" for word in reading.words.get("t", ())[:12] if len(word) >= _WORD]
    return [f"{reading.group}/{mark}" for mark in dict.fromkeys(marks)]


def _add(gains: dict[str, float], name: str, gain: float) -> None:
    gains[name] = gains.get(name, 0.0) + gain
