"""A piece of evidence as found in a source, and how it becomes a record of the corpus format."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from training.sources.label import Label

LONGEST_COMMENT, MOST_QUOTED = 2_500, 6
"""Characters and quoted lines beyond which a comment is a document or a mail, not a remark."""
LONGEST_BODY = 6_000
LONGEST_DESCRIPTION = 800
"""Characters of the description of a pull request that go with a comment on it."""


@dataclass(frozen=True, slots=True)
class Touched:
    """A file that a change or a comment is about, with lines added and deleted."""

    path: str
    added: int = 0
    deleted: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One text with its address, without a label."""

    address: str
    kind: str
    repository: str
    """Records of one repository are never both learned from and judged."""
    title: str
    body: str
    files: Sequence[Touched] = ()
    labels: Sequence[str] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """The project it comes from, where `repository` is a made-up part of it."""
        return self.repository.partition(":")[0]

    def to_record(self, label: Label) -> dict[str, Any]:
        """Make a labelled record of it."""
        files = [{"path": file.path, "added": file.added, "deleted": file.deleted} for file in self.files]
        return {
            "id": self.address,
            "kind": self.kind,
            "author_role": label.role,
            "repo": self.repository,
            "title": self.title,
            "body": self.body,
            "files": files,
            "labels": list(self.labels),
            "extra": dict(self.extra),
            "gold": label.gold,
        }


def make_comment(
    address: str,
    repository: str,
    body: str,
    *,
    title: str = "",
    description: str = "",
    hunk: str = "",
    path: str = "",
    reply_to: str = "",
    is_inline: bool = True,
    state: str | None = None,
) -> Piece:
    """Make a piece of a comment; title and description are those of the pull request."""
    extra = {
        "pr_title": title,
        "pr_body": description[:LONGEST_DESCRIPTION],
        "diff_hunk": hunk,
        "in_reply_to": reply_to,
        "comment_kind": "inline" if is_inline else "conversation",
        "review_state": state,
    }
    files = [Touched(path)] if path else []
    return Piece(
        address=address,
        kind="review_comment",
        repository=repository,
        title=title,
        body=body,
        files=files,
        extra=extra,
    )


def make_ticket(repository: str, number: int, title: str, body: str, labels: Sequence[str] = ()) -> Piece:
    """Make a piece of an issue."""
    address = f"{repository}#{number}"
    return Piece(
        address=address,
        kind="ticket",
        repository=repository,
        title=title,
        body=body[:LONGEST_BODY],
        labels=labels,
    )


def drop_repeated(comments: Iterable[Piece]) -> list[Piece]:
    """Keep the first of comments that say the same, and none that is a document or a mail."""
    kept: dict[str, Piece] = {}
    for comment in comments:
        if len(comment.body) <= LONGEST_COMMENT and comment.body.count("\n> ") <= MOST_QUOTED:
            kept.setdefault(comment.body.strip().lower(), comment)
    return list(kept.values())
