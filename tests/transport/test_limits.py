"""How long a server asks to wait: every form of the headers, and none that breaks."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.transport import UNSAID_S, find_reset, find_wait, parse_retry_after
from harvester.transport.limits import LONGEST_S

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TWO_DAYS_ON = int((NOW + timedelta(days=2)).timestamp())
LATER = "Fri, 20 Nov 2026 12:01:00 GMT"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("41", 41),
        (" 41 ", 41),
        ("1.5", 1.5),
        ("-5", 0),
        ("0", 0),
        ("soon", UNSAID_S),
        ("", UNSAID_S),
        ("1e9", UNSAID_S),
        ("9" * 20, LONGEST_S),
        ("9" * 400, LONGEST_S),
        (LATER, 60),
        ("Fri, 20 Nov 2026 11:00:00 GMT", 0),
        ("Fri, 31 Feb 2026 11:00:00 GMT", UNSAID_S),
        ("Fri, 20 Nov 9999 11:00:00 GMT", LONGEST_S),
    ],
)
def test_retry_after_is_read_in_both_forms_and_never_breaks(value: str, seconds: float) -> None:
    assert parse_retry_after(value, NOW) == seconds


def test_no_retry_after_asks_for_nothing() -> None:
    assert parse_retry_after(None, NOW) is None


@given(st.text(max_size=40))
def test_no_header_breaks_the_reading(value: str) -> None:
    headers = {"Retry-After": value, "Date": value, "X-RateLimit-Remaining": value, "X-RateLimit-Reset": value}
    wait = find_wait(429, headers, value, NOW)
    assert wait is not None
    assert 0 <= wait <= LONGEST_S


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"X-RateLimit-Reset": str(int(NOW.timestamp()) + 90)}, 91),
        ({"X-RateLimit-Reset": str(int(NOW.timestamp()) - 90)}, 1),
        ({"X-RateLimit-Reset": "2026-11-20T12:01Z"}, 61),
        ({"RateLimit-Reset": "30"}, 31),
        ({"X-RateLimit-Reset": str(TWO_DAYS_ON + 9), "Date": "Sun, 22 Nov 2026 12:00:00 GMT"}, 10),
        ({"X-RateLimit-Reset": "soon"}, None),
        ({}, None),
    ],
)
def test_a_reset_is_read_by_the_clock_of_the_server(headers: dict[str, str], seconds: float | None) -> None:
    assert find_reset(headers, NOW) == seconds


@pytest.mark.parametrize(
    ("status", "headers", "text", "seconds"),
    [
        (403, {"Retry-After": "7"}, "", 7),
        (429, {"Retry-After": LATER}, "", 60),
        (503, {"Retry-After": "7"}, "", 7),
        (503, {}, "", None),
        (429, {}, "", UNSAID_S),
        (403, {}, '{"message": "Resource not accessible"}', None),
        (403, {}, '{"message": "You have exceeded a secondary rate limit"}', UNSAID_S),
        (403, {}, "Please wait a few minutes before you try again.", UNSAID_S),
        (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "9"}, "", 10),
        (403, {"X-RateLimit-Remaining": "12", "X-RateLimit-Reset": "9"}, "", None),
        (200, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "9"}, "rate limit", None),
        (404, {"Retry-After": "7"}, "", None),
    ],
)
def test_a_limit_is_told_from_a_refusal(status: int, headers: dict[str, str], text: str, seconds: float | None) -> None:
    assert find_wait(status, headers, text, NOW) == seconds
