"""What launchd is told: an agent of the user. Pure text.

launchd catches up after sleep, not after the machine was off; the next run then reads what was missed.
"""

import plistlib
from typing import Final

from harvester.schedule.appointment import NOTE, Appointment
from harvester.schedule.calendar import DAYS

LABEL: Final = "local.evidence-harvester.run"
FILE_NAME: Final = f"{LABEL}.plist"
_ROOT: Final = '<plist version="1.0">\n'


def render_agent(appointment: Appointment) -> str:
    """Spell the property list, with the mark in a comment."""
    hour, minute = map(int, appointment.at.split(":"))
    agent = {
        "Label": LABEL,
        "ProgramArguments": list(appointment.command),
        "EnvironmentVariables": dict(appointment.environment),
        # launchd counts from Sunday.
        "StartCalendarInterval": {"Weekday": (DAYS.index(appointment.day) + 1) % 7, "Hour": hour, "Minute": minute},
        "ProcessType": "Background",
        "LowPriorityIO": True,
        "Nice": 10,
        "Umask": 0o077,
    }
    if appointment.log_folder:
        agent["StandardOutPath"] = agent["StandardErrorPath"] = f"{appointment.log_folder}/launchd.log"
    text = plistlib.dumps(agent).decode()
    return text.replace(_ROOT, f"<!-- {NOTE} -->\n<!-- {appointment.render_mark()} -->\n{_ROOT}", 1)
