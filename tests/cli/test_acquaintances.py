"""The people table, as every command that prints or judges evidence reads it."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from harvester.draft import build_drafter
from harvester.model import Evidence, Kind, Person, PersonClass, Ref, Role
from harvester.people import Acquaintance, People
from harvester.proposal import Occasion
from harvester.round import IgnoreRule, Proposer, propose
from harvester.rubric import load_rubric
from harvester.store import open_store
from tests.cli.conftest import Program

STATE = Path(".local/share/harvester")
TABLE = """
[[people]]
name = "Cleo Example"
github = ["@Cleo"]
emails = ["cleo@example.com"]
class = "junior"
until = "2026-05-31"
[[people]]
github = ["cleo"]
class = "peer"
since = "2026-06-01"
[[people]]
github = ["relay"]
class = "bot"
"""


def said(number: int, to: str, day: str) -> Evidence:
    return Evidence(
        ref=Ref("github", f"acme/pay#{number}/comment/{number}"),
        kind=Kind.REVIEW_COMMENT,
        role=Role.REVIEWER,
        title="Batch the ledger reads",
        body="This races: the lock is released before the write, because close() runs first.",
        happened_at=datetime.fromisoformat(day).replace(tzinfo=UTC),
        people=[Person(f"github:{to}", "", "author")],
    )


TALK = [said(1, "cleo", "2026-05-31"), said(2, "Cleo", "2026-06-01"), said(3, "relay", "2026-06-02")]


@pytest.fixture
def config(home: Path) -> Path:
    """A configuration with a people table, and a store with talk in it."""
    with open_store(home / STATE) as store, store.transaction():
        store.evidence.add(TALK)
    path = home / "mine.toml"
    path.write_text(TABLE)
    return path


def test_exported_evidence_carries_the_class_of_its_day(program: Program, config: Path) -> None:
    lines = [json.loads(line) for line in program("--config", config, "export").lines]
    assert [line["people"][0]["class"] for line in lines] == ["junior", "peer", "bot"]
    config.write_text("")
    lines = [json.loads(line) for line in program("--config", config, "export").lines]
    assert [line["people"][0]["class"] for line in lines] == ["", "", ""]


def test_shown_evidence_carries_the_class_of_its_day(program: Program, config: Path) -> None:
    shown = program("--config", config, "show", str(TALK[0].ref), "--json").json
    assert shown["evidence"][0]["people"][0]["class"] == "junior"


def test_a_table_in_the_environment_counts_too(program: Program, config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARVESTER_PEOPLE", '[{"github": ["cleo"], "class": "senior"}]')
    line = json.loads(program("--config", config, "export").lines[0])
    assert line["people"][0]["class"] == "senior"


def test_a_wrong_table_is_refused_by_who_needs_it(program: Program, config: Path) -> None:
    config.write_text('[[people]]\nclass = "guru"\n')
    result = program("--config", config, "export")
    assert (result.code, result.out) == (2, "")
    assert "people" in result.err


def test_what_is_said_to_a_listed_bot_is_judged_as_such(home: Path) -> None:
    proposer = Proposer(
        rubric=load_rubric("default"),
        drafter=build_drafter(),
        zone=UTC,
        limit_a_week=15,
        is_ignored=IgnoreRule(),
        people=People([Acquaintance(ids=frozenset({"github:relay"}), person_class=PersonClass.BOT)], UTC),
    )
    with open_store(home / STATE) as store:
        with store.transaction():
            store.evidence.add(TALK)
        propose(store, proposer, Occasion(fresh={one.ref: one for one in TALK}))
        judged = {stored.evidence.ref: stored.judgement for stored in store.evidence.read()}
    reasons = [judgement.reason if judgement else "" for judgement in judged.values()]
    assert ["bot" in reason for reason in reasons] == [False, False, True]
