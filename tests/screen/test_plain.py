"""The plain twin: a letter and Enter, readable line by line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from harvester.model import VerdictKind
from harvester.screen.plain import PlainReview
from harvester.sitting import Sitting
from tests.review.piles import brag
from tests.screen.conftest import Table


@pytest.fixture
def sitting(table: Table) -> Sitting:
    return table(6)


def review(sitting: Sitting, *lines: str) -> tuple[bool, list[str]]:
    typed = iter(lines)
    said: list[str] = []

    def ask(prompt: str) -> str | None:
        said.append(prompt)
        return next(typed, None)

    return PlainReview(sitting, ask=ask, say=said.append).run(), said


def test_letters_decide_and_the_end_of_what_is_typed_is_the_end(sitting: Sitting) -> None:
    is_done, said = review(sitting, "a", "n", "y", "i Made it mine.", "s")
    assert is_done
    assert sitting.summary() == "2 accepted, 1 edited, 1 rejected, 1 later; 1 left"
    assert "1 of 6, 6 left: acme/ledger, Projects" in said


def test_a_draft_is_read_out_with_its_evidence(sitting: Sitting) -> None:
    _, said = review(sitting)
    assert said[:6] == [
        "",
        "1 of 6, 6 left: acme/ledger, Projects",
        "Added export number 4.",
        "  1. Add export number 4",
        "     #4, pull request, author, 2026-11-16, +40 -2",
        "     https://github.com/acme/ledger/pull/4",
    ]


def test_q_shows_the_difference_and_asks(sitting: Sitting) -> None:
    is_done, said = review(sitting, "r", "q", "n", "q", "y")
    assert is_done
    assert sum(line.startswith("-- [ ] ") for line in said) == 2
    assert sum(line.startswith("Write this to ") for line in said) == 2


def test_leaving_writes_nothing_and_keeps_the_decisions(sitting: Sitting) -> None:
    is_done, _ = review(sitting, "a", "Q")
    assert not is_done
    assert len(sitting.store.unwritten.read()) == 1


@pytest.mark.parametrize("line", ["accept", "all", "ar", "Z", "", "7", "0", "q now", "undo 3"])
def test_what_means_nothing_decides_nothing(sitting: Sitting, line: str) -> None:
    _, said = review(sitting, line)
    assert sitting.review.left == 6
    assert any("means nothing here" in one for one in said)


@pytest.mark.parametrize(
    ("answers", "left"), [(["y"], 5), (["n"], 6), ([""], 6), (["A", "y"], 0), (["A", "n"], 6), ([], 6)]
)
def test_a_batch_asks_with_the_count(sitting: Sitting, answers: list[str], left: int) -> None:
    _, said = review(sitting, "A", *answers)
    assert "Accept 1 sure ones of this group? y, n, or A for all groups: " in said
    assert sitting.review.left == left


def test_a_sentence_may_be_asked_for(sitting: Sitting) -> None:
    _, said = review(sitting, "i", "Made it mine.", "i", "")
    assert said.count("Your sentence: ") == 2
    assert [card.text for card in sitting.review.cards if card.kind] == ["Made it mine."]


def test_mistakes_are_said_and_the_review_goes_on(sitting: Sitting) -> None:
    is_done, said = review(sitting, "u", "m", "x two", "x 9", "c charm", "/nowhere", "i " + "long " * 300, "a")
    assert is_done
    assert "Nothing to take back." in said
    assert "'two' are no numbers." in said
    assert any(line.startswith("There is no criterion 'charm' (") for line in said)
    assert "Nothing holds 'nowhere'." in said
    assert sitting.review.left == 5


def test_moving_searching_and_looking_decide_nothing(sitting: Sitting) -> None:
    _, said = review(sitting, "j", "k", "G", "g", "/number 5", "w", "d", "o", "?", "3", "c impact", "u", "U")
    assert "Problems caught early, confidence 0.99: a feature of 40 lines" not in said
    assert any("confidence 0.99: a feature of 40 lines" in line for line in said)
    assert "  exports/number_5.py  +40 -2" in said
    assert "open it yourself: https://github.com/acme/pay/pull/5" in said
    assert any(line.startswith("i SENTENCE") for line in said)
    assert "category: Problems caught early" in said
    assert sitting.review.left == 6


def test_undo_and_redo_speak(sitting: Sitting) -> None:
    _, said = review(sitting, "a", "u", "U")
    assert said.index("taken back: accepted") < said.index("done again: accepted")
    assert sitting.review.left == 5


def test_the_offered_rule_is_read_out_once(sitting: Sitting) -> None:
    _, said = review(sitting, "r", "r", "r", "j")
    assert said.count("[harvest]") == 1
    assert r'ignore_titles = ["^Add export\\b"]' in said


def test_when_all_is_decided_it_says_so(sitting: Sitting) -> None:
    _, said = review(sitting, "A", "A", "y")
    assert any(line.startswith("All is decided") for line in said)


def test_the_editor_edits_and_an_emptied_text_rejects(
    sitting: Sitting, monkeypatch: pytest.MonkeyPatch, home: Path, editor: Callable[[str], str]
) -> None:
    monkeypatch.setenv("HARVESTER_EDITOR", editor("text.replace('Added', 'Made')"))
    review(sitting, "e")
    monkeypatch.setenv("HARVESTER_EDITOR", editor("''"))
    review(sitting, "e")
    monkeypatch.setenv("HARVESTER_EDITOR", editor("text"))
    review(sitting, "e")
    monkeypatch.setenv("HARVESTER_EDITOR", "false")
    _, said = review(sitting, "e")
    assert any("ended with 1; nothing was taken over" in line for line in said)
    kinds = [card.kind for card in sitting.review.cards]
    assert kinds[:3] == [VerdictKind.EDITED, VerdictKind.REJECTED, None]
    assert sitting.review.cards[0].text == "Made export number 4."
    sitting.close()
    assert "Made export number 4." in brag(home)
