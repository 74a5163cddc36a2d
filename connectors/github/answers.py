"""Answers of GitHub and what their errors mean: too much at once, no GraphQL here, a part left out, a limit. Pure.

PyGithub raises for any error of GraphQL, whatever data came with it, and its texts hold whole answers; here partial
data is kept, and of an error only its message is told.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from harvester.clean import clean_line
from harvester.transport import UNSAID_S, UnansweredError, find_reset

OVERLOADED_STATUSES: Final = frozenset({502, 504})
_ABSENT_STATUSES: Final = frozenset({403, 404, 405, 406, 410, 501})
_OVERLOADED_TYPES: Final = frozenset(
    {"RESOURCE_LIMITS_EXCEEDED", "MAX_NODE_LIMIT_EXCEEDED", "TIMEOUT", "GATEWAY_TIMEOUT"}
)
_LIMIT_TYPES: Final = frozenset({"RATE_LIMITED", "RATE_LIMIT"})
_FORBIDDEN_TYPES: Final = frozenset({"FORBIDDEN", "INSUFFICIENT_SCOPES", "UNPROCESSABLE", "NOT_FOUND"})
SSO: Final = (
    "an organization wants this token signed in by single sign-on, what lies there is hidden; "
    "authorize the token for it in the settings of your account"
)
_EXPIRIES: Final = ("%Y-%m-%d %H:%M:%S %Z", "%Y-%m-%d %H:%M:%S %z")


class OverloadedError(Exception):
    """The server could not answer so much at once."""


class NoGraphQLError(Exception):
    """The server, or this token, has no GraphQL."""


class RefusedError(Exception):
    """A REST address is refused; `status` says how."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gave: data, and the errors that left holes in it."""

    data: Mapping[str, Any]
    errors: Sequence[Mapping[str, Any]] = ()


def find_hidden_wait(headers: Mapping[str, str], body: bytes, now: datetime) -> float | None:
    """Find a limit that GraphQL tells with status 200; `remaining: 0` alone is just the last good answer."""
    if b"RATE_LIMIT" not in body:
        return None
    try:
        errors = json.loads(body).get("errors") or ()
    except (ValueError, AttributeError, RecursionError):
        return None
    if not any(isinstance(one, dict) and one.get("type") in _LIMIT_TYPES for one in errors):
        return None
    wait = find_reset(headers, now)
    return UNSAID_S if wait is None else wait


def explain_status(status: int, answer: Mapping[str, Any]) -> Exception:
    """Give the error that a status of the GraphQL address means."""
    message = clean_line(str(answer.get("message") or f"status {status}"), 200)
    if status in OVERLOADED_STATUSES:
        return OverloadedError(message)
    if status in _ABSENT_STATUSES:
        return NoGraphQLError(message)
    return UnansweredError(f"GitHub refuses a query: {message}.")


def read_answer(answer: Any, errors: Sequence[Mapping[str, Any]]) -> Answer:  # noqa: ANN401 - JSON
    """Read an answer of GraphQL.

    Raises:
        OverloadedError: it was too much at once.
        UnansweredError: the errors left nothing.
    """
    data = answer.get("data") if isinstance(answer, dict) else None
    for error in errors:
        text = str(error.get("message") or "").casefold()
        if error.get("type") in _OVERLOADED_TYPES or "timeout" in text or "something went wrong" in text:
            raise OverloadedError(clean_line(text, 200))
    if not isinstance(data, dict) or not data:
        text = clean_line(str(errors[0].get("message") if errors else "no data"), 200)
        raise UnansweredError(f"GitHub refuses a query: {text}.")
    return Answer(data, errors)


def explain_error(error: Mapping[str, Any]) -> tuple[str, bool]:
    """Say of a partial error what it means, and whether it stands."""
    extensions = error.get("extensions")
    if isinstance(extensions, dict) and extensions.get("saml_failure"):
        return SSO, True
    text = clean_line(str(error.get("message") or error.get("type") or "an error without words"), 200)
    return f"GitHub left something out: {text}", error.get("type") in _FORBIDDEN_TYPES


def parse_expiry(header: str) -> datetime | None:
    """Read when a token expires: `2026-12-01 10:00:00 UTC`, or with an offset; None for anything else."""
    for spelling in _EXPIRIES:
        try:
            moment = datetime.strptime(header, spelling)  # noqa: DTZ007 - %Z reads the name of UTC and leaves it away
        except ValueError:
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None
