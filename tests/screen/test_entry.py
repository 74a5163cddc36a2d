"""A text being typed: every key, the cursor, and what is pasted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from harvester.screen.activity import Typing, fold, render_entry
from harvester.screen.entry import Entry
from harvester.screen.lines import REVERSED

KEYS = ["backspace", "delete", "left", "right", "home", "end", "ctrl+u", "ctrl+k", "ctrl+w", "ctrl+left", "ctrl+right"]


def press(text: str, *keys: str) -> Entry:
    entry = Entry.of(text)
    for key in keys:
        entry = entry.press(key)
    return entry


def test_the_first_character_replaces_all_and_the_next_ones_follow() -> None:
    entry = Entry.of("Added it.").type("M").type("ade")
    assert (entry.text, entry.at) == ("Made", 4)


def test_a_movement_keeps_the_text_to_be_changed() -> None:
    assert press("Added it.", "left").type("!").text == "Added it!."


@pytest.mark.parametrize(
    ("keys", "text", "at"),
    [
        (["backspace"], "Added it", 8),
        (["home", "delete"], "dded it.", 0),
        (["home", "backspace"], "Added it.", 0),
        (["end", "delete"], "Added it.", 9),
        (["ctrl+u"], "", 0),
        (["left", "left", "ctrl+u"], "t.", 0),
        (["home", "right", "ctrl+k"], "A", 1),
        (["ctrl+w"], "Added ", 6),
        (["ctrl+left", "ctrl+w"], "it.", 0),
        (["home", "ctrl+right"], "Added it.", 5),
        (["f5"], "Added it.", 9),
        (["left"] * 20, "Added it.", 0),
    ],
)
def test_editing_keys_do_what_they_do_in_a_shell(keys: list[str], text: str, at: int) -> None:
    entry = press("Added it.", *keys)
    assert (entry.text, entry.at) == (text, at)


def test_what_is_pasted_becomes_one_line() -> None:
    assert Entry().type("one\ntwo\r\nthree").text == "one two three"


@given(st.text(max_size=20), st.lists(st.sampled_from([*KEYS, "x", "\t", "é"]), max_size=30))
def test_the_cursor_never_leaves_the_text(text: str, keys: list[str]) -> None:
    entry = Entry.of(text)
    for key in keys:
        entry = entry.press(key) if key in KEYS else entry.type(key)
        assert 0 <= entry.at <= len(entry.text)


@given(st.text(alphabet="ab 日", max_size=80), st.integers(min_value=2, max_value=30))
def test_a_folded_text_loses_no_character_and_fits(text: str, width: int) -> None:
    lines = list(fold(text, width))
    assert "".join(lines) == text
    assert all(cell_len(line) <= width for line in lines)


@given(st.text(alphabet="ab  日", max_size=60), st.integers(min_value=0, max_value=60))
def test_exactly_the_character_at_the_cursor_is_reversed(text: str, at: int) -> None:
    entry = Entry(text, min(at, len(text)))
    rows = render_entry(Typing("", entry, lambda _: None), 12)[1:]
    cells = [part for row in rows for part in row.parts]
    assert [place for place, (_, style) in enumerate(cells) if style == REVERSED] == [entry.at]
    assert "".join(character for character, _ in cells) == f"{text} "
