"""Every fault on every request: what was read is complete, or a gap says that it is not and the next run mends it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import partial

import pytest

from harvester.errors import SignInError
from harvester.model import Evidence, Gap
from harvester.registry import guarded
from harvester.transport import PatientAdapter
from tests.connectors.jira.conftest import KINDS, NOW, YEAR, Serve, connect, read
from tests.fakes.jira import faults
from tests.fakes.jira.faults import Repeat, Spoil, Status
from tests.fakes.jira.server import TOKEN, JiraServer
from tests.fakes.jira.tracker import ANN, Tracker
from tests.fakes.jira.year import draw_year

SOON = format_datetime(datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC), usegmt=True)
ELSEWHERE = (("Location", "http://127.0.0.1:9/rest/api/2/search"),)
FAULTS: Mapping[str, Spoil] = {
    **{f"status {status}": Status(status) for status in (400, 403, 404, 409, 410, 418, 500, 502, 503, 504)},
    **{f"status {status} empty": Status(status, b"") for status in (200, 202, 204, 304)},
    "status 401": Status(401, b"<html>log in</html>"),
    "limit for 0 seconds": Status(429, headers=(("Retry-After", "0"),)),
    "limit until a date": Status(429, headers=(("Retry-After", SOON), ("Date", SOON))),
    "limit for a day": Status(429, headers=(("Retry-After", "86400"),)),
    "limit in words": Status(429, headers=(("Retry-After", "soon"),)),
    "limit without a word": Status(429),
    "null": Status(200, b"null"),
    "a word": Status(200, b'"ok"'),
    "a list": Status(200, b"[]"),
    "an object": Status(200, b"{}"),
    "not a number": Status(200, b'{"total": NaN, "issues": NaN}'),
    "a byte order mark": Status(200, b'\xef\xbb\xbf{"issues": 1}'),
    "redirect elsewhere": Status(302, headers=ELSEWHERE),
    "redirect in a circle": Status(302, headers=(("Location", "?again=1"),)),
    "a log-in page": faults.html,
    "a message": faults.message,
    "truncated": faults.truncate,
    "half": faults.half,
    "reset": faults.reset,
    "slow drip": faults.drip,
    "gzip bomb": faults.bomb,
    "nested": faults.nested,
    "an empty page": faults.empty_page,
    "a lost page": faults.lost_page,
}
LASTING = sorted(set(FAULTS) - {"limit for 0 seconds", "limit until a date", "limit in words"})


@pytest.fixture(scope="module")
def filled() -> Tracker:
    """As many tickets as fill three pages of ten."""
    return draw_year(NOW, 40)


def survive(server: JiraServer) -> tuple[dict[str, datetime], list[Gap], str]:
    """Harvest through the guard; return what came, the transient gaps, and why signing in failed."""
    connector = connect(server)
    server.most_a_page = 10
    found: list[Evidence | Gap] = []
    refused = ""
    try:
        for scope in connector.scopes():
            found.extend(guarded(connector, scope, YEAR))
    except SignInError as error:
        refused = f"{error.what} {error.why} {error.cure}"
    moments = {one.ref.key: one.happened_at for one in found if isinstance(one, Evidence)}
    return moments, [one for one in found if isinstance(one, Gap) and not one.standing], refused


def check(server: JiraServer, truth: Mapping[str, datetime]) -> str:
    """Check that what is missing is told, in words that show nothing; return them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PatientAdapter, "deadline_s", 0.3)
        patch.setattr(PatientAdapter, "most_bytes", 2 << 20)
        patch.setattr("harvester.transport.limits.UNSAID_S", 0.0)
        moments, gaps, refused = survive(server)
    assert moments.items() <= truth.items()
    told = " ".join([refused, *(gap.reason for gap in gaps)])
    assert told.strip() or moments == truth
    assert not any(TOKEN[start : start + 6] in told for start in range(4, len(TOKEN) - 6))
    assert "@" not in told
    assert "Traceback" not in told
    assert "failed:" not in told, "the guard had to catch it"
    return told


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
@pytest.mark.parametrize("fault", [*FAULTS, "a page again"])
def test_a_fault_of_one_answer_is_overcome_or_told(
    kind: type[JiraServer], fault: str, serve: Serve, filled: Tracker
) -> None:
    truth = {ref: at for ref, at in filled.truth(ANN).items() if at in YEAR}
    server = serve(kind, filled)
    for number in (2, 5) if fault == "slow drip" else range(1, 10):
        server.forget()
        server.find_fault = {number: Repeat(server.answered) if fault == "a page again" else FAULTS[fault]}.get
        check(server, truth)
    server.find_fault = lambda _number: None
    assert read(connect(server), YEAR).moments == truth


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
@pytest.mark.parametrize("fault", LASTING)
def test_a_fault_that_lasts_is_told(kind: type[JiraServer], fault: str, serve: Serve, filled: Tracker) -> None:
    truth = {ref: at for ref, at in filled.truth(ANN).items() if at in YEAR}
    server = serve(kind, filled)
    for number in (1, 4) if fault == "slow drip" else (1, 2, 3, 5):
        server.forget()
        server.find_fault = partial(from_then_on, number, FAULTS[fault])
        assert check(server, truth).strip()


def from_then_on(first: int, fault: Spoil, number: int) -> Spoil | None:
    return fault if number >= first else None
