"""`harvester review`: decide drafts on a screen, by lines, by a plan, or by their refs."""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from harvester.cli.refs import complete_refs, parse_ref
from harvester.cli.workplace import Workplace, document_option, json_option, open_workplace
from harvester.decide import Decision, Desk
from harvester.errors import UsageError
from harvester.exchange import SCHEMA
from harvester.model import DRAFTED_CATEGORIES, Category, Verdict, VerdictKind
from harvester.words import read_words


@click.command("review")
@click.option("--plain", is_flag=True, help="Line by line: for pipes, screen readers and slow terminals.")
@click.option("--editor", is_flag=True, help="Decide in the editor: a plan with one line a draft.")
@click.option(
    "--accept", "accepted", multiple=True, metavar="REF", shell_complete=complete_refs,
    help="Claim this draft. Repeatable.",
)  # fmt: skip
@click.option(
    "--reject", "rejected", multiple=True, metavar="REF", shell_complete=complete_refs,
    help="Never propose this again. Repeatable.",
)  # fmt: skip
@click.option("--text", "texts", nargs=2, multiple=True, metavar="REF TEXT", help="Claim it in your words. Repeatable.")
@click.option(
    "--category", type=click.Choice([category.value for category in DRAFTED_CATEGORIES]),
    help="Put what is accepted here into this section.",
)  # fmt: skip
@document_option
@json_option
@click.pass_context
def review_command(
    ctx: click.Context,
    *,
    plain: bool,
    editor: bool,
    accepted: Sequence[str],
    rejected: Sequence[str],
    texts: Sequence[tuple[str, str]],
    category: str | None,
    document: Path | None,
    as_json: bool,
) -> None:
    """Accept, reword or reject drafts; the document follows.

    Without refs the drafts that wait are shown on a screen; without a terminal, or with --plain, line by line.
    """
    workplace = open_workplace(ctx)
    section = Category(category) if category else None
    decisions = list(_decisions(accepted, rejected, texts, section))
    if decisions and (plain or editor):
        raise UsageError("Decide by refs or by looking, not both.", cure="harvester review --accept REF")
    if not decisions:
        if as_json or category:
            raise UsageError("Say what to decide.", cure="harvester list; then harvester review --accept REF")
        _sit_down(workplace, document, _choose_way(plain=plain, editor=editor))
        return
    with workplace.writing() as store, store.transaction():
        desk = Desk(store, workplace.place(document), workplace.now)
        verdicts = desk.decide(decisions)
        desk.close()
    if as_json:
        click.echo(json.dumps({"schema": SCHEMA, "verdicts": [_render(one) for one in verdicts]}, ensure_ascii=False))
        return
    for verdict in verdicts:
        click.echo(f"{verdict.ref}\t{verdict.kind.value}\t{verdict.text}")


def _choose_way(*, plain: bool, editor: bool) -> str:
    if editor:
        return "plan"
    has_terminal = all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))
    return "plain" if plain or not has_terminal or os.environ.get("TERM", "dumb") == "dumb" else "screen"


def _sit_down(workplace: Workplace, document: Path | None, way: str) -> None:
    from harvester.cli.sittings import sit

    sit(workplace, document, way)


def _decisions(
    accepted: Sequence[str], rejected: Sequence[str], texts: Sequence[tuple[str, str]], category: Category | None
) -> Iterator[Decision]:
    named = [*accepted, *rejected, *(ref for ref, _ in texts)]
    if repeated := next((ref for ref in named if named.count(ref) > 1), None):
        raise UsageError(f"{repeated} is to be decided twice.", cure="name each ref once")
    for ref in accepted:
        yield Decision(ref=parse_ref(ref), kind=VerdictKind.ACCEPTED, category=category)
    for ref in rejected:
        yield Decision(ref=parse_ref(ref), kind=VerdictKind.REJECTED)
    for ref, text in texts:
        yield Decision(ref=parse_ref(ref), kind=VerdictKind.EDITED, text=read_words(text), category=category)


def _render(verdict: Verdict) -> dict[str, str]:
    return {
        "ref": str(verdict.ref),
        "verdict": verdict.kind.value,
        "category": verdict.category.value,
        "text": verdict.text,
    }
