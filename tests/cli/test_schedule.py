"""`harvester schedule`: installed, told, printed and taken away, with programs that answer as the schedulers do."""

import json
import os
import plistlib
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from harvester.config.zone import machine_zone
from harvester.schedule.appointment import parse_mark
from harvester.schedule.installer import NAMES
from harvester.schedule.log import Outcome, write_outcome
from tests.cli.conftest import Program
from tests.fakes.repository import Repository
from tests.fakes.schedulers import CRONTAB, LAUNCHCTL, NO_SYSTEMCTL, SCHTASKS, SYSTEMCTL, Machine

STATE = Path(".local/share/harvester")
UNITS = Path(".config/systemd/user")
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
TOKEN = "ghp_" + "Zq9X" * 9


@pytest.fixture
def config(home: Path, pay: Repository) -> Path:
    """Ann's configuration, in a place with an awkward name."""
    path = home / "my config" / "100% $mine & 'yours'.toml"
    path.parent.mkdir()
    repositories = json.dumps([str(pay.path)])
    path.write_text(
        f'timezone = "Europe/Berlin"\n[me]\nemails = ["ann@example.com"]\n'
        f'[connectors.git]\nrepositories = {repositories}\n[schedule]\nday = "thu"\nat = "16:45"\n'
    )
    return path


@pytest.fixture
def machine(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A machine with every scheduler there is."""
    machine = Machine(tmp_path / "programs", home)
    monkeypatch.setenv("PATH", machine.path)
    return machine.has(crontab=CRONTAB, systemctl=SYSTEMCTL, launchctl=LAUNCHCTL, schtasks=SCHTASKS)


@pytest.fixture
def linux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harvester.schedule.installer.native_scheduler", lambda: "systemd")


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program in an environment of its own, in a place with an awkward name."""
    script = tmp_path / "my $tools = 100%" / "harvester"
    script.parent.mkdir()
    script.write_text(f"#!{sys.executable}\nfrom harvester.cli import main\nmain()\n")
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script.with_name("python3")))
    return script


def files(home: Path) -> dict[str, bytes]:
    return {str(path.relative_to(home)): path.read_bytes() for path in home.rglob("*") if path.is_file()}


@pytest.mark.usefixtures("machine", "linux")
def test_the_configuration_says_when_and_the_options_say_otherwise(program: Program, config: Path, home: Path) -> None:
    program("--config", config, "schedule", "install")
    assert "OnCalendar=Thu *-*-* 16:45:00 Europe/Berlin" in (home / UNITS / "harvester.timer").read_text()
    program("--config", config, "schedule", "install", "--day", "FRI", "--at", "9:05")
    assert "OnCalendar=Fri *-*-* 09:05:00 Europe/Berlin" in (home / UNITS / "harvester.timer").read_text()


@pytest.mark.usefixtures("machine", "linux")
def test_installing_says_what_it_wrote_what_it_cannot_do_and_when_it_runs(
    program: Program, config: Path, home: Path
) -> None:
    result = program("--config", config, "schedule", "install", "--day", "fri", "--at", "14:00")
    assert result.code == 0
    assert result.lines == [
        f"wrote {home / UNITS / 'harvester.service'}",
        f"wrote {home / UNITS / 'harvester.timer'}",
        "enabled harvester.timer",
        f"wrote {home / STATE / 'schedule.json'}",
    ]
    assert "loginctl enable-linger" in result.err
    assert "Next run: Fri 2026-11-20 14:00 (Europe/Berlin)." in result.err
    assert str(home / STATE / "log" / "schedule.log") in result.err


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.usefixtures("machine")
def test_what_was_installed_is_told_and_taken_away(program: Program, config: Path, home: Path, name: str) -> None:
    (home / "crontab.txt").write_text("0 2 * * * backup.sh\n")
    before = files(home)
    options = ("--config", config, "schedule")
    assert program(*options, "install", "--as", name).code == 0
    status = program(*options, "status", "--json").json
    (schedule,) = status["schedules"]
    assert (schedule["scheduler"], schedule["problems"]) == (name, [])
    assert schedule["next"] == "2026-11-26T15:45:00Z"
    assert schedule["command"][1:] == ["--config", str(config), "run", "--scheduled"]
    assert Path(schedule["command"][0]).name == "harvester"
    assert f"{name}: " in program(*options, "status").lines[0]
    assert program(*options, "remove").code == 0
    after = {path: content for path, content in files(home).items() if path not in {"calls.log", "rm.txt"}}
    assert after == before
    again = program(*options, "remove")
    assert (again.code, again.out) == (0, "")
    assert "No schedule of ours" in again.err


