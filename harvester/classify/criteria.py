"""Which core tags a record speaks to, and what in it says so.

A tag is only given with a witness: a phrase, number or list of files that can be quoted. Nine tags have learned
weights; craft, operations and planning are matched by rule, since the labelled records do not have them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from harvester.classify.lessons import Leaning
from harvester.classify.linear import OUTPUTS, SCALE, TAGS, Weights, likelihood
from harvester.classify.reading import Reading
from harvester.classify.words import join_reasons, say_feature, shorten
from harvester.model import Category, Judgement, Match
from harvester.rubric import Rubric

MAX_MATCHES: Final = 3
SECOND: Final = 0.36
"""How likely a second tag must be."""
THIRD: Final = 0.52

_WITNESSES: Final[Mapping[str, Sequence[str]]] = {
    "ownership": (
        *("code_test_document", "code_and_test", "feature_built", "t.feature", "fix_explained", "t.fix", "b.feature"),
        "hand_written>=31",
    ),
    "autonomy": ("b.self_started", "b.analysis", "b.because"),
    "system_understanding": (
        *(
            "hazard_titled",
            "hazard_told",
            "danger_opens",
            "danger_removed",
            "danger_seen",
            "b.race",
            "b.crash",
            "b.leak",
            "b.corruption",
            "fix_explained",
        ),
        *("b.because", "b.consequence", "goes_wrong", "defect_when", "code_told", "b.defect_here", "b.compatibility"),
        *("b.security", "goes_wrong_flat", "b.malfunction", "b.analysis", "b.performance", "b.contrast", "b.guard"),
        *("b.condition", "b.obligation", "b.teaching", "b.negation", "t.guard"),
    ),
    "product_judgement": (
        *("retired", "b.deprecation", "rule_set", "direction_argued", "b.users", "t.users", "b.compatibility"),
        *("argued_choice", "b.choice", "removed_reasoned", "b.alternative", "b.stance", "b.direction", "t.feature"),
        *("b.purpose", "b.feature", "t.removal", "b.removal"),
    ),
    "growth_of_others": (
        *("guide_written", "rule_cited", "reasoned_way", "way_in_code", "t.onboarding", "b.onboarding", "b.teaching"),
        *("b.because", "b.alternative", "code_should", "b.obligation", "b.request", "guide_path"),
    ),
    "communication": (
        *("design_written", "guide_written", "design_path", "b.design", "document_lines>=15", "t.documentation"),
        *("incident_told", "b.documentation", "b.severity", "long_argued", "b.because", "body_words>=48"),
    ),
    "collaboration": ("b.together", "t.together", "b.process", "b.stance"),
    "scope": ("files>=20", "files>=10", "components>=3", "hand_written>=800", "hand_written>=200", "b.breadth"),
    "impact": (
        *("faster_measured", "measures>=1", "b.measured", "b.severity", "incident_told", "b.performance", "b.users"),
        "measure_in_title",
    ),
}
"""What can be quoted for a tag, the most telling first."""

_LAST_RESORT: Final = (
    "hand_written>=31",
    "files>=5",
    "new_file",
    "body_words>=32",
    "large_telling",
    "middling_telling",
)
_RULES: Final = {"operations": "t.operations_work", "planning": "t.planning_words", "craft": "t.refactoring"}
_RULE_STRENGTH: Final = 0.3
_UNSEEN: Final = 0.25
"""Strength below which a match is not worth saying, and from which lessons raise one that was not seen."""
_PACE: Final = 0.3
_TAUGHT: Final = 0.8
"""How strong lessons alone can make a match."""


def match_criteria(rubric: Rubric, reading: Reading, weights: Weights, chances: Mapping[str, float]) -> Sequence[Match]:
    """Propose up to three criteria of a rubric, strongest first, each with its witness.

    `chances` are the probabilities of the categories, without routine.
    """
    likely = rate_tags(reading, weights, chances)
    matches: dict[str, Match] = {}
    for tag, strength in sorted(likely.items(), key=lambda pair: (-pair[1], pair[0])):
        if len(matches) == MAX_MATCHES or strength < (0.0, SECOND, THIRD)[len(matches)]:
            break
        _add(matches, rubric, tag, strength, find_witness(reading, tag))
    for tag, witness in _RULES.items():
        if len(matches) < MAX_MATCHES and witness in reading.traits:
            _add(matches, rubric, tag, _RULE_STRENGTH, say_feature(reading, witness))
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


def find_witness(reading: Reading, tag: str) -> str:
    """Say in words what speaks most for a tag."""
    for name in (*_WITNESSES[tag], *_LAST_RESORT):
        if name in reading.traits and (said := say_feature(reading, name)):
            return said
    return f"its title says so: '{shorten(reading.texts['t'])}'" if reading.texts.get("t") else "its text as a whole"


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
    """Move matches by what the person did to the criteria of records like this one, and say so.

    What was not seen rises to `_TAUGHT` at most, and one criterion stays, whatever was taken from others.
    """
    known = {match.criterion_id: match for match in matches}
    for criterion in rubric.criteria:
        shift, lesson = leaning.scores.get(f"criterion:{criterion.id}", 0), _say_lesson(leaning, criterion.id)
        if shift and lesson:
            match = known.get(criterion.id, Match(criterion.id, _UNSEEN, ""))
            strength = min(max(_TAUGHT, match.strength), match.strength + _PACE * shift / SCALE)
            known[criterion.id] = replace(
                match, strength=round(strength, 2), reason=join_reasons((match.reason, lesson))
            )
    last = max(known.values(), key=lambda match: match.strength)
    kept = [match for match in known.values() if match.strength >= _UNSEEN]
    return _strongest(kept or [replace(last, strength=_UNSEEN)])


def _say_lesson(leaning: Leaning, criterion: str) -> str:
    given, taken = leaning.given.get(criterion, 0), leaning.taken.get(criterion, 0)
    return join_reasons(
        (f"you gave it to {given} like this" if given else "", f"you took it from {taken} like this" if taken else "")
    )


def _strongest(matches: Iterable[Match]) -> Sequence[Match]:
    limited = (replace(match, strength=min(1.0, match.strength)) for match in matches)
    return tuple(sorted(limited, key=lambda match: -match.strength)[:MAX_MATCHES])
