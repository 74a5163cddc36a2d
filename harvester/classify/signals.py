"""What a careful reader concludes from several features together, each with the words a person reads.

These are the rules of judgement in general terms: what makes a change small and silent, a fix explained, a comment
argued. They only say what is there; how much it counts is learned.
"""

from collections.abc import Callable, Mapping
from typing import Final

from harvester.classify.shape import Shape

Test = Callable[[Mapping[str, None], int, Shape], bool]
"""Looks at the features so far, the number of words, and the files."""


def _any(*names: str) -> Test:
    return lambda traits, _words, _shape: any(name in traits for name in names)


def _all(*names: str) -> Test:
    return lambda traits, _words, _shape: all(name in traits for name in names)


def _both(one: Test, other: Test) -> Test:
    return lambda traits, words, shape: one(traits, words, shape) and other(traits, words, shape)


def _without(one: Test, other: Test) -> Test:
    return lambda traits, words, shape: one(traits, words, shape) and not other(traits, words, shape)


def _words(least: int, most: int = 100_000) -> Test:
    return lambda _traits, words, _shape: least <= words <= most


def _lines(kind: str, least: int, most: int = 10_000_000) -> Test:
    return lambda _traits, _words, shape: least <= shape.lines.get(kind, 0) <= most


def _several(least: int, *names: str) -> Test:
    return lambda traits, _words, _shape: sum(name in traits for name in names) >= least


_REASONED = _several(2, "b.because", "b.purpose", "b.consequence", "b.analysis", "b.severity", "b.users", "b.contrast")
_NOT_PRODUCT = _any(
    "only_test",
    "only_document",
    "only_ci",
    "only_lock",
    "only_build",
    "only_changelog",
    "t.flaky",
    "t.test_only",
    "t.ci",
)
_CHORE = _any(
    "t.cleanup",
    "t.bump",
    "t.release",
    "t.formatting",
    "prefix:chore",
    "prefix:docs",
    "prefix:ci",
    "prefix:test",
    "prefix:style",
    "prefix:build",
)
_TICKET = _any("in_reported", "in_delivered")
_GUIDE = _any("guide_path", "t.onboarding")
_TEXT_ONLY = _any("only_document", "no_code")

