"""Outcomes: which accepted projects state no result yet and are old enough to have one.

Nothing is stored for it. A project is asked about 30 and 90 days after it was accepted, until the person says
something, be it that there is nothing to say: any verdict on it since the day it fell due is an answer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from harvester.draft.statements import is_measured
from harvester.model import Category, Draft, Verdict, VerdictKind

DUE_AFTER: Final = (timedelta(days=30), timedelta(days=90))
_CLAIMING: Final = {VerdictKind.ACCEPTED, VerdictKind.EDITED}


@dataclass(frozen=True, slots=True)
class Claimed:
    """An entry of the document: its draft, and every verdict on it that stands, oldest first."""

    draft: Draft
    verdicts: Sequence[Verdict]


def find_due(entries: Iterable[Claimed], now: datetime) -> Sequence[Claimed]:
    """Give the entries whose outcome is to be asked now."""
    return [entry for entry in entries if _is_due(entry, now)]


def _is_due(entry: Claimed, now: datetime) -> bool:
    claims = [verdict for verdict in entry.verdicts if verdict.kind in _CLAIMING]
    if not claims or entry.verdicts[-1].kind not in _CLAIMING:
        return False
    last = entry.verdicts[-1]
    if last.category is not Category.PROJECT or is_measured(last.text):
        return False
    first = claims[0].decided_at
    return any(last.decided_at < first + after <= now for after in DUE_AFTER)
