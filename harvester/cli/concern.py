"""What went wrong on schedule, told at the next command that a person types; it never stops that command.

Where nothing was ever scheduled it costs two looks for a file.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from platformdirs import user_data_path

from harvester.config.essentials import Essentials, read_essentials
from harvester.config.file import read_file
from harvester.errors import HarvesterError

if TYPE_CHECKING:
    from harvester.schedule.concern import Concern

_ELSEWHERE: Final = frozenset({"classify", "completion", "demo", "doctor", "help", "init", "schedule"})
"""Commands that say it themselves, or that know no state folder."""
_FOR_PROGRAMS: Final = frozenset({"--json", "--scheduled", "--help", "-h"})
TRACES: Final = ("schedule.json", "log/last-run.json")
"""The files of `harvester.schedule.record` and `log`, loaded only where one is there; a test compares them."""


def tell_concern(ctx: click.Context) -> None:
    """Say on stderr what went wrong on schedule, unless a program or a scheduler is calling."""
    if ctx.invoked_subcommand in _ELSEWHERE or _FOR_PROGRAMS & set(sys.argv):
        return
    if concern := read_concern(ctx):
        from harvester.cli.console import print_notice

        print_notice(f"note: {concern.what}")
        print_notice(f"  try: {concern.cure}")


def read_concern(ctx: click.Context) -> "Concern | None":
    """Look for what went wrong on schedule; what cannot be read is the command's own to tell."""
    try:
        essentials = _essentials(ctx)
        folders = state_folders(essentials)
        if not any((folder / trace).exists() for folder in folders for trace in TRACES):
            return None
        from harvester.cli.clock import read_clock
        from harvester.config.zone import named_zone
        from harvester.schedule.concern import find_concern

        return find_concern(folders, read_clock(), named_zone(essentials.timezone))
    except (HarvesterError, OSError):
        return None


def state_folders(essentials: Essentials) -> Sequence[Path]:
    """Name the state folder, and behind it where a run leaves word that cannot read its configuration."""
    usual = user_data_path("harvester", appauthor=False)
    return (usual,) if essentials.state_folder == usual else (essentials.state_folder, usual)


def find_state_folders(ctx: click.Context) -> Sequence[Path]:
    """Name the same by the command line; without a configuration that can be read, the last of them alone."""
    try:
        return state_folders(_essentials(ctx))
    except HarvesterError:
        return state_folders(Essentials(headings={}))


def _essentials(ctx: click.Context) -> Essentials:
    flag = (ctx.obj or {}).get("config")
    return read_essentials(read_file(Path(flag) if flag else None))