WORK: Final[Mapping[str, tuple[Test, str]]] = {
    "danger_removed": (_without(_any("t.danger"), _NOT_PRODUCT), "names a danger in its title"),
    "danger_opens": (_without(_any("o.danger"), _NOT_PRODUCT), "opens with a danger"),
    "danger_explained": (_both(_any("t.danger", "o.danger"), _REASONED), "names a danger and explains it"),
    "danger_small": (_both(_any("t.danger"), _any("small_silent", "small_plain")), "names a danger, in a small change"),
    "danger_hurt": (_both(_any("t.danger", "o.danger"), _any("b.reported", "b.incident")), "repairs what has hurt"),
    "guard_added": (_without(_any("t.guard"), _NOT_PRODUCT), "puts a guard in place"),
    "rule_set": (_any("t.policy"), "sets a rule or a direction in its title"),
    "rule_reasoned": (
        _both(_any("t.policy", "t.deprecation", "t.removal"), _REASONED),
        "sets a direction and gives reasons",
    ),
    "retired": (_without(_any("t.deprecation"), _CHORE), "retires something"),
    "removed_reasoned": (_both(_any("t.removal"), _REASONED), "removes something, with reasons"),
    "removed_silent": (_without(_any("t.removal"), _REASONED), "removes something and does not say why"),
    "revert_reasoned": (_both(_any("revert_title", "t.revert"), _words(8)), "reverts, with reasons"),
    "revert_silent": (_both(_any("revert_title"), _words(0, 7)), "reverts without analysis"),
    "guide_written": (_both(_both(_GUIDE, _TEXT_ONLY), _lines("document", 15)), "writes a guide"),
    "guide_touched": (_both(_both(_GUIDE, _TEXT_ONLY), _lines("document", 0, 14)), "touches a few lines of a guide"),
    "guide_beside": (_without(_GUIDE, _TEXT_ONLY), "changes a guide along with code"),
    "design_written": (_both(_any("design_path", "t.design"), _lines("document", 15)), "writes a design down"),
    "design_touched": (_both(_any("design_path"), _lines("document", 0, 14)), "edits a few lines of a design"),
    "document_written": (_both(_TEXT_ONLY, _lines("document", 40)), "writes documents"),
    "document_touched": (_both(_TEXT_ONLY, _lines("document", 0, 10)), "edits a few lines of documents"),
    "chore_silent": (_without(_CHORE, _REASONED), "is a chore"),
    "chore_reasoned": (_both(_CHORE, _REASONED), "is called a chore, with reasons"),
    "dependency_moved": (
        _both(_any("t.bump"), _any("version_in_title", "only_lock", "only_build")),
        "moves a dependency",
    ),
    "feature_built": (_both(_any("t.feature"), _any("hand_written>=110")), "builds something new"),
    "feature_small": (_without(_any("t.feature"), _any("hand_written>=31")), "adds something small"),
    "fix_explained": (_both(_any("t.fix"), _REASONED), "fixes something and explains it"),
    "fix_silent": (_without(_any("t.fix"), _REASONED), "fixes something and does not explain it"),
    "faster_measured": (
        _both(_any("t.performance", "b.performance"), _any("measures>=1", "measure_in_title")),
        "gives numbers for its speed",
    ),
    "step_only": (_without(_any("b.series", "t.series"), _any("hand_written>=200")), "is one step of a series"),
    "tests_only": (_any("only_test", "t.flaky"), "is about tests only"),
    "tooling_built": (
        _both(_any("t.ci", "touches_ci"), _both(_any("t.feature"), _lines("ci", 25))),
        "builds automation",
    ),
    "tooling_touched": (_both(_any("only_ci"), _lines("ci", 0, 24)), "adjusts existing automation"),
    "analysed": (_both(_any("b.analysis"), _both(_REASONED, _words(60))), "analyses at length"),
    "wish_only": (
        _both(_any("in_reported"), _without(_any("b.wish", "t.wish", "t.feature"), _any("b.because", "b.severity"))),
        "wishes without analysis",
    ),
    "report_only": (
        _both(
            _any("in_reported"),
            _both(_any("b.report_form", "many_heading"), _any("b.defect", "b.support_question", "b.malfunction")),
        ),
        "reports by a form",
    ),
    "asked_delivered": (
        _both(
            _any("in_delivered"),
            _without(
                _any("t.feature", "t.users", "t.wish", "b.users", "b.wish"),
                _any("t.test_only", "t.cleanup", "t.removal"),
            ),
        ),
        "delivers what was asked for",
    ),
    "chore_delivered": (
        _both(_any("in_delivered"), _any("t.test_only", "t.cleanup", "t.bump", "t.removal", "t.naming")),
        "delivers a chore",
    ),
    "risk_reported": (
        _both(
            _any("in_reported"),
            _both(
                _any("b.danger", "t.danger", "b.security", "b.corruption"),
                _any("b.because", "b.consequence", "b.severity"),
            ),
        ),
        "reports a risk and reasons about it",
    ),
    "cause_reported": (
        _both(_any("in_reported"), _both(_any("b.because"), _any("b.analysis"))),
        "reports with an analysis of the cause",
    ),
    "direction_raised": (
        _both(
            _TICKET,
            _both(
                _any("b.direction", "t.policy", "t.design", "t.direction"),
                _any("b.alternative", "b.stance", "b.obligation"),
            ),
        ),
        "raises a question of direction",
    ),
    "upkeep": (_any("t.upkeep"), "is upkeep of lists, translations or copies"),
    "series_part": (_any("part_of_series"), "is a numbered part of a series"),
    "empty": (_words(0, 3), "has no text"),
    "incident_told": (_any("t.incident"), "tells of an incident"),
}

