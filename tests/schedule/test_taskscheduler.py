"""The task, read back as XML and as Windows splits a command line."""

from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from harvester.errors import UsageError
from harvester.schedule.appointment import Appointment, parse_mark
from harvester.schedule.taskscheduler import render_task
from tests.schedule.appointments import FRIDAY, GOLDEN, appointment_with, words

WINDOWS = (
    "C:\\Users\\Ann Example\\pipx\\harvester.exe",
    "--config",
    "C:\\Users\\Ann Example\\100% & more.toml",
    "run",
    "--scheduled",
)


def read(text: str, name: str) -> str:
    root = ET.fromstring(text)  # noqa: S314 - our own text
    return root.findtext(f".//{{*}}{name}") or ""


def test_the_task_is_this() -> None:
    assert render_task(replace(FRIDAY, command=WINDOWS)) == (GOLDEN / "harvester.xml").read_text()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_it_is_the_same_in_both_encodings_that_windows_writes(encoding: str) -> None:
    text = render_task(appointment_with("größe"))
    root = ET.fromstring(text.encode(encoding))  # noqa: S314 - our own text
    assert root.findtext(".//{*}Arguments") == "größe"


def test_it_starts_late_rather_than_never() -> None:
    text = render_task(replace(FRIDAY, day="sun", at="09:05"))
    assert read(text, "StartWhenAvailable") == "true"
    assert read(text, "StartBoundary").endswith("T09:05:00")
    assert "<Sunday />" in text


@given(words, st.lists(words, min_size=1, max_size=4))
def test_every_word_comes_back_as_it_was_meant(folder: str, arguments: list[str]) -> None:
    program = f"/usr/{folder}/true"
    appointment = appointment_with(*arguments, program=program)
    try:
        text = render_task(appointment)
    except UsageError:
        assume(False)
        raise
    assert read(text, "Command") == program
    assert list(split(read(text, "Arguments"))) == arguments
    assert parse_mark(read(text, "Documentation")) == appointment


@pytest.mark.parametrize("text", ["%USERPROFILE%", "a%b%c", "$(Arg0)"])
def test_what_windows_would_expand_is_refused(text: str) -> None:
    for appointment in (appointment_with(text), appointment_with("run", program=f"/{text}/harvester")):
        with pytest.raises(UsageError, match="Task Scheduler cannot"):
            render_task(appointment)


@pytest.mark.parametrize("text", ["100%", "50% off", "$HOME"])
def test_what_windows_leaves_alone_is_not(text: str) -> None:
    assert isinstance(appointment_with(text), Appointment)
    assert list(split(read(render_task(appointment_with(text)), "Arguments"))) == [text]


def split(line: str) -> Iterator[str]:
    """Split a command line by the published rules of the C runtime of Windows."""
    word, is_quoted, has_begun, position = "", False, False, 0
    while position < len(line):
        slashes = len(line[position:]) - len(line[position:].lstrip("\\"))
        position += slashes
        letter = line[position : position + 1]
        if letter == '"':
            word += "\\" * (slashes // 2)
            if slashes % 2:
                word += '"'
            else:
                is_quoted = not is_quoted
            has_begun = True
            position += 1
            continue
        word += "\\" * slashes
        has_begun = has_begun or bool(slashes)
        if letter in {" ", "\t"} and not is_quoted:
            if has_begun:
                yield word
            word, has_begun = "", False
        elif letter:
            word, has_begun = word + letter, True
        position += 1
    if has_begun:
        yield word
