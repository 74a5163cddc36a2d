"""`people map`: whose work, whose teams, whose code, where and when; every number counted by hand from the year."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Program
from tests.cli.people.conftest import Office
from tests.cli.people.office import BEN_EMAIL, BEN_JIRA
from tests.fakes.repository import Repository

GOLDEN = Path(__file__).parent / "golden"
WAYS = ("reviewed_theirs", "reviewed_mine", "asked_me", "commented", "co_authored", "tickets")


def draw(office: Office, *arguments: str) -> Any:  # noqa: ANN401 - a JSON document
    result = office.people("map", "--json", *arguments)
    assert result.code == 0, result.err
    return result.json


def counts(groups: list[dict[str, Any]], key: str) -> dict[str, tuple[int, ...]]:
    """Give by name the ways, then people and weeks."""
    return {one[key]: tuple(one[name] for name in (*WAYS, "people", "weeks")) for one in groups}


@pytest.fixture
def known(office: Office) -> Office:
    """Ben's accounts are one, and he changed teams in November; Dana is of another team."""
    office.people("set", "ben", "--class", "peer", "--team", "pay", "--name", "Ben Example",
                  "--also", BEN_EMAIL, "--also", BEN_JIRA)  # fmt: skip
    office.people("set", "ben", "--team", "platform", "--since", "2026-11-09")
    office.people("set", "dana", "--team", "web")
    return office


def test_the_year_by_person(known: Office) -> None:
    people = {one["person"]: one for one in draw(known)["people"]}
    assert list(people) == [known.id("ben"), known.id("cleo"), known.id("dana")]
    assert tuple(people[known.id("ben")]["met"].values()) == (1, 1, 1, 1, 1, 2, 3)


def test_the_team_is_that_of_its_time(known: Office) -> None:
    atlas = draw(known)
    assert counts(atlas["teams"], "team") == {
        "pay": (1, 0, 1, 1, 0, 0, 1, 2),
        "platform": (0, 1, 0, 0, 1, 2, 1, 1),
        "web": (1, 0, 0, 0, 0, 0, 1, 1),
    }
    assert atlas["cannot_tell"] == {
        "team": None, **dict.fromkeys(WAYS, 0), "commented": 1, "people": 1, "weeks": 1, "with": [known.id("cleo")],
    }  # fmt: skip


def test_repositories_and_projects_are_each_one_whatever_sources_call_them(known: Office) -> None:
    assert counts(draw(known)["projects"], "project") == {
        "LED": (0, 0, 0, 0, 0, 1, 1, 1),
        "PAY": (0, 0, 0, 0, 0, 1, 1, 1),
        "acme/pay": (1, 1, 1, 2, 1, 0, 2, 4),
        "acme/web": (1, 0, 0, 0, 0, 0, 1, 1),
    }


def test_months_follow_the_calendar_and_say_across_what(known: Office) -> None:
    months = draw(known)["months"]
    assert counts(months, "month") == {
        "2026-09": (1, 0, 0, 0, 0, 0, 1, 1),
        "2026-10": (0, 0, 0, 2, 0, 0, 2, 2),
        "2026-11": (1, 1, 1, 0, 1, 2, 1, 2),
    }
    assert [(one["teams"], one["projects"]) for one in months] == [
        (["web"], ["acme/web"]),
        (["pay"], ["acme/pay"]),
        (["pay", "platform"], ["LED", "PAY", "acme/pay"]),
    ]


