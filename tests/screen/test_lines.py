"""Wrapping: nothing is lost, and no line is wider than the screen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from harvester.screen.lines import wrap


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("short", ["short"]),
        ("one two three four", ["one two", "three four"]),
        ("   a list of some length", ["   a list", "   of some", "   length"]),
        ("abcdefghijklmnop", ["abcdefghij", "klmnop"]),
        ("日本語の題名です", ["日本語の題", "名です"]),
    ],
)
def test_lines_break_at_blanks_where_there_are_some(text: str, lines: list[str]) -> None:
    assert wrap(text, 10) == lines


@given(st.text(alphabet="ab 日\t", max_size=80), st.integers(min_value=8, max_value=40))
def test_no_line_is_wider_than_the_screen_and_no_word_is_lost(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
