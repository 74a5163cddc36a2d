"""Answers GraphQL documents from the fake organisation: connections with pageInfo, fields in full or an error."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.github.documents import Field, bind, count_nodes, count_points, parse_document
from tests.fakes.github.search import MOST, reviewed_since, search
from tests.fakes.github.world import ME, World

MOST_NODES = 500_000


class QueryError(Exception):
    """A query that is refused as a whole."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass
class Execution:
    """Answers one document after the other; `points` adds up what they cost."""

    world: World
    missing_fields: set[str] = field(default_factory=set)
    saml_repositories: set[str] = field(default_factory=set)
    overloaded_above: int = MOST_NODES
    points: int = 0
    most_nodes_asked: int = 0

    def answer(self, document: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """Execute a document."""
        fields = parse_document(document)
        nodes = count_nodes(fields, variables)
        self.most_nodes_asked = max(self.most_nodes_asked, nodes)
        if nodes > MOST_NODES:
            raise QueryError("MAX_NODE_LIMIT_EXCEEDED", f"This query requests {nodes} nodes")
        if nodes > self.overloaded_above:
            raise QueryError("RESOURCE_LIMITS_EXCEEDED", "Resource limits for this query exceeded")
        self.points += count_points(fields, variables)
        errors: list[dict[str, Any]] = []
        data: dict[str, Any] = {}
        for one in fields:
            data[one.alias] = self._root(one, bind(one.arguments, variables), variables, errors)
        return {"data": data, "errors": errors} if errors else {"data": data}

    def _root(
        self, asked: Field, arguments: dict[str, Any], variables: Mapping[str, Any], errors: list[dict[str, Any]]
    ) -> Any:  # noqa: ANN401 - JSON
        resolvers: dict[str, Callable[[], Any]] = {
            "viewer": lambda: self._select({"__typename": "User", "login": ME}, asked.selection, variables),
            "rateLimit": lambda: {"cost": 1, "nodeCount": 1, "remaining": 4999, "resetAt": "2026-11-20T13:00:00Z"},
            "search": lambda: self._search(asked, arguments["query"], variables),
            "nodes": lambda: [
                self._node(one, asked, variables, errors, [asked.alias, n]) for n, one in enumerate(arguments["ids"])
            ],
            "node": lambda: self._node(arguments["id"], asked, variables, errors, [asked.alias]),
            "user": lambda: self._user(arguments["login"], asked, variables),
            "repository": lambda: self._repository(
                f"{arguments['owner']}/{arguments['name']}", asked, variables, errors
            ),
            "__type": lambda: self._type(arguments["name"]),
        }
        if asked.name not in resolvers:
            raise QueryError("undefinedField", f"Field '{asked.name}' doesn't exist on type 'Query'")
        return resolvers[asked.name]()

    def _search(self, asked: Field, query: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        matches = search(self.world, query)
        return self._page(matches[:MOST], asked, variables, matches)

    def _select(self, node: Mapping[str, Any], fields: Sequence[Field], variables: Mapping[str, Any]) -> dict[str, Any]:
        chosen: dict[str, Any] = {}
        for one in fields:
            if one.on:
                if node.get("__typename") == one.on:
                    chosen |= self._select(node, one.selection, variables)
                continue
            if one.name not in node or one.name in self.missing_fields:
                raise QueryError(
                    "undefinedField", f"Field '{one.name}' doesn't exist on type '{node.get('__typename')}'"
                )
            value = node[one.name]
            if isinstance(value, list):
                chosen[one.alias] = self._page(value, one, variables)
            elif isinstance(value, dict) and one.selection:
                chosen[one.alias] = self._select(value, one.selection, variables)
            else:
                assert not one.selection or value is None, f"{one.name} has no fields"
                chosen[one.alias] = value
        return chosen

    def _page(
        self, rows: Sequence[Any], asked: Field, variables: Mapping[str, Any], everything: Sequence[Any] | None = None
    ) -> dict[str, Any]:
        arguments = bind(asked.arguments, variables)
        start = int(str(arguments.get("after") or "c0").removeprefix("c"))
        width = arguments.get("first") or arguments.get("last")
        assert isinstance(width, int)
        assert 1 <= width <= 100, "GitHub gives 1 to 100 of a connection"
        page = list(rows[-width:]) if "last" in arguments else list(rows[start : start + width])
        wanted = {one.name: one for one in asked.selection}
        answer: dict[str, Any] = {}
        if "nodes" in wanted:
            answer["nodes"] = [self._select(one, wanted["nodes"].selection, variables) for one in page]
        if "pageInfo" in wanted:
            end = start + len(page)
            answer["pageInfo"] = {"hasNextPage": end < len(rows), "endCursor": f"c{end}" if page else None}
        total = len(rows if everything is None else everything)
        return answer | {name: total for name in ("issueCount", "totalCount") if name in wanted}

    def _node(
        self, node_id: str, asked: Field, variables: Mapping[str, Any], errors: list[dict[str, Any]], path: list[Any]
    ) -> Any:  # noqa: ANN401 - JSON
        node = self._find(node_id)
        repository = (node or {}).get("repository", {}).get("nameWithOwner")
        if node is None:
            errors.append({"type": "NOT_FOUND", "path": path, "message": "Could not resolve to a node"})
            return None
        if repository in self.saml_repositories:
            errors.append({"type": "FORBIDDEN", "path": path, "extensions": {"saml_failure": True},
                           "message": "Resource protected by organization SAML enforcement."})  # fmt: skip
            return None
        if node["__typename"] == "Repository":
            return self._text(asked, variables)
        return self._select(node, asked.selection, variables)

    def _text(self, asked: Field, variables: Mapping[str, Any]) -> dict[str, Any]:
        expression = bind(asked.selection[0].selection[0].arguments, variables)["expression"]
        text = self.world.texts.get(expression)
        return {"object": {"text": text} if text is not None else None}

    def _find(self, node_id: str) -> dict[str, Any] | None:
        for pull in self.world.pulls:
            everything = [pull.node, *pull.node["reviews"], *pull.node["reviewThreads"]]
            for one in everything if not node_id.startswith("PR_") else (pull.node,):
                if one["id"] == node_id:
                    found: dict[str, Any] = one
                    return found
        others = [*self.world.issues, *self.world.repositories.values()]
        return next((one for one in others if one["id"] == node_id), None)

    def _user(self, login: str, asked: Field, variables: Mapping[str, Any]) -> dict[str, Any]:
        collection = asked.selection[0]
        span = bind(collection.arguments, variables)
        rows = [{"pullRequest": one} for one in reviewed_since(self.world, login, span["from"], span["to"])]
        chosen: dict[str, Any] = {"restrictedContributionsCount": self.world.restricted}
        for one in collection.selection:
            if one.name == "pullRequestReviewContributions":
                chosen[one.alias] = self._page(rows, one, variables)
        return {"contributionsCollection": chosen}

    def _repository(
        self, name: str, asked: Field, variables: Mapping[str, Any], errors: list[dict[str, Any]]
    ) -> dict[str, Any] | None:
        repository = self.world.repositories.get(self.world.renamed.get(name, name))
        if repository is None or repository["nameWithOwner"] in self.world.hidden:
            errors.append(
                {
                    "type": "NOT_FOUND",
                    "path": [asked.alias],
                    "message": f"Could not resolve to a Repository with the name '{name}'.",
                }
            )
            return None
        inner = asked.selection[0]
        if inner.name != "pullRequest":
            return self._select(repository, asked.selection, variables)
        number = bind(inner.arguments, variables)["number"]
        pulls = (one.node for one in self.world.pulls if one.node["repository"] is repository)
        pull = next((one for one in pulls if one["number"] == number), None)
        return {"pullRequest": self._select(pull, inner.selection, variables) if pull else None}

    def _type(self, name: str) -> dict[str, Any]:
        samples: dict[str, set[str]] = {
            "PullRequest": {"reviews", "reviewThreads", "timelineItems", "files", "closingIssuesReferences", "number"},
            "PullRequestReview": {"fullDatabaseId", "state"},
            "PullRequestReviewComment": {"fullDatabaseId", "body"},
            "IssueComment": {"fullDatabaseId", "body"},
        }
        return {"fields": [{"name": one} for one in sorted(samples[name] - self.missing_fields)]}
