"""`harvester review`: decide drafts by their refs."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from harvester.clean import clean_line, has_redaction
from harvester.cli.workplace import document_option, json_option, open_workplace
from harvester.decide import Decision, Desk
from harvester.errors import UsageError
from harvester.exchange import SCHEMA
from harvester.model import DRAFTED_CATEGORIES, Category, Ref, Verdict, VerdictKind


@click.command("review")
@click.option("--accept", "accepted", multiple=True, metavar="REF", help="Claim this draft. Repeatable.")
@click.option("--reject", "rejected", multiple=True, metavar="REF", help="Never propose this again. Repeatable.")
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
    accepted: Sequence[str],
    rejected: Sequence[str],
    texts: Sequence[tuple[str, str]],
    category: str | None,
    document: Path | None,
    as_json: bool,
) -> None:
    """Accept, reword or reject drafts, those held back too; the document follows."""
    workplace = open_workplace(ctx)
    section = Category(category) if category else None
    decisions = list(_decisions(accepted, rejected, texts, section))
    if not decisions:
        raise UsageError("Say what to decide.", cure="harvester list; then harvester review --accept REF --reject REF")
    with workplace.writing() as store, store.transaction():
        desk = Desk(store, workplace.place(document), workplace.now)
        verdicts = desk.decide(decisions)
        desk.close()
    if as_json:
        click.echo(json.dumps({"schema": SCHEMA, "verdicts": [_render(one) for one in verdicts]}, ensure_ascii=False))
        return
    for verdict in verdicts:
        click.echo(f"{verdict.ref}\t{verdict.kind.value}\t{verdict.text}")


def _decisions(
    accepted: Sequence[str], rejected: Sequence[str], texts: Sequence[tuple[str, str]], category: Category | None
) -> Iterator[Decision]:
    named = [*accepted, *rejected, *(ref for ref, _ in texts)]
    if repeated := next((ref for ref in named if named.count(ref) > 1), None):
        raise UsageError(f"{repeated} is to be decided twice.", cure="name each ref once")
    for ref in accepted:
        yield Decision(ref=_parse(ref), kind=VerdictKind.ACCEPTED, category=category)
    for ref in rejected:
        yield Decision(ref=_parse(ref), kind=VerdictKind.REJECTED)
    for ref, text in texts:
        yield Decision(ref=_parse(ref), kind=VerdictKind.EDITED, text=_clean(text), category=category)


def _parse(text: str) -> Ref:
    try:
        return Ref.parse(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is no ref.", why=str(error), cure="harvester list") from error


def _clean(text: str) -> str:
    cleaned = clean_line(text)
    if not cleaned or has_redaction(cleaned):
        raise UsageError(
            "That text cannot stand in the document.",
            why="it is empty" if not cleaned else "it holds what looks like a secret",
            cure='harvester review --text REF "What you did, in a sentence."',
        )
    return cleaned


def _render(verdict: Verdict) -> dict[str, str]:
    return {
        "ref": str(verdict.ref),
        "verdict": verdict.kind.value,
        "category": verdict.category.value,
        "text": verdict.text,
    }
