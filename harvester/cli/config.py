"""`harvester config`: where the configuration is, what it says, whether it is right."""

import json
from pathlib import Path

import click

from harvester.cli.console import print_notice
from harvester.cli.group import Group
from harvester.cli.sources import Choice, make_connectors
from harvester.cli.workplace import json_option, open_workplace
from harvester.config.file import config_path
from harvester.config.layers import list_origins, unknown_variables
from harvester.exchange import SCHEMA
from harvester.rubric import load_rubric


@click.group("config", cls=Group)
def config_command() -> None:
    """Say where the configuration is, what it says and whether it is right."""


@config_command.command("path")
@click.pass_context
def show_path(ctx: click.Context) -> None:
    """Print the configuration file's path, whether it exists or not."""
    flag = (ctx.obj or {}).get("config")
    click.echo(config_path(Path(flag) if flag else None))


@config_command.command("show")
@click.option("--origin", is_flag=True, help="Say of each value which layer it came from.")
@json_option
@click.pass_context
def show_values(ctx: click.Context, *, origin: bool, as_json: bool) -> None:
    """Print every value in force."""
    workplace = open_workplace(ctx)
    origins = list(list_origins(workplace.file, workplace.settings))
    if as_json:
        rows = [{"key": one.key, "value": one.value, "origin": one.layer} for one in origins]
        click.echo(json.dumps({"schema": SCHEMA, "values": rows}, ensure_ascii=False, indent=2))
        return
    for one in origins:
        suffix = f"  # {one.layer}" if origin else ""
        click.echo(f"{one.key} = {json.dumps(one.value, ensure_ascii=False)}{suffix}")


@config_command.command("check")
@click.pass_context
def check_values(ctx: click.Context) -> None:
    """Read the configuration and every connector's table; say what is wrong with file and line."""
    workplace = open_workplace(ctx)
    settings = workplace.settings
    load_rubric(settings.rubric)
    if settings.connectors:
        make_connectors(settings, Choice(), workplace.now)
    for name in unknown_variables():
        print_notice(f"note: nothing reads the variable {name}")
    where = workplace.file.path
    click.echo(f"{where}: right" if workplace.file.exists else f"{where} does not exist: the defaults are in force")
