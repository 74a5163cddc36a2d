"""What is harvested is what happened: every ref at its moment, for any window, zone and kind of server."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from harvester.model import Window
from tests.connectors.jira.conftest import EVER, KINDS, NOW, YEAR, Serve, connect, read
from tests.fakes.jira.server import JiraServer
from tests.fakes.jira.tracker import ANN, BEN, Tracker, at
from tests.fakes.jira.year import draw_year

ZONES = ("Etc/UTC", "America/Los_Angeles", "Pacific/Kiritimati")
SPRING, AUTUMN = at("2026-03-29T01:00:00Z"), at("2026-10-25T01:00:00Z")
"""When clocks change in Berlin."""


def true_moments(tracker: Tracker, window: Window) -> dict[str, datetime]:
    return {ref: moment for ref, moment in tracker.truth(ANN).items() if moment in window}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
@pytest.mark.parametrize("zone", ZONES)
def test_a_year_and_each_of_its_weeks_are_what_happened(kind: type[JiraServer], zone: str, serve: Serve) -> None:
    tracker = draw_year(NOW)
    connector = connect(serve(kind, tracker, zone=zone))
    year = read(connector, YEAR)
    assert year.gaps == []
    assert year.moments == true_moments(tracker, YEAR)
    assert len(year.moments) > 250
    for end in (NOW, NOW - timedelta(weeks=20, hours=7)):
        week = Window(end - timedelta(weeks=1), end)
        assert read(connector, week).moments == true_moments(tracker, week) != {}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
@pytest.mark.parametrize("seed", range(4))
def test_every_history_is_read_as_it_happened(kind: type[JiraServer], seed: int, serve: Serve) -> None:
    tracker = draw_year(NOW, 150, seed)
    assert read(connect(serve(kind, tracker)), YEAR).moments == true_moments(tracker, YEAR)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "No/Such_Zone"])
@pytest.mark.parametrize("change", [SPRING, AUTUMN], ids=["spring", "autumn"])
def test_nothing_is_lost_or_doubled_where_clocks_change(
    kind: type[JiraServer], zone: str, change: datetime, serve: Serve, tracker: Tracker
) -> None:
    for minutes in (*range(-150, 151, 10), -1, 1):
        tracker.create("PAY", ANN, change + timedelta(minutes=minutes, milliseconds=1))
    known = zone if zone != "No/Such_Zone" else "Etc/UTC"
    server = serve(kind, tracker, zone=known)
    server.profile_zone = zone
    connector = connect(server)
    edges = [change + timedelta(hours=hours) for hours in (-24, -2, -1, 0, 1, 2, 24)]
    found: list[str] = []
    for since, until in pairwise(edges):
        window = Window(since, until)
        moments = read(connector, window).moments
        assert moments == true_moments(tracker, window)
        found += moments
    assert sorted(found) == sorted(true_moments(tracker, EVER))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_a_year_of_300_tickets_takes_at_most_12_requests(kind: type[JiraServer], serve: Serve) -> None:
    server = serve(kind, draw_year(NOW))
    connector = connect(server)
    assert read(connector, YEAR).evidence
    assert server.found >= 300
    assert connector.requests == len(server.requests) <= 12


def test_a_week_with_nothing_new_takes_five_requests_at_most(server: JiraServer, tracker: Tracker) -> None:
    tracker.create("PAY", ANN, "2026-01-01T09:00:00Z")
    connector = connect(server)
    assert read(connector, Window(NOW - timedelta(weeks=1), NOW)).evidence == []
    assert connector.requests <= 5


def test_windows_at_the_edges_of_the_calendar_are_read(server: JiraServer, tracker: Tracker) -> None:
    tracker.create("PAY", ANN, "2026-01-01T09:00:00Z")
    ever = Window(datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
    assert read(connect(server), ever).moments == tracker.truth(ANN)


def test_every_date_that_is_asked_for_is_a_day_wider_in_the_zone_of_the_profile(serve: Serve, tracker: Tracker) -> None:
    server = serve(KINDS[0], tracker, zone="America/Los_Angeles")
    read(connect(server), Window(at("2026-11-09T00:00:30Z"), at("2026-11-16T00:00:00Z")))
    assert 'updated >= "2026/11/07 16:00"' in server.questions[0]
    assert 'created <= "2026/11/16 16:00"' in server.questions[0]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
def test_a_comment_is_found_though_the_zone_of_the_profile_is_not_told(
    kind: type[JiraServer], zone: str, serve: Serve, tracker: Tracker
) -> None:
    for hours in range(48):
        ticket = tracker.create("PAY", BEN, "2026-03-01T09:00:00Z")
        tracker.comment(ticket, ANN, at("2026-03-10T00:00:00Z") + timedelta(hours=hours, minutes=59))
    server = serve(kind, tracker, zone=zone)
    server.profile_zone = ""
    for hours in range(1, 48, 5):
        window = Window(at("2026-03-10T00:00:00Z"), at("2026-03-10T00:00:00Z") + timedelta(hours=hours))
        assert read(connect(server), window).moments == true_moments(tracker, window)
