"""A wish about somebody changes the people table so that what held before holds still for then."""

import tomllib
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.cli.acquaintances import make_acquaintance
from harvester.config.blocks import add_table
from harvester.config.file import ConfigFile
from harvester.config.people import Edition, Wish, change_people
from harvester.config.settings import KnownPerson
from harvester.errors import ConfigError
from harvester.people import People

TODAY = date(2026, 11, 20)
BEN = "github:ben"


def file(text: str) -> ConfigFile:
    return ConfigFile(Path("config.toml"), exists=True, text=text, written=tomllib.loads(text))


def change(text: str, wish: Wish, *numbers: int) -> Edition:
    edition = change_people(file(text), numbers, wish, TODAY)
    assert tomllib.loads(edition.text).get("people", []) == edition.rows
    return edition


def table(rows: list[dict[str, Any]]) -> str:
    text = ""
    for row in rows:
        text = add_table(text, "people", {"github": ["ben"], **row})
    return text


def spans(edition: Edition) -> list[tuple[str, str, str]]:
    return [(row.get("class", ""), row.get("since", ""), row.get("until", "")) for row in edition.rows]


def dated(name: str, since: str = "", until: str = "") -> Wish:
    bounds = [date.fromisoformat(day) if day else None for day in (since, until)]
    return Wish(dated={"class": name}, since=bounds[0], until=bounds[1])


def test_somebody_new_gets_a_row_with_what_was_said_and_no_more() -> None:
    wish = Wish(dated={"class": "junior"}, lasting={"name": "Ben"}, accounts=[BEN, "jira:7:b", "email:b@example.com"])
    assert change("", wish).text == (
        '[[people]]\nname = "Ben"\nemails = ["b@example.com"]\ngithub = ["ben"]\njira = ["7:b"]\nclass = "junior"\n'
    )


@pytest.mark.parametrize(
    ("wish", "after"),
    [
        (dated("peer"), [("peer", "", "")]),
        (dated("peer", "2026-06-01"), [("junior", "", "2026-05-31"), ("peer", "2026-06-01", "")]),
        (dated("peer", "", "2025-12-31"), [("junior", "2026-01-01", ""), ("peer", "", "2025-12-31")]),
        (
            dated("peer", "2026-01-01", "2026-03-31"),
            [("junior", "", "2025-12-31"), ("peer", "2026-01-01", "2026-03-31"), ("junior", "2026-04-01", "")],
        ),
        (dated("junior", "2026-06-01"), [("junior", "", "")]),
    ],
)
def test_a_class_ends_the_row_before_it_the_day_before(wish: Wish, after: list[tuple[str, str, str]]) -> None:
    assert spans(change(table([{"class": "junior"}]), wish, 0)) == after


@pytest.mark.parametrize(
    ("wish", "after"),
    [
        (dated("senior"), [("junior", "2026-01-01", "2026-05-31"), ("senior", "2026-06-01", "")]),
        (dated("senior", "2026-06-01"), [("junior", "2026-01-01", "2026-05-31"), ("senior", "2026-06-01", "")]),
        (
            dated("bot", "2026-03-01"),
            [
                ("junior", "2026-01-01", "2026-02-28"),
                ("peer", "2026-06-01", ""),
                ("bot", "2026-03-01", "2026-05-31"),
            ],
        ),
        (
            dated("bot", "2025-06-01"),
            [("junior", "2026-01-01", "2026-05-31"), ("peer", "2026-06-01", ""), ("bot", "2025-06-01", "2025-12-31")],
        ),
    ],
)
def test_only_the_row_of_that_day_is_changed(wish: Wish, after: list[tuple[str, str, str]]) -> None:
    rows = [
        {"class": "junior", "since": "2026-01-01", "until": "2026-05-31"},
        {"class": "peer", "since": "2026-06-01"},
    ]
    assert spans(change(table(rows), wish, 0, 1)) == after


@pytest.mark.parametrize("is_reversed", [False, True])
def test_of_rows_that_overlap_the_one_that_counts_is_changed(is_reversed: bool) -> None:
    rows = [{"class": "junior"}, {"class": "peer", "since": "2026-06-01"}]
    edition = change(table(rows[::-1] if is_reversed else rows), dated("senior"), 0, 1)
    assert sorted(spans(edition)) == [("junior", "", ""), ("senior", "2026-06-01", "")]


def test_between_two_rows_a_wish_fills_the_gap() -> None:
    rows = [{"class": "junior", "until": "2026-05-31"}, {"class": "peer", "since": "2027-01-01"}]
    edition = change(table(rows), dated("senior"), 0, 1)
    assert spans(edition)[2] == ("senior", "2026-06-01", "2026-12-31")


def test_a_new_row_of_somebody_known_keeps_accounts_name_and_team() -> None:
    row: dict[str, Any] = {"name": "Ben", "github": ["ben", "b2"], "class": "junior", "team": "pay", "quote": True}
    edition = change(add_table("", "people", row), dated("peer", "2026-06-01"), 0)
    assert edition.rows[1] == {**row, "class": "peer", "since": "2026-06-01"}


