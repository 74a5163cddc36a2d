"""What cron is told: one marked block of a crontab. Pure; works on bytes, since a crontab has no encoding.

The block stands at the top, where no setting of the person's (SHELL, PATH, CRON_TZ, each for the lines below it)
reaches it. Every byte outside the block stays. cron catches nothing up; the next run reads what was missed.
"""

import re
import shlex
from typing import Final

from harvester.errors import HarvesterError, UsageError
from harvester.schedule.appointment import NOTE, Appointment
from harvester.schedule.calendar import DAYS

BEGIN: Final = "# >>> harvester >>>"
END: Final = "# <<< harvester <<<"
_BLOCK: Final = re.compile(
    f"^{re.escape(BEGIN)}[ \\t\\r]*\\n.*?^{re.escape(END)}[ \\t\\r]*(?:\\n|\\Z)".encode(), re.MULTILINE | re.DOTALL
)
_EDGE: Final = re.compile(f"^(?:{re.escape(BEGIN)}|{re.escape(END)})".encode(), re.MULTILINE)


def render_block(appointment: Appointment) -> str:
    """Spell the block that runs the command by a POSIX shell.

    Raises:
        UsageError: the command holds a backslash, which crons read differently.
    """
    hour, minute = map(int, appointment.at.split(":"))
    settings = [f"{name}={shlex.quote(value)}" for name, value in sorted(appointment.environment.items())]
    line = " ".join([*settings, *map(shlex.quote, appointment.command)])
    if "\\" in line:
        raise UsageError(
            "cron cannot be given a command with a backslash safely.",
            why=line,
            cure="rename the file or folder, then: harvester schedule install --as cron",
        )
    # cron counts from Sunday, and reads a bare per cent sign as the end of the command.
    day = (DAYS.index(appointment.day) + 1) % 7
    escaped = line.replace("%", "\\%")
    return f"{BEGIN}\n# {NOTE}\n# {appointment.render_mark()}\n{minute} {hour} * * {day} {escaped}\n{END}\n"


def find_block(crontab: bytes) -> bytes | None:
    """Give the block of a crontab; None where there is none.

    Raises:
        HarvesterError: its edges do not match, so that nobody knows what is ours.
    """
    blocks = list(_BLOCK.finditer(crontab))
    if len(blocks) > 1 or len(_EDGE.findall(crontab)) != 2 * len(blocks):
        raise HarvesterError(
            "The block of harvester in the crontab is damaged.",
            why=f"it should begin once with {BEGIN} and end once with {END}",
            cure="crontab -e, take those lines away, then try again",
        )
    return blocks[0][0] if blocks else None


def replace_block(crontab: bytes, block: str) -> bytes:
    """Put a block where the old one stands, else at the top; an empty block takes the old one away.

    Raises:
        HarvesterError: the block that is there is damaged.
    """
    old = find_block(crontab)
    return crontab.replace(old, block.encode(), 1) if old else block.encode() + crontab
