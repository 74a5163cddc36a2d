"""`harvester mentorship`: people helped through review comments, with the denominators and the definition."""

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from harvester.cli.console import print_notice
from harvester.cli.glyphs import fit_encoding
from harvester.cli.workplace import Workplace, json_option, open_workplace
from harvester.period import parse_period
from harvester.store import Store, StoredEvidence

if TYPE_CHECKING:
    from harvester.mentorship import Account, Decided, Told
    from harvester.model import Window

_WITHOUT_REVIEWS = frozenset({"git", "jira"})
"""Sources that come with the program and know no pull requests."""


@click.command("mentorship")
@click.option(
    "--period", default="12m", show_default=True, metavar="PERIOD", help="Count what was said in this period."
)
@click.option("--details", is_flag=True, help="List every thread, and why it counts or not.")
@json_option
@click.pass_context
def mentorship_command(ctx: click.Context, *, period: str, details: bool, as_json: bool) -> None:
    """Count the people helped through review comments, and print how that is counted.

    The first part names nobody and may be shared; people stand by name in the second.
    """
    from harvester.mentorship import choose_examples, render_account, render_text

    workplace = open_workplace(ctx)
    window = parse_period(period, workplace.now, workplace.zone)
    with workplace.reading() as store:
        account = count_help(workplace, store, window)
        notices = list(_explain(workplace, store, account))
    examples = choose_examples(account, workplace.people)
    if as_json:
        click.echo(json.dumps(render_account(account, examples, with_details=details), ensure_ascii=False, indent=2))
    else:
        click.echo(fit_encoding(render_text(account, examples, workplace.zone, with_details=details)))
    for notice in notices:
        print_notice(notice)


def count_help(workplace: Workplace, store: Store, window: "Window") -> "Account":
    """Keep the mentorship account of a window from what is stored."""
    from harvester.mentorship import TALK_KINDS, keep_account

    talk = store.evidence.read(window, kinds=TALK_KINDS)
    told = (_tell(stored) for stored in talk)
    return keep_account(told, _read_decided(store), workplace.people, window=window, zone=workplace.zone)


def _tell(stored: StoredEvidence) -> "Told":
    from harvester.mentorship import Told

    return Told(stored.evidence, stored.judgement)


def _read_decided(store: Store) -> "Sequence[Decided]":
    """Read the drafts that the person decided, with the evidence of those that were kept as help given."""
    from harvester.mentorship import Decided, is_kept

    decided = [Decided(stored.draft, stored.verdict) for stored in store.drafts.read() if stored.verdict]
    kept = {ref for one in decided if is_kept(one.verdict) for ref in (one.draft.ref, *one.draft.refs)}
    told = {stored.evidence.ref: _tell(stored) for stored in store.evidence.read(refs=kept)} if kept else {}
    return [
        Decided(one.draft, one.verdict, [told[ref] for ref in {one.draft.ref, *one.draft.refs} if ref in told])
        for one in decided
    ]


def _explain(workplace: Workplace, store: Store, account: "Account") -> Iterator[str]:
    """Say why nothing is stored, or that less is than the window asks for."""
    from harvester.mentorship import TALK_KINDS

    if not store.evidence.holds_any(TALK_KINDS):
        yield from _explain_nothing(workplace)
        return
    read_since = store.runs.first_since(besides=_WITHOUT_REVIEWS)
    if read_since and read_since > account.window.since:
        since, wanted = (one.astimezone(workplace.zone).date() for one in (read_since, account.window.since))
        yield f"No run has read what happened before {since}; to read it: harvester run --since {wanted}"


def _explain_nothing(workplace: Workplace) -> Iterator[str]:
    if set(workplace.settings.connectors) <= _WITHOUT_REVIEWS:
        yield "No source of reviews is configured; [connectors.github] in the configuration adds one."
        yield "Next: harvester config path names the file"
    else:
        yield "No review and no comment is stored yet. Next: harvester run"