def test_what_lasts_goes_to_every_row() -> None:
    text = table([{"class": "junior", "until": "2026-05-31"}, {"class": "peer", "since": "2026-06-01"}])
    edition = change(text, Wish(lasting={"pseudonym": "a peer", "quote": True}, accounts=["jira:7"]), 0, 1)
    assert [(row["pseudonym"], row["quote"], row["jira"]) for row in edition.rows] == [("a peer", True, ["7"])] * 2


@pytest.mark.parametrize(
    "wish",
    [
        dated("peer"),
        Wish(lasting={"name": "Ben", "quote": False}),
        Wish(accounts=["github:BEN"]),
        dated("peer", "2026-01-01"),
    ],
)
def test_what_stands_there_already_changes_no_byte(wish: Wish) -> None:
    text = '[[people]]\nname = "Ben"\ngithub = [ "ben" ]\nclass = \'peer\' # yes\n'
    assert change(text, wish, 0).text == text


def test_another_persons_row_is_not_touched() -> None:
    text = table([{"class": "junior"}]) + '\n[[people]] # Dana\ngithub = ["dana"]\n'
    assert change(text, dated("peer"), 0).text == text.replace("junior", "peer")


@pytest.mark.parametrize(
    "text",
    [
        'people = [{github = ["ben"]}]\n',
        '[[people]]\ngithub = ["ben"]\n"cl\\u0061ss" = "junior"\n',
    ],
)
def test_a_table_of_another_form_is_left_alone(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        change_people(file(text), [0], dated("peer"), TODAY)
    assert caught.value.exit_code == 2


DAYS = st.dates(date(2026, 1, 1), date(2026, 3, 1))
NAMES = st.sampled_from(["junior", "peer", "senior", ""])


@st.composite
def histories(draw: st.DrawFn) -> list[dict[str, str]]:
    """Draw rows that follow each other, with gaps or without, open at either end or not."""
    cuts = sorted(draw(st.lists(DAYS, min_size=2, max_size=6, unique=True)))
    rows: list[dict[str, str]] = []
    for since, until in pairwise(cuts):
        if draw(st.booleans()):
            row = {"class": draw(NAMES), "team": draw(st.sampled_from(["pay", "web"])),
                   "since": since.isoformat(), "until": (until - timedelta(days=1)).isoformat()}  # fmt: skip
            rows.append(row)
    begins, ends = draw(st.booleans()), draw(st.booleans())
    if rows and not begins:
        rows[0]["since"] = ""
    if rows and not ends:
        rows[-1]["until"] = ""
    return list(draw(st.permutations(rows)))


def moments() -> list[datetime]:
    first = datetime.combine(date(2025, 12, 25), time(12), UTC)
    return [first + timedelta(days=day) for day in range(80)]


def read(text: str) -> tuple[list[str], list[str]]:
    """Give class and team of every day."""
    rows = [KnownPerson.model_validate(row) for row in tomllib.loads(text).get("people", [])]
    known = People(map(make_acquaintance, rows), UTC)
    days = moments()
    return [known.class_at(BEN, day).value for day in days], [known.team_at(BEN, day) for day in days]


@settings(deadline=None)
@given(histories(), NAMES, DAYS, st.none() | st.integers(0, 40), DAYS)
def test_no_day_outside_of_the_wish_changes(
    rows: list[dict[str, str]], name: str, since: date, length: int | None, today: date
) -> None:
    until = None if length is None else since + timedelta(days=length)
    text = table(list(rows))
    wish = Wish(dated={"class": name}, accounts=[] if rows else [BEN], since=since, until=until)
    edition = change_people(file(text), range(len(rows)), wish, today)
    (classes, teams), (classes_after, teams_after) = read(text), read(edition.text)
    days = [moment.date() for moment in moments()]
    assert classes_after[days.index(since)] == name
    for number, day in enumerate(days):
        if day < since or (until and day > until):
            assert classes_after[number] == classes[number], day
        if teams[number]:
            assert teams_after[number] == teams[number], day


@settings(deadline=None)
@given(histories(), NAMES, DAYS)
def test_without_days_what_holds_today_is_changed_and_no_other_row(
    rows: list[dict[str, str]], name: str, today: date
) -> None:
    text = table(list(rows))
    wish = Wish(dated={"class": name}, accounts=[] if rows else [BEN])
    edition = change_people(file(text), range(len(rows)), wish, today)
    (classes, _), (classes_after, _) = read(text), read(edition.text)
    days = [moment.date() for moment in moments()]
    assert classes_after[days.index(today)] == name
    holds = next((row for row in rows if (row["since"] or "0") <= today.isoformat() <= (row["until"] or "9")), None)
    for number, day in enumerate(days):
        if holds and not (holds["since"] or "0") <= day.isoformat() <= (holds["until"] or "9"):
            assert classes_after[number] == classes[number], day
