"""The installation: ours, once, and with the libraries that were installed. Each trouble is a real one on the path."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from harvester.doctor.installation import examine_installation
from tests.doctor.reading import is_well

CODE = """
import json
from harvester.doctor.installation import examine_installation as look
print(json.dumps([[one.state, one.what, one.why, one.cure] for one in look()]))
"""


def examine(path: Path) -> list[list[str]]:
    """Examine the installation with a folder before all others; gives what is not well."""
    environment = {**os.environ, "PYTHONPATH": str(path), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, "-c", CODE], env=environment, capture_output=True, text=True, check=True)
    return [one for one in json.loads(done.stdout) if one[0] != "ok"]


def make_package(folder: Path, name: str) -> None:
    (folder / name).mkdir()
    (folder / name / "__init__.py").write_text("raise RuntimeError('an examination imports nothing')\n")


def make_distribution(folder: Path, name: str, entry_points: str = "", requires: str = "") -> None:
    notes = folder / f"{name.replace('-', '_')}-1.0.dist-info"
    notes.mkdir()
    (notes / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{requires}")
    (notes / "entry_points.txt").write_text(entry_points)


def test_the_installation_of_the_tests_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.defpath)
    assert is_well(examine_installation())


def test_a_foreign_package_named_connectors_is_told_with_its_place(tmp_path: Path) -> None:
    make_package(tmp_path, "connectors")
    [[state, what, _, cure]] = examine(tmp_path)
    assert state == "fail"
    assert what == f"The package connectors is not ours: it lies at {tmp_path / 'connectors'}."
    assert "uv tool install" in cure


@pytest.mark.parametrize(("module", "library"), [("github", "pygithub"), ("git", "gitpython"), ("jira", "jira")])
def test_a_library_that_something_hides_is_told(tmp_path: Path, module: str, library: str) -> None:
    make_package(tmp_path, module)
    [[state, what, _, _]] = examine(tmp_path)
    assert state == "fail"
    assert what == f"The library {library} is hidden: {module} is imported from {tmp_path / module / '__init__.py'}."


def test_a_file_in_the_way_of_a_library_is_told_too(tmp_path: Path) -> None:
    (tmp_path / "requests.py").write_text("")
    [[_, what, _, _]] = examine(tmp_path)
    assert what == f"The library requests is hidden: requests is imported from {tmp_path / 'requests.py'}."


def test_two_packages_that_bring_the_same_connector_are_told(tmp_path: Path) -> None:
    make_distribution(tmp_path, "other-git", "[harvester.connectors]\ngit = other_git:Connector\n")
    [[state, what, _, cure]] = examine(tmp_path)
    assert (state, cure) == ("fail", "pip uninstall other-git")
    assert what == "The connector 'git' comes from 2 packages: evidence-harvester, other-git."


def test_a_connector_of_somebody_else_is_welcome(tmp_path: Path) -> None:
    make_distribution(tmp_path, "talks", "[harvester.connectors]\ntalks = talks:Talks\n")
    assert examine(tmp_path) == []


def test_a_library_that_is_missing_is_told(tmp_path: Path) -> None:
    make_distribution(
        tmp_path, "evidence-harvester", "[harvester.connectors]\ngit = a:B\n", "Requires-Dist: nosuchlib>=2\n"
    )
    found = examine(tmp_path)
    assert [
        "fail",
        "The library nosuchlib is missing.",
        "evidence-harvester needs it",
        "pip install 'nosuchlib>=2'",
    ] in found


def test_a_program_that_is_installed_twice_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("one", "two", "link"):
        (tmp_path / folder).mkdir()
    for folder in ("one", "two"):
        program = tmp_path / folder / "harvester"
        program.write_text("#!/bin/sh\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
    (tmp_path / "link" / "harvester").symlink_to(tmp_path / "one" / "harvester")
    monkeypatch.setenv("PATH", f"{tmp_path / 'one'}:{tmp_path / 'link'}")
    assert is_well(examine_installation()), "a link to it is no second one"
    monkeypatch.setenv("PATH", f"{tmp_path / 'one'}:{tmp_path / 'two'}")
    [twice] = [one for one in examine_installation() if one.cure]
    assert (
        twice.what
        == f"harvester is installed 2 times: {tmp_path / 'one' / 'harvester'}, {tmp_path / 'two' / 'harvester'}."
    )
