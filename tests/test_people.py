"""Who is who: one human behind several accounts, and what held of them when."""

from datetime import UTC, date, datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.model import Evidence, Kind, Person, PersonClass, Ref, Role
from harvester.people import Acquaintance, People

JUNIOR, PEER, BOT, UNKNOWN = PersonClass.JUNIOR, PersonClass.PEER, PersonClass.BOT, PersonClass.UNKNOWN
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def row(*ids: str, of: PersonClass = UNKNOWN, since: str = "", until: str = "", team: str = "") -> Acquaintance:
    bounds = [date.fromisoformat(day) if day else None for day in (since, until)]
    return Acquaintance(ids=frozenset(ids), person_class=of, since=bounds[0], until=bounds[1], team=team)


def people(*rows: Acquaintance) -> People:
    return People(rows, UTC)


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00+00:00")


def test_login_address_and_account_of_one_row_are_one_human() -> None:
    known = people(row("email:cleo@example.com", "jira:557058:c", "github:cleo"))
    ids = ("github:cleo", "github:CLEO", "jira:557058:C", "email:Cleo@example.com")
    assert {known.human(one) for one in ids} == {"github:cleo"}


def test_rows_that_share_an_account_are_one_human_however_long_the_chain() -> None:
    known = people(
        row("github:cleo", "email:a@example.com"),
        row("email:b@example.com", "jira:c"),
        row("email:a@example.com", "email:b@example.com"),
        row("github:dana"),
    )
    assert known.human("jira:c") == known.human("github:cleo") == "github:cleo"
    assert known.human("github:dana") == "github:dana"


def test_nobody_is_joined_by_name() -> None:
    rows = [Acquaintance(name="Sam Example", ids=frozenset({one})) for one in ("github:sam", "email:sam@example.com")]
    assert people(*rows).human("email:sam@example.com") == "email:sam@example.com"


def test_an_account_that_nobody_listed_is_itself() -> None:
    known = people(row("github:cleo"))
    assert known.human("github:Eli") == "github:eli"
    assert known.find("github:eli", NOON) is None
    assert known.class_at("github:eli", NOON) is UNKNOWN
    assert (known.name_of("github:eli"), known.team_at("github:eli", NOON)) == ("", "")


def test_a_bare_login_serves_every_host_and_one_with_a_host_only_that() -> None:
    known = people(row("github:cleo", of=PEER), row("github:ghe.example.com/dana", of=JUNIOR))
    assert known.human("github:ghe.example.com/Cleo") == known.human("github:github.com/cleo") == "github:cleo"
    assert known.class_at("github:ghe.example.com/dana", NOON) is JUNIOR
    assert known.class_at("github:dana", NOON) is UNKNOWN


def test_a_login_of_one_host_beats_the_same_login_anywhere() -> None:
    known = people(row("github:cleo", of=PEER), row("github:ghe.example.com/cleo", of=JUNIOR))
    assert known.class_at("github:ghe.example.com/cleo", NOON) is JUNIOR
    assert known.class_at("github:cleo", NOON) is PEER


def test_the_address_that_hides_an_address_is_its_login() -> None:
    known = people(row("github:cleo", of=PEER))
    assert known.human("email:123+Cleo@users.noreply.github.com") == "github:cleo"
    assert known.human("email:123+cleo@users.noreply.github.com.example.com").startswith("email:")


@pytest.mark.parametrize("day", ["2026-03-01", "2026-03-15", "2026-03-31"])
def test_a_row_holds_on_the_days_it_names_and_between(day: str) -> None:
    known = people(row("github:cleo", of=JUNIOR, since="2026-03-01", until="2026-03-31"))
    assert known.class_at("github:cleo", at(day)) is JUNIOR


@pytest.mark.parametrize("day", ["2026-02-28", "2026-04-01"])
def test_a_row_holds_on_no_other_day(day: str) -> None:
    known = people(row("github:cleo", of=JUNIOR, since="2026-03-01", until="2026-03-31"))
    assert known.find("github:cleo", at(day)) is None


