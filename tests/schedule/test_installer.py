"""One scheduler has the appointment, all others lose it; only what bears our mark is touched."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from harvester.errors import HarvesterError, UsageError
from harvester.schedule import installer
from harvester.schedule.appointment import Appointment
from harvester.schedule.record import read_record
from harvester.schedule.scheduler import CHANGED, Booking, Scheduler
from tests.fakes.schedulers import CRONTAB, LAUNCHCTL, NO_SYSTEMCTL, SCHTASKS, SYSTEMCTL, Machine
from tests.schedule.appointments import FRIDAY

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
OTHERS = "0 2 * * * backup.sh\n"
HERE = replace(FRIDAY, zone="auto", log_folder="")


@pytest.fixture
def machine(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A machine with every scheduler there is."""
    machine = Machine(tmp_path / "programs", home)
    monkeypatch.setenv("PATH", machine.path)
    return machine.has(crontab=CRONTAB, systemctl=SYSTEMCTL, launchctl=LAUNCHCTL, schtasks=SCHTASKS)


def schedulers(machine: Machine) -> list[Scheduler]:
    return list(installer.list_schedulers(machine.home, {}))


def install(machine: Machine, name: str, appointment: Appointment = HERE) -> list[str]:
    return list(installer.install(name, schedulers(machine), appointment, folder=machine.home / "state", now=NOW))


def remove(machine: Machine) -> list[str]:
    return list(installer.remove(schedulers(machine), folder=machine.home / "state"))


def bookings(machine: Machine) -> list[Booking]:
    return installer.find_bookings(schedulers(machine))


def files(machine: Machine) -> dict[str, bytes]:
    """What lies below the home, but for the log of the fakes."""
    return {
        str(path.relative_to(machine.home)): path.read_bytes()
        for path in machine.home.rglob("*")
        if path.is_file() and path.name not in {"calls.log", "rm.txt"}
    }


@pytest.mark.parametrize("name", installer.NAMES)
def test_what_was_installed_is_found_whole(machine: Machine, name: str) -> None:
    assert bookings(machine) == []
    acts = install(machine, name)
    (booking,) = bookings(machine)
    assert (booking.scheduler, booking.appointment, list(booking.problems)) == (name, HERE, [])
    record = read_record(machine.home / "state")
    assert record
    assert (record.scheduler, record.appointment, record.installed_at) == (name, HERE, NOW)
    assert acts[-1] == f"wrote {machine.home / 'state' / 'schedule.json'}"


@pytest.mark.parametrize("name", installer.NAMES)
def test_installing_twice_is_installing_once(machine: Machine, name: str) -> None:
    install(machine, name)
    once = files(machine)
    install(machine, name)
    assert files(machine) == once


def test_installing_again_does_not_hide_a_run_that_never_came(machine: Machine) -> None:
    def installed_at(appointment: Appointment, now: datetime) -> datetime:
        list(installer.install("cron", schedulers(machine), appointment, folder=machine.home / "state", now=now))
        record = read_record(machine.home / "state")
        assert record
        return record.installed_at

    later = NOW + timedelta(days=9)
    assert installed_at(HERE, NOW) == NOW
    assert installed_at(HERE, later) == NOW
    assert installed_at(replace(HERE, day="mon"), later) == later


def test_launchd_finds_the_folder_that_it_writes_to(machine: Machine) -> None:
    folder = machine.home / "state" / "log"
    install(machine, "launchd", replace(HERE, log_folder=str(folder)))
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", installer.NAMES)
def test_another_day_takes_the_place_of_the_first(machine: Machine, name: str) -> None:
    monday = replace(HERE, day="mon", at="09:30")
    install(machine, name)
    install(machine, name, monday)
    changed = files(machine)
    remove(machine)
    install(machine, name, monday)
    assert files(machine) == changed
    assert [booking.appointment for booking in bookings(machine)] == [monday]


@pytest.mark.parametrize("name", installer.NAMES)
def test_removing_leaves_nothing_of_ours(machine: Machine, name: str) -> None:
    (machine.home / "crontab.txt").write_text(OTHERS)
    before = files(machine)
    install(machine, name)
    assert len(remove(machine)) > 1
    assert files(machine) == before
    assert remove(machine) == []


