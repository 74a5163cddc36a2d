"""How many pull requests somebody had merged in a repository before a moment: from dates, twenty people a request."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from connectors.github.batches import Batches, Query
from connectors.github.parsing import parse_moment
from connectors.github.queries import newcomers_document
from connectors.github.records import Actor, Repository
from harvester.transport import UnansweredError


class Newcomers:
    """The moments of the first twenty merges of people, by login and repository; the question is if there were five."""

    def __init__(self) -> None:
        self._merges: dict[tuple[str, str], list[datetime]] = {}

    def read(self, batches: Batches, people: Iterable[tuple[Actor | None, Repository]]) -> None:
        """Read about people; of whom the server does not tell stays unknown, and that is noted as a gap.

        Raises:
            UnansweredError, NoGraphQLError, SignInError: see `Server.ask`.
        """
        strangers = {(one.key, where.id): (one.login, where.name) for one, where in people if one and not one.is_bot}
        unknown = [(key, *named) for key, named in strangers.items() if key not in self._merges]
        for batch, answer in batches.ask(unknown, _query):
            for n, (key, _, _) in enumerate(batch):
                content = answer.data.get(f"p{n}")
                if content or not answer.errors:
                    self._merges[key] = _read_moments(content or {})

    def count(self, actor: Actor | None, repository: Repository, moment: datetime) -> int | None:
        """Count the merges somebody had before a moment, up to twenty; None if that is not known."""
        merges = self._merges.get((actor.key, repository.id)) if actor else None
        return None if merges is None else bisect_left(merges, moment)


def _query(people: Sequence[tuple[tuple[str, str], str, str]]) -> Query:
    queries = {
        f"q{n}": f"is:pr is:merged repo:{repository} author:{login} sort:created-asc"
        for n, (_, login, repository) in enumerate(people)
    }
    return newcomers_document(len(people)), queries


def _read_moments(content: Mapping[str, Any]) -> list[datetime]:
    try:
        return sorted(parse_moment(one["mergedAt"]) for one in content["nodes"] if one)
    except (KeyError, ValueError, TypeError):
        raise UnansweredError("GitHub answered unreadably who is new in a repository.") from None
