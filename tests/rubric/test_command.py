"""`harvester rubric`: list, show, check and use."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from harvester.cli import harvester
from harvester.cli.rubric import set_rubric
from harvester.errors import ConfigError, UsageError

MINE = """\
schema = 1
[rubric]
id = "mine"
name = "Mine"
notice = "Talk first."
[[levels]]
id = "one"
name = "One"
[[levels]]
id = "two"
name = "Two"
[[criteria]]
id = "depth"
name = "Depth"
core = ["system_understanding"]
[[expectations]]
criterion = "depth"
level = "one"
text = "Knows why."
evidence = "manual"
"""


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "config.toml"
    monkeypatch.setenv("HARVESTER_CONFIG", str(path))
    path.write_text('document = "~/brag.md"  # mine\n\n[me]\nname = "Ann Example"\n')
    return path


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(MINE)
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(harvester, ["rubric", *arguments])


@pytest.mark.usefixtures("config")
def test_the_built_in_rubric_is_listed_and_in_use() -> None:
    assert run("list").stdout == "* default\tSoftware engineer\tjunior, mid, senior\n"
    listed = json.loads(run("list", "--json").stdout)
    assert listed == {
        "schema": 1,
        "rubrics": [{"rubric": "default", "name": "Software engineer", "in_use": True}],
    }


def test_a_rubric_is_shown_with_its_core_tags_and_what_only_you_can_tell(mine: Path) -> None:
    assert run("show", str(mine)).stdout == (
        "Mine (mine)\n\nDepth [depth], evidence by system_understanding\n"
        "  one: Knows why. (only you can tell)\n\nTalk first.\n"
    )
    assert "Knows why" not in run("show", str(mine), "--level", "two").stdout


def test_a_rubric_is_shown_as_json(mine: Path) -> None:
    shown = json.loads(run("show", str(mine), "--json").stdout)
    assert shown["schema"] == 1
    assert shown["criteria"][0]["core"] == ["system_understanding"]
    assert shown["expectations"][0]["evidence"] == "manual"


def test_an_unknown_level_is_refused(mine: Path) -> None:
    assert isinstance(run("show", str(mine), "--level", "three").exception, UsageError)


def test_a_check_counts_what_can_be_harvested(mine: Path) -> None:
    result = run("check", str(mine))
    assert f"{mine}: right\n" in result.stdout
    assert "levels: 2, criteria: 1, expectations: 0 direct, 0 proxy, 1 manual" in result.stdout
    assert "no criterion maps to the core tag impact" in result.stderr
    assert "two expects nothing of depth" in result.stderr


def test_a_check_refuses_with_file_and_line(mine: Path) -> None:
    mine.write_text(MINE.replace("core =", "cor ="))
    refusal = run("check", str(mine)).exception
    assert isinstance(refusal, ConfigError)
    assert refusal.what.startswith(f"{mine}:15: ")


def test_a_file_named_like_a_built_in_rubric_is_checked_as_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("default").write_text(MINE)
    assert "criteria: 1," in run("check", "default").stdout


def test_using_a_rubric_writes_one_line_of_the_configuration(config: Path, mine: Path) -> None:
    config.chmod(0o640)
    assert run("use", str(mine)).exit_code == 0
    assert config.read_text() == (f'document = "~/brag.md"  # mine\n\nrubric = "{mine}"\n[me]\nname = "Ann Example"\n')
    assert config.stat().st_mode & 0o777 == 0o600
    assert run("list").stdout.splitlines()[1].startswith(f"* {mine}")
    assert run("use", "default").exit_code == 0
    assert 'rubric = "default"\n' in config.read_text()
    assert [path.name for path in config.parent.iterdir() if path.name.startswith(".")] == []


def test_a_configuration_behind_a_symlink_stays_there(config: Path, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles" / "config.toml"
    real.parent.mkdir()
    config.rename(real)
    config.symlink_to(real)
    assert run("use", "default").exit_code == 0
    assert config.is_symlink()
    assert 'rubric = "default"' in real.read_text()


def test_a_new_configuration_is_private(home: Path) -> None:
    path = home / ".config" / "harvester" / "config.toml"
    assert run("use", "default").exit_code == 0
    assert path.read_text() == 'rubric = "default"\n'
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_wrong_rubric_is_not_put_in_use(config: Path, mine: Path) -> None:
    before = config.read_bytes()
    mine.write_text(MINE.replace("core =", "cor ="))
    assert isinstance(run("use", str(mine)).exception, ConfigError)
    assert isinstance(run("use", "nowhere").exception, UsageError)
    assert config.read_bytes() == before


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("", 'rubric = "x"\n'),
        ("a = 1", 'a = 1\nrubric = "x"\n'),
        ('rubric = "old"', 'rubric = "x"'),
        ('rubric="old"   # keep\r\nb = 1\r\n', 'rubric = "x"   # keep\r\nb = 1\r\n'),
        ("[me]\nrubric = 1\n", 'rubric = "x"\n[me]\nrubric = 1\n'),
        ('# rubric = "no"\n[me]\n', '# rubric = "no"\nrubric = "x"\n[me]\n'),
        ('emails = [\n  "a",\n]\n[me]\n', 'emails = [\n  "a",\n]\nrubric = "x"\n[me]\n'),
    ],
)
def test_every_other_byte_of_the_configuration_stays(text: str, changed: str) -> None:
    assert set_rubric(text, "x") == changed
