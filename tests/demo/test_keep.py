"""What `--keep` leaves to go on with, what it refuses, and how a demo ends that does not come to its end."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from harvester.demo import player
from tests.cli.conftest import Program
from tests.fakes.repository import Repository


@pytest.fixture
def kept(program: Program, tmp_path: Path) -> Path:
    """The folder of a demo that is over."""
    folder = tmp_path / "kept here" / "demo"
    told = program("demo", "--keep", folder)
    assert told.code == 0
    assert f"$ harvester --config '{folder}/config.toml' review\n" in told.out
    return folder


def test_the_person_goes_on_with_what_was_kept(program: Program, kept: Path) -> None:
    config = ("--config", kept / "config.toml")
    waiting = [line.split("\t")[0] for line in program(*config, "list").lines]
    assert len(waiting) == 2
    reviewed = program(*config, "review", "--accept", waiting[0], "--reject", waiting[1])
    assert [line.split("\t")[1] for line in reviewed.lines] == ["accepted", "rejected"]
    assert program(*config, "list").lines == []
    evidence = program(*config, "list", "--status", "evidence")
    assert {"git", "github", "jira"} == {line.partition(":")[0] for line in evidence.lines}
    assert program(*config, "undo").code == 0


def test_a_later_run_reads_the_repository_alone(program: Program, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GH_TOKEN", "ghp_" + "Zq9X" * 9)
    before = (kept / "brag.md").read_bytes()
    again = program("--config", kept / "config.toml", "run", "--json")
    assert again.code == 0
    assert [one["source"] for one in again.json["sources"]] == ["git"]
    assert again.json["drafts"]["appended"] == 0
    assert (kept / "brag.md").read_bytes() == before
    assert "GitHub and Jira were played" in (kept / "config.toml").read_text()


def test_a_kept_repository_is_whole_and_the_same_every_time(program: Program, kept: Path, tmp_path: Path) -> None:
    program("demo", "--keep", tmp_path / "other")
    first, second = Repository(kept / "pay"), Repository(tmp_path / "other" / "pay")
    assert first.git("status", "--porcelain") == ""
    assert first.git("rev-parse", "HEAD") == second.git("rev-parse", "HEAD")
    assert list((kept / "pay" / ".git" / "hooks").glob("*")) == []
    assert (kept / "config.toml").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["full", "full/mine.txt"])
def test_a_folder_with_something_in_it_is_refused(program: Program, tmp_path: Path, name: str) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    refused = program("demo", "--keep", tmp_path / name)
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.count("\n") == 3
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine.txt"]
    assert (tmp_path / "full" / "mine.txt").read_text() == "mine"


def test_an_empty_folder_is_taken_also_by_a_relative_name(program: Program, home: Path) -> None:
    (home / "demo").mkdir()
    assert program("demo", "--keep", "demo").code == 0
    assert json.dumps(str(home / "demo" / "pay")) in (home / "demo" / "config.toml").read_text()


def test_a_question_that_was_not_recorded_fails_loudly_and_leaves_nothing(
    program: Program, passing: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(player, "_RECORDED", tmp_path)
    failed = program("demo")
    assert failed.code == 1
    assert "The recorded answers lack one" in failed.err
    assert '"ask": "' in failed.err
    assert "python -m tests.demo.record" in failed.err
    assert list(passing.iterdir()) == []


@pytest.mark.parametrize("steps", range(4))
def test_an_interrupted_demo_leaves_nothing(passing: Path, steps: int) -> None:
    command = [sys.executable, "-P", "-c", "from harvester.cli import main; main()", "demo"]
    with subprocess.Popen(
        command, env=dict(os.environ), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as demo:
        assert demo.stdout is not None
        for line in demo.stdout:
            if line.startswith(f"{steps}. " if steps else "A week"):
                break
        assert [path.name[:15] for path in passing.iterdir()] == ["harvester-demo-"]
        demo.send_signal(signal.SIGINT)
        _, said = demo.communicate(timeout=60)
    assert demo.returncode == 130
    assert said.split("\n  try:")[0].strip() == "error: Interrupted."
    assert list(passing.iterdir()) == []


def test_a_reader_that_goes_away_ends_it(passing: Path) -> None:
    command = f"'{sys.executable}' -P -c 'from harvester.cli import main; main()' demo | head -1"
    done = subprocess.run(["sh", "-c", command], env=dict(os.environ), capture_output=True, text=True, check=True)
    assert done.stdout.startswith("A week of Ann Example's")
    assert done.stderr == ""
    assert list(passing.iterdir()) == []
