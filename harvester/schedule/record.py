"""What we asked of which scheduler, in one small file of the state folder: cheap to look at, no scheduler is asked.

The scheduler itself is the truth about what will run (`harvester.schedule.installer`); this is what was agreed, so
that a run which never came can be noticed.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from harvester.errors import HarvesterError
from harvester.exchange import SCHEMA, parse_time, render_time
from harvester.schedule.appointment import Appointment, read_appointment
from harvester.schedule.files import read_file, remove_file, write_file

FILE_NAME: Final = "schedule.json"


@dataclass(frozen=True, slots=True)
class Record:
    """An appointment, the name of the scheduler that took it, and since when."""

    scheduler: str
    appointment: Appointment
    installed_at: datetime


def write_record(folder: Path, record: Record) -> Path:
    """Keep in a state folder what was agreed; give the file.

    Raises:
        HarvesterError: it cannot be written.
    """
    fields = {
        "schema": SCHEMA,
        "scheduler": record.scheduler,
        "installed_at": render_time(record.installed_at),
        "appointment": asdict(record.appointment),
    }
    path = folder / FILE_NAME
    write_file(path, json.dumps(fields, indent=2).encode() + b"\n")
    return path


def read_record(folder: Path) -> Record | None:
    """Give what was agreed; None where nothing was, or where it cannot be read."""
    try:
        fields = json.loads(read_file(folder / FILE_NAME) or b"{}")
        appointment = read_appointment(fields["appointment"])
        return Record(str(fields["scheduler"]), appointment, parse_time(fields["installed_at"]))
    except (HarvesterError, ValueError, LookupError, TypeError, RecursionError):
        return None


def remove_record(folder: Path) -> bool:
    """Forget what was agreed; say whether there was anything.

    Raises:
        HarvesterError: it cannot be erased.
    """
    return remove_file(folder / FILE_NAME)
