"""What the README says is true: its connector keeps the seam, its commands exist, its test command is what runs."""

import importlib.metadata
import re
import shlex
import subprocess
import types
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import pytest

from harvester.cli import harvester
from harvester.config.file import read_file
from harvester.config.layers import validate
from harvester.connector import Connector
from harvester.model import Evidence, Gap, Window
from harvester.registry import guarded, make_connector
from tests.contract import ConnectorContract
from tests.fakes.diary import session

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
YEAR = Window(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))


def block(marker: str) -> str:
    found = re.search(rf"<!-- {marker} -->\n```\w+\n(.*?)```", README, re.DOTALL)
    assert found
    return found[1]


def talks(path: Path) -> Connector[Any]:
    module = types.ModuleType("talks")
    exec(compile(block("connector"), "README.md", "exec"), module.__dict__)  # noqa: S102 - the README is ours
    connector: Connector[Any] = module.Talks(module.TalksSettings(file=str(path)), session())
    return connector


def test_the_connector_of_the_readme_is_about_forty_lines() -> None:
    assert block("connector").count("\n") <= 45


def test_the_connector_of_the_readme_yields_evidence(tmp_path: Path) -> None:
    file = tmp_path / "talks.csv"
    file.write_text("2026-05-04,Ledgers for everyone,https://example.com/t/1\n2025-05-04,Older,\n")
    connector = talks(file)
    (evidence,) = guarded(connector, connector.scopes()[0], YEAR)
    assert isinstance(evidence, Evidence)
    assert (evidence.title, evidence.url) == ("Ledgers for everyone", "https://example.com/t/1")


def test_the_connector_of_the_readme_tells_what_it_cannot_read(tmp_path: Path) -> None:
    connector = talks(tmp_path / "none.csv")
    (gap,) = guarded(connector, connector.scopes()[0], YEAR)
    assert isinstance(gap, Gap)
    assert "No such file" in gap.reason


class TestTheConnectorOfTheReadme(ConnectorContract):
    """Its whole test file would be this class."""

    @pytest.fixture
    def connector(self, tmp_path: Path) -> Connector[Any]:
        file = tmp_path / "talks.csv"
        file.write_text(
            "".join(f"2026-{month:02}-04,Talk {month},https://example.com/{month}\n" for month in range(1, 9))
        )
        return talks(file)

    @pytest.fixture
    def window(self) -> Window:
        return YEAR


def test_the_configuration_of_the_readme_is_right(tmp_path: Path) -> None:
    found = re.search(r"```toml\n(.*?)```", README, re.DOTALL)
    assert found
    config = tmp_path / "config.toml"
    config.write_text(found[1])
    settings = validate(read_file(config))
    assert list(settings.connectors) == ["git", "github", "jira"]
    for name, table in settings.connectors.items():
        assert isinstance(table, dict)
        make_connector(name, table, session())


def test_ci_runs_the_readmes_own_test_command() -> None:
    script = (ROOT / ".ci" / "run").read_text()
    extraction = next(line for line in script.splitlines() if line.startswith("test_command="))
    found = subprocess.run(
        ["bash", "-c", f'{extraction}; echo "$test_command"'], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout == block("test command")


def commands_of(text: str) -> Iterator[list[str]]:
    for found in re.finditer(r"`harvester ([^`]+)`|harvester (run --email[^`\n]+)\n", text):
        yield shlex.split(found[1] or found[2])


@pytest.mark.parametrize(
    "document", ["README.md", *sorted(str(p.relative_to(ROOT)) for p in (ROOT / "docs").glob("*.md"))]
)
def test_every_command_and_option_of_the_documents_exists(document: str) -> None:
    for words in commands_of((ROOT / document).read_text()):
        if words[0].startswith("-"):
            continue
        command: click.Command | None = harvester
        context = click.Context(harvester)
        while isinstance(command, click.Group) and words and not words[0].startswith("-"):
            command = command.get_command(context, words.pop(0))
        assert command is not None, words
        options = {name for parameter in command.params for name in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= options


def test_the_distribution_brings_both_packages_and_the_program() -> None:
    files = importlib.metadata.files("evidence-harvester")
    assert files
    points = importlib.metadata.distribution("evidence-harvester").entry_points
    assert {point.name for point in points.select(group="harvester.connectors")} >= {"git"}
    assert points["harvester"].value == "harvester.cli:main"


def test_no_registry_address_stands_in_the_lock() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    assert "://" not in lock
    assert "--hash=sha256:" in lock
