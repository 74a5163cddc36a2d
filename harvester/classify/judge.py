"""The classifier that comes with the program: rules first, then learned weights, then the person's own verdicts.

Pure: no file but its own data is read, no clock, no network. The same evidence, rubric and lessons give the same
judgement on every machine.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from harvester.classify.criteria import match_criteria, without_routine
from harvester.classify.features import COMMENT_GROUPS, COMMENT_KINDS, Reading, read_evidence
from harvester.classify.lessons import Leaning, Lesson, Memory
from harvester.classify.forest import Forest, read_forests
from harvester.classify.linear import CATEGORIES, OUTPUTS, SCALE, Weights, likelihood, read_weights, spread
from harvester.classify.words import join_reasons, say_feature
from harvester.model import Category, Evidence, Judgement, Kind, Match, PersonClass, Role, WorkItem
from harvester.rubric import Rubric

_LEVEL: Final = {"decision": 200, "problem_prevented": 200, "feedback": 200, "mentorship": 200}
"""What rare categories are given, so that none is forgotten for being rare."""
_ADDS: Final = 0.6
"""How sure the judgement of another part must be to lift a work item whose lead is routine."""
_REASONS: Final = 2
_SUMMED: Final = 0.7
"""How much the sum of weights counts for substance; the rest is the forest's."""


