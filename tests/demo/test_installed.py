"""The demo as somebody meets it first: installed from the wheel, away from the source, without a network."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.demo.record import GOLDEN
from tests.demo.test_demo import RECORD_ANEW, anonymous

ROOT = Path(__file__).parent.parent.parent

_ONLY_LOOPBACK = """
import socket
connect = socket.socket.connect
def connect_to_loopback(self, address):
    if self.family != socket.AF_UNIX and address[0] != "127.0.0.1":
        raise SystemExit(f"reached for {address!r}")
    connect(self, address)
socket.socket.connect = connect_to_loopback
"""


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder of packages that holds what the wheel holds, before all others."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    [wheel] = (tmp_path / "dist").iterdir()
    packages = tmp_path / "packages"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    (packages / "sitecustomize.py").write_text(_ONLY_LOOPBACK)
    return packages


def run(packages: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(packages), **variables}
    program = "import harvester.cli as cli, sys; print(cli.__file__, file=sys.stderr); cli.main()"
    command = [sys.executable, "-P", "-c", program, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_an_installed_demo_tells_the_whole_story(installed: Path, home: Path, passing: Path) -> None:
    before = sorted(home.rglob("*"))
    told = run(installed, "demo", GH_TOKEN="ghp_" + "Zq9X" * 9, PYTHONDONTWRITEBYTECODE="1")
    assert told.stderr == f"{installed / 'harvester' / 'cli' / '__init__.py'}\n"
    assert told.returncode == 0
    assert anonymous(told.stdout) == GOLDEN.read_text(encoding="utf-8"), RECORD_ANEW
    assert sorted(home.rglob("*")) == before
    assert list(passing.iterdir()) == []


def test_without_git_it_says_so(installed: Path, passing: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    failed = run(installed, "demo", PATH=str(tmp_path / "empty"))
    assert failed.returncode == 1
    assert "error: Git is not installed, or not on the PATH.\n" in failed.stderr
    assert list(passing.iterdir()) == []
