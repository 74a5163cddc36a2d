"""The configuration's text: the example's keys with their meaning, those that are set filled in."""

import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from harvester.config.file import ConfigFile
from harvester.config.layers import validate
from harvester.config.settings import Settings
from harvester.setup.text import EXAMPLE_NAME, Value, compose, example_text, spell

ROOT = Path(__file__).parent.parent.parent


def read(text: str) -> Settings:
    return validate(ConfigFile(Path("config.toml"), exists=True, text=text, written=tomllib.loads(text)))


def said(text: str) -> dict[str, Any]:
    """What a configuration says, without its tables that say nothing."""
    return {key: value for key, value in tomllib.loads(text).items() if value != {}}


def test_with_nothing_set_the_defaults_are_in_force_and_no_source_is_on() -> None:
    text = compose({})
    assert said(text) == {}
    assert read(text).model_dump() == Settings().model_dump()


def test_every_key_of_the_example_stands_there_with_its_meaning() -> None:
    body = example_text().partition("\n\n")[2]
    composed = compose({("", "document"): "~/b.md", ("connectors.git", "repositories"): ["~/a", "~/b", "~/c"]})
    for line in body.splitlines():
        key, _, meaning = line.removeprefix("# ").partition("# ")
        assert key.partition(" = ")[0].strip() in composed
        assert meaning in composed


def test_what_is_set_is_filled_in_and_turns_its_table_on() -> None:
    text = compose(
        {
            ("", "document"): "~/notes/brag.md",
            ("headings", "project"): "Wins",
            ("me", "emails"): ["ann@example.com"],
            ("connectors.git", "repositories"): ["~/src/pay", "~/src/ledger", "~/src/a b"],
            ("connectors.github", "token_command"): ["gh", "auth", "token"],
        }
    )
    assert said(text) == {
        "document": "~/notes/brag.md",
        "headings": {"project": "Wins"},
        "me": {"emails": ["ann@example.com"]},
        "connectors": {
            "git": {"repositories": ["~/src/pay", "~/src/ledger", "~/src/a b"]},
            "github": {"token_command": ["gh", "auth", "token"]},
        },
    }
    assert "# [connectors.jira]" in text
    assert read(text).me.emails == ["ann@example.com"]


def test_a_key_can_be_set_by_taking_its_comment_sign_away() -> None:
    lines = compose({}).splitlines()
    for at, line in enumerate(lines):
        if line.startswith("# ") and " = " in line and line.partition(" = ")[0].removeprefix("# ").isidentifier():
            table = next((one for one in reversed(lines[:at]) if one.removeprefix("# ").startswith("[")), "")
            if not table.startswith("#"):
                tomllib.loads("\n".join([*lines[:at], line.removeprefix("# "), *lines[at + 1 :]]))


def test_meanings_keep_their_column_where_there_is_room() -> None:
    def columns(text: str) -> list[int]:
        keys = (line for line in text.splitlines() if line.removeprefix("# ").startswith(("level =", "rubric =")))
        return [line.index("  # ") for line in keys]

    assert len(columns(example_text())) == 2
    assert columns(compose({("", "rubric"): "mine"})) == columns(example_text())


@given(st.one_of(st.text(), st.lists(st.text())).filter(lambda value: "\ud800" not in value))
def test_whatever_is_spelled_is_read_back(value: Value) -> None:
    assert tomllib.loads(f"key = {spell(value)}")["key"] == value


@given(st.text(min_size=1))
def test_no_text_breaks_out_of_its_key(hostile: str) -> None:
    written = tomllib.loads(compose({("me", "name"): hostile, ("connectors.git", "repositories"): [hostile] * 3}))
    assert written["me"] == {"name": hostile}
    assert written["connectors"] == {"git": {"repositories": [hostile] * 3}}


def test_the_program_brings_the_example_along(tmp_path: Path) -> None:
    for kind in ("wheel", "sdist"):
        command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(tmp_path)]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    expected = (ROOT / EXAMPLE_NAME).read_bytes()
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        assert wheel.read(f"harvester/setup/{EXAMPLE_NAME}") == expected
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as sdist:
        assert any(name.endswith(f"/{EXAMPLE_NAME}") for name in sdist.getnames())
