"""What the person does to the criteria of a draft teaches the next ones, is said, and is taken back by `undo`."""

import io
import sys
from collections.abc import Callable

import pytest

from tests.cli.conftest import CODE, Program, Result
from tests.fakes.repository import ANN, Repository

BODY = "Shows the metrics of the {0}, so that whoever is on call sees when they fail before the customers do.\n"
PANELS = "\n".join(f'{{"title": "panel {number}", "unit": "ms"}}' for number in range(90))


@pytest.fixture
def add_dashboard(inside_pay: Repository) -> Callable[[str, str], str]:
    def add(name: str, at: str) -> str:
        files = {f"deploy/{name}.jsonnet": PANELS + name}
        return inside_pay.commit(f"Add a dashboard of {name}\n\n{BODY.format(name)}", files, author=ANN, at=at)

    return add


@pytest.fixture
def review(program: Program, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    def run(*lines: str) -> Result:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        return program("review")

    return run


def criteria(program: Program, sha: str) -> dict[str, float]:
    shown = program("show", f"git:{sha}", "--json").json["draft"]
    return {one["id"]: one["strength"] for one in shown["criteria"]}


def choose(review: Callable[..., Result], sha: str, criterion: str) -> None:
    result = review(f"/ {sha[:7]}", f"c {criterion}", "a")
    assert result.code == 0, result.err
    assert f"criteria: {criterion}" in result.out


@pytest.fixture
def taught(program: Program, add_dashboard: Callable[[str, str], str], review: Callable[..., Result]) -> str:
    first = add_dashboard("payouts", "2026-11-16T12:00:00Z")
    assert program("run", "--since", "2026-11-15", "--no-append").code == 0
    choose(review, first, "collaboration")
    return first


def test_criteria_that_the_person_gave_are_proposed_for_the_next_of_its_kind(
    program: Program, taught: str, add_dashboard: Callable[[str, str], str]
) -> None:
    second = add_dashboard("refunds", "2026-11-17T12:00:00Z")
    program("run")
    assert criteria(program, taught) == {"collaboration": 1.0}
    assert 0.25 < criteria(program, second)["collaboration"] <= 0.8
    assert "collaboration" in program("show", f"git:{second}", "--why").out
    assert "you gave it to 1 like this" in program("show", f"git:{second}", "--why").out
    assert "you gave 1 like this other criteria" in program("show", f"git:{second}", "--why").out


def test_criteria_that_the_person_took_away_grow_weaker(
    program: Program, add_dashboard: Callable[[str, str], str], review: Callable[..., Result]
) -> None:
    first = add_dashboard("payouts", "2026-11-16T12:00:00Z")
    program("run", "--since", "2026-11-15", "--no-append")
    before = criteria(program, first)
    choose(review, first, "collaboration")
    second = add_dashboard("refunds", "2026-11-17T12:00:00Z")
    program("run")
    after = criteria(program, second)
    assert before
    assert all(after.get(name, 0.0) < strength for name, strength in before.items())


def test_undo_takes_the_lesson_back(
    program: Program, taught: str, add_dashboard: Callable[[str, str], str], review: Callable[..., Result]
) -> None:
    assert program("undo", "2").code == 0
    second = add_dashboard("refunds", "2026-11-17T12:00:00Z")
    assert review("a", "q", "y").code == 0
    program("run")
    assert "collaboration" not in criteria(program, taught)
    assert "collaboration" not in criteria(program, second)
    assert "other criteria" not in program("show", f"git:{second}", "--why").out


def test_criteria_of_what_was_rejected_teach_nothing(
    program: Program, add_dashboard: Callable[[str, str], str], review: Callable[..., Result]
) -> None:
    first = add_dashboard("payouts", "2026-11-16T12:00:00Z")
    program("run", "--since", "2026-11-15", "--no-append")
    assert "criteria: collaboration" in review(f"/ {first[:7]}", "c collaboration", "r").out
    second = add_dashboard("refunds", "2026-11-17T12:00:00Z")
    program("run")
    shown = program("show", f"git:{second}", "--json").json
    assert all(one["id"] != "collaboration" for one in shown["evidence"][0]["criteria"])


def test_work_of_another_kind_keeps_the_criteria_it_had(program: Program, inside_pay: Repository, taught: str) -> None:
    assert taught
    message = "Fix lost ledger rows when two writers close a day\n\nThe close raced with the writer, so rows were lost."
    other = inside_pay.commit(message, {"pay/close.py": CODE}, author=ANN, at="2026-11-17T12:00:00Z")
    program("run")
    assert "collaboration" not in criteria(program, other)
    assert "this other criteria" not in program("show", f"git:{other}", "--why").out
