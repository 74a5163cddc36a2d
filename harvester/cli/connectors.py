"""`harvester connectors`: what is installed, and whether it is ready."""

import json
from typing import Any

import click

from harvester.cli.group import Group
from harvester.cli.sources import Choice, make_connectors
from harvester.cli.workplace import json_option, open_workplace
from harvester.exchange import SCHEMA
from harvester.registry import find_connectors, load_connector


@click.group("connectors", cls=Group)
def connectors_command() -> None:
    """List and test connectors."""


@connectors_command.command("list")
@json_option
def list_connectors(*, as_json: bool) -> None:
    """List the connectors that are installed."""
    installed = list(find_connectors().values())
    if as_json:
        rows = [{"name": one.name, "distribution": one.distribution, "version": one.version} for one in installed]
        click.echo(json.dumps({"schema": SCHEMA, "connectors": rows}, indent=2))
        return
    for one in installed:
        click.echo(f"{one.name}\t{one.distribution} {one.version}")


@connectors_command.command("test")
@click.argument("name")
@json_option
@click.pass_context
def test_connector(ctx: click.Context, *, name: str, as_json: bool) -> None:
    """Say what would stop a harvest of this source; nothing means ready."""
    load_connector(name)
    workplace = open_workplace(ctx)
    connectors = make_connectors(workplace.settings, Choice(sources=[name]), workplace.now)
    gaps = [gap for connector in connectors for gap in connector.check()]
    if as_json:
        rows: list[dict[str, Any]] = [
            {"scope": gap.scope, "reason": gap.reason, "standing": gap.standing} for gap in gaps
        ]
        click.echo(json.dumps({"schema": SCHEMA, "name": name, "gaps": rows}, ensure_ascii=False, indent=2))
    else:
        for gap in gaps:
            click.echo(f"{gap.scope}: {gap.reason}")
        if not gaps:
            click.echo(f"{name}: ready")
    ctx.exit(3 if any(not gap.standing for gap in gaps) else 0)
