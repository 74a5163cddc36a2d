"""What runs on schedule said: a log in the state folder, bounded, read by nobody else, and the outcome of the last one.

Counts, scopes, reasons and times; no titles, no sentences of drafts, no secrets.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final

from harvester.clean import clean_line
from harvester.errors import HarvesterError
from harvester.exchange import SCHEMA, parse_time, render_time
from harvester.schedule.files import read_file, write_file

FOLDER: Final = "log"
LOG_NAME: Final = "schedule.log"
OUTCOME_NAME: Final = "last-run.json"
_MOST_BYTES: Final = 256 * 1024
_MOST_LINES: Final = 200
_MOST_LETTERS: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How the last run on schedule went; `ended_at` and `exit_code` are None while it runs, and if it died.

    `what` says in a sentence what failed, `cure` which command helps; `pid` is its process.
    """

    began_at: datetime
    ended_at: datetime | None = None
    exit_code: int | None = None
    what: str = ""
    cure: str = ""
    pid: int = 0


def log_path(folder: Path) -> Path:
    """Say which file of a state folder is the log."""
    return folder / FOLDER / LOG_NAME


def append_log(folder: Path, lines: Iterable[str], now: datetime) -> None:
    """Append lines to the log of a state folder; when it is full, it becomes the old one, and the older one goes.

    Raises:
        HarvesterError: it cannot be written.
    """
    path = log_path(folder)
    cleaned = [f"{render_time(now)} {clean_line(line, _MOST_LETTERS)}\n" for line in islice(lines, _MOST_LINES)]
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > _MOST_BYTES:
            path.replace(path.with_suffix(".log.1"))
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        with os.fdopen(os.open(path, flags, 0o600), "a", encoding="utf-8") as file:
            file.writelines(cleaned)
    except OSError as error:
        raise HarvesterError(
            f"The log {path} cannot be written.", why=error.strerror or "", cure="harvester doctor"
        ) from error


def write_outcome(folder: Path, outcome: Outcome) -> None:
    """Keep how a run on schedule went, in the place of the one before.

    Raises:
        HarvesterError: it cannot be written.
    """
    fields = {
        "schema": SCHEMA,
        "began_at": render_time(outcome.began_at),
        "ended_at": render_time(outcome.ended_at) if outcome.ended_at else None,
        "exit": outcome.exit_code,
        "what": clean_line(outcome.what, _MOST_LETTERS),
        "cure": clean_line(outcome.cure, _MOST_LETTERS),
        "pid": outcome.pid,
    }
    write_file(folder / FOLDER / OUTCOME_NAME, json.dumps(fields, indent=2).encode() + b"\n")


def read_outcome(folder: Path) -> Outcome | None:
    """Give how the last run on schedule went; None where there was none, or where it cannot be read."""
    try:
        fields = json.loads(read_file(folder / FOLDER / OUTCOME_NAME) or b"{}")
        return Outcome(
            began_at=parse_time(fields["began_at"]),
            ended_at=parse_time(fields["ended_at"]) if fields["ended_at"] else None,
            exit_code=None if fields["exit"] is None else int(fields["exit"]),
            what=clean_line(str(fields["what"])),
            cure=clean_line(str(fields["cure"])),
            pid=int(fields["pid"]),
        )
    except (HarvesterError, ValueError, LookupError, TypeError, RecursionError):
        return None
