"""GitHub by GraphQL: find what a window concerns, read it whole, and read young threads again."""

from collections.abc import Iterator, Sequence
from typing import Any

from connectors.github.account import Account
from connectors.github.batches import Batches, Query
from connectors.github.finder import Finder, Found, plan_listings
from connectors.github.queries import fit, refresh_document
from connectors.github.reader import Reader
from connectors.github.records import PullRequest
from connectors.github.server import Server
from harvester.model import Window

Place = tuple[str, str, int]
"""Owner, repository, number."""


class GraphSource:
    """One server, asked by GraphQL."""

    has_graphql = True

    def __init__(self, server: Server, scope: str, account: Account) -> None:
        self.batches = Batches(server, scope)
        self._account = account
        self._finder = Finder(server, scope, account.fields)
        self._reader = Reader(server, scope, self.batches, account.fields)

    def find(self, logins: Sequence[str], places: Sequence[str], window: Window) -> Found:
        """Find the ids of what a window concerns; see `connectors.github.finder`."""
        return self._finder.find(plan_listings(logins, places, window))

    def read(self, mine: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[bool, PullRequest]]:
        """Read pull requests by id; see `connectors.github.reader`."""
        return self._reader.read(mine, theirs)

    def refresh(self, places: Sequence[Place]) -> Iterator[PullRequest]:
        """Read pull requests of others by owner, repository and number.

        Raises:
            UnansweredError, NoGraphQLError, SignInError: see `Server.ask`.
        """
        for batch, answer in self.batches.ask(places, self._query):
            nodes: list[dict[str, Any]] = []
            for n, _ in enumerate(batch):
                repository = answer.data.get(f"p{n}")
                node = repository.get("pullRequest") if isinstance(repository, dict) else None
                nodes += [node] if isinstance(node, dict) else []
            yield from self._reader.complete(nodes, has_holes=bool(answer.errors))

    def _query(self, places: Sequence[Place]) -> Query:
        variables: dict[str, object] = {}
        for n, (owner, name, number) in enumerate(places):
            variables |= {f"o{n}": owner, f"n{n}": name, f"p{n}": number}
        return fit(refresh_document(len(places)), self._account.fields), variables
