"""How a record is taken apart: prose, files, phrases and the features they give."""

from dataclasses import replace

import pytest

from harvester.classify.features import name_group, read_evidence
from harvester.classify.prose import read_prose, split_words
from harvester.classify.shape import measure_files, name_kind
from harvester.classify.words import find_phrase, quote_sighting, say_feature, shorten
from harvester.model import Context, FileChange, Kind, Role
from tests.classify.evidence import change, code, comment, ticket

BODY = """<!-- Please fill in
the template -->
## Why
The pool was exhausted because each row had its own transaction.

> Can you explain?

```python
crash = "not prose"
```

- [x] I have added tests
| a | table |
- one bullet with `code_name()` and https://example.com/deadlock

Signed-off-by: Ann Example <ann@example.com>
"""


def test_only_what_was_written_by_hand_is_prose() -> None:
    prose = read_prose(BODY)
    assert prose.text.splitlines() == [
        "The pool was exhausted because each row had its own transaction.",
        "- one bullet with `code_name()` and https://example.com/deadlock",
    ]
    assert prose.headings == ["why"]
    assert prose.counts["quote"] == prose.counts["box"] == prose.counts["table"] == prose.counts["trailer"] == 1


def test_code_and_addresses_keep_a_place_but_not_their_words() -> None:
    words = split_words("See https://example.com/deadlock and `race()` or cache_leak, not Pool::crash; don’t")
    assert words == ["see", "<url>", "and", "<code>", "or", "<code>", "not", "<code>", "don't"]


def test_an_unclosed_fence_or_comment_hides_the_rest() -> None:
    assert read_prose("before\n```\ncrash").text == "before"
    assert read_prose("before <!-- crash").text == "before"


def test_a_jira_block_is_code() -> None:
    assert read_prose("before\n{code:java}\ncrash\n{code}\nafter").text == "before\nafter"
    assert read_prose("before\n{noformat}\ncrash\n{noformat}\nafter").text == "before\nafter"


MACHINE = """Revert "Batch the ledger reads" (#412)

This reverts commit 83025286175d1ee1c29b842531070f3250a172ba.
Reverts acme/pay#30495
(cherry picked from commit 83025286175d1ee1c29b842531070f3250a172ba)
Apply suggestions from code review
[pre-commit.ci] auto fixes
Merge branch 'main' into batch
---------
Fixes #12, #13
Closes: https://git.example/acme/pay/issues/7
See PAY-12
Fixes the rounding of totals.
See https://docs.example/rounding
"""


def test_what_programs_write_is_no_prose() -> None:
    prose = read_prose(MACHINE)
    assert prose.text.splitlines() == ["Fixes the rounding of totals.", "See https://docs.example/rounding"]
    kinds = ("reverted", "picked", "machine", "pointer")
    assert [prose.counts[kind] for kind in kinds] == [3, 1, 4, 3]


def test_what_a_reply_by_mail_quotes_is_no_prose() -> None:
    prose = read_prose("It leaks.\n\nOn Wed, Apr 27, 2022 at 9:37 PM Ann Example wrote:\n\n> Does it?\n")
    assert prose.text == "It leaks."
    assert prose.counts["quote"] == 2


def test_a_list_of_commits_is_told_from_an_explanation() -> None:
    listed = read_evidence(change("Rework the ledger", "* fix the tests\n* review comments\n* more"))
    told = read_evidence(
        change("Rework the ledger", "* the reads were slow because each row had its own lock.\n* Tests.")
    )
    assert "only_bullets" in listed.traits
    assert "only_bullets" not in told.traits
    assert told.amounts["sentences"] == 1


def test_the_longest_sentence_of_a_comment_is_one_that_was_written_in_one_go() -> None:
    told = read_evidence(comment("Why?\n\nThe lock is dropped before the flush\nso the next writer waits. It hangs."))
    assert told.amounts["longest_sentence"] == len("The lock is dropped before the flush".split())
    assert "longest_sentence>=6" in told.traits
    assert "longest_sentence>=10" not in told.traits


def test_a_quotation_and_code_make_no_sentence_of_a_comment_longer() -> None:
    quoted = "> The lock is dropped before the flush so that the next writer waits."
    fenced = "```\nthe lock is dropped before the flush so that it waits\n```"
    assert read_evidence(comment(f"{quoted}\n{fenced}\nWhy is that?")).amounts["longest_sentence"] == len(
        "Why is that".split()
    )


def test_a_comment_without_words_has_no_longest_sentence() -> None:
    assert read_evidence(comment("```\ncode\n```")).amounts["longest_sentence"] == 0


