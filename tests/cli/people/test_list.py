"""`people list`: who was met in the sources, how, and what the sources give evidence for."""

from typing import Any

import pytest

from tests.cli.conftest import Program
from tests.cli.people.conftest import Office
from tests.cli.people.office import BEN_EMAIL, BEN_JIRA

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
