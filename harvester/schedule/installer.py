"""The one place that acts: one scheduler is given the appointment, all others lose it, so that it runs once."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from harvester.config.zone import machine_zone, named_zone
from harvester.schedule.appointment import Appointment
from harvester.schedule.calendar import WEEK, is_real
from harvester.schedule.record import Record, read_record, remove_record, write_record
from harvester.schedule.scheduler import Booking, Scheduler
from harvester.schedule.tables import Crontab, TaskScheduler
from harvester.schedule.units import Launchd, Systemd

NAMES: Final = ("systemd", "launchd", "schtasks", "cron")
_NATIVE: Final = {"darwin": "launchd", "win32": "schtasks"}
_YEAR: Final = 53


def native_scheduler(platform: str = sys.platform) -> str:
    """Name the scheduler that catches up after a missed week, where there is one."""
    return _NATIVE.get(platform, "systemd")


def list_schedulers(home: Path, environment: Mapping[str, str]) -> Sequence[Scheduler]:
    """Give every scheduler there may be, in the order of NAMES."""
    return (Systemd(home, environment), Launchd(home, environment), TaskScheduler(), Crontab())


def find_bookings(schedulers: Sequence[Scheduler]) -> list[Booking]:
    """Give what each scheduler holds of ours."""
    return [booking for scheduler in schedulers if (booking := scheduler.find())]


def fit(scheduler: Scheduler, appointment: Appointment, now: datetime) -> Appointment:
    """Give the appointment as this scheduler understands it: most know the machine's zone alone."""
    if appointment.zone == "auto" or scheduler.knows_zones:
        return appointment
    return appointment.moved_to(machine_zone(), now)


def install(
    name: str, schedulers: Sequence[Scheduler], appointment: Appointment, *, folder: Path, now: datetime
) -> Iterator[str]:
    """Give an appointment to the scheduler of this name, and yield what was done.

    Raises:
        HarvesterError: the scheduler is not there or refuses; nothing else was touched.
    """
    chosen = _named(name, schedulers)
    yield from chosen.install(fit(chosen, appointment, now))
    for other in schedulers:
        if other is not chosen and other.find():
            yield from other.remove()
    yield f"wrote {write_record(folder, _record(name, appointment, folder, now))}"


def tell_limits(name: str, schedulers: Sequence[Scheduler], appointment: Appointment, now: datetime) -> Iterator[str]:
    """Say what the scheduler of this name cannot do."""
    chosen = _named(name, schedulers)
    yield chosen.limits
    fitted = fit(chosen, appointment, now)
    if fitted != appointment:
        yield (
            f"{name} knows the clocks of this machine only: {appointment.day} {appointment.at} {appointment.zone} is "
            f"{fitted.day} {fitted.at} {fitted.zone} until either clock changes"
        )
    zone = named_zone(appointment.zone)
    for week in range(_YEAR):
        due_on = (appointment.next_run(now) + week * WEEK).date()
        if not is_real(due_on, appointment.at, zone):
            yield f"{due_on} has no {appointment.at}, and {name} may leave that week out; the next run reads it"


def _record(name: str, appointment: Appointment, folder: Path, now: datetime) -> Record:
    """Give what was agreed; agreed again it is as old as before, so that a run which never came is still missed."""
    before = read_record(folder)
    is_same = before is not None and (before.scheduler, before.appointment) == (name, appointment)
    return before if before and is_same else Record(name, appointment, now)


def _named(name: str, schedulers: Sequence[Scheduler]) -> Scheduler:
    return next(scheduler for scheduler in schedulers if scheduler.name == name)


def remove(schedulers: Sequence[Scheduler], *, folder: Path) -> Iterator[str]:
    """Take our job from every scheduler that holds it, and yield what was done.

    Raises:
        HarvesterError: what stands in its place is not ours, or a scheduler refuses.
    """
    for scheduler in schedulers:
        if scheduler.find():
            yield from scheduler.remove()
    if remove_record(folder):
        yield f"removed the record of it in {folder}"
