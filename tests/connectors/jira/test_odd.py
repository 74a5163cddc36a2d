"""Fields of any type, or none: what cannot be read costs its ticket alone, and nothing is made up for it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.jira.accounts import Accounts
from connectors.jira.evidence import Describer
from connectors.jira.history import parse_history
from connectors.jira.moments import parse_moment, spell_moment
from connectors.jira.ticket import FIELDS, Ticket, UnreadableError
from harvester.facts import FACTS
from harvester.model import Evidence, Kind, Window
from tests.connectors.jira.conftest import connect, read
from tests.fakes.jira.answers import POINTS_FIELD
from tests.fakes.jira.server import JiraServer
from tests.fakes.jira.tracker import ANN, BEN, Json, Tracker, at
from tests.fakes.jira.tracker import Ticket as FakeTicket

ODD: tuple[Json, ...] = (None, 7, "x", [], {}, [None, 7, {}], {"id": None, "name": 5}, {"total": 9}, True)
DESCRIBER = Describer(
    source="jira", prefix="", address="https://x", mine=Accounts(frozenset({"ann"})), done_statuses={"5"}
)
EVER = Window(datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(["ann", "5", "PAY-1", "2026-03-01T09:00:00.000+0100", "x"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "id key name accountId created items field from to toString histories comments author".split()
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@pytest.mark.parametrize("field", [*FIELDS, POINTS_FIELD])
def test_a_field_of_any_type_takes_no_other_ticket_with_it(server: JiraServer, tracker: Tracker, field: str) -> None:
    whole, odd = (tracker.create("PAY", ANN, "2026-03-01T09:00:00Z", assignee=ANN, points=1.0) for _ in range(2))
    for ticket in (whole, odd):
        tracker.resolve(ticket, ANN, "2026-03-02T09:00:00Z")
    connector = connect(server)
    for value in ODD:
        server.speak.spoil = lambda ticket, issue, value=value: (  # type: ignore[misc]  # the value is bound at once
            {**issue, "fields": {**issue["fields"], field: value}} if ticket is odd else issue
        )
        reading = read(connector)
        assert {"PAY-1", "PAY-1/reported"} <= set(reading.moments)
        assert set(reading.moments) <= {"PAY-1", "PAY-1/reported", "PAY-2", "PAY-2/reported"}


@pytest.mark.parametrize(
    "spoiled", [{"key": None}, {"key": "../etc"}, {"key": "PAY-2 <"}, {"id": None}, {"fields": None}]
)
def test_a_ticket_without_key_id_or_fields_is_told(
    server: JiraServer, tracker: Tracker, spoiled: dict[str, Json]
) -> None:
    for _ in range(2):
        tracker.create("PAY", ANN, "2026-03-01T09:00:00Z")
    odd = tracker.tickets[1]

    def spoil(ticket: FakeTicket, issue: dict[str, Json]) -> dict[str, Json]:
        return {**issue, **spoiled} if ticket is odd else issue

    server.speak.spoil = spoil
    reading = read(connect(server))
    assert list(reading.moments) == ["PAY-1/reported"]
    assert ["passed over" in gap.reason for gap in reading.gaps] == [True]


def test_a_site_that_names_no_status_as_done_is_not_believed(
    server: JiraServer, tracker: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    tracker.create("PAY", ANN, "2026-03-01T09:00:00Z")
    monkeypatch.setattr(server.speak, "status", lambda number: {"id": number, "name": "Done"})
    reading = read(connect(server))
    assert reading.evidence == []
    [gap] = reading.gaps
    assert gap.reason.startswith("Jira names no status that means done. Try: ask who runs the site")


def test_ten_megabytes_of_description_are_cut(server: JiraServer, tracker: Tracker) -> None:
    tracker.create("PAY", ANN, "2026-03-01T09:00:00Z", description="word " * 2_000_000, summary="w" * 5_000)
    (one,) = read(connect(server)).evidence
    assert len(one.body) <= 65_536
    assert len(one.title) <= 1_000


@given(ANYTHING, st.dictionaries(st.sampled_from([*FIELDS]), ANYTHING, max_size=8), ANYTHING)
def test_no_ticket_breaks_it(key: Json, fields: dict[str, Json], histories: Json) -> None:
    issue = {"id": "1", "key": key if isinstance(key, str) else "PAY-1", "fields": fields}
    try:
        ticket = Ticket.parse(issue, histories)
    except UnreadableError:
        return
    for one in DESCRIBER.describe(ticket, ticket.comments, EVER):
        if isinstance(one, Evidence):
            assert set(one.facts) <= FACTS[Kind.TICKET]
    DESCRIBER.came_resolved(ticket, EVER)


@pytest.mark.parametrize(
    ("spelled", "moment"),
    [
        ("2026-03-01T09:00:00.250+0100", "2026-03-01T08:00:00.250Z"),
        ("2026-03-01T09:00:00.250+01:00", "2026-03-01T08:00:00.250Z"),
        ("2026-03-01T09:00:00Z", "2026-03-01T09:00:00Z"),
        ("2026-03-01T09:00:00+1400", "2026-02-28T19:00:00Z"),
        (1772355600000, "2026-03-01T09:00:00Z"),
        (1772355600, "2026-03-01T09:00:00Z"),
    ],
)
def test_a_moment_is_read_as_jira_spells_it(spelled: object, moment: str) -> None:
    assert parse_moment(spelled) == at(moment)


@pytest.mark.parametrize(
    "spelled",
    [
        "",
        "2026-02-30T09:00:00Z",
        "2026-03-01T09:00:00",
        "0001-01-01T00:00:00+1400",
        "soon",
        None,
        True,
        1e300,
        [],
        "9" * 30,
    ],
)
def test_what_is_no_moment_is_none(spelled: object) -> None:
    assert parse_moment(spelled) is None
    assert spell_moment(parse_moment(spelled)) is None


def test_entries_of_one_moment_keep_the_order_of_their_numbers() -> None:
    def entry(number: str, after: str) -> dict[str, Json]:
        return {"id": number, "created": "2026-03-01T09:00:00Z", "items": [{"field": "status", "to": after}]}

    history = parse_history([entry("1000", "c"), entry("20", "a"), entry("100", "b")])
    assert [one.changes[0].after for one in history] == ["a", "b", "c"]


def test_a_deleted_author_is_nobody_of_ours() -> None:
    (entry,) = parse_history([{"id": "1", "created": "2026-03-01T09:00:00Z", "author": None, "items": None}])
    assert BEN.account not in entry.author
    assert entry.changes == []
