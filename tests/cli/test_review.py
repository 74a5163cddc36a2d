"""`harvester review` as a person runs it: three ways, one result; kills, changes underneath, and exit codes."""

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from harvester.cli.sittings import DEFAULT_THRESHOLD
from harvester.config.settings import Settings
from harvester.model import Ref
from tests.cli.conftest import Program, Result
from tests.fakes.dying import KILLED, run_and_die
from tests.review.piles import STATE, brag, draft, evidence, fill, pile
from tests.screen.conftest import editor
from tests.screen.terminal import PROGRAM, Terminal

__all__ = ["editor"]
ORDER = (4, 2, 6, 1, 5, 3)
"""The drafts by number in the order in which six of them lie on the table."""

Piped = Callable[..., Result]


@pytest.fixture
def six(home: Path) -> list[Ref]:
    refs = fill(home, pile(6))
    return [refs[number - 1] for number in ORDER]


@pytest.fixture
def piped(program: Program, monkeypatch: pytest.MonkeyPatch) -> Piped:
    """Run a review with lines on its standard input."""

    def run(*lines: str, arguments: tuple[str, ...] = ()) -> Result:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        return program("review", *arguments)

    return run


def sit_by_screen() -> None:
    terminal = Terminal.run("review")
    terminal.wait_for("0/6 decided")
    terminal.type("ariMade it mine.\rsaaq\r")
    assert terminal.end() == 0


def sit_by_lines() -> None:
    lines = "a\nr\ni Made it mine.\ns\na\na\nq\n"
    subprocess.run([sys.executable, "-c", PROGRAM, "review"], input=lines.encode(), check=True, capture_output=True)


def sit_by_plan() -> None:
    subprocess.run([sys.executable, "-c", PROGRAM, "review", "--editor"], check=True, capture_output=True)


def decide_by_refs() -> None:
    words = ["--accept", "pay#3", "--accept", "pay#5", "--text", "ledger#6", "Made it mine.", "--reject", "ledger#2",
             "--accept", "ledger#4"]  # fmt: skip
    arguments = [f"github:acme/{word}" if "#" in word else word for word in words]
    subprocess.run([sys.executable, "-c", PROGRAM, "review", *arguments], check=True, capture_output=True)


PLAN = (
    "text.replace('later github:acme/ledger#4 ', 'accept github:acme/ledger#4 ')"
    ".replace('later github:acme/ledger#2 ', 'reject github:acme/ledger#2 ')"
    ".replace('later github:acme/ledger#6 Added export number 6.', 'edit github:acme/ledger#6 Made it mine.')"
    ".replace('later github:acme/pay#5 ', 'accept github:acme/pay#5 ')"
    ".replace('later github:acme/pay#3 ', 'accept github:acme/pay#3 ')"
)


def test_the_same_decisions_leave_the_same_bytes_whichever_way(
    home: Path, six: list[Ref], monkeypatch: pytest.MonkeyPatch, editor: Callable[[str], str]
) -> None:
    monkeypatch.setenv("HARVESTER_EDITOR", editor(PLAN))
    saved = home.with_name(f"{home.name}-saved")
    shutil.copytree(home, saved)
    documents: set[bytes] = set()
    # In the screen and by lines the fifth and sixth draft are 5 and 3, and 1 is left for later.
    for way in (sit_by_screen, sit_by_lines, sit_by_plan, decide_by_refs):
        shutil.rmtree(home)
        shutil.copytree(saved, home)
        way()
        documents.add((home / "brag.md").read_bytes())
    assert len(documents) == 1
    text = documents.pop().decode()
    assert (text.count("\n- 2026-"), text.count("\n- [ ] ")) == (4, 1)
    assert str(six[1]) not in text


def test_without_a_terminal_lines_are_read_and_the_end_of_them_writes(home: Path, six: list[Ref], piped: Piped) -> None:
    result = piped("a", "r")
    assert (result.code, "1 accepted, 1 rejected; 4 left" in result.err) == (0, True)
    assert (
        f"- 2026-11-16 Added export number 4. ([#4](https://github.com/acme/ledger/pull/4)) <!-- hv {six[0]} "
        in brag(home)
    )
    assert str(six[1]) not in brag(home)


def test_nothing_typed_decides_nothing(home: Path, six: list[Ref], piped: Piped) -> None:
    assert six
    before = brag(home)
    assert piped().code == 0
    assert brag(home) == before


def test_with_no_draft_it_says_what_to_do_next(piped: Piped, home: Path) -> None:
    result = piped()
    assert (result.code, result.out) == (0, "")
    assert "harvester run" in result.err
    assert not (home / "brag.md").exists()