def test_days_are_those_of_the_persons_zone() -> None:
    known = People([row("github:cleo", of=JUNIOR, until="2026-03-31")], ZoneInfo("Asia/Tokyo"))
    assert known.class_at("github:cleo", datetime(2026, 3, 31, 14, 59, tzinfo=UTC)) is JUNIOR
    assert known.class_at("github:cleo", datetime(2026, 3, 31, 15, 0, tzinfo=UTC)) is UNKNOWN


@pytest.mark.parametrize("promoted_first", [False, True])
def test_the_row_that_begins_later_wins_wherever_it_stands(promoted_first: bool) -> None:
    rows = [row("github:cleo", of=JUNIOR, team="Pay"), row("github:cleo", of=PEER, since="2026-06-01")]
    known = people(*(reversed(rows) if promoted_first else rows))
    assert known.class_at("github:cleo", at("2026-05-31")) is JUNIOR
    assert known.class_at("github:cleo", at("2026-06-01")) is PEER
    assert known.team_at("github:cleo", at("2026-06-01")) == "Pay"


def test_of_rows_that_begin_together_the_lower_one_wins() -> None:
    known = people(row("github:cleo", of=JUNIOR), row("github:cleo", of=PEER))
    assert known.class_at("github:cleo", NOON) is PEER


def test_the_newest_name_is_the_name_at_any_time() -> None:
    old = Acquaintance(name="Cleo Before", ids=frozenset({"github:cleo"}), until=date(2026, 1, 1))
    new = Acquaintance(name="Cleo Example", ids=frozenset({"github:cleo"}), since=date(2026, 1, 2))
    assert people(new, old).name_of("github:cleo") == "Cleo Example"


def test_a_deleted_account_is_nobody() -> None:
    known = people(row("ghost", "github:ghost", "github:cleo", of=PEER), row("github:ghost", of=JUNIOR))
    assert known.human("ghost") == known.human("github:Ghost") == "ghost"
    assert known.find("ghost", NOON) is None
    assert known.class_at("github:cleo", NOON) is PEER


def test_a_listed_bot_is_known_with_its_suffix_and_a_human_never_by_a_bots() -> None:
    known = people(row("github:renovate", of=BOT), row("github:dana", of=PEER))
    assert known.class_at("github:renovate[bot]", NOON) is BOT
    assert known.class_at("github:ghe.example.com/renovate[bot]", NOON) is BOT
    assert known.human("github:dana[bot]") == "github:dana[bot]"


def said_to(*persons: Person) -> Evidence:
    return Evidence(
        ref=Ref("github", "acme/pay#1/comment/1"), kind=Kind.REVIEW_COMMENT, role=Role.REVIEWER, title="Batch",
        happened_at=at("2026-05-31"), people=persons,
    )  # fmt: skip


def test_evidence_carries_the_class_of_its_day_and_a_bot_stays_one() -> None:
    known = people(row("github:cleo", of=JUNIOR, until="2026-05-31"), row("github:robot[bot]", of=PEER))
    evidence = said_to(Person("github:Cleo"), Person("github:robot[bot]", "", "", "bot"), Person("github:eli"))
    assert [one.person_class for one in known.date_classes(evidence).people] == ["junior", "bot", ""]
    assert known.date_classes(said_to(Person("github:eli"))).people == (Person("github:eli"),)


IDS = st.sampled_from([f"{source}:{name}" for source in ("github", "jira", "email") for name in "abcd"])


@given(st.lists(st.frozensets(IDS, max_size=3), max_size=8), st.randoms())
def test_who_is_one_human_depends_on_no_order(groups: list[frozenset[str]], random: Random) -> None:
    shuffled = list(groups)
    random.shuffle(shuffled)
    one, other = (people(*(row(*ids) for ids in order)) for order in (groups, shuffled))
    for person_id in {member for ids in groups for member in ids}:
        assert one.human(person_id) == other.human(person_id)
        assert one.human(one.human(person_id)) == one.human(person_id)
    for ids in groups:
        assert len({one.human(member) for member in ids}) <= 1
