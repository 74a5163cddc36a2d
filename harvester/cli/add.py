"""`harvester add TEXT`: a note straight into the document."""

import secrets
from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Final

import click

from harvester.clean import clean_line, has_redaction
from harvester.cli.console import print_notice
from harvester.cli.workplace import Workplace, document_option, open_workplace
from harvester.document import write_document
from harvester.errors import UsageError
from harvester.markdown import safe_address
from harvester.model import (
    DRAFTED_CATEGORIES,
    Category,
    Draft,
    Evidence,
    Judgement,
    Kind,
    Match,
    Ref,
    Role,
    VerdictKind,
)
from harvester.period import parse_day
from harvester.store import DraftState, Store
from harvester.sync import draft_line, read_decisions, record_lines, verdict_of

_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@click.command("add")
@click.argument("text")
@click.option(
    "--category", type=click.Choice([category.value for category in DRAFTED_CATEGORIES]), default="project",
    show_default=True, help="The section it goes to.",
)  # fmt: skip
@click.option("--on", "day", metavar="DATE", default="today", show_default=True, help="The day it happened.")
@click.option("--link", "links", multiple=True, metavar="URL", help="What shows it. Repeatable.")
@click.option("--criterion", "criteria", multiple=True, metavar="ID", help="What it speaks to. Repeatable.")
@document_option
@click.pass_context
def add_command(
    ctx: click.Context,
    *,
    text: str,
    category: str,
    day: str,
    links: Sequence[str],
    criteria: Sequence[str],
    document: Path | None,
) -> None:
    """Put a note into the document as an entry: praise from a hallway, a talk, a conversation."""
    workplace = open_workplace(ctx)
    sentence = clean_line(text)
    if not sentence:
        raise UsageError("The note is empty.", cure='harvester add "What happened, in a sentence."')
    if has_redaction(sentence):
        raise UsageError("The note holds what looks like a secret.", cure="say it without the secret")
    for link in links:
        if not link.startswith(("https://", "http://")):
            raise UsageError(f"{clean_line(link, 100)!r} is no web address.", cure="--link https://…")
        if not safe_address(link):
            raise UsageError(
                "A link of that form cannot stand in the document.",
                why="it holds a name or password, or what no address holds",
                cure="--link https://… without what stands before the @",
            )
    matches = _matches(workplace, criteria)
    happened_on = parse_day(day, workplace.now, workplace.zone)
    happened_at = datetime.combine(happened_on, time(12), workplace.zone)
    ref = Ref("note", make_ulid(workplace.now))
    evidence = Evidence(
        ref=ref, kind=Kind.NOTE, role=Role.AUTHOR, title=sentence, happened_at=happened_at, url=next(iter(links), "")
    )
    draft = Draft(
        ref=ref,
        category=Category(category),
        text=sentence,
        happened_at=happened_at,
        matches=matches,
        refs=(ref,),
        links=tuple((_label(link), link) for link in links),
        confidence=1.0,
        reason="typed in",
    )
    with workplace.writing() as store, store.transaction():
        _enter(workplace, store, document, evidence, draft)
    click.echo(f"{ref}\t{category}\t{sentence}")
    print_notice(f"added to {workplace.place(document).path}")


def _matches(workplace: Workplace, criteria: Sequence[str]) -> tuple[Match, ...]:
    if not criteria:
        return ()
    from harvester.rubric import load_rubric

    known = [criterion.id for criterion in load_rubric(workplace.settings.rubric).criteria]
    for criterion in criteria:
        if criterion not in known:
            raise UsageError(
                f"There is no criterion {criterion!r}.",
                why=f"the rubric has: {', '.join(known)}",
                cure="harvester rubric show",
            )
    return tuple(Match(criterion, 1.0, "named by you") for criterion in criteria)


def _enter(workplace: Workplace, store: Store, document: Path | None, evidence: Evidence, draft: Draft) -> None:
    """Write the line first: if the rest is lost, the next run finds it in the document."""
    place = workplace.place(document)
    before = read_decisions(store, place, workplace.now)
    after = before.add([draft_line(draft, workplace.zone, is_claimed=True)])
    store.evidence.add([evidence])
    judgement = Judgement(category=draft.category, confidence=1.0, reason="typed in", matches=draft.matches)
    store.evidence.settle({evidence.ref: judgement})
    store.drafts.add(draft, DraftState.PLACED)
    store.evidence.add_aliases(draft.ref, [draft.ref])
    store.verdicts.add([verdict_of(draft, VerdictKind.ACCEPTED, workplace.now)])
    write_document(before, after, backups=place.backups)
    record_lines(store, after)


def _label(link: str) -> str:
    host = link.split("/")[2]
    return host.removeprefix("www.")


def make_ulid(now: datetime) -> str:
    """Make a ULID: 48 bits of milliseconds and 80 of chance, in Crockford's base 32, sorted by time."""
    number = (int(now.timestamp() * 1000) << 80) | secrets.randbits(80)
    return "".join(_CROCKFORD[(number >> shift) & 31] for shift in range(125, -5, -5))
