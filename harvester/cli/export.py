"""`harvester export`: evidence as JSON Lines, the same bytes for the same store."""

from collections.abc import Sequence
from datetime import UTC, datetime

import click

from harvester.cli.workplace import open_workplace
from harvester.errors import UsageError
from harvester.exchange import render_evidence, render_judgement, render_line
from harvester.model import Kind, Window
from harvester.period import parse_period, parse_since, parse_until

_BEGINNING = datetime(1, 1, 2, tzinfo=UTC)
_END = datetime(9999, 12, 30, tzinfo=UTC)


@click.command("export")
@click.option("--period", metavar="PERIOD", help="Only what happened in this period.")
@click.option("--since", metavar="DATE", help="Only what happened from here on.")
@click.option("--until", metavar="DATE", help="Only what happened up to here; a day is included, a time is not.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice([kind.value for kind in Kind]), help="Repeatable.")
@click.option("--source", "sources", multiple=True, metavar="NAME", help="Only of this source. Repeatable.")
@click.pass_context
def export_command(
    ctx: click.Context,
    *,
    period: str | None,
    since: str | None,
    until: str | None,
    kinds: Sequence[str],
    sources: Sequence[str],
) -> None:
    """Print evidence as JSON Lines, sorted by time and ref."""
    workplace = open_workplace(ctx)
    window: Window | None = None
    if period:
        if since or until:
            raise UsageError(
                "--period cannot be combined with --since or --until.", cure="harvester export --period 2026-Q4"
            )
        window = parse_period(period, workplace.now, workplace.zone)
    elif since or until:
        start = parse_since(since, workplace.now, workplace.zone) if since else _BEGINNING
        end = parse_until(until, workplace.now, workplace.zone) if until else _END
        if end < start:
            raise UsageError("The window ends before it begins.", cure="harvester help formats says what dates mean")
        window = Window(start, end)
    with workplace.reading() as store:
        for stored in store.evidence.read(window, kinds=kinds, sources=sources):
            evidence = workplace.people.date_classes(stored.evidence)
            click.echo(
                render_line({**render_evidence(evidence), **render_judgement(stored.judgement, stored.draft_ref)})
            )
