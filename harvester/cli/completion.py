"""`harvester completion SHELL`: the script that lets a shell complete commands, options and refs.

The shell asks this program at each TAB, so nothing is loaded for a word that is not being typed. It needs no
configuration, and one that is broken completes nothing.
"""

import os
from typing import ClassVar, Final

import click
from click.shell_completion import BashComplete, add_completion_class, get_completion_class, split_arg_string

# Bash parts words at colons, and every ref has one: the line itself is handed on, and of each answer only what
# follows the last colon already typed is given back, since that alone is what bash replaces.
_BASH: Final = r"""
%(complete_func)s() {
    local IFS=$'\n' line="${COMP_LINE:0:COMP_POINT}" response completion type value typed before
    typed="${line##*[[:space:]]}"
    before=""
    if [[ $typed == *:* && $COMP_WORDBREAKS == *:* ]]; then
        before="${typed%%"${typed##*:}"}"
    fi
    response=$(env COMP_WORDS="$line" %(complete_var)s=bash_complete "$1")
    for completion in $response; do
        IFS=',' read -r type value <<< "$completion"
        case $type in
            dir) COMPREPLY=(); compopt -o dirnames ;;
            file) COMPREPLY=(); compopt -o default ;;
            plain) COMPREPLY+=("${value#"$before"}") ;;
        esac
    done
    return 0
}

complete -o nosort -F %(complete_func)s %(prog_name)s
"""


@add_completion_class
class _Bash(BashComplete):
    """Completion for a bash that parts words at colons."""

    name: ClassVar[str] = "bash"
    source_template: ClassVar[str] = _BASH

    def get_completion_args(self) -> tuple[list[str], str]:
        """Read the words from the line up to the cursor."""
        line = os.environ["COMP_WORDS"]
        words = split_arg_string(line)[1:]
        is_between_words = not words or line[-1:].isspace()
        return (words, "") if is_between_words else (words[:-1], words[-1])


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion_command(ctx: click.Context, *, shell: str) -> None:
    """Print the completion script of a shell.

    \b
    bash: harvester completion bash > ~/.local/share/bash-completion/completions/harvester
    zsh:  harvester completion zsh > a folder of $fpath, as _harvester
    fish: harvester completion fish > ~/.config/fish/completions/harvester.fish
    """  # noqa: D301 - \b tells click to leave the lines as they are
    completing = get_completion_class(shell)
    assert completing is not None  # noqa: S101 - the choices are those click knows
    click.echo(completing(ctx.find_root().command, {}, "harvester", "_HARVESTER_COMPLETE").source())
