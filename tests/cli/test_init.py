"""`harvester init`: from an empty home to a configuration that says what is here, and nothing else."""

import os
import re
import stat
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Program
from tests.fakes.odd_repositories import TRAPS
from tests.fakes.repository import ANN, BEN, Repository
from tests.screen.terminal import PROGRAM, Terminal

CONFIG = Path(".config/harvester/config.toml")
OLD_ANN = "Ann Example <ann@old.example.com>"
TOKEN = "gho_" + "Zq9X" * 9


@pytest.fixture
def ann(home: Path) -> Path:
    """A home whose git knows Ann."""
    (home / ".gitconfig").write_text("[user]\n\tname = Ann Example\n\temail = ann@example.com\n")
    return home


@pytest.fixture
def gh(ann: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `gh` that Ann is signed in to; returns a canary that it leaves when it is started."""
    canary, program = ann / "canary", ann / "bin/gh"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\ntouch '{canary}'\n")
    program.chmod(stat.S_IRWXU)
    monkeypatch.setenv("PATH", str(program.parent), prepend=os.pathsep)
    (ann / ".config/gh").mkdir(parents=True)
    (ann / ".config/gh/hosts.yml").write_text(f"github.com:\n    user: ann\n    oauth_token: {TOKEN}\n")
    return canary


def clone(home: Path, name: str, *authors: str) -> Repository:
    """A repository below the home with a commit of each author."""
    repository = Repository.create(home / name)
    for author in authors:
        repository.commit("Work", author=author)
    return repository


def written(home: Path) -> dict[str, Any]:
    """What the configuration says, without its tables that say nothing."""
    return {key: value for key, value in tomllib.loads((home / CONFIG).read_text()).items() if value != {}}


def answer(*answers: tuple[str, str], arguments: Sequence[str] = ()) -> Terminal:
    """Answer each question as it is asked, to the end; a pair is the end of the prompt and what is typed."""
    terminal = Terminal.run("init", *arguments)
    for prompt, typed in answers:
        terminal.wait_for(prompt)
        terminal.type(f"{typed}\r")
    terminal.end()
    return terminal


def test_everything_is_found_and_written_without_a_question(program: Program, ann: Path) -> None:
    clone(ann, "src/pay", ANN, ANN)
    clone(ann, "src/github.com/acme/ledger", ANN)
    clone(ann, "src/foreign", BEN)
    result = program("init", "--yes")
    assert (result.code, result.out) == (0, f"{ann / CONFIG}\n")
    assert written(ann) == {
        "document": "~/brag.md",
        "me": {"name": "Ann Example", "emails": ["ann@example.com"]},
        "connectors": {"git": {"repositories": ["~/src/pay", "~/src/github.com/acme/ledger"]}},
    }
    assert "Nothing left this machine." in result.err
    assert result.err.endswith("Next: harvester run\n")
    assert program("config", "check").code == 0


def test_many_repositories_are_all_written_and_some_named(program: Program, ann: Path) -> None:
    for number in range(12):
        clone(ann, f"src/acme/{number:02}", ANN)
    result = program("init", "--yes")
    assert written(ann)["connectors"]["git"]["repositories"] == [f"~/src/acme/{number:02}" for number in range(12)]
    assert result.err.count("~/src/acme/") == 8
    assert "and 4 more" in result.err


def test_the_file_is_private_and_so_is_its_folder(program: Program, ann: Path) -> None:
    program("init", "--yes")
    assert stat.S_IMODE((ann / CONFIG).stat().st_mode) == 0o600
    assert stat.S_IMODE((ann / CONFIG).parent.stat().st_mode) == 0o700


def test_addresses_that_look_like_mine_are_not_taken_unasked(program: Program, ann: Path) -> None:
    repository = clone(ann, "src/pay", ANN, OLD_ANN, "Ann Example <7+annex@users.noreply.github.com>")
    repository.git("config", "user.email", "ann@work.example")
    program("init", "--yes")
    assert written(ann)["me"]["emails"] == ["ann@example.com", "ann@work.example"]


def test_three_questions_are_answered_by_enter(ann: Path) -> None:
    clone(ann, "src/pay", ANN, OLD_ANN)
    clone(ann, "src/ledger", BEN)
    terminal = answer(("known.", ""), ("week?", ""), ("document?", ""))
    assert terminal.code == 0
    assert terminal.output.count(b"?\r\n") + terminal.output.count(b"known.\r\n") == 3
    assert written(ann)["me"]["emails"] == ["ann@example.com"]
    assert written(ann)["connectors"] == {"git": {"repositories": ["~/src/pay"]}}
    assert written(ann)["document"] == "~/brag.md"


def test_three_questions_are_answered_otherwise(ann: Path) -> None:
    clone(ann, "src/pay", ANN, OLD_ANN)
    clone(ann, "src/ledger", OLD_ANN, OLD_ANN)
    clone(ann, "src/tools", BEN)
    (ann / "notes").mkdir()
    terminal = answer(("[1]: ", "all"), ("[1 2]: ", "1, 3"), ("run]: ", "~/notes/wins.md"))
    assert terminal.code == 0
    assert written(ann)["me"]["emails"] == ["ann@example.com", "ann@old.example.com"]
    assert written(ann)["connectors"] == {"git": {"repositories": ["~/src/ledger", "~/src/tools"]}}
    assert written(ann)["document"] == "~/notes/wins.md"


def test_an_answer_that_makes_no_sense_is_asked_for_again(ann: Path) -> None:
    clone(ann, "src/pay", ANN, OLD_ANN)
    terminal = answer(("[1]: ", "7"), ("[1]: ", "both"), ("[1]: ", "2"), ("run]: ", "missing/brag.md"), ("run]: ", ""))
    assert terminal.code == 0
    assert b"The numbers go from 1 to 2." in terminal.output
    assert b"'both' is no number" in terminal.output
    assert b"its folder is missing" in terminal.output
    assert written(ann)["me"]["emails"] == ["ann@old.example.com"]


def test_only_what_has_a_choice_is_asked(ann: Path) -> None:
    clone(ann, "src/pay", ANN)
    assert answer(("document?", "")).code == 0
    (ann / CONFIG).unlink()
    assert answer(arguments=["--document", str(ann / "brag.md")]).code == 0


@pytest.mark.parametrize("key", ["\x03", "\x04"])
def test_leaving_in_the_middle_writes_nothing(ann: Path, key: str) -> None:
    clone(ann, "src/pay", ANN, OLD_ANN)
    terminal = Terminal.run("init")
    terminal.wait_for("[1]: ")
    terminal.type("\r")
    terminal.wait_for("run]: ")
    terminal.type(key)
    assert terminal.end() == 130
    assert re.search(rb"\n(\x1b\[\d+m)*error:", terminal.output), "a line of its own"
    assert not (ann / ".config").exists()


def test_without_a_terminal_nobody_is_asked(ann: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "init"], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "try: harvester init --yes" in done.stderr
    assert not (ann / CONFIG).exists()


def test_where_git_knows_nobody_the_addresses_seen_are_offered(program: Program, home: Path) -> None:
    clone(home, "src/pay", BEN, ANN, ANN)
    assert answer(("[none]: ", "1"), ("run]: ", "")).code == 0
    assert written(home)["me"] == {"emails": ["ann@example.com"]}
    (home / CONFIG).unlink()
    result = program("init", "--yes")
    assert result.code == 0
    assert "git config has no user.email" in result.err
    assert result.err.endswith("Next: git config --global user.email ADDRESS, then: harvester run\n")
    assert "me" not in written(home)


def test_the_repository_one_stands_in_is_read_also_without_commits_of_mine(
    program: Program, ann: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = clone(ann, "work/new", BEN)
    clone(ann, "work/beside", BEN)
    (here.path / "deep").mkdir()
    monkeypatch.chdir(here.path / "deep")
    program("init", "--yes")
    assert written(ann)["connectors"] == {"git": {"repositories": ["~/work/new"]}}


def test_where_nothing_is_found_the_next_step_is_to_go_where_something_is(program: Program, ann: Path) -> None:
    result = program("init", "--yes")
    assert "none found near here" in result.err
    assert result.err.endswith("Next: go into a repository of yours, then: harvester run\n")
    assert "connectors" not in written(ann)


def test_named_repositories_are_read_and_no_others_looked_for(program: Program, ann: Path) -> None:
    clone(ann, "src/pay", ANN)
    named = clone(ann, "elsewhere/deep/down/ledger", BEN)
    (named.path / "docs").mkdir()
    assert program("init", "--yes", "--repo", named.path / "docs", "--repo", named.path).code == 0
    assert written(ann)["connectors"] == {"git": {"repositories": ["~/elsewhere/deep/down/ledger"]}}


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--repo", "nowhere"], "There is no such folder"),
        (["--document", "nowhere/brag.md"], "its folder is missing"),
        (["--document", "/dev/null"], "it is no file"),
        (["--document", "."], "directory"),
        (["--rubric", "nowhere.toml"], "no rubric"),
    ],
)
def test_what_is_named_and_makes_no_sense_is_refused(
    program: Program, ann: Path, arguments: list[str], reason: str
) -> None:
    result = program("init", "--yes", *arguments)
    assert (result.code, result.out) == (2, "")
    assert reason.casefold() in result.err.casefold()
    assert not (ann / CONFIG).exists()


def test_a_rubric_is_checked_and_named(program: Program, ann: Path) -> None:
    assert program("init", "--yes", "--rubric", "default").code == 0
    assert written(ann)["rubric"] == "default"
    (ann / CONFIG).unlink()
    (ann / "ours.toml").write_text(program("rubric", "show", "default", "--json").out and "= broken")
    assert program("init", "--yes", "--rubric", "ours.toml").code == 2
    assert not (ann / CONFIG).exists()


def test_a_document_that_exists_is_taken_with_its_headings(program: Program, ann: Path) -> None:
    (ann / "Documents").mkdir()
    document = ann / "Documents/brag-2026.md"
    document.write_text("# 2026\n\n## Wins\n\n## Kudos\n")
    result = program("init", "--yes")
    assert written(ann)["document"] == "~/Documents/brag-2026.md"
    assert written(ann)["headings"] == {"project": "Wins", "feedback": "Kudos"}
    assert "kept as it is" in result.err
    assert document.read_text() == "# 2026\n\n## Wins\n\n## Kudos\n"


def test_a_signed_in_gh_turns_github_on_and_is_not_started(program: Program, ann: Path, gh: Path) -> None:
    clone(ann, "src/pay", ANN, "A <7+ann@users.noreply.github.com>")
    result = program("init", "--yes")
    content = written(ann)
    assert content["connectors"]["github"] == {"token_command": ["gh", "auth", "token"]}
    assert content["me"]["github"] == ["ann"]
    assert not gh.exists()
    assert TOKEN not in (ann / CONFIG).read_text() + result.out + result.err
    assert program("config", "check").code == 0


def test_an_enterprise_server_of_gh_is_named(program: Program, ann: Path, gh: Path) -> None:
    (ann / ".config/gh/hosts.yml").write_text("ghe.example.com:\n    user: ann-example\n")
    program("init", "--yes")
    assert written(ann)["connectors"]["github"]["url"] == "https://ghe.example.com/api/v3"
    assert "github" not in written(ann)["me"]
    assert not gh.exists()


def test_without_gh_the_other_sources_stay_commented_out(program: Program, ann: Path) -> None:
    result = program("init", "--yes")
    text = (ann / CONFIG).read_text()
    assert "connectors" not in tomllib.loads(text)
    for source in ("git", "github", "jira"):
        assert f"\n# [connectors.{source}]" in text
    assert "harvester auth set jira" in result.err


@pytest.mark.parametrize("name", ["a file monitor", "a hook", "a program for alternate refs", "a signature program"])
def test_a_hostile_clone_beside_mine_runs_nothing(program: Program, ann: Path, name: str) -> None:
    (ann / "src").mkdir()
    trap = TRAPS[name](ann / "src")
    clone(ann, "src/pay", ANN)
    assert program("init", "--yes").code == 0
    assert not trap.canary.exists()
    trap.run_naively()
    assert trap.canary.exists(), "the trap is dead"


def test_a_name_in_a_clone_cannot_write_a_key(program: Program, ann: Path) -> None:
    hostile = 'x"]\n[connectors.jira]\ntoken_command = ["touch", "canary"]\n#'
    (ann / "src").mkdir()
    (ann / 'src/a"]\nb').mkdir()
    Repository.create(ann / 'src/a"]\nb').commit("Work", author=ANN)
    repository = clone(ann, 'src/p"ay', ANN)
    repository.git("config", "user.name", hostile)
    repository.git("config", "user.email", hostile)
    result = program("init", "--yes")
    assert result.code == 0
    assert "cannot be written down" in result.err
    assert written(ann)["connectors"] == {"git": {"repositories": ['~/src/p"ay']}}
    assert program("config", "check").code == 0


def test_a_second_time_nothing_is_written_and_what_is_new_is_told(program: Program, ann: Path, gh: Path) -> None:
    clone(ann, "src/pay", ANN)
    (ann / ".config/gh/hosts.yml").rename(ann / "hosts.yml")
    program("init", "--yes")
    before = (ann / CONFIG).read_bytes()
    again = program("init", "--yes")
    assert (again.code, again.out) == (0, f"{ann / CONFIG}\n")
    assert "Nothing new was found." in again.err
    (ann / "hosts.yml").rename(ann / ".config/gh/hosts.yml")
    clone(ann, "src/ledger", ANN, OLD_ANN)
    told = program("init").err
    assert '\n  repositories = ["~/src/pay", "~/src/ledger"]\n' in told
    assert '\n  emails = ["ann@example.com", "ann@old.example.com"]\n' in told
    assert '\n  [connectors.github]\n  token_command = ["gh", "auth", "token"]\n' in told
    assert (ann / CONFIG).read_bytes() == before
    assert not gh.exists()


def test_a_second_time_flags_are_told_as_lines(program: Program, ann: Path) -> None:
    named = clone(ann, "src/foreign", BEN)
    program("init", "--yes")
    before = (ann / CONFIG).read_bytes()
    told = program("init", "--repo", named.path, "--document", ann / "other.md", "--rubric", "default").err
    assert '\n  document = "~/other.md"\n' in told
    assert '\n  repositories = ["~/src/foreign"]\n' in told
    assert "rubric" not in told
    assert (ann / CONFIG).read_bytes() == before


def test_what_patterns_and_links_cover_is_not_new(program: Program, ann: Path) -> None:
    clone(ann, "src/team/pay", ANN)
    clone(ann, "src/team/ledger", ANN)
    clone(ann, "src/other", ANN)
    (ann / "link").symlink_to(ann / "src/other")
    (ann / CONFIG).parent.mkdir(parents=True)
    (ann / CONFIG).write_text('[connectors.git]\nrepositories = ["~/src/team/*", "~/link"]\n')
    assert "Nothing new was found." in program("init").err


@pytest.mark.parametrize("text", ["= broken", 'levle = "mid"\n', "[connectors.git]\nrepos = []\n"])
def test_a_broken_configuration_is_told_and_left(program: Program, ann: Path, text: str) -> None:
    (ann / CONFIG).parent.mkdir(parents=True)
    (ann / CONFIG).write_text(text)
    result = program("init", "--yes")
    assert (result.code, result.out) == (2, "")
    assert (ann / CONFIG).read_text() == text


def test_another_place_can_be_named_for_the_configuration(program: Program, ann: Path) -> None:
    result = program("--config", ann / "my conf/mine.toml", "init", "--yes")
    assert (result.code, result.out) == (0, f"{ann / 'my conf/mine.toml'}\n")
    assert result.err.endswith(f"harvester --config '{ann / 'my conf/mine.toml'}' run\n")
    assert not (ann / CONFIG).exists()
    assert program("--config", ann / "my conf/mine.toml", "init", "--yes").code == 0


def test_a_linked_configuration_stays_linked(program: Program, ann: Path) -> None:
    (ann / CONFIG).parent.mkdir(parents=True)
    (ann / CONFIG).symlink_to(ann / "dotfiles.toml")
    assert program("init", "--yes").code == 0
    assert (ann / CONFIG).is_symlink()
    assert "Ann Example" in (ann / "dotfiles.toml").read_text()
    before = (ann / "dotfiles.toml").read_bytes()
    assert program("init", "--yes").code == 0
    assert (ann / "dotfiles.toml").read_bytes() == before


def test_a_home_that_cannot_be_written_is_told(program: Program, ann: Path) -> None:
    (ann / ".config").write_text("no folder\n")
    result = program("init", "--yes")
    assert (result.code, result.out) == (1, "")
    assert "cannot be written" in result.err
