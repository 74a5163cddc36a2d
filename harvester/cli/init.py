"""`harvester init`: finds your work on this machine, asks at most three things, writes the configuration."""

import shlex
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import click

from harvester.cli.console import ProgressLine, print_error, print_notice
from harvester.cli.workplace import document_option
from harvester.errors import InterruptedRunError, UsageError

if TYPE_CHECKING:
    from harvester.setup.findings import Findings, Selection
    from harvester.setup.questions import Choice

T = TypeVar("T")
_MOST_LISTED: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the flags of `init` say, so that it need not be asked."""

    repositories: Sequence[Path]
    document: Path | None
    rubric: str
    asks: bool


@click.command("init")
@click.option(
    "--repo", "repositories", multiple=True, type=click.Path(path_type=Path), metavar="PATH",
    help="Read this Git repository, and look for no others. Repeatable.",
)  # fmt: skip
@document_option
@click.option("--rubric", default="", metavar="NAME|FILE", help="The promotion rubric; default: the built-in one.")
@click.option("--yes", is_flag=True, help="Ask nothing: take what git config says and where your commits are.")
@click.pass_context
def init_command(
    ctx: click.Context, *, repositories: Sequence[Path], document: Path | None, rubric: str, yes: bool
) -> None:
    """Set up: find your repositories, addresses and document, ask at most three things, write the configuration.

    It only looks at this machine; nothing leaves it. A configuration that exists stays as it is.
    """
    from harvester.config.file import config_path

    flag = (ctx.obj or {}).get("config")
    path = config_path(Path(flag) if flag else None)
    program = f"harvester --config {shlex.quote(flag)}" if flag else "harvester"
    is_set_up = path.exists()
    if not (yes or is_set_up or _has_terminal()):
        raise UsageError("There is no terminal to ask on.", cure=f"{program} init --yes")
    wishes = Wishes(
        repositories=[one.expanduser().absolute() for one in repositories],
        document=_read_path(str(document), document) if document else None,
        rubric=_check_rubric(rubric),
        asks=not yes,
    )
    if is_set_up:
        from harvester.cli.again import tell_what_is_new

        tell_what_is_new(path, wishes)
        step = f"{program} run"
    else:
        step = _set_up(path, wishes, f"{program} run")
    print_notice(f"Nothing left this machine.\nNext: {step}")


def _has_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _check_rubric(name: str) -> str:
    """Give a rubric as the configuration names it.

    Raises:
        UsageError, ConfigError: there is none, or its file is wrong.
    """
    if not name:
        return ""
    from harvester.rubric import builtin_rubrics, load_rubric
    from harvester.setup.findings import shorten

    load_rubric(name)
    return name if name in builtin_rubrics() else shorten(Path(name).expanduser().absolute())


def look(repositories: Sequence[Path]) -> "Findings":
    """Look around this machine.

    Raises:
        UsageError: what was named is no repository, or cannot be read.
    """
    from harvester.cli.clock import read_clock
    from harvester.connector import Identity, Session
    from harvester.setup.findings import look_around

    with ProgressLine() as progress:
        session = Session(me=Identity(), now=read_clock(), show_progress=progress.show)
        findings = look_around(Path.cwd(), Path.home(), session, repositories)
    if repositories and findings.unreadable:
        clone = findings.unreadable[0]
        trouble = clone.trouble.partition(" Try: ")[0]
        raise UsageError(f"{clone.path}: {trouble.rstrip('.')}.", cure="harvester init --repo PATH")
    return findings


def _set_up(path: Path, wishes: Wishes, run: str) -> str:
    """Write the configuration, say what it holds, and give what to do next."""
    from harvester.config.zone import local_zone
    from harvester.setup.file import write_new
    from harvester.setup.findings import make_values
    from harvester.setup.summary import summarize, tell_next
    from harvester.setup.text import compose

    findings = look(wishes.repositories)
    selection = _select(findings, wishes)
    write_new(path, compose(make_values(findings, selection)))
    print_notice("Wrote the configuration, readable by you alone:")
    click.echo(path)
    for line in summarize(findings, selection, local_zone()):
        print_notice(line)
    return tell_next(findings, selection, run)


def _select(findings: "Findings", wishes: Wishes) -> "Selection":
    from harvester.setup.documents import map_headings
    from harvester.setup.findings import Selection

    addresses = _choose_addresses(findings, wishes)
    repositories = _choose_repositories(findings, wishes, addresses)
    document = _choose_document(findings, wishes)
    return Selection(
        addresses=addresses,
        repositories=repositories,
        document=document,
        headings=map_headings(document),
        rubric=wishes.rubric,
    )


def _choose_addresses(findings: "Findings", wishes: Wishes) -> list[str]:
    from harvester.setup.addresses import list_seen
    from harvester.setup.questions import Choice

    offered = (findings.list_addresses() or list_seen(findings.clones))[:_MOST_LISTED]
    preset = [place for place, one in enumerate(offered) if one.is_configured]
    if wishes.asks and len(preset) < len(offered):
        choices = [Choice(one.text, f"{_count(one.commits)}, {one.why}") for one in offered]
        preset = _ask_numbers("Which of these addresses are yours? By them your commits are known.", choices, preset)
    return [offered[place].text for place in preset]


def _choose_repositories(findings: "Findings", wishes: Wishes, addresses: Sequence[str]) -> list[str]:
    from harvester.setup.findings import rank_clones, shorten
    from harvester.setup.questions import Choice

    ranked = rank_clones(findings, addresses)
    preset = [place for place, (clone, mine) in enumerate(ranked) if mine or clone.path == findings.here]
    ranked = ranked[: max(_MOST_LISTED, len(preset))]
    if wishes.repositories:
        preset = list(range(len(ranked)))
    elif wishes.asks and len(ranked) > 1:
        choices = [
            Choice(
                shorten(Path(clone.path)), f"{_count(mine)} of yours{', here' if clone.path == findings.here else ''}"
            )
            for clone, mine in ranked
        ]
        preset = _ask_numbers("Which repositories are read each week?", choices, preset)
    return [ranked[place][0].path for place in preset]


def _choose_document(findings: "Findings", wishes: Wishes) -> Path:
    from harvester.setup.findings import shorten

    if wishes.document:
        return wishes.document
    known = findings.documents
    preset = known[0] if known else Path.home() / "brag.md"
    if not wishes.asks:
        return preset
    others = f" Others found: {', '.join(shorten(path) for path in known[1:4])}." if len(known) > 1 else ""
    state = "found" if known else "made by the first run"
    question = f"Which file is your brag document?{others}\nA path [{shorten(preset)}, {state}]: "
    return _ask(question, lambda answer: _read_path(answer, preset))


def _read_path(answer: str, preset: Path) -> Path:
    from harvester.clean import clean_line

    if not answer.strip():
        return preset
    path = Path(answer.strip()).expanduser().absolute()
    is_taken = path.exists() and not path.is_file()
    if is_taken or not path.parent.is_dir() or clean_line(str(path)) != str(path):
        raise UsageError(
            f"{clean_line(str(path))} can be no document: its folder is missing, or it is no file.",
            cure="harvester init --document ~/brag.md",
        )
    return path


def _ask_numbers(question: str, choices: Sequence["Choice"], preset: Sequence[int]) -> list[int]:
    from harvester.setup.questions import lay_out, read_numbers

    lines = lay_out(question, choices, preset)
    return _ask("\n".join(lines), lambda answer: read_numbers(answer, len(choices), preset))


def _ask(question: str, read: Callable[[str], T]) -> T:
    """Ask until the answer can be read.

    Raises:
        InterruptedRunError: there will be no answer.
    """
    while True:
        click.echo(f"\n{question}", nl=False, err=True)
        answer = sys.stdin.readline()
        if not answer:
            click.echo(err=True)
            raise InterruptedRunError("Interrupted.", why="Nothing was written.", cure="harvester init --yes")
        try:
            return read(answer)
        except UsageError as error:
            print_error(error)


def _count(commits: int) -> str:
    return f"{commits} commit{'s' * (commits != 1)}"
