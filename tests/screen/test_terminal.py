"""The screen on a real pseudo-terminal: fast keys, other sizes, signals, a crash, an editor; and no leftovers."""

import os
import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.review.piles import brag, fill, pile
from tests.screen.terminal import Terminal


@pytest.fixture(autouse=True)
def drafts(home: Path) -> None:
    fill(home, pile(6))


def open_review(*arguments: str, rows: int = 24, columns: int = 80) -> Terminal:
    terminal = Terminal.run("review", *arguments, rows=rows, columns=columns)
    terminal.wait_for("0/6 decided")
    return terminal


def test_keys_typed_faster_than_they_are_drawn_all_count(home: Path) -> None:
    terminal = open_review()
    terminal.type("ariTyped in one go, with a, r and q.\rAA")
    terminal.wait_for("all decided")
    terminal.type("q\r")
    assert terminal.end() == 0
    assert terminal.is_given_back
    assert "4 accepted, 1 edited, 1 rejected; 0 left" in terminal.said
    assert "Typed in one go, with a, r and q." in brag(home)
    assert "- [ ]" not in brag(home)


def test_the_terminal_may_be_resized_in_the_middle(home: Path) -> None:
    terminal = open_review()
    for rows, columns in ((10, 40), (40, 140), (3, 12), (24, 80)):
        terminal.resize(rows, columns)
        terminal.type("?\x1b[Aq")
    terminal.type("a")
    terminal.wait_for("1/6 decided")
    terminal.type("q\r")
    assert terminal.end() == 0
    assert brag(home).count("- [ ]") == 5


def test_control_c_typed_right_behind_a_decision_keeps_it(home: Path) -> None:
    before = brag(home)
    terminal = open_review()
    terminal.type("aa\x03")
    assert terminal.end() == 130
    assert terminal.is_given_back
    assert brag(home) == before
    assert "2 decisions are kept; the next review writes them." in terminal.said
    assert len(terminal.said.strip().splitlines()) == 3
    again = Terminal.run("review")
    again.wait_for("0/4 decided")
    again.type("q\r")
    assert again.end() == 0
    assert brag(home).count("- [ ]") == 4


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_gives_the_terminal_back(name: signal.Signals) -> None:
    terminal = open_review()
    terminal.type("a")
    terminal.wait_for("1/6 decided")
    os.kill(terminal.pid, name)
    assert terminal.end() == 130
    assert terminal.is_given_back
    assert "Traceback" not in terminal.said


def test_a_terminal_that_is_closed_loses_no_verdict(home: Path) -> None:
    terminal = open_review()
    terminal.type("ar")
    terminal.wait_for("2/6 decided")
    os.close(terminal.handle)
    os.waitpid(terminal.pid, 0)
    again = Terminal.run("review", "--plain")
    again.wait_for("1 of 4, 4 left")
    again.type("q\ny\n")
    assert again.end() == 0
    assert brag(home).count("- [ ]") == 4


def test_killed_in_the_middle_it_loses_no_verdict(home: Path) -> None:
    terminal = open_review()
    terminal.type("ar")
    terminal.wait_for("2/6 decided")
    os.kill(terminal.pid, signal.SIGKILL)
    assert terminal.end() == -signal.SIGKILL
    again = Terminal.run("review")
    again.wait_for("0/4 decided")
    again.type("q\r")
    assert again.end() == 0
    assert brag(home).count("- [ ]") == 4


def test_a_crash_leaves_three_lines_and_a_terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import harvester.review.telling as telling\n"
        "import harvester.review as review\n"
        "def broken(*args):\n    raise RuntimeError('the roof fell in')\n"
        "review.tell_changes = broken\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    terminal = open_review()
    terminal.type("d")
    assert terminal.end() == 1
    assert terminal.is_given_back
    assert "Traceback" not in terminal.output.decode(errors="replace")
    assert "the roof fell in" in terminal.said
    assert len(terminal.said.strip().splitlines()) == 3


def test_without_colour_not_one_colour_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    terminal = open_review()
    terminal.type("ars?")
    terminal.wait_for("take the last decision back")
    terminal.type("\x1b")
    terminal.wait_for("3/6 decided")
    terminal.type("Q")
    assert terminal.end() == 0
    codes = {code for group in re.findall(rb"\x1b\[([0-9;]*)m", terminal.output) for code in group.split(b";")}
    assert codes <= {b"", b"0", b"1", b"2", b"7", b"39", b"49"}


def test_the_editor_has_the_terminal_to_itself(
    home: Path, monkeypatch: pytest.MonkeyPatch, editor: Callable[[str], str]
) -> None:
    monkeypatch.setenv("HARVESTER_EDITOR", editor("[print('EDITING'), text.replace('Added', 'Made')][1]"))
    terminal = open_review()
    terminal.type("e")
    terminal.wait_for("EDITING")
    terminal.wait_for("1/6 decided")
    terminal.type("q\r")
    assert terminal.end() == 0
    assert brag(home).count("Made export number") == 1


def test_an_editor_that_fails_gives_the_screen_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARVESTER_EDITOR", "/nowhere/editor")
    terminal = open_review()
    terminal.type("e")
    terminal.wait_for("nothing was taken over")
    terminal.type("Q")
    assert terminal.end() == 0
    assert terminal.is_given_back


def test_control_c_in_the_editor_is_the_editors(
    home: Path, monkeypatch: pytest.MonkeyPatch, editor: Callable[[str], str]
) -> None:
    ignore = "__import__('signal').signal(2, __import__('signal').SIG_IGN)"
    interrupt = "__import__('os').killpg(0, 2)"
    monkeypatch.setenv("HARVESTER_EDITOR", editor(f"[{ignore}, {interrupt}, text.replace('Added', 'Made')][2]"))
    terminal = open_review()
    terminal.type("e")
    terminal.wait_for("1/6 decided")
    terminal.type("q\r")
    assert terminal.end() == 0
    assert brag(home).count("Made export number") == 1


def test_a_dumb_terminal_gets_the_plain_twin() -> None:
    terminal = Terminal.run("review", kind="dumb")
    terminal.wait_for("1 of 6, 6 left: acme/ledger, Projects")
    terminal.type("Q\n")
    assert terminal.end() == 0
    assert b"\x1b" not in terminal.output


@pytest.mark.parametrize("kind", ["tmux-256color", "screen", "vt100"])
def test_it_draws_in_terminals_of_other_kinds(kind: str) -> None:
    terminal = Terminal.run("review", kind=kind)
    terminal.wait_for("0/6 decided")
    terminal.type("aQ")
    assert terminal.end() == 0
    assert terminal.is_given_back
