"""What followed a comment of mine: told as facts, from what the server says and no further."""

from datetime import timedelta
from typing import Any

import pytest

from harvester.model import Evidence, Kind, Role
from tests.connectors.github.conftest import NOW, WEEK, Serve, connect, read
from tests.fakes.github.world import ME, Pull, World

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def ask(world: World, author: str = "cleo", **options: Any) -> tuple[Pull, int]:  # noqa: ANN401 - fields of a pull
    """Open a pull request, and comment on a line of it."""
    pull = world.pull(author, NOW - 6 * DAY, **options)
    [comment] = pull.review(ME, NOW - 4 * DAY, "COMMENTED", "", [("This races.", None)])
    return pull, comment


def harvest(serve: Serve, world: World, **options: Any) -> list[Evidence]:  # noqa: ANN401 - fields of the server
    found, _ = read(connect(serve(world, **options)), WEEK)
    return found


def only(evidence: list[Evidence], kind: Kind) -> Evidence:
    [found] = [each for each in evidence if each.kind is kind]
    return found


@pytest.mark.parametrize(
    ("answer", "opens"),
    [
        ("Done.", "done"),
        ("Good catch, fixed in the next commit.", "done"),
        ("Thanks! I've moved it out of the lock.", "done"),
        ("> This races.\n\nYou\u2019re right. Changed.", "done"),
        ("Fixed by the last commit, the rest in a follow-up.", "done"),
        ("Changed my mind, leaving it.", None),
        ("Added to my TODO list.", None),
        ("Moved to a follow-up issue.", None),
        ("Updated the ticket, will look next week.", None),
        ("Resolved offline: we keep it.", None),
        ("It's done this way on purpose.", None),
        ("This is done by the caller.", None),
        ("I'd rather keep it: the caller holds the lock.", "declined"),
        ("No, the caller holds the lock.", "declined"),
        ("I don't think that can happen.", "declined"),
        ("Why would it?", None),
        ("Fixed?", None),
        ("It was fixed already in #3, or so I hoped.", None),
        ("> Done.", None),
        ("I have not changed it.", None),
        ("Thanks!", None),
        ("", None),
    ],
)
def test_of_an_answer_is_told_how_it_opens_and_never_its_words(serve: Serve, answer: str, opens: str | None) -> None:
    world = World()
    pull, comment = ask(world)
    pull.review("cleo", NOW - 3 * DAY, "COMMENTED", "", [(answer, comment)])
    facts = only(harvest(serve, world), Kind.REVIEW_COMMENT).facts
    assert (facts["replied"], facts.get("answer")) == (True, opens)
    assert answer not in facts.values() or answer == ""


def test_the_last_answer_that_says_something_counts(serve: Serve) -> None:
    world = World()
    pull, comment = ask(world)
    for hours, words in enumerate(("No, it cannot.", "Oh, right. Fixed.", "Anything else?")):
        pull.review("cleo", NOW - 3 * DAY + hours * HOUR, "COMMENTED", "", [(words, comment)])
    assert only(harvest(serve, world), Kind.REVIEW_COMMENT).facts["answer"] == "done"


def test_what_others_answer_is_no_answer(serve: Serve) -> None:
    world = World()
    pull, comment = ask(world)
    pull.review("dana", NOW - 3 * DAY, "COMMENTED", "", [("Done.", comment)])
    pull.comment("dana", NOW - 2 * DAY, "Done.")
    facts = only(harvest(serve, world), Kind.REVIEW_COMMENT).facts
    assert (facts["replied"], "answer" in facts) == (False, False)


def test_an_answer_without_graphql_is_told_too(serve: Serve) -> None:
    world = World()
    pull, comment = ask(world)
    pull.review("cleo", NOW - 3 * DAY, "COMMENTED", "", [("Fixed.", comment)])
    facts = only(harvest(serve, world, has_graphql=False), Kind.REVIEW_COMMENT).facts
    assert (facts["replied"], facts["answer"], "resolved" in facts, "pushed_after" in facts) == (
        True, "done", False, False,
    )  # fmt: skip


