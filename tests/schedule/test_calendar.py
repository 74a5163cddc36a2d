"""When the job is due, also on the days on which the clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.schedule.calendar import DAYS, is_real, next_run, previous_run

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia"]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-20T12:00", "2026-11-20T13:00"),
        ("2026-11-20T12:59:59", "2026-11-20T13:00"),
        ("2026-11-20T13:00", "2026-11-27T13:00"),
        ("2026-11-21T00:00", "2026-11-27T13:00"),
        ("2026-12-31T23:59", "2027-01-01T13:00"),
        ("2026-06-30T00:00", "2026-07-03T12:00"),
    ],
)
def test_the_next_run_is_the_next_friday_afternoon_of_the_zone(now: str, due: str) -> None:
    assert next_run("fri", "14:00", utc(now), BERLIN) == utc(due)


def test_the_day_is_that_of_the_zone_and_not_of_the_machine() -> None:
    # Friday has begun in Auckland while it is Thursday in Greenwich.
    auckland = ZoneInfo("Pacific/Auckland")
    assert next_run("fri", "00:30", utc("2026-11-19T11:00"), auckland) == utc("2026-11-19T11:30")


def test_the_moment_is_told_in_the_zone() -> None:
    assert next_run("fri", "14:00", utc("2026-07-01T00:00"), BERLIN).isoformat() == "2026-07-03T14:00:00+02:00"


def test_a_time_that_does_not_exist_is_due_once_when_the_clocks_have_moved_on() -> None:
    due = next_run("sun", "02:30", utc("2026-03-28T12:00"), BERLIN)
    assert due.isoformat() == "2026-03-29T03:30:00+02:00"
    assert next_run("sun", "02:30", due, BERLIN).isoformat() == "2026-04-05T02:30:00+02:00"
    assert not is_real(date(2026, 3, 29), "02:30", BERLIN)
    assert is_real(date(2026, 3, 29), "03:30", BERLIN)


def test_a_time_that_comes_twice_is_due_the_first_time_only() -> None:
    due = next_run("sun", "02:30", utc("2026-10-24T12:00"), BERLIN)
    assert due.isoformat() == "2026-10-25T02:30:00+02:00"
    assert next_run("sun", "02:30", due, BERLIN) == utc("2026-11-01T01:30")
    for between in (utc("2026-10-25T01:00"), utc("2026-10-25T01:45")):
        assert next_run("sun", "02:30", between.astimezone(BERLIN), BERLIN) == utc("2026-11-01T01:30")
        assert previous_run("sun", "02:30", between, BERLIN).isoformat() == "2026-10-25T02:30:00+02:00"
    assert is_real(date(2026, 10, 25), "02:30", BERLIN)


def test_a_week_without_its_friday_has_a_run_all_the_same() -> None:
    # Samoa went from Thursday to Saturday when it crossed the date line.
    apia = ZoneInfo("Pacific/Apia")
    due = next_run("fri", "14:00", utc("2011-12-30T09:00"), apia)
    assert due.isoformat() == "2011-12-31T14:00:00+14:00"
    assert next_run("fri", "14:00", due, apia).isoformat() == "2012-01-06T14:00:00+14:00"


@given(
    day=st.sampled_from(DAYS),
    hour=st.integers(0, 23),
    minute=st.integers(0, 59),
    now=st.datetimes(datetime(2010, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds the zone
    zone=st.sampled_from(ZONES).map(ZoneInfo),
)
def test_now_lies_between_two_runs_a_week_apart(
    day: str, hour: int, minute: int, now: datetime, zone: ZoneInfo
) -> None:
    at = f"{hour:02}:{minute:02}"
    before, after = previous_run(day, at, now, zone), next_run(day, at, now, zone)
    assert before.astimezone(UTC) <= now < after.astimezone(UTC)
    assert next_run(day, at, before, zone) == after
    assert abs((after.astimezone(UTC) - before.astimezone(UTC)) - timedelta(weeks=1)) <= timedelta(days=1, hours=1)
    if is_real(after.date(), at, zone):
        assert (DAYS[after.weekday()], f"{after:%H:%M}") == (day, at)
