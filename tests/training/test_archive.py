from typing import Any

import pytest

from tests.training.clones import Clones, a_pull, an_archive, said
from training.sources.archive import list_comments, list_tickets, read_archive
from training.sources.piece import Piece


def comments_of(clones: Clones, **pull: Any) -> list[Piece]:  # noqa: ANN401 - fields of a pull request
    clone = clones.add("ann/words", an_archive([a_pull(**pull)]), path="archive.json")
    return list(list_comments(read_archive(clone)))


def test_a_comment_knows_the_pull_request_it_stands_on(clones: Clones) -> None:
    (comment,) = comments_of(clones, comments=[said("bob", "Who counts the spaces?")])
    assert comment.address == "ann/words#7/comment/2026-01-02T03:04:05Z"
    assert (comment.kind, comment.repository, comment.title) == ("review_comment", "ann/words", "Count words")
    assert comment.body == "Who counts the spaces?"
    assert comment.extra["pr_body"] == "It counts."
    assert comment.extra["comment_kind"] == "conversation"


def test_a_review_gives_its_own_text_and_its_comments_on_lines(clones: Clones) -> None:
    line = {"body": "This is off by one.", "createdAt": "2026-02-02T00:00:00Z", "originalPosition": 4}
    review = said("bob", "Nearly there.", state="CHANGES_REQUESTED", comments=[line])
    whole, inline = comments_of(clones, reviews=[review])
    assert whole.address == "ann/words#7/review/2026-01-02T03:04:05Z"
    assert whole.extra["review_state"] == "CHANGES_REQUESTED"
    assert inline.address == "ann/words#7/inline/2026-02-02T00:00:00Z/4"
    assert (inline.extra["comment_kind"], inline.extra["review_state"]) == ("inline", None)


@pytest.mark.parametrize("author", ["ann", None, "dependabot", "words[bot]", "codecov-commenter"])
def test_the_author_a_robot_and_nobody_review_nothing(clones: Clones, author: str | None) -> None:
    line = {"body": "A line.", "createdAt": "2026-02-02T00:00:00Z", "originalPosition": 4}
    review = said(author, "A review.", state="COMMENTED", comments=[line])
    assert comments_of(clones, comments=[said(author, "A remark.")], reviews=[review]) == []


@pytest.mark.parametrize("body", ["", " \n", None])
def test_an_empty_comment_is_none(clones: Clones, body: str | None) -> None:
    review = said("bob", body, state="APPROVED", comments=[{"body": body, "createdAt": "x", "originalPosition": 1}])
    assert comments_of(clones, comments=[said("bob", body)], reviews=[review]) == []


def test_a_name_that_holds_the_letters_of_a_robot_is_a_person(clones: Clones) -> None:
    (comment,) = comments_of(clones, comments=[said("bottomley", "Why?")])
    assert comment.body == "Why?"


def test_issues_that_people_opened_are_tickets(clones: Clones) -> None:
    issues = [
        {"number": 1, "author": "bob", "title": "Tabs are lost", "body": None},
        {"number": 2, "author": "renovate[bot]", "title": "Update", "body": "New."},
    ]
    clone = clones.add("ann/words", an_archive([], issues), path="archive.json")
    (ticket,) = list_tickets(read_archive(clone))
    assert (ticket.address, ticket.kind) == ("ann/words#1", "ticket")
    assert (ticket.title, ticket.body) == ("Tabs are lost", "")
