"""The GraphQL documents: find ids by search, read pull requests by id, read on where a nested page ended. Pure.

Every connection asks for its pageInfo, so that nothing is cut off in silence. Page sizes follow what real pull
requests hold (99 % have at most 16 reviews, 39 comments, 38 files); the rest costs a request more.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

PAGE: Final = "pageInfo { hasNextPage endCursor }"
RATE: Final = "rateLimit { cost nodeCount remaining resetAt }"
ID_PAGE: Final = 100
"""Ids a page of a search; GitHub's most."""
ISSUE_PAGE: Final = 50
BATCH: Final = 20
"""Pull requests, people or aliases a request; wider pages were refused with 502 on real servers."""

_WHO: Final = "{ __typename login }"
_REPOSITORY: Final = "repository { id nameWithOwner }"
_LABELS: Final = f"labels(first: 20) {{ nodes {{ name }} {PAGE} }}"
_ISSUE: Final = (
    f"__typename id number title body url createdAt updatedAt closedAt state stateReason author {_WHO} {_REPOSITORY}"
    f" {_LABELS}"
)
_REPLY: Final = "replyTo { fullDatabaseId body }"
_INLINE_NODES: Final = (
    f"nodes {{ fullDatabaseId body url path line outdated diffHunk createdAt updatedAt author {_WHO} {_REPLY} }} {PAGE}"
)
_SPOKEN_NODES: Final = f"nodes {{ fullDatabaseId body url createdAt updatedAt author {_WHO} }} {PAGE}"
_REVIEW_NODES: Final = (
    f"nodes {{ __typename id fullDatabaseId state body url submittedAt updatedAt author {_WHO}"
    f" comments(first: 20) {{ {_INLINE_NODES} }} }} {PAGE}"
)
_REMARK_NODES: Final = f"nodes {{ fullDatabaseId createdAt author {_WHO} }} {PAGE}"
_THREAD_NODES: Final = (
    f"nodes {{ __typename id isResolved isOutdated comments(first: 20) {{ {_REMARK_NODES} }} }} {PAGE}"
)
_FILE_NODES: Final = f"nodes {{ path additions deletions changeType }} {PAGE}"
_REQUEST_NODES: Final = (
    f"nodes {{ ... on ReviewRequestedEvent {{ createdAt requestedReviewer {{ ... on User {{ login }} }} }} }} {PAGE}"
)
_CLOSES: Final = "closingIssuesReferences"
_CLOSED_NODES: Final = f"nodes {{ {_ISSUE} }} {PAGE}"

_HEAD: Final = f"__typename id number title url createdAt updatedAt mergedAt author {_WHO} {_REPOSITORY}"
_MINE: Final = (
    f"... on PullRequest {{ {_HEAD} body additions deletions changedFiles baseRefName headRefName mergedBy {_WHO}"
    f" mergeCommit {{ oid }} commits(first: 1) {{ totalCount }} {_LABELS} files(first: 100) {{ {_FILE_NODES} }}"
    f" {_CLOSES}(first: 10) {{ {_CLOSED_NODES} }}"
    f" reviews(first: 30) {{ {_REVIEW_NODES} }} comments(first: 40) {{ {_SPOKEN_NODES} }} }}"
)
_THEIRS: Final = (
    f"... on PullRequest {{ {_HEAD} reviews(first: 20) {{ {_REVIEW_NODES} }} comments(first: 40) {{ {_SPOKEN_NODES} }}"
    f" reviewThreads(first: 50) {{ {_THREAD_NODES} }}"
    f" timelineItems(first: 20, itemTypes: [REVIEW_REQUESTED_EVENT]) {{ {_REQUEST_NODES} }}"
    " commits(last: 1) { nodes { commit { committedDate } } } }"
)

CONNECTIONS: Final[Mapping[tuple[str, str], str]] = {
    ("PullRequest", "files"): f"files(first: 100, after: CURSOR) {{ {_FILE_NODES} }}",
    ("PullRequest", "labels"): f"labels(first: 100, after: CURSOR) {{ nodes {{ name }} {PAGE} }}",
    ("PullRequest", _CLOSES): f"{_CLOSES}(first: 50, after: CURSOR) {{ {_CLOSED_NODES} }}",
    ("PullRequest", "reviews"): f"reviews(first: 50, after: CURSOR) {{ {_REVIEW_NODES} }}",
    ("PullRequest", "comments"): f"comments(first: 100, after: CURSOR) {{ {_SPOKEN_NODES} }}",
    ("PullRequest", "reviewThreads"): f"reviewThreads(first: 50, after: CURSOR) {{ {_THREAD_NODES} }}",
    ("PullRequest", "timelineItems"): (
        f"timelineItems(first: 100, after: CURSOR, itemTypes: [REVIEW_REQUESTED_EVENT]) {{ {_REQUEST_NODES} }}"
    ),
    ("PullRequestReview", "comments"): f"comments(first: 100, after: CURSOR) {{ {_INLINE_NODES} }}",
    ("PullRequestReviewThread", "comments"): f"comments(first: 100, after: CURSOR) {{ {_REMARK_NODES} }}",
    ("Issue", "labels"): f"labels(first: 100, after: CURSOR) {{ nodes {{ name }} {PAGE} }}",
}
"""The nested connections that are read to their end, by the type they belong to and their name."""

REQUIRED_FIELDS: Final = frozenset({"reviews", "reviewThreads", "timelineItems", "files"})
"""Fields of a pull request without which GraphQL is of no use to us, and REST is asked instead."""
_ID_TYPES: Final = ("PullRequestReview", "PullRequestReviewComment", "IssueComment")


