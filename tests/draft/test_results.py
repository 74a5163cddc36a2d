import pytest

from harvester.draft.prose import read_sentences
from harvester.draft.results import find_decision, find_result
from harvester.draft.retelling import retell
from harvester.draft.statements import is_fit, is_past, is_quotable, is_reason
from harvester.outcomes import is_measured


def find(body: str, *, headline: str = "Batched the ledger reads.", room: int = 250, is_decision: bool = False) -> str:
    return find_result(read_sentences(body), headline=headline, room=room, wants_reason=is_decision)


def test_a_measure_goes_before_a_cause_and_a_cause_before_a_restatement() -> None:
    measured = "The p99 latency dropped from 900 ms to 310 ms."
    cause = "The pool was exhausted because each row had its own transaction."
    told = "This PR groups rows by shard."
    assert find(f"{told}\n\n{cause}\n\n{measured}") == measured
    assert find(f"{told}\n\n{cause}") == cause
    assert find(told) == "Grouped rows by shard."


def test_for_a_decision_the_reason_goes_before_the_restatement() -> None:
    body = "This PR replaces the queue. We prefer a batch because the consumer reads once a day."
    assert find(body, is_decision=True) == "Why: “We prefer a batch because the consumer reads once a day.”"
    assert find(body) == "Replaced the queue."


def test_what_the_headline_says_already_is_not_said_again() -> None:
    assert find("This PR batches the reads of the ledger.") == ""
    assert find("This PR adds a cache to the reader.", headline="Added a cache.") == ""
    assert find("The ledger reads were batched due to reads.") == ""


def test_what_does_not_fit_is_left_out() -> None:
    assert find("The pool was exhausted because each row had its own transaction.", room=40) == ""


def test_a_reason_far_down_counts_only_in_its_section() -> None:
    reason = "The pool was exhausted because each row had its own transaction."
    far = "One.\n\nTwo.\n\nThree.\n\nFour.\n\n"
    assert find(far + reason) == ""
    assert find(f"{far}## Motivation\n\n{reason}") == reason


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("This PR fixes an issue where rows were lost.", "Fixed an issue where rows were lost."),
        ("This commit deletes the code and leaves the test.", "Deleted the code and left the test."),
        ("The patch also reduces the load of the replica.", "Reduced the load of the replica."),
        ("This fixes the order of the rows.", "Fixed the order of the rows."),
        ("Fixes an issue where rows were lost.", "Fixed an issue where rows were lost."),
        (
            "Fix an issue where rows were lost and remove the lock.",
            "Fixed an issue where rows were lost and removed the lock.",
        ),
        (
            "Ensured that rows keep their order when a shard moves.",
            "Ensured that rows keep their order when a shard moves.",
        ),
        ("I replaced the lock by a queue.", "Replaced the lock by a queue."),
    ],
)
def test_what_a_body_says_of_its_change_is_retold(text: str, told: str) -> None:
    assert retell(text, is_near=True) == told


@pytest.mark.parametrize(
    "text",
    [
        "This allows an attacker to read rows.",
        "This prevents other writers from going on.",
        "This reduces the throughput of the replica.",
        "This PR will reduce the load.",
        "This PR fixes this deadlock.",
        "We replaced the lock by a queue.",
        "I chose it for two reasons.",
        "Improve them so that rows stay.",
        "Rows are lost when a shard moves.",
        "Uses hupper to restart the server.",
        "Remove from README, replace with steps.",
        "This commit adds a lock and frobs the queue.",
    ],
)
def test_what_may_speak_of_something_else_is_not_retold(text: str) -> None:
    assert retell(text, is_near=True) == ""


def test_a_sentence_without_subject_counts_at_the_start_only() -> None:
    assert retell("Fixes an issue where rows were lost.", is_near=False) == ""
    assert retell("This PR fixes an issue where rows were lost.", is_near=False) != ""


@pytest.mark.parametrize(
    "text",
    [
        "Short one.",
        "It ends without a full stop because",
        "An address https://example.com stands in it.",
        "A person @ann stands in it somewhere.",
        "Is this a question that ends so?.",
        "The bracket (is never closed in this one.",
        'The quote "is never closed in this one.',
        "it begins in lower case like a fragment.",
        "The script above shows what happened to it.",
        "It was 1a2b3c4d5e6f7a8b that broke the rows.",
    ],
)
def test_what_needs_its_surroundings_is_not_fit(text: str) -> None:
    assert not is_fit(text)


@pytest.mark.parametrize(
    ("text", "measured"),
    [
        ("Latency dropped from 900 ms to 310 ms.", True),
        ("Reading is 3x faster on a cold cache.", True),
        ("It saves about 40 % of the memory.", True),
        ("The page loads 200 rows from version 3 to version 4.", False),
        ("It costs 20 ms.", False),
        ("It is much faster.", False),
    ],
)
def test_a_measure_is_a_number_with_its_unit_and_its_effect(text: str, *, measured: bool) -> None:
    assert is_measured(text) is measured


def test_reasons_are_causes_and_for_decisions_choices_too() -> None:
    assert is_reason("Rows were lost because the lock was free.")
    assert not is_reason("A batch runs instead of a queue.")
    assert is_reason("A batch runs instead of a queue.", is_decision=True)


@pytest.mark.parametrize(
    "text",
    [
        "Rows are lost when a shard moves.",
        "This was slow due to the lock.",
        "We lost rows because the lock was free.",
        "It was lost because the lock was free.",
        "It could have been lost because of the lock.",
        "Returns rows that were lost because of the lock.",
    ],
)
def test_only_what_is_past_throughout_and_about_nobody_is_past(text: str) -> None:
    assert not is_past(text)


def test_what_speaks_of_me_or_hedges_cannot_be_quoted_as_a_reason() -> None:
    assert is_quotable("We prefer a batch because the consumer reads once a day.")
    assert not is_quotable("I prefer a batch because the consumer reads once a day.")
    assert not is_quotable("A batch might be better because the consumer reads once a day.")
    assert not is_quotable("Read once a day because the consumer is slow.")


def test_a_decision_is_the_first_sentence_of_its_section() -> None:
    body = "# ADR\n\n## Context\n\nReads are slow.\n\n## Decision\n\nWe will read in batches of one day. And more."
    assert find_decision(read_sentences(body), room=200) == "Decision: “We will read in batches of one day.”"
    assert find_decision(read_sentences(body), room=20) == ""
    assert find_decision(read_sentences("## Decision\n\nDescribe the decision that you have taken."), room=200) == ""
    assert find_decision(read_sentences("Nothing is decided here."), room=200) == ""