def test_when_a_pull_request_was_merged_is_told_with_what_was_said_on_it(serve: Serve) -> None:
    world = World()
    ask(world, merged=NOW - DAY)
    ask(world)
    told = [each.facts.get("merged_at") for each in harvest(serve, world) if each.kind is Kind.REVIEW_COMMENT]
    assert told == ["2026-11-19T12:00:00Z", None]


def test_a_conversation_tells_what_the_author_said_and_did_next(serve: Serve) -> None:
    world = World()
    pull = world.pull("cleo", NOW - 6 * DAY)
    pull.comment("cleo", NOW - 5 * DAY, "Fixed.")
    pull.comment(ME, NOW - 4 * DAY, "The lock is released too early, because close() runs first.")
    pull.comment("cleo", NOW - 3 * DAY, "Good point, changed.")
    pull.comment("cleo", NOW - 2 * DAY, "I'd rather not rename it.")
    pull.push(NOW - 3 * DAY)
    facts = only(harvest(serve, world), Kind.COMMENT).facts
    told = {name: facts[name] for name in ("replied", "answer", "pushed_after", "observed_at")}
    assert told == {
        "replied": True, "answer": "done", "pushed_after": True, "observed_at": "2026-11-20T12:00:00Z",
    }  # fmt: skip


def test_the_body_of_a_review_tells_whether_i_approved_what_came(serve: Serve) -> None:
    world = World()
    pull = world.pull("cleo", NOW - 6 * DAY)
    pull.review(ME, NOW - 5 * DAY, "CHANGES_REQUESTED", "Take the lock once, because it is held.")
    pull.push(NOW - 4 * DAY)
    pull.review(ME, NOW - 3 * DAY, "APPROVED", "Good now.")
    pull.review(ME, NOW - 2 * DAY, "APPROVED")
    rounds = [each.facts for each in harvest(serve, world) if each.kind is Kind.REVIEW]
    assert [one["has_body"] for one in rounds] == [True, True, False]
    assert [one.get("approved_after") for one in rounds] == [True, True, None]
    assert [one.get("pushed_after") for one in rounds] == [True, False, None]


def test_of_what_i_said_on_my_own_and_what_was_said_to_me_nothing_follows(serve: Serve) -> None:
    world = World()
    mine = world.pull(ME, NOW - 6 * DAY, NOW - DAY)
    mine.comment(ME, NOW - 5 * DAY, "Merging soon.")
    mine.review("cleo", NOW - 4 * DAY, "COMMENTED", "Why twice?", [("This races.", None)])
    said = [each for each in harvest(serve, world) if each.kind is not Kind.PULL_REQUEST]
    assert {each.role for each in said} == {Role.AUTHOR, Role.RECIPIENT}
    assert not {name for each in said for name in each.facts} & {"replied", "pushed_after", "merged_at", "observed_at"}


def test_replies_stay_in_their_thread_when_its_first_comment_is_gone(serve: Serve) -> None:
    world = World()
    pull, _ = ask(world)
    [thread] = pull.node["reviewThreads"]
    root = thread["comments"].pop(0)
    pull.node["reviews"].clear()
    replies = [pull.review(ME, NOW - day * DAY, "COMMENTED", "", [(f"Because, {day}.", None)])[0] for day in (3, 2)]
    moved = [one for each in pull.node["reviewThreads"][1:] for one in each["comments"]]
    pull.node["reviewThreads"][:] = [{**thread, "comments": moved}]
    found = harvest(serve, world)
    assert root["fullDatabaseId"] not in {str(reply) for reply in replies}
    assert len(found) == 4
    threads = {each.thread for each in found if each.kind is Kind.REVIEW_COMMENT}
    assert [str(one).rpartition("/")[2] for one in threads] == [str(replies[0])]


def test_each_inline_thread_has_a_first_word_of_its_own(serve: Serve) -> None:
    world = World()
    world.pull("cleo", NOW - 9 * DAY, NOW - 3 * DAY)
    pull, first = ask(world)
    pull.review(ME, NOW - 2 * DAY, "COMMENTED", "", [("And here?", None)])
    pull.review(ME, NOW - DAY, "COMMENTED", "", [("Any news?", first)])
    told = {
        each.body: each.facts["merged_before"] for each in harvest(serve, world) if each.kind is Kind.REVIEW_COMMENT
    }
    assert told == {"This races.": 0, "And here?": 1, "Any news?": 0}
