"""Which commits say something to us, before anything is taken apart; it errs by letting through alone. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from connectors.git.commit import address_of
from connectors.git.message import REVERT

_CO_AUTHOR = b"\nco-authored-by:"


@dataclass(frozen=True, slots=True)
class Sieve:
    """Lets through what may be mine, by lower-case needles one of which stands in every address of mine."""

    needles: tuple[bytes, ...]

    def pick(self, records: Sequence[bytes]) -> set[int]:
        """Return the places of those records that hold a needle, or may say that they revert something."""
        folded = b"\0".join(records).lower()
        present = [mark for mark in (*self.needles, REVERT.lower()) if mark in folded]
        pieces = folded.split(b"\0") if present else ()
        return {place for mark in present for place, piece in enumerate(pieces) if mark in piece}

    def may_be_mine(self, record: bytes) -> bool:
        """Say whether a needle stands where the author or a co-author is named."""
        folded = record.lower()
        if not self._stand_in(folded):
            return False
        return _CO_AUTHOR in folded or self._stand_in(address_of(folded))

    def _stand_in(self, folded: bytes) -> bool:
        return any(needle in folded for needle in self.needles)
