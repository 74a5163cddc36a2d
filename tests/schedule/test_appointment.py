"""An appointment: refused where no format could carry it, known again by its mark."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.errors import UsageError
from harvester.schedule.appointment import MARK, Appointment, parse_mark
from tests.schedule.appointments import FRIDAY, HOSTILE, appointment_with, words


@pytest.mark.parametrize(
    "text", ["a\nb", "a\rb", "a\tb", "a\0b", "a\x1b[31mb", "a\x85b", "a\u2028b", "a\udcffb", "a\uffffb"]
)
@pytest.mark.parametrize("where", ["command", "environment", "log_folder"])
def test_what_would_end_a_line_is_refused_everywhere(text: str, where: str) -> None:
    value: Any = {"command": ("/bin/true", text), "environment": {"PATH": text}, "log_folder": text}[where]
    with pytest.raises(UsageError, match="No scheduler can be given this"):
        replace(FRIDAY, **{where: value})


@pytest.mark.parametrize(
    "change",
    [
        {"day": "friday"},
        {"day": ""},
        {"at": "24:00"},
        {"at": "9:00"},
        {"at": "14:00\n"},
        {"at": "14:00 * * * * touch canary"},
        {"zone": "Nowhere/Land"},
        {"zone": "UTC\nPersistent=false"},
        {"zone": "../../etc/passwd"},
        {"command": ()},
        {"environment": {"A B": "c"}},
        {"environment": {"A=B": "c"}},
        {"environment": {"": "c"}},
    ],
)
def test_what_is_no_appointment_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        replace(FRIDAY, **change)  # type: ignore[arg-type]  # wrong on purpose


@given(st.lists(words, min_size=1, max_size=4), st.dictionaries(st.sampled_from(["PATH", "TZ", "_x1"]), words))
def test_the_mark_gives_the_appointment_back(arguments: list[str], environment: dict[str, str]) -> None:
    appointment = replace(appointment_with(*arguments), environment=environment)
    mark = appointment.render_mark()
    assert parse_mark(f"# something\n# {mark}\nelse {{}}\n") == appointment
    assert mark.isascii()
    assert "\n" not in mark
    assert "--" not in mark


@pytest.mark.parametrize(
    "text",
    ["", MARK, MARK + "{}", MARK + "{not json}", MARK + '{"day": "fri"}', "harvester {}", MARK + "{" * 10_000 + "}"],
)
def test_a_text_without_a_whole_mark_is_not_ours(text: str) -> None:
    assert parse_mark(text) is None


def test_a_mark_that_was_tampered_with_is_not_ours() -> None:
    mark = FRIDAY.render_mark()
    assert parse_mark(mark.replace("14:00", "99:00")) is None
    assert parse_mark(mark.replace('"fri"', '"fri\\n"')) is None


def test_another_zone_shows_the_same_moment() -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    moved = replace(FRIDAY, at="00:30").moved_to(ZoneInfo("America/New_York"), now)
    assert (moved.day, moved.at, moved.zone) == ("thu", "18:30", "America/New_York")
    assert moved.next_run(now) == replace(FRIDAY, at="00:30").next_run(now)


def test_nothing_that_can_be_written_down_is_refused() -> None:
    assert Appointment(day="sun", at="00:00", command=("/bin/true", *HOSTILE)).command[1:] == tuple(HOSTILE)
