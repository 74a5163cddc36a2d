"""The grammar of dates: strict, half-open, in the person's zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.errors import UsageError
from harvester.period import parse_day, parse_period, parse_since, parse_until, week_of

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2026-11-12", "2026-11-12", "2026-11-13"),
        ("2026-11", "2026-11-01", "2026-12-01"),
        ("2026-12", "2026-12-01", "2027-01-01"),
        ("2026-Q4", "2026-10-01", "2027-01-01"),
        ("2026-H1", "2026-01-01", "2026-07-01"),
        ("2026-h2", "2026-07-01", "2027-01-01"),
        ("2026-W01", "2025-12-29", "2026-01-05"),
        ("2026-W53", "2026-12-28", "2027-01-04"),
        ("today", "2026-11-20", "2026-11-21"),
        ("yesterday", "2026-11-19", "2026-11-20"),
        ("this week", "2026-11-16", "2026-11-23"),
        ("last week", "2026-11-09", "2026-11-16"),
        ("Last Month", "2026-10-01", "2026-11-01"),
        ("this quarter", "2026-10-01", "2027-01-01"),
        ("last quarter", "2026-07-01", "2026-10-01"),
        ("last year", "2025-01-01", "2026-01-01"),
    ],
)
def test_a_span_means_its_days_and_its_end_is_included(text: str, since: str, until: str) -> None:
    window = parse_period(text, NOW, UTC)
    assert (window.since, window.until) == (utc(since), utc(until))
    assert parse_since(text, NOW, UTC) == utc(since)
    assert parse_until(text, NOW, UTC) == utc(until)


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("0d", "2026-11-20"),
        ("7d", "2026-11-13"),
        ("2w", "2026-11-06"),
        ("3m", "2026-08-20"),
        ("1y", "2025-11-20"),
        ("9m", "2026-02-20"),
        ("12w", "2026-08-28"),
    ],
)
def test_days_back_count_from_local_midnight(text: str, since: str) -> None:
    assert parse_since(text, NOW, UTC) == utc(since)
    assert parse_until(text, NOW, UTC) == utc(since)
    assert parse_period(text, NOW, UTC).until == NOW


def test_months_back_stop_at_the_end_of_a_shorter_month() -> None:
    assert parse_since("1m", utc("2026-03-31"), UTC) == utc("2026-02-28")
    assert parse_since("1y", utc("2028-02-29"), UTC) == utc("2027-02-28")


def test_a_day_begins_at_midnight_where_the_person_is() -> None:
    assert parse_since("2026-07-01", NOW, BERLIN) == utc("2026-06-30T22:00")
    assert parse_since("2026-12-01", NOW, BERLIN) == utc("2026-11-30T23:00")
    late_in_berlin = utc("2026-11-20T23:30")
    assert parse_since("today", late_in_berlin, BERLIN) == utc("2026-11-20T23:00")


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-11-12", 24)])
def test_days_of_a_clock_change_have_their_real_length(day: str, hours: int) -> None:
    window = parse_period(day, NOW, BERLIN)
    assert window.until - window.since == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-12T10:00:00Z", "2026-11-12T10:00"),
        ("2026-11-12T10:00:00+01:00", "2026-11-12T09:00"),
        ("2026-11-12t10:00z", "2026-11-12T10:00"),
        ("2026-11-12 10:00:00.250-05:00", "2026-11-12T15:00:00.250"),
    ],
)
def test_a_time_is_a_moment_and_exclusive_as_an_end(text: str, moment: str) -> None:
    assert parse_since(text, NOW, BERLIN) == utc(moment)
    assert parse_until(text, NOW, BERLIN) == utc(moment)


@pytest.mark.parametrize(
    "text",
    [
        *("banana", "", "2026-13-45", "2026-Q5", "2026-W54", "2025-W53", "2026-00", "10", "1 2 3", "7", "7 d", "-7d"),
        *("1h", "99999d", "2026-11-12T10:00:00", "2026-11-12T25:00:00Z", "11/12/2026", "last fortnight", "next week"),
        *("9999y", "2026-11-31"),
    ],
)
def test_anything_else_is_refused_with_what_would_be_right(text: str) -> None:
    with pytest.raises(UsageError) as refusal:
        parse_since(text, NOW, UTC)
    assert refusal.value.exit_code == 2
    assert "2026-Q4" in refusal.value.cure


def test_a_time_without_a_zone_is_refused_by_name() -> None:
    with pytest.raises(UsageError) as refusal:
        parse_until("2026-11-12T10:00:00", NOW, UTC)
    assert "needs its zone" in refusal.value.why


def test_a_period_that_has_not_begun_is_refused() -> None:
    with pytest.raises(UsageError, match="future"):
        parse_period("2027-01-01T00:00:00Z", NOW, UTC)


@given(st.text(max_size=30))
def test_no_text_whatever_breaks_the_grammar(text: str) -> None:
    try:
        since = parse_since(text, NOW, BERLIN)
    except UsageError:
        return
    assert since.tzinfo is UTC


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2090, 1, 1)))  # noqa: DTZ001 - made aware below
def test_adjoining_weeks_share_no_moment_and_lose_none(moment: datetime) -> None:
    aware = moment.replace(tzinfo=UTC)
    week = parse_period(week_of(aware, BERLIN), NOW, BERLIN)
    assert aware in week
    assert parse_period(week_of(week.until, BERLIN), NOW, BERLIN).since == week.until


def test_a_day_can_be_named_in_words() -> None:
    assert parse_day("yesterday", NOW, UTC) == date(2026, 11, 19)
    assert parse_day("3d", NOW, UTC) == date(2026, 11, 17)
    with pytest.raises(UsageError):
        parse_day("2026-11", NOW, UTC)
