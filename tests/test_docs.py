"""What the documents say is true: their commands exist, their links lead somewhere, their plugin works."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from harvester.cli import harvester

ROOT = Path(__file__).parent.parent
DOCUMENTS = ["README.md", *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").glob("*.md"))]
PROGRAM = [sys.executable, "-c", "from harvester.cli import main; main()"]


def fenced(text: str) -> Iterator[tuple[str, str]]:
    """Yield language and text of every fenced block."""
    for found in re.finditer(r"^```(\w+)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        yield found[1], found[2]


def commands_of(text: str) -> Iterator[str]:
    """Yield every command line of the program: of shell blocks and sessions, and in running text."""
    for language, block in fenced(text):
        lines = block.splitlines() if language in {"sh", "console"} else []
        for part in (part for line in lines for part in line.removeprefix("$ ").split("&&")):
            if found := re.match(r"\s*(?:\.venv/bin/)?(harvester .*)", part):
                yield found[1]
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
    yield from (found[1] for found in re.finditer(r"`(harvester [^`]+)`", prose))


def parse(line: str) -> click.Context:
    """Read a command line as the program would, down to the last sub-command; nothing is run."""
    context = harvester.make_context("harvester", shlex.split(line, comments=True)[1:])
    while isinstance(context.command, click.Group):
        words = [*context._protected_args, *context.args]  # noqa: SLF001 - as click's own invoke does
        if not words:
            return context
        name, command, rest = context.command.resolve_command(context, words)
        assert command is not None, line
        if isinstance(command, click.Group) and not rest:
            return context
        context = command.make_context(name, rest, parent=context)
    return context


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_and_option_of_the_documents_is_one_of_the_program(document: str) -> None:
    for line in commands_of((ROOT / document).read_text()):
        if line.split()[1:] in (["--help"], ["--version"]):
            continue
        try:
            parse(line)
        except click.MissingParameter:
            assert f"`{line}`" in (ROOT / document).read_text(), f"{line} stands in a session without its argument"
        except click.UsageError as error:
            pytest.fail(f"{line}: {error.format_message()}")


def test_a_command_that_does_not_exist_would_be_noticed() -> None:
    for line in ("harvester rnu", "harvester run --no-such", "harvester --config FILE list --status odd"):
        with pytest.raises(click.UsageError):
            parse(line)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_between_the_documents_leads_somewhere(document: str) -> None:
    for target in re.findall(r"\]\(([^)#]+)", (ROOT / document).read_text()):
        if "://" not in target:
            assert ((ROOT / document).parent / target).exists(), target


def test_every_document_can_be_found_from_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    assert [document for document in DOCUMENTS[1:] if f"({document})" not in readme] == []


def plugin(name: str) -> str:
    found = re.search(
        rf"<!-- plugin {re.escape(name)} -->\n```\w+\n(.*?)```",
        (ROOT / "docs" / "connectors.md").read_text(),
        re.DOTALL,
    )
    assert found, name
    return found[1]


@pytest.fixture
def installed(tmp_path: Path) -> dict[str, str]:
    """Build the plugin of the documents and install it beside the program; the environment that finds it."""
    readme = re.search(r"<!-- connector -->\n```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert readme
    source = tmp_path / "source"
    (source / "harvester_talks").mkdir(parents=True)
    (source / "harvester_talks" / "__init__.py").write_text(readme[1])
    (source / "pyproject.toml").write_text(plugin("pyproject.toml"))
    target = tmp_path / "site"
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*command, "--disable-pip-version-check", "--target", target, source], check=True)
    return {**os.environ, "PYTHONPATH": str(target)}


def test_the_plugin_of_the_documents_installs_harvests_and_keeps_the_seam(
    tmp_path: Path, installed: dict[str, str]
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(plugin("config.toml"))
    (tmp_path / "talks.csv").write_text("2026-11-04,Ledgers for everyone,https://example.com/t/1\n")

    def run(*arguments: str | Path) -> str:
        done = subprocess.run(
            [*PROGRAM, "--config", config, *arguments],
            cwd=tmp_path, env=installed, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "talks\tharvester-talks 1.0" in run("connectors", "list")
    run("run")
    assert "Ledgers for everyone" in run("export")

    suite = tmp_path / "suite"
    suite.mkdir()
    (suite / "test_talks.py").write_text(plugin("test_talks.py"))
    shutil.copy(ROOT / "tests" / "contract.py", suite / "contract.py")
    judged = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", suite, suite],
        cwd=suite, env=installed, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert judged.returncode == 0, judged.stdout
    assert " passed" in judged.stdout
