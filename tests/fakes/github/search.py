"""GitHub's search over the fake organisation: the qualifiers in use, creation order, and a thousand matches at most."""

from collections.abc import Iterator
from typing import Any

from tests.fakes.github.world import World

MOST = 1_000


class UnknownQualifierError(Exception):
    """A search uses what this fake does not know."""


def search(world: World, query: str) -> list[dict[str, Any]]:
    """Give all matches in order of creation."""
    terms = [term for term in query.split() if term != "sort:created-asc"]
    is_pull = "is:pr" in terms
    assert is_pull != ("is:issue" in terms), "fine-grained tokens must say which they want"
    nodes = [pull.node for pull in world.pulls] if is_pull else world.issues
    visible = (node for node in nodes if node["repository"]["nameWithOwner"] not in world.hidden)
    matches = [node for node in visible if all(_matches(node, term) for term in terms)]
    return sorted(matches, key=lambda node: (node["createdAt"], node["number"]))


def _matches(node: dict[str, Any], term: str) -> bool:  # noqa: PLR0911 - one answer a qualifier
    name, _, value = term.partition(":")
    match name:
        case "is":
            return value in {"pr", "issue"} or (value == "merged" and bool(node["mergedAt"]))
        case "author":
            return _login(node["author"]) == value.casefold()
        case "-author":
            return _login(node["author"]) != value.casefold()
        case "reviewed-by":
            return any(_login(one["author"]) == value.casefold() and one["submittedAt"] for one in node["reviews"])
        case "commenter":
            return any(_login(one["author"]) == value.casefold() for one in node["comments"])
        case "repo":
            return bool(node["repository"]["nameWithOwner"] == value)
        case "user":
            return bool(node["repository"]["nameWithOwner"].startswith(f"{value}/"))
        case "updated":
            return bool(node["updatedAt"] >= value.removeprefix(">="))
        case "created":
            begin, end = value.split("..")
            return bool(begin <= node["createdAt"] <= end)
    raise UnknownQualifierError(term)


def _login(actor: dict[str, Any] | None) -> str:
    return str(actor["login"]).casefold() if actor else ""


def reviewed_since(world: World, login: str, since: str, until: str) -> Iterator[dict[str, Any]]:
    """Give pull requests whose latest review by somebody lies in the span: one each, as GitHub counts them."""
    for pull in world.pulls:
        mine = [one["submittedAt"] for one in pull.node["reviews"] if _login(one["author"]) == login.casefold()]
        latest = max((moment for moment in mine if moment), default="")
        if since <= latest <= until and pull.node["repository"]["nameWithOwner"] not in world.hidden:
            yield pull.node