def probe_document(repositories: Sequence[str], *, with_types: bool) -> str:
    """Ask who the token is, what the configured repositories are called now, and which fields an older server has."""
    names = (f"r{n}: repository(owner: $o{n}, name: $n{n}) {{ id nameWithOwner }}" for n, _ in enumerate(repositories))
    types = (f"{name}: __type(name: {_quote(name)}) {{ fields {{ name }} }}" for name in ("PullRequest", *_ID_TYPES))
    variables = ", ".join(f"$o{n}: String!, $n{n}: String!" for n, _ in enumerate(repositories))
    head = f"query Probe({variables})" if variables else "query Probe"
    return f"{head} {{ viewer {{ login }} {' '.join(names)} {' '.join(types) if with_types else ''} }}"


def find_document(kinds: Sequence[str], size: int) -> str:
    """Search for ids, one alias a list; `kinds` are pull_requests, issues or contributions."""
    variables: list[str] = []
    parts: list[str] = []
    for n, kind in enumerate(kinds):
        if kind == "contributions":
            variables.append(f"$u{n}: String!, $f{n}: DateTime!, $t{n}: DateTime!, $a{n}: String")
            parts.append(
                f"l{n}: user(login: $u{n}) {{ contributionsCollection(from: $f{n}, to: $t{n}) {{"
                f" restrictedContributionsCount pullRequestReviewContributions(first: {size}, after: $a{n}) {{"
                f" totalCount nodes {{ pullRequest {{ id author {_WHO} }} }} {PAGE} }} }} }}"
            )
            continue
        variables.append(f"$q{n}: String!, $a{n}: String")
        wide, fields = size, "... on PullRequest { id createdAt }"
        if kind == "issues":
            wide, fields = min(size, ISSUE_PAGE), f"... on Issue {{ {_ISSUE} }}"
        parts.append(
            f"l{n}: search(query: $q{n}, type: ISSUE, first: {wide}, after: $a{n}) {{"
            f" issueCount nodes {{ {fields} }} {PAGE} }}"
        )
    return f"query Find({', '.join(variables)}) {{ {RATE} {' '.join(parts)} }}"


def read_document(*, mine: bool, theirs: bool) -> str:
    """Read pull requests by id: my own with all there is, those of others with what was said and what followed."""
    variables = [f"${name}: [ID!]!" for name, is_asked in (("mine", mine), ("theirs", theirs)) if is_asked]
    parts = [f"mine: nodes(ids: $mine) {{ {_MINE} }}"] if mine else []
    parts += [f"theirs: nodes(ids: $theirs) {{ {_THEIRS} }}"] if theirs else []
    return f"query Read({', '.join(variables)}) {{ {RATE} {' '.join(parts)} }}"


def overflow_document(connections: Iterable[tuple[str, str]]) -> str:
    """Read on in nested connections, one alias each; raises KeyError for one that is not known."""
    variables: list[str] = []
    parts: list[str] = []
    for n, connection in enumerate(connections):
        fields = CONNECTIONS[connection].replace("CURSOR", f"$c{n}")
        variables.append(f"$i{n}: ID!, $c{n}: String!")
        parts.append(f"n{n}: node(id: $i{n}) {{ ... on {connection[0]} {{ {fields} }} }}")
    return f"query Overflow({', '.join(variables)}) {{ {RATE} {' '.join(parts)} }}"


def refresh_document(count: int) -> str:
    """Read pull requests of others by repository and number."""
    variables = ", ".join(f"$o{n}: String!, $n{n}: String!, $p{n}: Int!" for n in range(count))
    parts = (
        f"p{n}: repository(owner: $o{n}, name: $n{n}) {{ pullRequest(number: $p{n}) {{ {_THEIRS} }} }}"
        for n in range(count)
    )
    return f"query Refresh({variables}) {{ {RATE} {' '.join(parts)} }}"


def newcomers_document(count: int) -> str:
    """Ask for the first merged pull requests of people in a repository."""
    variables = ", ".join(f"$q{n}: String!" for n in range(count))
    parts = (
        f"p{n}: search(query: $q{n}, type: ISSUE, first: 20) {{ nodes {{ ... on PullRequest {{ mergedAt }} }} {PAGE} }}"
        for n in range(count)
    )
    return f"query Newcomers({variables}) {{ {RATE} {' '.join(parts)} }}"


def texts_document(count: int) -> str:
    """Ask for the text of files as a commit left them."""
    variables = ", ".join(f"$i{n}: ID!, $e{n}: String!" for n in range(count))
    parts = (
        f"t{n}: node(id: $i{n}) {{ ... on Repository {{ object(expression: $e{n}) {{ ... on Blob {{ text }} }} }} }}"
        for n in range(count)
    )
    return f"query Texts({variables}) {{ {RATE} {' '.join(parts)} }}"


def fit(document: str, fields: Mapping[str, Collection[str]]) -> str:
    """Fit a document to an older server; `fields` are the known fields by type, empty where all are known."""
    known = fields.get("PullRequest")
    if known and _CLOSES not in known:
        for size in ("10", "50, after: CURSOR"):
            document = document.replace(f"{_CLOSES}(first: {size}) {{ {_CLOSED_NODES} }}", "")
    if any(name in fields and "fullDatabaseId" not in fields[name] for name in _ID_TYPES):
        document = document.replace("fullDatabaseId", "fullDatabaseId: databaseId")
    return document


def _quote(text: str) -> str:
    return f'"{text}"'
