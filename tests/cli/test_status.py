"""A bare `harvester`: what waits, what was, what comes, and three commands that fit."""

import re
import shlex
from datetime import UTC, datetime
from pathlib import Path

import pytest

from harvester.cli import status
from harvester.outcomes import DUE_AFTER
from harvester.schedule import record
from harvester.schedule.appointment import Appointment
from tests.cli.conftest import Program, Result
from tests.fakes.repository import ANN, Repository

STATE = Path(".local/share/harvester")


def commands(result: Result) -> list[str]:
    """The commands that a status names, without what they are good for."""
    assert (result.code, result.err) == (0, "")
    return [re.split(r"\s{2,}", line.strip())[0] for line in result.lines if line.startswith("  harvester ")]


@pytest.fixture
def configured(home: Path, pay: Repository) -> Path:
    """A configuration that reads Ann's repository; returns the home."""
    path = home / ".config/harvester/config.toml"
    path.parent.mkdir(parents=True)
    path.write_text(f'[me]\nemails = ["ann@example.com"]\n[connectors.git]\nrepositories = ["{pay.path}"]\n')
    return home


def schedule(home: Path, day: str = "fri") -> None:
    appointment = Appointment(day=day, at="14:00", command=("harvester", "run"), zone="Europe/Berlin")
    record.write_record(home / STATE, record.Record("cron", appointment, datetime(2026, 11, 20, tzinfo=UTC)))


def test_before_anything_it_says_how_to_begin(program: Program, home: Path) -> None:
    result = program()
    assert result.lines[0] == "Harvester is not set up yet."
    assert commands(result) == ["harvester demo", "harvester init", "harvester --help"]
    assert not (home / STATE).exists()


def test_a_configuration_that_is_named_and_not_there_is_not_set_up(program: Program, home: Path) -> None:
    assert program("--config", home / "mine.toml").lines[0] == "Harvester is not set up yet."