@pytest.mark.usefixtures("machine", "linux")
def test_status_without_a_schedule_says_how_to_have_one(program: Program, config: Path, home: Path) -> None:
    result = program("--config", config, "schedule", "status")
    assert result.code == 0
    assert result.lines[:2] == ["No schedule is installed.", "last run: none yet"]
    assert "harvester schedule install" in result.err
    assert program("--config", config, "schedule", "status", "--json").json == {
        "schema": 1,
        "schedules": [],
        "lost": None,
        "last_run": None,
        "last_scheduled": None,
        "concern": None,
        "log": str(home / STATE / "log" / "schedule.log"),
    }


@pytest.mark.usefixtures("machine", "linux")
def test_status_tells_the_last_run_and_what_failed(program: Program, config: Path, home: Path) -> None:
    options = ("--config", config, "schedule")
    program(*options, "install")
    program("--config", config, "run", "--scheduled")
    status = program(*options, "status", "--json").json
    assert (status["last_run"], status["concern"]) == ("2026-11-20T12:00:00Z", None)
    assert status["last_scheduled"] == {
        "began_at": "2026-11-20T12:00:00Z",
        "ended_at": "2026-11-20T12:00:00Z",
        "exit": 0,
    }
    write_outcome(home / STATE, Outcome(began_at=NOON, ended_at=NOON, exit_code=4, what="No token.", cure="sign in"))
    lines = program(*options, "status").lines
    assert "last run: Fri 2026-11-20 13:00" in lines
    assert "The run on schedule of Fri 2026-11-20 13:00 needs you to sign in: No token." in lines
    assert "  try: sign in" in lines


@pytest.mark.usefixtures("machine", "linux")
def test_status_misses_what_was_deleted_since(program: Program, config: Path, installed: Path) -> None:
    program("--config", config, "schedule", "install")
    (schedule,) = program("--config", config, "schedule", "status", "--json").json["schedules"]
    assert (schedule["command"][0], schedule["problems"]) == (str(installed), [])
    installed.unlink()
    config.unlink()
    status = program("schedule", "status")
    assert f"  problem: the program {installed} is gone" in status.lines
    assert f"  problem: the configuration {config} is gone" in status.lines


@pytest.mark.usefixtures("machine", "linux")
def test_without_sources_there_is_nothing_to_schedule(program: Program, home: Path) -> None:
    result = program("schedule", "install")
    assert result.code == 2
    assert "needs sources" in result.err
    config = home / ".config" / "harvester" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text('level = "mid"\n')
    assert program("schedule", "install").code == 2
    assert set(files(home)) == {".config/harvester/config.toml"}


@pytest.mark.parametrize("line", ['document = "brag.md"', 'state_dir = "state"', 'archive = ["2025.md"]'])
@pytest.mark.usefixtures("machine", "linux")
def test_a_path_that_depends_on_where_one_stands_is_refused(
    program: Program, config: Path, home: Path, line: str
) -> None:
    config.write_text(f"{line}\n{config.read_text()}")
    result = program("--config", config, "schedule", "install")
    assert (result.code, result.out) == (2, "")
    assert f"write its whole path in {config}" in result.err
    assert not (home / UNITS).exists()


@pytest.mark.usefixtures("machine")
def test_status_misses_what_somebody_took_away(program: Program, config: Path, home: Path) -> None:
    options = ("--config", config, "schedule")
    program(*options, "install", "--as", "cron")
    (home / "crontab.txt").unlink()
    assert program(*options, "status", "--json").json["lost"] == "cron"
    result = program(*options, "status")
    assert result.lines[0] == "cron had it and has it no more."
    assert "harvester schedule install" in result.err
    program(*options, "remove")
    assert program(*options, "status", "--json").json["lost"] is None


@pytest.mark.usefixtures("linux")
def test_where_systemd_serves_nobody_cron_is_offered(program: Program, config: Path, machine: Machine) -> None:
    machine.has(systemctl=NO_SYSTEMCTL)
    result = program("--config", config, "schedule", "install")
    assert (result.code, result.out) == (1, "")
    assert result.err.splitlines()[1:] == [
        "  why: Failed to connect to bus: No medium found",
        "  try: harvester schedule install --as cron",
    ]


