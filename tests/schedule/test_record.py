"""What was agreed with a scheduler, kept in the state folder."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from harvester.errors import HarvesterError
from harvester.schedule.appointment import Appointment
from harvester.schedule.record import FILE_NAME, Record, read_record, remove_record, write_record

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
RECORD = Record("systemd", Appointment(day="fri", at="14:00", command=("/opt/my tools/harvester", "run")), NOW)


def test_what_was_agreed_is_read_back(tmp_path: Path) -> None:
    write_record(tmp_path / "state", RECORD)
    assert read_record(tmp_path / "state") == RECORD


def test_nobody_else_reads_it_and_no_draft_of_it_stays(tmp_path: Path) -> None:
    write_record(tmp_path / "state", RECORD)
    path = write_record(tmp_path / "state", RECORD)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_the_next_run_is_known_without_asking_any_scheduler(tmp_path: Path) -> None:
    write_record(tmp_path, RECORD)
    record = read_record(tmp_path)
    assert record
    assert record.appointment.next_run(NOW) == datetime(2026, 11, 20, 14, tzinfo=UTC)


def test_removing_it_twice_is_no_fault(tmp_path: Path) -> None:
    write_record(tmp_path, RECORD)
    assert remove_record(tmp_path)
    assert not remove_record(tmp_path)
    assert read_record(tmp_path) is None


@pytest.mark.parametrize(
    "text", ["", "no JSON", "[]", "1", '{"scheduler": "cron"}', '{"scheduler": 1, "appointment": []}', "[" * 5_000]
)
def test_a_damaged_record_is_no_record(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE_NAME).write_text(text)
    assert read_record(tmp_path) is None


def test_a_record_with_another_time_than_that_of_a_week_is_no_record(tmp_path: Path) -> None:
    text = write_record(tmp_path, RECORD).read_text()
    (tmp_path / FILE_NAME).write_text(text.replace("14:00", "25:00"))
    assert read_record(tmp_path) is None


def test_a_folder_in_its_place_is_no_record_and_no_crash(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    assert read_record(tmp_path) is None
    with pytest.raises(HarvesterError, match="cannot be written"):
        write_record(tmp_path, RECORD)
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_a_planted_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("mine")
    (tmp_path / FILE_NAME).symlink_to(tmp_path / "elsewhere")
    write_record(tmp_path, RECORD)
    assert (tmp_path / "elsewhere").read_text() == "mine"
    assert read_record(tmp_path) == RECORD
