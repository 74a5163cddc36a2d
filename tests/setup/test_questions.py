"""The questions as text: what is laid out, and what an answer chooses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.errors import UsageError
from harvester.setup.questions import Choice, lay_out, read_numbers, spell_numbers


def test_a_question_shows_its_choices_and_what_enter_takes() -> None:
    choices = [Choice("~/src/pay", "48 commits of yours, here"), Choice("~/src/x", "0 commits of yours")]
    assert lay_out("Which repositories?", choices, [0]) == [
        "Which repositories?",
        "   1  ~/src/pay  48 commits of yours, here",
        "   2  ~/src/x    0 commits of yours",
        "Numbers, all, or none [1]: ",
    ]


def test_a_hostile_choice_stays_in_its_line() -> None:
    lines = lay_out("Which?", [Choice("a\x1b[2J\nb", "c\rd")], [])
    assert lines[1:] == ["   1  a b  c d", "Numbers, all, or none [none]: "]


@pytest.mark.parametrize(
    ("answer", "chosen"),
    [
        ("", [1]),
        ("  \n", [1]),
        ("1", [0]),
        ("3 1", [0, 2]),
        ("1,3", [0, 2]),
        ("1, 2-4", [0, 1, 2, 3]),
        ("2 2 2-3", [1, 2]),
        ("ALL\n", [0, 1, 2, 3]),
        ("none", []),
    ],
)
def test_an_answer_names_choices(answer: str, chosen: list[int]) -> None:
    assert read_numbers(answer, 4, [1]) == chosen


@pytest.mark.parametrize("answer", ["0", "5", "3-5", "3-2", "-1", "yes", "all 1", "1.5", "²", "99999"])
def test_an_answer_that_cannot_be_understood_is_refused(answer: str) -> None:
    with pytest.raises(UsageError):
        read_numbers(answer, 4, [1])


@given(st.sets(st.integers(0, 40)))
def test_what_is_shown_as_preset_can_be_typed(places: set[int]) -> None:
    assert read_numbers(spell_numbers(sorted(places)), 41, [0]) == sorted(places)