COMMENT: Final[Mapping[str, tuple[Test, str]]] = {
    "bare_approval": (_both(_any("f.approval"), _words(0, 14)), "approves and says no more"),
    "approval_and_more": (_both(_any("f.approval"), _words(30)), "approves, and says more"),
    "approval_argued": (_both(_any("b.approval"), _REASONED), "approves with reasons"),
    "bare_thanks": (_both(_any("f.thanks", "f.praise"), _words(0, 14)), "thanks or praises and says no more"),
    "praise_reasoned": (
        _both(_any("b.praise"), _any("b.because", "b.purpose", "b.whole")),
        "praises and says what for",
    ),
    "asks_defect": (_both(_any("question"), _any("b.defect_here", "b.defect", "b.danger")), "asks about a defect"),
    "asks_why": (
        _without(_any("bare_question"), _any("b.defect_here", "b.alternative", "b.negation")),
        "asks without a position",
    ),
    "asks_alternative": (_both(_any("question"), _any("b.alternative")), "asks whether another way would do"),
    "argued": (_several(2, "b.because", "b.consequence", "b.contrast", "b.analysis"), "argues with reasons"),
    "argued_choice": (
        _both(_several(2, "b.stance", "b.choice", "b.whole", "b.rejection", "b.policy"), _REASONED),
        "argues for a choice",
    ),
    "against": (_both(_any("b.stance", "b.rejection"), _any("b.negation", "b.rejection")), "takes a stand against it"),
    "reasoned_way": (
        _both(_any("b.alternative", "b.request", "b.obligation"), _any("b.because", "b.consequence", "b.purpose")),
        "asks for another way and says why",
    ),
    "bare_request": (
        _without(
            _any("b.request", "b.alternative"),
            _several(1, "b.because", "b.consequence", "b.purpose", "b.contrast", "b.condition"),
        ),
        "asks for a change without a reason",
    ),
    "defect_when": (
        _both(_any("b.defect", "b.danger", "b.defect_here", "b.consequence"), _any("b.condition")),
        "says when it goes wrong",
    ),
    "danger_seen": (_both(_any("b.danger", "b.corruption", "b.security"), _words(8)), "sees a danger"),
    "wrong_here": (
        _both(_any("b.defect", "b.defect_here"), _both(_any("b.negation"), _any("inline", "names_code"))),
        "says what does not work here",
    ),
    "rule_cited": (
        _both(_any("address", "b.standard_words"), _any("b.obligation", "b.teaching", "b.because")),
        "points to a rule",
    ),
    "wording_only": (
        _without(_any("b.formatting", "b.naming", "b.nit"), _any("b.because", "b.consequence", "b.danger")),
        "is about wording or style",
    ),
    "process_only": (
        _without(_any("b.process"), _any("b.because", "b.danger", "b.consequence", "b.defect")),
        "is about the process",
    ),
    "tests_reported": (
        _without(_any("b.tested"), _any("b.defect", "b.because", "b.alternative", "b.danger")),
        "reports a test",
    ),
    "answer_short": (_both(_any("f.reply"), _words(0, 18)), "answers briefly"),
    "answer_argued": (_both(_any("f.reply", "has_quote", "reply"), _REASONED), "answers with reasons"),
    "suggestion_bare": (_both(_any("has_suggestion"), _words(0, 8)), "suggests a change without words"),
    "suggestion_told": (_both(_any("has_suggestion"), _words(9)), "suggests a change and says why"),
    "very_short": (_words(0, 5), "has very few words"),
    "plan_told": (_both(_any("b.self_told"), _any("f.reply", "b.process")), "tells what they will do"),
    "whole_weighed": (
        _both(_any("b.whole"), _any("b.stance", "b.contrast", "b.rejection")),
        "weighs the change as a whole",
    ),
    "goes_wrong": (
        _both(_any("b.malfunction"), _both(_words(5), _any("b.condition", "b.negation", "names_code"))),
        "says what goes wrong and when",
    ),
    "goes_wrong_flat": (
        _without(_any("b.malfunction"), _any("f.reply", "f.approval", "f.thanks", "b.self_told", "bare_question")),
        "says flatly what goes wrong",
    ),
    "direction_argued": (
        _both(
            _several(1, "b.direction", "b.choice"),
            _both(
                _any("b.stance", "b.rejection", "b.obligation"),
                _any("b.because", "b.consequence", "b.contrast", "b.negation"),
            ),
        ),
        "argues about the direction",
    ),
    "direction_long": (
        _both(_any("b.direction"), _both(_any("conversation"), _words(60))),
        "weighs the direction at length",
    ),
    "no_to_it": (
        _both(_any("b.rejection", "b.stance"), _both(_any("b.negation"), _any("b.direction", "b.whole"))),
        "says no to a direction",
    ),
    "way_in_code": (
        _both(
            _any("b.local_way"),
            _both(
                _any("b.alternative", "b.request", "b.obligation"),
                _any("b.because", "b.purpose", "b.consequence", "b.teaching", "b.sameness"),
            ),
        ),
        "names a better way in the code, with its reason",
    ),
    "flat_statement": (
        _without(
            _words(5, 40),
            _any(
                "question", "f.reply", "f.approval", "f.thanks", "b.process", "b.self_told", "b.naming", "b.formatting"
            ),
        ),
        "states a fact about the change",
    ),
    "question_answered": (
        _both(_any("question_then_more"), _any("b.condition", "b.sameness", "b.obligation", "b.negation", "b.because")),
        "asks and gives the point itself",
    ),
    "code_should": (
        _both(
            _any("names_code", "code_names>=1"), _both(_any("b.obligation", "b.request", "b.alternative"), _words(5))
        ),
        "says what the code should do",
    ),
    "code_fact": (
        _without(
            _both(_any("names_code", "code_names>=1"), _words(4, 30)),
            _any("has_suggestion", "f.reply", "f.approval", "b.naming", "b.formatting", "asks_why"),
        ),
        "states a fact about the code",
    ),
    "proposal_question": (_both(_any("question"), _any("b.way_asked")), "proposes another way as a question"),
    "process_reasoned": (
        _both(_any("b.process"), _any("b.purpose", "b.because", "b.consequence", "b.standard_words")),
        "asks for a process and says why",
    ),
    "polite_only": (
        _without(
            _several(2, "f.thanks", "b.thanks", "b.praise", "f.reply", "b.process", "f.approval"),
            _any("b.malfunction", "b.because", "b.consequence", "b.alternative", "b.obligation"),
        ),
        "is polite and no more",
    ),
    "feedback_whole": (
        _both(_any("b.whole", "b.direction"), _several(1, "b.praise", "b.rejection", "b.stance")),
        "judges the work as a whole",
    ),
    "negative_question_code": (_both(_any("negative_question"), _words(4)), "asks whether something is not so"),
    "long_argued": (_both(_words(80), _REASONED), "argues at length"),
    "long_plain": (_without(_words(60), _REASONED), "is long and gives few reasons"),
    "self_only": (
        _without(_any("b.self_told"), _any("b.author_addressed", "b.malfunction", "b.alternative", "b.direction")),
        "tells only of themselves",
    ),
    "code_told": (
        _both(_any("names_code", "code_names>=1"), _any("b.because", "b.condition", "b.consequence", "b.analysis")),
        "explains how the code behaves",
    ),
}

WORDS: Final = {name: words for table in (WORK, COMMENT) for name, (_, words) in table.items()}


def mark_signals(traits: dict[str, None], table: Mapping[str, tuple[Test, str]], words: int, shape: Shape) -> None:
    """Add every signal that the features so far give."""
    for name, (is_there, _) in table.items():
        if is_there(traits, words, shape):
            traits[name] = None
