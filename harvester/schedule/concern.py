"""What went wrong on schedule since the last good run: a run that failed, one that died, one that never came.

Two small files are looked at, no scheduler and no store. What cannot be read is no concern.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Final

from harvester.config.zone import named_zone
from harvester.schedule.calendar import previous_run
from harvester.schedule.log import Outcome, read_outcome
from harvester.schedule.record import Record, read_record

GRACE: Final = timedelta(hours=3)
"""How late a run may come, and how long it may take, before anybody is told; the longest waits take two."""
_HOW: Final = {
    2: "could not begin",
    3: "is partial, and the next run tries again",
    4: "needs you to sign in",
    5: "was skipped, perhaps for a review that stayed open, and the next run catches up",
    6: "wrote nothing to the document",
    130: "was interrupted",
}


@dataclass(frozen=True, slots=True)
class Concern:
    """What a person should know, in a sentence, and the command that helps."""

    what: str
    cure: str


def find_concern(folders: Sequence[Path], now: datetime, zone: tzinfo) -> Concern | None:
    """Look for what went wrong; `folders` are the state folder, and those a run without configuration writes to.

    Times are told in the zone.
    """
    outcomes = [outcome for folder in folders if (outcome := read_outcome(folder))]
    last = max(outcomes, key=lambda outcome: outcome.began_at, default=None)
    if last and (concern := _judge(last, now, zone)):
        return concern
    record = read_record(folders[0])
    return _missed(record, last, now, zone) if record else None


def _judge(last: Outcome, now: datetime, zone: tzinfo) -> Concern | None:
    when = f"The run on schedule of {_tell(last.began_at, zone)}"
    if last.exit_code is None:
        is_going = now - last.began_at < GRACE and _lives(last.pid)
        return None if is_going else Concern(f"{when} began and never ended.", "harvester run")
    if last.exit_code == 0:
        return None
    how = _HOW.get(last.exit_code, "failed")
    return Concern(f"{when} {how}: {last.what or f'exit {last.exit_code}'}", last.cure or "harvester run")


def _missed(record: Record, last: Outcome | None, now: datetime, zone: tzinfo) -> Concern | None:
    appointment = record.appointment
    due = previous_run(appointment.day, appointment.at, now - GRACE, named_zone(appointment.zone))
    # One that knows the machine's clocks alone may come an hour early when the person's have changed.
    if due <= record.installed_at or (last and due - GRACE <= last.began_at):
        return None
    return Concern(
        f"The run on schedule of {_tell(due, zone)} did not happen; the next one catches up.", "harvester run"
    )


def _lives(pid: int) -> bool:
    """Say whether a process is there; where asking would end it, it is believed to be."""
    if os.name != "posix":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _tell(moment: datetime, zone: tzinfo) -> str:
    return f"{moment.astimezone(zone):%a %Y-%m-%d %H:%M}"