class LinearClassifier:
    """Judges evidence against a rubric by rules, learned weights and lessons."""

    def __init__(
        self,
        rubric: Rubric,
        lessons: Sequence[Lesson] = (),
        *,
        weights: Weights | None = None,
        forests: Mapping[str, Forest] | None = None,
    ) -> None:
        self._rubric = rubric
        self._memory = Memory(lessons)
        self._weights = weights or read_weights()
        self._forests = forests or read_forests()

    def judge(self, evidence: Evidence) -> Judgement:
        """Judge one piece of evidence."""
        reading = read_evidence(evidence)
        sums = self._sum(reading)
        substantive, substantive_reason = self._weigh_substance(evidence, reading, sums[-1])
        rule = name_rule(evidence, reading)
        if rule:
            return Judgement(
                category=Category.ROUTINE,
                confidence=1.0,
                reason=rule,
                substantive=substantive,
                substantive_reason=substantive_reason,
            )
        leaning = self._memory.lean(reading, evidence.project)
        chances = self._rate(evidence, reading, sums, leaning)
        category = Category(max(chances, key=lambda name: (chances[name], name)))
        matches: Sequence[Match] = ()
        if category is not Category.ROUTINE:
            matches = match_criteria(self._rubric, reading, self._weights, sums, without_routine(chances))
        return Judgement(
            category=category,
            confidence=chances[category],
            reason=join_reasons((*self._reasons(reading, category, chances), leaning.reason)) or "as a whole",
            matches=self._lean_matches(matches, leaning),
            substantive=substantive,
            substantive_reason=substantive_reason,
        )

    def judge_work_item(self, work_item: WorkItem) -> Judgement:
        """Judge evidence that belongs together: by its lead, and by what the other parts add to it."""
        lead = self.judge(work_item.lead)
        others = [self.judge(one) for one in work_item.evidence if one.ref != work_item.ref]
        telling = [one for one in others if one.category is not Category.ROUTINE]
        if lead.category is Category.ROUTINE:
            lifted = max(telling, key=lambda one: one.confidence, default=None)
            if lifted is None or lifted.confidence < _ADDS:
                return lead
            lead = replace(lifted, substantive=lead.substantive, substantive_reason=lead.substantive_reason)
        return replace(lead, matches=merge_matches([lead, *telling]))

    def explain(self, evidence: Evidence) -> Sequence[str]:
        """Say what weighed most for and against the judgement, strongest first, in words with numbers."""
        reading = read_evidence(evidence)
        judgement = self.judge(evidence)
        weighed = self._weigh_features(reading, judgement.category)
        said = (f"{weight / SCALE:+.2f} {say_feature(reading, name)}" for weight, name in weighed if abs(weight) >= 50)
        lines = [line for line in dict.fromkeys(said) if not line.endswith(" ")]
        return [f"{judgement.category.value}: {judgement.reason}", *lines[:10]]

    def _rate(self, evidence: Evidence, reading: Reading, sums: Sequence[int], leaning: Leaning) -> dict[str, float]:
        """How likely each category is that this record can have."""
        grown = self._forests["comment" if reading.group in COMMENT_GROUPS else "work"].scores(reading.traits, SCALE)
        scores = {
            name: (sums[at] + grown[name]) // 2 + _LEVEL.get(name, 0) + leaning.scores.get(name, 0)
            for at, name in enumerate(CATEGORIES)
            if _can_be(name, reading.group)
        }
        if evidence.kind is Kind.NOTE:
            del scores[Category.ROUTINE.value]
        return spread(scores)

    def _sum(self, reading: Reading) -> list[int]:
        return self._weights.total(reading.group, reading.traits)

    def _weigh_substance(self, evidence: Evidence, reading: Reading, score: int) -> tuple[bool | None, str]:
        if evidence.kind not in COMMENT_KINDS or not evidence.body.strip():
            return None, ""
        yes, no = self._forests["substantive"].ask(reading.traits)
        is_substantive = likelihood(score) * _SUMMED + yes / (yes + no) * (1 - _SUMMED) > 0.5  # noqa: PLR2004 - a half
        at = OUTPUTS.index("substantive")
        weighed = self._rank(reading, lambda row: row[at] if is_substantive else -row[at])
        reasons = [said for weight, name in weighed if weight > 0 and (said := say_feature(reading, name))]
        return is_substantive, join_reasons(reasons[:_REASONS]) or "as a whole"

    def _reasons(self, reading: Reading, category: Category, chances: Mapping[str, float]) -> Iterator[str]:
        del chances
        count = 0
        for weight, name in self._weigh_features(reading, category):
            if weight > 0 and count < _REASONS and (said := say_feature(reading, name)):
                count += 1
                yield said

    def _weigh_features(self, reading: Reading, category: Category) -> list[tuple[int, str]]:
        at = CATEGORIES.index(category.value)
        others = [index for index in range(len(CATEGORIES)) if index != at]
        return self._rank(reading, lambda row: row[at] - max(row[index] for index in others))

    def _rank(self, reading: Reading, measure: Callable[[Sequence[int]], int]) -> list[tuple[int, str]]:
        rows = self._weights.rows(reading.group)
        weighed = [(measure(rows[name]), name) for name in reading.traits if name in rows]
        return sorted(weighed, key=lambda pair: (-abs(pair[0]), pair[1]))

    def _lean_matches(self, matches: Sequence[Match], leaning: Leaning) -> Sequence[Match]:
        if not any(name.startswith("criterion:") for name in leaning.scores):
            return tuple(matches)
        strengths = {match.criterion_id: match for match in matches}
        for name, score in leaning.scores.items():
            criterion_id = name.removeprefix("criterion:")
            if criterion_id == name or criterion_id not in {one.id for one in self._rubric.criteria}:
                continue
            known = strengths.get(criterion_id, Match(criterion_id, 0.3, "you gave it to some like this"))
            strength = round(min(1.0, max(0.0, known.strength + 0.2 * score / SCALE)), 2)
            strengths[criterion_id] = replace(known, strength=strength)
        kept = [match for match in strengths.values() if match.strength >= 0.25]  # noqa: PLR2004 - a weak guess
        return tuple(sorted(kept, key=lambda match: -match.strength)[:3])


def name_rule(evidence: Evidence, reading: Reading) -> str:
    """Name the rule that makes a record routine whatever its words; empty if there is none."""
    is_comment = evidence.kind in COMMENT_KINDS
    if is_comment and not evidence.body.strip():
        return "is a review without words"
    if is_comment and evidence.role is Role.AUTHOR:
        return "is a comment on your own change"
    bots = [person for person in evidence.people if person.person_class == PersonClass.BOT]
    if is_comment and bots and len(bots) == len(evidence.people):
        return "is a conversation with a bot"
    if "merge_title" in reading.traits and (evidence.kind is Kind.COMMIT or not evidence.files):
        return "is a merge"
    return ""


def _can_be(name: str, group: str) -> bool:
    return name == Category.ROUTINE or (name == Category.FEEDBACK) == (group == "received")


def merge_matches(judgements: Sequence[Judgement]) -> Sequence[Match]:
    """The strongest match of each criterion, at most three, the earlier judgement first where they are equal."""
    best: dict[str, Match] = {}
    for judgement in judgements:
        for match in judgement.matches:
            if match.criterion_id not in best or best[match.criterion_id].strength < match.strength:
                best[match.criterion_id] = match
    return tuple(sorted(best.values(), key=lambda match: -match.strength)[:3])
