"""The agent, read back as a property list."""

import plistlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.schedule.appointment import parse_mark
from harvester.schedule.launchd import FILE_NAME, LABEL, render_agent
from tests.schedule.appointments import BACKSLASHES, FRIDAY, GOLDEN, HOSTILE, appointment_with, words


def test_the_agent_is_this() -> None:
    assert render_agent(FRIDAY) == (GOLDEN / FILE_NAME).read_text()
    assert f"{LABEL}.plist" == FILE_NAME


@pytest.mark.parametrize(("day", "number"), [("sun", 0), ("mon", 1), ("fri", 5), ("sat", 6)])
def test_days_are_counted_from_sunday(day: str, number: int) -> None:
    agent = plistlib.loads(render_agent(replace(FRIDAY, day=day, at="00:05")).encode())
    assert agent["StartCalendarInterval"] == {"Weekday": number, "Hour": 0, "Minute": 5}


def test_without_a_log_folder_nothing_is_redirected() -> None:
    agent = plistlib.loads(render_agent(replace(FRIDAY, log_folder="")).encode())
    assert not any(key.startswith("Standard") for key in agent)


@given(st.lists(words, min_size=1, max_size=4), words)
def test_every_word_comes_back_as_it_was_meant(arguments: list[str], value: str) -> None:
    appointment = replace(appointment_with(*arguments), environment={"PATH": value}, log_folder="/log")
    text = render_agent(appointment)
    agent = plistlib.loads(text.encode())
    assert agent["ProgramArguments"] == ["/usr/bin/true", *arguments]
    assert agent["EnvironmentVariables"] == {"PATH": value}
    assert parse_mark(text) == appointment


def test_what_ends_comments_and_tags_ends_nothing_here() -> None:
    appointment = appointment_with(*HOSTILE, *BACKSLASHES)
    assert plistlib.loads(render_agent(appointment).encode())["ProgramArguments"] == list(appointment.command)
