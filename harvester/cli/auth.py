"""`harvester auth`: where each source's token comes from; keep, try and erase one. It never shows a token."""

import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import click

from harvester.cli.console import print_error, print_notice
from harvester.cli.group import Group
from harvester.cli.sources import Choice, make_connectors
from harvester.cli.workplace import Workplace, json_option, open_workplace
from harvester.errors import HarvesterError, SignInError, UsageError
from harvester.exchange import SCHEMA
from harvester.registry import load_connector
from harvester.transport import (
    ShelfError,
    SignsIn,
    find_token,
    has_keyring,
    name_account,
    read_secret,
    remove_keyring,
    remove_token_file,
    write_keyring,
    write_token_file,
)

_MOST = 8_192
_PARTIAL = 3


@click.group("auth", cls=Group)
def auth_command() -> None:
    """Say where tokens come from; keep, test and remove them."""


@auth_command.command("status")
@json_option
@click.pass_context
def tell_status(ctx: click.Context, *, as_json: bool) -> None:
    """Say for each source where its token comes from, never the token."""
    rows: list[dict[str, str]] = []
    for account, connector in _signing_in(open_workplace(ctx), ()):
        try:
            rows.append({"account": account, "origin": find_token(connector.token_place()).origin, "reason": ""})
        except SignInError as error:
            rows.append({"account": account, "origin": "", "reason": error.summary})
    if as_json:
        click.echo(json.dumps({"schema": SCHEMA, "tokens": rows}, ensure_ascii=False, indent=2))
    else:
        for row in rows:
            click.echo(f"{row['account']}\t{row['origin'] or row['reason']}")
        if not rows:
            print_notice("No configured source needs a token.")
    ctx.exit(SignInError.exit_code if any(not row["origin"] for row in rows) else 0)


@auth_command.command("set")
@click.argument("account")
@click.option("--file", "in_file", is_flag=True, help="Keep it in a file of mode 0600, even if there is a keyring.")
@click.pass_context
def keep_token(ctx: click.Context, *, account: str, in_file: bool) -> None:
    """Read a token from the keyboard or standard input and keep it, in the keyring if there is one.

    ACCOUNT is the name of the source, with that of its table behind it: github, github-work.
    """
    _require_account(account)
    workplace = open_workplace(ctx)
    if sys.stdin.isatty():
        text = click.prompt(f"Token for {account}", hide_input=True, err=True)
    else:
        text = sys.stdin.read(_MOST + 1)
    secret = read_secret(text, account)
    is_for_file = in_file or not has_keyring()
    try:
        where = "the keyring"
        if is_for_file:
            where = str(write_token_file(workplace.essentials.state_folder, account, secret))
        else:
            write_keyring(account, secret)
    except ShelfError as error:
        raise HarvesterError(
            f"The token cannot be kept: {error}.",
            cure="harvester doctor" if is_for_file else f"harvester auth set {account} --file",
        ) from None
    click.echo(f"{account}: kept in {where}")
    print_notice(f"try it: harvester auth test {account}")


@auth_command.command("remove")
@click.argument("account")
@click.pass_context
def remove_token(ctx: click.Context, *, account: str) -> None:
    """Erase the token that `auth set` kept; one of the environment or of a command is not ours to erase."""
    _require_account(account)
    try:
        removed = [
            name
            for name, is_removed in (
                ("the keyring", remove_keyring(account)),
                ("its file", remove_token_file(open_workplace(ctx).essentials.state_folder, account)),
            )
            if is_removed
        ]
    except ShelfError as error:
        raise HarvesterError(f"The token cannot be removed: {error}.", cure="harvester doctor") from None
    click.echo(f"{account}: removed from {' and '.join(removed)}" if removed else f"{account}: nothing was kept")


@auth_command.command("test")
@click.argument("accounts", nargs=-1, metavar="[ACCOUNT]...")
@click.pass_context
def test_tokens(ctx: click.Context, *, accounts: Sequence[str]) -> None:
    """Sign in with each token and say as whom."""
    for account in accounts:
        _require_account(account)
    codes: list[int] = []
    for account, connector in _signing_in(open_workplace(ctx), accounts):
        try:
            me = connector.suggest_identity()
        except HarvesterError as error:
            print_error(error)
            codes.append(SignInError.exit_code if isinstance(error, SignInError) else _PARTIAL)
            continue
        click.echo(f"{account}: signed in as {', '.join(sorted(me.github or me.jira)) or me.name}")
    ctx.exit(min(codes, default=0))


def _signing_in(workplace: Workplace, accounts: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """Yield the configured connectors that need a token, by account; chosen ones must be configured."""
    is_configured = bool(workplace.settings.connectors)
    connectors = make_connectors(workplace.settings, Choice(), workplace.now) if is_configured else []
    known = {name_account(one.name, one.session.instance): one for one in connectors if isinstance(one, SignsIn)}
    for account in accounts:
        if account not in known:
            raise UsageError(
                f"{account!r} is not configured.",
                why=f"configured: {', '.join(known) or 'no source that needs a token'}",
                cure="harvester config path names the file to edit",
            )
    yield from ((account, one) for account, one in known.items() if not accounts or account in accounts)


def _require_account(account: str) -> None:
    """Refuse what names no source that signs in with a token."""
    source = account.partition("-")[0]
    if not issubclass(load_connector(source), SignsIn):
        raise UsageError(f"The source {source!r} needs no token.", cure="harvester auth status")
