"""Schedulers that keep a table of their own and are asked by program: cron and the Task Scheduler of Windows."""

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from xml.sax.saxutils import unescape

from harvester.errors import HarvesterError, UsageError
from harvester.schedule import cron, taskscheduler
from harvester.schedule.appointment import Appointment, is_marked, parse_mark
from harvester.schedule.scheduler import CHANGED, Booking, Scheduler, call_program, refusal, run_program

_CRONTAB: Final = "crontab"


class Crontab(Scheduler):
    """The person's crontab."""

    name = "cron"
    limits = (
        "cron catches nothing up, the next run reads what was missed; it cannot reach the keyring of your desktop, "
        "where gh may keep its token"
    )

    def render(self, appointment: Appointment) -> Mapping[str, str]:
        """Give the block."""
        return {_CRONTAB: cron.render_block(appointment)}

    def find(self) -> Booking | None:
        """Look for our block; where there is no cron there is none."""
        try:
            crontab = self._read()
        except HarvesterError:
            return None
        try:
            block = cron.find_block(crontab)
        except HarvesterError as error:
            return Booking(scheduler=self.name, places=[_CRONTAB], appointment=None, problems=[f"{error} {error.why}"])
        if block is None:
            return None
        text = block.decode("utf-8", "replace")
        appointment = parse_mark(text)
        is_intact = appointment is not None and self.has_written(appointment, {_CRONTAB: text})
        problems = [] if is_intact else [CHANGED]
        return Booking(scheduler=self.name, places=[_CRONTAB], appointment=appointment, problems=problems)

    def install(self, appointment: Appointment) -> Iterator[str]:
        """Put our block into the crontab."""
        block = cron.render_block(appointment)
        self._write(cron.replace_block(self._read(), block))
        yield "wrote the block of harvester in your crontab; every other line is as it was"

    def remove(self) -> Iterator[str]:
        """Take our block out of the crontab."""
        crontab = self._read()
        if cron.find_block(crontab):
            self._write(cron.replace_block(crontab, ""))
            yield "removed the block of harvester from your crontab; every other line is as it was"

    def _read(self) -> bytes:
        done = run_program("crontab", "-l")
        if done.returncode and b"no crontab" not in done.stderr.lower():
            raise refusal("crontab", done)
        return done.stdout if done.returncode == 0 else b""

    def _write(self, crontab: bytes) -> None:
        call_program(*("crontab", "-") if crontab else ("crontab", "-r"), stdin=crontab)
        if self._read() != crontab:
            raise HarvesterError("The crontab is not what was written.", cure="crontab -l")


class TaskScheduler(Scheduler):
    """The scheduler of Windows, which keeps a task in words of its own: the mark in its description is what stays."""

    name = "schtasks"
    limits = "Windows starts it while you are logged on, and after a missed week as soon as you are again"

    def render(self, appointment: Appointment) -> Mapping[str, str]:
        """Give the task."""
        return {taskscheduler.TASK: taskscheduler.render_task(appointment)}

    def find(self) -> Booking | None:
        """Ask for the task of our name."""
        try:
            text = self._read()
        except HarvesterError:
            return None
        if not is_marked(text):
            return None
        appointment = parse_mark(text)
        problems = [] if appointment else [CHANGED]
        return Booking(scheduler=self.name, places=[taskscheduler.TASK], appointment=appointment, problems=problems)

    def install(self, appointment: Appointment) -> Iterator[str]:
        """Register the task in the place of an earlier one."""
        text = taskscheduler.render_task(appointment)
        self._refuse_foreign()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "task.xml"
            path.write_text(text, encoding="utf-16")
            call_program("schtasks", "/Create", "/TN", taskscheduler.TASK, "/XML", str(path), "/F")
        yield f"registered the task {taskscheduler.TASK}"

    def remove(self) -> Iterator[str]:
        """Take the task away."""
        if self._refuse_foreign():
            call_program("schtasks", "/Delete", "/TN", taskscheduler.TASK, "/F")
            yield f"removed the task {taskscheduler.TASK}"

    def _refuse_foreign(self) -> bool:
        """Say whether there is a task of ours."""
        text = self._read()
        if text and not is_marked(text):
            raise UsageError(
                f"The task {taskscheduler.TASK} was not made by harvester.", cure="rename it, then try again"
            )
        return bool(text)

    def _read(self) -> str:
        """Give the task of our name, an empty text where there is none."""
        done = run_program("schtasks", "/Query", "/TN", taskscheduler.TASK, "/XML")
        encoding = "utf-16" if done.stdout.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
        text = done.stdout.decode(encoding, "replace") if done.returncode == 0 else ""
        return unescape(text, {"&quot;": '"'})
