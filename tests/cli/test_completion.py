"""Completion: what the program answers, and what a real shell makes of it."""

import os
import pty
import select
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Program
from tests.fakes.repository import Repository
from tests.screen.terminal import PROGRAM

ANSWER_S = 20.0


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program under its name on the PATH; returns its folder."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "harvester"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -c {shlex.quote(PROGRAM)} "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    return folder


@pytest.fixture
def refs(program: Program, inside_pay: Repository) -> list[str]:
    """Two drafts that wait."""
    del inside_pay
    return [line.split("\t")[0] for line in program("run").lines[:-1]]


def ask(line: str) -> list[str]:
    """The words that the program gives a bash for a line."""
    answered = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "_HARVESTER_COMPLETE": "bash_complete", "COMP_WORDS": line},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answered.stderr == ""
    return [one.split(",", 1)[1] for one in answered.stdout.splitlines() if one]


def test_commands_options_choices_and_groups_are_completed() -> None:
    assert ask("harvester comp") == ["completion"]
    assert {"run", "review", "init"} <= set(ask("harvester "))
    assert ask("harvester --deb") == ["--debug"]
    assert ask("harvester run --dr") == ["--dry-run"]
    assert ask("harvester completion ") == ["bash", "zsh", "fish"]
    assert {"path", "show", "check"} <= set(ask("harvester config "))
    assert ask("harvester nonsense x") == []


def test_an_interrupted_completion_says_nothing_amid_the_line_being_typed(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import click.shell_completion as c\ndef stop(*_):\n    raise KeyboardInterrupt\nc.shell_complete = stop\n"
    )
    interrupted = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={
            **os.environ,
            "PYTHONPATH": str(tmp_path),
            "_HARVESTER_COMPLETE": "bash_complete",
            "COMP_WORDS": "harvester ",
        },
        capture_output=True,
        check=False,
    )
    assert (interrupted.returncode, interrupted.stdout, interrupted.stderr) == (130, b"", b"")


def test_the_refs_of_drafts_that_wait_are_completed(program: Program, refs: list[str]) -> None:
    for line in ("open ", "show ", "review --accept ", f"review --accept {refs[0]} --reject "):
        assert ask(f"harvester {line}") == refs
    assert ask(f"harvester open {refs[1][:12]}") == [refs[1]]
    program("review", "--reject", refs[0])
    assert ask("harvester open ") == [refs[1]]


def test_without_or_with_a_broken_configuration_nothing_is_said(home: Path) -> None:
    assert ask("harvester open ") == []
    (home / "broken.toml").write_text("= broken")
    assert ask(f"harvester --config {home / 'broken.toml'} open ") == []
    assert "init" in ask(f"harvester --config {home / 'broken.toml'} ")
    assert not (home / ".local").exists()


def test_listing_the_commands_loads_none_of_them() -> None:
    script = (
        "import sys\nfrom harvester.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "loaded = {'pydantic', 'sqlite3', 'harvester.cli.run', 'harvester.cli.review'} & set(sys.modules)\n"
        "print(loaded, file=sys.stderr)\n"
    )
    environment = {**os.environ, "_HARVESTER_COMPLETE": "bash_complete", "COMP_WORDS": "harvester re"}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert "review" in done.stdout
    assert done.stderr == "set()\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_printed_without_a_configuration_and_is_one(program: Program, home: Path, shell: str) -> None:
    (home / "broken.toml").write_text("= broken")
    result = program("--config", home / "broken.toml", "completion", shell)
    assert result.code == 0
    assert f"_HARVESTER_COMPLETE={shell}_complete" in result.out
    if interpreter := shutil.which(shell):
        script = home / "script"
        script.write_text(result.out)
        assert subprocess.run([interpreter, "-n", script], check=False).returncode == 0


def test_another_shell_is_refused(program: Program) -> None:
    result = program("completion", "tcsh")
    assert result.code == 2
    assert "bash" in result.err


class Bash:
    """An interactive bash in a terminal, in which the completion was sourced."""

    def __init__(self, *, parts_at_colons: bool = True) -> None:
        self.pid, self.handle = pty.fork()
        if self.pid == 0:
            environment = {**os.environ, "TERM": "dumb", "INPUTRC": "/dev/null"}
            os.execve("/bin/bash", ["bash", "--norc", "--noprofile", "-i"], environment)  # noqa: S606 - the shell itself
        if not parts_at_colons:
            self.type("COMP_WORDBREAKS=${COMP_WORDBREAKS//:}\n")
        # Control and T prints the line as it stands.
        self.type(r"""bind -x '"\C-t": printf "LINE<%s>\n" "$READLINE_LINE"'""" + "\n")
        self.type('eval "$(harvester completion bash)"; echo sourced: $?\n')
        self.read_until("sourced: 0")

    def type(self, text: str) -> None:
        os.write(self.handle, text.encode())

    def read_until(self, text: str) -> str:
        said, until = "", time.monotonic() + ANSWER_S
        while text not in said:
            ready, _, _ = select.select([self.handle], [], [], max(0.0, until - time.monotonic()))
            assert ready, f"{text!r} was not said: {said!r}"
            said += os.read(self.handle, 65536).decode()
        return said

    def complete(self, typed: str) -> str:
        """Type a line and TAB; gives the line as it stands then."""
        self.type(f"{typed}\t\x14")
        line = self.read_until(">\r\n").rpartition("LINE<")[2].partition(">\r\n")[0]
        self.type("\x15")
        return line

    def end(self) -> None:
        self.type("exit\n")
        os.close(self.handle)
        os.waitpid(self.pid, 0)


@pytest.mark.skipif(not Path("/bin/bash").exists(), reason="there is no bash")
@pytest.mark.parametrize("parts_at_colons", [True, False])
def test_a_real_bash_completes_commands_options_and_refs(
    command: Path, refs: list[str], *, parts_at_colons: bool
) -> None:
    del command
    bash = Bash(parts_at_colons=parts_at_colons)
    assert bash.complete("harvester compl") == "harvester completion "
    assert bash.complete("harvester run --dry") == "harvester run --dry-run "
    assert bash.complete("harvester completion z") == "harvester completion zsh "
    assert bash.complete(f"harvester open {refs[0][:10]}") == f"harvester open {refs[0]} "
    assert bash.complete("harvester show g").startswith("harvester show git:")
    assert bash.complete(f"harvester show {refs[1][:50]}") == f"harvester show {refs[1]} "
    assert bash.complete(f"harvester review --accept {refs[1][:9]}") == f"harvester review --accept {refs[1]} "
    assert bash.complete("harvester nonsense x") == "harvester nonsense x"
    bash.end()
