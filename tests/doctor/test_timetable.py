"""The schedule: what is gone, what a scheduler does not give, and a run that did not come or failed."""

import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from harvester.doctor.timetable import examine_schedule
from harvester.model import Finding, Health
from harvester.schedule.appointment import Appointment
from harvester.schedule.log import Outcome, write_outcome
from harvester.schedule.record import Record, write_record
from tests.doctor.reading import is_well, only

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def record(*command: str, days_ago: float = 1) -> Record:
    appointment = Appointment(day="fri", at="14:00", command=command, zone="UTC")
    return Record("systemd", appointment, NOW - timedelta(days=days_ago))


def examine(record: Record | None, folder: Path, environment: Mapping[str, str] | None = None) -> list[Finding]:
    state = folder / "state"
    if record:
        state.mkdir(mode=0o700, exist_ok=True)
        write_record(state, record)
    return list(examine_schedule([state], NOW, UTC, environment or {}))


def test_nothing_scheduled_is_well(tmp_path: Path) -> None:
    assert is_well(examine(None, tmp_path))


def test_a_schedule_that_can_start_is_well(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.touch()
    assert is_well(examine(record(sys.executable, "--config", str(config), "run"), tmp_path))


@pytest.mark.parametrize("gone", ["harvester", "config.toml"])
def test_a_part_of_the_scheduled_command_that_is_gone_is_told(tmp_path: Path, gone: str) -> None:
    for name in ("harvester", "config.toml"):
        if name != gone:
            (tmp_path / name).touch(0o700)
    scheduled = record(str(tmp_path / "harvester"), "--config", str(tmp_path / "config.toml"), "run")
    found = only(examine(scheduled, tmp_path))
    assert (found.state, found.cure) == (Health.FAIL, "harvester schedule install")
    assert str(tmp_path / gone) in found.what


def test_a_setting_of_the_environment_that_a_scheduler_does_not_give_is_told(tmp_path: Path) -> None:
    environment = {"HARVESTER_DOCUMENT": "~/x.md", "HARVESTER_NOW": "x", "GH_TOKEN": "x"}
    found = only(examine(record(sys.executable), tmp_path, environment))
    assert found.what == "The run on schedule does not see HARVESTER_DOCUMENT."


def test_a_run_that_did_not_come_is_told(tmp_path: Path) -> None:
    assert "did not happen" in only(examine(record(sys.executable, days_ago=30), tmp_path)).what


def test_a_run_on_schedule_that_failed_is_told_with_its_cure(tmp_path: Path) -> None:
    write_outcome(
        tmp_path / "state",
        Outcome(
            began_at=NOW - timedelta(days=6.9),
            ended_at=NOW - timedelta(days=6.9),
            exit_code=4,
            what="GitHub refuses the token.",
            cure="harvester auth set github",
        ),
    )
    found = only(examine(record(sys.executable, days_ago=30), tmp_path))
    assert "needs you to sign in: GitHub refuses the token." in found.what
    assert found.cure == "harvester auth set github"
