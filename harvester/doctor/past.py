"""What the runs so far tell: that they come, that they end well, and that each scope is still being read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from harvester.doctor.words import doubt, ill, well
from harvester.model import Finding
from harvester.store import Run

LATE: Final = timedelta(days=8)
"""How long ago the last run of a weekly job may be, with a day of grace."""
FORGOTTEN: Final = timedelta(weeks=2)
_CURES: Final = {
    4: "harvester auth status",
    6: "harvester run says what is wrong with the document",
}


def examine_runs(runs: Sequence[Run], now: datetime) -> Iterator[Finding]:
    """Look at the last run; `runs` are newest first."""
    if not runs:
        yield doubt("There was no run yet.", why="nothing was harvested", cure="harvester run")
        return
    last = runs[0]
    day = f"{last.finished_at:%Y-%m-%d}"
    if last.finished_at > now + timedelta(minutes=5):
        why = "what happens until then would be dated wrongly, and windows end before they begin"
        cure = "set the clock right; HARVESTER_NOW must not be set"
        yield ill(f"The clock says {now:%Y-%m-%d %H:%M} UTC, but the last run was on {day}.", why=why, cure=cure)
    elif now - last.finished_at > LATE:
        weeks = (now - last.finished_at).days // 7
        yield doubt(f"The last run was {weeks} weeks ago, on {day}.", cure="harvester run; harvester schedule install")
    if last.exit_code in {0, 130}:
        yield well(f"the last run was on {day}")
    elif last.exit_code == 3:  # noqa: PLR2004 - partial
        yield doubt(f"The last run, on {day}, could not read everything.", cure="harvester run")
    else:
        cure = _CURES.get(last.exit_code, "harvester run")
        yield ill(f"The last run, on {day}, ended with exit {last.exit_code}.", cure=cure)


@dataclass(frozen=True, slots=True)
class _Account:
    """When a scope was last read whole, and what stood in the way since."""

    read_at: datetime | None
    reason: str
    is_standing: bool


def examine_coverage(runs: Sequence[Run], sources: Sequence[str], now: datetime) -> Iterator[Finding]:
    """Say which scopes of the configured sources were not read for weeks, and what is said to be unreadable."""
    for source in sources:
        latest = next((report for run in runs if (report := _report_of(run, source))), None)
        if latest is None:
            if runs:
                yield doubt(f"{source} was never read.", cure=f"harvester run --source {source}")
            continue
        scopes = {*latest["coverage"], *(gap["scope"] for gap in latest["gaps"])}
        for scope in sorted(scopes):
            yield from _tell(source, scope, _account_for(runs, source, scope), now)


def _tell(source: str, scope: str, account: _Account, now: datetime) -> Iterator[Finding]:
    what = f"{source}: {scope}" if scope != source else source
    if account.read_at is None or now - account.read_at > FORGOTTEN:
        since = f"since {account.read_at:%Y-%m-%d}" if account.read_at else "in any run that is remembered"
        why = account.reason or "no run asked for it"
        yield doubt(f"{what} was not read {since}.", why=why, cure=f"harvester run --source {source}")
    elif account.reason and account.is_standing:
        why = "what stands is said with every run, and what lies behind it is missing"
        yield doubt(f"{what}: {account.reason.rstrip('.')}.", why=why, cure=f"harvester connectors test {source}")
    else:
        yield well(f"{what} is being read")


def _account_for(runs: Sequence[Run], source: str, scope: str) -> _Account:
    reason, is_standing = "", False
    for run in runs:
        report = _report_of(run, source)
        if not report:
            continue
        gap = next((gap for gap in report["gaps"] if gap["scope"] == scope), None)
        if gap and not reason:
            reason, is_standing = str(gap["reason"]), bool(gap["standing"])
        if scope in report["coverage"] and not (gap and not gap["standing"]):
            return _Account(run.finished_at, reason, is_standing)
    return _Account(None, reason, is_standing)


def _report_of(run: Run, source: str) -> Mapping[str, Any]:
    sources = run.report.get("sources") or ()
    return next((one for one in sources if one.get("source") == source), {})
