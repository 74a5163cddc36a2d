"""Which commits say something to us, before anything is taken apart; it errs by letting through alone. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from connectors.git.commit import address_of
from connectors.git.message import REVERT, find_reverted, may_name_pull_request

_CO_AUTHOR = b"\nco-authored-by:"


@dataclass(frozen=True, slots=True)
class Sieve:
    """Lets through what may be mine, by lower-case needles one of which stands in every address of mine."""

    needles: tuple[bytes, ...]
    finds_reverts: bool = True

    def narrow(self, records: Sequence[bytes]) -> "Sieve":
        """Return a sieve that lets through the same of these records, faster."""
        whole = b"".join(records)
        folded = whole.lower()
        return Sieve(tuple(needle for needle in self.needles if needle in folded), REVERT in whole)

    def lets_through(self, record: bytes, parents: list[bytes]) -> bool:
        """Say whether a commit may be mine, or tell something about one of mine."""
        return (
            (len(parents) > 1 and may_name_pull_request(record))
            or self.may_be_mine(record)
            or (self.finds_reverts and bool(find_reverted(record)))
        )

    def may_be_mine(self, record: bytes) -> bool:
        """Say whether a needle stands where the author or a co-author is named."""
        if not self.needles:
            return False
        folded = record.lower()
        if not self._stand_in(folded):
            return False
        return _CO_AUTHOR in folded or self._stand_in(address_of(folded))

    def _stand_in(self, folded: bytes) -> bool:
        return any(needle in folded for needle in self.needles)
