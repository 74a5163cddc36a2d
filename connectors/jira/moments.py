"""Moments as Jira spells them: ISO 8601 with `+0200` or `+02:00`, or a number since 1970. Pure.

What cannot be a moment is None, never a guess.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FEWEST_MILLISECONDS: Final = 100_000_000_000  # of 1973; smaller numbers are seconds


def parse_moment(spelled: object) -> datetime | None:
    """Read a moment, in UTC; None for anything that is not one, or has no zone."""
    try:
        if isinstance(spelled, (int, float)) and not isinstance(spelled, bool):
            is_seconds = abs(spelled) < _FEWEST_MILLISECONDS
            return _EPOCH + (timedelta(seconds=spelled) if is_seconds else timedelta(milliseconds=spelled))
        moment = datetime.fromisoformat(spelled) if isinstance(spelled, str) else None
        return moment.astimezone(UTC) if moment and moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def spell_moment(moment: datetime | None) -> str | None:
    """Spell a moment as facts do: RFC 3339, UTC, whole seconds."""
    return f"{moment.astimezone(UTC).isoformat()[:19]}Z" if moment else None
