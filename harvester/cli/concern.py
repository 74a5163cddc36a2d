"""What went wrong on schedule, told at the next command that a person types; it never stops that command."""

import sys
from typing import Final

import click

from harvester.cli.clock import read_clock
from harvester.cli.console import print_notice
from harvester.cli.scheduled import state_folders
from harvester.cli.workplace import open_workplace
from harvester.errors import HarvesterError
from harvester.schedule.concern import Concern, find_concern

_ELSEWHERE: Final = frozenset({"classify", "completion", "demo", "doctor", "help", "init", "schedule"})
"""Commands that say it themselves, or that know no state folder."""
_FOR_PROGRAMS: Final = frozenset({"--json", "--scheduled", "--help", "-h"})


def tell_concern(ctx: click.Context) -> None:
    """Say on stderr what went wrong on schedule, unless a program or a scheduler is calling."""
    if ctx.invoked_subcommand in _ELSEWHERE or _FOR_PROGRAMS & set(sys.argv):
        return
    if concern := read_concern(ctx):
        print_notice(f"note: {concern.what}")
        print_notice(f"  try: {concern.cure}")


def read_concern(ctx: click.Context) -> Concern | None:
    """Look for what went wrong on schedule; what cannot be read is the command's own to tell."""
    try:
        zone = open_workplace(ctx).zone
        return find_concern(state_folders(ctx), read_clock(), zone)
    except HarvesterError:
        return None
