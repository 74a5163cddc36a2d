"""An organisation on GitHub, and the ground truth: what must be harvested of it, written down while it happens."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

ME = "Ann-Example"
GHOST = None
FIRST_ID = 5_000_000_000
"""Ids are above 32 bits, as they are today."""


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def actor(login: str | None) -> dict[str, Any] | None:
    """Spell an account as GraphQL does: a bot without [bot], a deleted one as null."""
    if login is None:
        return None
    kind = "Bot" if login.endswith("[bot]") else "User"
    return {"__typename": kind, "login": login.removesuffix("[bot]")}


@dataclass(eq=False)
class Pull:
    """A pull request under construction."""

    world: "World"
    node: dict[str, Any]

    @property
    def key(self) -> str:
        return f"{self.node['repository']['truth']}#{self.node['number']}"

    @property
    def author(self) -> str | None:
        return self.node["author"]["login"] if self.node["author"] else None

    @property
    def is_mine(self) -> bool:
        return self.author == ME

    def touch(self, at: datetime) -> None:
        self.node["updatedAt"] = max(self.node["updatedAt"], stamp(at))

    def review(
        self,
        author: str | None,
        at: datetime,
        state: str = "COMMENTED",
        body: str = "",
        comments: Sequence[tuple[str, int | None]] = (),
    ) -> list[int]:
        """Submit a review; comments are (text, id replied to). Returns the ids of the comments."""
        self.touch(at)
        number = self.world.next_id()
        url = f"{self.node['url']}#pullrequestreview-{number}"
        written = [self._inline(author, at, text, parent) for text, parent in comments]
        is_pending = state == "PENDING"
        self.node["reviews"].append({
            "__typename": "PullRequestReview", "id": f"PRR_{number}", "fullDatabaseId": str(number), "state": state,
            "body": body, "url": url, "submittedAt": None if is_pending else stamp(at), "updatedAt": stamp(at),
            "author": actor(author), "comments": written,
        })  # fmt: skip
        is_review = state != "COMMENTED" or bool(body) or any(parent is None for _, parent in comments)
        by_bot = bool(author and author.endswith("[bot]"))
        if not is_pending:
            if is_review and (author == ME) != self.is_mine and not by_bot and (author == ME or self.is_mine):
                self.world.expect(f"{self.key}/review/{number}", at)
            if (author == ME or self.is_mine) and not by_bot:
                for comment in written:
                    self.world.expect(f"{self.key}/comment/{comment['fullDatabaseId']}", at)
        return [int(comment["fullDatabaseId"]) for comment in written]

    def _inline(self, author: str | None, at: datetime, text: str, parent: int | None) -> dict[str, Any]:
        number = self.world.next_id()
        everything = [one for review in self.node["reviews"] for one in review["comments"]]
        parent_body = next((one["body"] for one in everything if one["fullDatabaseId"] == str(parent)), "")
        comment = {
            "fullDatabaseId": str(number), "body": text, "url": f"{self.node['url']}#discussion_r{number}",
            "path": "pay/ledger.py", "line": 7, "outdated": False, "diffHunk": "@@ -1 +1 @@\n-a\n+b",
            # A comment of a review is written before the review is submitted.
            "createdAt": stamp(at - timedelta(minutes=9)), "updatedAt": stamp(at), "author": actor(author),
            "replyTo": {"fullDatabaseId": str(parent), "body": parent_body} if parent else None,
        }  # fmt: skip
        remark = {key: comment[key] for key in ("fullDatabaseId", "createdAt", "author")}
        if parent:
            self._thread(parent)["comments"].append(remark)
        else:
            self.node["reviewThreads"].append({
                "__typename": "PullRequestReviewThread", "id": f"PRRT_{number}", "isResolved": False,
                "isOutdated": False, "comments": [remark],
            })  # fmt: skip
        return comment

    def _thread(self, first: int) -> dict[str, Any]:
        threads: list[dict[str, Any]] = self.node["reviewThreads"]
        return next(one for one in threads if one["comments"][0]["fullDatabaseId"] == str(first))

    def resolve(self, first: int, *, outdated: bool = False) -> None:
        """Resolve the thread that a comment began."""
        self._thread(first).update(isResolved=True, isOutdated=outdated)

    def outdate(self, first: int) -> None:
        """Let a later commit change the line on which a comment began a thread."""
        self._thread(first).update(isOutdated=True)

    def comment(self, author: str | None, at: datetime, body: str = "Thanks!") -> int:
        """Write a conversation comment."""
        self.touch(at)
        number = self.world.next_id()
        self.node["comments"].append({
            "fullDatabaseId": str(number), "body": body, "url": f"{self.node['url']}#issuecomment-{number}",
            "createdAt": stamp(at), "updatedAt": stamp(at), "author": actor(author),
        })  # fmt: skip
        if author == ME or (self.is_mine and not (author or "").endswith("[bot]")):
            self.world.expect(f"{self.key}/issuecomment/{number}", at)
        return number

    def request(self, login: str, at: datetime) -> None:
        """Ask somebody for a review."""
        self.node["timelineItems"].append({
            "__typename": "ReviewRequestedEvent", "createdAt": stamp(at),
            "requestedReviewer": {"__typename": "User", "login": login},
        })  # fmt: skip

    def push(self, at: datetime) -> None:
        """Push a commit."""
        self.touch(at)
        self.node["commits"].append({"commit": {"committedDate": stamp(at)}})


@dataclass
class World:
    """What the server knows; `truth` holds each expected key (`acme/pay#1/review/7`) with its moment."""

    pulls: list[Pull] = field(default_factory=list)
    issues: list[dict[str, Any]] = field(default_factory=list)
    repositories: dict[str, dict[str, Any]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    truth: dict[str, datetime] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    restricted: int = 0

    def __post_init__(self) -> None:
        self._ids = itertools.count(FIRST_ID)
        self._numbers = itertools.count(1)

    def next_id(self) -> int:
        return next(self._ids)

    def expect(self, key: str, at: datetime) -> None:
        self.truth[key] = at.replace(microsecond=0)

    def refs(self, since: datetime, until: datetime) -> dict[str, datetime]:
        """Give what must be harvested of a window."""
        return {key: at for key, at in self.truth.items() if since <= at < until}

    def repository(self, name: str) -> dict[str, Any]:
        if name not in self.repositories:
            number = self.next_id()
            self.repositories[name] = {
                "__typename": "Repository", "id": f"R_{number}", "nameWithOwner": name, "truth": name,
            }  # fmt: skip
        return self.repositories[name]

    def rename(self, old: str, new: str) -> None:
        """Rename a repository; the old name leads on to it, and refs stay."""
        repository = self.repositories.pop(old)
        repository["nameWithOwner"] = new
        self.repositories[new] = repository
        self.renamed[old] = new

    def pull(
        self,
        author: str | None,
        created: datetime,
        merged: datetime | None = None,
        *,
        repository: str = "acme/pay",
        title: str = "Batch the ledger reads",
        files: Sequence[tuple[str, str]] = (("pay/ledger.py", "MODIFIED"),),
        labels: Sequence[str] = (),
        merged_by: str | None = "ben",
        body: str | None = "Reads once.",
    ) -> Pull:
        """Open a pull request, and merge it."""
        number = next(self._numbers)
        node: dict[str, Any] = {
            "__typename": "PullRequest", "id": f"PR_{self.next_id()}", "number": number, "title": title, "body": body,
            "url": f"https://github.example.com/{repository}/pull/{number}", "createdAt": stamp(created),
            "updatedAt": stamp(merged or created), "mergedAt": stamp(merged) if merged else None,
            "author": actor(author), "repository": self.repository(repository), "additions": 12, "deletions": 3,
            "changedFiles": len(files), "baseRefName": "main", "headRefName": f"batch-{number}",
            "mergedBy": actor(merged_by) if merged else None,
            "mergeCommit": {"oid": f"{number:040x}"} if merged else None,
            "commits": [{"commit": {"committedDate": stamp(created)}}], "labels": [{"name": one} for one in labels],
            "files": [{"path": path, "additions": 12, "deletions": 3, "changeType": kind} for path, kind in files],
            "closingIssuesReferences": [], "reviews": [], "comments": [], "reviewThreads": [], "timelineItems": [],
        }  # fmt: skip
        pull = Pull(self, node)
        self.pulls.append(pull)
        if merged and author == ME:
            self.expect(pull.key, merged)
        return pull

    def document(self, pull: Pull, path: str, text: str) -> None:
        """Let a merged pull request of mine add a design document."""
        pull.node["changedFiles"] += 1
        pull.node["files"].append({"path": path, "additions": 40, "deletions": 0, "changeType": "ADDED"})
        self.texts[f"{pull.node['mergeCommit']['oid']}:{path}"] = text
        self.expect(f"{pull.key}:{path}", datetime.fromisoformat(pull.node["mergedAt"]))

    def issue(
        self, author: str | None, created: datetime, closed: datetime | None = None, *, by: Sequence[Pull] = (),
        repository: str = "acme/pay", labels: Sequence[str] = (),
    ) -> dict[str, Any]:  # fmt: skip
        """Open an issue, and let pull requests close it."""
        number = next(self._numbers)
        node = {
            "__typename": "Issue", "id": f"I_{self.next_id()}", "number": number, "title": "Checkout is slow",
            "body": None, "url": f"https://github.example.com/{repository}/issues/{number}",
            "createdAt": stamp(created), "updatedAt": stamp(closed or created),
            "closedAt": stamp(closed) if closed else None, "state": "CLOSED" if closed else "OPEN",
            "stateReason": "COMPLETED" if closed else None, "author": actor(author),
            "repository": self.repository(repository), "labels": [{"name": one} for one in labels],
        }  # fmt: skip
        self.issues.append(node)
        key = f"{node['repository']['truth']}#{number}"  # type: ignore[index]  # a dict, built above
        for pull in by:
            pull.node["closingIssuesReferences"].append(node)
        if author == ME:
            self.expect(f"{key}/reported", created)
        if closed and any(pull.is_mine and pull.node["mergedAt"] for pull in by):
            self.expect(key, closed)
        return node
