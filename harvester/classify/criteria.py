"""Which core tags a record speaks to, and what in it says so.

A tag is only given with a witness: a phrase, number or list of files that can be quoted. Nine tags have learned
weights; craft, operations and planning are matched by rule, since the labelled records do not have them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from harvester.classify.features import Reading
from harvester.classify.lessons import Leaning
from harvester.classify.linear import OUTPUTS, SCALE, TAGS, Weights, likelihood
from harvester.classify.words import say_feature
from harvester.model import Category, Judgement, Match
from harvester.rubric import Rubric

MAX_MATCHES: Final = 3
SECOND: Final = 0.36
"""How likely a second tag must be."""
THIRD: Final = 0.52

_WITNESSES: Final[Mapping[str, Sequence[str]]] = {
    "ownership": ("code_test_document", "code_and_test", "b.incident", "b.fix", "t.feature", "t.fix", "b.feature"),
    "autonomy": ("b.self_started", "b.analysis", "b.because"),
    "system_understanding": (
        *(
            "b.analysis",
            "b.race",
            "b.crash",
            "b.corruption",
            "b.leak",
            "b.security",
            "b.defect_here",
            "b.compatibility",
        ),
        *("b.consequence", "b.because", "t.race", "t.crash", "t.leak", "t.security", "t.corruption", "b.defect"),
        *("b.performance", "t.performance", "b.obligation", "b.teaching", "b.contrast", "b.guard", "t.guard"),
    ),
    "product_judgement": (
        *("b.users", "b.deprecation", "t.deprecation", "b.compatibility", "b.alternative", "b.choice", "b.rejection"),
        *(
            "b.stance",
            "b.removal",
            "t.removal",
            "t.users",
            "b.contrast",
            "b.purpose",
            "b.wish",
            "t.feature",
            "b.feature",
        ),
    ),
    "growth_of_others": (
        *("b.onboarding", "t.onboarding", "guide_path", "b.teaching", "b.alternative", "b.because", "b.obligation"),
        *("b.request", "b.documentation", "t.documentation"),
    ),
    "communication": (
        *("design_path", "b.design", "t.design", "b.documentation", "t.documentation", "b.incident", "t.onboarding"),
        *("document_lines>=40", "b.severity", "b.because", "touches_document"),
    ),
    "collaboration": ("b.together", "b.process", "t.together", "b.stance", "b.contrast"),
    "scope": ("files>=20", "files>=10", "components>=3", "hand_written>=800", "b.breadth", "t.breadth", "b.series"),
    "impact": (
        "measures>=1",
        "measure_in_title",
        "b.measured",
        "b.severity",
        "b.performance",
        "t.performance",
        "b.users",
    ),
}
_LAST_RESORT: Final = (
    "large_telling",
    "middling_telling",
    "small_telling",
    "hand_written>=200",
    "new_file",
    "body_words>=1",
)

_RULES: Final[Mapping[str, Sequence[str]]] = {
    "operations": ("b.operations_work", "t.operations_work", "b.incident"),
    "planning": ("b.planning_words", "t.planning_words"),
    "craft": ("b.test_only", "t.refactoring", "t.test_only"),
}
_RULE_STRENGTH: Final = 0.3
_UNSEEN: Final = 0.25
"""Strength below which a match is not worth saying, and from which lessons raise one that was not seen."""
_PACE: Final = 0.3


def match_criteria(rubric: Rubric, reading: Reading, weights: Weights, chances: Mapping[str, float]) -> Sequence[Match]:
    """Propose up to three criteria of a rubric, strongest first, each with its witness.

    `chances` are the probabilities of the categories, without routine.
    """
    likely = rate_tags(reading, weights, chances)
    matches: dict[str, Match] = {}
    for tag, strength in sorted(likely.items(), key=lambda pair: (-pair[1], pair[0])):
        if len(matches) == MAX_MATCHES or strength < (0.0, SECOND, THIRD)[len(matches)]:
            break
        _add(matches, rubric, tag, strength, find_witness(reading, weights, tag))
    for tag, witnesses in _RULES.items():
        if len(matches) < MAX_MATCHES and sum(one in reading.traits for one in witnesses) > 1:
            reason = next(said for one in witnesses if one in reading.traits and (said := say_feature(reading, one)))
            _add(matches, rubric, tag, _RULE_STRENGTH, reason)
    return tuple(matches.values())[:MAX_MATCHES]


def rate_tags(reading: Reading, weights: Weights, chances: Mapping[str, float]) -> dict[str, float]:
    """How likely each learned tag is, 0..1."""
    rows = weights.rows(reading.group)
    sums = weights.total(reading.group, reading.traits)
    likely: dict[str, float] = {}
    for tag in TAGS:
        at = OUTPUTS.index(tag)
        leaning = sum(rows[f"is:{name}"][at] * chance for name, chance in chances.items() if f"is:{name}" in rows)
        likely[tag] = likelihood(sums[at] + leaning)
    return likely


def find_witness(reading: Reading, weights: Weights, tag: str) -> str:
    """Say in words what speaks most for a tag."""
    rows = weights.rows(reading.group)
    at = OUTPUTS.index(tag)
    present = [name for name in _WITNESSES[tag] if name in reading.traits]
    present.sort(key=lambda name: -rows[name][at] if name in rows else 0)
    return next(_said(reading, (*present, *_LAST_RESORT)), "speaks to it as a whole")


def _said(reading: Reading, features: Iterable[str]) -> Iterator[str]:
    return (said for name in features if name in reading.traits and (said := say_feature(reading, name)))


def _add(matches: dict[str, Match], rubric: Rubric, tag: str, strength: float, reason: str) -> None:
    for criterion in rubric.criteria_by_tag.get(tag, ())[:1]:
        if criterion.id not in matches:
            matches[criterion.id] = Match(criterion.id, round(strength, 2), reason)


def without_routine(chances: Mapping[str, float]) -> dict[str, float]:
    """The probabilities of the other categories, given that it is not routine."""
    rest = {name: chance for name, chance in chances.items() if name != Category.ROUTINE}
    whole = sum(rest.values()) or 1.0
    return {name: chance / whole for name, chance in rest.items()}


def merge_matches(judgements: Sequence[Judgement]) -> Sequence[Match]:
    """The strongest match of each criterion, at most three, the earlier judgement first where they are equal."""
    best: dict[str, Match] = {}
    for judgement in judgements:
        for match in judgement.matches:
            if match.criterion_id not in best or best[match.criterion_id].strength < match.strength:
                best[match.criterion_id] = match
    return _strongest(best.values())


def lean_matches(rubric: Rubric, matches: Sequence[Match], leaning: Leaning) -> Sequence[Match]:
    """Move matches by what the person did to the criteria of records like this one."""
    known = {match.criterion_id: match for match in matches}
    for criterion in rubric.criteria:
        shift = leaning.scores.get(f"criterion:{criterion.id}", 0)
        if shift:
            match = known.get(criterion.id, Match(criterion.id, _UNSEEN, "you gave it to some like this"))
            known[criterion.id] = replace(match, strength=round(match.strength + _PACE * shift / SCALE, 2))
    return _strongest(match for match in known.values() if match.strength >= _UNSEEN)


def _strongest(matches: Iterable[Match]) -> Sequence[Match]:
    limited = (replace(match, strength=min(1.0, match.strength)) for match in matches)
    return tuple(sorted(limited, key=lambda match: -match.strength)[:MAX_MATCHES])
