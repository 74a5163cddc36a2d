"""Which commits say something to us, before anything is taken apart; it errs by letting through alone. Pure."""

from connectors.git.commit import address_of
from connectors.git.message import find_reverted, may_name_pull_request

_CO_AUTHOR = b"\nco-authored-by:"


class Sieve:
    """Lets through what may be mine, by lower-case needles one of which stands in every address of mine."""

    def __init__(self, needles: tuple[bytes, ...]) -> None:
        self._needles = needles

    def lets_through(self, record: bytes, parents: list[bytes]) -> bool:
        """Say whether a commit may be mine, or tell something about one of mine."""
        return (
            self.may_be_mine(record)
            or bool(find_reverted(record))
            or (len(parents) > 1 and may_name_pull_request(record))
        )

    def may_be_mine(self, record: bytes) -> bool:
        """Say whether a needle stands where the author or a co-author is named."""
        folded = record.lower()
        if not self._stand_in(folded):
            return False
        return _CO_AUTHOR in folded or self._stand_in(address_of(folded))

    def _stand_in(self, folded: bytes) -> bool:
        return any(needle in folded for needle in self._needles)
