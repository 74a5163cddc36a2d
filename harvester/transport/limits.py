"""How long a server asks to wait, from its headers and words. Pure: it never waits itself.

Spans are measured by the server's own clock where it gives one, since ours may be wrong by days.
"""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

LONGEST_S: Final = 366 * 86_400.0
"""What an absurd Retry-After comes to; nobody waits that long, but the moment can still be said."""
UNSAID_S: Final = 60.0
"""Seconds to wait where a limit says none; GitHub asks for at least a minute."""

_NUMBER: Final = re.compile(r"\s*(-?[0-9]{1,400}(?:\.[0-9]{0,400})?)\s*")
_LIMIT_STATUSES: Final = frozenset({403, 429})
_WORDS: Final = re.compile(
    r"(?i)rate limit|abuse detection|retry your request again later|wait a few minutes before you try again"
)
_RESET_HEADERS: Final = ("X-RateLimit-Reset", "RateLimit-Reset")
_EPOCH: Final = 1_000_000_000
"""A reset above this is a moment since 1970, one below a span."""


def find_wait(status: int, headers: Mapping[str, str], text: str, now: datetime) -> float | None:
    """Say how many seconds an answer asks to wait; None if it names no limit.

    `text` is the beginning of the body. A 503 is a limit only with Retry-After.
    """
    asked = parse_retry_after(headers.get("Retry-After"), read_clock(headers, now))
    if status in _LIMIT_STATUSES | {503} and asked is not None:
        return asked
    if status not in _LIMIT_STATUSES:
        return None
    if _is_zero(headers.get("X-RateLimit-Remaining")) and (reset := find_reset(headers, now)) is not None:
        return reset
    return UNSAID_S if status != 403 or _WORDS.search(text) else None  # noqa: PLR2004 - 403 is also "forbidden"


def find_reset(headers: Mapping[str, str], now: datetime) -> float | None:
    """Say in how many seconds the primary limit is reset; None if the answer does not tell."""
    value = next((headers[name] for name in _RESET_HEADERS if name in headers), "")
    clock = read_clock(headers, now)
    if number := _NUMBER.fullmatch(value):
        moment = float(number[1])
        return _bounded(moment - clock.timestamp() if moment > _EPOCH else moment) + 1
    try:
        return _bounded((_aware(datetime.fromisoformat(value)) - clock).total_seconds()) + 1
    except ValueError:
        return None


def parse_retry_after(value: str | None, now: datetime) -> float | None:
    """Read Retry-After, seconds or an HTTP date; what is unreadable asks for the unsaid minute.

    A past date and a negative number ask for nothing, and come to 0.
    """
    if value is None:
        return None
    if number := _NUMBER.fullmatch(value):
        return _bounded(float(number[1]))
    try:
        return _bounded((_aware(parsedate_to_datetime(value)) - now).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return UNSAID_S


def read_clock(headers: Mapping[str, str], now: datetime) -> datetime:
    """Give the server's own time, else ours."""
    try:
        return _aware(parsedate_to_datetime(headers.get("Date") or ""))
    except (ValueError, TypeError, OverflowError):
        return now


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _bounded(seconds: float) -> float:
    return min(max(0.0, seconds), LONGEST_S) if math.isfinite(seconds) else LONGEST_S


def _is_zero(value: str | None) -> bool:
    number = _NUMBER.fullmatch(value or "")
    return bool(number) and float(number[1] if number else 1) <= 0