@pytest.mark.parametrize("first", installer.NAMES)
def test_one_scheduler_alone_has_the_job(machine: Machine, first: str) -> None:
    second = "cron" if first != "cron" else "systemd"
    install(machine, first)
    install(machine, second)
    assert [booking.scheduler for booking in bookings(machine)] == [second]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("systemd", ".config/systemd/user/harvester.service"),
        ("systemd", ".config/systemd/user/harvester.timer"),
        ("launchd", "Library/LaunchAgents/local.evidence-harvester.run.plist"),
        ("schtasks", "task.xml"),
    ],
)
def test_what_somebody_else_made_is_neither_replaced_nor_removed(machine: Machine, name: str, path: str) -> None:
    foreign = machine.home / path
    foreign.parent.mkdir(parents=True, exist_ok=True)
    foreign.write_text("[Unit]\nDescription=a combine harvester\n")
    with pytest.raises(UsageError, match="not made by harvester"):
        install(machine, name)
    assert remove(machine) == []
    assert files(machine) == {path: b"[Unit]\nDescription=a combine harvester\n"}


def test_a_unit_changed_by_hand_is_told_and_written_anew(machine: Machine) -> None:
    install(machine, "systemd")
    timer = machine.home / ".config/systemd/user/harvester.timer"
    timer.write_text(timer.read_text().replace("14:00:00", "15:00:00"))
    assert [list(booking.problems) for booking in bookings(machine)] == [[CHANGED]]
    install(machine, "systemd")
    assert [list(booking.problems) for booking in bookings(machine)] == [[]]


@pytest.mark.parametrize("name", installer.NAMES)
def test_what_another_version_made_is_ours_also_where_its_mark_cannot_be_read(machine: Machine, name: str) -> None:
    install(machine, name)
    for path in machine.home.rglob("*"):
        if path.is_file() and path.name not in {"calls.log", "rm.txt", "schedule.json"}:
            encoding = "utf-16" if path.name == "task.xml" else "utf-8"
            path.write_text(path.read_text(encoding).replace('"day"', '"days"'), encoding)
    (booking,) = bookings(machine)
    assert (booking.appointment, list(booking.problems)) == (None, [CHANGED])
    install(machine, name)
    assert [one.appointment for one in bookings(machine)] == [HERE]
    assert remove(machine)
    assert files(machine) == {}


def test_a_timer_that_was_switched_off_is_told(machine: Machine) -> None:
    install(machine, "systemd")
    (machine.home / ".config/systemd/user/timers.target.wants/harvester.timer").unlink()
    (booking,) = bookings(machine)
    assert "not enabled" in booking.problems[0]


def test_half_of_the_units_is_told(machine: Machine) -> None:
    install(machine, "systemd")
    (machine.home / ".config/systemd/user/harvester.service").unlink()
    (booking,) = bookings(machine)
    assert booking.problems == [CHANGED]
    assert remove(machine)
    assert bookings(machine) == []


def test_the_timer_is_started_and_restarted_so_that_it_takes_a_new_time(machine: Machine) -> None:
    install(machine, "systemd")
    assert [call for call in machine.calls if "systemctl" in call] == [
        "systemctl --user daemon-reload",
        "systemctl --user daemon-reload",
        "systemctl --user enable harvester.timer",
        "systemctl --user restart harvester.timer",
    ]


def test_without_a_systemd_of_the_user_nothing_is_written_and_cron_is_offered(machine: Machine) -> None:
    machine.has(systemctl=NO_SYSTEMCTL)
    with pytest.raises(HarvesterError) as refusal:
        install(machine, "systemd")
    assert (refusal.value.why, refusal.value.cure) == (
        "Failed to connect to bus: No medium found",
        "harvester schedule install --as cron",
    )
    assert files(machine) == {}


def test_units_are_removed_also_where_systemd_is_gone(machine: Machine) -> None:
    install(machine, "systemd")
    machine.has(systemctl=NO_SYSTEMCTL)
    acts = remove(machine)
    assert any("systemd was not told" in act for act in acts)
    assert files(machine) == {}
    assert not (machine.home / ".config/systemd/user/timers.target.wants/harvester.timer").is_symlink()


