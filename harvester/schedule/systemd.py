"""What systemd is told: a service and its timer, of the user. Pure text.

The service is not sandboxed: what a `token_command` starts may be setgid (1Password's `op` is), and in a user's
manager every sandbox forbids that. It refuses what systemd cannot be told at all.
"""

from typing import Final

from harvester.errors import UsageError
from harvester.schedule.appointment import NOTE, Appointment

SERVICE: Final = "harvester.service"
TIMER: Final = "harvester.timer"


def render_service(appointment: Appointment) -> str:
    """Spell the unit that runs the command once.

    A partial run (exit 3) is no failure of the unit: harvester says itself what could not be read.

    Raises:
        UsageError: systemd takes no program with such a path.
    """
    program, *arguments = appointment.command
    if set(program) & set("\"'\\") or not program.startswith("/"):
        raise UsageError(
            f"systemd takes no program with this path: {program}",
            why="it holds a quote or a backslash, or is not absolute",
            cure="move the installation, or: harvester schedule install --as cron",
        )
    environment = [
        f"Environment={_quote(f'{name}={value}')}" for name, value in sorted(appointment.environment.items())
    ]
    # A dollar means nothing in the program's path, and a variable everywhere behind it.
    words = [_quote(program), *(_quote(argument).replace("$", "$$") for argument in arguments)]
    return "\n".join(
        [
            f"# {NOTE}",
            f"# {appointment.render_mark()}",
            "[Unit]",
            "Description=Harvester: read the week and draft the brag document",
            "",
            "[Service]",
            "Type=oneshot",
            f"ExecStart={' '.join(words)}",
            *environment,
            "SuccessExitStatus=3",
            "TimeoutStartSec=2h",
            "UMask=0077",
            "Nice=10",
            "IOSchedulingClass=idle",
            "",
        ]
    )


def render_timer(appointment: Appointment) -> str:
    """Spell the timer: in the person's zone, caught up after a missed week, and not at once when a laptop wakes."""
    zone = "" if appointment.zone == "auto" else f" {appointment.zone}"
    return "\n".join(
        [
            f"# {NOTE}",
            f"# {appointment.render_mark()}",
            "[Unit]",
            "Description=Harvester: the weekly run",
            "",
            "[Timer]",
            f"OnCalendar={appointment.day.capitalize()} *-*-* {appointment.at}:00{zone}",
            "Persistent=true",
            "RandomizedDelaySec=5min",
            "",
            "[Install]",
            "WantedBy=timers.target",
            "",
        ]
    )


def _quote(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'
