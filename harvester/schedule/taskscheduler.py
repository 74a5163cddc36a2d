"""What the Task Scheduler of Windows is told: a task of the user. Pure text.

It runs as the person who is logged on, with their environment, and starts late rather than never. No encoding is
declared: the text holds as UTF-8 and, behind a byte order mark, as UTF-16. It refuses what Windows would expand.
"""

import re
import subprocess
from typing import Final
from xml.sax.saxutils import escape

from harvester.errors import UsageError
from harvester.schedule.appointment import NOTE, Appointment
from harvester.schedule.calendar import DAYS

TASK: Final = "Harvester"
_DAY_NAMES: Final = dict(
    zip(DAYS, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), strict=True)
)
_EXPANDED: Final = re.compile(r"%[^%]+%|\$\(")
_TASK: Final = """<?xml version="1.0"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>{note}</Description>
    <Documentation>{mark}</Documentation>
  </RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      <StartBoundary>2026-01-01T{at}:00</StartBoundary>
      <ScheduleByWeek>
        <DaysOfWeek>
          <{day} />
        </DaysOfWeek>
        <WeeksInterval>1</WeeksInterval>
      </ScheduleByWeek>
    </CalendarTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT2H</ExecutionTimeLimit>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{program}</Command>
      <Arguments>{arguments}</Arguments>
    </Exec>
  </Actions>
</Task>
"""


def render_task(appointment: Appointment) -> str:
    """Spell the task as the XML that `schtasks /Create /XML` reads.

    Raises:
        UsageError: Windows would put a variable's value in the place of a part of the command.
    """
    program, *arguments = appointment.command
    line = subprocess.list2cmdline(arguments)
    for text in (program, line):
        if _EXPANDED.search(text):
            raise UsageError(
                f"The Task Scheduler cannot be given this: {text}",
                why="it would read the per cent signs, or $(, as a variable",
                cure="rename the file or folder, then: harvester schedule install",
            )
    return _TASK.format(
        note=NOTE,
        mark=escape(appointment.render_mark()),
        at=appointment.at,
        day=_DAY_NAMES[appointment.day],
        program=escape(program),
        arguments=escape(line),
    )
