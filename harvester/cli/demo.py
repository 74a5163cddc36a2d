"""`harvester demo`: the whole story on a sample repository and recorded answers, told by the real commands."""

import contextlib
import io
import tempfile
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harvester.errors import HarvesterError, InterruptedRunError, UsageError

if TYPE_CHECKING:
    from harvester.demo.player import Find, Player


@click.command("demo")
@click.option(
    "--keep", type=click.Path(path_type=Path), metavar="DIR", help="Keep everything in this folder, new or empty."
)
def demo_command(*, keep: Path | None) -> None:
    """Show the whole story on a sample repository and recorded answers of GitHub and Jira.

    It needs no configuration, no network and no token, and touches nothing outside its folder.
    """
    from harvester.demo.player import read_recording

    with (
        _open_folder(keep) as folder,
        contextlib.closing(tell(folder, read_recording(), is_kept=keep is not None)) as lines,
    ):
        for line in lines:
            click.echo(line)


@contextlib.contextmanager
def _open_folder(keep: Path | None) -> Iterator[Path]:
    """Give the folder of the demo: one that goes with it, however it ends, or the person's own.

    Raises:
        UsageError: the person's own is no empty folder.
    """
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="harvester-demo-") as passing:
            yield Path(passing)
        return
    folder = keep.expanduser().absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(
            f"{folder} is there already and not an empty folder.",
            why="The demo writes over nothing.",
            cure="harvester demo --keep ANOTHER-FOLDER",
        )
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    yield folder


def tell(folder: Path, find: "Find", *, is_kept: bool = False) -> Generator[str, None, None]:
    """Tell the story in an empty folder, with the answers that `find` gives; yields its lines as they come about.

    Raises:
        HarvesterError: a command failed, or asked what was not recorded.
    """
    from harvester.demo.player import Player
    from harvester.demo.sample import lay_out, leave
    from harvester.demo.story import STEPS, fold, introduce, say_farewell

    yield from introduce(folder, is_kept=is_kept)
    with Player(find) as player:
        with _staged(folder, player):
            lay_out(folder)
        for number, step in enumerate(STEPS, 1):
            yield ""
            yield f"{number}. {step.heading}"
            for command in step.commands:
                yield f"$ {command.typed}"
                for line in command.choose(_perform(folder, player, command.words)):
                    yield from fold(line)
            yield from (f"> {notice}" for notice in step.notices)
    if is_kept:
        leave(folder)
    yield ""
    yield from say_farewell(folder, is_kept=is_kept)


@contextlib.contextmanager
def _staged(folder: Path, player: "Player") -> Iterator[None]:
    """Let a block run in the demo's own environment, with the played servers and no others."""
    from harvester.demo.isolation import isolated
    from harvester.demo.story import HOSTS, NOW
    from harvester.transport import rehearse

    with isolated(folder, NOW), rehearse(HOSTS, player.port):
        yield


def _perform(folder: Path, player: "Player", words: Sequence[str]) -> str:
    """Run a command as a person would, or read the document; gives all it said.

    Raises:
        HarvesterError: it failed, or a connector asked what was not recorded.
    """
    from harvester.cli import harvester
    from harvester.demo.sample import CONFIG, DOCUMENT

    if not words:
        return (folder / DOCUMENT).read_text(encoding="utf-8")
    said = io.StringIO()
    with _staged(folder, player), contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            code = harvester.main(
                ["--config", str(folder / CONFIG), *words], prog_name="harvester", standalone_mode=False
            )
        except (InterruptedRunError, click.Abort):
            raise InterruptedRunError("Interrupted.", cure="harvester demo") from None
    if player.unanswered:
        raise HarvesterError(
            "The recorded answers lack one that a connector asks for.",
            why=player.unanswered[0],
            cure="python -m tests.demo.record, in the source of this version",
        )
    if code:
        raise HarvesterError(
            f"harvester {' '.join(words)} ended with {code}.", why=said.getvalue(), cure="harvester doctor"
        )
    return said.getvalue()
