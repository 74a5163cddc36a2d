"""The command line: one module a command, loaded when it is called; the only place that exits.

`harvester --help` imports click and nothing of what the commands need.
"""

import atexit
import errno
import gc
import importlib
import os
import signal
import sys
from typing import TYPE_CHECKING, Final

import click

from harvester.cli.glyphs import spell_missing
from harvester.errors import HarvesterError, InterruptedRunError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_COMMANDS: Final = {
    "init": "Find your repositories, addresses and document, and write the configuration.",
    "demo": "Show the whole story on a sample; no configuration, network or token.",
    "run": "Read every source since the last time and append drafts: the weekly job.",
    "list": "List drafts, entries or evidence.",
    "open": "Open the link of a piece of evidence.",
    "show": "Show a draft or piece of evidence; --why says what led to it.",
    "add": "Put a note straight into the document.",
    "review": "Accept, edit or reject drafts.",
    "people": "Say who was met, who is who, and across which teams and projects.",
    "mentorship": "Count the people helped through review comments.",
    "undo": "Take back the last verdicts, also of an earlier session.",
    "redo": "Do again what was taken back.",
    "classify": "Classify evidence given as JSON Lines.",
    "rubric": "List, show, check and choose promotion rubrics.",
    "export": "Print evidence as JSON Lines.",
    "forget": "Erase stored text of a source, project or time.",
    "schedule": "Let the weekly job run by itself, and say whether it does.",
    "auth": "Say where tokens come from; keep, test and remove them.",
    "connectors": "List and test connectors.",
    "config": "Say where the configuration is, what it says and whether it is right.",
    "doctor": "Find what goes wrong in silence, each with its cure.",
    "completion": "Print the script that lets a shell complete commands, options and refs.",
    "help": "Explain a topic: environment, files, exit-codes, formats; or a command.",
}
_COMPLETE: Final = "_HARVESTER_COMPLETE"
"""The variable by which a shell asks what could stand where TAB was pressed."""
_MODULES: Final = {"list": "listing", "redo": "undo"}


class _LazyGroup(click.Group):
    """A group whose commands are imported when they are called, not when they are listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"harvester.cli.{_MODULES.get(cmd_name, cmd_name)}")
        command = getattr(module, f"{cmd_name}_command")
        assert isinstance(command, click.Command)  # noqa: S101 - a programming error, found by the first test
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        is_unknown = bool(args) and args[0] not in _COMMANDS and not args[0].startswith("-")
        if is_unknown and not ctx.resilient_parsing:
            import difflib

            close = difflib.get_close_matches(args[0], _COMMANDS, n=1)
            ctx.fail(f"There is no command {args[0]!r}." + (f" Did you mean {close[0]!r}?" if close else ""))
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        from click.shell_completion import CompletionItem

        named = [CompletionItem(name, help=text) for name, text in _COMMANDS.items() if name.startswith(incomplete)]
        return named + click.Command.shell_complete(self, ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


def _show_version(ctx: click.Context, _option: click.Parameter, is_asked: bool) -> None:  # noqa: FBT001 - as click calls it
    if is_asked and not ctx.resilient_parsing:
        from harvester.cli.version import render_version

        click.echo(render_version())
        ctx.exit()


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    invoke_without_command=True,
)
@click.option(
    "--config", "config_file", type=click.Path(path_type=None), metavar="FILE", help="The configuration file."
)
@click.option("--debug", is_flag=True, envvar="HARVESTER_DEBUG", help="Show tracebacks and the libraries' warnings.")
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version,
    help="Show the versions of the program and of its connectors.",
)  # fmt: skip
@click.pass_context
def harvester(ctx: click.Context, config_file: str | None, debug: bool) -> None:  # noqa: FBT001 - a flag of the command line
    """Harvest evidence of your work from its sources into your private brag document."""
    ctx.obj = {"config": config_file, "debug": debug}
    from harvester.cli.concern import tell_concern

    tell_concern(ctx)
    if ctx.invoked_subcommand is None:
        from harvester.cli.status import print_status

        print_status(config_file)


def main() -> None:
    """Run the program and exit as the contract says: errors are three lines on stderr, a traceback needs --debug."""
    # What is left in the end is not searched for garbage: that would be a tenth of what a short command costs.
    atexit.register(gc.freeze)
    for name in (signal.SIGTERM, signal.SIGHUP) if hasattr(signal, "SIGHUP") else (signal.SIGTERM,):
        signal.signal(name, signal.default_int_handler)
    spell_missing(sys.stdout)
    is_debugging = "--debug" in sys.argv or bool(os.environ.get("HARVESTER_DEBUG"))
    try:
        code = _start()
    except HarvesterError as error:
        code = _fail(error, is_debugging=is_debugging)
    except click.exceptions.Exit as error:
        code = error.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        code = 0
    except click.ClickException as error:
        code = _fail(_refused(error), is_debugging=False)
    except (click.Abort, KeyboardInterrupt):
        interrupted = InterruptedRunError("Interrupted.")
        # A shell that completes a word would print the lines of an error amid the command being typed.
        code = interrupted.exit_code if _COMPLETE in os.environ else _fail(interrupted, is_debugging=False)
    except BrokenPipeError:
        # Whoever read our output has closed it; Python would complain once more while it shuts down.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as error:
        if is_debugging:
            raise
        code = _fail(_unexpected(error), is_debugging=False)
    sys.exit(code if isinstance(code, int) else 0)


def _start() -> object:
    """Run the command that the command line names, or answer a shell that completes one."""
    if _COMPLETE in os.environ:
        importlib.import_module("harvester.cli.completion")
    code = harvester.main(prog_name="harvester", standalone_mode=False)
    if sys.stdout:
        sys.stdout.flush()
    return code


def _fail(error: HarvesterError, *, is_debugging: bool) -> int:
    from harvester.cli.console import print_error

    print_error(error)
    if is_debugging:
        import traceback

        traceback.print_exception(error)
    return error.exit_code


def _refused(error: click.ClickException) -> HarvesterError:
    """Give what the command line itself refuses in the words of every other error."""
    from harvester.errors import UsageError

    context = error.ctx if isinstance(error, click.UsageError) else None
    path = context.command_path if context else "harvester"
    return UsageError(error.format_message(), cure=f"{path} --help")


def _unexpected(error: Exception) -> HarvesterError:
    from harvester.clean import clean_line
    from harvester.errors import UsageError

    if isinstance(error, OSError):
        where = f" ({error.filename})" if error.filename else ""
        is_full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        return HarvesterError(
            clean_line(f"{error.strerror or type(error).__name__}{where}."),
            cure="free some space, then run the command again" if is_full else "harvester --debug …",
        )
    if isinstance(error, RuntimeError) and "home directory" in str(error):
        why = "HOME is not set, and the system names no home of this user"
        return UsageError("There is no home folder.", why=why, cure="HOME=/home/ann harvester run")
    return HarvesterError(
        f"Something went wrong that should not: {type(error).__name__}.",
        why=clean_line(str(error)),
        cure="the same command after `harvester --debug` shows where",
    )
