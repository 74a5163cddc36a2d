"""A check-up: examinations side by side, each within its time, and none that can stop the others."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from harvester.clean import clean_line, redact
from harvester.doctor.words import ill, refused
from harvester.errors import HarvesterError
from harvester.model import Finding
from harvester.transport.errand import Errand, OverdueError, StoppedError

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
    """Give what all examinations find, in their order; what one of them breaks off with is a finding too."""
    deadline = time.monotonic() + limit_s
    errands = [(one, Errand(lambda one=one: list(one.look()))) for one in examinations]  # type: ignore[misc]
    for _, errand in errands:
        errand.start()
    try:
        return [
            replace(_cleaned(finding), area=one.area)
            for one, errand in errands
            for finding in _await(one, errand, deadline - time.monotonic(), limit_s)
        ]
    finally:
        for one, _ in errands:
            one.stop.set()


def _await(one: Examination, errand: "Errand[list[Finding]]", left_s: float, limit_s: float) -> Iterator[Finding]:
    try:
        yield from errand.wait(max(0.0, left_s), threading.Event())
    except (OverdueError, StoppedError):
        what = f"The examination did not come to an end within {limit_s:g} seconds."
        yield ill(what, why="something it asks does not answer", cure="harvester doctor --offline")
    except HarvesterError as error:
        yield refused(error)
    except Exception as error:  # noqa: BLE001 - a plugin may fail in any way, and so may what is examined
        what = f"The examination failed: {type(error).__name__}: {error}."
        yield ill(what, why=f"this is a mistake in what examines {one.area}", cure="harvester --debug doctor")


def _cleaned(finding: Finding) -> Finding:
    """Clean what is told: of names, paths and answers nothing reaches the terminal as it is, and no secret."""
    what, why, cure = (clean_line(redact(text), _LONGEST) for text in (finding.what, finding.why, finding.cure))
    return replace(finding, what=what, why=why, cure=cure)
