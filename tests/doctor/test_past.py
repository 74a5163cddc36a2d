"""The runs so far, and the scopes they read."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from harvester.doctor.past import examine_coverage, examine_runs
from harvester.model import Health
from harvester.store import Run
from tests.doctor.reading import is_well, only, troubles

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PAY, LEDGER = "/src/pay", "/src/ledger"


def run(days_ago: float, code: int = 0, sources: Sequence[Mapping[str, Any]] = ()) -> Run:
    at = NOW - timedelta(days=days_ago)
    return Run(at, at, code, {"sources": sources})


def read(source: str, *scopes: str, gaps: Sequence[tuple[str, str, bool]] = ()) -> Mapping[str, Any]:
    told = [{"scope": scope, "reason": reason, "standing": standing} for scope, reason, standing in gaps]
    return {"source": source, "coverage": dict.fromkeys(scopes, "2026-01-01T00:00:00Z"), "gaps": told}


@pytest.mark.parametrize("code", [0, 130])
def test_a_run_of_this_week_that_ended_well_is_well(code: int) -> None:
    assert is_well(examine_runs([run(7, code), run(90, 1)], NOW))


def test_no_run_at_all_is_told() -> None:
    assert only(examine_runs([], NOW)).cure == "harvester run"


def test_a_week_without_a_run_is_told() -> None:
    assert only(examine_runs([run(23)], NOW)).what == "The last run was 3 weeks ago, on 2026-10-28."


@pytest.mark.parametrize(
    ("code", "state", "cure"),
    [
        (3, Health.WARN, "harvester run"),
        (4, Health.FAIL, "harvester auth status"),
        (6, Health.FAIL, "harvester run says what is wrong with the document"),
        (1, Health.FAIL, "harvester run"),
    ],
)
def test_a_run_that_failed_is_told_with_what_helps(code: int, state: Health, cure: str) -> None:
    found = only(examine_runs([run(1, code), run(8)], NOW))
    assert (found.state, found.cure) == (state, cure)


def test_a_clock_before_the_last_run_is_told() -> None:
    found = only(examine_runs([run(-2)], NOW))
    assert found.what == "The clock says 2026-11-20 12:00 UTC, but the last run was on 2026-11-22."


def test_scopes_that_are_read_each_week_are_well() -> None:
    runs = [run(1, sources=[read("git", PAY, LEDGER)]), run(8, sources=[read("git", PAY)])]
    assert is_well(examine_coverage(runs, ["git"], NOW))


def test_a_scope_that_fails_week_after_week_is_told_with_since_when_and_why() -> None:
    failing = read("git", PAY, LEDGER, gaps=[(LEDGER, "Git ended with status 128", False)])
    runs = [run(1, 3, [failing]), run(8, 3, [failing]), run(15, 3, [failing]), run(22, 0, [read("git", PAY, LEDGER)])]
    found = only(examine_coverage(runs, ["git"], NOW))
    assert found.what == f"git: {LEDGER} was not read since 2026-10-29."
    assert (found.why, found.cure) == ("Git ended with status 128", "harvester run --source git")


def test_one_week_of_trouble_is_left_to_the_run_to_tell() -> None:
    failing = read("git", LEDGER, gaps=[(LEDGER, "Git ended with status 128", False)])
    assert is_well(examine_coverage([run(1, 3, [failing]), run(8, 0, [read("git", LEDGER)])], ["git"], NOW))


def test_a_source_that_runs_left_out_for_weeks_is_told() -> None:
    runs = [run(1, sources=[read("git", PAY)]), run(40, sources=[read("git", PAY), read("github", "github.com")])]
    found = only(examine_coverage(runs, ["git", "github"], NOW))
    assert found.what == "github: github.com was not read since 2026-10-11."
    assert found.why == "no run asked for it"


def test_a_source_that_was_never_read_is_told_once_there_was_a_run() -> None:
    assert (
        only(examine_coverage([run(1, sources=[read("git", PAY)])], ["git", "jira"], NOW)).what
        == "jira was never read."
    )
    assert troubles(examine_coverage([], ["jira"], NOW)) == []


def test_a_standing_gap_is_told_though_the_scope_is_read() -> None:
    hidden = read("github", "github.com", gaps=[("github.com", "acme/pay is not visible to this token", True)])
    found = only(examine_coverage([run(1, sources=[hidden])], ["github"], NOW))
    assert found.what == "github: github.com: acme/pay is not visible to this token."
    assert found.cure == "harvester connectors test github"


def test_a_repository_that_is_configured_no_more_is_not_told_of() -> None:
    runs = [run(1, sources=[read("git", PAY)]), run(60, sources=[read("git", PAY, LEDGER)])]
    assert is_well(examine_coverage(runs, ["git"], NOW))


def test_a_source_that_is_configured_no_more_is_not_told_of() -> None:
    assert troubles(examine_coverage([run(60, sources=[read("jira", "acme")])], [], NOW)) == []
