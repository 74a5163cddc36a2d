"""Who I am on a site: the accounts that are configured, or, where none is, the one the token belongs to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.jira.accounts import Accounts, name_account
from connectors.jira.jql import CURRENT_USER, quote
from connectors.jira.site import Site


@dataclass(frozen=True, slots=True)
class Me:
    """My accounts; `users` are their terms in JQL, `names` their plain names, `unknown` what the site does not know."""

    accounts: Accounts
    users: Sequence[str]
    names: Sequence[str]
    unknown: Sequence[str] = ()


def find_me(site: Site, configured: Collection[str]) -> Me:
    """Look up my accounts; every id of each is mine, so that a name finds the key that the changelog knows."""
    own = site.profile.account
    wanted = sorted(account for account in configured if account)
    address = str(own.get("emailAddress") or "").casefold()
    is_own = not wanted or any(account in Accounts.of(own) or account == address for account in wanted)
    others: list[Mapping[str, Any]] = []
    unknown: list[str] = []
    for account in wanted:
        if account == address or account in Accounts.of(own, *others):
            continue
        if user := site.find_user(account):
            others.append(user)
        else:
            unknown.append(account)
    mine = [*([own] if is_own else []), *others]
    users = [*([CURRENT_USER] if is_own else []), *(quote(name_login(user)) for user in others)]
    return Me(Accounts.of(*mine), users, [name_login(user) for user in mine], unknown)


def name_login(user: Mapping[str, Any]) -> str:
    """Return the id by which JQL knows a user: the name, even where it is an e-mail address."""
    return str(user.get("accountId") or user.get("name") or name_account(user))
