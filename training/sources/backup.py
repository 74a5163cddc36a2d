"""A backup of what GitHub knows of a project: one JSON file an issue or pull request, in `issues/` and `pulls/`."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from training.sources.clone import Clone
from training.sources.piece import Piece, make_comment, make_ticket

Thread = Mapping[str, Any]


def read_backup(clone: Clone) -> list[Thread]:
    """Read every issue and pull request of a backup, issues first."""
    return [json.loads(content) for content in clone.read_files("issues", "pulls")]


def list_comments(repository: str, threads: list[Thread]) -> Iterator[Piece]:
    """List what people wrote on the pull requests of others: comments on lines, then remarks and reviews."""
    for thread in threads:
        if thread["type"] == "pull":
            yield from _list_on_lines(repository, thread)
            yield from _list_remarks(repository, thread)


def list_tickets(repository: str, threads: list[Thread]) -> Iterator[Piece]:
    """List the issues."""
    for thread in threads:
        if thread["type"] == "issue":
            issue = thread["issue"]
            labels = [label["name"] for label in issue["labels"]]
            yield make_ticket(repository, issue["number"], issue["title"], _body(issue), labels)


def _list_on_lines(repository: str, thread: Thread) -> Iterator[Piece]:
    pull = thread["pull"]
    bodies = {comment["id"]: _body(comment) for comment in thread["comments"]}
    for comment in thread["comments"]:
        if _is_of_another(comment, pull):
            yield make_comment(
                f"{repository}#{pull['number']}/comment/{comment['id']}",
                repository,
                comment["body"],
                title=pull["title"],
                description=_body(pull),
                hunk=comment.get("diff_hunk") or "",
                path=comment["path"],
                reply_to=bodies.get(comment.get("in_reply_to_id"), ""),
            )


def _list_remarks(repository: str, thread: Thread) -> Iterator[Piece]:
    pull = thread["pull"]
    for event in thread["events"]:
        if event["event"] in {"commented", "reviewed"} and _is_of_another(event, pull):
            yield make_comment(
                f"{repository}#{pull['number']}/{event['event']}/{event['id']}",
                repository,
                event["body"],
                title=pull["title"],
                description=_body(pull),
                is_inline=False,
                state=event.get("state"),
            )


def _is_of_another(said: Thread, pull: Thread) -> bool:
    """Tell whether it says something and is not by the author of the pull request; who left GitHub has no name."""
    author = _name(said.get("user") or said.get("actor"))
    return bool(author) and author != _name(pull["user"]) and bool(_body(said).strip())


def _name(user: Thread | None) -> str:
    return str(user["login"]) if user else ""


def _body(said: Thread) -> str:
    """Read what was written; the backup leaves out what is empty."""
    return said.get("body") or ""