@pytest.mark.parametrize("name", installer.NAMES)
def test_a_scheduler_that_is_not_here_is_said_to_be_missing(
    machine: Machine, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(machine.home))
    with pytest.raises(HarvesterError) as refusal:
        install(machine, name)
    assert "There is no" in f"{refusal.value.what} {refusal.value.why}"
    assert files(machine) == {}
    assert bookings(machine) == []


def test_a_crontab_that_may_not_be_used_is_left_alone(machine: Machine) -> None:
    machine.has(crontab='echo "You (ann) are not allowed to use this program (crontab)" >&2\nexit 1\n')
    with pytest.raises(HarvesterError, match="crontab refused") as refusal:
        install(machine, "cron")
    assert "not allowed" in refusal.value.why
    assert bookings(machine) == []


def test_a_crontab_that_cannot_be_read_today_is_not_begun_anew(machine: Machine) -> None:
    (machine.home / "crontab.txt").write_text(OTHERS)
    machine.has(crontab=f'[ "$1" = -l ] && {{ echo "crontab: Input/output error" >&2; exit 1; }}\n{CRONTAB}')
    with pytest.raises(HarvesterError, match="crontab refused"):
        install(machine, "cron")
    assert (machine.home / "crontab.txt").read_text() == OTHERS


def test_who_had_no_crontab_has_none_afterwards(machine: Machine) -> None:
    install(machine, "cron")
    remove(machine)
    assert machine.calls[-2:] == ["crontab -r", "crontab -l"]
    assert files(machine) == {}


def test_a_damaged_block_is_shown_and_stops_both_ways(machine: Machine) -> None:
    (machine.home / "crontab.txt").write_text("# >>> harvester >>>\n0 1 * * * mine\n")
    (booking,) = bookings(machine)
    assert "damaged" in booking.problems[0]
    with pytest.raises(HarvesterError, match="damaged"):
        install(machine, "cron")
    with pytest.raises(HarvesterError, match="damaged"):
        remove(machine)
    assert (machine.home / "crontab.txt").read_text() == "# >>> harvester >>>\n0 1 * * * mine\n"


def test_a_crontab_that_is_not_what_was_written_is_told(machine: Machine) -> None:
    machine.has(crontab="cat > /dev/null\necho '0 1 * * * other'\n")
    with pytest.raises(HarvesterError, match="not what was written"):
        install(machine, "cron")


def test_nobody_else_reads_the_units(machine: Machine) -> None:
    before = os.umask(0)
    try:
        for name in ("systemd", "launchd"):
            install(machine, name)
            assert all(Path(place).stat().st_mode & 0o077 == 0 for place in bookings(machine)[0].places)
    finally:
        os.umask(before)


def test_a_named_zone_is_translated_for_those_that_know_the_machines_alone(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    del machine
    monkeypatch.setattr(installer, "machine_zone", lambda: UTC)
    systemd, launchd, schtasks, cron = installer.list_schedulers(Path("/home/ann"), {})
    assert installer.fit(systemd, FRIDAY, NOW) == FRIDAY
    for scheduler in (launchd, schtasks, cron):
        fitted = installer.fit(scheduler, FRIDAY, NOW)
        assert (fitted.day, fitted.at) == ("fri", "13:00")
        (told,) = [one for one in installer.tell_limits(scheduler.name, [scheduler], FRIDAY, NOW) if "clocks" in one]
        assert "fri 14:00 Europe/Berlin is fri 13:00" in told


def test_a_week_in_which_the_time_does_not_exist_is_told() -> None:
    sunday = replace(FRIDAY, day="sun", at="02:30")
    told = list(installer.tell_limits("systemd", installer.list_schedulers(Path("/"), {}), sunday, NOW))
    assert "2027-03-28 has no 02:30" in told[-1]
    assert len(list(installer.tell_limits("systemd", installer.list_schedulers(Path("/"), {}), FRIDAY, NOW))) == 1


@pytest.mark.parametrize(
    ("platform", "name"), [("linux", "systemd"), ("darwin", "launchd"), ("win32", "schtasks"), ("freebsd14", "systemd")]
)
def test_each_system_has_one_that_catches_up(platform: str, name: str) -> None:
    assert installer.native_scheduler(platform) == name