def test_every_command_it_names_exists(program: Program, configured: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (configured / ".config/harvester/config.toml").rename(configured / "mine.toml")
    named = {*commands(program()), *commands(program("--config", configured / "mine.toml"))}
    program("--config", configured / "mine.toml", "run")
    named |= {*commands(program("--config", configured / "mine.toml"))}
    monkeypatch.setenv("HARVESTER_NOW", "2026-12-21T12:00:00Z")
    named |= {*commands(program())}
    assert len(named) > 6
    for command in named - {"harvester --help"}:
        words = [word for word in shlex.split(command)[1:] if word.isidentifier()][:2]
        assert program(*words, "--help").code == 0


def test_after_init_the_first_thing_is_to_run(program: Program, configured: Path) -> None:
    result = program()
    assert result.lines[:4] == [
        "0 drafts wait for you, 0 held back.",
        f"0 entries of yours in {configured / 'brag.md'}.",
        "Last run: none yet.",
        "Next run: none; it does not run by itself yet.",
    ]
    assert commands(result)[:2] == ["harvester run", "harvester schedule install"]
    assert not (configured / STATE).exists()


def test_no_command_leads_to_an_empty_list(program: Program, configured: Path) -> None:
    schedule(configured)
    assert commands(program()) == ["harvester run", 'harvester add "…"', "harvester doctor"]
    program("add", "Praise from the hallway")
    assert "harvester list --status entry" in commands(program())


def test_drafts_that_wait_are_to_be_reviewed(program: Program, configured: Path) -> None:
    refs = [line.split("\t")[0] for line in program("run").lines[:-1]]
    result = program()
    assert result.lines[0] == "2 drafts wait for you, 0 held back."
    assert result.lines[2] == "Last run: today, Fri 2026-11-20 12:00: all was read."
    assert commands(result)[0] == "harvester review"
    program("review", "--accept", refs[0])
    assert program().lines[:2] == [
        "1 draft waits for you, 0 held back.",
        f"1 entry of yours in {configured / 'brag.md'}.",
    ]
    program("review", "--reject", refs[1])
    assert "harvester review" not in commands(program())


def test_what_was_held_back_is_counted_apart(
    program: Program, configured: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del configured
    monkeypatch.setenv("HARVESTER_HARVEST__MAX_DRAFTS", "1")
    program("run", "--since", "2026-11-30", "--until", "2026-11-30")
    program("run")
    result = program()
    assert result.lines[0] == "1 draft waits for you, 1 held back."
    assert "harvester list --status held_back" in commands(result)


def test_the_next_run_is_told_in_the_zone_of_the_schedule(program: Program, configured: Path) -> None:
    program("run")
    schedule(configured)
    result = program()
    assert "Next run: Fri 2026-11-20 14:00." in result.lines
    assert "harvester schedule install" not in commands(result)
    schedule(configured, "thu")
    assert "Next run: Thu 2026-11-26 14:00." in program().lines


def test_what_could_not_be_read_is_said_and_to_be_read_again(
    program: Program, configured: Path, pay: Repository
) -> None:
    (pay.path / ".git").rename(pay.path / "away")
    assert program("run").code == 3
    result = program()
    assert "Last run: today, Fri 2026-11-20 12:00: not all could be read, the rest is saved, but for:" in result.lines
    assert any(line.startswith(f"  {pay.path}: Not in a Git repository") for line in result.lines)
    assert commands(result)[0] == "harvester run"
    del configured


def test_a_run_that_saw_nothing_of_mine_is_explained(program: Program, home: Path, pay: Repository) -> None:
    program("run", "--repo", pay.path, "--email", "nobody@example.com")
    result = program()
    assert "  It brought no draft: it saw nothing of yours." in result.lines
    assert commands(result)[:2] == ["harvester init", "harvester doctor"]
    del home


def test_a_quiet_week_is_no_alarm(program: Program, configured: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del configured
    for ref in [line.split("\t")[0] for line in program("run").lines[:-1]]:
        program("review", "--accept", ref)
    monkeypatch.setenv("HARVESTER_NOW", "2026-11-27T12:00:00Z")
    program("run")
    monkeypatch.setenv("HARVESTER_NOW", "2026-11-28T09:00:00Z")
    result = program()
    assert "Last run: yesterday, Fri 2026-11-27 12:00: all was read." in result.lines
    assert any(line.startswith("  It brought no draft: ") for line in result.lines)
    assert "harvester doctor" not in commands(result)


def test_outcomes_are_due_after_thirty_days_until_something_is_said(
    program: Program, configured: Path, pay: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    pay.commit(
        "feat: add an export of the ledger\n", {"pay/export.py": "def export():\n    return 1\n" * 60}, author=ANN
    )
    refs = [line.split("\t")[0] for line in program("run").lines[:-1] if "export" in line]
    program("review", "--accept", refs[0])
    assert not any(line.startswith("Due:") for line in program().lines)
    monkeypatch.setenv("HARVESTER_NOW", "2026-12-21T12:00:00Z")
    result = program()
    assert "Due: what came of 1 of them, now that a month or three have passed." in result.lines
    assert "harvester review" in commands(result)
    document = configured / "brag.md"
    document.write_text(document.read_text().replace("export", "export of mine", 1))
    program("run")
    assert not any(line.startswith("Due:") for line in program().lines)


def test_no_more_than_three_commands_are_named_and_none_twice(program: Program, configured: Path) -> None:
    del configured
    program("run")
    found = commands(program())
    assert len(found) == len(set(found)) == 3


def test_the_commands_name_the_configuration_that_was_named(program: Program, configured: Path) -> None:
    (configured / "my conf.toml").write_text("")
    named = f"harvester --config '{configured / 'my conf.toml'}' "
    assert [command.startswith(named) for command in commands(program("--config", configured / "my conf.toml"))] == [
        True
    ] * 3


def test_a_broken_configuration_is_told(program: Program, configured: Path) -> None:
    (configured / ".config/harvester/config.toml").write_text("= broken")
    assert program().code == 2


def test_what_is_kept_apart_for_speed_is_still_the_same() -> None:
    assert min(DUE_AFTER) == status.FIRST_DUE
    assert record.FILE_NAME == status.RECORD_NAME
