"""Killed at any moment, the next run completes what was begun: nothing lost, nothing twice, no byte of the person's.

The sweeps are sampled; `SWEEP=whole pytest tests/cli/test_faults.py` kills at every operation and at 200 moments.
"""

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Program
from tests.fakes.dying import KILLED, run_and_die, run_and_kill
from tests.fakes.repository import Repository

IS_WHOLE = os.environ.get("SWEEP") == "whole"
MINE = (
    b"\xef\xbb\xbf# Mine\r\n\r\n## Projects\r\n\r\n* by hand,  two blanks\t\r\n\r\n"
    b"## Decisions\n\n```\n## no heading\n```\n\nlast words"
)
STATE = Path(".local/share/harvester")


@pytest.fixture
def reference(program: Program, inside_pay: Repository, home: Path) -> tuple[bytes, list[str]]:
    """What a faultless run leaves: the document, and the evidence; then the home is as before."""
    del inside_pay
    (home / "brag.md").write_bytes(MINE)
    assert program("run").code == 0
    faultless = (home / "brag.md").read_bytes(), program("export").lines
    reset(home)
    return faultless


def reset(home: Path) -> None:
    shutil.rmtree(home / ".local", ignore_errors=True)
    for path in home.iterdir():
        if path.is_file():
            path.unlink()
    (home / "brag.md").write_bytes(MINE)


def assert_completed(program: Program, home: Path, reference: tuple[bytes, list[str]], when: str) -> None:
    held = (home / "brag.md").read_bytes()
    lost = [line for line in MINE.split(b"\n") if line not in held]
    assert not lost, f"killed {when}: {lost}"
    result = program("run")
    assert result.code == 0, f"killed {when}: {result.err}"
    assert (home / "brag.md").read_bytes() == reference[0], f"killed {when}"
    assert program("export").lines == reference[1], f"killed {when}"
    assert [path.name for path in home.iterdir() if path.is_file()] == ["brag.md"], f"killed {when}"
    assert {path.name for path in (home / STATE).iterdir()} <= {"store.sqlite3", "lock", "replaced"}, f"killed {when}"


def test_a_kill_at_any_operation_is_completed_by_the_next_run(
    program: Program, home: Path, reference: tuple[bytes, list[str]]
) -> None:
    step = 1 if IS_WHOLE else 7
    deaths, fatal = 0, 1
    while run_and_die(["run"], fatal) == KILLED:
        deaths += 1
        assert_completed(program, home, reference, f"at operation {fatal}")
        reset(home)
        fatal += step
    assert deaths > 10
    assert_completed(program, home, reference, "never")


def test_a_kill_at_any_moment_is_completed_by_the_next_run(
    program: Program, home: Path, reference: tuple[bytes, list[str]]
) -> None:
    chance = random.Random(11)  # noqa: S311 - no secret depends on it
    for _ in range(200 if IS_WHOLE else 8):
        after_s = chance.uniform(0.0, 0.4)
        run_and_kill(["run"], after_s)
        assert_completed(program, home, reference, f"after {after_s:.3f} s")
        reset(home)


@pytest.mark.parametrize("command", [["review", "--accept"], ["review", "--reject"], ["undo"]])
def test_a_kill_while_deciding_leaves_the_verdict_whole_or_not_there(
    program: Program, home: Path, reference: tuple[bytes, list[str]], command: list[str]
) -> None:
    del reference
    program("run")
    ref = program("list").lines[0].split("\t")[0]
    if command == ["undo"]:
        program("review", "--reject", ref)
    else:
        command = [*command, ref]
    saved = home.with_name(f"{home.name}-saved")
    shutil.copytree(home, saved)
    undecided = (home / "brag.md").read_bytes(), program("list", "--json").out
    program(*command)
    decided = (home / "brag.md").read_bytes(), program("list", "--json").out
    fatal, deaths = 1, 0
    while True:
        shutil.rmtree(home)
        shutil.copytree(saved, home)
        if run_and_die(command, fatal) != KILLED:
            break
        deaths += 1
        assert program("run").code == 0
        after = (home / "brag.md").read_bytes(), program("list", "--json").out
        assert after in (undecided, decided), f"killed at operation {fatal}"
        fatal += 1 if IS_WHOLE else 7
    assert deaths > 3


def test_a_full_disk_is_said_and_the_next_run_heals(
    program: Program, home: Path, reference: tuple[bytes, list[str]]
) -> None:
    script = "import sys; sys.argv = ['harvester', 'run']; from harvester.cli import main; main()"
    result = subprocess.run(
        ["bash", "-c", f'ulimit -f 1; exec "{sys.executable}" -c "{script}"'],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode != 0
    assert "Traceback" not in result.stderr
    assert (home / "brag.md").read_bytes() == MINE
    assert_completed(program, home, reference, "by a full disk")


def test_a_document_that_cannot_be_written_keeps_the_drafts_waiting(
    program: Program, home: Path, reference: tuple[bytes, list[str]]
) -> None:
    (home / "brag.md").unlink()
    (home / "brag.md").mkdir()
    result = program("run")
    assert result.code == 6
    (home / "brag.md").rmdir()
    (home / "brag.md").write_bytes(MINE)
    assert_completed(program, home, reference, "by a folder in its place")


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_ends_a_run_in_one_line_and_the_next_completes_it(
    program: Program, home: Path, reference: tuple[bytes, list[str]], name: str
) -> None:
    script = (
        "import os, signal, sys\nfrom harvester.cli import main\nfrom connectors.git.child import Child\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "read = Child.stream\n"
        "def stream(self, *args, **options):\n"
        f"    os.kill(os.getpid(), signal.{name})\n"
        "    yield from read(self, *args, **options)\n"
        "Child.stream = stream\nsys.argv = ['harvester', 'run']\nmain()\n"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=20)
    assert result.returncode == 130
    assert result.stderr.strip().startswith("error: Interrupted")
    assert len(result.stderr.strip().splitlines()) <= 3
    assert_completed(program, home, reference, f"by {name}")