def test_the_long_words_of_a_comment_are_counted_each_time() -> None:
    told = read_evidence(comment("Compaction drops the watermark, and compaction comes twice."))
    assert told.amounts["long_words"] == 3
    assert "long_words>=3" in told.traits


def test_the_sentences_of_a_change_say_nothing_of_depth() -> None:
    told = read_evidence(change("Batch ledger reads", "Every row had its own transaction, which exhausted the pool."))
    assert not {"longest_sentence", "long_words"} & told.amounts.keys()


def test_what_only_repeats_the_title_adds_nothing_to_it() -> None:
    assert read_evidence(change("Batch ledger reads", "Batches the ledger's reads.")).amounts["fresh_words"] == 0
    assert read_evidence(change("Batch ledger reads", "Checkout took seconds.")).amounts["fresh_words"] == 3


def test_who_speaks_and_of_what_is_counted() -> None:
    amounts = read_evidence(comment("I think you would lose rows here; we never did, but it was not tested.")).amounts
    voices = ("i_say", "you", "we_say", "modal", "past", "negations")
    assert [amounts[name] for name in voices] == [1, 1, 1, 1, 2, 2]


def test_the_account_of_an_incident_is_known_by_its_place() -> None:
    told = change("Outage of 12 November", "Checkout was down.", FileChange("docs/post-mortems/checkout.md", 60, 0))
    assert {"incident_path", "incident_written"} <= read_evidence(told).traits.keys()


def test_a_body_that_repeats_its_title_is_read_without_it() -> None:
    assert read_evidence(change("Fix a race", "Fix a race\n\nIt was there.")).prose.text == "It was there."


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("src/ledger/reads.py", "code"),
        ("tests/test_reads.py", "test"),
        ("src/main/java/acme/ReadsTest.java", "test"),
        ("src/latest.py", "code"),
        ("docs/adr/0007-reads.md", "document"),
        ("README.md", "document"),
        ("poetry.lock", "lock"),
        ("go.sum", "lock"),
        ("package.json", "build"),
        ("pyproject.toml", "build"),
        (".github/workflows/test.yml", "ci"),
        ("Dockerfile", "ci"),
        ("CHANGELOG.md", "changelog"),
        ("vendor/lib/x.go", "generated"),
        ("api/pay.pb.go", "generated"),
        ("deploy/values.yaml", "config"),
        ("static/logo.png", "asset"),
        ("locale/de.po", "asset"),
    ],
)
def test_a_file_is_known_by_its_path(path: str, kind: str) -> None:
    assert name_kind(path) == kind


def test_lines_count_by_kind_and_unknown_ones_as_none() -> None:
    shape = measure_files([code(10, 2), code(5, 0, "tests/test_x.py"), FileChange("logo.png")])
    assert shape.lines == {"code": 12, "test": 5, "asset": 0}
    assert shape.files == {"code": 1, "test": 1, "asset": 1}
    assert shape.hand_written == 12


def test_components_are_the_folders_below_the_common_ones() -> None:
    shape = measure_files([code(1, path="src/ledger/a.py"), code(1, path="src/payout/b.py"), code(1, path="c.py")])
    assert shape.components == ("ledger", "payout", ".")


@pytest.mark.parametrize(
    ("kind", "role", "group"),
    [
        (Kind.COMMIT, Role.AUTHOR, "change"),
        (Kind.PULL_REQUEST, Role.CONTRIBUTOR, "change"),
        (Kind.NOTE, Role.AUTHOR, "change"),
        (Kind.DESIGN_DOC, Role.AUTHOR, "document"),
        (Kind.TICKET, Role.REPORTER, "reported"),
        (Kind.TICKET, Role.ASSIGNEE, "delivered"),
        (Kind.TICKET, Role.CONTRIBUTOR, "delivered"),
        (Kind.REVIEW_COMMENT, Role.REVIEWER, "given"),
        (Kind.COMMENT, Role.COMMENTER, "given"),
        (Kind.REVIEW, Role.RECIPIENT, "received"),
    ],
)
def test_records_are_judged_with_their_like(kind: Kind, role: Role, group: str) -> None:
    evidence = comment("text", role, kind=kind)
    assert name_group(evidence) == group


@pytest.mark.parametrize(
    ("title", "trait"),
    [
        ("fix(ledger)!: hold the lock", "breaking_mark"),
        ("Bump django from 4.1 to 4.2", "version_in_title"),
        ('Revert "Batch the reads"', "revert_title"),
        ("Batch the reads [2/5]", "part_of_series"),
        ("Cut p99 latency to 310 ms", "measure_in_title"),
        ("Merge pull request #12 from acme/x", "merge_title"),
        ("Hold the lock in flush_index()", "code_in_title"),
        ("Should the ledger be closed nightly?", "title_asks"),
    ],
)
def test_a_title_tells(title: str, trait: str) -> None:
    assert trait in read_evidence(change(title)).traits
    assert trait not in read_evidence(change("Hold the lock")).traits


