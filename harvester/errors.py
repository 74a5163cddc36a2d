"""What must stop a command, as one tree; the exit code is on the class.

HarvesterError           1  something failed
├── UsageError           2  the request makes no sense as given
│   └── ConfigError      2  the configuration does, with file and line
├── SignInError          4  a source needs sign-in
├── LockedError          5  another run holds the lock
├── DocumentError        6  the document changed or cannot be written safely
├── StoreError           1  the store cannot be read or is newer than the program
├── ContractError        1  a connector broke a promise of the seam
└── InterruptedRunError  130  the person asked to stop

What could merely not be read is a value (`harvester.model.Gap`), never one of these.
"""

from typing import ClassVar


class HarvesterError(Exception):
    """An error a person reads as three lines: what happened, why, and what to try.

    Args:
        what: what happened, one sentence without the word "error".
        why: the reason, if known.
        cure: the exact command or edit that helps; without one, what usually helps against errors of this kind.
    """

    exit_code: ClassVar[int] = 1
    usual_cure: ClassVar[str] = ""

    def __init__(self, what: str, *, why: str = "", cure: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.cure = cure or self.usual_cure

    @property
    def summary(self) -> str:
        """What happened and why, for a line of a list: a reason that is no sentence stands in brackets."""
        if not self.why:
            return self.what
        return f"{self.what.rstrip('.')} ({self.why})." if self.why[0].islower() else f"{self.what} {self.why}"


class UsageError(HarvesterError):
    """The request makes no sense as given."""

    exit_code = 2


class ConfigError(UsageError):
    """The configuration is wrong; the message names file, line and key, never a value that may be secret."""


class SignInError(HarvesterError):
    """A source refuses the credentials or has none."""

    exit_code = 4


class LockedError(HarvesterError):
    """Another run holds the lock of this state folder."""

    exit_code = 5


class DocumentError(HarvesterError):
    """The document changed underneath or cannot be written safely; nothing was written."""

    exit_code = 6


class StoreError(HarvesterError):
    """The store cannot be read, or was written by a newer program."""

    usual_cure = "harvester doctor"


class ContractError(HarvesterError):
    """A connector yielded something the seam forbids."""

    usual_cure = "harvester connectors list names the package to report this to"


class InterruptedRunError(HarvesterError):
    """The person asked to stop."""

    exit_code = 130
    usual_cure = "the same command again: nothing is lost, nothing comes twice"
