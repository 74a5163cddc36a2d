"""The plan file: strict, whole or not at all, and no typed word lost."""

import pytest

from harvester.errors import UsageError
from harvester.model import Category, VerdictKind
from harvester.review import Group, PlanLine, Review, parse_plan, render_plan
from tests.review.piles import card

CARDS = Review.deal([card(1), card(3), card(5)]).cards


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_a_plan_has_one_line_a_draft_and_leaves_all_of_them_for_later() -> None:
    text = render_plan(CARDS)
    assert lines(text) == [f"later {one.ref} {one.text}" for one in CARDS]
    assert "# acme/pay · Projects\n" in text
    assert parse_plan(text, CARDS) == []


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n", "\ufeff"])
def test_an_empty_plan_decides_nothing(text: str) -> None:
    assert parse_plan(text, CARDS) == []


def test_the_first_word_decides() -> None:
    text = render_plan(CARDS)
    for word, one in zip(("accept", "reject", "edit"), CARDS, strict=True):
        text = text.replace(f"later {one.ref}", f"{word} {one.ref}")
    kinds = [VerdictKind.ACCEPTED, VerdictKind.REJECTED, VerdictKind.EDITED]
    assert parse_plan(text, CARDS) == [PlanLine(one.ref, kind) for one, kind in zip(CARDS, kinds, strict=True)]


def test_an_edit_takes_the_words_of_its_line() -> None:
    text = f"edit {CARDS[0].ref}  Made the export,  at last.\r\n"
    assert parse_plan(text, CARDS)[0].text == "Made the export, at last."


def test_lines_may_be_moved_and_left_out() -> None:
    text = f"reject {CARDS[2].ref} {CARDS[2].text}\n\naccept {CARDS[0].ref} {CARDS[0].text}\n"
    assert [line.ref for line in parse_plan(text, CARDS)] == [CARDS[2].ref, CARDS[0].ref]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("acept {ref} {text}", "'acept' is none of accept, edit, reject, later"),
        ("Accept {ref} {text}", "'Accept' is none of"),
        ("accept", "it names no draft"),
        ("accept github:acme/pay#99 {text}", "no draft github:acme/pay#99 waits"),
        ("accept {ref}x {text}", "waits"),
        ("accept {ref} Other words.", "the sentence was changed, but the word is accept; write edit"),
        ("later {ref} {text} And more.", "write edit"),
        ("edit {ref}", "it is empty"),
        ("edit {ref} the key is ghp_" + "Zq9X" * 9, "secret"),
        ("edit {ref} " + "long " * 300, "longer"),
    ],
)
def test_a_wrong_line_is_named_by_its_number_and_refuses_the_whole(line: str, why: str) -> None:
    good = f"# a comment\naccept {CARDS[1].ref} {CARDS[1].text}\n"
    wrong = line.format(ref=CARDS[0].ref, text=CARDS[0].text)
    with pytest.raises(UsageError) as refusal:
        parse_plan(f"{good}\n{wrong}\n", CARDS)
    assert refusal.value.why.startswith("line 4: ")
    assert why in refusal.value.why


def test_a_draft_is_decided_once() -> None:
    line = f"accept {CARDS[0].ref} {CARDS[0].text}\n"
    with pytest.raises(UsageError) as refusal:
        parse_plan(line + line, CARDS)
    assert "line 2" in refusal.value.why


def test_many_wrong_lines_are_counted() -> None:
    with pytest.raises(UsageError) as refusal:
        parse_plan("a\nb\nc\nd\ne\n", CARDS)
    assert refusal.value.what.startswith("5 lines")
    assert refusal.value.why.endswith("and 2 more")


@pytest.mark.parametrize("word", ["edit", "reject"])
def test_what_the_sitting_would_refuse_is_refused_with_its_line(word: str) -> None:
    touched = card(1, is_touched=True)
    with pytest.raises(UsageError) as refusal:
        parse_plan(f"{word} {touched.ref} {touched.text}", [touched])
    assert "line 1: you changed its line in the document" in refusal.value.why


def test_an_outcome_can_be_added_and_left_but_not_rejected() -> None:
    entry = card(1, group=Group("acme/pay", Category.PROJECT, is_outcomes=True))
    assert "# Outcomes to add\n" in render_plan([entry])
    assert parse_plan(f"edit {entry.ref} {entry.text} Two teams use it.", [entry])
    with pytest.raises(UsageError) as refusal:
        parse_plan(f"reject {entry.ref} {entry.text}", [entry])
    assert "it is an entry already" in refusal.value.why
