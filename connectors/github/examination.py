"""What goes wrong with GitHub in silence: what the token cannot see, and when it ends. Pure."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Final

from harvester.model import Finding, Gap, Health

SOON: Final = timedelta(weeks=2)
"""How long before its end a token is told of: two weekly runs."""


def examine_gap(gap: Gap, account: str) -> Finding:
    """Say what helps against a gap: a token that sees more, or another try."""
    what = f"{gap.scope}: {gap.reason.rstrip('.')}."
    if not gap.standing:
        return Finding(state=Health.FAIL, what=what, cure="harvester connectors test github")
    why = "what a token cannot see is missing without a word in every answer"
    cure = f"make a token that sees it, in the settings of your account, then: harvester auth set {account}"
    return Finding(state=Health.WARN, what=what, why=why, cure=cure)


def examine_token(expires_at: datetime | None, now: datetime, account: str) -> Iterator[Finding]:
    """Say when a token is about to end; a token that never does is not told of."""
    if expires_at is not None and expires_at - now < SOON:
        yield Finding(
            state=Health.WARN,
            what=f"The token for {account} ends on {expires_at:%Y-%m-%d}.",
            why="from then on nothing of this source is read",
            cure=f"make a new one, then: harvester auth set {account}",
        )


def examine_login(host: str, login: str, mine: Collection[str]) -> Finding:
    """Say who signed in, and whether that is the person."""
    if mine and login.casefold() not in mine:
        return Finding(
            state=Health.WARN,
            what=f"The token for {host} belongs to {login}, who is not among your logins.",
            why=f"private work of {', '.join(sorted(mine))} is visible only as far as {login} may see it",
            cure=f'if you are {login}, add "{login}" to github under [me]; harvester config path names the file',
        )
    return Finding(state=Health.OK, what=f"signed in at {host} as {login}")
