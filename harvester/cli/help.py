"""`harvester help`: the topics that belong to no single command, and the help of any command."""

import difflib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from string import Template
from typing import Final

import click

from harvester.errors import HarvesterError, UsageError

TOPICS: Final = {
    "environment": "The variables that are read.",
    "files": "Where configuration, document and state are, also yours.",
    "exit-codes": "What the exit codes mean.",
    "formats": "Dates, refs, lines of the document, JSON.",
}


@click.command("help")
@click.argument("words", nargs=-1, metavar="[TOPIC|COMMAND]...")
@click.pass_context
def help_command(ctx: click.Context, *, words: Sequence[str]) -> None:
    """Explain a topic, or a command; alone it lists the topics.

    The topics are environment, files, exit-codes and formats.
    """
    if not words:
        click.echo(_list_topics())
    elif words[0] in TOPICS:
        click.echo(render_topic(words[0], _find_places(ctx) if words[0] == "files" else {}), nl=False)
    else:
        click.echo(_find_context(ctx, words).get_help())


def render_topic(name: str, places: Mapping[str, str]) -> str:
    """Give the text of a topic; `places` are the paths that it names."""
    text = files("harvester.cli").joinpath("topics", f"{name}.txt").read_text(encoding="utf-8")
    return Template(text).substitute(places) if places else text


def _list_topics() -> str:
    lines = [f"  {name:<13} {what}" for name, what in TOPICS.items()]
    hint = "harvester help COMMAND explains a command; harvester --help lists them."
    return "\n".join(["Topics:", *lines, "", hint])


def _find_places(ctx: click.Context) -> Mapping[str, str]:
    """Find where this person's files are; with a configuration that cannot be read, where they usually are."""
    from pathlib import Path

    from harvester.config.essentials import Essentials, read_essentials
    from harvester.config.file import config_path, read_file

    flag = (ctx.obj or {}).get("config")
    path = Path(flag) if flag else None
    try:
        essentials = read_essentials(read_file(path))
    except HarvesterError:
        essentials = Essentials(headings={})
    return {
        "config": str(config_path(path)),
        "document": str(essentials.document.expanduser()),
        "state": str(essentials.state_folder),
    }


def _find_context(ctx: click.Context, words: Sequence[str]) -> click.Context:
    """Find a command by its words: `rubric`, `rubric import`."""
    found = ctx.parent or ctx
    for word in words:
        group = found.command
        command = group.get_command(found, word) if isinstance(group, click.Group) else None
        if command is None:
            raise _refusal(found, word)
        found = click.Context(command, info_name=word, parent=found)
    return found


def _refusal(ctx: click.Context, word: str) -> UsageError:
    is_first = ctx.parent is None
    commands = ctx.command.list_commands(ctx) if isinstance(ctx.command, click.Group) else []
    known = [*TOPICS, *commands] if is_first else commands
    close = difflib.get_close_matches(word, known, n=1)
    return UsageError(
        f"There is no {'topic or command' if is_first else f'command of {ctx.command_path}'} {word!r}.",
        why=f"did you mean {close[0]!r}?" if close else f"topics: {', '.join(TOPICS)}" if is_first else "",
        cure="harvester help" if is_first else f"{ctx.command_path} --help",
    )
