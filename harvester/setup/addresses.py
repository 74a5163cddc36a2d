"""Which addresses look like the person's: those of git config, of the same name, of the same account. Pure.

It refuses to assume: only what git config says is taken without being asked about.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from harvester.connector import Identity
from harvester.setup.clones import Author, Clone

_NOREPLY: Final = re.compile(r"(?:\d+\+)?([^@+]+)@users\.noreply\.github\.com")
_SHARED_NAMES: Final = frozenset({"", "root", "user", "unknown", "yourname", "admin", "git", "test", "developer"})
_SHARED_MAILBOXES: Final = frozenset(
    "root user admin info mail email hello contact github gitlab noreply no-reply dev team test git code".split()
)
_LEAST_MAILBOX: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address that may be the person's, how many commits bear it, and why it looks like theirs."""

    text: str
    commits: int
    why: str
    is_configured: bool


def gather_addresses(known: Iterable[Identity], clones: Sequence[Clone], logins: Collection[str]) -> list[Address]:
    """Give the addresses that may be the person's: git config's first, then those with most commits.

    `known` are identities configured outside of the clones, `logins` are accounts the person is signed in to.
    """
    identities = [*known, *(clone.me for clone in clones)]
    configured = dict.fromkeys(address for one in identities for address in sorted(one.emails))
    commits = Counter[str]()
    reasons: dict[str, str] = {}
    likeness = _Likeness.of(identities, configured, logins)
    for author in (author for clone in clones for author in clone.authors):
        commits[author.address] += author.commits
        if why := likeness.judge(author):
            reasons.setdefault(author.address, why)
    offered = sorted((one for one in reasons if one not in configured), key=lambda one: (-commits[one], one))
    return [
        *(Address(text=one, commits=commits[one], why="git config", is_configured=True) for one in configured),
        *(Address(text=one, commits=commits[one], why=reasons[one], is_configured=False) for one in offered),
    ]


def list_seen(clones: Sequence[Clone], limit: int = 9) -> list[Address]:
    """Give the addresses with most commits, for somebody of whom git config says nothing."""
    commits = Counter[str]()
    names: dict[str, str] = {}
    for author in (author for clone in clones for author in clone.authors):
        commits[author.address] += author.commits
        names.setdefault(author.address, author.name)
    return [
        Address(text=one, commits=count, why=names[one], is_configured=False)
        for one, count in sorted(commits.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]
    ]


@dataclass(frozen=True, slots=True)
class _Likeness:
    """What makes an author look like the person."""

    names: frozenset[str]
    mailboxes: frozenset[str]
    logins: frozenset[str]

    @classmethod
    def of(cls, identities: Iterable[Identity], addresses: Iterable[str], logins: Collection[str]) -> "_Likeness":
        mailboxes = {address.partition("@")[0] for address in addresses}
        return cls(
            frozenset(_fold(one.name) for one in identities) - _SHARED_NAMES,
            frozenset(one for one in mailboxes if len(one) >= _LEAST_MAILBOX) - _SHARED_MAILBOXES,
            frozenset(login.casefold() for login in logins),
        )

    def judge(self, author: Author) -> str:
        """Say why the author looks like the person; "" for anybody else."""
        noreply = _NOREPLY.fullmatch(author.address)
        if noreply and noreply[1] in self.logins:
            return f"noreply address of {noreply[1]}"
        if _fold(author.name) in self.names:
            return f"as {author.name}"
        mailbox, _, domain = author.address.partition("@")
        return f"{mailbox}@ too" if domain and not noreply and mailbox in self.mailboxes else ""


def _fold(name: str) -> str:
    """Fold what people spell differently in their own name: case, accents, blanks, dots."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if letter.isalnum())
