"""GraphQL nodes as records. A node that is not what its query asked for is refused whole, never guessed at. Pure."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias

from connectors.github.records import (
    Actor,
    ChangedFile,
    Comment,
    Issue,
    PullRequest,
    Remark,
    Repository,
    Review,
    Thread,
)

Node: TypeAlias = Mapping[str, Any]


class MalformedError(Exception):
    """An answer that is not what was asked for; the text says where."""


def parse_pull_request(node: Node) -> PullRequest:
    """Read a pull request.

    Raises:
        MalformedError: a field is missing or of another type.
    """
    try:
        return _pull_request(node)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise MalformedError(f"{node.get('url') or 'a pull request'} cannot be read ({type(error).__name__})") from None


def parse_issue(node: Node) -> Issue:
    """Read an issue.

    Raises:
        MalformedError: a field is missing or of another type.
    """
    try:
        return _issue(node)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise MalformedError(f"{node.get('url') or 'an issue'} cannot be read ({type(error).__name__})") from None


def parse_moment(text: Any) -> datetime:  # noqa: ANN401 - whatever the answer holds
    """Read a moment.

    Raises:
        ValueError, TypeError: it is none.
    """
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _optional(text: Any) -> datetime | None:  # noqa: ANN401 - whatever the answer holds
    return parse_moment(text) if text else None


def _nodes(node: Node, name: str) -> Iterator[Node]:
    """Yield what a connection holds; what may not be seen is null there."""
    return (one for one in (node.get(name) or {}).get("nodes") or () if one)


def _pull_request(node: Node) -> PullRequest:
    last = next(_nodes(node, "commits"), None)
    return PullRequest(
        number=int(node["number"]),
        title=str(node["title"]),
        url=str(node["url"]),
        repository=_repository(node["repository"]),
        author=_actor(node["author"]),
        created_at=parse_moment(node["createdAt"]),
        updated_at=parse_moment(node["updatedAt"]),
        merged_at=_optional(node["mergedAt"]),
        body=str(node.get("body") or ""),
        merged_by=_actor(node.get("mergedBy")),
        merge_sha=str((node.get("mergeCommit") or {}).get("oid") or ""),
        base=str(node.get("baseRefName") or ""),
        head=str(node.get("headRefName") or ""),
        additions=node.get("additions"),
        deletions=node.get("deletions"),
        commits=(node.get("commits") or {}).get("totalCount"),
        changed_files=node.get("changedFiles"),
        pushed_at=_optional(last["commit"]["committedDate"]) if last else None,
        labels=[str(one["name"]) for one in _nodes(node, "labels")],
        files=[_file(one) for one in _nodes(node, "files")],
        closes=[_issue(one) for one in _nodes(node, "closingIssuesReferences")],
        reviews=[_review(one) for one in _nodes(node, "reviews") if one["submittedAt"] and one["state"] != "PENDING"],
        comments=[_comment(one) for one in _nodes(node, "comments")],
        threads=[_thread(one) for one in _nodes(node, "reviewThreads")],
        requests=[
            (str(one["requestedReviewer"]["login"]).casefold(), parse_moment(one["createdAt"]))
            for one in _nodes(node, "timelineItems")
            if (one.get("requestedReviewer") or {}).get("login")
        ],
    )


def _issue(node: Node) -> Issue:
    return Issue(
        number=int(node["number"]),
        title=str(node["title"]),
        body=str(node["body"] or ""),
        url=str(node["url"]),
        repository=_repository(node["repository"]),
        author=_actor(node["author"]),
        created_at=parse_moment(node["createdAt"]),
        updated_at=parse_moment(node["updatedAt"]),
        closed_at=_optional(node["closedAt"]),
        is_completed=node["state"] == "CLOSED" and node.get("stateReason") in (None, "COMPLETED"),
        labels=[str(one["name"]) for one in _nodes(node, "labels")],
    )


def _repository(node: Node) -> Repository:
    return Repository(str(node["id"]), str(node["nameWithOwner"]))


def _actor(node: Node | None) -> Actor | None:
    """Read an account; GraphQL gives bots without `[bot]`, other servers with it."""
    if not node:
        return None
    login = str(node["login"])
    return Actor(login.removesuffix("[bot]"), node["__typename"] == "Bot" or login.endswith("[bot]"))


def _review(node: Node) -> Review:
    return Review(
        id=int(node["fullDatabaseId"]),
        state=str(node["state"]),
        body=str(node["body"] or ""),
        url=str(node["url"]),
        author=_actor(node["author"]),
        submitted_at=parse_moment(node["submittedAt"]),
        updated_at=_optional(node.get("updatedAt")),
        comments=[_comment(one) for one in _nodes(node, "comments")],
    )


def _comment(node: Node) -> Comment:
    parent = node.get("replyTo") or {}
    return Comment(
        id=int(node["fullDatabaseId"]),
        body=str(node["body"] or ""),
        url=str(node["url"]),
        author=_actor(node["author"]),
        created_at=parse_moment(node["createdAt"]),
        updated_at=_optional(node.get("updatedAt")),
        path=str(node.get("path") or ""),
        line=node.get("line"),
        diff=str(node.get("diffHunk") or ""),
        is_outdated=node.get("outdated"),
        parent=int(parent["fullDatabaseId"]) if parent else None,
        parent_body=str(parent.get("body") or ""),
    )


def _thread(node: Node) -> Thread:
    remarks = [
        Remark(int(one["fullDatabaseId"]), _actor(one["author"]), parse_moment(one["createdAt"]))
        for one in _nodes(node, "comments")
    ]
    return Thread(bool(node["isResolved"]), bool(node["isOutdated"]), remarks)


def _file(node: Node) -> ChangedFile:
    change = node.get("changeType")
    return ChangedFile(
        str(node["path"]), node["additions"], node["deletions"], change == "ADDED", change in {"DELETED", "REMOVED"}
    )
