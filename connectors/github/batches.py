"""Many questions of one kind, as many in a request as the server can answer: fewer after each time it was too much."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from connectors.github.answers import Answer, OverloadedError, explain_error
from connectors.github.queries import BATCH
from connectors.github.server import Server
from harvester.transport import PatientAdapter

T = TypeVar("T")
Query = tuple[str, Mapping[str, object]]


class Batches:
    """Asks in batches; the size that one answer forced stays for those that follow."""

    def __init__(self, server: Server, scope: str) -> None:
        self._server = server
        self._scope = scope
        self._size = BATCH

    def ask(self, wanted: Sequence[T], make: Callable[[Sequence[T]], Query]) -> Iterator[tuple[Sequence[T], Answer]]:
        """Yield each batch with its answer; partial errors are noted, and so is what is too large even alone.

        Raises:
            UnansweredError, NoGraphQLError, SignInError: see `Server.ask`.
        """
        first = tries = 0
        while first < len(wanted):
            batch = wanted[first : first + self._size]
            try:
                answer = self._server.ask(*make(batch))
            except OverloadedError as overload:
                self._size = max(1, len(batch) // 2)
                tries += 1
                if len(batch) == 1 and tries >= PatientAdapter.tries:
                    reason = f"a part is too large for GitHub to answer: {overload}"
                    self._server.note(self._scope, reason, standing=False)
                    first, tries = first + 1, 0
                continue
            tries = 0
            first += len(batch)
            for error in answer.errors:
                self._server.note(self._scope, *explain_error(error))
            yield batch, answer
