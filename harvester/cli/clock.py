"""The one clock of a command: the machine's, or HARVESTER_NOW."""

import os
from datetime import UTC, datetime

from harvester.errors import UsageError
from harvester.exchange import parse_time


def read_clock() -> datetime:
    """Give the moment at which this command takes place, to the second.

    Raises:
        UsageError: HARVESTER_NOW is no RFC 3339 time.
    """
    named = os.environ.get("HARVESTER_NOW")
    if not named:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        return parse_time(named).replace(microsecond=0)
    except ValueError as error:
        raise UsageError(
            "HARVESTER_NOW is no time.", why=str(error), cure="HARVESTER_NOW=2026-11-20T12:00:00Z"
        ) from error
