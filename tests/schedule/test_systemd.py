"""The units, read by systemd itself where it is there."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harvester.errors import UsageError
from harvester.schedule.appointment import Appointment
from harvester.schedule.systemd import SERVICE, TIMER, render_service, render_timer
from tests.schedule.appointments import BACKSLASHES, FRIDAY, GOLDEN, HOSTILE, appointment_with, words

MANAGER = Path("/lib/systemd/systemd")
NOBODY = 65534
needs_analyze = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")
needs_manager = pytest.mark.skipif(not MANAGER.exists(), reason="systemd is not here")


@pytest.mark.parametrize(("name", "render"), [(SERVICE, render_service), (TIMER, render_timer)])
def test_the_units_are_these(name: str, render: object) -> None:
    assert callable(render)
    assert render(FRIDAY) == (GOLDEN / name).read_text()


def test_a_zone_that_follows_the_machine_is_left_to_it() -> None:
    timer = render_timer(replace(FRIDAY, zone="auto", day="sun", at="02:30"))
    assert "\nOnCalendar=Sun *-*-* 02:30:00\n" in timer


@pytest.mark.parametrize("program", ["bin/harvester", "/a'b/harvester", '/a"b/harvester', "/a\\b/harvester"])
def test_a_program_that_systemd_cannot_name_is_refused(program: str) -> None:
    with pytest.raises(UsageError, match="systemd takes no program"):
        render_service(appointment_with("run", program=program))


@pytest.fixture
def readable(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that systemd reads its units from, also as somebody who may do nothing."""
    folder = Path(tempfile.mkdtemp(prefix="units"))
    (folder / ".config/systemd/user/default.target.wants").mkdir(parents=True)
    (folder / "run").mkdir()
    folder.chmod(0o755)
    if os.geteuid() == 0:
        os.chown(folder / "run", NOBODY, NOBODY)
    (folder / "run").chmod(0o700)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder / "run"))
    yield folder
    shutil.rmtree(folder)


@needs_analyze
def test_systemd_finds_no_fault_in_the_units(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    folder = tmp_path / "my tools, 100% $mine = ü"
    folder.mkdir()
    shutil.copy("/bin/true", folder / "harvester")
    appointment = appointment_with(*HOSTILE, *BACKSLASHES, program=str(folder / "harvester"))
    (tmp_path / SERVICE).write_text(render_service(appointment))
    (tmp_path / TIMER).write_text(render_timer(appointment))
    done = verify(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


@needs_analyze
def test_systemd_would_find_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    (tmp_path / SERVICE).write_text(render_service(appointment_with("run")).replace("UMask", "UMsk"))
    (tmp_path / TIMER).write_text(render_timer(appointment_with("run")))
    assert "UMsk" in verify(tmp_path).stderr


def verify(folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["systemd-analyze", "--user", "--man=no", "verify", str(folder / SERVICE), str(folder / TIMER)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@needs_manager
def test_systemd_reads_every_word_and_variable_as_it_was_meant(readable: Path) -> None:
    arguments = [*HOSTILE, *BACKSLASHES]
    variables = {f"V{number}": text for number, text in enumerate(arguments)}
    appointment = replace(appointment_with(*arguments), environment=variables)
    assert read_unit(readable, appointment) == (["/usr/bin/true", *arguments], variables)


@needs_manager
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(words, min_size=1, max_size=12))
def test_systemd_reads_any_words_as_they_were_meant(readable: Path, arguments: list[str]) -> None:
    variables = {f"V{number}": text for number, text in enumerate(arguments)}
    appointment = replace(appointment_with(*arguments), environment=variables)
    assert read_unit(readable, appointment) == (["/usr/bin/true", *arguments], variables)


def read_unit(folder: Path, appointment: Appointment) -> tuple[list[str], dict[str, str]]:
    """Let a manager of the user's units load the service, and give the command and the variables it understood."""
    unit = folder / ".config/systemd/user" / SERVICE
    unit.write_text(render_service(appointment), encoding="utf-8")
    wanted = unit.parent / "default.target.wants" / SERVICE
    wanted.unlink(missing_ok=True)
    wanted.symlink_to(unit)
    identity = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    environment = {**os.environ, "SYSTEMD_PAGER": "cat", "SYSTEMD_LOG_TARGET": "console", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [MANAGER, "--user", "--test"], env=environment, capture_output=True, text=True, check=True, **identity
    )  # type: ignore[call-overload]  # the identity is three keywords or none
    told = done.stdout.split(f"-> Unit {SERVICE}:")[1].split("-> Unit ")[0]
    line = re.search(r"Command Line: (.*)", told)
    assert line, done.stderr
    # The manager doubles what it will halve when the command is started.
    program, *arguments = (
        re.sub(r"\\(.)", r"\1", word[1:-1]) if word.startswith('"') else word
        for word in re.findall(r'"(?:[^"\\]|\\.)*"|[^ ]+', line[1])
    )
    variables = dict(text.split("=", 1) for text in re.findall(r"^\t*Environment: (.*)$", told, re.MULTILINE))
    return [program, *(argument.replace("$$", "$") for argument in arguments)], variables
