"""What was found on this machine, what the person chose of it, and the values that a configuration gets from both."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from harvester.clean import clean_line
from harvester.connector import Identity, Session
from harvester.model import Category
from harvester.setup.addresses import Address, gather_addresses
from harvester.setup.clones import Clone, read_own_identity, survey_clones
from harvester.setup.documents import find_documents
from harvester.setup.search import find_top, search_clones
from harvester.setup.signin import GITHUB, Account, read_accounts
from harvester.setup.text import Key, Value

_MOST_CLONES: Final = 60
"""Clones that are asked who works in them, those in use lately first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What lies on this machine; `here` is the path of the repository one stands in, "" outside of any.

    `passed_over` counts the clones found and not looked into, for want of time.
    """

    own: Identity
    here: str
    clones: Sequence[Clone]
    unreadable: Sequence[Clone]
    accounts: Sequence[Account]
    documents: Sequence[Path]
    passed_over: int = 0

    @property
    def name(self) -> str:
        """The person's name by git config."""
        return next((one.name for one in (self.own, *(clone.me for clone in self.clones)) if one.name), "")

    def list_addresses(self, known: Identity | None = None) -> list[Address]:
        """Give the addresses that may be the person's; `known` is who the person is as far as that is settled."""
        logins = [account.login for account in self.accounts if account.host == GITHUB]
        identities = [known, self.own] if known else [self.own]
        return gather_addresses(identities, self.clones, logins)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What the person chose."""

    addresses: Sequence[str]
    repositories: Sequence[str]
    document: Path
    headings: Mapping[Category, str] = field(default_factory=dict)
    rubric: str = ""


def look_around(here: Path, home: Path, session: Session, repositories: Sequence[Path]) -> Findings:
    """Find what there is; `repositories` that were named stand in for a search."""
    top = find_top(here)
    found = list(repositories) or _by_use(search_clones(here, home))
    clones = survey_clones(found[:_MOST_CLONES], session)
    return Findings(
        own=read_own_identity(session, Path(here.anchor)),
        here=str(top) if top else "",
        clones=list({clone.path: clone for clone in clones if not clone.trouble}.values()),
        unreadable=[clone for clone in clones if clone.trouble],
        accounts=read_accounts(),
        documents=find_documents(home),
        passed_over=len(found) - len(clones),
    )


def _by_use(clones: Sequence[Path]) -> list[Path]:
    """Sort clones by when they were last used, but for the first, in which one may stand."""
    return [*clones[:1], *sorted(clones[1:], key=_last_used, reverse=True)]


def _last_used(clone: Path) -> float:
    def changed_at(name: str) -> float:
        try:
            return (clone / ".git" / name).lstat().st_mtime
        except OSError:
            return 0.0

    return max(map(changed_at, ("HEAD", "index", "FETCH_HEAD")))


def rank_clones(findings: Findings, addresses: Collection[str]) -> list[tuple[Clone, int]]:
    """Give the clones with the person's commits in each: the one stood in first, then those with most of them."""
    counted = [(clone, clone.count(addresses)) for clone in findings.clones]
    return sorted(counted, key=lambda pair: (pair[0].path != findings.here, -pair[1], pair[0].path))


def make_values(findings: Findings, selection: Selection) -> dict[Key, Value]:
    """Give the values of a configuration; what has nothing to say is left to its default."""
    values: dict[Key, Value] = {
        ("", "document"): shorten(selection.document),
        ("", "rubric"): selection.rubric,
        ("me", "name"): clean_line(findings.name),
        ("me", "emails"): list(selection.addresses),
        ("connectors.git", "repositories"): [shorten(Path(path)) for path in selection.repositories],
    }
    values |= {("headings", category.value): heading for category, heading in selection.headings.items()}
    if findings.accounts:
        values |= _github_values(findings.accounts[0])
    return {key: value for key, value in values.items() if value}


def _github_values(account: Account) -> dict[Key, Value]:
    table = "connectors.github"
    if account.host == GITHUB:
        return {("me", "github"): [account.login], (table, "token_command"): ["gh", "auth", "token"]}
    is_cloud = account.host.endswith(".ghe.com")
    url = f"https://api.{account.host}" if is_cloud else f"https://{account.host}/api/v3"
    return {(table, "url"): url, (table, "token_command"): ["gh", "auth", "token"]}


def shorten(path: Path) -> str:
    """Spell a path from the home where it lies below it."""
    home = Path.home()
    return f"~/{path.relative_to(home).as_posix()}" if path != home and path.is_relative_to(home) else str(path)
