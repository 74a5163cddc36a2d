"""The classifier that comes with the program: rules first, then learned weights, then the person's own verdicts.

Pure: no file but its own data is read, no clock, no network. The same evidence, rubric and lessons give the same
judgement on every machine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from harvester.classify.criteria import lean_matches, match_criteria, merge_matches, without_routine
from harvester.classify.features import COMMENT_KINDS, read_evidence
from harvester.classify.lessons import Lesson, Memory
from harvester.classify.reading import Reading
from harvester.classify.scales import (
    Scales,
    measure_category,
    measure_substance,
    read_scales,
    shift_chances,
    speak_first,
    speak_first_of_substance,
)
from harvester.classify.words import join_reasons, say_feature, say_strongest
from harvester.model import Category, Evidence, Judgement, Kind, PersonClass, Role, WorkItem
from harvester.rubric import Rubric

_ADDS: Final = 0.6
"""How sure the judgement of another part must be to lift a work item whose lead is routine or unsure."""
_UNSURE: Final = 0.5
"""How sure the judgement of a lead must be not to be asked of the other parts."""
_TOLD: Final = 10
"""Lines of an explanation."""
_AUDIBLE: Final = 0.05
_TOLD_OF: Final = 0.8
_TOLD_BY: Final = {
    "testimony": Category.FEEDBACK,
    "helped": Category.MENTORSHIP,
    "persuaded": Category.DECISION,
}
"""What the words of a note tell of, the first that stands there."""


class LinearClassifier:
    """Judges evidence against a rubric by rules, learned weights and lessons."""

    def __init__(self, rubric: Rubric, lessons: Sequence[Lesson] = (), scales: Scales | None = None) -> None:
        self._rubric = rubric
        self._memory = Memory(lessons)
        self._scales = scales or read_scales()

    def judge(self, evidence: Evidence) -> Judgement:
        """Judge one piece of evidence."""
        reading = read_evidence(evidence)
        chances, substance = self._scales.rate(reading, reading.traits)
        judgement = self._judge(evidence, reading, chances)
        if evidence.kind not in COMMENT_KINDS or not evidence.body.strip():
            return judgement
        is_substantive = substance > 0.5  # noqa: PLR2004 - as likely as not
        first = speak_first_of_substance(reading) if is_substantive else ()
        weighed = [*first, *self._scales.rank(reading, measure_substance(is_substantive=is_substantive))]
        reason = say_strongest(reading, weighed, is_worth=is_substantive)
        return replace(judgement, substantive=is_substantive, substantive_reason=reason)

    def judge_work_item(self, work_item: WorkItem) -> Judgement:
        """Judge evidence that belongs together: by its lead, and by what the other parts add to it."""
        lead = self.judge(work_item.lead)
        judged = [(one, self.judge(one)) for one in work_item.evidence if one.ref != work_item.ref]
        telling = [(one, judgement) for one, judgement in judged if judgement.category is not Category.ROUTINE]
        lifted = choose_telling(lead, telling)
        if lead.category is Category.ROUTINE and lifted is None:
            return lead
        if lifted:
            lead = replace(lifted, substantive=lead.substantive, substantive_reason=lead.substantive_reason)
        return replace(lead, matches=merge_matches([lead, *(judgement for _, judgement in telling)]))

    def explain(self, evidence: Evidence) -> Sequence[str]:
        """Say what did most for (+) and against (-) the category, strongest first, a line each."""
        reading = read_evidence(evidence)
        judgement = self.judge(evidence)
        lines = [f"{judgement.category.value}: {judgement.reason}"]
        for effect, name in self._scales.weigh_by_absence(reading, judgement.category):
            said = say_feature(reading, name)
            if said and abs(effect) >= _AUDIBLE and len(lines) <= _TOLD and all(said not in line for line in lines[1:]):
                lines.append(f"{effect:+.2f} {said}")
        return lines

    def _judge(self, evidence: Evidence, reading: Reading, chances: Mapping[str, float]) -> Judgement:
        rule = name_rule(evidence, reading)
        if rule:
            return Judgement(category=Category.ROUTINE, confidence=1.0, reason=rule)
        leaning = self._memory.lean(reading, evidence.project)
        if evidence.kind is Kind.NOTE:
            chances = rate_note(reading, chances)
        chances = shift_chances(chances, leaning.scores)
        category = choose_category(reading.group, chances)
        weighed = [*speak_first(reading, category), *self._scales.rank(reading, measure_category(category))]
        matches = (
            match_criteria(self._rubric, reading, self._scales.weights, without_routine(chances))
            if category is not Category.ROUTINE
            else ()
        )
        return Judgement(
            category=category,
            confidence=chances[category.value],
            reason=join_reasons(
                (say_strongest(reading, weighed, is_worth=category is not Category.ROUTINE), leaning.reason)
            ),
            matches=lean_matches(self._rubric, matches, leaning) if matches else (),
        )


def name_rule(evidence: Evidence, reading: Reading) -> str:
    """Name the rule that makes a record routine whatever its words; empty if there is none."""
    if evidence.kind in COMMENT_KINDS:
        return _name_comment_rule(evidence)
    is_bare = evidence.kind is Kind.PULL_REQUEST and not (evidence.files and evidence.body.strip())
    is_merge = "merge_title" in reading.traits and (is_bare or evidence.kind is Kind.COMMIT)
    return "is a merge" if is_merge else ""


def _name_comment_rule(evidence: Evidence) -> str:
    if not evidence.body.strip():
        return "is a review without words"
    if evidence.role is Role.AUTHOR:
        return "is a comment on your own change"
    classes = {person.person_class for person in evidence.people}
    return "is a conversation with a bot" if classes == {PersonClass.BOT} else ""


def choose_category(group: str, chances: Mapping[str, float]) -> Category:
    """The likeliest category; for a comment that I wrote the first question is whether it is routine at all."""
    rest = without_routine(chances) if group == "given" and chances[Category.ROUTINE.value] < 0.5 else chances  # noqa: PLR2004 - as likely as not
    return Category(max(rest, key=lambda name: (rest[name], name)))


def choose_telling(lead: Judgement, telling: Sequence[tuple[Evidence, Judgement]]) -> Judgement | None:
    """The part of a work item that is judged surely where its lead is routine or unsure; None where there is none.

    What was delivered comes before the design that led to it, which lifts a routine lead alone.
    """
    if lead.category is not Category.ROUTINE and lead.confidence >= _UNSURE:
        return None
    sure = [(one.kind is not Kind.DESIGN_DOC, judged) for one, judged in telling if judged.confidence >= _ADDS]
    fit = [each for each in sure if each[0] or lead.category is Category.ROUTINE]
    return max(fit, key=lambda each: (each[0], each[1].confidence), default=(False, None))[1]


def rate_note(reading: Reading, chances: Mapping[str, float]) -> dict[str, float]:
    """A note is never routine, since somebody took the trouble; its own words name what it tells of, if they do."""
    rest = without_routine(chances)
    told = next((category for cue, category in _TOLD_BY.items() if f"t.{cue}" in reading.traits), None)
    if told is None:
        return rest
    return {name: chance * (1 - _TOLD_OF) for name, chance in rest.items()} | {told.value: _TOLD_OF}
