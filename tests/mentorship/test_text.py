"""The account as a person reads it: eighty columns, no colour, names only where they are meant to be."""

import unicodedata
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from harvester.mentorship import Told, choose_examples, render_headline, render_text, say_window
from harvester.mentorship.chart import draw_months
from harvester.mentorship.columns import fit, wrap
from harvester.model import Kind, PersonClass, Role, VerdictKind, Window
from harvester.people import Acquaintance
from tests.mentorship.remarks import account, decided, moment, said, table

GOLDEN = Path(__file__).parent / "golden"
CLEO = Acquaintance(name="Cleo Example", ids=frozenset({"github:cleo"}), person_class=PersonClass.JUNIOR)
DONE = {"observed_at": "2026-04-01T12:00:00Z", "answer": "done", "pushed_after": True}


def talk() -> list[Told]:
    """Something of everything."""
    return [
        said(1, "03-02", explains=True, facts=DONE),
        said(2, "04-02", thread=1),
        said(3, "05-04", to="dana", pull=2, explains=True, kind=Kind.REVIEW, facts={"has_body": True}),
        said(4, "05-05", to="dana", pull=2, kind=Kind.COMMENT, role=Role.COMMENTER, facts={"merged_before": 2}),
        said(5, "07-06", to="robot", to_class="bot", pull=3),
        said(6, "07-07", role=Role.AUTHOR, pull=4),
        said(7, "07-08", to="dana", role=Role.RECIPIENT, pull=4),
    ]


def text(*told: Told, with_details: bool = False) -> str:
    people = table(CLEO)
    rejected = (decided(VerdictKind.REJECTED, told[2]),) if len(told) > 2 else ()
    kept = account(*told, people=people, decisions=rejected)
    return render_text(kept, choose_examples(kept, people), UTC, with_details=with_details)


def test_the_text_is_the_one_that_was_agreed_on() -> None:
    assert text(*talk(), with_details=True) + "\n" == (GOLDEN / "account.txt").read_text(encoding="utf-8")


def test_no_line_is_wider_than_a_terminal_but_an_address() -> None:
    long = said(8, "03-08", to="dana", pull=5, explains=True, facts={"observed_at": "2026-04-01T12:00:00Z"})
    assert long.judgement
    reason = replace(long.judgement, substantive_reason="gives a reason, and another one; " * 4)
    weekly = [
        said(n, "", at=moment("03-01") + timedelta(days=7 * n), to="dana", pull=6, thread=9) for n in range(9, 30)
    ]
    lines = text(*talk(), replace(long, judgement=reason), *weekly, with_details=True).splitlines()[1:]
    assert [line for line in lines if len(line) > 80 and "https://" not in line] == []


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.RECIPIENT])
def test_a_nought_is_told_with_how_it_was_counted(role: Role) -> None:
    nobody_helped = text(said(1, "03-02", role=role))
    assert nobody_helped.startswith("0 people on 0 pull requests in 0 weeks: 0 threads, 0 of them explanatory.\n")
    assert "By class" not in nobody_helped
    assert "A thread is one inline thread" in nobody_helped


def test_of_nothing_there_is_nothing_to_define() -> None:
    assert text() == "No review comment is stored from 2026-01-01 to 2026-11-20 (UTC)."


def test_one_of_each_is_spelled_as_one() -> None:
    kept = account(said(1, "03-02", explains=True))
    assert render_headline(kept) == "1 person on 1 pull request in 1 week: 1 thread, 1 of them explanatory."


def test_a_window_is_said_by_its_days() -> None:
    assert say_window(Window(moment("03-02"), moment("03-09")), UTC) == "2026-03-02 to 2026-03-09 (UTC)"
    midnight = Window(moment("03-02").replace(hour=0), moment("03-09").replace(hour=0))
    assert say_window(midnight, UTC) == "2026-03-02 to 2026-03-08 (UTC)"


def test_a_thread_stands_in_each_month_in_which_it_went_on_and_is_filled_where_it_explains() -> None:
    kept = account(said(1, "03-02", explains=True), said(2, "05-02", thread=1), said(3, "05-03"))
    assert [line.split() for line in draw_months(kept.threads, UTC, 80)][1:] == [
        ["2026-03", "1", "1", "█"], ["2026-04", "0", "0"], ["2026-05", "2", "0", "░░"],
    ]  # fmt: skip


def test_no_thread_no_chart() -> None:
    assert list(draw_months((), UTC, 80)) == []


@pytest.mark.parametrize("count", [1, 50, 51, 52, 1000])
def test_bars_fit_and_never_vanish(count: int) -> None:
    told = [said(n, "03-02", explains=n == 1) for n in range(1, count + 1)]
    lines = list(draw_months(account(*told, said(9999, "04-02")).threads, UTC, 80))
    assert max(map(len, lines)) <= 80
    assert "█" in lines[1]
    assert lines[2].endswith("░")


def test_a_year_that_ends_is_followed_by_the_next() -> None:
    window = Window(moment("01-01").replace(year=2025), moment("02-01"))
    told = [said(1, "", at=moment("12-05").replace(year=2025)), said(2, "01-05")]
    months = [line.split()[0] for line in draw_months(account(*told, window=window).threads, UTC, 80)][1:]
    assert months == ["2025-12", "2026-01"]


@pytest.mark.parametrize("name", ["Cleo", "a" * 30, "慎二郎" * 6, "é" * 30, "e\u0301" * 30, ""])
def test_names_of_every_script_take_the_same_columns(name: str) -> None:
    fitted = fit(name, 22)
    wide = sum(
        2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in fitted if not unicodedata.combining(one)
    )
    assert wide == 22
    assert ("…" in fitted) == (len(name) > 22 or name.startswith("慎")) or "\u0301" in name


def test_wrapped_lines_are_one_text_again() -> None:
    lines = wrap("word\nand " * 40, "  ", "    ")
    assert len(lines) > 1
    assert " ".join(" ".join(lines).split()) == ("word and " * 40).strip()
    assert list(wrap("a\nb", "  ")) == ["  a b"]
