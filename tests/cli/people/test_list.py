"""`people list`: who was met in the sources, how, and what the sources give evidence for."""

import json
from pathlib import Path
from typing import Any

import pytest

from harvester.config.essentials import Essentials
from harvester.model import Evidence, Kind, Person, Ref, Role
from harvester.store import open_store
from tests.cli.conftest import Program
from tests.cli.people.conftest import Office
from tests.cli.people.office import BEN_EMAIL, BEN_JIRA, day, make_repository
from tests.fakes.repository import Repository

GOLDEN = Path(__file__).parent / "golden"
NOTHING = dict.fromkeys(("reviewed_theirs", "reviewed_mine", "asked_me", "commented", "co_authored", "tickets"), 0)


def listed(office: Office, *arguments: str) -> dict[str, dict[str, Any]]:
    result = office.people("list", "--json", *arguments)
    assert result.code == 0, result.err
    return {one["person"]: one for one in result.json["people"]}


def test_everybody_of_the_year_is_listed_once_and_nobody_else(office: Office) -> None:
    logins = ("ben", "cleo", "coverage[bot]", "dana", "dependabot[bot]")
    assert list(listed(office)) == sorted([BEN_EMAIL, BEN_JIRA, *map(office.id, logins)])


@pytest.mark.parametrize(
    ("login", "met"),
    [
        ("ben", {"reviewed_theirs": 1, "reviewed_mine": 1, "asked_me": 1, "commented": 1, "weeks": 3}),
        ("cleo", {"commented": 1, "weeks": 1}),
        ("dana", {"reviewed_theirs": 1, "weeks": 1}),
        ("coverage[bot]", {"reviewed_mine": 1, "weeks": 1}),
        ("dependabot[bot]", {"reviewed_theirs": 1, "weeks": 1}),
    ],
)
def test_how_somebody_was_met_is_counted_in_pull_requests(office: Office, login: str, met: dict[str, int]) -> None:
    assert listed(office)[office.id(login)]["met"] == NOTHING | met


def test_tickets_and_common_commits_are_counted_too(office: Office) -> None:
    people = listed(office)
    assert people[BEN_JIRA]["met"] == NOTHING | {"tickets": 2, "weeks": 1}
    assert people[BEN_EMAIL]["met"] == NOTHING | {"co_authored": 1, "weeks": 1}


def test_first_and_last_seen_are_those_of_all_accounts(office: Office) -> None:
    office.people("set", "ben", "--also", BEN_EMAIL, "--also", BEN_JIRA)
    ben = listed(office)[office.id("ben")]
    assert ben["accounts"] == [BEN_EMAIL, office.id("ben"), BEN_JIRA]
    assert (ben["first_seen"], ben["last_seen"]) == ("2026-10-12T09:00:00Z", "2026-11-12T09:00:00Z")
    assert ben["met"] == {"reviewed_theirs": 1, "reviewed_mine": 1, "asked_me": 1, "commented": 1, "co_authored": 1,
                          "tickets": 2, "weeks": 3}  # fmt: skip


def test_work_that_was_picked_into_another_clone_is_met_once(office: Office, tmp_path: Path) -> None:
    other = make_repository(tmp_path / "other", "* @acme/other\n")
    assert other.git("rev-parse", "HEAD") != office.repository.git("rev-parse", "HEAD")
    text = office.config.read_text()
    office.config.write_text(text.replace("repositories = [", f'repositories = ["{other.path}", '))
    assert office.program("run", "--no-append").code == 0
    shas = [one for one in office.program("export", "--kind", "commit").lines if "Co-authored-by" in one]
    assert len(shas) == 2
    assert listed(office)[BEN_EMAIL]["met"]["co_authored"] == 1


def test_only_what_the_sources_count_or_say_is_suggested(office: Office) -> None:
    suggestions = {one["person"]: one["suggestion"] for one in listed(office).values() if one["suggestion"]}
    assert suggestions == {
        office.id("coverage[bot]"): {"class": "bot", "reason": "github says so"},
        office.id("dependabot[bot]"): {"class": "bot", "reason": "github says so"},
        office.id("dana"): {
            "class": "newcomer",
            "reason": "no merged pull requests in acme/web before your first comment in the latest thread (2026-09-15)",
        },
    }


def test_what_the_table_says_needs_no_suggestion(office: Office) -> None:
    office.people("set", "dana", "--class", "senior", "--team", "web")
    dana = listed(office)[office.id("dana")]
    assert (dana["class"], dana["team"], dana["suggestion"]) == ("senior", "web", None)


