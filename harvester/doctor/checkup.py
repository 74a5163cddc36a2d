"""A check-up: examinations side by side, each within its time, and none that can stop the others."""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from harvester.clean import clean_line, redact
from harvester.doctor.words import ill, refused
from harvester.errors import HarvesterError
from harvester.model import Finding, Health

LIMIT_S: Final = 30.0
"""Seconds a whole check-up may take."""
_LONGEST: Final = 1_000


@dataclass(frozen=True, slots=True)
class Examination:
    """One thing to look at; `stop` ends what it has begun when its time is over."""

    area: str
    look: Callable[[], Iterable[Finding]]
    stop: threading.Event = field(default_factory=threading.Event)


def check_up(examinations: Sequence[Examination], limit_s: float = LIMIT_S) -> list[Finding]:
    """Give what all examinations find, in their order and once; what one of them breaks off with is a finding too."""
    deadline = time.monotonic() + limit_s
    attempts = [_Attempt(one) for one in examinations]
    for attempt in attempts:
        attempt.start()
    try:
        for attempt in attempts:
            attempt.join(max(0.0, deadline - time.monotonic()))
        told: dict[tuple[Health, str], Finding] = {}
        for attempt in attempts:
            for finding in [_overdue(limit_s)] if attempt.is_alive() else attempt.findings:
                cleaned = replace(_cleaned(finding), area=finding.area or attempt.examination.area)
                told.setdefault((cleaned.state, cleaned.what), cleaned)
        return list(told.values())
    finally:
        for one in examinations:
            one.stop.set()


class _Attempt(threading.Thread):
    """One examination in a thread of its own, which nobody waits for when its time is over."""

    def __init__(self, examination: Examination) -> None:
        super().__init__(daemon=True, name=f"examine {examination.area}")
        self.examination = examination
        self.findings: list[Finding] = []

    def run(self) -> None:
        """Look, and take whatever breaks it off for a finding."""
        try:
            self.findings = list(self.examination.look())
        except HarvesterError as error:
            self.findings = [refused(error)]
        except Exception as error:  # noqa: BLE001 - a plugin may fail in any way, and so may what is examined
            what = f"The examination failed: {type(error).__name__}: {error}."
            why = f"this is a mistake in what examines {self.examination.area}"
            self.findings = [ill(what, why=why, cure="harvester doctor --offline")]


def _overdue(limit_s: float) -> Finding:
    what = f"The examination did not come to an end within {limit_s:g} seconds."
    return ill(what, why="something it asks does not answer", cure="harvester doctor --offline")


def _cleaned(finding: Finding) -> Finding:
    """Clean what is told: of names, paths and answers nothing reaches the terminal as it is, and no secret."""
    what, why, cure = (clean_line(redact(text), _LONGEST) for text in (finding.what, finding.why, finding.cure))
    return replace(finding, what=what, why=why, cure=cure)
