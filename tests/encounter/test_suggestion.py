"""What is suggested, and what never is: who somebody is, and which accounts are one human."""

from datetime import UTC

import pytest

from harvester.encounter import Suggestion, find_encounters, find_ties
from harvester.encounter.suggestion import suggest_class
from harvester.model import Evidence, FactValue, Kind, Person, PersonClass, Ref, Role
from harvester.people import Acquaintance, People
from tests.encounter.evidence import PULL, commit, piece, review

NOBODY = People([], UTC)
BEN_EMAIL = "email:ben@example.com"


def suggest(*evidence: Evidence) -> Suggestion | None:
    return suggest_class(find_encounters(evidence), UTC)


def ties(*evidence: Evidence, people: People = NOBODY, listed: list[str] | None = None) -> list[tuple[str, str]]:
    return [(tie.person, tie.other) for tie in find_ties(find_encounters(evidence), listed or [], people)]


def test_a_bot_is_one_because_the_source_says_so() -> None:
    bot = Person("github:robot[bot]", "", "author", PersonClass.BOT)
    said = piece(f"{PULL}/review/1", Kind.REVIEW, Role.REVIEWER, bot, links=[Ref("github", PULL)])
    assert suggest(said) == Suggestion(PersonClass.BOT, "github says so")


@pytest.mark.parametrize(
    ("merged", "reason"),
    [
        (0, "no merged pull requests in acme/pay before your first comment in the latest thread (2026-11-10)"),
        (1, "1 merged pull request in acme/pay before your first comment in the latest thread (2026-11-10)"),
        (4, "4 merged pull requests in acme/pay before your first comment in the latest thread (2026-11-10)"),
    ],
)
def test_fewer_than_five_merges_before_my_first_word_is_a_newcomer(merged: int, reason: str) -> None:
    assert suggest(review("ben", merged_before=merged)) == Suggestion(PersonClass.NEWCOMER, reason)


def test_five_merges_are_no_newcomer_and_no_seniority_either() -> None:
    assert suggest(review("ben", merged_before=5)) is None
    assert suggest(review("ben", merged_before=20)) is None


def test_who_was_new_once_is_new_no_more() -> None:
    first, latest = review("ben", day="2026-01-10", merged_before=0), review("ben", day="2026-11-10", merged_before=9)
    assert suggest(latest, first) is None


def test_new_in_one_repository_counts_where_they_are_old_in_another() -> None:
    old, new = review("ben", merged_before=9), review("ben", "acme/web#3", day="2026-03-01", merged_before=1)
    suggestion = suggest(old, new)
    assert suggestion
    assert "1 merged pull request in acme/web" in suggestion.reason


def test_of_two_repositories_the_one_of_late_is_told() -> None:
    early, late = review("ben", "acme/web#3", day="2026-03-01", merged_before=1), review("ben", merged_before=2)
    suggestion = suggest(early, late)
    assert suggestion
    assert "2 merged pull requests in acme/pay" in suggestion.reason


@pytest.mark.parametrize("mine", [True, False])
def test_who_reviews_whom_is_evidence_of_no_class(mine: bool) -> None:
    assert suggest(*(review("ben", f"acme/pay#{number}", mine=mine) for number in range(30))) is None


def test_the_same_address_in_two_sources_is_one_human() -> None:
    ticket = piece("PAY-1", Kind.TICKET, Role.ASSIGNEE, Person("jira:Ben@example.com", "", "reporter"), source="jira")
    known = commit("a", Role.AUTHOR, Person(BEN_EMAIL, "", "co-author"))
    assert ties(ticket, known) == [("jira:ben@example.com", BEN_EMAIL)]


def test_an_address_that_names_a_login_is_that_login() -> None:
    known = commit("a", Role.AUTHOR, Person("email:7+ben@users.noreply.ghe.example.com", "", "co-author"))
    assert ties(review("github:ghe.example.com/ben"), known) == [
        ("github:ghe.example.com/ben", "email:7+ben@users.noreply.ghe.example.com")
    ]
    assert ties(review("github:other.example.com/ben"), known) == []


def squash(address: str, sha: str = "a", **facts: FactValue) -> Evidence:
    told = {"pull_request": 7, "committed_at": "2026-11-10T09:00:00Z", **facts}
    return commit(sha, Role.CONTRIBUTOR, Person(address, "", "author"), links=[Ref("github", PULL)], facts=told)


def test_a_pull_request_and_the_commit_it_was_squashed_to_have_one_author() -> None:
    assert ties(review("ben"), squash(BEN_EMAIL)) == [("github:ben", BEN_EMAIL)]


def test_a_commit_that_a_merge_brought_may_be_anybodys() -> None:
    assert ties(review("ben"), squash(BEN_EMAIL, pull_request_title="Read once")) == []
    assert ties(review("ben"), squash(BEN_EMAIL, is_merge=True)) == []
    assert ties(review("ben"), squash(BEN_EMAIL, committed_at="2026-11-09T09:00:00Z")) == []


def test_a_deleted_account_is_nobodys() -> None:
    assert ties(review("ghost"), squash(BEN_EMAIL)) == []


def test_an_address_that_points_to_two_logins_points_to_nobody() -> None:
    other = commit("b", Role.CONTRIBUTOR, Person(BEN_EMAIL, "", "author"), links=[Ref("github", "acme/pay#8")],
                   facts={"pull_request": 8, "committed_at": "2026-11-10T09:00:00Z"})  # fmt: skip
    assert ties(review("ben"), squash(BEN_EMAIL), review("dana", "acme/pay#8"), other) == []


def test_an_address_may_be_that_of_a_login_and_of_an_account() -> None:
    ticket = piece("PAY-1", Kind.TICKET, Role.ASSIGNEE, Person("jira:ben@example.com", "", "reporter"), source="jira")
    assert ties(review("ben"), squash(BEN_EMAIL), ticket) == [
        ("github:ben", BEN_EMAIL),
        ("jira:ben@example.com", BEN_EMAIL),
    ]


def test_a_name_ties_nobody() -> None:
    named = [Person(one, "Ben Example", "co-author") for one in (BEN_EMAIL, "email:ben@example.org")]
    assert ties(*(commit(sha, Role.AUTHOR, person) for sha, person in zip("ab", named, strict=True))) == []


def test_what_the_table_tells_apart_or_has_joined_is_not_tied() -> None:
    def table(*groups: set[str]) -> People:
        return People([Acquaintance(ids=frozenset(group)) for group in groups], UTC)

    assert ties(review("ben"), squash(BEN_EMAIL), people=table({"github:ben", BEN_EMAIL})) == []
    assert ties(review("ben"), squash(BEN_EMAIL), people=table({"github:ben"}, {BEN_EMAIL})) == []
    assert ties(review("ben"), squash(BEN_EMAIL), people=table({BEN_EMAIL})) == [(BEN_EMAIL, "github:ben")]


def test_an_account_of_the_table_can_be_tied_to_one_that_was_met() -> None:
    ticket = piece("PAY-1", Kind.TICKET, Role.ASSIGNEE, Person("jira:ben@example.com", "", "reporter"), source="jira")
    listed = People([Acquaintance(ids=frozenset({BEN_EMAIL}))], UTC)
    assert ties(ticket, people=listed, listed=[BEN_EMAIL]) == [(BEN_EMAIL, "jira:ben@example.com")]
