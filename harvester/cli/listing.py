"""`harvester list`: drafts, entries or evidence."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import click

from harvester.cli.workplace import Workplace, json_option, open_workplace
from harvester.exchange import SCHEMA, render_matches, render_time
from harvester.model import Category, Match, Window
from harvester.period import parse_period
from harvester.store import DraftState, Store, StoredDraft

_STATUSES = ("draft", "held_back", "later", "accepted", "edited", "rejected", "withdrawn", "entry", "evidence")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the list, whatever it is of; `happened` is a day or a moment as text."""

    ref: str
    status: str
    category: str
    happened: str
    text: str
    matches: tuple[Match, ...] = ()
    why: str = ""


@click.command("list")
@click.option("--status", type=click.Choice(_STATUSES), default="draft", show_default=True, help="What to list.")
@click.option("--category", type=click.Choice([category.value for category in Category]), help="Only this category.")
@click.option("--criterion", metavar="ID", help="Only what speaks to this criterion.")
@click.option("--period", metavar="PERIOD", help="Only what happened in this period.")
@click.option("--search", metavar="TEXT", help="Only what contains this text, whatever its case.")
@json_option
@click.pass_context
def list_command(
    ctx: click.Context,
    *,
    status: str,
    category: str | None,
    criterion: str | None,
    period: str | None,
    search: str | None,
    as_json: bool,
) -> None:
    """List drafts that wait for you; or entries of the document, or evidence."""
    workplace = open_workplace(ctx)
    window = parse_period(period, workplace.now, workplace.zone) if period else None
    with workplace.reading() as store:
        rows = [
            row
            for row in _rows(workplace, store, status, window)
            if (not category or row.category == category)
            and (not criterion or any(match.criterion_id == criterion for match in row.matches))
            and (not search or search.casefold() in row.text.casefold())
        ]
    if as_json:
        click.echo(
            json.dumps({"schema": SCHEMA, "items": [_render(row) for row in rows]}, ensure_ascii=False, indent=2)
        )
        return
    for row in rows:
        suffix = f"\t({row.why})" if row.why else ""
        click.echo(f"{row.ref}\t{row.category}\t{row.happened[:10]} {row.text}{suffix}")
    if not rows:
        click.echo(_explain_nothing(status), err=True)


def _rows(workplace: Workplace, store: Store, status: str, window: Window | None) -> Iterator[Row]:
    if status == "evidence":
        yield from _evidence_rows(store, window)
    elif status == "entry":
        yield from _entry_rows(workplace, window)
    else:
        for stored in store.drafts.read():
            if _status(stored) == status and (window is None or stored.draft.happened_at in window):
                yield _draft_row(stored, status)


def _status(stored: StoredDraft) -> str:
    if stored.verdict:
        return stored.verdict.kind.value
    is_on_its_way = stored.state in {DraftState.WAITING, DraftState.PLACED}
    return "draft" if is_on_its_way else stored.state.value


def _draft_row(stored: StoredDraft, status: str) -> Row:
    draft = stored.draft
    return Row(
        ref=str(draft.ref),
        status=status,
        category=(stored.verdict.category if stored.verdict else draft.category).value,
        happened=render_time(draft.happened_at),
        text=stored.verdict.text if stored.verdict else draft.text,
        matches=tuple(draft.matches),
        why=stored.why_held,
    )


def _evidence_rows(store: Store, window: Window | None) -> Iterator[Row]:
    for stored in store.evidence.read(window):
        judgement = stored.judgement
        yield Row(
            ref=str(stored.evidence.ref),
            status="evidence",
            category=judgement.category.value if judgement else "",
            happened=render_time(stored.evidence.happened_at),
            text=stored.evidence.title,
            matches=tuple(judgement.matches) if judgement else (),
        )


def _entry_rows(workplace: Workplace, window: Window | None) -> Iterator[Row]:
    from harvester.document import read_document

    place = workplace.place()
    days = (
        (window.since.astimezone(workplace.zone).date(), window.until.astimezone(workplace.zone).date())
        if window
        else None
    )
    for entry in read_document(place.path, place.headings).entries:
        day = entry.happened_on
        if days is None or (day is not None and days[0] <= day < days[1]):
            yield Row(
                ref=str(entry.ref) if entry.ref else "",
                status="entry",
                category=entry.category.value,
                happened=day.isoformat() if day else "",
                text=entry.text,
            )


def _render(row: Row) -> dict[str, Any]:
    return {
        "ref": row.ref or None,
        "status": row.status,
        "category": row.category or None,
        "happened_at": row.happened or None,
        "text": row.text,
        "criteria": render_matches(row.matches),
        "why": row.why,
    }


def _explain_nothing(status: str) -> str:
    if status == "draft":
        return "No draft waits for you. Next: harvester run; or what was read: harvester list --status evidence"
    return f"Nothing with the status {status!r}."
