"""What somebody does who has just installed the program: from nothing to the first entry, one command after another."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.repository import Repository
from tests.screen.terminal import PROGRAM, Terminal

MOST_COMMANDS = 6


class Newcomer:
    """Types commands in a fresh home, and counts them; whatever is typed next was read from the screen before."""

    def __init__(self) -> None:
        self.typed: list[str] = []
        self.screen = ""

    def type(self, command: str) -> str:
        self.typed.append(command)
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, *command.split()[1:]],
            env=os.environ,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        self.screen = done.stdout + done.stderr
        return done.stdout

    def read_next(self, name: str) -> str:
        """Read from the screen the command that is named there."""
        named = re.search(rf"harvester {name}\b(?: --\w+)?", self.screen)
        assert named, f"nothing tells of harvester {name}: {self.screen}"
        return named[0]


@pytest.fixture
def newcomer(home: Path, pay: Repository, monkeypatch: pytest.MonkeyPatch) -> Newcomer:
    (home / ".gitconfig").write_text("[user]\n\tname = Ann Example\n\temail = ann@example.com\n")
    pay.path.rename(home / "pay")
    monkeypatch.chdir(home / "pay")
    return Newcomer()


def test_the_first_entry_is_reached_in_six_commands_each_told_by_the_one_before(newcomer: Newcomer, home: Path) -> None:
    newcomer.type("harvester")
    newcomer.type(f"{newcomer.read_next('init')} --yes")
    drafts = newcomer.type(newcomer.read_next("run")).splitlines()
    ref = drafts[0].split("\t")[0]
    newcomer.type("harvester")
    newcomer.type(f"{newcomer.read_next('review')} --accept {ref}")
    entries = newcomer.type("harvester list --status entry")
    assert entries.startswith(f"{ref}\t")
    assert len(newcomer.typed) <= MOST_COMMANDS
    assert re.search(r"^- 2026-11-10 .*batched reads", (home / "brag.md").read_text(), re.MULTILINE)


def test_the_questions_and_the_screen_lead_there_too(newcomer: Newcomer, home: Path) -> None:
    del newcomer
    setting_up = Terminal.run("init")
    setting_up.wait_for("run]: ")
    setting_up.type("\r")
    assert setting_up.end() == 0
    assert Terminal.run("run").end() == 0
    review = Terminal.run("review")
    review.wait_for("0/2 decided")
    review.type("aq\r")
    assert review.end() == 0
    assert (home / "brag.md").read_text().count("\n- 2026-11-1") == 1