@pytest.mark.parametrize(
    "words",
    [["--day", "friday"], ["--day", ""], ["--at", "25:00"], ["--at", "noon"], ["--at", "14"], ["--as", "actions"]],
)
@pytest.mark.usefixtures("machine")
def test_what_is_no_time_of_a_week_is_refused(program: Program, config: Path, words: list[str], home: Path) -> None:
    before = files(home)
    result = program("--config", config, "schedule", "install", *words)
    assert (result.code, result.out) == (2, "")
    assert files(home) == before


@pytest.mark.parametrize("name", [*NAMES, "actions"])
def test_printing_writes_nothing_and_needs_no_scheduler(
    program: Program, config: Path, home: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(home))
    before = files(home)
    result = program("--config", config, "schedule", "print", "--as", name, "--day", "sat", "--at", "23:59")
    assert result.code == 0
    assert "harvester schedule: " in result.out
    assert files(home) == before


def test_printing_needs_no_configuration(program: Program) -> None:
    assert "OnCalendar=Fri *-*-* 14:00:00 UTC" in program("schedule", "print", "--as", "systemd").out


def test_what_is_printed_for_one_place_is_a_whole_file(program: Program, config: Path) -> None:
    text = program("--config", config, "schedule", "print", "--as", "launchd").out
    agent = plistlib.loads(text.encode())
    assert agent["ProgramArguments"][2] == str(config)


@pytest.mark.usefixtures("machine", "linux")
def test_printed_is_what_would_be_installed(program: Program, config: Path, home: Path) -> None:
    options = ("--config", config, "schedule")
    printed = program(*options, "print").out
    program(*options, "install")
    units = [home / UNITS / name for name in ("harvester.service", "harvester.timer")]
    assert printed == "".join(f"# {unit}\n{unit.read_text()}" for unit in units)


@pytest.mark.usefixtures("machine", "linux")
def test_no_token_reaches_a_unit_and_those_left_behind_are_named(
    program: Program, config: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GH_TOKEN", TOKEN)
    monkeypatch.setenv("HTTPS_PROXY", f"http://ann:{TOKEN}@proxy:8080")
    monkeypatch.setenv("HARVESTER_LEVEL", "senior")
    result = program("--config", config, "schedule", "install")
    assert "will not see GH_TOKEN, HARVESTER_LEVEL, HTTPS_PROXY" in result.err
    assert not any(TOKEN.encode() in content for content in files(home).values())


@pytest.mark.usefixtures("machine")
def test_the_line_in_the_crontab_does_the_weekly_job_with_nothing_but_a_home(
    program: Program, config: Path, home: Path, installed: Path
) -> None:
    program("--config", config, "schedule", "install", "--as", "cron", "--day", "fri", "--at", "14:00")
    crontab = (home / "crontab.txt").read_text()
    (line,) = (line for line in crontab.splitlines() if line and not line.startswith("#"))
    *_, command = line.split(" ", 5)
    assert str(installed).replace("%", "\\%") in command
    bare = {"HOME": str(home), "PATH": "/usr/bin:/bin", "HARVESTER_NOW": os.environ["HARVESTER_NOW"]}
    done = subprocess.run(
        ["/bin/sh", "-c", command.replace("\\%", "%")], env=bare, cwd=home, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "batched reads" in (home / "brag.md").read_text()


@pytest.mark.usefixtures("machine")
def test_a_zone_that_cron_does_not_know_is_translated_and_told(program: Program, config: Path, home: Path) -> None:
    config.write_text(config.read_text().replace("Europe/Berlin", "Pacific/Kiritimati"))
    result = program("--config", config, "schedule", "install", "--as", "cron", "--day", "mon", "--at", "01:00")
    here = parse_mark((home / "crontab.txt").read_text())
    assert here
    assert (here.day, here.at) != ("mon", "01:00")
    assert f"is {here.day} {here.at} {getattr(machine_zone(), 'key', 'auto')} until" in result.err
    (schedule,) = program("--config", config, "schedule", "status", "--json").json["schedules"]
    assert schedule["next"] == "2026-11-22T11:00:00Z"


@pytest.mark.usefixtures("machine", "linux")
def test_a_path_that_no_scheduler_could_be_given_is_refused(program: Program, config: Path, home: Path) -> None:
    odd = home / "two\nlines.toml"
    odd.write_text(config.read_text())
    result = program("--config", odd, "schedule", "install")
    assert (result.code, result.out) == (2, "")
    assert "line break" in result.err
    assert len(result.err.splitlines()) == 3
    assert not (home / UNITS).exists()
