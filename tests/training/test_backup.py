import json
from collections.abc import Mapping
from typing import Any

from tests.training.clones import Clones
from training.sources.backup import list_comments, list_tickets, read_backup
from training.sources.piece import Piece

ANN, BOB = {"login": "ann"}, {"login": "bob"}
PULL = {"number": 7, "user": ANN, "title": "Count words", "body": "It counts."}


def a_thread(comments: list[Any] | None = None, events: list[Any] | None = None, **pull: object) -> str:
    thread = {"type": "pull", "pull": {**PULL, **pull}, "comments": comments or [], "events": events or []}
    return json.dumps(thread)


def a_line(number: int, user: Mapping[str, str] | None = BOB, body: str = "Off by one.", **more: object) -> object:
    return {"id": number, "user": user, "body": body, "path": "count.py", "diff_hunk": "@@ -1 +1 @@", **more}


def comments_of(clones: Clones, thread: str) -> list[Piece]:
    clone = clones.add("bob/backup", {"pulls/7.json": thread}, about="ann/words")
    return list(list_comments(clone.source.about, read_backup(clone)))


def test_a_comment_on_a_line_knows_the_lines_and_what_it_answers(clones: Clones) -> None:
    lines = [a_line(1), a_line(2, body="And here.", in_reply_to_id=1), a_line(3, ANN, "Done.", in_reply_to_id=1)]
    first, second = comments_of(clones, a_thread(lines))
    assert (first.address, first.repository) == ("ann/words#7/comment/1", "ann/words")
    assert [file.path for file in first.files] == ["count.py"]
    assert (first.extra["diff_hunk"], first.extra["in_reply_to"]) == ("@@ -1 +1 @@", "")
    assert second.extra["in_reply_to"] == "Off by one."


def test_an_answer_to_what_is_gone_answers_nothing(clones: Clones) -> None:
    (comment,) = comments_of(clones, a_thread([a_line(2, in_reply_to_id=1)]))
    assert comment.extra["in_reply_to"] == ""


def test_remarks_and_reviews_are_comments_and_other_events_are_not(clones: Clones) -> None:
    events = [
        {"event": "commented", "id": 1, "actor": BOB, "body": "Why words?"},
        {"event": "reviewed", "id": 2, "user": BOB, "body": "Good.", "state": "approved"},
        {"event": "reviewed", "id": 3, "user": BOB, "state": "approved"},
        {"event": "renamed", "id": 4, "actor": BOB, "body": "No text."},
        {"event": "commented", "id": 5, "actor": ANN, "body": "Because."},
    ]
    remark, review = comments_of(clones, a_thread(events=events))
    assert (remark.address, review.address) == ("ann/words#7/commented/1", "ann/words#7/reviewed/2")
    assert (remark.extra["comment_kind"], review.extra["review_state"]) == ("conversation", "approved")


def test_what_is_left_of_who_left_is_no_comment(clones: Clones) -> None:
    (comment,) = comments_of(clones, a_thread([a_line(1), a_line(2, None)]))
    assert comment.address == "ann/words#7/comment/1"


def test_comments_count_where_the_author_left(clones: Clones) -> None:
    (comment,) = comments_of(clones, a_thread([a_line(1), a_line(2, None)], user=None))
    assert comment.address == "ann/words#7/comment/1"


def test_issues_are_tickets_with_labels_and_files_left_alone_are_not_read(clones: Clones) -> None:
    issue = {"number": 3, "title": "Tabs are lost", "labels": [{"name": "bug"}]}
    files = {"issues/3.json": json.dumps({"type": "issue", "issue": issue}), "issues/4.json": "no json"}
    clone = clones.add("bob/backup", files, about="ann/words", without=["issues/4.json"])
    (ticket,) = list_tickets("ann/words", read_backup(clone))
    assert (ticket.address, ticket.body, ticket.labels) == ("ann/words#3", "", ["bug"])
