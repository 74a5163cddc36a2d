"""Every query is one that GitHub's published schema allows, and fits an older server when told what it lacks."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from connectors.github import queries
from tests.fakes.github.documents import Field, count_nodes, count_points, parse_document

SCHEMA = Path(__file__).parents[4] / "shared" / "github" / "schema.graphql"
OLD = {
    "PullRequest": {"reviews", "files"},
    "PullRequestReview": {"state"},
    "IssueComment": {"body", "fullDatabaseId"},
}
DOCUMENTS = {
    "probe": queries.probe_document(["acme/pay", "acme/web"], with_types=True),
    "probe on github.com": queries.probe_document([], with_types=False),
    "find": queries.find_document(["pull_requests", "issues", "contributions"], queries.ID_PAGE),
    "read": queries.read_document(mine=True, theirs=True),
    "read mine": queries.read_document(mine=True, theirs=False),
    "read theirs": queries.read_document(mine=False, theirs=True),
    "overflow": queries.overflow_document(queries.CONNECTIONS),
    "refresh": queries.refresh_document(queries.BATCH),
    "newcomers": queries.newcomers_document(queries.BATCH),
    "texts": queries.texts_document(queries.BATCH),
    "read, fitted": queries.fit(queries.read_document(mine=True, theirs=True), OLD),
    "overflow, fitted": queries.fit(queries.overflow_document([("PullRequest", "reviews")]), OLD),
}


@cache
def load_schema() -> Any:  # noqa: ANN401 - the library is optional
    graphql = pytest.importorskip("graphql", reason="graphql-core is not installed")
    if not SCHEMA.exists():
        pytest.skip("the published schema is not here")
    return graphql.build_schema(SCHEMA.read_text(), assume_valid=True)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_published_schema_allows_every_query(name: str) -> None:
    schema = load_schema()
    graphql = pytest.importorskip("graphql")
    assert [str(error) for error in graphql.validate(schema, graphql.parse(DOCUMENTS[name]))] == []


def walk(fields: list[Field]) -> Iterator[Field]:
    for one in fields:
        yield one
        yield from walk(one.selection)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_only_queries_are_sent(name: str) -> None:
    assert DOCUMENTS[name].startswith("query ")
    assert "mutation" not in DOCUMENTS[name]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_list_says_whether_it_goes_on(name: str) -> None:
    for one in walk(parse_document(DOCUMENTS[name])):
        if "first" in one.arguments and "nodes" in {child.name for child in one.selection}:
            assert "pageInfo" in {child.name for child in one.selection}, one.name


def test_every_nested_list_that_is_read_can_be_read_on() -> None:
    connections = {name for _, name in queries.CONNECTIONS}
    for one in walk(parse_document(DOCUMENTS["read"])):
        if "first" in one.arguments and "nodes" in {child.name for child in one.selection}:
            assert one.name in connections


def test_a_batch_stays_far_below_the_limit_of_nodes() -> None:
    batch = {"mine": ["PR_1"] * queries.BATCH, "theirs": []}
    for variables in (batch, {"mine": [], "theirs": batch["mine"]}):
        assert count_nodes(parse_document(DOCUMENTS["read"]), variables) < 100_000
        assert count_points(parse_document(DOCUMENTS["read"]), variables) <= 20
    assert count_nodes(parse_document(DOCUMENTS["refresh"]), {}) < 100_000


def test_what_an_older_server_lacks_is_not_asked_for() -> None:
    fitted = queries.fit(queries.read_document(mine=True, theirs=True), OLD)
    assert "closingIssuesReferences" not in fitted
    assert fitted.count("fullDatabaseId") == fitted.count("fullDatabaseId: databaseId")
    assert queries.fit(fitted, {}) == fitted


def test_a_connection_nobody_knows_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        queries.overflow_document([("PullRequest", "stars")])
