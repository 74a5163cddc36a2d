"""The screen, driven by Textual's own pilot: keys, pages, sizes, colours, and texts that are no markup."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from textual.events import Key, Paste
from textual.pilot import Pilot

from harvester.errors import InterruptedRunError
from harvester.model import Category, VerdictKind
from harvester.screen.app import ReviewScreen
from harvester.screen.lines import Lines
from harvester.sitting import Sitting
from tests.review.piles import brag, draft, evidence, fill, pile, sitting_at
from tests.screen.conftest import Table

NAMES = {"\n": ("enter", "\r"), "\x1b": ("escape", "\x1b"), " ": ("space", " ")}


def type_fast(app: ReviewScreen, text: str) -> None:
    """Post every key before the first one is handled."""
    for typed in text:
        key, character = NAMES.get(typed, (typed, typed))
        app.post_message(Key(key, character))


def play(sitting: Sitting, *parts: str | Sequence[str], size: tuple[int, int] = (80, 24)) -> tuple[ReviewScreen, str]:
    """Type parts, a text or named keys, and give the app and what stood on the screen at the end."""
    app = ReviewScreen(sitting)
    seen = ""

    async def drive() -> None:
        nonlocal seen
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            for part in parts:
                if isinstance(part, str):
                    type_fast(app, part)
                else:
                    await pilot.press(*part)
                await pilot.pause()
            seen = look(app) if app.is_running else ""

    asyncio.run(drive())
    return app, seen


def look(app: ReviewScreen) -> str:
    """Read the screen as text."""
    lines: list[str] = []
    for widget in app.query(Lines):
        if widget.size.height and widget.region.area:
            lines += ["".join(part.text for part in widget.render_line(y)).rstrip() for y in range(widget.size.height)]
    return "\n".join(lines)


def kinds(sitting: Sitting) -> list[VerdictKind | None]:
    return [card.kind for card in sitting.review.cards]


def test_thirty_drafts_take_at_most_forty_five_keys_besides_the_words(table: Table, home: Path) -> None:
    sitting = table(30)
    rejected, edited = {1, 4, 9, 16, 20, 27}, {0, 6, 11, 18, 24, 29}
    pressed = 0
    parts: list[str] = []
    for at in range(30):
        if at in edited:
            parts += ["i", f"In my words, number {at}.", "\n"]
            pressed += 2
        else:
            parts.append("r" if at in rejected else "a")
            pressed += 1
    parts += ["q", "\n"]
    pressed += 2
    app, _ = play(sitting, *parts)
    assert pressed <= 45
    assert app.return_value is True
    assert sitting.summary() == "18 accepted, 6 edited, 6 rejected; 0 left"
    sitting.close()
    assert brag(home).count("\n- 2026-") == 24
    assert brag(home).count("In my words, number ") == 6
    assert "- [ ]" not in brag(home)


def test_with_batches_it_takes_fewer(table: Table) -> None:
    sitting = table(30)
    parts = ["rr" + "rr" + "rr", *["i", "Mine.", "\n"] * 6, "A", "A", "q", "\n"]
    app, _ = play(sitting, *parts)
    assert app.return_value is True
    assert sitting.summary() == "18 accepted, 6 edited, 6 rejected; 0 left"
    assert 6 + 12 + 2 + 2 <= 45


def test_the_first_screen_shows_groups_evidence_progress_and_keys(table: Table) -> None:
    _, seen = play(table(30))
    for part in (
        "Review  0/30 decided · 30 left, about 5 min",
        "acme/ledger · Projects",
        "> 0.99     Added export number 4.",
        "1. Add export number 4",
        "https://github.com/acme/ledger/pull/4",
        "why: a feature of 40 lines",
        "a accept  r reject",
    ):
        assert part in seen
    assert all(len(line) <= 80 for line in seen.splitlines())


@pytest.mark.parametrize(
    ("typed", "kind"),
    [("a", "accepted"), ("y", "accepted"), ("r", "rejected"), ("n", "rejected"), ("s", "later")],
)
def test_a_letter_decides_and_the_word_stands_in_the_list(table: Table, typed: str, kind: str) -> None:
    sitting = table(6)
    _, seen = play(sitting, typed)
    assert kinds(sitting)[0] == VerdictKind(kind)
    assert f"  {kind}" in seen


def test_an_edit_in_place_begins_with_the_sentence_and_takes_what_is_pasted(table: Table) -> None:
    sitting = table(6)
    app = ReviewScreen(sitting)

    async def drive() -> None:
        async with app.run_test() as pilot:
            await pilot.press("i", "end", "backspace")
            assert "Added export number 4" in look(app)
            app.post_message(Paste(",\nat last."))
            await pilot.press("enter")
            app.post_message(Paste("rrrr"))
            await pilot.pause()

    asyncio.run(drive())
    assert sitting.review.cards[0].text == "Added export number 4, at last."
    assert kinds(sitting)[1:] == [None] * 5


@pytest.mark.parametrize(
    "typed", ["iWhatever\x1b", "c\x1b", "/x\x1b", "x\x1b", "w\x1b", "d\x1b", "?\x1b", "A\x1b", "i\n", "q"]
)
def test_escape_goes_back_and_decides_nothing(table: Table, typed: str) -> None:
    sitting = table(6)
    app, _ = play(sitting, typed)
    assert kinds(sitting) == [None] * 6
    assert app.failure is None


def test_letters_typed_into_a_sentence_are_no_commands(table: Table) -> None:
    sitting = table(6)
    play(sitting, "i", "arsqQuU?", "\n")
    assert sitting.review.cards[0].text == "arsqQuU?"
    assert sitting.review.left == 5


def test_pages_show_help_why_and_what_the_evidence_holds(table: Table) -> None:
    sitting = table(6)
    assert "take the last decision back" in play(sitting, "?")[1]
    assert "confidence 0.99: a feature of 40 lines" in play(sitting, "w")[1]
    assert "exports/number_4.py  +40 -2" in play(sitting, "d")[1]


def test_a_long_page_says_that_there_is_more_and_is_read_on(table: Table) -> None:
    sitting = table(30)
    _, seen = play(sitting, "A", "A", "q")
    assert "more lines, space to read on" in seen
    _, seen = play(sitting, "q", ["space", "down", "pagedown", "pageup", "k", "space", *["space"] * 30])
    assert "more lines" not in seen


def test_a_batch_asks_with_its_count(table: Table) -> None:
    sitting = table(30)
    _, seen = play(sitting, "A")
    assert "Enter  accept 5 sure ones of this group" in seen
    assert "A      accept 30 sure ones of all groups" in seen
    play(sitting, "A", "\n")
    assert sitting.review.counts[VerdictKind.ACCEPTED] == 5


def test_a_batch_without_a_sure_one_cannot_be_taken(home: Path) -> None:
    fill(home, [(draft(evidence(1), confidence=0.2), [evidence(1)])])
    with sitting_at(home) as sitting:
        _, seen = play(sitting, "A")
        assert "None of this group is sure enough." in seen
        play(sitting, "A", "\n")
        assert kinds(sitting) == [None]


def test_moving_searching_and_choosing(table: Table) -> None:
    sitting = table(30)
    play(sitting, "jjjk", ["down", "up", "pagedown", "pageup", "end", "home"])
    assert sitting.review.at == 0
    play(sitting, "G")
    assert sitting.review.at == 29
    play(sitting, "/", "number 7.", "\n", "2")
    assert sitting.card.text == "Added export number 7."
    assert sitting.card.category is Category.DECISION
    play(sitting, "c", "impact, craft", "\n")
    assert [match.criterion_id for match in sitting.card.draft.matches] == ["impact", "craft"]
    assert sitting.review.left == 30


def test_undo_redo_join_and_mistakes_are_said(table: Table) -> None:
    sitting = table(6)
    assert "Nothing to take back." in play(sitting, "u")[1]
    assert "taken back: accepted" in play(sitting, "au")[1]
    assert "done again: accepted" in play(sitting, "U")[1]
    assert "There is no open draft above" in play(sitting, "jm")[1]
    assert "Name pieces from 2" in play(sitting, "x", "2", "\n")[1]
    assert "joined" in play(sitting, "jm")[1]
    assert "taken back: a change of drafts" in play(sitting, "u")[1]
    assert "open it yourself: https://" in play(sitting, "o")[1]
    assert "cannot be opened from this terminal" in play(sitting, "e")[1]


def test_the_offered_rule_stands_below_and_stops_nobody(table: Table) -> None:
    sitting = table(6)
    _, seen = play(sitting, "rrr")
    assert r'ignore_titles = ["^Add export\\b"]' in seen
    play(sitting, "a")
    assert sitting.review.left == 2


def test_leaving_does_not_ask_and_does_not_write(table: Table) -> None:
    app, _ = play(table(6), "aQ")
    assert app.return_value is False


def test_with_nothing_to_write_closing_does_not_ask(table: Table) -> None:
    app, _ = play(table(6), "q")
    assert app.return_value is True


@pytest.mark.parametrize("key", ["ctrl+c", "ctrl+q"])
def test_an_interruption_ends_at_once_and_keeps_what_was_decided(table: Table, key: str) -> None:
    sitting = table(6)
    app, _ = play(sitting, "ai", ["x", key])
    assert isinstance(app.failure, InterruptedRunError)
    assert sitting.review.counts[VerdictKind.ACCEPTED] == 1


def test_titles_are_never_read_as_markup(home: Path) -> None:
    hostile = "Add [bold red]x[/] [link=https://x.io]y [@click=quit] 日本語 😀"
    one = evidence(1, title=hostile)
    fill(home, [(draft(one), [replace(one, body="[/] [red]")])])
    with sitting_at(home) as sitting:
        _, seen = play(sitting, size=(140, 40))
        assert f"1. {hostile}" in seen
        assert "[/] [red]" in play(sitting, "d")[1]


@pytest.mark.parametrize("size", [(80, 24), (140, 40), (40, 10), (20, 6), (200, 60), (10, 3)])
def test_it_draws_at_every_size(table: Table, size: tuple[int, int]) -> None:
    sitting = table(6)
    for typed in ("a", "?", "i", "A", "w", "q"):
        app, seen = play(sitting, typed, size=size)
        assert app.failure is None
        assert seen


def test_resizing_in_the_middle_wraps_anew(table: Table) -> None:
    sitting = table(6)
    app = ReviewScreen(sitting)

    async def drive(pilot: Pilot[bool]) -> None:
        for size in ((140, 40), (30, 8), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.press("a")
            await pilot.pause()
            assert app.has_class("wide") is (size[0] >= 110)

    async def run() -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await drive(pilot)

    asyncio.run(run())
    assert sitting.review.left == 3


def test_an_error_inside_reaches_the_command_line_as_itself(table: Table) -> None:
    sitting = table(6)
    sitting.store.connection.close()
    app = ReviewScreen(sitting)

    async def drive() -> None:
        async with app.run_test() as pilot:
            await pilot.press("a")

    with pytest.raises(Exception, match="closed database"):
        asyncio.run(drive())
    assert "closed database" in str(app.failure)


def test_of_five_thousand_drafts_only_the_evidence_of_those_in_hand_is_read(home: Path) -> None:
    fill(home, pile(5000))
    with sitting_at(home) as sitting:
        statements: list[str] = []
        sitting.store.connection.set_trace_callback(statements.append)
        play(sitting, "G", ["pageup"], "kka/999.\n")
        assert "999" in sitting.card.text
        assert 3 <= sum("FROM evidence" in one for one in statements) < 10
