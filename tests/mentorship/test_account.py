"""The account, rule by rule: what counts, for whom, in which class."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from harvester.mentorship import Account, Exclusion, Told, keep_account
from harvester.mentorship.words import count_classes
from harvester.model import Kind, PersonClass, Ref, Role, Window
from harvester.people import Acquaintance, People
from tests.mentorship.remarks import NOBODY, YEAR, account, moment, said, table

SPOKEN, BODY = Kind.COMMENT, Kind.REVIEW


def numbers(kept: Account) -> tuple[int, ...]:
    totals = kept.totals
    return len(kept.people), totals.pull_requests, totals.weeks, totals.threads


def the_class(*told: Told, people: People = NOBODY) -> PersonClass:
    [one] = account(*told, people=people).people
    return one.person_class


def test_every_comment_counts_and_a_thread_counts_once() -> None:
    kept = account(said(1, "03-02"), said(2, "03-03", thread=1), said(3, "03-09"))
    assert (kept.totals.inline, kept.totals.threads, kept.totals.pull_requests, kept.totals.weeks) == (3, 2, 1, 2)


def test_conversation_and_review_bodies_of_one_pull_request_are_one_thread() -> None:
    kept = account(
        said(1, "03-02", kind=SPOKEN, role=Role.COMMENTER), said(2, "03-02", kind=BODY, facts={"has_body": True}),
        said(3, "03-02", kind=BODY, pull=2, facts={"has_body": True}), said(4, "03-02"),
    )  # fmt: skip
    counts = kept.totals
    assert (counts.conversation, counts.review_bodies, counts.inline, counts.threads) == (1, 2, 1, 3)


@pytest.mark.parametrize(
    ("facts", "body", "explains", "counts"),
    [
        ({"has_body": True}, "", None, True),
        ({"has_body": False}, "Fine.", None, False),
        ({}, "Fine.", None, True),
        ({}, " \n", None, False),
        ({}, "", False, True),
    ],
)
def test_a_review_counts_when_it_has_a_body_also_where_bodies_are_not_kept(
    facts: dict[str, bool], body: str, explains: bool | None, counts: bool
) -> None:
    kept = account(said(1, "03-02", kind=BODY, facts=facts, body=body, explains=explains))
    assert kept.totals.review_bodies == counts


def test_the_person_helped_is_the_author_of_the_pull_request_whatever_the_account() -> None:
    both = table(Acquaintance(ids=frozenset({"github:cleo", "github:cleo-work"})))
    kept = account(said(1, "03-02"), said(2, "03-02", to="Cleo-Work", pull=2), people=both)
    assert [one.person for one in kept.people] == ["github:cleo"]
    assert numbers(kept) == (1, 2, 1, 2)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (said(1, "03-02", role=Role.AUTHOR), Exclusion.OWN),
        (said(1, "03-02", to="robot[bot]", to_class="bot"), Exclusion.BOT),
        (said(1, "03-02", to="relay"), Exclusion.BOT),
        (said(1, "03-02", to="ghost"), Exclusion.GHOST),
        (said(1, "03-02", to="ghost", to_class="bot"), Exclusion.BOT),
        (said(1, "03-02", to="relay", role=Role.AUTHOR), Exclusion.OWN),
    ],
)
def test_what_is_left_out_is_counted_for_its_first_reason(told: Told, why: Exclusion) -> None:
    relay = table(Acquaintance(ids=frozenset({"github:relay"}), person_class=PersonClass.BOT))
    kept = account(told, people=relay)
    assert numbers(kept) == (0, 0, 0, 0)
    assert {one: kept.count_excluded(one) for one in Exclusion} == {one: int(one is why) for one in Exclusion}


def test_comments_on_tickets_and_everything_else_are_no_review_comments() -> None:
    spoken = said(1, "03-02", kind=SPOKEN, role=Role.COMMENTER)
    ticket = Ref("jira", "PAY-12")
    on_ticket = replace(spoken.evidence, ref=Ref("jira", "PAY-12/comment/1"), thread=ticket, role=Role.COMMENTER)
    merged = replace(spoken.evidence, ref=Ref("github", "acme/pay#1"), kind=Kind.PULL_REQUEST, role=Role.AUTHOR)
    kept = account(Told(on_ticket), Told(merged))
    assert (numbers(kept), kept.excluded) == ((0, 0, 0, 0), [])


def test_only_what_was_said_inside_the_window_counts() -> None:
    window = Window(moment("03-02"), moment("03-09"))
    kept = account(said(1, "03-01"), said(2, "03-02"), said(3, "03-08"), said(4, "03-09"), window=window)
    assert kept.totals.inline == 2


def test_weeks_are_those_of_the_persons_zone() -> None:
    late = said(1, "", at=datetime(2026, 9, 6, 22, 30, tzinfo=UTC))  # a Sunday; in Berlin already Monday
    monday = said(2, "09-07")
    for zone, weeks in ((ZoneInfo("Europe/Berlin"), 1), (UTC, 2)):
        assert keep_account([late, monday], (), NOBODY, window=YEAR, zone=zone).totals.weeks == weeks


@pytest.mark.parametrize(("merged", "expected"), [(0, "newcomer"), (4, "newcomer"), (5, ""), (20, ""), (None, "")])
def test_a_newcomer_had_fewer_than_five_merged_pull_requests(merged: int | None, expected: str) -> None:
    facts = {} if merged is None else {"merged_before": merged}
    assert the_class(said(1, "03-02", facts=facts)) == expected


def test_the_table_is_asked_before_the_merges() -> None:
    peer = table(Acquaintance(ids=frozenset({"github:cleo"}), person_class=PersonClass.PEER))
    assert the_class(said(1, "03-02", facts={"merged_before": 0}), people=peer) is PersonClass.PEER
    nothing = table(Acquaintance(name="Cleo Example", ids=frozenset({"github:cleo"})))
    assert the_class(said(1, "03-02", facts={"merged_before": 0}), people=nothing) is PersonClass.NEWCOMER


def test_the_class_shown_is_that_at_the_last_thread() -> None:
    new, known = said(1, "03-02", facts={"merged_before": 4}), said(2, "05-02", pull=2, facts={"merged_before": 9})
    assert the_class(new, known) is PersonClass.UNKNOWN
    assert the_class(new) is PersonClass.NEWCOMER


def test_the_last_thread_is_the_one_last_spoken_in() -> None:
    begun_first = [said(1, "03-02", facts={"merged_before": 4}), said(2, "07-02", thread=1, facts={"merged_before": 4})]
    begun_last = said(3, "05-02", pull=2, facts={"merged_before": 9})
    assert the_class(*begun_first, begun_last) is PersonClass.NEWCOMER


def test_a_thread_that_goes_on_after_a_promotion_is_one_of_the_later_class() -> None:
    ids = frozenset({"github:cleo"})
    promoted = table(
        Acquaintance(ids=ids, person_class=PersonClass.JUNIOR),
        Acquaintance(ids=ids, person_class=PersonClass.PEER, since=date(2026, 6, 1)),
    )
    before, after = said(1, "05-30"), said(2, "06-02", thread=1)
    assert the_class(before, people=promoted) is PersonClass.JUNIOR
    assert the_class(before, after, people=promoted) is PersonClass.PEER


def test_by_class_each_thread_stands_under_its_own() -> None:
    ids = frozenset({"github:cleo"})
    promoted = table(
        Acquaintance(ids=ids, person_class=PersonClass.JUNIOR),
        Acquaintance(ids=ids, person_class=PersonClass.PEER, since=date(2026, 6, 1)),
    )
    told = [said(1, "03-02"), said(2, "04-02"), said(3, "07-02", pull=2), said(4, "07-03", to="dana", pull=3)]
    rows = count_classes(account(*told, people=promoted))
    assert [(name, people, counts.threads) for name, people, counts in rows] == [
        ("junior", 1, 2), ("peer", 1, 1), ("unknown", 1, 1),
    ]  # fmt: skip


def test_people_come_by_class_and_then_by_name_and_never_by_number() -> None:
    rows = [
        Acquaintance(name=name, ids=frozenset({f"github:{login}"}), person_class=of)
        for login, name, of in (
            ("a", "Zoe Example", PersonClass.JUNIOR), ("b", "Bob Example", PersonClass.JUNIOR),
            ("c", "Abe Example", PersonClass.PEER),
        )
    ]  # fmt: skip
    told = [said(n, "03-02", to=to, pull=n) for n, to in enumerate("cccaaabd", 1)]
    kept = account(*told, people=table(*rows))
    assert [one.name for one in kept.people] == ["Bob Example", "Zoe Example", "Abe Example", "d"]


def test_who_renamed_their_account_is_two_until_the_table_joins_them() -> None:
    told = [said(1, "03-02", to="cleo-old"), said(2, "04-02", to="cleo", thread=1)]
    apart = account(*told)
    assert numbers(apart) == (2, 1, 2, 1)
    joined = account(*told, people=table(Acquaintance(ids=frozenset({"github:cleo", "github:cleo-old"}))))
    assert numbers(joined) == (1, 1, 2, 1)


def test_a_login_of_the_table_is_told_with_the_host_where_its_human_was_met() -> None:
    both = frozenset({"github:cleo", "github:cleo-work"})
    host = table(Acquaintance(ids=both), Acquaintance(ids=frozenset({"github:ghe.example.com/dana"})))

    def ids(*logins: str) -> list[str]:
        told = [said(number, "03-02", to=one, pull=number) for number, one in enumerate(logins, 1)]
        return [one.person for one in account(*told, people=host).people]

    assert ids("ghe.example.com/Cleo-Work", "ghe.example.com/cleo") == ["github:ghe.example.com/cleo"]
    assert ids("cleo-work") == ids("cleo", "ghe.example.com/cleo") == ["github:cleo"]
    assert ids("ghe.example.com/dana") == ["github:ghe.example.com/dana"]


def test_an_id_that_another_row_has_on_that_host_is_not_taken() -> None:
    rows = (
        Acquaintance(ids=frozenset({"github:cleo", "github:cleo-work"})),
        Acquaintance(ids=frozenset({"github:ghe.example.com/cleo"})),
    )
    told = [said(n, "03-02", to=f"ghe.example.com/{to}", pull=n) for n, to in enumerate(("cleo-work", "cleo"), 1)]
    kept = account(*told, people=table(*rows))
    assert {one.person for one in kept.people} == {"github:cleo", "github:ghe.example.com/cleo"}


def test_what_was_received_is_counted_apart_and_without_grades() -> None:
    got = [
        said(1, "03-02", to="fay", role=Role.RECIPIENT, explains=True),
        said(2, "03-03", to="robot", to_class="bot", role=Role.RECIPIENT),
        said(3, "03-03", to="ghost", role=Role.RECIPIENT),
    ]
    kept = account(*got)
    assert numbers(kept) == (0, 0, 0, 0)
    assert kept.excluded == []
    assert [one.person for one in kept.received] == ["github:fay"]
    assert kept.received_totals.explanatory == 1
    assert sum(kept.received_totals.adopted.values()) == 0


def test_what_nobody_judged_yet_counts_and_explains_nothing() -> None:
    kept = account(said(1, "03-02", explains=None))
    assert (kept.totals.threads, kept.totals.explanatory) == (1, 0)
    assert kept.threads[0].last.opinion.reason == "not judged yet"


def test_a_name_falls_back_to_the_login_also_on_another_host() -> None:
    kept = account(said(1, "03-02", to="127.0.0.1:8080/eli"))
    assert [(one.person, one.name) for one in kept.people] == [("github:127.0.0.1:8080/eli", "eli")]
