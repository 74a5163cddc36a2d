"""The weekly job: read the document, harvest every scope, propose drafts, append them.

The order is what makes it safe to kill anywhere: decisions are read first, each scope is stored in a transaction
of its own, all drafts in another, and the document gets its lines in one write at the end. The next run completes
whatever was not reached.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from harvester.connector import Connector
from harvester.errors import DocumentError, HarvesterError, SignInError
from harvester.exchange import SCHEMA, render_time
from harvester.harvest import Outcome, Plan, harvest
from harvester.model import Draft, Ref, Tally, Window
from harvester.proposal import Occasion, Proposal
from harvester.store import DraftState, Store
from harvester.sync import Place, place_drafts, read_decisions


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What one run is to do.

    `propose` turns what is new into drafts, and is asked only when something is. `appends`: write lines to the
    document; `forgets_before`: what is older is erased from the store.
    """

    connectors: Sequence[Connector[Any]]
    plan: Plan
    place: Place
    propose: Callable[[Store, Occasion], Proposal]
    appends: bool = True
    confirm_deletions: bool = False
    forgets_before: datetime | None = None


@dataclass(slots=True)
class Report:
    """What one run came to; `failure` is why the document was not written."""

    window: Window
    tallies: list[Tally] = field(default_factory=list)
    new_drafts: list[Draft] = field(default_factory=list)
    appended: list[Ref] = field(default_factory=list)
    held_back: list[tuple[Draft, str]] = field(default_factory=list)
    folded: int = 0
    routine: int = 0
    sign_ins: list[SignInError] = field(default_factory=list)
    failure: HarvesterError | None = None
    notices: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """Give the exit code: 6, then 1, 4, 3 when several apply."""
        if self.failure:
            return self.failure.exit_code
        if self.sign_ins:
            return SignInError.exit_code
        return 3 if any(not gap.standing for tally in self.tallies for gap in tally.gaps) else 0


def run_job(store: Store, job: Job) -> Report:
    """Do the weekly job once.

    Raises:
        DocumentError: the document cannot be read safely, before anything was done (exit 6).
        StoreError, InterruptedRunError, UsageError: see `harvester.harvest`.
    """
    now = job.plan.now
    is_first_run = store.runs.is_empty()
    document = read_decisions(store, job.place, now, confirm_deletions=job.confirm_deletions)
    is_rebuilt = is_first_run and bool(document.marked)
    outcome = harvest(job.connectors, store, job.plan)
    proposal = Proposal()
    if store.evidence.unsettled_span():
        occasion = Occasion(
            fresh={evidence.ref: evidence for evidence in outcome.fresh},
            is_first_run=is_first_run and not is_rebuilt,
            not_before=_last_line(store) if is_rebuilt else None,
        )
        proposal = job.propose(store, occasion)
    report = _report(job, outcome, proposal)
    if kept := len(store.unwritten.read()):
        report.notices.append(f"{kept} of your decisions are not in the document yet; harvester review writes them")
    if job.appends:
        try:
            report.appended = place_drafts(store, job.place, now, confirm_deletions=job.confirm_deletions)
        except DocumentError as error:
            report.failure = error
    if job.forgets_before:
        with store.transaction():
            store.evidence.forget_before(job.forgets_before)
    return report


def _last_line(store: Store) -> datetime | None:
    """Give the newest moment of the lines that the document held when its store was lost."""
    return max((stored.draft.happened_at for stored in store.drafts.read([DraftState.PLACED])), default=None)


def _report(job: Job, outcome: Outcome, proposal: Proposal) -> Report:
    windows = [tally.window for tally in outcome.tallies] or [job.plan.window(None)]
    window = Window(min(one.since for one in windows), max(one.until for one in windows))
    return Report(
        window=window,
        tallies=outcome.tallies,
        new_drafts=proposal.appended,
        held_back=proposal.held_back,
        folded=proposal.folded,
        routine=proposal.routine,
        sign_ins=outcome.failures,
    )


def render_report(report: Report, document: str) -> dict[str, Any]:
    """Give a report as the JSON that `run --json` prints."""
    return {
        "schema": SCHEMA,
        "window": render_window(report.window),
        "sources": [_render_tally(tally) for tally in report.tallies],
        "drafts": {
            "appended": len(report.appended),
            "folded": report.folded,
            "routine": report.routine,
            "held_back": len(report.held_back),
        },
        "document": document,
        "exit": report.exit_code,
    }


def render_window(window: Window) -> dict[str, str]:
    """Spell a window as the JSON outputs do."""
    return {"since": render_time(window.since), "until": render_time(window.until)}


def _render_tally(tally: Tally) -> dict[str, Any]:
    return {
        "source": tally.source,
        "scopes": tally.scopes,
        "seen": tally.seen,
        "new": tally.new,
        "changed": tally.changed,
        "requests": tally.requests,
        "gaps": [{"scope": gap.scope, "reason": gap.reason, "standing": gap.standing} for gap in tally.gaps],
        "coverage": {scope: render_time(until) for scope, until in sorted(tally.coverage.items())},
    }
