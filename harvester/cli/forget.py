"""`harvester forget`: erase stored text; the document is not touched."""

import sys
from datetime import UTC, datetime

import click

from harvester.cli.console import print_notice
from harvester.cli.workplace import open_workplace
from harvester.errors import UsageError
from harvester.model import Window
from harvester.period import parse_since

_EPOCH = datetime(1, 1, 2, tzinfo=UTC)


@click.command("forget")
@click.option("--source", metavar="NAME", default="", help="Only of this source.")
@click.option("--project", metavar="NAME", default="", help="Only of this project.")
@click.option("--before", metavar="DATE", help="Only what happened before.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def forget_command(ctx: click.Context, *, source: str, project: str, before: str | None, yes: bool) -> None:
    """Erase stored evidence, and drafts that were not accepted, of a source, project or time.

    That a draft existed is remembered, so that it is not proposed again. The document is not touched.
    """
    workplace = open_workplace(ctx)
    if not (source or project or before):
        raise UsageError("Say what to forget.", cure="harvester forget --project NAME")
    moment = parse_since(before, workplace.now, workplace.zone) if before else None
    with workplace.writing() as store, store.transaction():
        found = [
            stored
            for stored in store.evidence.read(Window(_EPOCH, moment) if moment else None)
            if (not source or stored.evidence.ref.source == source)
            and (not project or stored.evidence.project == project)
        ]
        if not yes and not _agrees(len(found)):
            raise UsageError("Nothing was forgotten.", why="you did not say yes", cure="add --yes")
        drafts = {stored.draft_ref for stored in found if stored.draft_ref}
        erased = store.drafts.erase_unaccepted(sorted(drafts))
        store.evidence.forget([stored.evidence.ref for stored in found])
    forgotten = f"{_count(len(found), 'piece')} of evidence and {_count(erased, 'draft')}"
    print_notice(f"Forgot {forgotten}. The document is as it was.")


def _agrees(count: int) -> bool:
    return sys.stdin.isatty() and click.confirm(f"Erase {_count(count, 'piece')} of evidence?", err=True)


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'s' * (number != 1)}"
