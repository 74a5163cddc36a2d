"""The crontab: our block alone is ours, and its line is read by a real shell as it was meant."""

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from harvester.errors import HarvesterError, UsageError
from harvester.schedule.appointment import parse_mark
from harvester.schedule.cron import BEGIN, END, find_block, render_block, replace_block
from tests.schedule.appointments import FRIDAY, GOLDEN, HOSTILE, appointment_with, words

OURS = render_block(FRIDAY)
OTHERS = (
    b"MAILTO=me\n# weekly things\n\n0 2 * * * backup.sh --all 100\\%\n\t\n@reboot \xff\xfe\r\n# harvester is nice\n"
)


def test_the_block_is_this() -> None:
    assert (GOLDEN / "harvester.cron").read_text() == OURS


@pytest.mark.parametrize(("day", "number"), [("sun", 0), ("mon", 1), ("fri", 5), ("sat", 6)])
def test_days_are_counted_from_sunday(day: str, number: int) -> None:
    assert f"\n5 0 * * {number} " in render_block(replace(FRIDAY, day=day, at="00:05"))


@pytest.mark.parametrize("others", [b"", OTHERS, OTHERS.rstrip(b"\n"), b"\n\n", b"no newline"])
def test_what_is_not_ours_stays_byte_for_byte(others: bytes) -> None:
    with_ours = replace_block(others, OURS)
    assert with_ours == OURS.encode() + others
    assert replace_block(with_ours, OURS) == with_ours
    assert replace_block(with_ours, "") == others


def test_a_block_that_was_moved_is_replaced_where_it_stands() -> None:
    moved = OTHERS + OURS.encode() + b"1 1 * * * true\n"
    changed = render_block(replace(FRIDAY, day="mon"))
    assert replace_block(moved, changed) == OTHERS + changed.encode() + b"1 1 * * * true\n"
    assert replace_block(moved, "") == OTHERS + b"1 1 * * * true\n"


@given(st.binary(max_size=80), st.binary(max_size=80))
def test_whatever_else_the_crontab_holds_stays(before: bytes, after: bytes) -> None:
    assume(b"harvester" not in before + after)
    before = before and before + b"\n"
    crontab = before + OURS.encode() + after
    assert replace_block(crontab, "") == before + after
    assert replace_block(crontab, OURS) == crontab


@pytest.mark.parametrize(
    "crontab",
    [
        f"{BEGIN}\n0 1 * * * x\n",
        f"0 1 * * * x\n{END}\n",
        f"{END}\n{BEGIN}\n",
        f"{OURS}{OURS}",
        f"{BEGIN}\n{OURS}",
        f"{OURS}{END}\n",
        f"{BEGIN} and more\n{END}\n",
    ],
)
def test_a_damaged_block_is_left_to_the_person(crontab: str) -> None:
    for act in (find_block, lambda text: replace_block(text, OURS), lambda text: replace_block(text, "")):
        with pytest.raises(HarvesterError, match="damaged"):
            act(crontab.encode())


def test_the_block_carries_its_appointment() -> None:
    found = find_block(replace_block(OTHERS, OURS))
    assert found
    assert parse_mark(found.decode()) == FRIDAY


@pytest.mark.parametrize("text", ["back\\slash", "\\%", "end\\"])
def test_a_backslash_is_refused_since_crons_read_it_differently(text: str) -> None:
    with pytest.raises(UsageError, match="backslash"):
        render_block(appointment_with(text))
    with pytest.raises(UsageError, match="backslash"):
        render_block(replace(FRIDAY, environment={"PATH": text}))


def test_a_shell_reads_every_word_as_it_was_meant(tmp_path: Path) -> None:
    assert run_line(tmp_path, HOSTILE) == HOSTILE
    assert [path.name for path in tmp_path.iterdir()] == ["my 'tools' 100% = $x"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(words.filter(lambda word: "\\" not in word), min_size=1, max_size=5))
def test_a_shell_reads_any_words_as_they_were_meant(tmp_path: Path, arguments: list[str]) -> None:
    assert run_line(tmp_path, arguments) == arguments


def test_a_shell_is_given_the_variables(tmp_path: Path) -> None:
    assert run_line(tmp_path, ["run"], {"SHOWN": "it's 100% $HOME `x`"}) == ["it's 100% $HOME `x`", "run"]


def run_line(folder: Path, arguments: list[str], environment: dict[str, str] | None = None) -> list[str]:
    """Hand the line to a shell as cron does, and give what the program was called with."""
    program = folder / "my 'tools' 100% = $x" / "harvester"
    program.parent.mkdir(exist_ok=True)
    program.write_text('#!/bin/sh\n[ -z "$SHOWN" ] || printf \'%s\\0\' "$SHOWN"\nprintf \'%s\\0\' "$@"\n')
    program.chmod(0o755)
    block = render_block(replace(appointment_with(*arguments, program=str(program)), environment=environment or {}))
    (line,) = (line for line in block.split("\n") if line and not line.startswith("#"))
    assert line.startswith("0 14 * * 5 ")
    command = line.removeprefix("0 14 * * 5 ")
    # cron ends the command at a bare per cent sign, and takes the backslash from before the others.
    assert "%" not in command.replace("\\%", "")
    done = subprocess.run(
        ["/bin/sh", "-c", command.replace("\\%", "%")],
        env={"HOME": str(folder), "PATH": "/usr/bin:/bin"}, cwd=folder, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout.split("\0")[:-1]


def test_the_mark_is_a_comment_of_one_line() -> None:
    comments = [line for line in OURS.split("\n") if "harvester schedule: " in line]
    assert len(comments) == 1
    assert json.loads(comments[0].removeprefix("# harvester schedule: "))["at"] == "14:00"
