"""What a person is told: a run that failed, one that died, one that never came; and nothing when all is well."""

import os
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from harvester.schedule.concern import find_concern
from harvester.schedule.log import FOLDER, OUTCOME_NAME, Outcome, write_outcome
from harvester.schedule.record import FILE_NAME, Record, write_record
from tests.schedule.appointments import FRIDAY

BERLIN = ZoneInfo("Europe/Berlin")
DUE = datetime(2026, 11, 20, 13, tzinfo=UTC)
EVENING = DUE + timedelta(hours=5)
INSTALLED = DUE - timedelta(days=30)


def told(folder: Path, now: datetime = EVENING) -> str:
    concern = find_concern([folder], now, BERLIN)
    return f"{concern.what} | {concern.cure}" if concern else ""


def test_where_nothing_is_scheduled_there_is_no_concern(tmp_path: Path) -> None:
    assert told(tmp_path) == ""
    assert told(tmp_path / "missing") == ""


def test_a_good_run_is_no_concern(tmp_path: Path) -> None:
    write_record(tmp_path, Record("systemd", FRIDAY, INSTALLED))
    write_outcome(tmp_path, Outcome(began_at=DUE, ended_at=DUE, exit_code=0))
    assert told(tmp_path) == ""


@pytest.mark.parametrize(
    ("code", "how"),
    [
        (1, "failed"),
        (2, "could not begin"),
        (3, "is partial, and the next run tries again"),
        (4, "needs you to sign in"),
        (5, "was skipped, perhaps for a review that stayed open, and the next run catches up"),
        (6, "wrote nothing to the document"),
        (130, "was interrupted"),
        (99, "failed"),
    ],
)
def test_each_way_to_fail_is_told_with_its_cure(tmp_path: Path, code: int, how: str) -> None:
    write_outcome(tmp_path, Outcome(began_at=DUE, ended_at=DUE, exit_code=code, what="So it is.", cure="do this"))
    assert told(tmp_path) == f"The run on schedule of Fri 2026-11-20 14:00 {how}: So it is. | do this"


def test_a_failure_without_words_has_its_code_and_the_job_itself_as_cure(tmp_path: Path) -> None:
    write_outcome(tmp_path, Outcome(began_at=DUE, ended_at=DUE, exit_code=1))
    assert told(tmp_path).endswith("failed: exit 1 | harvester run")


def test_a_run_that_died_is_told_and_one_that_goes_on_is_not(tmp_path: Path) -> None:
    died = subprocess.Popen(["true"])
    died.wait()
    write_outcome(tmp_path, Outcome(began_at=DUE, pid=died.pid))
    assert told(tmp_path, DUE + timedelta(minutes=1)).startswith(
        "The run on schedule of Fri 2026-11-20 14:00 began and never ended."
    )
    write_outcome(tmp_path, Outcome(began_at=DUE, pid=os.getpid()))
    assert told(tmp_path, DUE + timedelta(minutes=1)) == ""


def test_a_number_that_another_process_has_by_now_hides_a_death_for_hours_only(tmp_path: Path) -> None:
    write_outcome(tmp_path, Outcome(began_at=DUE, pid=os.getpid()))
    assert "never ended" in told(tmp_path, EVENING)


def test_a_run_that_never_came_is_told_once_it_is_late(tmp_path: Path) -> None:
    write_record(tmp_path, Record("cron", FRIDAY, INSTALLED))
    write_outcome(tmp_path, Outcome(began_at=DUE - timedelta(weeks=1), ended_at=DUE, exit_code=0))
    assert told(tmp_path, DUE - timedelta(minutes=1)) == ""
    assert told(tmp_path, DUE + timedelta(hours=1)) == ""
    assert told(tmp_path) == (
        "The run on schedule of Fri 2026-11-20 14:00 did not happen; the next one catches up. | harvester run"
    )


def test_the_first_run_of_all_can_be_missed_too(tmp_path: Path) -> None:
    write_record(tmp_path, Record("cron", FRIDAY, INSTALLED))
    assert "did not happen" in told(tmp_path)


def test_what_was_due_before_it_was_installed_was_not_missed(tmp_path: Path) -> None:
    write_record(tmp_path, Record("cron", FRIDAY, DUE + timedelta(hours=1)))
    assert told(tmp_path) == ""
    assert told(tmp_path, EVENING + timedelta(weeks=1)) != ""


def test_one_that_knows_the_clocks_of_the_machine_may_come_an_hour_early(tmp_path: Path) -> None:
    write_record(tmp_path, Record("cron", FRIDAY, INSTALLED))
    write_outcome(tmp_path, Outcome(began_at=DUE - timedelta(hours=1), ended_at=DUE, exit_code=0))
    assert told(tmp_path) == ""


def test_what_failed_without_a_configuration_is_found_beside_the_state(tmp_path: Path) -> None:
    usual = tmp_path / "usual"
    write_outcome(tmp_path, Outcome(began_at=DUE - timedelta(weeks=1), ended_at=DUE, exit_code=0))
    write_outcome(usual, Outcome(began_at=DUE, ended_at=DUE, exit_code=2, what="It is no TOML."))
    concern = find_concern([tmp_path, usual], EVENING, BERLIN)
    assert concern
    assert "It is no TOML." in concern.what


@pytest.mark.parametrize("name", [FILE_NAME, f"{FOLDER}/{OUTCOME_NAME}"])
@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"{}", b'{"began_at": "2026-11-20T12:00:00Z"}'])
def test_a_damaged_file_is_no_concern(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / name).write_bytes(content)
    assert told(tmp_path) == ""


def test_a_time_that_the_clocks_left_out_is_missed_only_when_it_was(tmp_path: Path) -> None:
    sunday = replace(FRIDAY, day="sun", at="02:30")
    gap = datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    write_record(tmp_path, Record("systemd", sunday, INSTALLED))
    write_outcome(tmp_path, Outcome(began_at=gap - timedelta(weeks=1), ended_at=gap, exit_code=0))
    assert "Sun 2027-03-28 03:30 did not happen" in told(tmp_path, gap + timedelta(hours=4))
