"""`harvester run`: the weekly job."""

import json
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

import click

from harvester.cli.clock import read_clock
from harvester.cli.console import ProgressLine, print_error, print_notice
from harvester.cli.scheduled import PATIENCE_S, RunDiary, keep_diary, settle
from harvester.cli.sources import Choice, make_connectors
from harvester.cli.workplace import Workplace, document_option, json_option, open_workplace
from harvester.connector import Connector
from harvester.errors import HarvesterError, UsageError
from harvester.harvest import Plan
from harvester.job import Job, Report, render_report, run_job
from harvester.model import Window
from harvester.period import parse_period, parse_since, parse_until
from harvester.proposal import Occasion, Proposal
from harvester.store import Store

_MOST_SEEN: Final = 5
_WEEKLY_DAYS: Final = 8
"""Days between runs of which nobody need be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the flags of `run` ask for."""

    choice: Choice
    window: Window | None
    document: Path | None
    is_dry: bool
    appends: bool
    confirms: bool
    is_scheduled: bool

    @property
    def is_weekly(self) -> bool:
        """Whether it is the whole weekly job, and not a look at a part."""
        return self.appends and self.window is None and not self.choice.sources and not self.choice.repositories


@click.command("run")
@click.option("--since", metavar="DATE", help="Read from here instead of where the last run ended.")
@click.option("--until", metavar="DATE", help="Read up to here; a day is included, a time is not.")
@click.option("--period", metavar="PERIOD", help="Read this period, for example 2026-Q4 or 'last week'.")
@click.option("--source", "sources", multiple=True, metavar="NAME", help="Read only this source. Repeatable.")
@click.option(
    "--repo", "repositories", multiple=True, type=click.Path(path_type=Path), metavar="PATH",
    help="Read this Git repository instead of the configured sources. Repeatable.",
)  # fmt: skip
@click.option("--email", "emails", multiple=True, metavar="ADDRESS", help="Your e-mail address in Git. Repeatable.")
@document_option
@click.option("--dry-run", "is_dry", is_flag=True, help="Write nothing; print what would be drafted.")
@click.option("--scheduled", is_flag=True, help="Say nothing on success, for a run by a scheduler.")
@click.option("--no-append", is_flag=True, help="Store drafts, and let the next run append them.")
@click.option("--confirm-deletions", is_flag=True, help="Take many vanished lines as rejected.")
@json_option
@click.pass_context
def run_command(
    ctx: click.Context,
    *,
    since: str | None,
    until: str | None,
    period: str | None,
    sources: Sequence[str],
    repositories: Sequence[Path],
    emails: Sequence[str],
    document: Path | None,
    is_dry: bool,
    scheduled: bool,
    no_append: bool,
    confirm_deletions: bool,
    as_json: bool,
) -> None:
    """Read every source since the last time and append drafts to the brag document.

    With no configuration it reads the Git repository you stand in, with the identity of git config.
    """
    with keep_diary(ctx) if scheduled and not is_dry else nullcontext() as diary:
        workplace = open_workplace(ctx)
        request = Request(
            choice=Choice(sources=sources, repositories=repositories, emails=emails),
            window=_window(workplace, since, until, period),
            document=document,
            is_dry=is_dry,
            appends=not (is_dry or no_append),
            confirms=confirm_deletions,
            is_scheduled=scheduled,
        )
        report = _run(workplace, request)
        if diary:
            _write_down(diary, report, workplace)
        elif request.is_weekly and not report.exit_code:
            settle(ctx)
        if as_json:
            rendered = render_report(report, str(workplace.place(document).path))
            click.echo(json.dumps(rendered, ensure_ascii=False, indent=2))
        elif not scheduled:
            _print(report, workplace.place(document).path)
        if not scheduled or report.exit_code:
            _tell(report, workplace, is_dry=is_dry)
        ctx.exit(report.exit_code)


def _window(workplace: Workplace, since: str | None, until: str | None, period: str | None) -> Window | None:
    if period:
        if since or until:
            raise UsageError(
                "--period cannot be combined with --since or --until.", cure="harvester run --period 2026-Q4"
            )
        return parse_period(period, workplace.now, workplace.zone)
    if not (since or until):
        return None
    first_run = workplace.settings.harvest.first_run
    start = parse_since(since or first_run, workplace.now, workplace.zone)
    end = parse_until(until, workplace.now, workplace.zone) if until else workplace.now
    if end < start:
        raise UsageError(
            f"The window ends before it begins: {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} UTC.",
            cure="harvester help formats says what dates mean",
        )
    return Window(start, end)


def _run(workplace: Workplace, request: Request) -> Report:
    if request.is_dry:
        with workplace.reading() as store:
            return _do(workplace, request, store)
    with workplace.writing(wait_s=PATIENCE_S if request.is_scheduled else None) as store:
        before = store.runs.read(1)
        report = _do(workplace, request, store)
        if before and request.is_weekly and not report.exit_code:
            report.notices += _tell_catching_up(before[0].finished_at, workplace)
        rendered = render_report(report, str(workplace.place(request.document).path))
        store.runs.add(started_at=workplace.now, finished_at=read_clock(), exit_code=report.exit_code, report=rendered)
        return report


def _tell_catching_up(last_at: datetime, workplace: Workplace) -> Iterator[str]:
    days = (workplace.now - last_at).days
    if days > _WEEKLY_DAYS:
        yield f"Caught up: the last run was {days} days ago, on {last_at.astimezone(workplace.zone):%Y-%m-%d}"