def test_a_row_of_the_table_that_ended_is_not_in_force(office: Office) -> None:
    office.people("set", "dana", "--class", "junior", "--until", "2026-10-31")
    assert listed(office)[office.id("dana")]["class"] == ""


def test_a_period_narrows_who_was_met_and_how_often(office: Office) -> None:
    people = listed(office, "--period", "2026-10")
    assert {one: person["met"]["commented"] for one, person in people.items()} == {
        office.id("ben"): 1,
        office.id("cleo"): 1,
    }


def test_an_address_of_mine_that_was_told_late_is_nobody_i_met(office: Office) -> None:
    office.config.write_text(
        office.config.read_text().replace('"ann@example.com"', '"ann@example.com", "Ben@example.com"', 1)
    )
    assert BEN_EMAIL not in listed(office)


def test_the_table_has_a_row_for_each_and_fits_the_terminal(office: Office) -> None:
    result = office.people("list")
    assert result.code == 0
    assert [line for line in result.lines if len(line) > 80] == []
    row = next(place for place, line in enumerate(result.lines) if line == office.id("ben"))
    assert result.lines[row + 1].split() == ["-", "1", "1", "1", "1", "0", "0"]
    assert result.lines[row + 2] == "  seen 2026-10-12 to 2026-11-10"
    assert "Deleted accounts were met in 2 places" in result.err
    assert "Of 7 the people table names no class" in result.err


def test_the_list_on_paper(office: Office) -> None:
    office.people("set", "ben", "--class", "peer", "--name", "Ben Example", "--team", "pay", "--also", BEN_EMAIL)
    result = office.people("list")
    assert result.out.replace(office.github.host, "ghe.example.com") == (GOLDEN / "list.txt").read_text()


def test_nothing_harvested_is_said_apart_from_the_data(program: Program) -> None:
    for command in ("list", "map"):
        result = program("people", command)
        assert (result.code, result.out) == (0, "")
        assert "Next: harvester run" in result.err
    assert program("people", "list", "--json").json["people"] == []


def test_work_alone_is_said_to_be_alone(program: Program, inside_pay: Repository) -> None:
    del inside_pay
    assert program("run", "--no-append").code == 0
    result = program("people", "list")
    assert (result.code, result.out) == (0, "")
    assert "[connectors.github]" in result.err


def test_an_empty_period_points_to_all_of_it(office: Office) -> None:
    result = office.people("list", "--period", "2026-02")
    assert (result.code, result.out) == (0, "")
    assert "Nobody was met in 2026-02" in result.err
    assert office.people("list", "--period", "soon").code == 2


HOSTILE = "\x1b]0;owned\x07\x1b[31m\u202eben\x9b2J"


def meet(person: Person) -> None:
    """Put evidence into the store past every guard."""
    said = Evidence(
        ref=Ref("github", "acme/pay#7/review/1"), kind=Kind.REVIEW, role=Role.REVIEWER, title="Read once",
        happened_at=day(11, 10), project=f"acme/{HOSTILE}", people=[person], links=[Ref("github", "acme/pay#7")],
        facts={"merged_before": 1},
    )  # fmt: skip
    folder = Evidence(
        ref=Ref("git", "a" * 40), kind=Kind.COMMIT, role=Role.CONTRIBUTOR, title="Read once",
        facts={"pull_request": 7, "committed_at": "2026-11-10T09:00:00Z"},
        happened_at=day(11, 10), people=[Person("email:$(reboot)@example.com", HOSTILE, "author")], links=said.links,
    )  # fmt: skip
    with open_store(Essentials(headings={}).state_folder) as store, store.transaction():
        store.evidence.add([said, folder])


@pytest.mark.parametrize("arguments", [["list"], ["map"], ["list", "--json"], ["map", "--json"]])
def test_no_escape_of_a_login_or_name_reaches_the_terminal(program: Program, arguments: list[str]) -> None:
    meet(Person(f"github:{HOSTILE}", HOSTILE, "author"))
    result = program("people", *arguments)
    assert result.code == 0
    said = result.out + result.err
    assert [letter for letter in said if not letter.isprintable() and letter != "\n"] == []
    assert "ben" in said
    assert "owned" not in said


def test_a_command_to_type_runs_nothing_else(program: Program) -> None:
    meet(Person("github:ben", "", "author"))
    result = program("people", "list", "--json")
    [tie] = result.json["same"]
    assert tie["command"] == "harvester people set github:ben --also 'email:$(reboot)@example.com'"
    assert tie["command"] in program("people", "list").err
    assert json.loads(result.out)["same"][0]["reason"].startswith("one author of pull request acme/pay#7")
