"""What of the evidence is an encounter, in which way, and where it took place."""

import pytest

from harvester.encounter import Way, find_encounters
from harvester.model import Evidence, Kind, Person, Ref, Role
from tests.encounter.evidence import PULL, commit, merged, piece, review

BEN = Person("github:ben", "", "author")
GITHUB = Ref("github", PULL)
TICKET = Ref("jira", "PAY-1")


def ways(*evidence: Evidence) -> list[tuple[str, Way, Ref]]:
    return [(one.person.id, one.way, one.place) for one in find_encounters(evidence)]


@pytest.mark.parametrize(
    ("kind", "role", "their_role", "way"),
    [
        (Kind.REVIEW, Role.REVIEWER, "author", Way.REVIEWED_THEIRS),
        (Kind.REVIEW_COMMENT, Role.REVIEWER, "author", Way.REVIEWED_THEIRS),
        (Kind.REVIEW, Role.RECIPIENT, "reviewer", Way.REVIEWED_MINE),
        (Kind.REVIEW_COMMENT, Role.RECIPIENT, "reviewer", Way.REVIEWED_MINE),
        (Kind.COMMENT, Role.COMMENTER, "author", Way.COMMENTED),
        (Kind.COMMENT, Role.RECIPIENT, "commenter", Way.COMMENTED),
    ],
)
def test_what_was_said_is_met_on_its_pull_request(kind: Kind, role: Role, their_role: str, way: Way) -> None:
    said = piece(f"{PULL}/comment/1", kind, role, Person("github:ben", "", their_role), links=[GITHUB])
    assert ways(said) == [("github:ben", way, GITHUB)]


def test_a_review_that_was_asked_of_me_is_both() -> None:
    asked = review("ben", requested_at="2026-11-01T09:00:00Z")
    assert [way for _, way, _ in ways(asked)] == [Way.REVIEWED_THEIRS, Way.ASKED_ME]


@pytest.mark.parametrize(
    ("key", "kind", "role"),
    [
        ("PAY-1", Kind.TICKET, Role.ASSIGNEE),
        ("PAY-1/reported", Kind.TICKET, Role.REPORTER),
        ("PAY-1/comment/7", Kind.COMMENT, Role.COMMENTER),
    ],
)
def test_a_ticket_is_one_place_however_i_was_there(key: str, kind: Kind, role: Role) -> None:
    holder = Person("jira:ben", "Ben Example", "assignee")
    found = piece(key, kind, role, holder, source="jira", thread=TICKET if kind is Kind.COMMENT else None)
    assert ways(found) == [("jira:ben", Way.TICKETS, TICKET)]


def test_a_commit_is_met_on_the_pull_request_that_brought_it() -> None:
    co_author = Person("email:ben@example.com", "Ben Example", "co-author")
    brought = commit("a", Role.AUTHOR, co_author, links=[GITHUB, Ref("git", "b" * 40)])
    lonely = commit("c", Role.CONTRIBUTOR, co_author, links=[Ref("git", "b" * 40)])
    assert [place for _, _, place in ways(brought, lonely)] == [GITHUB, lonely.ref]
    assert {way for _, way, _ in ways(brought, lonely)} == {Way.CO_AUTHORED}


def test_a_reviewer_of_a_merge_counts_only_where_the_review_itself_is_not_there() -> None:
    received = review("ben", mine=False, day="2026-10-30")
    assert ways(merged("ben", "dana"), received) == [
        ("github:dana", Way.REVIEWED_MINE, GITHUB),
        ("github:ben", Way.REVIEWED_MINE, GITHUB),
    ]


def test_a_design_document_meets_nobody_beside_its_commit() -> None:
    document = piece("a" * 40 + ":docs/adr/1.md", Kind.DESIGN_DOC, Role.CONTRIBUTOR, BEN, source="git")
    assert ways(document) == []