def _do(workplace: Workplace, request: Request, store: Store) -> Report:
    settings = workplace.settings
    with ProgressLine(is_wanted=not request.is_scheduled) as progress:
        connectors = make_connectors(
            settings,
            request.choice,
            workplace.now,
            show_progress=progress.show,
            first_projects=store.evidence.first_projects(),
        )
        job = Job(
            connectors=connectors,
            plan=_plan(workplace, request.window),
            place=workplace.place(request.document),
            propose=lambda store, occasion: _propose(workplace, store, occasion),
            appends=request.appends,
            confirm_deletions=request.confirms,
            forgets_before=_retention(workplace, request),
        )
        report = run_job(store, job)
        if request.is_dry:
            report.appended = [draft.ref for draft in report.new_drafts]
        report.notices += _explain_silence(connectors, report, store)
        return report


def _retention(workplace: Workplace, request: Request) -> datetime | None:
    """Give before when evidence is erased; a run over a window of the person's choosing erases nothing."""
    if request.is_dry or request.window:
        return None
    return _back(workplace, workplace.settings.privacy.retention, workplace.now)


def _propose(workplace: Workplace, store: Store, occasion: Occasion) -> Proposal:
    from harvester.draft import build_drafter
    from harvester.round import IgnoreRule, Proposer, propose
    from harvester.rubric import load_rubric

    settings = workplace.settings
    proposer = Proposer(
        rubric=load_rubric(settings.rubric),
        drafter=build_drafter(),
        zone=workplace.zone,
        limit_a_week=settings.harvest.max_drafts,
        is_ignored=IgnoreRule(settings.harvest.ignore_titles, settings.harvest.ignore_paths),
        people=workplace.people,
    )
    return propose(store, proposer, occasion)


def _explain_silence(connectors: Sequence[Connector[Any]], report: Report, store: Store) -> Iterator[str]:
    """Say of a source that never gave any evidence whom it looked for, and whom it saw; a quiet week needs no word."""
    silent = {tally.source for tally in report.tallies if not tally.seen and not tally.gaps}
    for connector in connectors:
        if connector.name in silent and next(store.evidence.read(sources=[connector.name]), None) is None:
            mine = connector.session.me.emails | connector.session.me.github
            who = f"{connector.name}: nothing by {', '.join(sorted(mine))} in this window"
            people = {one.id.removeprefix("email:"): one.role for one in connector.list_people()}
            if mine & people.keys():
                yield f"{who}, only outside of it; harvester run --since 1y reads further back"
            else:
                seen = ", ".join(f"{name} ({role})" for name, role in islice(people.items(), _MOST_SEEN))
                yield f"{who}; seen there: {seen}" if seen else who


def _plan(workplace: Workplace, window: Window | None) -> Plan:
    settings = workplace.settings
    return Plan(
        now=workplace.now,
        first_since=_back(workplace, settings.harvest.first_run, workplace.now),
        back_off=lambda coverage: _back(workplace, settings.harvest.overlap, coverage),
        explicit=window,
        keep_bodies=settings.privacy.store_bodies,
    )


def _back(workplace: Workplace, span: str, moment: datetime) -> datetime:
    return parse_since(span, moment, workplace.zone)


def _print(report: Report, path: Path) -> None:
    """Print the new drafts and where they stand."""
    for draft in report.new_drafts:
        click.echo(f"{draft.ref}\t{draft.category.value}\t{draft.text}")
    click.echo(path)


def _tell(report: Report, workplace: Workplace, *, is_dry: bool) -> None:
    """Say on stderr what was read, what was not, and what to do next."""
    for line in _account(report, workplace, is_dry=is_dry):
        print_notice(line)
    if report.appended and not is_dry:
        print_notice("Next: harvester review, or edit the lines in the document; harvester show REF --why explains one")
    elif report.routine and not report.new_drafts:
        print_notice("All that is new looks routine. Next: harvester list --status evidence; harvester show REF --why")
    for error in (*report.sign_ins, *([report.failure] if report.failure else [])):
        print_error(error)


def _write_down(diary: RunDiary, report: Report, workplace: Workplace) -> None:
    """Say in the log of runs on schedule what was read, and what went wrong first."""
    diary.add(_account(report, workplace, is_dry=False))
    gaps = [gap for tally in report.tallies for gap in tally.gaps if not gap.standing]
    if error := report.failure or next(iter(report.sign_ins), None):
        diary.explain(error)
    elif gaps:
        more = f" and {len(gaps) - 1} more" if len(gaps) > 1 else ""
        reason = gaps[0].reason.partition(" Try: ")[0]
        diary.explain(HarvesterError(f"{gaps[0].source}: {gaps[0].scope}{more}: {reason}"))


def _account(report: Report, workplace: Workplace, *, is_dry: bool) -> Iterator[str]:
    """Give what was read and what was not, in lines; no title and no sentence of a draft."""
    zone = workplace.zone
    since, until = (moment.astimezone(zone) for moment in (report.window.since, report.window.until))
    yield f"Read {since:%Y-%m-%d} to {until:%Y-%m-%d} ({zone})"
    for tally in report.tallies:
        scopes = f"{tally.scopes} scope{'s' * (tally.scopes != 1)}"
        yield f"{tally.source}: {tally.seen} seen, {tally.new} new, {tally.changed} changed in {scopes}"
        for gap in tally.gaps:
            kind = "not readable here" if gap.standing else "could not be read this time"
            yield f"  {kind}: {gap.scope}: {gap.reason}"
    yield from report.notices
    yield (
        f"drafts: {len(report.appended)} {'to append' if is_dry else 'appended'}, {report.folded} folded into others, "
        f"{report.routine} routine, {len(report.held_back)} held back"
    )
