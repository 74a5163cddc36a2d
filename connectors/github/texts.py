"""The text of design documents as a merge left them: twenty a request. What cannot be read is left out, and told."""

from collections.abc import Iterable, Sequence
from typing import Final

from connectors.github.batches import Batches, Query
from connectors.github.queries import texts_document
from harvester.transport import UnansweredError

_LIMIT: Final = 1 << 16
"""Characters kept of one document."""

File = tuple[str, str, str]
"""Node id of the repository, commit, path."""


def read_texts(batches: Batches, wanted: Iterable[File]) -> dict[tuple[str, str], str]:
    """Read files; gives texts by (commit, path).

    Raises:
        UnansweredError, NoGraphQLError, SignInError: see `Server.ask`.
    """
    texts: dict[tuple[str, str], str] = {}
    for batch, answer in batches.ask(list(dict.fromkeys(wanted)), _query):
        for n, (_, sha, path) in enumerate(batch):
            node = answer.data.get(f"t{n}")
            if not (isinstance(node, dict) and "object" in node) and not answer.errors:
                raise UnansweredError("GitHub left out the text of a design document.")
            blob = (node or {}).get("object") or {}
            if isinstance(text := blob.get("text"), str):
                texts[sha, path] = text[:_LIMIT]
    return texts


def _query(files: Sequence[File]) -> Query:
    variables: dict[str, object] = {}
    for n, (repository, sha, path) in enumerate(files):
        variables |= {f"i{n}": repository, f"e{n}": f"{sha}:{path}"}
    return texts_document(len(files)), variables
