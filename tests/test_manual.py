"""The manual pages say what the program says, and roff reads them without a word of complaint."""

import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import click
import pytest

from docs.manual import FOLDER, escape, render_pages
from harvester.cli import harvester

ROOT = Path(__file__).parents[1]


def test_the_pages_are_those_of_the_program() -> None:
    written = {path.name: path.read_text(encoding="ascii") for path in FOLDER.iterdir()}
    pages = render_pages()
    assert sorted(written) == sorted(pages)
    changed = [name for name in pages if written[name] != pages[name]]
    assert changed == [], "run: python docs/manual.py"


def test_every_command_has_a_page_and_every_option_stands_on_it() -> None:
    pages = render_pages()
    root = click.Context(harvester, info_name="harvester")
    for name in harvester.list_commands(root):
        command = harvester.get_command(root, name)
        assert command is not None
        page = pages[f"harvester-{name}.1"].replace("\\-", "-")
        assert f"harvester-{name}\\fR(1)" in pages["harvester.1"].replace("\\-", "-")
        for param in command.params:
            for flag in param.opts if isinstance(param, click.Option) else ():
                assert f"\\fB{flag}\\fR" in page, (name, flag)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        (".so /etc/passwd", "\\&.so /etc/passwd"),
        ("'tis", "\\&'tis"),
        ("a\\fBb", "a\\efBb"),
        ("--json", "\\-\\-json"),
        ("… –", "\\[u2026] \\[u2013]"),
    ],
)
def test_what_roff_would_interpret_is_escaped(text: str, escaped: str) -> None:
    assert escape(text) == escaped


@pytest.mark.skipif(not shutil.which("groff"), reason="groff is not installed")
def test_roff_reads_every_page_without_a_complaint() -> None:
    pages = sorted(map(str, FOLDER.glob("*.1")))
    done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-z", *pages], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not shutil.which("groff"), reason="groff is not installed")
def test_a_page_reads_as_the_help_does() -> None:
    command = ["groff", "-man", "-Tascii", "-P-cbou", "-rLL=200n", str(FOLDER / "harvester-run.1")]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "harvester run [OPTIONS]" in shown
    assert "--since DATE" in shown
    assert "Read from here instead of where the last run ended." in shown


def test_the_wheel_brings_the_pages_to_where_man_looks(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    [wheel] = tmp_path.glob("*.whl")
    names = ZipFile(wheel).namelist()
    data = [name.partition(".data/data/")[2] for name in names if ".data/" in name]
    assert sorted(data) == sorted(f"share/man/man1/{page}" for page in render_pages())
    assert "harvester/cli/topics/formats.txt" in names