def test_standard_input_that_cannot_be_read_is_a_question_nobody_answers(program: Program, six: list[Ref]) -> None:
    assert six
    result = program("review", "--plain")
    assert result.code == 2
    assert "harvester review --accept REF" in result.err


def test_a_document_that_changed_meanwhile_wins_and_exit_6_says_what_to_do(home: Path, six: list[Ref]) -> None:
    terminal = Terminal.run("review")
    terminal.wait_for("0/6 decided")
    terminal.type("ar")
    terminal.wait_for("2/6 decided")
    (home / "brag.md").write_text(brag(home).replace("## Decisions", "my own words\n\n## Decisions"))
    changed = brag(home)
    terminal.type("q\r")
    assert terminal.end() == 6
    assert "2 decisions are kept" in terminal.said
    assert "harvester review" in terminal.said.splitlines()[-1]
    assert brag(home) == changed
    again = Terminal.run("review", "--plain")
    again.wait_for("2 decisions of an earlier sitting")
    again.type("q\ny\n")
    assert again.end() == 0
    assert "my own words\n\n## Decisions" in brag(home)
    assert str(six[1]) not in brag(home)


def test_a_run_between_two_sittings_leaves_the_line_and_keeps_the_verdict(
    home: Path, six: list[Ref], program: Program, piped: Piped
) -> None:
    before = brag(home)
    assert piped("a", "r", "Q").code == 0
    assert program("run", "--email", "ann@example.com", "--repo", make_repository(home)).code == 0
    assert brag(home) == before
    assert [line.split("\t")[0] for line in program("list", "--status", "rejected").lines] == [str(six[1])]
    assert piped().code == 0
    assert str(six[1]) not in brag(home)


def make_repository(home: Path) -> Path:
    path = home.parent / f"{home.name}-empty"
    subprocess.run(["git", "init", "-q", path], check=True)
    return path


@pytest.mark.parametrize("lines", [("a", "r", "i Made it mine.", "j", "m"), ("r",) * 9, ("r", "u", "A", "A", "y")])
def test_a_kill_in_a_sitting_keeps_every_verdict_whole_and_the_next_one_writes_them(
    home: Path, monkeypatch: pytest.MonkeyPatch, piped: Piped, program: Program, lines: tuple[str, ...]
) -> None:
    fill(home, pile(9))
    saved = home.with_name(f"{home.name}-saved")
    shutil.copytree(home, saved)
    expected: set[tuple[str, str]] = set()
    for count in range(len(lines) + 1):
        restore(saved, home)
        assert piped(*lines[:count]).code == 0
        expected.add((brag(home), program("list", "--json").out))
    step = 1 if os.environ.get("SWEEP") == "whole" else 13
    fatal, deaths = 1, 0
    while True:
        restore(saved, home)
        monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join([*lines, ""])))
        if run_and_die(["review", "--plain"], fatal) != KILLED:
            break
        deaths += 1
        assert piped().code == 0, f"killed at operation {fatal}"
        assert (brag(home), program("list", "--json").out) in expected, f"killed at operation {fatal}"
        fatal += step
    assert deaths > 4


def restore(saved: Path, home: Path) -> None:
    shutil.rmtree(home)
    shutil.copytree(saved, home)


def test_a_wrong_plan_is_refused_whole_kept_and_opened_again(
    home: Path, six: list[Ref], program: Program, monkeypatch: pytest.MonkeyPatch, editor: Callable[[str], str]
) -> None:
    before = brag(home)
    wrong = f"'accept {six[0]} Added export number 4.\\nacept {six[1]} x\\nedit {six[2]} My own words.\\n'"
    monkeypatch.setenv("HARVESTER_EDITOR", editor(wrong))
    result = program("review", "--editor")
    assert result.code == 2
    assert "line 2: 'acept' is none of accept, edit, reject, later" in result.err
    assert brag(home) == before
    assert program("undo", "--list").out == ""
    assert (home / STATE / "plan.txt").stat().st_mode & 0o777 == 0o600
    right = f"text.replace('acept {six[1]} x', '')"
    monkeypatch.setenv("HARVESTER_EDITOR", editor(right))
    assert program("review", "--editor").code == 0
    assert "My own words." in brag(home)
    assert not (home / STATE / "plan.txt").exists()


@pytest.mark.parametrize(("expression", "code"), [("text", 0), ("''", 0), ("sys.exit(1)", 1)])
def test_a_plan_left_alone_emptied_or_abandoned_decides_nothing(
    monkeypatch: pytest.MonkeyPatch, program: Program, editor: Callable[[str], str], expression: str, code: int
) -> None:
    home = Path.home()
    fill(home, pile(6))
    before = brag(home)
    monkeypatch.setenv("HARVESTER_EDITOR", editor(expression))
    assert program("review", "--editor").code == code
    assert brag(home) == before
    assert program("undo", "--list").out == ""


