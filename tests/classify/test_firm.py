"""What holds whatever was learned: dangers that a text names, designs that are new, runs of a formatter."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from harvester.classify import Classifier
from harvester.classify.features import GROUPS
from harvester.classify.forest import Forest
from harvester.classify.judge import LinearClassifier
from harvester.classify.linear import CATEGORIES, Weights
from harvester.classify.scales import Scales
from harvester.classify.signals import hold_firm, read_signals
from harvester.classify.vocabulary import Vocabulary
from harvester.model import Category, Evidence, FileChange, Kind, Role
from harvester.rubric import load_rubric
from tests.classify.evidence import change, code, comment, ticket

DROPPED = (
    "The close raced with the writer, so rows were dropped. Found while reading the retry path; nobody was hit yet."
)
BODIES = {
    "Close the day without dropping rows": DROPPED,
    "Close the socket on error": "The socket leaked when the handshake failed.",
    "Check the length before copying": "A long name overflowed the buffer and corrupted the header.",
    "Escape the name in the report": "An attacker could inject script through the name.",
    "Lock the map while iterating": "Concurrent writes crashed the process.",
    "Flush before rename": "A power cut between the two lost data.",
    "Take the lock earlier": "Two writers could deadlock.",
    "Fix memory leak in the pool": "",
    "Do not crash on empty input": "",
}
DESIGN_TEXT = "How entries are written, and why we chose an append-only log over a table of balances."
FORMATTER_RUNS = (
    *("Ran Prettier", "Apply black", "Run clang-format on the tree", "style: format with ruff", "Run cargo fmt"),
    *("Reformat everything with prettier", "eslint --fix", "Apply spotless"),
)


def design(title: str, body: str = "", *files: FileChange) -> Evidence:
    return change(title, body, *files, kind=Kind.DESIGN_DOC)


def document(added: int, deleted: int = 0, path: str = "docs/adr/0007-ledger.md") -> FileChange:
    return FileChange(path, added, deleted)


NEW_DESIGNS = {
    "titled as a decision": design("ADR 7: Use Postgres for the ledger", "", document(40)),
    "without files": design("ADR 7: Use Postgres for the ledger"),
    "with reasons": design("Ledger storage", DESIGN_TEXT, document(120, path="design/ledger.md")),
    "with reasons, without files": design("Ledger storage design", DESIGN_TEXT),
    "by its place": design("Retry budget", "Each client gets a budget of retries per minute.", document(90)),
    "short, with its reason": design(
        "ADR 7: nightly batch", "We decided on a batch over a queue, because it is read once a day.", document(6)
    ),
    "as a plain commit": change("Add the design of the retry budget", "", document(90)),
}
EDITS = {
    "typo": design("Fix typo in the retry design", "", document(1, 1)),
    "status": design("Mark ADR 7 as accepted", "", document(1, 1)),
    "links": design("Fix links in the retry design", "", document(4, 4)),
}


@pytest.fixture(scope="module")
def indifferent() -> Classifier:
    """A classifier that would call everything routine: it has learned nothing else."""
    rows = {group: {"bias": {str(CATEGORIES.index("routine")): 3_000}} for group in GROUPS}
    tree = {"questions": [-1], "jumps": [0], "leaves": [[0, 0, 0, 0, 0, 99]]}
    unmoved = Forest({"features": [], "answers": ["yes", "no"], "trees": [{**tree, "leaves": [[0, 99]]}]})
    forest = Forest({"features": [], "answers": list(CATEGORIES), "trees": [tree]})
    forests = {"work": forest, "comment": forest, "substantive": unmoved}
    return LinearClassifier(load_rubric("default"), scales=Scales(Weights(rows), forests, Vocabulary({})))


@pytest.mark.parametrize("title", BODIES)
@pytest.mark.parametrize("files", [(), (code(12, 4),), (code(12, 4), code(30, 0, "tests/test_day.py"))])
def test_a_danger_that_the_text_names_is_a_problem_prevented(
    classifier: Classifier, indifferent: Classifier, title: str, files: tuple[FileChange, ...]
) -> None:
    evidence = change(title, BODIES[title], *files)
    assert classifier.judge(evidence).category is Category.PROBLEM_PREVENTED
    assert indifferent.judge(evidence).category is Category.PROBLEM_PREVENTED


def test_the_danger_is_quoted_as_the_reason(indifferent: Classifier) -> None:
    judgement = indifferent.judge(change("Close the day", DROPPED, code(12, 4)))
    assert judgement.reason.startswith("tells of a danger: 'raced with the writer")
    assert judgement.matches


PRAISED = (
    "Great work, this is the cleanest migration I have seen. The rollback plan is excellent.",
    "Really nice refactoring, the module is much easier to follow now.",
    "Excellent description and tests, this made the review very easy.",
    "Thanks Ann, this saved us a lot of on-call pain last night!",
)
SENT_BACK = (
    "I don't think this is the right approach: it couples the ledger to the gateway.",
    "This PR mixes three unrelated changes; please split it so that each can be reviewed.",
)
RECEIVED = {"inline": Kind.REVIEW_COMMENT, "review": Kind.REVIEW, "conversation": Kind.COMMENT}


@pytest.mark.parametrize("body", [*PRAISED, *SENT_BACK])
@pytest.mark.parametrize("kind", RECEIVED.values(), ids=RECEIVED)
def test_what_somebody_says_of_the_work_is_feedback(
    classifier: Classifier, indifferent: Classifier, kind: Kind, body: str
) -> None:
    received = comment(body, Role.RECIPIENT, kind=kind)
    assert classifier.judge(received).category is Category.FEEDBACK
    assert indifferent.judge(received).category is Category.FEEDBACK


@pytest.mark.parametrize("body", ["Nice work!", "LGTM, great work on the tests, merging this later today.", "Thanks!"])
def test_applause_without_content_is_routine(indifferent: Classifier, body: str) -> None:
    assert indifferent.judge(comment(body, Role.RECIPIENT)).category is Category.ROUTINE


@pytest.mark.parametrize("body", PRAISED)
def test_what_i_say_of_the_work_of_others_is_no_feedback_to_me(indifferent: Classifier, body: str) -> None:
    assert indifferent.judge(comment(body)).category is not Category.FEEDBACK


SUBSTANCE = (
    "Consider a smaller image, because the layers are not cached.",
    "Please use a set here, because membership in a list is linear.",
    "The lock is taken twice here, which will deadlock.",
    "This fails when the list is empty and nobody catches it.",
    "I would split the parser from the writer since both change for different reasons.",
)


@pytest.mark.parametrize("body", SUBSTANCE)
@pytest.mark.parametrize("role", [Role.REVIEWER, Role.RECIPIENT])
def test_a_reason_for_another_way_and_a_named_defect_have_substance(
    classifier: Classifier, indifferent: Classifier, role: Role, body: str
) -> None:
    for judged in (classifier.judge(comment(body, role)), indifferent.judge(comment(body, role))):
        assert judged.substantive
        assert judged.substantive_reason
        assert role is Role.RECIPIENT or judged.category is not Category.ROUTINE


def test_between_a_draft_too_many_and_one_too_few_it_is_rather_drafted() -> None:
    bias = {str(at): -9_000 for at, name in enumerate(CATEGORIES) if name not in ("project", "routine")}
    tree = {"questions": [-1], "jumps": [0], "leaves": [[9] * len(CATEGORIES)]}
    forest = Forest({"features": [], "answers": list(CATEGORIES), "trees": [tree]})
    scales = Scales(Weights({group: {"bias": bias} for group in GROUPS}), {"work": forest}, Vocabulary({}))
    undecided = LinearClassifier(load_rubric("default"), scales=scales)
    assert undecided.judge(change("Rework the ledger", "", code(60))).category is Category.PROJECT


HOLES = {
    "fixed": change("Prevent open redirect after login", "", code(8, 2)),
    "committed": change(
        "Close path traversal in the file view", "The name was joined as is.", code(4, 2), kind=Kind.COMMIT
    ),
    "filed": ticket("SQL injection in report filter", "The filter parameter is concatenated into the query."),
    "delivered": ticket("Session fixation after login", role=Role.ASSIGNEE),
}


@pytest.mark.parametrize("name", HOLES)
def test_a_hole_that_can_be_attacked_is_a_problem_prevented(
    classifier: Classifier, indifferent: Classifier, name: str
) -> None:
    assert classifier.judge(HOLES[name]).category is Category.PROBLEM_PREVENTED
    assert indifferent.judge(HOLES[name]).category is Category.PROBLEM_PREVENTED


NOTICES = ("Add licence headers", "Update copyright notices", "Add SPDX identifiers to all files")


@pytest.mark.parametrize("title", NOTICES)
def test_notices_of_law_are_routine_however_many_files_they_touch(classifier: Classifier, title: str) -> None:
    files = [code(6, 0, f"src/part{number}.py") for number in range(40)]
    assert classifier.judge(change(title, "", *files)).category is Category.ROUTINE


def test_a_pull_request_that_only_merges_a_branch_is_routine(classifier: Classifier) -> None:
    merged = change("Merge develop into main", "", code(300, 100), kind=Kind.PULL_REQUEST)
    assert classifier.judge(merged).category is Category.ROUTINE


DEFECTS = (
    "This pays twice when the gateway answers late, because each try makes a new key.",
    "It will crash when the list is empty, and the caller does not expect that.",
    "That silently drops rows if the page is full.",
)


@pytest.mark.parametrize("body", DEFECTS)
def test_a_comment_that_begins_with_how_it_goes_wrong_prevents_a_problem(classifier: Classifier, body: str) -> None:
    given = classifier.judge(comment(body))
    assert given.category is Category.PROBLEM_PREVENTED
    assert given.substantive
    received = classifier.judge(comment(body, Role.RECIPIENT))
    assert received.category in {Category.FEEDBACK, Category.ROUTINE}


def test_how_it_goes_wrong_makes_nothing_of_a_comment_without_substance(indifferent: Classifier) -> None:
    assert indifferent.judge(comment("This is wrong about the year, I will fix it later.")).category is Category.ROUTINE


@pytest.mark.parametrize("body", ["Use pathlib here.", "LGTM, since this was tested.", "Nit: rename this.", "Why?"])
def test_a_wish_without_a_reason_has_no_substance_of_its_own(indifferent: Classifier, body: str) -> None:
    assert indifferent.judge(comment(body)).substantive is False


GAINS = {
    "measured": change("Batch the ledger reads", "p99 latency went from 900 ms to 310 ms.", code(8, 2)),
    "delivered": ticket("Cut checkout latency by batching ledger reads", role=Role.ASSIGNEE),
    "an epic": replace(ticket("Move billing to the new ledger", role=Role.ASSIGNEE), facts={"type": "Epic"}),
}


@pytest.mark.parametrize("name", GAINS)
def test_a_gain_or_an_epic_is_a_project_however_small_its_text(
    classifier: Classifier, indifferent: Classifier, name: str
) -> None:
    assert classifier.judge(GAINS[name]).category is Category.PROJECT
    assert indifferent.judge(GAINS[name]).category is Category.PROJECT


def test_numbers_of_a_test_are_no_gain(indifferent: Classifier) -> None:
    slow = change("Speed up the upload test", "From 9 seconds to 2 seconds.", code(6, 3, "tests/test_upload.py"))
    assert indifferent.judge(slow).category is Category.ROUTINE


ASIDE = {
    "tests": change("Fix race in the upload test", "", code(6, 3, "tests/test_upload.py")),
    "typo": change("Fix typo in the crash message", "", code(1, 1)),
    "tool": change("Link the crash reporter", "", code(2, 1)),
    "document": change("Mention deadlocks", "", FileChange("README.md", 2, 0)),
    "plain report": ticket("App crashes"),
}


@pytest.mark.parametrize("name", ASIDE)
def test_a_danger_that_is_only_mentioned_is_left_to_the_weights(indifferent: Classifier, name: str) -> None:
    assert indifferent.judge(ASIDE[name]).category is Category.ROUTINE


def test_a_danger_far_down_in_a_long_text_is_left_to_the_weights(indifferent: Classifier) -> None:
    evidence = change("Print the totals", "Totals are shown below the rows. " * 12 + "It cannot deadlock.", code(9, 2))
    assert indifferent.judge(evidence).category is Category.ROUTINE


@pytest.mark.parametrize("name", NEW_DESIGNS)
def test_a_new_design_is_a_decision(classifier: Classifier, indifferent: Classifier, name: str) -> None:
    assert classifier.judge(NEW_DESIGNS[name]).category is Category.DECISION
    assert indifferent.judge(NEW_DESIGNS[name]).category is Category.DECISION


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_of_a_design_is_routine(classifier: Classifier, indifferent: Classifier, name: str) -> None:
    assert classifier.judge(EDITS[name]).category is Category.ROUTINE
    assert indifferent.judge(EDITS[name]).category is Category.ROUTINE


def test_a_document_that_explains_what_exists_is_mentorship(classifier: Classifier) -> None:
    text = "This document explains how the scheduler picks the next job, for developers who are new to it."
    explains = design("How the scheduler works", text, document(140, path="docs/internals/scheduler.md"))
    assert classifier.judge(explains).category is Category.MENTORSHIP


@pytest.mark.parametrize("title", FORMATTER_RUNS)
@pytest.mark.parametrize("lines", [3, 300, 30_000])
def test_a_run_of_a_formatter_is_routine_however_many_lines_it_touches(
    classifier: Classifier, title: str, lines: int
) -> None:
    evidence = change(title, "", code(lines, lines - 1, "src/a.ts"), code(lines, lines, "src/b.ts"))
    for kind in (Kind.COMMIT, Kind.PULL_REQUEST):
        assert classifier.judge(replace(evidence, kind=kind)).category is Category.ROUTINE


def chances(**given: float) -> Mapping[str, float]:
    return dict.fromkeys(CATEGORIES, 0.0) | given


def test_a_firm_signal_exchanges_its_category_with_the_likeliest() -> None:
    held = hold_firm(["hazard_told"], chances(routine=0.7, project=0.2, problem_prevented=0.1))
    assert held == chances(routine=0.1, project=0.2, problem_prevented=0.7)


def test_a_firm_signal_stands_over_the_categories_it_names_only() -> None:
    given = chances(decision=0.7, routine=0.2, problem_prevented=0.1)
    assert hold_firm(["hazard_told"], given) == given
    assert hold_firm([], chances(routine=1.0)) == chances(routine=1.0)


def test_a_formatter_is_held_routine_against_every_other_category() -> None:
    for name in ("project", "decision", "problem_prevented", "mentorship"):
        assert hold_firm(["formatted"], chances(**{name: 0.9, "routine": 0.1}))["routine"] == 0.9


def test_firm_signals_are_about_categories_that_exist() -> None:
    assert read_signals().firm
    for signal in read_signals().firm:
        assert {signal.firm, *signal.over} <= set(CATEGORIES)
        assert signal.over
        assert signal.firm not in signal.over
