"""What is told of a card: evidence with title, date and link; reasons; diff and thread."""

from dataclasses import replace
from datetime import timedelta, timezone

from harvester.model import Category, Context, FileChange, Judgement, Kind, Ref
from harvester.review import name_category, tell_changes, tell_evidence, tell_why
from tests.review.piles import draft, evidence


def test_evidence_is_numbered_with_title_date_and_link() -> None:
    east = timezone(timedelta(hours=14))
    told = tell_evidence([evidence(1), evidence(3)], east)
    assert told[0] == "1. Add export number 1"
    assert told[1] == "   #1 · pull request · author · 2026-11-20 · +40 -2"
    assert told[2] == "   https://github.com/acme/pay/pull/1"
    assert told[3] == "2. Add export number 3"


def test_reasons_name_category_criteria_claims_and_doubts() -> None:
    one = evidence(1)
    made = replace(draft(one), claims=(("40 %", one.ref),))
    judgement = Judgement(category=Category.DECISION, confidence=0.5, reason="it says we chose")
    told = "\n".join(tell_why(made, [one], [judgement], ["low confidence"]))
    for part in (
        "Projects, confidence 0.93: a feature of 40 lines",
        "ownership 0.80: you carried",
        "“40 %” is in github",
        "look twice: low confidence",
        "#1: decision 0.50: it says we chose",
    ):
        assert part in told


def test_changes_show_the_thread_the_text_and_the_files() -> None:
    files = [FileChange(f"f{number}.py", 1, None) for number in range(45)]
    one = replace(evidence(1), files=files, context=Context("Batch the reads", "@@ -1 +1 @@\n-a\n+b", "Why?\nReally?"))
    told = tell_changes([one, evidence(3)])
    assert "  on: Batch the reads" in told
    assert "  +b" in told
    assert "  > Really?" in told
    assert "  f0.py  +1 -0" in told
    assert "  and 5 more files" in told
    assert "#3 Add export number 3" in told


def test_changes_say_where_every_line_can_be_read() -> None:
    commit = replace(evidence(1), ref=Ref("git", "ab" * 20), kind=Kind.COMMIT)
    assert tell_changes([commit])[-1] == "  line by line: git show abababababab"
    assert tell_changes([evidence(3)])[-1] == "  line by line: https://github.com/acme/pay/pull/3/files"


def test_a_category_is_named_as_its_heading() -> None:
    assert name_category(Category.PROBLEM_PREVENTED) == "Problems caught early"
