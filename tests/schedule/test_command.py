"""The command that is scheduled, and what of the session goes with it."""

import os
import sys
from pathlib import Path

import pytest

from harvester.errors import UsageError
from harvester.schedule.command import build_command, carried, left_behind, missing_parts


def make_program(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_it_is_the_program_that_was_called_with_the_configuration_in_force(tmp_path: Path) -> None:
    program = make_program(tmp_path / "my tools" / "harvester")
    assert build_command(tmp_path / "a b.toml", str(program)) == (
        str(program),
        "--config",
        str(tmp_path / "a b.toml"),
        "run",
        "--scheduled",
    )


def test_a_link_that_an_installer_made_is_kept_since_it_outlives_its_target(tmp_path: Path) -> None:
    target = make_program(tmp_path / "venvs" / "harvester")
    link = tmp_path / "bin" / "harvester"
    link.parent.mkdir()
    link.symlink_to(target)
    assert build_command(Path("/c.toml"), str(link))[0] == str(link)


def test_relative_paths_are_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_program(tmp_path / "bin" / "harvester")
    monkeypatch.chdir(tmp_path)
    program, _, config, *_ = build_command(Path("mine.toml"), "bin/harvester")
    assert (program, config) == (str(tmp_path / "bin" / "harvester"), str(tmp_path / "mine.toml"))


@pytest.mark.parametrize("called_as", ["harvester", "", "/usr/bin/python3", "/nowhere/harvester", "./harvester"])
def test_called_otherwise_it_is_the_program_beside_the_interpreter(
    called_as: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = make_program(tmp_path / "venv" / "bin" / "harvester")
    monkeypatch.setattr(sys, "executable", str(program.with_name("python3")))
    assert build_command(Path("/c.toml"), called_as)[0] == str(program)


def test_without_a_program_there_is_nothing_to_schedule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python3"))
    with pytest.raises(UsageError, match="not installed"):
        build_command(Path("/c.toml"), "harvester")


def test_what_the_run_needs_goes_along_and_no_token(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    environment = {
        "PATH": os.pathsep.join(
            [str(tmp_path / "bin"), "", ".", "relative", "/gone", str(tmp_path / "bin"), "/usr/bin"]
        ),
        "XDG_DATA_HOME": "/home/ann/data",
        "TZ": "Europe/Berlin",
        "GH_TOKEN": "secret",
        "JIRA_API_TOKEN": "secret",
        "HARVESTER_LEVEL": "senior",
        "HTTPS_PROXY": "http://ann:secret@proxy:8080",
        "NO_PROXY": "localhost",
        "PS1": "$",
    }
    assert carried(environment) == {
        "PATH": f"{tmp_path / 'bin'}:/usr/bin",
        "XDG_DATA_HOME": "/home/ann/data",
        "TZ": "Europe/Berlin",
        "NO_PROXY": "localhost",
    }
    assert list(left_behind(environment)) == ["GH_TOKEN", "HARVESTER_LEVEL", "HTTPS_PROXY", "JIRA_API_TOKEN"]


def test_a_session_without_anything_of_its_own_leaves_nothing_behind() -> None:
    assert carried({}) == {}
    assert list(left_behind({"HARVESTER_CONFIG": "x", "HARVESTER_NOW": "y", "GH_TOKEN": "", "HOME": "/"})) == []


def test_what_was_deleted_since_is_missed(tmp_path: Path) -> None:
    program, config = make_program(tmp_path / "harvester"), tmp_path / "config.toml"
    config.touch()
    command = build_command(config, str(program))
    assert list(missing_parts(command)) == []
    config.unlink()
    program.chmod(0o644)
    assert list(missing_parts(command)) == [f"the program {program} is gone", f"the configuration {config} is gone"]
