"""Evidence as JSON: what goes out comes back, and what is wrong is named with its line."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.errors import UsageError
from harvester.exchange import parse_line, parse_time, render_evidence, render_judgement, render_line, render_time
from harvester.model import Category, Context, Evidence, FileChange, Judgement, Kind, Match, Person, Ref, Role

FULL = Evidence(
    ref=Ref("github", "acme/pay#412/comment/7"),
    kind=Kind.REVIEW_COMMENT,
    role=Role.REVIEWER,
    title="Batch the ledger reads",
    body="This holds the lock over the call.\nMove it out.",
    url="https://github.com/acme/pay/pull/412#discussion_r7",
    project="acme/pay",
    happened_at=datetime(2026, 11, 12, 10, tzinfo=UTC),
    updated_at=datetime(2026, 11, 13, 10, tzinfo=UTC),
    people=(Person("github:ben", "Ben Example", "author", "junior"),),
    labels=("perf",),
    files=(FileChange("ledger.py", 3, 1), FileChange("logo.png")),
    facts={"resolved": True, "line": 7, "path": "ledger.py"},
    links=(Ref("jira", "PAY-12"),),
    thread=Ref("github", "acme/pay#412/comment/5"),
    context=Context("Batch the ledger reads", "@@ -1 +1 @@", "Why?"),
)
JUDGEMENT = Judgement(
    category=Category.MENTORSHIP,
    confidence=0.9,
    reason="explains",
    matches=(Match("growth_of_others", 0.83333333, "says why"),),
    substantive=True,
)
FIELDS = [
    *("schema", "ref", "source", "kind", "role", "title", "body", "url", "project", "happened_at", "updated_at"),
    *("people", "labels", "files", "facts", "links", "thread", "context"),
    *("category", "criteria", "substantive", "draft_ref"),
]


def test_what_goes_out_comes_back() -> None:
    assert parse_line(render_line(render_evidence(FULL))) == FULL


def test_every_field_stands_in_every_line_in_the_order_of_the_contract() -> None:
    bare = Evidence(ref=Ref("note", "a"), kind=Kind.NOTE, role=Role.AUTHOR, title="t", happened_at=FULL.happened_at)
    for evidence, judgement, draft in ((FULL, JUDGEMENT, Ref("github", "acme/pay#412")), (bare, None, None)):
        line = json.loads(render_line({**render_evidence(evidence), **render_judgement(judgement, draft)}))
        assert list(line) == FIELDS


def test_absent_is_null_or_empty() -> None:
    bare = Evidence(ref=Ref("note", "a"), kind=Kind.NOTE, role=Role.AUTHOR, title="t", happened_at=FULL.happened_at)
    line = {**render_evidence(bare), **render_judgement(None, None)}
    assert (line["updated_at"], line["thread"], line["category"], line["draft_ref"]) == (None, None, None, None)
    assert (line["people"], line["facts"], line["criteria"]) == ([], {}, [])


def test_times_are_utc_to_the_second() -> None:
    assert render_time(datetime.fromisoformat("2026-11-12T10:00:00.999+01:00")) == "2026-11-12T09:00:00Z"
    assert parse_time("2026-11-12T10:00:00+01:00") == datetime(2026, 11, 12, 9, tzinfo=UTC)
    with pytest.raises(ValueError, match="no zone"):
        parse_time("2026-11-12T10:00:00")


@given(st.text())
def test_one_piece_of_evidence_is_one_line_whatever_it_says(text: str) -> None:
    line = render_line({"title": text})
    assert len(line.splitlines()) == 1
    assert json.loads(line)["title"] == text


def test_only_kind_role_and_title_are_required() -> None:
    evidence = parse_line('{"kind":"ticket","role":"reporter","title":"Ledger loses rows"}')
    assert (evidence.kind, evidence.role, evidence.title) == (Kind.TICKET, Role.REPORTER, "Ledger loses rows")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"role":"author","title":"x"}', "'kind' is missing"),
        ('{"kind":"poem","role":"author","title":"x"}', "poem"),
        ('{"kind":"commit","role":"author","title":7}', "'title' must be text"),
        ('{"kind":"commit","role":"author","title":"x","links":["nonsense"]}', "no ref"),
        ('{"kind":"commit","role":"author","title":"x","files":[{}]}', "'path' is missing"),
        ('{"kind":"commit","role":"author","title":"x","context":"y"}', "get"),
    ],
)
def test_what_is_no_evidence_is_named_with_its_line_and_field(line: str, reason: str) -> None:
    with pytest.raises(UsageError, match="Line 7") as refusal:
        parse_line(line, 7)
    assert reason in refusal.value.why


@pytest.mark.parametrize("line", ["", "nonsense", "[]", "[" * 100_000, '"text"', "\x00"])
def test_what_is_no_json_object_is_refused(line: str) -> None:
    with pytest.raises(UsageError, match="Line 3"):
        parse_line(line, 3)
