"""The weekly workflow as its runner does it: a fresh clone each week, and nothing kept but what was pushed."""

import json
import re
import subprocess
import textwrap
from pathlib import Path

import pytest

from tests.cli.conftest import CODE, Program
from tests.fakes.repository import ANN, Repository

EVERYTHING = ["brag.md", "harvester.toml", "notes.md", "state"]
SECRETS = {"GH_TOKEN": "", "JIRA_API_TOKEN": ""}


@pytest.fixture
def brag(tmp_path: Path, pay: Repository) -> Path:
    """A private repository with a configuration, on a server."""
    server = tmp_path / "brag.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", server], check=True)
    first = Repository.create(tmp_path / "first")
    repositories = json.dumps([str(pay.path)])
    settings = f'[me]\nemails = ["ann@example.com"]\n[connectors.git]\nrepositories = {repositories}\n'
    first.commit("Begin", {"harvester.toml": settings})
    first.git("push", "-q", str(server), "main")
    return server


def work(program: Program, clone: Path, server: Path, now: str) -> None:
    """Do the steps of the workflow that are ours, in a fresh clone."""
    subprocess.run(["git", "clone", "-q", server, clone], check=True)
    with pytest.MonkeyPatch.context() as runner:
        runner.chdir(clone)
        runner.setenv("HARVESTER_NOW", now)
        workflow = program("schedule", "print", "--as", "actions").out
        for name, value in [*re.findall(r"(HARVESTER_[A-Z_]+): (\S+)\n", workflow), *SECRETS.items()]:
            runner.setenv(name, value.strip('"'))
        (command,) = re.findall(r"        run: harvester (.*)\n", workflow)
        result = program(*command.split())
        assert (result.code, result.out, result.err) == (0, "", "")
        keep = textwrap.dedent(workflow.partition("        run: |\n")[2])
        subprocess.run(["bash", "-e", "-c", keep], check=True)


def test_document_and_state_come_back_each_week_and_nothing_comes_twice(
    program: Program, pay: Repository, brag: Path, tmp_path: Path
) -> None:
    work(program, tmp_path / "week 1", brag, "2026-11-20T14:00:00Z")
    first = (tmp_path / "week 1" / "brag.md").read_text()
    assert first.count("- [ ] ") == 2
    pay.commit("Add checksums to the billing export", {"pay/billing.py": CODE}, author=ANN, at="2026-11-25T10:00:00Z")
    work(program, tmp_path / "week 2", brag, "2026-11-27T14:00:00Z")
    second = (tmp_path / "week 2" / "brag.md").read_text()
    assert second.count("- [ ] ") == 3
    assert all(line in second for line in first.splitlines())
    work(program, tmp_path / "week 3", brag, "2026-12-04T14:00:00Z")
    assert (tmp_path / "week 3" / "brag.md").read_text() == second
    subjects = subprocess.run(
        ["git", "-C", brag, "log", "--format=%s", "main"], capture_output=True, text=True, check=True
    )
    assert subjects.stdout.splitlines()[-1] == "Begin"
    assert len(subjects.stdout.splitlines()) == 4


def test_the_doctor_finds_the_state_right_where_the_workflow_runs_and_wrong_elsewhere(
    program: Program, brag: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone = tmp_path / "week 1"
    work(program, clone, brag, "2026-11-20T14:00:00Z")
    monkeypatch.chdir(clone)
    monkeypatch.setenv("HARVESTER_STATE_DIR", str(clone / "state"))
    monkeypatch.setenv("HARVESTER_DOCUMENT", str(clone / "brag.md"))
    exposed = f"{clone / 'state'} lies in the Git repository"
    doctor = ("--config", "harvester.toml", "doctor", "--offline")
    assert exposed in program(*doctor).out
    workflow = program("schedule", "print", "--as", "actions").out
    Repository(clone).commit("Run by itself", {".github/workflows/harvester.yml": workflow})
    assert exposed not in program(*doctor).out


def test_what_the_person_pushed_meanwhile_stays(
    program: Program, brag: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work(program, tmp_path / "week 1", brag, "2026-11-20T14:00:00Z")
    late = tmp_path / "week 2"
    subprocess.run(["git", "clone", "-q", brag, late], check=True)
    mine = Repository(tmp_path / "week 1")
    mine.commit("Note", {"notes.md": "Mine.\n"})
    mine.git("push", "-q", "origin", "main")
    workflow = program("schedule", "print", "--as", "actions").out
    (late / "brag.md").write_text((late / "brag.md").read_text() + "\nmore\n")
    monkeypatch.chdir(late)
    subprocess.run(["bash", "-e", "-c", textwrap.dedent(workflow.partition("        run: |\n")[2])], check=True)
    listed = subprocess.run(
        ["git", "-C", brag, "ls-tree", "--name-only", "main"], capture_output=True, text=True, check=True
    )
    assert {"brag.md", "harvester.toml", "notes.md", "state"} <= set(listed.stdout.split())
