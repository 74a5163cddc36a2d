"""The judgement of records, through the façade that the rest of the program calls."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from harvester.classify import Classifier, build_classifier
from harvester.model import CORE_TAGS, Category, Evidence, FileChange, Judgement, Kind, Person, Ref, Role, WorkItem
from harvester.rubric import parse_rubric
from tests.classify.evidence import change, code, comment, note, ticket

GOLDEN = Path(__file__).parent / "golden" / "judgements.txt"

RACE = change(
    "Fix race between ledger writer and compaction",
    "The lock was released too early, because the guard was dropped before the flush. Two writers could then corrupt"
    " the index. Hold the lock until the flush has finished, and test it with two writers.",
    code(24, 9),
    code(60, 0, "tests/test_ledger.py"),
)
FASTER = change(
    "Cut checkout latency by batching the ledger reads",
    "Each row had its own transaction. Batching the reads reduces the p99 latency from 900 ms to 310 ms.",
    code(180, 40),
    code(120, 0, "tests/test_reads.py"),
    kind=Kind.PULL_REQUEST,
)
RETIRED = change(
    "Deprecate the XML export",
    "Nobody but two customers uses it, and it keeps us from changing the schema. We decided to remove it in 5.0;"
    " users should migrate to the JSON export, which holds everything the XML one does.",
    code(20, 3),
    code(12, 0, "docs/export.md"),
    kind=Kind.PULL_REQUEST,
)
GUIDE = change(
    "Add a contributing guide for newcomers",
    "Explains how to set up the development environment and how we review.",
    FileChange("CONTRIBUTING.md", 140, 0),
)
DEFECT = comment(
    "This will crash when the list is empty: `rows[0]` raises an IndexError, and the caller doesn't catch it.",
    diff="@@ -1 +1 @@\n+    return rows[0]",
)
BETTER = comment(
    "I'd use `itertools.batched` here instead of slicing, because it doesn't copy the list and the reader sees at once"
    " what happens. See our style guide.",
)
AGAINST = comment(
    "I don't think we should make this an option. Every option has to be supported forever, and the default works for"
    " everybody who asked. I'd rather keep the API small until somebody has a use case.",
)
PRAISE = comment(
    "Great work. I like this design: the interface is much simpler than what we discussed, and the approach makes the"
    " migration safe because old readers still work.",
    Role.RECIPIENT,
)

KEPT = {
    "race": (RACE, Category.PROBLEM_PREVENTED),
    "faster": (FASTER, Category.PROJECT),
    "retired": (RETIRED, Category.DECISION),
    "guide": (GUIDE, Category.MENTORSHIP),
    "defect": (DEFECT, Category.PROBLEM_PREVENTED),
    "better": (BETTER, Category.MENTORSHIP),
    "against": (AGAINST, Category.DECISION),
    "praise": (PRAISE, Category.FEEDBACK),
}
ROUTINE = {
    "merge": change("Merge branch 'main' into feature", "", code(400, 20)),
    "merge commit": change("Bring feature home", facts={"is_merge": True}),
    "bump": change("chore(deps): bump requests from 2.31.0 to 2.32.0", "", code(4, 4, "poetry.lock")),
    "manifest": change("Update dependency vite to v5.4.2", "", code(1, 1, "package.json"), code(9, 9, "yarn.lock")),
    "typo": change("Fix typo in README", "", code(1, 1, "README.md")),
    "ci": change("ci: run the tests on 3.13, too", "", code(1, 1, ".github/workflows/test.yml")),
    "formatting": change("Run black", "", code(340, 312), code(80, 75, "src/other.py")),
    "release": change("Release 2.4.0", "", code(30, 0, "CHANGELOG.md"), code(1, 1, "src/version.py")),
    "translations": change("Update translations", "", code(300, 280, "locale/de.po")),
    "flaky": change("Fix flaky test in the upload suite", "", code(6, 3, "tests/test_upload.py")),
    "approval": comment("LGTM, thanks!"),
    "silence": comment("", kind=Kind.REVIEW),
    "nit": comment("nit: please rename this to `rows`"),
    "bare why": comment("Why?"),
    "own change": comment("The lock is released too early, so two writers race.", Role.AUTHOR),
    "bot": comment(
        "Consider a smaller image, because the layers are not cached.",
        people=[Person("github:renovate", role="author", person_class="bot")],
    ),
    "empty ticket": ticket("Upgrade the linter"),
}


@pytest.mark.parametrize("name", KEPT)
def test_work_of_substance_gets_its_category(classifier: Classifier, name: str) -> None:
    evidence, category = KEPT[name]
    assert classifier.judge(evidence).category is category


@pytest.mark.parametrize("name", ROUTINE)
def test_what_nobody_would_put_into_a_brag_document_is_routine(classifier: Classifier, name: str) -> None:
    judgement = classifier.judge(ROUTINE[name])
    assert judgement.category is Category.ROUTINE
    assert not judgement.matches
    assert judgement.reason


def render(name: str, judgement: Judgement) -> str:
    lines = [f"{name}: {judgement.category.value}", f"  {judgement.reason}"]
    lines += [f"  {match.criterion_id}: {match.reason}" for match in judgement.matches]
    if judgement.substantive is not None:
        lines.append(f"  substantive {judgement.substantive}: {judgement.substantive_reason}")
    return "\n".join(lines)


def test_the_reasons_read_as_a_person_would_give_them(classifier: Classifier) -> None:
    records = {name: evidence for name, (evidence, _) in KEPT.items()} | ROUTINE
    said = "\n".join(render(name, classifier.judge(evidence)) for name, evidence in records.items()) + "\n"
    assert said == GOLDEN.read_text()


def test_every_kept_record_has_one_to_three_criteria_with_reasons(classifier: Classifier) -> None:
    for evidence, _ in KEPT.values():
        matches = classifier.judge(evidence).matches
        assert 1 <= len(matches) <= 3
        assert all(match.criterion_id in CORE_TAGS and 0 < match.strength <= 1 for match in matches)
        assert all(match.reason and "\n" not in match.reason for match in matches)
        assert [match.strength for match in matches] == sorted((m.strength for m in matches), reverse=True)


def test_only_comments_with_words_are_asked_for_substance(classifier: Classifier) -> None:
    assert classifier.judge(RACE).substantive is None
    assert classifier.judge(ROUTINE["silence"]).substantive is None
    assert classifier.judge(DEFECT).substantive is True
    assert classifier.judge(ROUTINE["approval"]).substantive is False
    assert classifier.judge(ROUTINE["own change"]).substantive is True


def test_a_comment_i_wrote_has_substance_exactly_when_it_is_not_routine(classifier: Classifier) -> None:
    texts = [evidence.body for evidence in (DEFECT, BETTER, AGAINST, PRAISE, ROUTINE["nit"], ROUTINE["bare why"])]
    texts += [text[: len(text) * part // 6] for text in texts for part in range(1, 6)]
    for text in filter(str.strip, texts):
        judgement = classifier.judge(comment(text))
        assert judgement.substantive == (judgement.category is not Category.ROUTINE), text


def test_what_i_received_is_feedback_or_routine(classifier: Classifier) -> None:
    for evidence in (DEFECT, BETTER, AGAINST, PRAISE, ROUTINE["nit"]):
        received = classifier.judge(replace(evidence, role=Role.RECIPIENT))
        assert received.category in {Category.FEEDBACK, Category.ROUTINE}


def test_a_note_is_never_routine(classifier: Classifier) -> None:
    for text in ("Fix typo", "Merge branch 'main'", "Gave a talk on the ledger to the platform team", ""):
        assert classifier.judge(note(text)).category is not Category.ROUTINE


TOLD = {
    "Ann from support told me the new filter saves her an hour a day": Category.FEEDBACK,
    "Paired with Bob for two weeks until he shipped his first feature alone": Category.MENTORSHIP,
    "Gave a talk on tracing at the engineering all-hands": Category.MENTORSHIP,
    "Convinced the team to stop the rewrite of the catalogue": Category.DECISION,
}


@pytest.mark.parametrize("text", TOLD)
def test_a_note_says_itself_what_it_tells_of(classifier: Classifier, text: str) -> None:
    assert classifier.judge(note(text)).category is TOLD[text]


def test_what_a_note_would_tell_decides_nothing_for_work(classifier: Classifier) -> None:
    assert classifier.judge(change("Fix typo in what was agreed on", "", code(1, 1))).category is Category.ROUTINE


def test_a_work_item_takes_its_category_from_its_lead_and_criteria_from_all(classifier: Classifier) -> None:
    design = replace(GUIDE, ref=Ref("git", "b" * 40))
    both = classifier.judge_work_item(WorkItem(RACE.ref, (design, RACE)))
    alone = classifier.judge(RACE)
    assert both.category is alone.category
    assert {match.criterion_id for match in both.matches} > {match.criterion_id for match in alone.matches}


def test_a_work_item_of_many_parts_still_has_three_criteria(classifier: Classifier) -> None:
    parts = [replace(one, ref=Ref("git", f"{at:040x}")) for at, one in enumerate((FASTER, RACE, RETIRED, GUIDE))]
    matches = classifier.judge_work_item(WorkItem(parts[0].ref, parts)).matches
    assert len(matches) == 3
    assert len({match.criterion_id for match in matches}) == 3


def test_a_routine_lead_is_lifted_by_a_part_that_is_surely_not(classifier: Classifier) -> None:
    lead = replace(ROUTINE["typo"], ref=Ref("git", "c" * 40))
    assert classifier.judge_work_item(WorkItem(lead.ref, (lead, RACE))).category is Category.PROBLEM_PREVENTED
    assert classifier.judge_work_item(WorkItem(lead.ref, (lead,))).category is Category.ROUTINE


def test_what_was_delivered_lifts_a_routine_lead_before_the_design_that_led_to_it(classifier: Classifier) -> None:
    lead = replace(ROUTINE["typo"], ref=Ref("git", "c" * 40))
    design = change(
        "ADR 7: read the ledger in a batch",
        "We decided on a batch over a queue, because the ledger is read once a day. A queue doubles the load.",
        code(60, path="docs/adr/0007-batch.md"),
        kind=Kind.DESIGN_DOC,
    )
    outcome = "Users saw timeouts at noon. P99 fell from 900 ms to 310 ms after we batched the reads of the ledger."
    delivered = ticket("Cut checkout latency at peak", outcome, role=Role.ASSIGNEE)
    assert classifier.judge(design).confidence > classifier.judge(delivered).confidence
    assert classifier.judge_work_item(WorkItem(lead.ref, (lead, design))).category is Category.DECISION
    assert classifier.judge_work_item(WorkItem(lead.ref, (lead, design, delivered))).category is Category.PROJECT


def test_an_unsure_lead_gives_way_to_a_part_that_is_surely_delivered(classifier: Classifier) -> None:
    files = (code(28), code(40, path="tests/test_ledger.py"), code(40, path="docs/adr/0007-batched-reads.md"))
    lead = change("Batch the ledger reads", "Each checkout took the lock forty times. It takes it once now.", *files)
    measured = replace(FASTER, ref=Ref("git", "d" * 40))
    assert classifier.judge(lead).confidence < 0.5
    together = classifier.judge_work_item(WorkItem(lead.ref, (lead, measured)))
    assert together.category is classifier.judge(measured).category
    assert together.confidence > classifier.judge(lead).confidence
    assert classifier.judge_work_item(WorkItem(RACE.ref, (RACE, measured))).category is classifier.judge(RACE).category


def test_a_design_alone_does_not_overrule_what_an_unsure_lead_is(classifier: Classifier) -> None:
    lead = change("Batch the ledger reads", "It reads the rows at once now.", code(40))
    text = "We decided on a batch over a queue, because the ledger is read once a day."
    design = change("ADR 7: batch", text, code(60, path="docs/adr/0007-batch.md"), kind=Kind.DESIGN_DOC, key="e" * 40)
    alone = classifier.judge(lead)
    assert (alone.category, alone.confidence < 0.5) == (Category.PROJECT, True)
    assert classifier.judge(design).confidence >= 0.6
    assert classifier.judge_work_item(WorkItem(lead.ref, (lead, design))).category is Category.PROJECT


def test_the_explanation_weighs_each_phrase_by_its_absence(classifier: Classifier) -> None:
    verdict, *lines = classifier.explain(RACE)
    assert verdict.startswith("problem_prevented: ")
    assert lines
    assert all(line[0] in "+-" for line in lines)
    assert any("race" in line for line in lines)


def test_criteria_of_any_rubric_are_found_by_their_core_tags() -> None:
    rubric = parse_rubric(
        """
        schema = 1
        [rubric]
        id = "mine"
        name = "Mine"
        [[levels]]
        id = "one"
        name = "One"
        [[criteria]]
        id = "depth"
        name = "Depth"
        core = ["system_understanding", "craft"]
        """,
        "mine.toml",
    )
    matches = build_classifier(rubric).judge(RACE).matches
    assert [match.criterion_id for match in matches] == ["depth"]


SCRIPT = """
from tests.classify.test_judge import KEPT, ROUTINE, render
from harvester.classify import build_classifier
from harvester.rubric import load_rubric
classifier = build_classifier(load_rubric("default"))
for name, (evidence, _) in KEPT.items():
    print(render(name, classifier.judge(evidence)), classifier.judge(evidence).confidence, classifier.explain(evidence))
"""


def test_every_run_gives_the_same_bytes() -> None:
    root = Path(__file__).parent.parent.parent
    runs = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT], env={"PYTHONHASHSEED": seed}, cwd=root, capture_output=True, check=True
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(runs) == 1


def test_the_classifier_costs_no_heavy_import() -> None:
    run = subprocess.run(
        [sys.executable, "-c", "import sys, harvester.classify; print(*sys.modules)"],
        capture_output=True,
        check=True,
        text=True,
    )
    assert not {"pydantic", "numpy", "git", "requests", "click"} & set(run.stdout.split())


def test_what_is_judged_stays_as_it_was(classifier: Classifier) -> None:
    evidence: Evidence = replace(RACE)
    classifier.judge(evidence)
    assert evidence == RACE


@pytest.mark.parametrize("title", ["Merge PR #43611", "Merge PRs 12 and 13", "Merge pull request #4 from a/b"])
def test_a_merge_is_no_work_of_mine_whatever_its_button_is_called(classifier: Classifier, title: str) -> None:
    judgement = classifier.judge(change(title, "It keeps helpers consistent, because scaffolds broke.", code(60, 12)))
    assert (judgement.category, judgement.reason) == (Category.ROUTINE, "is a merge")
