"""Outcomes: which sentences tell one, and which accepted projects are old enough to have one and tell none. Pure.

Nothing is stored for it. A project is asked about 30 and 90 days after it was accepted, until the person says
something, be it that there is nothing to say: any verdict on it since the day it fell due is an answer.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from harvester.model import Category, Draft, Verdict, VerdictKind

DUE_AFTER: Final = (timedelta(days=30), timedelta(days=90))
_NUMBER: Final = (
    r"[~≈<>]?\s?[0-9][0-9.,]*\s?(?:%|percent\b|x\b|\u00d7|times\b|ns\b|[u\u00b5m]s\b|s\b|secs?\b|seconds?\b|min\b|"
    r"minutes?\b|hours?\b|days?\b|[kmgt]i?b\b|bytes?\b|[kmg]?b/s\b|qps\b|rps\b|req/s|allocs?\b|lines\b|"
    r"[a-z]+/(?:s|op)\b)"
)
_MEASURE: Final = re.compile(
    r"(?i)\bfrom\s+(?:about |around |~)?\S{0,12}[0-9]\S*(?:\s\w+){0,4}\s+(?:down |up )?to\s+(?:about |around |~)?"
    r"\S{0,12}[0-9]"
    rf"|{_NUMBER}\s*(?:faster|slower|smaller|less|fewer|more|better|lower|higher|speed-?up|reduction|improvement|"
    rf"decrease|increase|gain|of the)|(?:by|about|around|roughly|over|up to|only|to)\s+{_NUMBER}"
)
_EFFECT: Final = re.compile(
    r"(?i)\b(?:reduc|improv|decreas|increas|speed|faster|slower|sav(?:e|ing)|cut|drop|shrink|shrank|smaller|lower"
    r"|shorten|halv|doubl|eliminat|fell|went)\w*"
)
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


def is_measured(text: str) -> bool:
    """Say whether a number with its unit tells an effect."""
    return bool(_MEASURE.search(text) and _EFFECT.search(text))
