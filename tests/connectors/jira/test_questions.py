"""Questions in JQL: no value breaks out of its quotes, and what a server refuses is left out and told."""

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.jira import JiraSettings
from connectors.jira.jql import MARGIN, Question, find_zone, quote
from harvester.model import Window
from tests.connectors.jira.conftest import Serve, connect, read
from tests.fakes.jira.jql import tokenize
from tests.fakes.jira.server import CloudServer, DataCenterServer, JiraServer
from tests.fakes.jira.tracker import ANN, Tracker, at

HOSTILE = st.text(alphabet="\"\\\n\r\t ()=,;'OR AND\x00\u2028x", max_size=30)


@given(HOSTILE)
def test_a_quoted_value_is_one_word_whatever_it_holds(value: str) -> None:
    assert len(tokenize(f"project IN ({quote(value)})")) == 5


@given(st.text(alphabet='"\\ab ', max_size=20))
def test_a_quoted_value_is_read_back_as_it_was(value: str) -> None:
    (word,) = tokenize(quote(value))
    assert word.text == value


@given(HOSTILE)
def test_no_project_changes_what_is_asked(project: str) -> None:
    window = Window(at("2026-03-01T00:00:00Z"), at("2026-04-01T00:00:00Z"))
    question = Question(
        users=["currentUser()"], accounts=["ann"], projects=[project], window=window, zone=find_zone("")
    )
    jql = question.tickets(with_updated_by=True)
    plain = Question(users=["currentUser()"], accounts=["ann"], projects=["PAY"], window=window, zone=find_zone(""))
    assert len(tokenize(jql)) == len(tokenize(plain.tickets(with_updated_by=True)))


@pytest.mark.parametrize("name", ["", None, "No/Such", "../../etc/passwd", "/etc/passwd", 7, "x\x00"])
def test_a_zone_that_nobody_knows_is_within_the_margin(name: object) -> None:
    moment = at("2026-03-29T00:30:00Z")
    offset = moment.astimezone(find_zone(name)).utcoffset()
    assert offset is not None
    assert abs(offset) < MARGIN


def test_one_unknown_project_is_told_and_the_others_go_on(server: JiraServer, tracker: Tracker) -> None:
    for project in ("PAY", "LED", "OPS"):
        tracker.create(project, ANN, "2026-03-01T09:00:00Z")
    tracker.hidden_projects.add("LED")
    reading = read(connect(server, projects=["PAY", "LED", 'NO" OR project = "OPS']))
    assert list(reading.moments) == ["PAY-1/reported"]
    assert all(gap.standing for gap in reading.gaps)
    assert ["'LED'" in gap.reason for gap in reading.gaps] == [True, False]
    assert len(reading.gaps) == 2


def test_projects_that_are_all_unknown_are_never_taken_for_all_projects(server: JiraServer, tracker: Tracker) -> None:
    tracker.create("PAY", ANN, "2026-03-01T09:00:00Z")
    reading = read(connect(server, projects=["NO"]))
    assert reading.evidence == []
    assert [gap.standing for gap in reading.gaps] == [True]


@pytest.mark.parametrize("kind", [CloudServer, DataCenterServer])
def test_an_unknown_project_and_no_way_to_find_comments_are_both_told(
    kind: type[JiraServer], serve: Serve, tracker: Tracker
) -> None:
    tracker.create("PAY", ANN, "2026-03-01T09:00:00Z")
    reading = read(connect(serve(kind, tracker, knows_updated_by=False), projects=["NO", "PAY"]))
    assert list(reading.moments) == ["PAY-1/reported"]
    assert [gap.standing for gap in reading.gaps] == [True, True]


def test_only_the_projects_that_are_named_are_read(server: JiraServer, tracker: Tracker) -> None:
    tracker.create("PAY", ANN, "2026-03-01T09:00:00Z")
    tracker.create("OPS", ANN, "2026-03-01T09:00:00Z")
    assert list(read(connect(server, projects=["OPS"])).moments) == ["OPS-1/reported"]


def test_another_project_account_or_field_is_another_scope(server: JiraServer) -> None:
    scopes = [
        connect(server, **settings).scopes()[0] for settings in ({}, {"projects": ["A"]}, {"story_points_field": "x"})
    ]
    assert len({scope.basis for scope in scopes}) == 3
    assert len({scope.key for scope in scopes}) == 1
    reordered = [connect(server, projects=projects).scopes() for projects in (["A", "B"], ["B", "A"])]
    assert reordered[0] == reordered[1]


@pytest.mark.parametrize(
    ("wanted", "points", "gap"),
    [
        ("", 3.0, ""),
        ("story points", 3.0, ""),
        ("customfield_10016", 3.0, ""),
        ("Size", None, "'Size' for story points is not there"),
        ("Epic Link", None, "'Epic Link' for story points holds no number"),
    ],
)
def test_story_points_are_found_by_name_or_id(
    server: JiraServer, tracker: Tracker, wanted: str, points: float | None, gap: str
) -> None:
    tracker.create("PAY", ANN, "2026-03-01T09:00:00Z", points=3.0)
    reading = read(connect(server, story_points_field=wanted))
    assert reading.evidence[0].facts.get("story_points") == points
    assert [gap in one.reason for one in reading.gaps] == ([True] if gap else [])


@pytest.mark.parametrize("value", ["5", ["3"], {"value": "L"}, True, None])
def test_story_points_that_are_no_number_are_none(server: JiraServer, tracker: Tracker, value: object) -> None:
    tracker.create("PAY", ANN, "2026-03-01T09:00:00Z", points=value)
    assert "story_points" not in read(connect(server)).evidence[0].facts


def test_a_custom_field_named_status_does_not_take_its_place(server: JiraServer, tracker: Tracker) -> None:
    tracker.create("PAY", ANN, "2026-03-01T09:00:00Z")
    assert read(connect(server)).evidence[0].facts["status"] == "To Do"


def test_every_key_of_the_table_stands_in_the_example_with_its_meaning() -> None:
    example = (Path(__file__).parents[3] / "config.example.toml").read_text()
    shown = example.partition("# [connectors.jira]")[2].partition("\n\n")[0]
    keys = re.findall(r"^# ([a-z_]+) = .+#", shown, re.MULTILINE)
    assert sorted(keys) == sorted(JiraSettings.model_fields)
    written = tomllib.loads("\n".join(re.findall(r"^# ([a-z_]+ = .*)$", shown, re.MULTILINE)))
    assert JiraSettings.model_validate(written) == JiraSettings()
