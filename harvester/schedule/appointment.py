"""An appointment with a scheduler: which command, on which day of the week, when. Pure.

Every format carries its appointment in one line, the mark. By it a file is known as ours, and said again without
reading the format back. What no format could carry safely is refused here, once for all of them.
"""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, tzinfo
from typing import Any, Final

from harvester.clean import clean_line
from harvester.config.zone import named_zone
from harvester.errors import UsageError
from harvester.schedule.calendar import DAYS, next_run

MARK: Final = "harvester schedule: "
NOTE: Final = "Made by harvester schedule install, which writes it anew; harvester schedule remove takes it away."
_MARKED: Final = re.compile(re.escape(MARK) + r"(\{.*\})")
_DASHES: Final = "\\u002d\\u002d"
"""Two hyphens may not stand in a comment of XML; in JSON they can be spelt like this."""
_CLOCK: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A command that is due once a week.

    `day` is one of `calendar.DAYS`, `at` is `HH:MM`, both in `zone`: a name, or `auto` for wherever the machine is.
    `environment` is what the command needs beyond what the scheduler gives it; `log_folder` is where a scheduler
    without a journal of its own puts what the command says.

    Raises:
        UsageError: a text holds what no scheduler can be given safely, such as a line break.
    """

    day: str
    at: str
    command: Sequence[str]
    zone: str = "auto"
    environment: Mapping[str, str] = field(default_factory=dict)
    log_folder: str = ""

    def __post_init__(self) -> None:
        """Refuse what is no day, no time, or cannot be written down safely."""
        if self.day not in DAYS or not _CLOCK.fullmatch(self.at):
            raise UsageError(f"{self.day!r} at {self.at!r} is no time of a week.", cure="--day fri --at 14:00")
        if not self.command or not all(map(_NAME.fullmatch, self.environment)):
            raise UsageError(
                "An appointment needs a command, and variables have names.", cure="harvester schedule install"
            )
        named_zone(self.zone)
        for text in (*self.command, *self.environment.values(), self.log_folder):
            _refuse_unspeakable(text)

    def next_run(self, now: datetime) -> datetime:
        """Give the moment at which the command is due next, in its zone."""
        return next_run(self.day, self.at, now, named_zone(self.zone))

    def moved_to(self, zone: tzinfo, now: datetime) -> "Appointment":
        """Give the same appointment as the clocks of another zone show it today, for who knows that zone only."""
        due = self.next_run(now).astimezone(zone)
        return replace(self, day=DAYS[due.weekday()], at=f"{due:%H:%M}", zone=getattr(zone, "key", "auto"))

    def render_mark(self) -> str:
        """Spell the appointment as one line of ASCII that can stand in a comment of every format."""
        fields = {**asdict(self), "command": list(self.command), "environment": dict(self.environment)}
        return MARK + json.dumps(fields, sort_keys=True).replace("--", _DASHES)


def is_marked(text: str) -> bool:
    """Say whether a text is ours, also one of another version whose mark cannot be read."""
    return MARK in text


def parse_mark(text: str) -> Appointment | None:
    """Find the appointment in a text that carries its mark; None where there is none, or none that can be read."""
    found = _MARKED.search(text)
    try:
        return read_appointment(json.loads(found[1])) if found else None
    except (ValueError, UsageError):
        return None


def read_appointment(fields: Any) -> Appointment:  # noqa: ANN401 - whatever JSON holds
    """Read an appointment from the JSON it was kept as.

    Raises:
        ValueError, UsageError: it is none.
    """
    try:
        return Appointment(
            day=str(fields["day"]),
            at=str(fields["at"]),
            zone=str(fields["zone"]),
            command=tuple(str(word) for word in fields["command"]),
            environment={str(name): str(value) for name, value in fields["environment"].items()},
            log_folder=str(fields["log_folder"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("this is no appointment") from error


def _refuse_unspeakable(text: str) -> None:
    if any(unicodedata.category(letter) in {"Cc", "Cs", "Cn", "Zl", "Zp"} for letter in text):
        raise UsageError(
            f"No scheduler can be given this safely: {clean_line(text, 200)!r}.",
            why="it holds a line break, a control character or bytes that are no text",
            cure="move or rename it, then: harvester schedule install",
        )
