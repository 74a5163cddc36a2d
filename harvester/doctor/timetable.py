"""The schedule: that the job which was installed can still start, and how its last run went. No scheduler is asked."""

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Final

from harvester.doctor.words import doubt, ill, well
from harvester.model import Finding
from harvester.schedule.command import left_behind, missing_parts
from harvester.schedule.concern import find_concern
from harvester.schedule.record import read_record

_TOKENS: Final = ("GH_TOKEN", "GITHUB_TOKEN", "JIRA_API_TOKEN")
"""What a run on schedule does not see of these is told where tokens are examined."""


def examine_schedule(
    folders: Sequence[Path], now: datetime, zone: tzinfo, environment: Mapping[str, str] = os.environ
) -> Iterator[Finding]:
    """Look at what was agreed with a scheduler, kept in the first of the state folders, and at what came of it."""
    if concern := find_concern(folders, now, zone):
        yield doubt(concern.what, cure=concern.cure)
    record = read_record(folders[0])
    if record is None:
        yield well("no weekly run is scheduled; harvester schedule install would")
        return
    for part in missing_parts(record.appointment.command):
        why = "Harvester was moved, updated or uninstalled since"
        yield ill(f"The run on schedule cannot start: {part}.", why=why, cure="harvester schedule install")
    for name in left_behind(environment):
        if name not in _TOKENS:
            cure = "write it into the configuration; harvester config path names the file"
            yield doubt(f"The run on schedule does not see {name}.", why="a scheduler starts without it", cure=cure)
    yield well(f"{record.scheduler} runs each {record.appointment.day} at {record.appointment.at}")
