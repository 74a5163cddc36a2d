"""`people set`: the table is filled from the command line, and everything else in the file stays as it was."""

import stat
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Program
from tests.cli.people.conftest import Office
from tests.cli.people.office import BEN_EMAIL, BEN_JIRA


def rows(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(path.read_text()).get("people", [])
    return found


def test_somebody_new_is_added_at_the_end_and_no_other_byte_changes(office: Office) -> None:
    before = office.config.read_bytes()
    result = office.people("set", "dana", "--class", "junior", "--team", "web", "--name", "Dana Example")
    assert (result.code, result.lines) == (0, [f"{office.id('dana')}\tjunior\tweb\talways"])
    assert str(office.config) in result.err
    account = office.id("dana").removeprefix("github:")
    assert office.config.read_bytes() == before + (
        f'\n[[people]]\nname = "Dana Example"\ngithub = ["{account}"]\nclass = "junior"\nteam = "web"\n'.encode()
    )
    assert stat.S_IMODE(office.config.stat().st_mode) == 0o600


def test_what_was_set_is_in_force_at_once(office: Office) -> None:
    office.people("set", "dana", "--class", "junior")
    [dana] = [one for one in office.people("list", "--json").json["people"] if one["person"] == office.id("dana")]
    assert dana["class"] == "junior"
    assert office.program("config", "check").code == 0


def test_a_promotion_leaves_the_past_as_it_was(office: Office) -> None:
    office.people("set", "dana", "--class", "junior")
    result = office.people("set", "dana", "--class", "peer", "--since", "2026-10-01", "--json")
    assert [(row.get("class"), row.get("since"), row.get("until")) for row in result.json["people"]] == [
        ("junior", None, "2026-09-30"),
        ("peer", "2026-10-01", None),
    ]
    assert (result.json["schema"], result.json["config"], result.json["changed"]) == (1, str(office.config), True)
    assert rows(office.config) == result.json["people"]
    assert office.people("set", "dana", "--class", "peer").lines[0].endswith("\tuntil 2026-09-30")


def test_the_same_twice_writes_nothing(office: Office) -> None:
    arguments = ("set", "dana", "--class", "peer", "--no-quote", "--also", "dana@example.com")
    assert office.people(*arguments, "--json").json["changed"]
    before = office.config.stat()
    assert not office.people(*arguments, "--json").json["changed"]
    assert "says so already" in office.people(*arguments).err
    assert office.config.stat() == before


@pytest.mark.parametrize("spelled", ["ben", "BEN", "{id}", BEN_EMAIL, "ben@example.com", BEN_JIRA, "Benny"])
def test_somebody_is_named_by_any_account_or_by_the_name_of_the_table(office: Office, spelled: str) -> None:
    office.people("set", office.id("ben"), "--also", BEN_EMAIL, "--also", BEN_JIRA, "--name", "Benny")
    assert office.people("set", spelled.format(id=office.id("ben")), "--team", "pay").code == 0
    [row] = rows(office.config)
    assert (row["team"], row["emails"], row["jira"]) == ("pay", ["ben@example.com"], [BEN_JIRA.removeprefix("jira:")])


def test_a_class_can_be_taken_back(office: Office) -> None:
    office.people("set", "dana", "--class", "peer")
    assert office.people("set", "dana", "--class", "unknown").code == 0
    assert rows(office.config)[0]["class"] == ""


def test_how_somebody_stands_where_things_are_shared(office: Office) -> None:
    office.people("set", "dana", "--pseudonym", "a colleague of web", "--quote")
    assert rows(office.config)[0]["quote"] is True
    office.people("set", "dana", "--no-quote")
    assert rows(office.config)[0] == {
        "github": [office.id("dana").removeprefix("github:")],
        "pseudonym": "a colleague of web",
        "quote": False,
    }


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["ben", "--class", "boss"], "junior"),
        (["ben", "--class", "newcomer"], "junior"),
        (["nobody", "--class", "peer"], "neither met"),
        (["github:bne", "--class", "peer"], "neither met"),
        (["ben"], "Say what to set"),
        (["ben", "--since", "2026-01-01"], "--class or --team"),
        (["ben", "--class", "peer", "--since", "spring"], "no day"),
        (["ben", "--class", "peer", "--since", "2026-02-30"], "no date"),
        (["ben", "--class", "peer", "--since", "2026-03-02", "--until", "2026-03-01"], "before it begins"),
        (["ben", "--also", "benny"], "no account"),
        (["ben", "--also", "slack:ben"], "no account"),
        (["ben", "--also", "ghost"], "no account"),
        (["ben", "--also", "github:ghost"], "deleted account"),
        (["ben", "--also", "github:Ann-Example"], "is you"),
        (["ann@example.com", "--class", "peer"], "neither met"),
        (["ghost", "--class", "peer"], "neither met"),
        ([], "only on a terminal"),
        (["--class", "peer"], "whom this is about"),
        (["--json"], "whom this is about"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_written(office: Office, arguments: list[str], reason: str) -> None:
    before = office.config.read_bytes()
    result = office.people("set", *arguments)
    assert (result.code, result.out) == (2, "")
    assert reason in result.err
    assert office.config.read_bytes() == before


def test_a_misspelt_account_is_answered_with_the_right_one(office: Office) -> None:
    result = office.people("set", office.id("bne"), "--class", "peer")
    assert f"did you mean {office.id('ben')}?" in result.err


def test_a_login_that_two_people_have_is_asked_about(office: Office) -> None:
    office.people("set", "dana", "--also", "jira:ben")
    result = office.people("set", "ben", "--class", "peer")
    assert result.code == 2
    assert "several people" in result.err


def test_an_account_joins_the_row_of_the_one_that_is_listed(office: Office) -> None:
    office.people("set", "dana", "--class", "peer", "--also", "dana@example.com")
    assert office.people("set", BEN_JIRA, "--also", office.id("dana")).code == 0
    [row] = rows(office.config)
    assert (row["class"], row["jira"]) == ("peer", [BEN_JIRA.removeprefix("jira:")])


def test_two_people_of_the_table_are_not_made_one(office: Office) -> None:
    for person in ("dana", "ben"):
        office.people("set", person, "--class", "peer")
    before = office.config.read_bytes()
    result = office.people("set", "ben", "--also", office.id("dana"))
    assert result.code == 2
    assert "rows of different people" in result.err
    assert office.config.read_bytes() == before


def test_a_login_of_any_host_is_not_listed_once_more_with_its_host(office: Office) -> None:
    with office.config.open("a") as config:
        config.write('\n[[people]]\ngithub = ["ben"]\n')
    before = office.config.read_text()
    office.people("set", office.id("ben"), "--team", "pay")
    assert office.config.read_text() == before + 'team = "pay"\n'


def test_a_wish_that_another_row_would_win_over_is_refused(office: Office) -> None:
    office.people("set", "dana", "--class", "junior", "--until", "2026-03-31")
    office.people("set", "dana", "--class", "peer", "--since", "2026-04-01")
    before = office.config.read_bytes()
    result = office.people("set", "dana", "--class", "senior", "--since", "2026-03-01", "--until", "2026-05-01")
    assert result.code == 2
    assert "2026-05-01" in result.err
    assert office.config.read_bytes() == before


@pytest.mark.parametrize("way", ["flag", "variable", "user"])
def test_a_missing_file_is_made_where_the_command_says(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    path = office.config if way == "user" else tmp_path / "new" / "mine.toml"
    office.config.unlink()
    if way == "variable":
        monkeypatch.setenv("HARVESTER_CONFIG", str(path))
    flags = ["--config", path] if way == "flag" else []
    result = office.program(*flags, "people", "set", "dana", "--class", "peer")
    assert result.code == 0, result.err
    assert f"Written to {path}." in result.err
    assert rows(path)[0]["class"] == "peer"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_variable_that_beats_the_file_is_said(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARVESTER_PEOPLE", "[]")
    result = office.people("set", "dana", "--class", "peer")
    assert result.code == 2
    assert "unset HARVESTER_PEOPLE" in result.err


def test_a_broken_file_is_neither_read_nor_written(office: Office) -> None:
    office.config.write_text("= nonsense")
    assert office.people("set", "dana", "--class", "peer").code == 2
    assert office.config.read_text() == "= nonsense"


def test_the_persons_own_bytes_survive_a_change_in_the_middle(office: Office) -> None:
    account = office.id("dana").removeprefix("github:")
    mine = (
        f"# mine\r\n[[people]]   # the new one\r\n  github = [\r\n    '{account}', # work\r\n  ]\r\n"
        "  class = 'junior' # so far\r\n\r\n# the end\r\n"
    )
    office.config.write_bytes(b"\xef\xbb\xbf" + mine.encode() + office.config.read_bytes())
    before = office.config.read_bytes()
    result = office.people("set", "dana", "--class", "peer", "--team", "web", "--also", "dana@example.com")
    assert result.code == 0, result.err
    added = b"'junior' # so far\r\n", b'"peer" # so far\r\n  emails = ["dana@example.com"]\r\n  team = "web"\r\n'
    assert office.config.read_bytes() == before.replace(*added)


def test_hostile_names_are_cleaned_before_they_are_written(program: Program, office: Office) -> None:
    result = office.people("set", "dana", "--name", "Dana\x1b[31m\u202e \x9b2J", "--team", 'a"b\\c\n[me]')
    assert result.code == 0, result.err
    assert rows(office.config)[0]["name"] == "Dana"
    assert rows(office.config)[0]["team"] == 'a"b\\c [me]'
    assert program("config", "check").code == 0


def test_an_escape_that_stands_in_the_file_is_not_printed(office: Office) -> None:
    account = office.id("dana").removeprefix("github:")
    with office.config.open("a") as config:
        config.write(f'\n[[people]]\ngithub = ["{account}"]\nteam = "\\u001b[31mweb\\u009b2J"\n')
    result = office.people("set", "dana", "--class", "peer")
    assert result.lines == [f"{office.id('dana')}\tpeer\tweb\talways"]
