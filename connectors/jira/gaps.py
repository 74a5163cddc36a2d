"""The words for what could not be read of one site."""

from collections.abc import Sequence
from dataclasses import dataclass

from harvester.clean import clean_line
from harvester.errors import HarvesterError
from harvester.model import Gap


@dataclass(frozen=True, slots=True)
class Teller:
    """Words the gaps of one scope."""

    source: str
    scope: str

    def standing(self, reason: str) -> Gap:
        """Tell what will not be read the next time either."""
        return Gap(self.source, self.scope, clean_line(reason), standing=True)

    def transient(self, error: HarvesterError) -> Gap:
        """Tell what may be read the next time."""
        reason = " ".join(part for part in (error.summary, error.cure and f"Try: {error.cure}") if part)
        return Gap(self.source, self.scope, clean_line(reason))

    def hidden(self, projects: Sequence[str]) -> list[Gap]:
        """Tell which projects are not to be seen."""
        reason = "The project {!r} is not there, or your account cannot see it; correct projects, or ask who runs it"
        return [self.standing(reason.format(project)) for project in projects]

    def unknown(self, accounts: Sequence[str]) -> list[Gap]:
        """Tell which accounts the site does not know."""
        return [
            self.standing(f"There is no account {account!r} on this site; correct jira under [me]")
            for account in accounts
        ]

    def imported(self, keys: Sequence[str], most: int = 10) -> Gap:
        """Tell which tickets came here resolved."""
        named = ", ".join(keys[:most])
        return self.standing(
            f"{len(keys)} tickets of yours came here resolved, and nothing says by whom; "
            f"harvester add claims what is yours: {named}"
        )
