"""`harvester people`: who was met in the sources, who they are to the person, and across which teams and projects."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from harvester.clean import clean_line
from harvester.cli.circle import Circle, read_circle
from harvester.cli.clock import read_clock
from harvester.cli.console import print_notice
from harvester.cli.group import Group
from harvester.cli.workplace import Workplace, json_option, open_workplace
from harvester.config.file import ConfigFile, config_path
from harvester.connector import Codebase
from harvester.errors import InterruptedRunError, UsageError
from harvester.exchange import SCHEMA
from harvester.model import PersonClass
from harvester.period import parse_period

_YEAR = "1y"
_CLASSES = [*(one.value for one in PersonClass if one not in {PersonClass.NEWCOMER, PersonClass.UNKNOWN}), "unknown"]


@click.group("people", cls=Group)
def people_command() -> None:
    """Say who was met, who is who, and across which teams and projects.

    Nothing here counts for or against anybody: rows stand in the order of names and months.
    """


def _period_option(text: str) -> Callable[..., Any]:
    return click.option("--period", metavar="PERIOD", help=text)


@people_command.command("list")
@_period_option("Only who was met in this period.")
@json_option
@click.pass_context
def list_people(ctx: click.Context, *, period: str | None, as_json: bool) -> None:
    """List who was met in the sources, and how.

    A class is suggested only where a source gives evidence for it, and two accounts are called one human only for an
    exact identity; a name is evidence of neither.
    """
    from harvester.encounter import render_colleagues, tell_colleagues, tell_ties

    workplace = open_workplace(ctx)
    window = parse_period(period, workplace.now, workplace.zone) if period else None
    circle = read_circle(workplace)
    colleagues, ties = circle.colleagues(window), circle.ties(window)
    ghosts = circle.count_ghosts(window)
    if as_json:
        _print_json(render_colleagues(colleagues, ties, window, ghosts))
        return
    for line in tell_colleagues(colleagues, workplace.zone) if colleagues else ():
        click.echo(line)
    if not colleagues:
        print_notice(_explain_nobody(circle, period))
    if ghosts:
        print_notice(f"Deleted accounts were met in {ghosts} place{'s' * (ghosts != 1)}; nobody knows who they were.")
    for line in tell_ties(ties):
        print_notice(line)
    if unknown := sum(not one.person_class for one in colleagues):
        print_notice(f"Of {unknown} the people table names no class; it is asked for by: harvester people set")


@people_command.command("set")
@click.argument("person", required=False)
@click.option("--class", "class_name", type=click.Choice(_CLASSES), help="Who they are to you.")
@click.option("--team", metavar="NAME", help="The team they are in.")
@click.option("--name", metavar="NAME", help="How you call them.")
@click.option("--also", multiple=True, metavar="ACCOUNT", help="Another account of the same human. Repeatable.")
@click.option("--since", metavar="DAY", help="From which day class and team hold; what held ends the day before.")
@click.option("--until", metavar="DAY", help="The last day on which class and team hold.")
@click.option("--pseudonym", metavar="NAME", help="How they are called where something is shared.")
@click.option("--quote/--no-quote", default=None, help="Whether they may be named where something is shared.")
@json_option
@click.pass_context
def set_person(ctx: click.Context, /, *, person: str | None, as_json: bool, **wishes: Any) -> None:  # noqa: ANN401 - the options above
    """Fill the people table of the configuration file, without an editor.

    PERSON is an account (github:ben, jira:557058:ab12, ben@example.com), a login, or a name of the table. Without one
    everybody who was met and is not known yet is asked about, a key each.
    """
    workplace = _open_for_writing(ctx)
    if person is None:
        if as_json or any(value not in (None, ()) for value in wishes.values()):
            raise UsageError("Say whom this is about.", cure="harvester people set github:LOGIN --class peer")
        _walk(workplace)
        return
    _set(workplace, person, wishes, as_json=as_json)


@people_command.command("map")
@_period_option("What to look at; by default the last 12 months.")
@json_option
@click.pass_context
def draw_map(ctx: click.Context, *, period: str | None, as_json: bool) -> None:
    """Draw with whom you worked, across which teams, by month.

    Whose work you reviewed and who reviewed yours, across which teams, repositories and projects. It counts pull
    requests, changes, tickets and weeks, never comments.
    """
    from harvester.encounter import Codebases, Surveyor, render_atlas, tell_atlas

    workplace = open_workplace(ctx)
    window = parse_period(period or _YEAR, workplace.now, workplace.zone)
    circle = read_circle(workplace)
    codebases = Codebases(_list_codebases(workplace), workplace.settings.teams)
    atlas = Surveyor(circle.census, codebases).draw(circle.evidence, window)
    if as_json:
        _print_json(render_atlas(atlas, circle.census))
        return
    if not atlas.people and not atlas.code.teams:
        print_notice(_explain_nobody(circle, period or f"the last 12 months ({_YEAR})"))
    else:
        for line in tell_atlas(atlas, workplace.zone):
            click.echo(line)


def _print_json(content: object) -> None:
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))


def _explain_nobody(circle: Circle, period: str | None) -> str:
    if not circle.evidence:
        return "Nothing was harvested yet, so nobody was met. Next: harvester run"
    if period and circle.met():
        return f"Nobody was met in {period}. Without --period: harvester people list"
    return (
        "Nobody else stands in what was harvested: your commits name no co-authors, and no reviews or tickets of others"
        " were read. Where those are: [connectors.github] and [connectors.jira], see harvester config path"
    )


def _open_for_writing(ctx: click.Context) -> Workplace:
    """Open the workplace; a configuration file that does not exist yet will be made."""
    if any(name.upper().startswith("HARVESTER_PEOPLE") for name in os.environ):
        raise UsageError(
            "HARVESTER_PEOPLE beats the file, so that nothing written there would count.", cure="unset HARVESTER_PEOPLE"
        )
    flag = (ctx.obj or {}).get("config")
    path = config_path(Path(flag) if flag else None)
    if path.exists():
        return open_workplace(ctx)
    return Workplace(ConfigFile(path, exists=False, text="", written={}), read_clock())


def _set(workplace: Workplace, person: str, wishes: dict[str, Any], *, as_json: bool) -> None:
    from harvester.cli.introduction import introduce, read_wish

    circle = read_circle(workplace)
    done = introduce(circle, circle.find_person(person), read_wish(workplace, wishes))
    path = workplace.file.path
    if as_json:
        _print_json({"schema": SCHEMA, "config": str(path), "changed": done.is_changed, "people": list(done.rows)})
        return
    for row in done.rows:
        click.echo(_tell_row(done.person, row))
    print_notice(f"Written to {path}." if done.is_changed else f"{path} says so already.")


def _tell_row(person: str, row: dict[str, Any]) -> str:
    since, until = row.get("since"), row.get("until")
    span = " ".join(part for part in (since and f"since {since}", until and f"until {until}") if part)
    known = [row.get("class") or "-", row.get("team") or "-", span or "always"]
    return "\t".join(clean_line(part) for part in (person, *known))


def _walk(workplace: Workplace) -> None:
    from harvester.cli.introduction import has_strangers, walk

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            "Say who: only on a terminal is everybody asked about.",
            cure="harvester people set github:LOGIN --class peer",
        )
    circle = read_circle(workplace)
    if not has_strangers(circle):
        print_notice("Everybody who was met is known." if circle.met() else _explain_nobody(circle, None))
        return
    try:
        after = walk(circle, _ask, click.echo)
    except KeyboardInterrupt:
        raise InterruptedRunError(
            "Interrupted.", why="what was answered is written", cure="harvester people set"
        ) from None
    is_changed = after.workplace.file.text != workplace.file.text
    print_notice(f"Written to {workplace.file.path}." if is_changed else "Nothing was written.")


def _ask(prompt: str) -> str | None:
    click.echo(prompt, nl=False)
    return sys.stdin.readline() or None


def _list_codebases(workplace: Workplace) -> Iterator[Codebase]:
    """Yield the repositories that the configured sources know on this machine; what cannot be read is noted."""
    from harvester.cli.sources import Choice, make_connectors
    from harvester.registry import list_codebases

    try:
        connectors: Sequence[Any] = make_connectors(workplace.settings, Choice(), workplace.now)
    except UsageError as error:
        if workplace.settings.connectors:
            print_notice(f"note: no CODEOWNERS was read: {error.what}")
        return
    for connector in connectors:
        for one in list_codebases(connector):
            if isinstance(one, Codebase):
                yield one
            else:
                print_notice(f"note: {one.scope}: {one.reason}")