@pytest.mark.parametrize(
    "arguments",
    [["--json"], ["--category", "project"], ["--plain", "--accept", "x:y"], ["--editor", "--reject", "x:y"]],
)
def test_options_that_make_no_sense_together_are_refused(
    program: Program, six: list[Ref], arguments: list[str]
) -> None:
    assert six
    assert program("review", *arguments).code == 2


def test_decisions_by_ref_write_what_was_kept_too(home: Path, six: list[Ref], program: Program, piped: Piped) -> None:
    piped("a", "Q")
    result = program("review", "--reject", str(six[1]), "--json")
    assert [one["verdict"] for one in result.json["verdicts"]] == ["rejected"]
    assert "- 2026-11-16 Added export number 4. ([#4]" in brag(home)
    assert str(six[1]) not in brag(home)


def test_undo_by_command_takes_back_what_a_sitting_did(
    home: Path, six: list[Ref], program: Program, piped: Piped
) -> None:
    assert six
    before = brag(home)
    piped("a", "j", "m")
    result = program("undo", "2")
    assert [line.split("\t")[1] for line in result.lines] == ["revised", "revised", "accepted"]
    assert sorted(brag(home).splitlines()) == sorted(before.splitlines())


def test_only_a_drawn_screen_loads_textual(six: list[Ref]) -> None:
    script = (
        f"import sys; sys.argv = ['harvester', 'review', '--accept', {str(six[0])!r}]\n"
        "from harvester.cli import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
        "assert 'textual' not in sys.modules and 'harvester.draft' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_threshold_that_is_read_without_the_settings_is_theirs() -> None:
    assert Settings.model_fields["review"].default.batch_threshold == DEFAULT_THRESHOLD


@pytest.mark.parametrize(("written", "environment", "sure"), [
    ("", "", 6), ("[review]\nbatch_threshold = 1.0\n", "", 0), ("", "1.0", 0),
    ("[review]\nbatch_threshold = 1\n", "", 0), ("[review]\nbatch_threshold = 1.0\n", "0.5", 6),
])  # fmt: skip
def test_the_threshold_is_the_configured_one(
    program: Program, monkeypatch: pytest.MonkeyPatch, written: str, environment: str, sure: int
) -> None:
    fill(Path.home(), pile(6))
    config = Path("mine.toml")
    config.write_text(written)
    if environment:
        monkeypatch.setenv("HARVESTER_REVIEW__BATCH_THRESHOLD", environment)
    monkeypatch.setattr(sys, "stdin", io.StringIO("A\nA\nn\nQ\n"))
    assert f"Accept {sure} sure ones of all groups?" in program("--config", config, "review").out


def test_a_threshold_that_is_none_is_refused(program: Program, home: Path) -> None:
    fill(home, pile(1))
    (home / "mine.toml").write_text("[review]\nbatch_threshold = 7.0\n")
    assert program("--config", "mine.toml", "review", "--plain").code == 2


def test_drafts_are_taken_apart_and_given_criteria_with_the_real_rubric_and_drafter(
    home: Path, program: Program, piped: Piped
) -> None:
    lead, other = evidence(1), evidence(3, title="Fix the rounding of the export")
    joined = replace(draft(lead), refs=(lead.ref, other.ref))
    fill(home, [(joined, [lead, other])])
    result = piped("c", "craft, scope", "c charm", "x 2", "G", "a")
    assert result.code == 0, result.err
    assert "craft: " in result.out
    assert "criteria: craft, scope" in result.out
    assert "There is no criterion 'charm' (" in result.out
    assert "taken apart" in result.out
    assert (
        f"- 2026-11-17 Fixed the rounding of the export. ([#3](https://github.com/acme/pay/pull/3)) <!-- hv {other.ref}"
        in brag(home)
    )
    shown = program("show", str(lead.ref), "--json").json["draft"]
    assert [one["id"] for one in shown["criteria"]] == ["craft", "scope"]
    assert shown["refs"] == [str(lead.ref)]


def test_the_words_of_an_edit_that_brings_none_are_asked_for_in_the_editor(
    home: Path, six: list[Ref], program: Program, monkeypatch: pytest.MonkeyPatch, editor: Callable[[str], str]
) -> None:
    expression = (
        f"text.replace('later {six[0]} ', 'edit {six[0]} ').replace('Added export number 4.\\n\\n', 'Made it.')"
    )
    monkeypatch.setenv("HARVESTER_EDITOR", editor(expression))
    assert program("review", "--editor").code == 0
    assert "Made it." in brag(home)
    assert brag(home).count("- [ ]") == 5
