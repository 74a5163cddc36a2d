"""What GitHub tells, as records: the same whether GraphQL or REST told it. Nothing here is cleaned or judged yet."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Actor:
    """An account; a bot's login has no `[bot]` behind it here. A deleted account is None instead."""

    login: str
    is_bot: bool = False

    @property
    def key(self) -> str:
        """The login as it is compared."""
        return self.login.casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """An inline or conversation comment; `parent` is the id of the comment it replies to."""

    id: int
    body: str
    url: str
    author: Actor | None
    created_at: datetime
    updated_at: datetime | None = None
    path: str = ""
    line: int | None = None
    diff: str = ""
    is_outdated: bool | None = None
    parent: int | None = None
    parent_body: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A submitted review with the inline comments that came with it."""

    id: int
    state: str
    body: str
    url: str
    author: Actor | None
    submitted_at: datetime
    updated_at: datetime | None = None
    comments: Sequence[Comment] = ()

    @property
    def opens_thread(self) -> bool:
        """Say whether a comment of this review begins a thread."""
        return any(comment.parent is None for comment in self.comments)

    @property
    def is_review(self) -> bool:
        """Say whether it is more than the shell GitHub puts around a mere reply."""
        return self.state != "COMMENTED" or bool(self.body.strip()) or self.opens_thread


@dataclass(frozen=True, slots=True)
class Remark:
    """That somebody said something in a thread."""

    id: int
    author: Actor | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Thread:
    """What followed an inline comment; `is_resolved` is None where the server does not tell."""

    is_resolved: bool | None
    is_outdated: bool | None
    remarks: Sequence[Remark]


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A file of a pull request."""

    path: str
    added: int | None
    deleted: int | None
    is_added: bool = False
    is_removed: bool = False


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository by its present name and its immutable id."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """An issue."""

    number: int
    title: str
    body: str
    url: str
    repository: Repository
    author: Actor | None
    created_at: datetime
    updated_at: datetime | None = None
    closed_at: datetime | None = None
    is_completed: bool = False
    labels: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequest:
    """A pull request with as much around it as was asked for."""

    number: int
    title: str
    url: str
    repository: Repository
    author: Actor | None
    created_at: datetime
    updated_at: datetime | None = None
    merged_at: datetime | None = None
    body: str = ""
    merged_by: Actor | None = None
    merge_sha: str = ""
    base: str = ""
    head: str = ""
    additions: int | None = None
    deletions: int | None = None
    commits: int | None = None
    changed_files: int | None = None
    pushed_at: datetime | None = None
    labels: Sequence[str] = ()
    files: Sequence[ChangedFile] = ()
    closes: Sequence[Issue] = ()
    reviews: Sequence[Review] = ()
    comments: Sequence[Comment] = ()
    threads: Sequence[Thread] = ()
    requests: Sequence[tuple[str, datetime]] = field(default_factory=tuple)
    """Who was asked for a review, by login as compared, and when."""
