"""What a commit message says besides its words."""

import pytest

from connectors.git.message import NO_MESSAGE, Message, find_reverted, parse_merge, parse_message, split_subject

SHA = "0123456789abcdef0123456789abcdef01234567"


def test_the_title_is_the_first_paragraph_on_one_line() -> None:
    assert split_subject("\n\nBatch the\r\n  ledger reads\n\nBecause.\n") == ("Batch the ledger reads", "Because.\n")


@pytest.mark.parametrize("text", ["", "\n\n", "\x1b[2J\u202e"])
def test_a_commit_without_words_says_so(text: str) -> None:
    assert parse_message(text).title == NO_MESSAGE


@pytest.mark.parametrize(
    ("text", "number", "title"),
    [
        ("Batch the reads (#412)", 412, "Batch the reads"),
        ("Batch the reads (#412)\n\n* one\n* two", 412, "Batch the reads"),
        ("Batch the reads (pull request #7)", 7, "Batch the reads"),
        ("Revert (#411) again (#412)", 412, "Revert (#411) again"),
        ("Fix (#412) partly", None, "Fix (#412) partly"),
        ("Fix #412", None, "Fix #412"),
        ("Count to (#99999999999)", None, "Count to (#99999999999)"),
    ],
)
def test_a_squashed_pull_request_is_named_by_the_end_of_its_title(text: str, number: int | None, title: str) -> None:
    message = parse_message(text)
    assert (message.pull_request, message.title, message.merged_title) == (number, title, "")


@pytest.mark.parametrize(
    ("text", "number", "merged_title"),
    [
        ("Merge pull request #412 from acme/batching\n\nBatch the reads\n\nLong story", 412, "Batch the reads"),
        ("Merge pull request #412 from acme/batching", 412, ""),
        ("Merged in batching (pull request #8)\n\nBatch the reads", 8, "Batch the reads"),
        ("Merge branch 'batching' into 'main'\n\nBatch\n\nSee merge request acme/pay!19", 19, "Batch"),
        ("Merge branch 'main' into batching", None, ""),
        ("See merge request acme/pay!19", None, ""),
    ],
)
def test_a_merge_names_its_pull_request_and_that_ones_title(text: str, number: int | None, merged_title: str) -> None:
    message = parse_message(text)
    assert (message.pull_request, message.merged_title) == (number, merged_title)


def test_a_merge_alone_is_asked_for_its_pull_request_only() -> None:
    merge = parse_merge("Merge pull request #412 from acme/batching\n\nBatch \u202ethe reads\n\nLong story")
    assert merge == Message(title="", body="", pull_request=412, merged_title="Batch the reads")
    assert parse_merge("Merge branch 'topic'") == Message(title="", body="")


def test_a_revert_names_what_it_reverts() -> None:
    text = f'Revert "Batch"\n\nThis reverts commit {SHA}.\n'
    assert parse_message(text).reverts == find_reverted(text.encode()).decode() == SHA


def test_a_quoted_or_shortened_revert_names_nothing() -> None:
    for line in (f"> This reverts commit {SHA}.", "This reverts commit 0123456.", f"This reverts commit {SHA}0."):
        assert parse_message(f"Talk\n\n{line}").reverts == ""
        assert find_reverted(f"Talk\n\n{line}".encode()) == b""


def test_a_cherry_pick_names_where_it_came_from() -> None:
    assert parse_message(f"Fix\n\n(cherry picked from commit {SHA})").cherry_picked_from == SHA


def test_co_authors_are_found_in_any_spelling_at_the_start_of_a_line() -> None:
    text = """Batch

Co-authored-by: Ann Example <ann@example.com>
* Also

CO-AUTHORED-BY:Ben <Ben@Example.com>
co-authored-by: Ann Example <ann@example.com>
  Co-authored-by: Quoted <quoted@example.com>
Not-co-authored-by: Nobody <nobody@example.com>
Co-authored-by: broken <no
"""
    assert parse_message(text).co_authors == (("Ann Example", "ann@example.com"), ("Ben", "Ben@Example.com"))


def test_words_are_cleaned_and_secrets_are_gone() -> None:
    message = parse_message("Fix \x1b[31mred\x1b[0m\u202e (#4)\n\nkey ghp_" + "a1B2" * 9)
    assert message.title == "Fix red"
    assert "ghp_" not in message.body


def test_a_megabyte_on_one_line_is_read_at_once() -> None:
    message = parse_message("x (" * 300_000)
    assert len(message.title) == 1_000
