"""The configuration: layers, origins, and errors that name file, line and key and never a value."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from harvester.config.essentials import Essentials, read_essentials
from harvester.config.file import ConfigFile, config_path, read_file
from harvester.config.layers import list_origins, unknown_variables, validate
from harvester.config.settings import KnownPerson, Settings
from harvester.config.zone import named_zone
from harvester.errors import ConfigError
from harvester.places import line_of, locate_keys
from harvester.registry import load_connector

ROOT = Path(__file__).parent.parent.parent
TOKEN = "ghp_" + "Zq9X" * 9


def read(tmp_path: Path, text: str) -> Settings:
    return validate(write(tmp_path, text))


def write(tmp_path: Path, text: str) -> ConfigFile:
    path = tmp_path / "config.toml"
    path.write_text(text)
    return read_file(path)


def refusal(tmp_path: Path, text: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, text)
    return caught.value


def said(error: ConfigError) -> str:
    return f"{error.what} {error.why} {error.cure}"


def test_without_a_file_the_defaults_are_in_force(home: Path) -> None:
    file = read_file()
    assert not file.exists
    assert read_essentials(file).document == home / "brag.md"
    assert read_essentials(file).state_folder == home / ".local" / "share" / "harvester"
    assert validate(file).model_dump() == Settings().model_dump()


def test_the_essentials_have_the_defaults_of_the_settings() -> None:
    essentials, settings = Essentials(headings={}), Settings()
    assert (essentials.document, essentials.timezone) == (settings.document, settings.timezone)
    assert not essentials.archive
    assert not settings.archive
    assert not settings.headings
    assert settings.state_dir == ""


def test_the_essentials_say_what_the_settings_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(
        tmp_path,
        'document = "~/a.md"\narchive = ["~/old.md"]\ntimezone = "UTC"\nstate_dir = "~/s"\n[headings]\nproject = "P"\n',
    )
    monkeypatch.setenv("HARVESTER_TIMEZONE", "Europe/Berlin")
    essentials, settings = read_essentials(file), validate(file)
    assert essentials.document == settings.document.expanduser()
    assert [str(path) for path in essentials.archive] == [str(Path(path).expanduser()) for path in settings.archive]
    assert essentials.state_folder == Path(settings.state_dir).expanduser()
    assert (essentials.timezone, essentials.headings) == (settings.timezone, settings.headings)


@pytest.mark.parametrize(
    "text", ["document = 3", "archive = 'x'", "archive = [1]", "headings = 1", "[headings]\nproject = 2"]
)
def test_essentials_of_a_wrong_type_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match="must be"):
        read_essentials(write(tmp_path, text))


@pytest.mark.parametrize("line", ["project = 'Decisions'", "projekt = 'x'", "project = ' '"])
def test_a_heading_that_cannot_be_is_refused_by_the_essentials_as_by_the_settings(tmp_path: Path, line: str) -> None:
    file = write(tmp_path, f"[headings]\n{line}\n")
    with pytest.raises(ConfigError) as cheap:
        read_essentials(file)
    with pytest.raises(ConfigError) as whole:
        validate(file)
    said = [(error.value.what, error.value.why, error.value.cure) for error in (cheap, whole)]
    assert said[0] == said[1]


def test_two_categories_may_exchange_their_headings(tmp_path: Path) -> None:
    file = write(tmp_path, "[headings]\nproject = 'Decisions'\ndecision = 'Projects'\n")
    assert read_essentials(file).headings == validate(file).headings


def test_the_environment_beats_the_file_and_the_file_the_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HARVESTER_HARVEST__MAX_DRAFTS", "7")
    file = write(tmp_path, '[harvest]\nmax_drafts = 9\nfirst_run = "4w"\n')
    settings = validate(file)
    assert (settings.harvest.max_drafts, settings.harvest.first_run) == (7, "4w")
    layers = {origin.key: origin.layer for origin in list_origins(file, settings)}
    assert layers["harvest.max_drafts"] == "HARVESTER_HARVEST__MAX_DRAFTS"
    assert layers["harvest.first_run"] == f"{file.path}:3"
    assert layers["harvest.overlap"] == "default"


@pytest.mark.parametrize("value", ['["a@example.com", "b@example.com"]', "a@example.com, b@example.com"])
def test_a_list_in_the_environment_is_json_or_comma_separated(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("HARVESTER_ME__EMAILS", value)
    assert validate(read_file()).me.emails == ["a@example.com", "b@example.com"]


def test_an_array_of_tables_in_the_environment_is_one_json_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARVESTER_PEOPLE", '[{"name": "Ben Example", "class": "junior"}]')
    assert validate(read_file()).people == [KnownPerson.model_validate({"name": "Ben Example", "class": "junior"})]


def test_a_connectors_table_passes_as_it_is_written(tmp_path: Path) -> None:
    settings = read(tmp_path, '[connectors.git]\nrepositories = ["~/src/pay"]\n[[connectors.jira]]\nname = "a"\n')
    assert settings.connectors == {"git": {"repositories": ["~/src/pay"]}, "jira": [{"name": "a"}]}


def test_the_file_is_the_flags_else_the_variables_else_the_users(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert config_path() == home / ".config" / "harvester" / "config.toml"
    monkeypatch.setenv("HARVESTER_CONFIG", str(tmp_path / "named.toml"))
    assert config_path() == tmp_path / "named.toml"
    assert config_path(tmp_path / "flag.toml") == tmp_path / "flag.toml"


def test_a_named_file_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no configuration file"):
        read_file(tmp_path / "none.toml")


def test_nothing_is_read_from_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.toml").write_text("level = 'hostile'")
    (tmp_path / ".env").write_text("HARVESTER_LEVEL=hostile")
    monkeypatch.chdir(tmp_path)
    assert validate(read_file()).level == ""


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("documnt = 'x'", "config.toml:1: there is no key 'documnt'", "did you mean 'document'"),
        ("[me]\n\nemail = ['a']", "config.toml:3: there is no key 'me.email'", "did you mean 'emails'"),
        ("[me]\nemails = 3", "config.toml:2: me.emails", "list"),
        ("[harvest]\nmax_drafts = 0", "config.toml:2: harvest.max_drafts", "greater than"),
        ("[harvest]\noverlap = '2 days'", "config.toml:2: harvest.overlap", "pattern"),
        ("[[people]]\nname='a'\n[[people]]\nclass='boss'", "config.toml:4: people.1.class", "junior"),
        ("[headings]\nprojekt = 'x'", "config.toml:1: headings", "no category"),
        ("[headings]\nproject = 'x'\ndecision = 'X'", "config.toml:1: headings", "share one heading"),
        ("[headings]\nproject = 'Decisions'", "config.toml:1: headings", "project and decision are both 'Decisions'"),
        ("[headings]\nfeedback = '## **projects**'", "config.toml:1: headings", "project and feedback are both"),
        ("[me]\nabsences = ['summer']", "config.toml:2: me.absences", "2026-07-01..2026-07-21"),
        ("[me]\nlevel_since = 'spring'", "config.toml:2: me.level_since", ""),
        ("[harvest]\nignore_titles = ['[']", "config.toml:2: harvest.ignore_titles", "regular expression"),
        ("[[connectors.jira]]\n[[connectors.jira]]", "config.toml:1: the configuration", "name of its own"),
        ("x = ", "config.toml is no TOML", "end of document"),
        ("a = 1\nb = 1 1", "config.toml is no TOML", "line 2"),
        ("a = 1\nb = [", "config.toml is no TOML", ""),
    ],
)
def test_an_error_names_file_line_and_key(tmp_path: Path, text: str, place: str, reason: str) -> None:
    error = refusal(tmp_path, text)
    assert error.exit_code == 2
    assert place in error.what
    assert reason in error.why


@pytest.mark.parametrize(
    "text",
    [
        f'token = "{TOKEN}"',
        f'[me]\nemails = "{TOKEN}"\nname = 3',
        f'[me]\ngithub = [["{TOKEN}"]]',
        f'[harvest]\nfirst_run = "{TOKEN}"',
        f'[[people]]\nname = "{TOKEN}"\nclass = "{TOKEN}"',
        f'process = "{TOKEN}"',
        f"timezone = {TOKEN}",
        f'level = "{TOKEN}',
        f"{TOKEN} = 1",
        f'[connectors]\ngithub = "{TOKEN}"',
        f'[me]\nabsences = ["{TOKEN}"]',
        f'[harvest]\nignore_titles = ["[{TOKEN}"]',
    ],
)
def test_no_error_shows_six_characters_of_a_token(tmp_path: Path, text: str) -> None:
    error = refusal(tmp_path, text)
    shown = said(error) + repr(error.__cause__) + str(error.__context__ or "" if not error.__suppress_context__ else "")
    assert not any(TOKEN[start : start + 6] in shown for start in range(4, len(TOKEN) - 6))


@pytest.mark.parametrize("value", [TOKEN, f'["{TOKEN}"', f'[{{"name": "{TOKEN}"]'])
def test_no_error_about_the_environment_shows_a_token(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("HARVESTER_PEOPLE", value)
    with pytest.raises(ConfigError) as caught:
        validate(read_file())
    assert "HARVESTER_PEOPLE" in caught.value.what
    assert TOKEN[6:12] not in said(caught.value)


def test_an_unknown_time_zone_is_refused() -> None:
    with pytest.raises(ConfigError, match="no time zone"):
        named_zone("Europe/Atlantis")


def test_variables_that_nothing_reads_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARVESTER_DOCUMNET", "x")
    monkeypatch.setenv("HARVESTER_ME__NAME", "Ann Example")
    assert unknown_variables() == ["HARVESTER_DOCUMNET"]


def test_the_example_file_is_valid_and_says_the_defaults() -> None:
    written = tomllib.loads((ROOT / "config.example.toml").read_text())
    assert Settings.model_validate(written) == Settings()


def test_the_example_file_holds_every_key_with_its_meaning() -> None:
    text = (ROOT / "config.example.toml").read_text()
    connectors = {key for name in ("git", "github") for key in keys_of(load_connector(name).settings_type)}
    expected = {*keys_of(Settings), *keys_of(KnownPerson), *connectors}
    explained = re.findall(r"^(?:# )?([a-z_]+) = [^\n]*$", text, re.MULTILINE)
    tables = re.findall(r"^(?:# )?\[\[?(?:connectors\.)?([a-z]+)\]\]?", text, re.MULTILINE)
    assert expected - set(explained) - set(tables) == {"connectors"}


def keys_of(model: type[Any]) -> set[str]:
    keys: set[str] = set()
    assert issubclass(model, BaseModel)
    for name, field in model.model_fields.items():
        keys.add(field.alias or name)
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            keys |= keys_of(field.annotation)
    return keys


@given(st.text(alphabet="[]a.b=\"'# \n1", max_size=60), st.lists(st.sampled_from(["a", "b", 0, 1]), max_size=3))
def test_a_line_is_found_in_any_text(text: str, keys: list[str | int]) -> None:
    assert 1 <= line_of(locate_keys(text), keys) <= max(1, len(text.splitlines()))


def test_a_file_without_an_end_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b"#" * ((1 << 20) + 1))
    for endless in (tmp_path / "config.toml", Path("/dev/zero")):
        with pytest.raises(ConfigError, match="cannot be read") as refused:
            read_file(endless)
        assert refused.value.why == "a configuration has at most 1 MiB"
