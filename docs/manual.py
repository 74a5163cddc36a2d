"""The manual pages, made from the commands themselves.

    python docs/manual.py

writes docs/man/harvester.1 and a page for each command; the wheel puts them under share/man/man1. A test compares
them with the program.
"""

import inspect
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import click

from harvester import __version__
from harvester.cli import harvester
from harvester.cli.help import render_topic

FOLDER: Final = Path(__file__).parent / "man"
_PLACES: Final = {
    "config": "~/.config/harvester/config.toml",
    "document": "~/brag.md",
    "state": "~/.local/share/harvester",
}
_TOPICS: Final = {"EXIT STATUS": "exit-codes", "ENVIRONMENT": "environment", "FILES": "files", "FORMATS": "formats"}
_FLAG: Final = re.compile(r"(?<![\w-])--?[a-z][a-z-]*")
_VALUE: Final = re.compile(r"\b[A-Z]{2,}(?::[A-Z]{2,})?\b|\[[a-z_|-]+\]")


def render_pages() -> dict[str, str]:
    """Give every page by the name of its file."""
    root = click.Context(harvester, info_name="harvester", **harvester.context_settings)
    pages = {"harvester.1": "\n".join(_render_program(root)) + "\n"}
    for name in harvester.list_commands(root):
        command = harvester.get_command(root, name)
        if command:
            context = click.Context(command, info_name=name, parent=root)
            pages[f"harvester-{name}.1"] = "\n".join(_render_command(context)) + "\n"
    return pages


def _render_program(ctx: click.Context) -> Iterator[str]:
    yield from _render_head("harvester", ctx.command)
    yield from _render_synopsis(ctx)
    yield from _render_description(ctx.command)
    yield from _render_options(ctx, ".SH OPTIONS")
    yield ".SH COMMANDS"
    for name, child in _children(ctx):
        yield from _render_term(f"\\fBharvester\\-{escape(name)}\\fR(1)", _summary(child.command))
    for title, topic in _TOPICS.items():
        text = render_topic(topic, _PLACES if topic == "files" else {})
        yield f".SH {title}"
        yield from _render_verbatim(text.partition("\n")[2].strip("\n"))


def _render_command(ctx: click.Context) -> Iterator[str]:
    name = str(ctx.info_name)
    yield from _render_head(f"harvester-{name}", ctx.command)
    yield from _render_synopsis(ctx)
    yield from _render_description(ctx.command)
    yield from _render_options(ctx, ".SH OPTIONS")
    children = list(_children(ctx))
    if children:
        yield ".SH COMMANDS"
    for child_name, child in children:
        yield f".SS {escape(child_name)}"
        yield _usage(child)
        yield from _render_description(child.command, heading=".PP")
        yield from _render_options(child, "")
    yield ".SH SEE ALSO"
    yield "\\fBharvester\\fR(1)"


def _render_head(name: str, command: click.Command) -> Iterator[str]:
    yield f'.TH "{escape(name.upper())}" "1" "" "harvester {escape(__version__)}" "Harvester"'
    yield ".SH NAME"
    yield f"{escape(name)} \\- {escape(_summary(command)[:1].lower() + _summary(command)[1:].rstrip('.'))}"


def _render_synopsis(ctx: click.Context) -> Iterator[str]:
    yield ".SH SYNOPSIS"
    yield _usage(ctx)


def _usage(ctx: click.Context) -> str:
    pieces = " ".join(ctx.command.collect_usage_pieces(ctx))
    return f"\\fB{escape(ctx.command_path)}\\fR {escape(pieces)}".rstrip()


def _render_description(command: click.Command, heading: str = ".SH DESCRIPTION") -> Iterator[str]:
    for number, paragraph in enumerate(inspect.cleandoc(command.help or "").split("\n\n")):
        yield heading if not number else ".PP"
        if paragraph.startswith("\b"):
            yield from _render_verbatim(paragraph.strip("\b\n"))
        else:
            yield escape(" ".join(paragraph.split()))


def _render_options(ctx: click.Context, heading: str) -> Iterator[str]:
    records = [record for param in ctx.command.get_params(ctx) if (record := param.get_help_record(ctx))]
    if records and heading:
        yield heading
    for spelled, what in records:
        yield from _render_term(_mark(spelled), what)


def _render_term(term: str, what: str) -> Iterator[str]:
    yield from (".TP", term, escape(" ".join(what.split())))


def _mark(spelled: str) -> str:
    """Set flags bold and values in italics."""
    marked = _VALUE.sub("<\\g<0>>", _FLAG.sub("{\\g<0>}", spelled))
    font = {"{": "\\fB", "}": "\\fR", "<": "\\fI", ">": "\\fR"}
    return "".join(font.get(part, escape(part)) for part in re.split(r"([{}<>])", marked) if part)


def _render_verbatim(text: str) -> Sequence[str]:
    return [".nf", *(escape(line) for line in text.split("\n")), ".fi"]


def _children(ctx: click.Context) -> Iterator[tuple[str, click.Context]]:
    if isinstance(ctx.command, click.Group):
        for name in ctx.command.list_commands(ctx):
            if command := ctx.command.get_command(ctx, name):
                yield name, click.Context(command, info_name=name, parent=ctx)


def _summary(command: click.Command) -> str:
    return " ".join(inspect.cleandoc(command.help or "").split("\n\n")[0].split())


def escape(text: str) -> str:
    """Escape what roff would interpret: backslashes, hyphens, what begins a request, and letters beyond ASCII."""
    spelled = text.replace("\\", "\\e").replace("-", "\\-")
    spelled = "".join(letter if letter.isascii() else f"\\[u{ord(letter):04X}]" for letter in spelled)
    return f"\\&{spelled}" if spelled.startswith((".", "'")) else spelled


def write_pages(folder: Path = FOLDER) -> None:
    """Write every page, and take away those of commands that are gone."""
    pages = render_pages()
    folder.mkdir(exist_ok=True)
    for path in folder.glob("*.1"):
        if path.name not in pages:
            path.unlink()
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="ascii")


if __name__ == "__main__":
    write_pages()