def test_a_small_silent_change_is_told_from_a_small_telling_one() -> None:
    silent = read_evidence(change("Fix it", "", code(3)))
    telling = read_evidence(
        change(
            "Fix it", "Users lost their session because the cookie was cut; it would otherwise log them out.", code(3)
        )
    )
    assert "small_silent" in silent.traits
    assert "small_telling" in telling.traits


def test_a_question_is_told_from_a_defect_in_the_shape_of_one() -> None:
    assert "asks_why" in read_evidence(comment("Why this limit?")).traits
    traits = read_evidence(comment("Won't this fail when the list is empty?")).traits
    assert {"asks_defect", "negative_question", "goes_wrong"} <= traits.keys()


def test_the_type_and_labels_of_a_ticket_are_read() -> None:
    evidence = ticket("Ledger loses rows", role=Role.ASSIGNEE)
    typed = change("Ledger loses rows", kind=Kind.TICKET, labels=["Security: high"], facts={"type": "Bug"})
    assert {"type:bug", "label:security", "label:high"} <= read_evidence(typed).traits.keys()
    assert "type:bug" not in read_evidence(evidence).traits


def test_a_quotation_is_the_clause_as_it_was_written() -> None:
    text = "Holds the lock. The guard leaks\nfile descriptors, since close() is never called. More text."
    reading = read_evidence(change("x", text))
    sighting = next(one for one in reading.sightings["b"] if one.cue == "danger")
    assert quote_sighting(reading, "b", sighting) == "leaks file descriptors, since close() is never called"


def test_a_short_quotation_begins_with_its_clause() -> None:
    reading = read_evidence(change("x", "First. The old index is corrupt. Last."))
    sighting = next(one for one in reading.sightings["b"] if one.cue == "danger")
    assert quote_sighting(reading, "b", sighting) == "The old index is corrupt"


def test_a_number_says_something_from_where_it_matters() -> None:
    large = read_evidence(change("x", "", *(code(2, path=f"src/{name}/a.py") for name in "abcdefghijkl")))
    assert say_feature(large, "files>=10") == "touches 12 files"
    assert say_feature(large, "components>=3") == "touches 12 components"
    assert not say_feature(large, "files>=2")


def test_a_feature_that_means_nothing_to_a_person_has_no_words() -> None:
    reading = read_evidence(change("x", "y", code(3)))
    assert not say_feature(reading, "in_change")
    assert not say_feature(reading, "opens:the")
    assert not say_feature(reading, "title_words>=4")


def test_a_long_text_is_cut_at_a_word() -> None:
    assert shorten("one two three", 10) == "one two…"
    assert shorten("  one\n two ", 10) == "one two"


def test_a_comment_knows_when_the_change_it_is_about_proposes_something() -> None:
    proposal = replace(comment("I'd rather not."), context=Context("RFC: one ledger for all regions"))
    assert "of_design" in read_evidence(proposal).traits
    assert "of_design" not in read_evidence(comment("I'd rather not.")).traits
    filed = replace(comment("I'd rather not."), files=[FileChange("docs/adr/0007-ledger.md", 40, 0)])
    assert "of_design" in read_evidence(filed).traits


def test_an_argument_about_a_proposal_is_more_than_a_remark_on_it() -> None:
    title = Context("RFC: one ledger for all regions")
    argued = comment("I don't think we should do this, because every region would then have to wait for the slowest.")
    assert "design_discussed" in read_evidence(replace(argued, context=title)).traits
    assert "design_discussed" not in read_evidence(argued).traits
    assert "design_discussed" not in read_evidence(replace(comment("nit: a comma"), context=title)).traits


def test_a_phrase_is_found_where_its_first_word_begins_one() -> None:
    assert find_phrase("A trace of the race", ["race"]) == len("A trace of the ")
    assert find_phrase("Trace", ["race"]) == -1


def test_only_marks_may_stand_between_the_words_of_a_phrase() -> None:
    assert find_phrase("So it is OFF -- by one", ["off", "by", "one"]) == len("So it is ")
    assert find_phrase("Do it not. Do not", ["do", "not"]) == len("Do it not. ")
    assert find_phrase("off        by one", ["off", "by", "one"]) == -1


def test_no_phrase_is_placed_in_a_text_whose_letters_change_in_number() -> None:
    assert find_phrase("\u0130\u0130 the lock leaks", ["leaks"]) == -1
    assert find_phrase("don\u2019t leak", ["don't", "leak"]) == 0
