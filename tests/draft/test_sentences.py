import tomllib
from pathlib import Path
from typing import Any

import pytest

from harvester.draft import find_untraceable
from harvester.draft.titles import make_clause
from harvester.model import Category, Evidence, FileChange, Kind, Role
from tests.draft.evidence import draft, make_evidence, make_item

GOLDEN = Path(__file__).parent / "golden"
CASES: list[dict[str, Any]] = tomllib.loads((GOLDEN / "sentences.toml").read_text(encoding="utf-8"))["case"]
TITLES = [line.split("\t") for line in (GOLDEN / "titles.tsv").read_text(encoding="utf-8").splitlines()]


def read_evidence(case: dict[str, Any]) -> Evidence:
    return make_evidence(
        Kind(case["kind"]),
        Role(case.get("role", "author")),
        title=case["title"],
        body=case.get("body", ""),
        ref=case.get("ref", ""),
        files=[FileChange("docs/x.md", 1, case["deleted"])] if "deleted" in case else (),
        facts={name: case[name] for name in ("state", "resolution") if name in case},
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"].replace(" ", "_"))
def test_the_sentence_is_the_golden_one(case: dict[str, Any]) -> None:
    evidence = read_evidence(case)
    text = draft(evidence, category=Category(case.get("category", "project")))
    assert text == case["text"]
    assert find_untraceable(text, make_item(evidence)) == []


@pytest.mark.parametrize(("title", "clause"), TITLES)
def test_a_title_becomes_past_tense_or_stays_a_name(title: str, clause: str) -> None:
    told = make_clause(title)
    assert (told.text if told.is_past else f"“{told.text}”") == clause