def test_a_month_begins_at_the_persons_midnight(known: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARVESTER_TIMEZONE", "Pacific/Kiritimati")
    before = [one["month"] for one in draw(known)["months"]]
    late = datetime(2026, 8, 31, 23, tzinfo=UTC)
    known.github.world.pull("dana", late - timedelta(days=1), late).review("Ann-Example", late, "APPROVED")
    known.program("run", "--no-append", "--since", "2026-08-01")
    assert [one["month"] for one in draw(known)["months"]] == before


def test_code_is_of_the_team_that_codeowners_names(known: Office) -> None:
    atlas = draw(known)
    assert atlas["code"] == [
        {"team": "@acme/ledger", "worked": 2, "reviewed": 1, "weeks": 2},
        {"team": "@acme/web", "worked": 1, "reviewed": 0, "weeks": 1},
    ]
    assert atlas["code_cannot_tell"] == {"no source tells which files I commented on": 2, "no team owns the paths": 1}


def test_bots_and_deleted_accounts_are_left_out_and_counted(known: Office) -> None:
    atlas = draw(known)
    assert atlas["excluded"] == {"bots": 2, "ghosts": 2}
    assert atlas["total"] == {**dict(zip(WAYS, (2, 1, 1, 2, 1, 2), strict=True)), "people": 3, "weeks": 5}


def test_whom_the_table_calls_a_bot_is_one(known: Office) -> None:
    known.people("set", "dana", "--class", "bot")
    atlas = draw(known)
    assert [one["person"] for one in atlas["people"]] == [known.id("ben"), known.id("cleo")]
    assert atlas["excluded"]["bots"] == 3
    assert atlas["code_cannot_tell"]["no source tells which files I commented on"] == 1


def test_a_path_map_says_what_codeowners_does_not(known: Office) -> None:
    with known.config.open("a") as config:
        config.write('\n[teams]\n"docs/**" = "docs"\n"*.py" = "never"\n')
    teams = {one["team"]: one["worked"] for one in draw(known)["code"]}
    assert teams == {"@acme/ledger": 2, "@acme/web": 1, "docs": 1}


@pytest.mark.parametrize("line", ['"docs/**" = ""', '" " = "docs"', '"docs/**" = ["docs"]'])
def test_a_path_map_that_says_nothing_is_refused(known: Office, line: str) -> None:
    with known.config.open("a") as config:
        config.write(f"\n[teams]\n{line}\n")
    result = known.people("map")
    assert (result.code, result.out) == (2, "")
    assert "teams" in result.err


def test_a_period_narrows_all_of_it(known: Office) -> None:
    atlas = draw(known, "--period", "2026-09")
    assert atlas["window"] == {"since": "2026-09-01T00:00:00Z", "until": "2026-10-01T00:00:00Z"}
    assert [one["project"] for one in atlas["projects"]] == ["acme/web"]
    assert atlas["code"] == []


def test_the_last_day_that_is_named_is_one_of_the_period(known: Office) -> None:
    assert known.people("map", "--period", "2026-Q3").lines[0].startswith("2026-07-01 to 2026-09-30: ")


def test_the_map_on_paper(known: Office) -> None:
    result = known.people("map")
    assert (result.code, result.err) == (0, "")
    assert [line for line in result.lines if len(line) > 80] == []
    said = result.out.replace(known.github.host, "ghe.example.com")
    assert said == (GOLDEN / "map.txt").read_text()


def test_what_cannot_be_told_is_said_with_its_cure(office: Office) -> None:
    said = office.people("map").out
    assert "for 5 people the people table names no team: harvester people set PERSON" in said


def test_a_clone_that_cannot_be_read_costs_its_owners_alone(known: Office, tmp_path: Path) -> None:
    text = known.config.read_text().replace("repositories = [", f'repositories = ["{tmp_path / "gone"}", ')
    known.config.write_text(text)
    result = known.people("map", "--json")
    assert result.code == 0
    assert "gone" in result.err
    assert [one["team"] for one in result.json["code"]] == ["@acme/ledger", "@acme/web"]


def test_without_any_configuration_the_repository_one_stands_in_tells(program: Program, inside_pay: Repository) -> None:
    inside_pay.commit("Say who owns what", {"CODEOWNERS": "/pay/ @acme/ledger\n"}, at="2026-11-14T12:00:00Z")
    assert program("run", "--no-append").code == 0
    result = program("people", "map", "--json")
    assert result.json["code"] == [{"team": "@acme/ledger", "worked": 1, "reviewed": 0, "weeks": 1}]
    assert result.json["people"] == []
    assert "nothing" in program("people", "map").out
