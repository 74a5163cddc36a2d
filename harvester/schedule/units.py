"""Schedulers that read files from a folder of the person's: systemd and launchd."""

import os
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from harvester.errors import HarvesterError, UsageError
from harvester.schedule import launchd, systemd
from harvester.schedule.appointment import Appointment, is_marked, parse_mark
from harvester.schedule.files import make_folder, read_file, remove_file, write_file
from harvester.schedule.scheduler import CHANGED, Booking, Scheduler, call_program, require_program


class FileScheduler(Scheduler):
    """One that reads files from a folder of the person's."""

    def __init__(self, home: Path, environment: Mapping[str, str]) -> None:
        self.home = home
        self.environment = environment

    def find(self) -> Booking | None:
        """Read the files that bear our mark."""
        there = {str(path): text for path in self._paths() if (text := _read_text(path)) is not None}
        ours = [path for path, text in there.items() if is_marked(text)]
        if not ours:
            return None
        appointment = parse_mark("\n".join(there[path] for path in ours))
        changed = [] if appointment and self.has_written(appointment, there) else [CHANGED]
        return Booking(
            scheduler=self.name, places=ours, appointment=appointment, problems=[*changed, *self._problems()]
        )

    @abstractmethod
    def _paths(self) -> Sequence[Path]:
        """Name the files."""

    def _problems(self) -> Iterator[str]:
        return iter(())

    def _write(self, appointment: Appointment) -> Iterator[str]:
        rendered = self.render(appointment)
        self._refuse_foreign()
        for path, text in rendered.items():
            write_file(Path(path), text.encode())
            yield f"wrote {path}"

    def _erase(self) -> Iterator[str]:
        self._refuse_foreign()
        for path in self._paths():
            if remove_file(path):
                yield f"removed {path}"

    def _refuse_foreign(self) -> None:
        for path in self._paths():
            if (text := _read_text(path)) is not None and not is_marked(text):
                raise UsageError(f"{path} was not made by harvester.", cure=f"move {path} away, then try again")


class Systemd(FileScheduler):
    """The manager of the person's own units."""

    name = "systemd"
    knows_zones = True
    limits = (
        "systemd starts it while you are logged in, after a missed week as soon as you are again; "
        "loginctl enable-linger makes it start also while you are not"
    )

    def render(self, appointment: Appointment) -> Mapping[str, str]:
        """Give the service and the timer."""
        service, timer = map(str, self._paths())
        return {service: systemd.render_service(appointment), timer: systemd.render_timer(appointment)}

    def install(self, appointment: Appointment) -> Iterator[str]:
        """Write the units, and start the timer."""
        self.render(appointment)
        try:
            call_program("systemctl", "--user", "daemon-reload")
        except HarvesterError as error:
            raise HarvesterError(
                "There is no systemd that would run your own units here.",
                why=error.why or error.what,
                cure="harvester schedule install --as cron",
            ) from None
        yield from self._write(appointment)
        call_program("systemctl", "--user", "daemon-reload")
        call_program("systemctl", "--user", "enable", systemd.TIMER)
        # A timer that runs already would keep to its old time.
        call_program("systemctl", "--user", "restart", systemd.TIMER)
        yield f"enabled {systemd.TIMER}"

    def remove(self) -> Iterator[str]:
        """Stop the timer, and erase the units; without a manager, as much as can be done."""
        self._refuse_foreign()
        if not self.find():
            return
        try:
            call_program("systemctl", "--user", "disable", "--now", systemd.TIMER)
            yield f"disabled {systemd.TIMER}"
        except HarvesterError:
            if remove_file(self._wanted()):
                yield f"removed {self._wanted()}"
        yield from self._erase()
        try:
            call_program("systemctl", "--user", "daemon-reload")
        except HarvesterError as error:
            yield f"systemd was not told: {error.why or error.what}"

    def _paths(self) -> Sequence[Path]:
        return self._folder() / systemd.SERVICE, self._folder() / systemd.TIMER

    def _folder(self) -> Path:
        return Path(self.environment.get("XDG_CONFIG_HOME") or self.home / ".config") / "systemd" / "user"

    def _wanted(self) -> Path:
        return self._folder() / "timers.target.wants" / systemd.TIMER

    def _problems(self) -> Iterator[str]:
        if not self._wanted().is_symlink():
            yield f"the timer is not enabled: systemctl --user enable --now {systemd.TIMER}"


class Launchd(FileScheduler):
    """The starter of macOS."""

    name = "launchd"
    limits = "launchd catches up after sleep, not after the machine was off; the next run reads what was missed"

    def render(self, appointment: Appointment) -> Mapping[str, str]:
        """Give the agent."""
        return {str(self._paths()[0]): launchd.render_agent(appointment)}

    def install(self, appointment: Appointment) -> Iterator[str]:
        """Write the agent, and load it in the place of an earlier one."""
        require_program("launchctl")
        if appointment.log_folder:
            make_folder(Path(appointment.log_folder))
        yield from self._write(appointment)
        self._unload()
        call_program("launchctl", "bootstrap", self._domain(), str(self._paths()[0]))
        yield f"loaded {launchd.LABEL}"

    def remove(self) -> Iterator[str]:
        """Unload the agent, and erase it."""
        self._refuse_foreign()
        if self.find():
            self._unload()
            yield f"unloaded {launchd.LABEL}"
        yield from self._erase()

    def _paths(self) -> Sequence[Path]:
        return (self.home / "Library" / "LaunchAgents" / launchd.FILE_NAME,)

    def _domain(self) -> str:
        return f"gui/{os.getuid()}"

    def _unload(self) -> None:
        try:
            call_program("launchctl", "bootout", f"{self._domain()}/{launchd.LABEL}")
        except HarvesterError:
            return  # it was not loaded


def _read_text(path: Path) -> str | None:
    content = read_file(path)
    return None if content is None else content.decode("utf-8", "replace")
