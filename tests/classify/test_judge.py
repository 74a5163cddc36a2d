"""The judgement of single records, through the façade that the rest of the program calls."""

from datetime import UTC, datetime

import pytest

from harvester.classify import Classifier, build_classifier
from harvester.model import Category, Context, Evidence, FileChange, Kind, Ref, Role
from harvester.rubric import load_rubric

WHEN = datetime(2026, 11, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return build_classifier(load_rubric("default"))


def commit(title: str, body: str = "", *files: FileChange) -> Evidence:
    return Evidence(
        ref=Ref("git", "a" * 40),
        kind=Kind.COMMIT,
        role=Role.AUTHOR,
        title=title,
        body=body,
        happened_at=WHEN,
        files=files,
    )


def comment(body: str, role: Role = Role.REVIEWER, diff: str = "") -> Evidence:
    return Evidence(
        ref=Ref("github", "acme/pay#412/comment/7"),
        kind=Kind.REVIEW_COMMENT,
        role=role,
        title="Batch the ledger reads",
        body=body,
        happened_at=WHEN,
        context=Context("Batch the ledger reads", diff),
    )


@pytest.mark.parametrize(
    "evidence",
    [
        commit("Merge branch 'main' into feature", "", FileChange("src/a.py", 400, 20)),
        commit("chore(deps): bump requests from 2.31.0 to 2.32.0", "", FileChange("poetry.lock", 4, 4)),
        commit("Fix typo in README", "", FileChange("README.md", 1, 1)),
        comment("LGTM, thanks!"),
        comment(""),
        comment("The lock is released too early, so two writers can race here.", role=Role.AUTHOR),
    ],
    ids=["merge", "bump", "typo", "approval", "silence", "own change"],
)
def test_what_nobody_would_put_into_a_brag_document_is_routine(classifier: Classifier, evidence: Evidence) -> None:
    judgement = classifier.judge(evidence)
    assert judgement.category is Category.ROUTINE
    assert not judgement.matches
    assert judgement.reason
