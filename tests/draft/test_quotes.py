import pytest

from harvester.draft.quotes import find_quote, trim, trim_clause


def test_the_most_telling_sentence_is_quoted_with_what_follows_it() -> None:
    body = "Some words come first. The lock should be released, because the pool waits. It waits for a long time."
    assert find_quote(body, 200) == "The lock should be released, because the pool waits. It waits for a long time."
    assert find_quote(body, 60) == "The lock should be released, because the pool waits."


@pytest.mark.parametrize(
    "body",
    [
        "LGTM!",
        "Concept ACK",
        "tested ACK 1a2b3c4",
        "Thanks!",
        "Thanks a lot for the quick review of this one!",
        "Nice work.",
        "> The lock should be released, because the pool waits.",
        "```suggestion\nlock.release()\n```",
        "Ask @ben why the lock is never released.",
        "See https://example.com/why",
        "Which does not work because of the lock.",
        "",
    ],
)
def test_what_says_nothing_or_names_somebody_is_not_quoted(body: str) -> None:
    assert find_quote(body, 200) == ""


@pytest.mark.parametrize(
    ("body", "quote"),
    [
        ("@ben: The lock is never released.", "The lock is never released."),
        ("nit (non-blocking): the lock is never released.", "The lock is never released."),
        ("Thanks Ann, this saved us a night on call!", "This saved us a night on call!"),
        ("- the lock is never released", "The lock is never released"),
        ("currently, the lock is never released.", "Currently, the lock is never released."),
        ("lockPool is never released by it.", "lockPool is never released by it."),
        ("(The lock is never released.)", "The lock is never released"),
        ("The lock is never released, see https://example.com/x.", "The lock is never released"),
        ('The "lock" is `never` released.', "The 'lock' is never released."),
        ("The lock is never released. :)", "The lock is never released."),
        ("The lock is never\nreleased.", "The lock is never released."),
    ],
)
def test_a_quote_keeps_its_words_without_their_trimmings(body: str, quote: str) -> None:
    assert find_quote(body, 200) == quote


def test_a_sentence_that_hangs_on_another_is_quoted_last() -> None:
    body = "But it should never be released twice. The lock should never be released twice by one pool."
    assert find_quote(body, 100) == "The lock should never be released twice by one pool."


def test_sentences_that_do_not_follow_each_other_are_not_joined() -> None:
    body = "The lock should be released. See @ben. The pool is never empty.\n\n- a list\n- another entry should be here"
    assert find_quote(body, 300) == "The lock should be released."


def test_trimming_cuts_between_words_and_says_so() -> None:
    assert trim("one two three", 20) == "one two three"
    assert trim("one two three", 9) == "one two…"
    assert trim("x" * 50, 10) == "xxxxxxxxx…"


def test_a_clause_is_cut_where_a_part_of_it_ends() -> None:
    clause = (
        "Renamed the old adapter of the ledger to its new and final name, but kept the alias (for a while, at least)"
    )
    assert (
        trim_clause(clause, 90) == "Renamed the old adapter of the ledger to its new and final name, but kept the alias"
    )
    assert trim_clause(clause, 80) == "Renamed the old adapter of the ledger to its new and final name"
    assert trim_clause("word " * 30, 60).endswith("…")
