"""Pull requests by id, whole: in batches that shrink when the server is overloaded, nested pages read to their end."""

from collections.abc import Collection, Iterator, Mapping, MutableMapping, Sequence
from typing import Any, Final

from connectors.github.answers import Answer
from connectors.github.batches import Batches, Query
from connectors.github.parsing import MalformedError, parse_pull_request
from connectors.github.queries import CONNECTIONS, fit, overflow_document, read_document
from connectors.github.records import PullRequest
from connectors.github.server import Server
from harvester.transport import UnansweredError

_MOST_ROUNDS: Final = 200
"""Times that nested lists are read on; one that always has a next page is not believed."""

Tree = MutableMapping[str, Any]
Wanted = tuple[bool, str]
"""Whether it is mine, and its node id."""


class Reader:
    """Reads pull requests; what cannot be read is noted as a gap, and the rest goes on."""

    def __init__(self, server: Server, scope: str, batches: Batches, fields: Mapping[str, Collection[str]]) -> None:
        self._server = server
        self._scope = scope
        self._batches = batches
        self._fields = fields

    def read(self, mine: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[bool, PullRequest]]:
        """Yield (is it mine, pull request) for each id.

        Raises:
            UnansweredError, NoGraphQLError, SignInError: see `Server.ask`.
        """
        wanted: list[Wanted] = [*((True, one) for one in mine), *((False, one) for one in theirs)]
        for batch, answer in self._batches.ask(wanted, self._query):
            for alias, is_mine in (("mine", True), ("theirs", False)):
                nodes = self._nodes(answer, alias, sum(one[0] is is_mine for one in batch))
                for pull in self.complete(nodes, has_holes=bool(answer.errors)):
                    yield is_mine, pull

    def complete(self, nodes: Sequence[Tree], *, has_holes: bool) -> Iterator[PullRequest]:
        """Read the nested pages of pull requests to their end, and parse them.

        Raises:
            UnansweredError, NoGraphQLError, SignInError: see `Server.ask`.
        """
        whole: list[Tree] = []
        pending: list[tuple[Tree, str]] = []
        for node in nodes:
            try:
                pending += list(_find_open(node, has_holes=has_holes))
                whole.append(node)
            except MalformedError as error:
                self._server.note(self._scope, str(error), standing=False)
        self._read_on(pending)
        for node in whole:
            try:
                yield parse_pull_request(node)
            except MalformedError as error:
                self._server.note(self._scope, str(error), standing=False)

    def _nodes(self, answer: Answer, alias: str, asked: int) -> list[Tree]:
        nodes = answer.data.get(alias) if asked else []
        if not isinstance(nodes, list) or len(nodes) != asked:
            raise UnansweredError(f"GitHub did not answer the {asked} pull requests it was asked for.")
        if None in nodes and not answer.errors:
            self._server.note(self._scope, "a pull request is gone, or hidden from this token", standing=False)
        return [one for one in nodes if one]

    def _query(self, batch: Sequence[Wanted]) -> Query:
        mine, theirs = ([node for is_mine, node in batch if is_mine is wanted] for wanted in (True, False))
        variables = {name: ids for name, ids in (("mine", mine), ("theirs", theirs)) if ids}
        return fit(read_document(mine=bool(mine), theirs=bool(theirs)), self._fields), variables

    def _read_on(self, pending: Sequence[tuple[Tree, str]]) -> None:
        """Append the further pages of nested connections, in place."""
        for _ in range(_MOST_ROUNDS):
            if not pending:
                return
            still_open: list[tuple[Tree, str]] = []
            for batch, answer in self._batches.ask(pending, self._overflow_query):
                for n, (parent, name) in enumerate(batch):
                    page = (answer.data.get(f"n{n}") or {}).get(name)
                    if page:
                        still_open += _append(parent, name, page, has_holes=bool(answer.errors))
                    elif not answer.errors:
                        raise UnansweredError("GitHub left out the rest of a pull request.")
            pending = still_open
        raise UnansweredError("A nested list of GitHub does not end.")

    def _overflow_query(self, batch: Sequence[tuple[Tree, str]]) -> Query:
        document = overflow_document([(parent["__typename"], name) for parent, name in batch])
        variables: dict[str, object] = {}
        for n, (parent, name) in enumerate(batch):
            variables |= {f"i{n}": parent["id"], f"c{n}": parent[name]["pageInfo"]["endCursor"]}
        return fit(document, self._fields), variables


def _append(parent: Tree, name: str, page: Tree, *, has_holes: bool) -> list[tuple[Tree, str]]:
    """Append a page to a connection; give what is still open: itself, and connections of its new nodes."""
    try:
        before, info = parent[name]["pageInfo"]["endCursor"], page["pageInfo"]
        if info["hasNextPage"] and info["endCursor"] == before:
            raise UnansweredError("A nested list of GitHub repeats a page.")
        parent[name]["nodes"] += page["nodes"]
        parent[name]["pageInfo"] = info
        still_open = [(parent, name)] if info["hasNextPage"] else []
        children = [one for one in page["nodes"] if one]
        return still_open + [found for child in children for found in _find_open(child, has_holes=has_holes)]
    except (KeyError, TypeError, MalformedError):
        raise UnansweredError("GitHub answered the rest of a pull request unreadably.") from None


def _find_open(node: Tree, *, has_holes: bool) -> Iterator[tuple[Tree, str]]:
    """Yield every connection below a node that has a next page.

    Raises:
        MalformedError: one does not say whether it has, and would be cut off in silence.
    """
    for name, content in node.items():
        if (node.get("__typename"), name) not in CONNECTIONS or (content is None and has_holes):
            continue
        try:
            if content["pageInfo"]["hasNextPage"]:
                yield node, name
            children = [one for one in content["nodes"] if one]
        except (KeyError, TypeError):
            raise MalformedError(f"{node.get('url') or 'a pull request'} came without the end of its {name}") from None
        for child in children:
            yield from _find_open(child, has_holes=has_holes)
