"""The session of the README, replayed line by line in a repository that has that history."""

import re
import shlex
from pathlib import Path

from tests.cli.conftest import Program
from tests.fakes.repository import Repository

README = (Path(__file__).parents[2] / "README.md").read_text()
HOME = "/home/ann"


def block(marker: str) -> str:
    found = re.search(rf"<!-- {marker} -->\n```\w+\n(.*?)```", README, re.DOTALL)
    assert found
    return found[1]


def test_the_session_of_the_readme_goes_as_it_says(program: Program, inside_pay: Repository, home: Path) -> None:
    del inside_pay
    commands = [line for line in block("session").splitlines() if line.startswith("$ ")]
    assert commands
    shown = ""
    for command in commands:
        result = program(*shlex.split(command)[2:])
        assert result.code == 0, result.err
        shown += f"{command}\n{result.out}"
    assert shown.replace(str(home), HOME) == block("session")


def test_the_document_of_the_readme_is_what_the_session_leaves(
    program: Program, inside_pay: Repository, home: Path
) -> None:
    del inside_pay
    for command in re.findall(r"^\$ harvester (.*)$", block("session"), re.MULTILINE):
        program(*shlex.split(command))
    written = re.sub(r"\n{3,}", "\n\n", (home / "brag.md").read_text())
    assert block("document") in written
