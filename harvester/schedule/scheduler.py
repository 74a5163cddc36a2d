"""What a scheduler is to us: something that holds an appointment of ours, takes one, or is rid of it.

Whoever implements it touches what bears our mark, and refuses to replace what does not.
"""

import shutil
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from harvester.clean import clean_line
from harvester.errors import HarvesterError, UsageError
from harvester.schedule.appointment import Appointment

CHANGED: Final = "it is not what this version would write: harvester schedule install"
_ANSWER_S: Final = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """What a scheduler holds of ours.

    `appointment` is None where the mark cannot be read; `problems` say why it may not run as it should.
    """

    scheduler: str
    places: Sequence[str]
    appointment: Appointment | None
    problems: Sequence[str] = ()


class Scheduler(ABC):
    """One of the programs that start others at a time."""

    name: ClassVar[str]
    knows_zones: ClassVar[bool] = False
    limits: ClassVar[str]
    """What it cannot do, in a sentence."""

    @abstractmethod
    def render(self, appointment: Appointment) -> Mapping[str, str]:
        """Give what it would be told: a text for each place.

        Raises:
            UsageError: it cannot be told this.
        """

    def has_written(self, appointment: Appointment, there: Mapping[str, str]) -> bool:
        """Say whether what is there is what it would be told today."""
        try:
            return self.render(appointment) == there
        except UsageError:
            return False

    @abstractmethod
    def find(self) -> Booking | None:
        """Give what it holds of ours; nothing is changed, and where it is not there it holds nothing."""

    @abstractmethod
    def install(self, appointment: Appointment) -> Iterator[str]:
        """Give it the appointment in the place of any earlier one, and yield what was done.

        Raises:
            HarvesterError: it is not there, refuses, or something stands in the way that is not ours.
        """

    @abstractmethod
    def remove(self) -> Iterator[str]:
        """Take away what is ours, and yield what was done.

        Raises:
            HarvesterError: it refuses, or what is there is not ours.
        """


def run_program(*words: str, stdin: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    """Run a program of the system without a shell, and give what it answered.

    Raises:
        HarvesterError: it is not there, or does not answer.
    """
    try:
        return subprocess.run(  # noqa: S603 - fixed words; the rest are paths of ours
            words, input=stdin, capture_output=True, timeout=_ANSWER_S, check=False
        )
    except FileNotFoundError:
        raise missing_program(words[0]) from None
    except subprocess.TimeoutExpired:
        raise HarvesterError(
            f"{words[0]} did not answer within {_ANSWER_S:g} seconds.", cure="harvester schedule status"
        ) from None
    except OSError as error:
        raise HarvesterError(
            f"{words[0]} cannot be started.", why=error.strerror or "", cure="harvester schedule print"
        ) from error


def require_program(name: str) -> None:
    """Make sure that a program of the system is there.

    Raises:
        HarvesterError: it is not.
    """
    if not shutil.which(name):
        raise missing_program(name)


def call_program(*words: str, stdin: bytes = b"") -> None:
    """Run a program of the system that must succeed.

    Raises:
        HarvesterError: it did not.
    """
    done = run_program(*words, stdin=stdin)
    if done.returncode:
        raise refusal(words[0], done)


def missing_program(name: str) -> HarvesterError:
    """Give the error of a program that is not there."""
    return HarvesterError(
        f"There is no {name} on this machine.",
        cure="harvester schedule print --as cron shows what is to be started, when",
    )


def refusal(program: str, done: "subprocess.CompletedProcess[bytes]") -> HarvesterError:
    """Give the error of a program that refused, in its own words."""
    said = clean_line((done.stderr or done.stdout).decode("utf-8", "replace"), 500)
    return HarvesterError(
        f"{program} refused (exit {done.returncode}).",
        why=said,
        cure="harvester schedule print shows what it was given",
    )
