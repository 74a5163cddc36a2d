"""Rows of REST as records, the same that GraphQL gives. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeAlias

from connectors.github.parsing import parse_moment
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

Row: TypeAlias = Mapping[str, Any]


def parse_pull_request(row: Row, parts: Mapping[str, Sequence[Row]]) -> PullRequest:
    """Read a pull request and its lists, by the names under which it counts them.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: something is missing or of another type.
    """
    base = row["base"]["repo"]
    is_merged = bool(row["merged_at"])
    return PullRequest(
        number=int(row["number"]),
        title=str(row["title"]),
        url=str(row["html_url"]),
        repository=Repository(str(base["node_id"]), str(base["full_name"])),
        author=_actor(row["user"]),
        created_at=parse_moment(row["created_at"]),
        updated_at=parse_moment(row["updated_at"]),
        merged_at=parse_moment(row["merged_at"]) if is_merged else None,
        body=str(row["body"] or ""),
        merged_by=_actor(row.get("merged_by")),
        merge_sha=str(row.get("merge_commit_sha") or "") if is_merged else "",
        base=str(row["base"]["ref"]),
        head=str(row["head"]["ref"]),
        additions=row.get("additions"),
        deletions=row.get("deletions"),
        commits=row.get("commits"),
        changed_files=row.get("changed_files"),
        labels=[str(one["name"]) for one in row["labels"]],
        files=[_file(one) for one in parts.get("changed_files", ())],
        reviews=_join(parts["reviews"], [_inline(one) for one in parts["review_comments"]]),
        comments=[_comment(one) for one in parts["comments"]],
        requests=_requests(parts.get("timeline", ())),
    )


def parse_issue(row: Row, repository: Repository) -> Issue:
    """Read an issue.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: something is missing or of another type.
    """
    return Issue(
        number=int(row["number"]),
        title=str(row["title"]),
        body=str(row["body"] or ""),
        url=str(row["html_url"]),
        repository=repository,
        author=_actor(row["user"]),
        created_at=parse_moment(row["created_at"]),
        updated_at=parse_moment(row["updated_at"]),
        closed_at=parse_moment(row["closed_at"]) if row["closed_at"] else None,
        is_completed=row["state"] == "closed" and row.get("state_reason") in (None, "completed"),
        labels=[str(one["name"]) for one in row["labels"]],
    )


def parse_threads(rows: Sequence[Row]) -> list[Thread]:
    """Put inline comments into their threads; whether one is resolved REST does not tell."""
    threads: dict[int, list[Remark]] = {}
    for _, one in map(_inline, rows):
        threads.setdefault(one.parent or one.id, []).append(Remark(one.id, one.author, one.created_at))
    return [Thread(None, None, remarks) for remarks in threads.values()]


def _inline(row: Row) -> tuple[int, Comment]:
    comment = Comment(
        id=int(row["id"]),
        body=str(row["body"] or ""),
        url=str(row["html_url"]),
        author=_actor(row["user"]),
        created_at=parse_moment(row["created_at"]),
        updated_at=parse_moment(row["updated_at"]),
        path=str(row["path"]),
        line=row.get("line"),
        diff=str(row.get("diff_hunk") or ""),
        is_outdated=row.get("position") is None if "position" in row else None,
        parent=row.get("in_reply_to_id"),
    )
    return int(row["pull_request_review_id"]), comment


def _join(rows: Sequence[Row], inline: Sequence[tuple[int, Comment]]) -> list[Review]:
    """Give each submitted review its inline comments, and each reply the text it replies to."""
    bodies = {comment.id: comment.body for _, comment in inline}
    return [
        Review(
            id=int(row["id"]),
            state=str(row["state"]),
            body=str(row["body"] or ""),
            url=str(row["html_url"]),
            author=_actor(row["user"]),
            submitted_at=parse_moment(row["submitted_at"]),
            comments=[_with_parent(one, bodies) for review, one in inline if review == int(row["id"])],
        )
        for row in rows
        if row["state"] != "PENDING" and row.get("submitted_at")
    ]


def _with_parent(comment: Comment, bodies: Mapping[int, str]) -> Comment:
    return comment if comment.parent is None else replace(comment, parent_body=bodies.get(comment.parent, ""))


def _requests(rows: Sequence[Row]) -> list[tuple[str, datetime]]:
    asked = (row for row in rows if row.get("event") == "review_requested" and row.get("requested_reviewer"))
    return [(str(row["requested_reviewer"]["login"]).casefold(), parse_moment(row["created_at"])) for row in asked]


def _comment(row: Row) -> Comment:
    return Comment(
        id=int(row["id"]),
        body=str(row["body"] or ""),
        url=str(row["html_url"]),
        author=_actor(row["user"]),
        created_at=parse_moment(row["created_at"]),
        updated_at=parse_moment(row["updated_at"]),
    )


def _file(row: Row) -> ChangedFile:
    status = row["status"]
    return ChangedFile(str(row["filename"]), row["additions"], row["deletions"], status == "added", status == "removed")


def _actor(row: Row | None) -> Actor | None:
    if not row or str(row["login"]).casefold() == "ghost":
        return None
    login = str(row["login"])
    return Actor(login.removesuffix("[bot]"), row.get("type") == "Bot" or login.endswith("[bot]"))
