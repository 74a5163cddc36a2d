"""The person's time zone: by name, or that of the machine."""

import os
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from harvester.errors import ConfigError

_LOCALTIME: Final = Path("/etc/localtime")


def named_zone(name: str) -> tzinfo:
    """Give the zone of a name such as `Europe/Berlin`; `auto` is that of the machine.

    Raises:
        ConfigError: there is no such zone.
    """
    if name == "auto":
        return local_zone()
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ConfigError(
            f"There is no time zone named {name!r}.", cure='write timezone = "auto" or a name such as "Europe/Berlin"'
        ) from error


def local_zone() -> tzinfo:
    """Give the machine's zone with its rules, so that days of last summer begin at last summer's midnight.

    TZ, if it is set, names another for this session.
    """
    return _zone_or_none(os.environ.get("TZ", "").lstrip(":")) or machine_zone()


def machine_zone() -> tzinfo:
    """Give the zone that this machine's own services know, whatever TZ says in this session."""
    return _zone_or_none(_linked_name()) or datetime.now(UTC).astimezone().tzinfo or UTC


def _zone_or_none(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        return None


def _linked_name() -> str:
    try:
        parts = os.path.realpath(_LOCALTIME).split("/zoneinfo/")
    except OSError:
        return ""
    return parts[1] if len(parts) > 1 else ""
