"""`harvester open REF`: opens the link of a piece of evidence."""

from collections.abc import Iterator

import click

from harvester.cli.console import print_notice
from harvester.cli.refs import complete_refs, parse_ref
from harvester.cli.workplace import open_workplace
from harvester.errors import UsageError
from harvester.model import Ref
from harvester.store import Store


@click.command("open")
@click.argument("ref", shell_complete=complete_refs)
@click.pass_context
def open_command(ctx: click.Context, *, ref: str) -> None:
    """Open the link of a piece of evidence, or of a draft, in the browser; without a desktop its address is printed.

    Only addresses of the web are opened.
    """
    from harvester.markdown import safe_address
    from harvester.screen.browser import open_address

    wanted = parse_ref(ref)
    with open_workplace(ctx).reading() as store:
        address = next(filter(None, map(safe_address, _list_addresses(store, wanted))), "")
    if not address:
        print_notice(f"{wanted} has no link. What is known of it: harvester show {wanted}")
    elif open_address(address):
        print_notice(f"opened {address}")
    else:
        click.echo(address)


def _list_addresses(store: Store, ref: Ref) -> Iterator[str]:
    """Give the addresses of what has that ref, the best first: its own, then those its draft links to.

    Raises:
        UsageError: nothing has that ref.
    """
    evidence = [one.evidence for one in store.evidence.read(refs=[ref])]
    lead = store.evidence.draft_refs([ref]).get(ref, ref)
    drafts = [one.draft for one in store.drafts.read(refs=[lead])]
    if not (evidence or drafts):
        raise UsageError(f"Nothing has the ref {ref}.", cure="harvester list --status evidence")
    yield from (one.url for one in evidence)
    yield from (address for draft in drafts for _, address in draft.links)
