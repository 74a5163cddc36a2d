"""Archives of issues and pull requests that working groups of the IETF keep in a branch: `archive.json`."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from training.sources.clone import Clone
from training.sources.piece import Piece, make_comment, make_ticket

ROBOT: Final = re.compile(r"bot\b|circleci|codecov|coveralls", re.IGNORECASE)
"""Accounts whose texts nobody wrote."""

Archive = Mapping[str, Any]


def read_archive(clone: Clone) -> Archive:
    """Read the archive of a clone."""
    archive: Archive = json.loads(clone.read_file(clone.source.path))
    return archive


def list_comments(archive: Archive) -> Iterator[Piece]:
    """List what people wrote on the pull requests of others."""
    for pull in archive["pulls"]:
        thread = f"{archive['repo']}#{pull['number']}"
        for comment in pull["comments"]:
            if _is_other(comment["author"], pull) and _says(comment):
                yield _remark(archive, pull, comment, f"{thread}/comment/{comment['createdAt']}")
        for review in pull["reviews"]:
            if _is_other(review["author"], pull):
                yield from _list_review(archive, pull, review, thread)


def list_tickets(archive: Archive) -> Iterator[Piece]:
    """List the issues that people opened."""
    for issue in archive["issues"]:
        if issue["author"] and not ROBOT.search(issue["author"]):
            yield make_ticket(archive["repo"], issue["number"], issue["title"], issue["body"] or "")


def _list_review(archive: Archive, pull: Archive, review: Archive, thread: str) -> Iterator[Piece]:
    """List a review's own text and its comments on lines, which name no author: it is that of the review."""
    if _says(review):
        yield _remark(archive, pull, review, f"{thread}/review/{review['createdAt']}")
    for comment in review["comments"]:
        if _says(comment):
            address = f"{thread}/inline/{comment['createdAt']}/{comment['originalPosition']}"
            yield _remark(archive, pull, comment, address, is_inline=True)


def _remark(archive: Archive, pull: Archive, said: Archive, address: str, *, is_inline: bool = False) -> Piece:
    return make_comment(
        address,
        archive["repo"],
        said["body"],
        title=pull["title"],
        description=pull["body"] or "",
        is_inline=is_inline,
        state=said.get("state"),
    )


def _is_other(author: str | None, pull: Archive) -> bool:
    return bool(author) and author != pull["author"] and not ROBOT.search(author or "")


def _says(entry: Archive) -> bool:
    return bool((entry.get("body") or "").strip())
