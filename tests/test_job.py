"""The weekly job, with a diary for its source: the order of things, and which exit code wins."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from harvester.connector import Connector
from harvester.draft import build_drafter
from harvester.errors import DocumentError, SignInError
from harvester.harvest import Plan
from harvester.job import Job, Report, render_report, run_job
from harvester.model import Evidence, FileChange, Gap, Kind, Ref, Role
from harvester.people import People
from harvester.proposal import Occasion, Proposal
from harvester.round import IgnoreRule, Proposer, propose
from harvester.rubric import load_rubric
from harvester.store import Store, open_store
from harvester.sync import Place
from tests.fakes.diary import Diary, diary

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PLAN = Plan(now=NOW, first_since=NOW - timedelta(weeks=12), back_off=lambda coverage: coverage - timedelta(days=2))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "state") as opened:
        yield opened


@pytest.fixture
def brag(tmp_path: Path) -> Path:
    return tmp_path / "brag.md"


SUBJECTS = [
    *(
        "ledger",
        "checkout",
        "invoice",
        "refund",
        "payout",
        "tariff",
        "currency",
        "audit",
        "voucher",
        "basket",
        "courier",
    ),
    *("stock", "catalogue", "search", "profile", "session", "consent", "mailbox", "calendar", "webhook", "gateway"),
    *("scheduler", "archive", "backup", "replica", "shard", "cache", "index", "metric", "alert", "dashboard", "pager"),
    *("runbook", "sandbox", "compiler", "linter", "parser", "router", "balancer", "proxy", "tunnel", "vault", "ticket"),
    *("survey", "banner"),
]


def decision(number: int) -> Evidence:
    subject = SUBJECTS[number % len(SUBJECTS)]
    title = f"Keep the {subject} of {SUBJECTS[-number]} in one place"
    chosen = f"We chose one {subject} over several, because {SUBJECTS[number // 2]} readers ask {number} times a day."
    return Evidence(
        ref=Ref("diary", f"mon/decision-{number}"),
        kind=Kind.DESIGN_DOC,
        role=Role.AUTHOR,
        title=title,
        body=f"# {title}\n\n## Decision\n\n{chosen}\n\n## Consequences\n\nThe {subject} moves once.\n",
        happened_at=NOW - timedelta(days=number),
        files=(FileChange(f"docs/adr/{number:04}-{subject}.md", 40, 0),),
    )


def job(connectors: Sequence[Connector[Any]], brag: Path, *, limit: int = 15) -> Job:
    proposer = Proposer(
        rubric=load_rubric("default"),
        drafter=build_drafter(),
        zone=UTC,
        limit_a_week=limit,
        is_ignored=IgnoreRule(),
        people=People((), UTC),
    )

    def propose_now(store: Store, occasion: Occasion) -> Proposal:
        return propose(store, proposer, occasion)

    place = Place(path=brag, headings={}, archive=(), backups=brag.parent / "replaced", zone=UTC)
    return Job(connectors=connectors, plan=PLAN, place=place, propose=propose_now)


def deciding(number: int = 1) -> Diary:
    own = diary("mon")
    own.on_page["mon"] = lambda: decision(number)
    return own


def run(store: Store, connectors: Sequence[Connector[Any]], brag: Path) -> Report:
    report = run_job(store, job(connectors, brag))
    store.runs.add(started_at=NOW, finished_at=NOW, exit_code=report.exit_code, report=render_report(report, str(brag)))
    return report


def test_an_editor_that_saves_while_a_source_is_read_loses_nothing(store: Store, brag: Path) -> None:
    brag.write_text("# Mine\n")
    own = diary("mon")

    def save_and_tell() -> Evidence:
        brag.write_text("# Mine\n\nTyped while the harvest ran.\n")
        return decision(1)

    own.on_page["mon"] = save_and_tell
    report = run(store, [own], brag)
    assert report.exit_code == 0
    text = brag.read_text()
    assert "Typed while the harvest ran." in text
    assert text.count("- [ ]") == 1


def test_a_document_that_becomes_unreadable_meanwhile_keeps_the_drafts_waiting(store: Store, brag: Path) -> None:
    own = diary("mon")

    def break_and_tell() -> Evidence:
        brag.write_text("```\nan unclosed fence\n")
        return decision(1)

    own.on_page["mon"] = break_and_tell
    report = run(store, [own], brag)
    assert isinstance(report.failure, DocumentError)
    assert report.exit_code == 6
    assert brag.read_text() == "```\nan unclosed fence\n"
    brag.write_text("mended\n")
    assert [str(ref) for ref in run(store, [deciding()], brag).appended] == ["diary:mon/decision-1"]


@pytest.mark.parametrize(("faults", "code"), [("", 0), ("standing", 0), ("transient", 3), ("sign-in transient", 4)])
def test_the_gravest_fault_names_the_exit_code(store: Store, brag: Path, faults: str, code: int) -> None:
    connectors: list[Connector[Any]] = [deciding()]
    for fault in faults.split():
        own = diary("tue")
        answer = Gap("diary", "tue", fault, standing=fault == "standing")
        own.on_page["tue"] = _ask_for_sign_in if fault == "sign-in" else partial(_answer, answer)
        connectors.append(own)
    report = run(store, connectors, brag)
    assert report.exit_code == code
    assert brag.read_text().count("- [ ]") == 1
    assert render_report(report, str(brag))["exit"] == code


def _ask_for_sign_in() -> Evidence:
    raise SignInError("The diary is locked.")


def _answer(gap: Gap) -> Gap:
    return gap


def test_nothing_read_twice_is_drafted_twice(store: Store, brag: Path) -> None:
    run(store, [deciding()], brag)
    before = brag.read_bytes()
    assert run(store, [deciding()], brag).new_drafts == []
    assert brag.read_bytes() == before


def test_the_first_run_drafts_at_most_thirty_whatever_the_weeks(store: Store, brag: Path) -> None:
    own = diary(*(f"page-{number}" for number in range(45)))
    for number in range(45):
        own.on_page[f"page-{number}"] = partial(decision, number + 1)
    report = run(store, [own], brag)
    assert len(report.appended) == 30
    assert len(report.held_back) + report.folded == 15
    assert brag.read_text().count("- [ ]") == 30


def test_evidence_beyond_the_retention_is_erased_and_never_drafted_again(store: Store, brag: Path) -> None:
    run(store, [deciding()], brag)
    late = job([deciding()], brag)
    forgetful = Job(
        connectors=late.connectors, plan=late.plan, place=late.place, propose=late.propose, forgets_before=NOW
    )
    run_job(store, forgetful)
    assert not list(store.evidence.read())
    before = brag.read_bytes()
    run(store, [deciding()], brag)
    assert brag.read_bytes() == before
