"""`harvester schedule`: the weekly job by itself; which scheduler has it, and how its last run went."""

import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import click

from harvester import __version__
from harvester.cli.concern import read_concern
from harvester.cli.console import print_notice
from harvester.cli.group import Group
from harvester.cli.workplace import Workplace, json_option, open_workplace
from harvester.errors import UsageError
from harvester.exchange import SCHEMA, parse_time, render_time
from harvester.schedule import installer
from harvester.schedule.appointment import Appointment
from harvester.schedule.calendar import DAYS
from harvester.schedule.command import build_command, carried, left_behind, missing_parts
from harvester.schedule.log import FOLDER, log_path, read_outcome
from harvester.schedule.record import read_record
from harvester.schedule.scheduler import Booking, Scheduler

_CLOCK: Final = re.compile(r"([01]?[0-9]|2[0-3]):[0-5][0-9]")


def _when(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options --day and --at."""
    day = click.option("--day", type=click.Choice(DAYS, case_sensitive=False), help="The day; default: [schedule] day.")
    at = click.option("--at", metavar="HH:MM", help="The time in your zone; default: [schedule] at.")
    return day(at(command))


@click.group("schedule", cls=Group)
def schedule_command() -> None:
    """Let the weekly job run by itself, and say whether it does."""


@schedule_command.command("install")
@_when
@click.option(
    "--as", "name", type=click.Choice(installer.NAMES), help="The scheduler; default: the one that catches up here."
)
@click.pass_context
def install_job(ctx: click.Context, *, day: str | None, at: str | None, name: str | None) -> None:
    """Let a scheduler of this machine run the weekly job, in the place of any earlier arrangement of ours."""
    workplace = open_workplace(ctx)
    _require_places(workplace)
    name = name or installer.native_scheduler()
    appointment, schedulers = _appointment(workplace, day, at), _schedulers()
    folder = workplace.essentials.state_folder
    for act in installer.install(name, schedulers, appointment, folder=folder, now=workplace.now):
        click.echo(act)
    for limit in installer.tell_limits(name, schedulers, appointment, workplace.now):
        print_notice(f"note: {limit}")
    if variables := ", ".join(left_behind(os.environ)):
        print_notice(f"note: the run on schedule will not see {variables}; harvester auth set keeps a token for it")
    print_notice(f"Next run: {_tell_next(appointment, workplace)}. What it did: {log_path(folder)}")


@schedule_command.command("remove")
@click.pass_context
def remove_job(ctx: click.Context) -> None:
    """Take the weekly job from every scheduler of this machine; the log stays."""
    acts = list(installer.remove(_schedulers(), folder=open_workplace(ctx).essentials.state_folder))
    for act in acts:
        click.echo(act)
    if not acts:
        print_notice("No schedule of ours is installed.")


@schedule_command.command("print")
@_when
@click.option(
    "--as",
    "name",
    type=click.Choice([*installer.NAMES, "actions"]),
    help="For which scheduler; default: this machine's.",
)
@click.pass_context
def print_job(ctx: click.Context, *, day: str | None, at: str | None, name: str | None) -> None:
    """Print what install would write; nothing is written, and no scheduler is asked."""
    workplace = open_workplace(ctx)
    appointment = _appointment(workplace, day, at)
    if name == "actions":
        from harvester.schedule.workflow import PATH, render_workflow

        rendered: Mapping[str, str] = {str(PATH): render_workflow(appointment, workplace.now, __version__)}
    else:
        name = name or installer.native_scheduler()
        scheduler = next(one for one in _schedulers() if one.name == name)
        rendered = scheduler.render(installer.fit(scheduler, appointment, workplace.now))
    for place, text in rendered.items():
        if len(rendered) == 1:
            print_notice(f"{place}:")
        # Two files in one stream are told apart as `systemctl cat` does it.
        click.echo((f"# {place}\n" if len(rendered) > 1 else "") + text, nl=False)


@schedule_command.command("status")
@json_option
@click.pass_context
def show_status(ctx: click.Context, *, as_json: bool) -> None:
    """Say which scheduler has the weekly job, when it runs next, and how it went last."""
    workplace = open_workplace(ctx)
    bookings = installer.find_bookings(_schedulers())
    status = _status(ctx, workplace, bookings)
    if as_json:
        click.echo(json.dumps(status, ensure_ascii=False, indent=2))
        return
    for booking in bookings:
        for line in _describe(booking, workplace):
            click.echo(line)
    if lost := status["lost"]:
        click.echo(f"{lost} had it and has it no more.")
    elif not bookings:
        click.echo("No schedule is installed.")
    if lost or not bookings:
        print_notice("  try: harvester schedule install")
    click.echo(f"last run: {_tell_last(status['last_run'], workplace)}")
    if concern := status["concern"]:
        click.echo(f"{concern['what']}\n  try: {concern['cure']}")
    click.echo(f"log: {status['log']}")


def _status(ctx: click.Context, workplace: Workplace, bookings: list[Booking]) -> dict[str, Any]:
    folder = workplace.essentials.state_folder
    with workplace.reading() as store:
        runs = store.runs.read(1)
    concern, outcome, record = read_concern(ctx), read_outcome(folder), read_record(folder)
    is_lost = record is not None and record.scheduler not in {booking.scheduler for booking in bookings}
    return {
        "schema": SCHEMA,
        "schedules": [_render(booking, workplace) for booking in bookings],
        "lost": record.scheduler if record and is_lost else None,
        "last_run": render_time(runs[0].finished_at) if runs else None,
        "last_scheduled": outcome
        and {
            "began_at": render_time(outcome.began_at),
            "ended_at": render_time(outcome.ended_at) if outcome.ended_at else None,
            "exit": outcome.exit_code,
        },
        "concern": concern and {"what": concern.what, "cure": concern.cure},
        "log": str(log_path(folder)),
    }


def _render(booking: Booking, workplace: Workplace) -> dict[str, Any]:
    appointment = booking.appointment
    return {
        "scheduler": booking.scheduler,
        "day": appointment and appointment.day,
        "at": appointment and appointment.at,
        "timezone": appointment and appointment.zone,
        "next": appointment and render_time(appointment.next_run(workplace.now)),
        "places": list(booking.places),
        "command": list(appointment.command) if appointment else [],
        "problems": list(_problems(booking)),
    }


def _describe(booking: Booking, workplace: Workplace) -> Iterator[str]:
    appointment = booking.appointment
    if appointment:
        yield f"{booking.scheduler}: {appointment.day} {appointment.at}, next {_tell_next(appointment, workplace)}"
    else:
        yield f"{booking.scheduler}: cannot be read"
    yield from (f"  {place}" for place in booking.places)
    yield from (f"  problem: {problem}" for problem in _problems(booking))


def _problems(booking: Booking) -> Iterator[str]:
    yield from booking.problems
    if booking.appointment:
        yield from missing_parts(booking.appointment.command)


def _appointment(workplace: Workplace, day: str | None, at: str | None) -> Appointment:
    schedule = workplace.settings.schedule
    if at and not _CLOCK.fullmatch(at):
        raise UsageError(f"{at!r} is no time of day.", cure="harvester schedule install --at 14:00")
    zone = workplace.essentials.timezone
    return Appointment(
        day=day or schedule.day,
        at=(at or schedule.at).rjust(5, "0"),
        # A zone that only this session knows would be lost on the way.
        zone=getattr(workplace.zone, "key", zone) if zone == "auto" and os.environ.get("TZ") else zone,
        command=build_command(workplace.file.path, sys.argv[0]),
        environment=carried(os.environ),
        log_folder=str(workplace.essentials.state_folder.absolute() / FOLDER),
    )


def _require_places(workplace: Workplace) -> None:
    """Refuse what depends on the folder one happens to stand in: a scheduler stands elsewhere."""
    path, essentials = workplace.file.path, workplace.essentials
    if not workplace.settings.connectors:
        where = f"{path} names none" if workplace.file.exists else f"there is no {path}"
        raise UsageError("A run on schedule needs sources.", why=where, cure="harvester init")
    for place in (essentials.document, essentials.state_folder, *essentials.archive):
        if not place.is_absolute():
            raise UsageError(
                f"{place} lies elsewhere for a scheduler, which does not stand where you do.",
                cure=f"write its whole path in {path}: {place.absolute()}",
            )


def _schedulers() -> tuple[Scheduler, ...]:
    return tuple(installer.list_schedulers(Path.home(), os.environ))


def _tell_last(at: str | None, workplace: Workplace) -> str:
    return f"{parse_time(at).astimezone(workplace.zone):%a %Y-%m-%d %H:%M}" if at else "none yet"


def _tell_next(appointment: Appointment, workplace: Workplace) -> str:
    return f"{appointment.next_run(workplace.now).astimezone(workplace.zone):%a %Y-%m-%d %H:%M} ({workplace.zone})"
