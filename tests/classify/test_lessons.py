"""What the person's verdicts teach: visible, reversible, and only about records of the same kind."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from harvester.classify import Classifier, Lesson, build_classifier
from harvester.classify.features import read_evidence
from harvester.classify.lessons import Memory
from harvester.model import Category, Evidence, Judgement, Kind, Ref, VerdictKind
from harvester.rubric import load_rubric
from tests.classify.evidence import change, code, comment

TOOLING = [
    change(
        f"Add the {name} dashboard to the staging cluster",
        f"Shows the {name} metrics, so that whoever is on call sees them.",
        code(90, 2, f"deploy/{name}.jsonnet"),
        kind=Kind.PULL_REQUEST,
        project="acme/platform",
        key=f"{number:040x}",
    )
    for number, name in enumerate(("ledger", "payout", "refund", "invoice"))
]
FEATURE = change(
    "Let merchants schedule payouts",
    "Merchants asked for it, because their banks close at weekends. Adds the schedule, its API and its tests.",
    code(400, 20),
    code(200, 0, "tests/test_payouts.py"),
    kind=Kind.PULL_REQUEST,
)


def teach(evidence: Evidence, decided: VerdictKind, category: Category | None = None) -> Lesson:
    proposed = build_classifier(load_rubric("default")).judge(evidence).category
    return Lesson(evidence=evidence, proposed=proposed, decided=decided, category=category or proposed)


def judge(evidence: Evidence, lessons: Sequence[Lesson]) -> Judgement:
    return build_classifier(load_rubric("default"), lessons).judge(evidence)


def test_a_rejected_kind_is_proposed_less_and_the_reason_says_so(classifier: Classifier) -> None:
    *earlier, latest = TOOLING
    assert classifier.judge(latest).category is not Category.ROUTINE
    judgement = judge(latest, [teach(one, VerdictKind.REJECTED) for one in earlier])
    assert judgement.category is Category.ROUTINE
    assert "you rejected 3 like this" in judgement.reason


def test_each_rejection_lowers_the_confidence_further(classifier: Classifier) -> None:
    *earlier, latest = TOOLING
    category = classifier.judge(latest).category
    lessons = [teach(one, VerdictKind.REJECTED) for one in earlier]
    confidences = [
        judgement.confidence if judgement.category is category else 0.0
        for judgement in (judge(latest, lessons[:count]) for count in range(len(lessons) + 1))
    ]
    assert confidences == sorted(confidences, reverse=True)
    assert confidences[0] > confidences[1]


def test_an_edited_category_moves_the_next_one(classifier: Classifier) -> None:
    first, second, *_ = TOOLING
    assert classifier.judge(second).category is not Category.MENTORSHIP
    judgement = judge(second, [teach(first, VerdictKind.EDITED, Category.MENTORSHIP)])
    assert judgement.category is Category.MENTORSHIP
    assert "you called 1 like this mentorship" in judgement.reason


def test_taking_the_lesson_away_takes_its_effect_away(classifier: Classifier) -> None:
    *earlier, latest = TOOLING
    lessons = [teach(one, VerdictKind.REJECTED) for one in earlier]
    assert judge(latest, lessons) != classifier.judge(latest)
    assert judge(latest, []) == classifier.judge(latest)


def test_other_kinds_of_work_are_left_alone(classifier: Classifier) -> None:
    lessons = [teach(one, VerdictKind.REJECTED) for one in TOOLING]
    before, after = classifier.judge(FEATURE), judge(FEATURE, lessons)
    assert after.category is before.category
    assert abs(after.confidence - before.confidence) < 0.2
    assert "you rejected" not in after.reason


def test_work_that_shares_no_more_than_a_project_hardly_moves(classifier: Classifier) -> None:
    neighbour = replace(FEATURE, project=TOOLING[0].project)
    judgement = judge(neighbour, [teach(one, VerdictKind.REJECTED) for one in TOOLING])
    assert judgement.category is classifier.judge(neighbour).category
    assert abs(judgement.confidence - classifier.judge(neighbour).confidence) < 0.15


def test_what_was_put_off_teaches_nothing(classifier: Classifier) -> None:
    lessons = [teach(one, VerdictKind.LATER) for one in TOOLING[:3]]
    assert judge(TOOLING[3], lessons) == classifier.judge(TOOLING[3])


def test_kept_drafts_make_their_kind_surer(classifier: Classifier) -> None:
    *earlier, latest = TOOLING
    judgement = judge(latest, [teach(one, VerdictKind.ACCEPTED) for one in earlier])
    assert judgement.category is classifier.judge(latest).category
    assert judgement.confidence > classifier.judge(latest).confidence
    assert "you kept 3 like this" in judgement.reason


def test_changed_criteria_move_the_next_ones(classifier: Classifier) -> None:
    first, second, *_ = TOOLING
    proposed = classifier.judge(first)
    ids = [match.criterion_id for match in proposed.matches]
    lesson = replace(
        teach(first, VerdictKind.EDITED), proposed_criteria=ids, criteria=["communication"], category=proposed.category
    )
    before = {match.criterion_id: match.strength for match in classifier.judge(second).matches}
    after = {match.criterion_id: match.strength for match in judge(second, [lesson]).matches}
    assert after["communication"] > before.get("communication", 0.0)
    assert all(after.get(name, 0.0) < before[name] for name in ids if name in before and name != "communication")


def recast(evidence: Evidence, *criteria: str, decided: VerdictKind = VerdictKind.ACCEPTED) -> Lesson:
    proposed = build_classifier(load_rubric("default")).judge(evidence)
    ids = [match.criterion_id for match in proposed.matches]
    return replace(teach(evidence, decided), proposed_criteria=ids, criteria=criteria)


def strengths(evidence: Evidence, lessons: Sequence[Lesson]) -> dict[str, float]:
    return {match.criterion_id: match.strength for match in judge(evidence, lessons).matches}


def test_however_often_it_was_given_a_criterion_nobody_saw_is_never_certain() -> None:
    *earlier, latest = TOOLING
    assert "collaboration" not in strengths(latest, [])
    given = [
        strengths(latest, [recast(one, "collaboration") for one in (*earlier, latest)] * times)["collaboration"]
        for times in (1, 5, 50)
    ]
    assert given == sorted(given)
    assert given[-1] == 0.8


def test_a_criterion_that_was_given_says_how_often(classifier: Classifier) -> None:
    first, second, _, latest = TOOLING
    matches = judge(latest, [recast(first, "collaboration"), recast(second, "collaboration")]).matches
    assert {match.criterion_id: match.reason for match in matches}["collaboration"] == "you gave it to 2 like this"
    assert "you gave it" not in str(classifier.judge(latest))


def test_one_criterion_stays_whatever_was_taken_and_says_so() -> None:
    *earlier, latest = TOOLING
    matches = judge(latest, [recast(one) for one in (*earlier, latest)] * 20).matches
    assert len(matches) == 1
    assert matches[0].reason.endswith("you took it from 80 like this")


def test_criteria_move_only_with_work_that_is_alike() -> None:
    neighbour = replace(FEATURE, project=TOOLING[0].project)
    lessons = [recast(one, "collaboration") for one in TOOLING]
    after, before = (judge(neighbour, taught).matches for taught in (lessons, []))
    assert [(match.criterion_id, match.reason) for match in after] == [
        (match.criterion_id, match.reason) for match in before
    ]


def test_criteria_that_nobody_touched_or_that_were_rejected_teach_nothing() -> None:
    *earlier, latest = TOOLING
    kept = [teach(one, VerdictKind.ACCEPTED) for one in earlier]
    assert strengths(latest, kept).keys() == strengths(latest, []).keys()
    rejected = recast(earlier[0], "collaboration", decided=VerdictKind.REJECTED)
    assert not rejected.given
    assert not rejected.taken


@pytest.mark.parametrize("body", ["LGTM", "This will crash when the list is empty, because nothing checks it."])
def test_verdicts_on_work_say_nothing_about_comments(classifier: Classifier, body: str) -> None:
    lessons = [teach(one, VerdictKind.REJECTED) for one in TOOLING]
    assert judge(comment(body), lessons).category is classifier.judge(comment(body)).category


def test_a_rule_is_not_overruled_by_verdicts() -> None:
    merge = change("Merge branch 'main' into feature", "", code(300, 1), project="acme/platform")
    lessons = [teach(one, VerdictKind.ACCEPTED) for one in TOOLING]
    assert judge(merge, lessons).category is Category.ROUTINE


def test_the_order_of_the_lessons_does_not_matter() -> None:
    lessons = [teach(TOOLING[0], VerdictKind.REJECTED), teach(TOOLING[1], VerdictKind.ACCEPTED)]
    assert judge(TOOLING[2], lessons) == judge(TOOLING[2], lessons[::-1])


def test_without_lessons_nothing_leans() -> None:
    leaning = Memory([]).lean(read_evidence(FEATURE), FEATURE.project)
    assert not leaning.scores
    assert not leaning.reason


def test_lessons_come_from_refs_of_any_source() -> None:
    lesson = replace(
        teach(TOOLING[0], VerdictKind.REJECTED), evidence=replace(TOOLING[0], ref=Ref("github", "acme/platform#3"))
    )
    assert judge(TOOLING[1], [lesson]) == judge(TOOLING[1], [teach(TOOLING[0], VerdictKind.REJECTED)])
