"""The schedule: that the job which was installed can still start, and that its runs come."""

import os
import shlex
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final

from harvester.config.zone import named_zone
from harvester.doctor.words import doubt, ill, well
from harvester.model import Finding
from harvester.schedule.calendar import previous_run
from harvester.schedule.record import Record
from harvester.store import Run

GRACE: Final = timedelta(hours=26)
"""A machine that slept catches up when it wakes; a day later nothing will."""
_AGAIN: Final = "harvester schedule install"


def examine_schedule(record: Record | None, runs: Sequence[Run], now: datetime) -> Iterator[Finding]:
    """Look at what was agreed with a scheduler; no scheduler is asked."""
    if record is None:
        yield well("no weekly run is scheduled; harvester schedule install would")
        return
    appointment = record.appointment
    command = list(appointment.command)
    if not os.access(command[0], os.X_OK):
        why = "Harvester was moved, updated or uninstalled since"
        yield ill(f"The scheduled program is gone: {command[0]}.", why=why, cure=_AGAIN)
    named = [value for flag, value in pairwise(command) if flag == "--config"]
    for path in [*named, appointment.environment.get("HARVESTER_CONFIG", "")]:
        if path and not Path(path).exists():
            yield ill(f"The scheduled run reads a configuration that is gone: {path}.", cure=_AGAIN)
    due = previous_run(appointment.day, appointment.at, now - GRACE, named_zone(appointment.zone))
    came = runs[0].finished_at if runs else None
    if due > record.installed_at and (came is None or came < due):
        last = f"the last run was on {came:%Y-%m-%d}" if came else "there was none yet"
        yield doubt(
            f"The weekly run of {due:%A %Y-%m-%d %H:%M} did not come.",
            why=f"{last}; the machine was off, or the scheduler does not start it",
            cure="harvester run, then: harvester schedule status",
        )
    else:
        yield well(f"{shlex.join(command[:1])} runs each {appointment.day} at {appointment.at} ({record.scheduler})")
