"""`harvester undo` and `redo`: the last verdicts, also of an earlier session."""

from typing import TYPE_CHECKING

import click

from harvester.cli.console import print_notice
from harvester.cli.workplace import Workplace, open_workplace
from harvester.exchange import render_time
from harvester.model import Verdict
from harvester.store import Fate, StoredVerdict

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from harvester.decide import Desk, Step


@click.command("undo")
@click.argument("count", type=click.IntRange(min=1), default=1, metavar="[N]")
@click.option("--list", "only_list", is_flag=True, help="Show the verdicts, newest first, and change nothing.")
@click.pass_context
def undo_command(ctx: click.Context, *, count: int, only_list: bool) -> None:
    """Take back the last N verdicts: their drafts stand again as they were proposed."""
    workplace = open_workplace(ctx)
    if only_list:
        with workplace.reading() as store:
            for stored in store.verdicts.read(newest_first=True):
                _print(stored.verdict, "" if stored.fate is Fate.STANDS else stored.fate.value)
        return
    _tell(_at_the_desk(workplace, lambda desk: desk.undo(count)), "Nothing to take back.")


@click.command("redo")
@click.argument("count", type=click.IntRange(min=1), default=1, metavar="[N]")
@click.pass_context
def redo_command(ctx: click.Context, *, count: int) -> None:
    """Do again the last N verdicts that were taken back; a newer verdict ends what can be done again."""
    _tell(_at_the_desk(open_workplace(ctx), lambda desk: desk.redo(count)), "Nothing to do again.")


def _at_the_desk(workplace: Workplace, act: "Callable[[Desk], Sequence[Step]]") -> "Sequence[Step]":
    from harvester.decide import Desk

    with workplace.writing() as store, store.transaction():
        desk = Desk(store, workplace.place(), workplace.now)
        steps = act(desk)
        desk.close()
    return steps


def _tell(steps: "Sequence[Step]", nothing: str) -> None:
    for step in steps:
        if isinstance(step, StoredVerdict):
            _print(step.verdict)
        else:
            for stored in step.before:
                click.echo(f"{stored.draft.ref}\trevised\t{stored.draft.text}")
    if not steps:
        print_notice(nothing)


def _print(verdict: Verdict, note: str = "") -> None:
    when = render_time(verdict.decided_at)
    click.echo("\t".join(filter(None, (str(verdict.ref), verdict.kind.value, when, verdict.text, note))))
