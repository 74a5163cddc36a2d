"""GitHub by REST, for servers and tokens without GraphQL: the same records from six addresses a pull request.

It cannot tell manually linked issues, resolved threads or who is new in a repository. Closing keywords in the body
stand in for the first.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from connectors.github.answers import RefusedError
from connectors.github.evidence import CLOSED_WITHIN
from connectors.github.finder import Found
from connectors.github.parsing import MalformedError, parse_moment
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
from connectors.github.server import Server
from harvester.connector import Session
from harvester.model import Window
from harvester.transport import UnansweredError

_FIRST_DAY: Final = datetime(2007, 10, 1, tzinfo=UTC)
_MOST_MATCHES: Final = 1_000
_CLOSING: Final = re.compile(
    r"(?i)\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+(?:([\w.-]+/[\w.-]+))?#([1-9][0-9]{0,9})\b"
)
_MOST_CLOSED: Final = 10
_MOST_FILES: Final = 3_000
"""Files that GitHub lists of a pull request at most."""

Row = Mapping[str, Any]


class RestSource:
    """One server, asked by REST; ids are the API paths of pull requests."""

    has_graphql = False

    def __init__(self, server: Server, scope: str, session: Session) -> None:
        self._server = server
        self._scope = scope
        self._session = session
        self._repositories: dict[str, Repository] = {}

    def find(self, logins: Sequence[str], places: Sequence[str], window: Window) -> Found:
        """Search for what a window concerns, a search for each login, place and part in it."""
        found = Found()
        updated = f"updated:>={_stamp(window.since - CLOSED_WITHIN)}"
        others = " ".join(f"-author:{login}" for login in logins)
        until = window.until + timedelta(seconds=1)
        for login in logins:
            for place in places:
                found.mine += self._paths(f"is:pr {place} {updated} author:{login}", _FIRST_DAY, until)
                for who in ("reviewed-by", "commenter"):
                    found.theirs += self._paths(f"is:pr {place} {updated} {who}:{login} {others}", _FIRST_DAY, until)
                for row in self._search(f"is:issue {place} author:{login}", window.since, until):
                    found.issues += self._kept(lambda row=row: self._issue(row))
        return found.without_repeats()

    def read(self, mine: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[bool, PullRequest]]:
        """Read pull requests one by one; what cannot be read is noted as a gap."""
        for is_mine, path in [*((True, one) for one in mine), *((False, one) for one in theirs)]:
            self._session.check_stop()
            for pull in self._kept(lambda path=path, is_mine=is_mine: self._pull_request(path, is_mine=is_mine)):
                yield is_mine, pull

    def _kept(self, read: Any) -> Any:  # noqa: ANN401 - a list of whatever is read
        """Read one thing; that it is refused or malformed costs only itself."""
        try:
            return [read()]
        except RefusedError as error:
            self._server.note(self._scope, f"GitHub refuses a part: {error}", standing=error.status in {403, 451})
        except (MalformedError, KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            self._server.note(self._scope, f"something cannot be read ({type(error).__name__})", standing=False)
        return []

    def _paths(self, terms: str, since: datetime, until: datetime) -> list[str]:
        return [_path(row["pull_request"]["url"]) for row in self._search(terms, since, until)]

    def _search(self, terms: str, since: datetime, until: datetime) -> Iterator[Row]:
        """Search in parts of time with at most a thousand matches each."""
        query = f"{' '.join(terms.split())} created:{_stamp(since)}..{_stamp(until)}"
        rows: list[Row] = []
        for page in range(1, 11):
            try:
                answer = self._server.get(
                    "/search/issues", q=query, sort="created", order="asc", per_page=100, page=page
                )
                total, items = int(answer["total_count"]), list(answer["items"])
            except RefusedError as error:
                self._server.note(self._scope, f"GitHub refuses a search: {error}", standing=True)
                return
            except (KeyError, TypeError, ValueError):
                raise UnansweredError("GitHub answered a search unreadably.") from None
            if total > _MOST_MATCHES and until - since > timedelta(seconds=1):
                middle = since + (until - since) / 2
                yield from self._search(terms, since, middle)
                yield from self._search(terms, middle, until)
                return
            if answer.get("incomplete_results"):
                self._server.note(self._scope, "GitHub's search timed out; its results are incomplete", standing=False)
            rows += [item for item in items if isinstance(item, dict)]
            if len(items) < 100:  # noqa: PLR2004 - the page asked for
                break
        distinct = {row["id"]: row for row in rows}
        if len(distinct) < min(total, _MOST_MATCHES):
            self._server.note(
                self._scope, "GitHub's search gave fewer matches than it counted; some may be missing", standing=False
            )
        yield from distinct.values()

    def _pull_request(self, path: str, *, is_mine: bool) -> PullRequest:
        row = self._server.get(path)
        repository = Repository(str(row["base"]["repo"]["node_id"]), str(row["base"]["repo"]["full_name"]))
        issue_path = path.replace("/pulls/", "/issues/")
        inline = [self._inline(one) for one in self._server.list(f"{path}/comments")]
        reviews = self._server.list(f"{path}/reviews")
        comments = self._server.list(f"{issue_path}/comments")
        files = self._server.list(f"{path}/files") if is_mine else []
        has_all_reviews = {review for review, _ in inline} <= {int(one["id"]) for one in reviews}
        counts = [("review_comments", inline), ("comments", comments), *([("changed_files", files)] if is_mine else [])]
        if not has_all_reviews or any(len(rows) < min(row.get(name) or 0, _MOST_FILES) for name, rows in counts):
            reason = f"{row['html_url']} came without some of its files, reviews or comments"
            self._server.note(self._scope, reason, standing=False)
        merged = bool(row["merged_at"])
        body = str(row["body"] or "")
        return PullRequest(
            number=int(row["number"]),
            title=str(row["title"]),
            url=str(row["html_url"]),
            repository=repository,
            author=_actor(row["user"]),
            created_at=parse_moment(row["created_at"]),
            updated_at=parse_moment(row["updated_at"]),
            merged_at=parse_moment(row["merged_at"]) if merged else None,
            body=body,
            merged_by=_actor(row.get("merged_by")),
            merge_sha=str(row.get("merge_commit_sha") or "") if merged else "",
            base=str(row["base"]["ref"]),
            head=str(row["head"]["ref"]),
            additions=row.get("additions"),
            deletions=row.get("deletions"),
            commits=row.get("commits"),
            changed_files=row.get("changed_files"),
            labels=[str(one["name"]) for one in row["labels"]],
            files=[_file(one) for one in files],
            closes=list(self._closes(body, repository)) if is_mine and merged else (),
            reviews=_join(reviews, inline),
            comments=[_comment(one) for one in comments],
            threads=() if is_mine else _threads([comment for _, comment in inline]),
            requests=() if is_mine else _requests(self._server.list(f"{issue_path}/timeline")),
        )

    def _closes(self, body: str, repository: Repository) -> Iterator[Issue]:
        named = list(dict.fromkeys((match[1] or repository.name, match[2]) for match in _CLOSING.finditer(body)))
        for name, number in named[:_MOST_CLOSED]:
            try:
                row = self._server.get(f"/repos/{name}/issues/{number}")
            except RefusedError:
                continue  # a body may name what is not there, or not for us
            if not row.get("pull_request"):
                yield from self._kept(lambda row=row: self._issue(row))

    def _issue(self, row: Row) -> Issue:
        return Issue(
            number=int(row["number"]),
            title=str(row["title"]),
            body=str(row["body"] or ""),
            url=str(row["html_url"]),
            repository=self._repository(_path(row["repository_url"])),
            author=_actor(row["user"]),
            created_at=parse_moment(row["created_at"]),
            updated_at=parse_moment(row["updated_at"]),
            closed_at=parse_moment(row["closed_at"]) if row["closed_at"] else None,
            is_completed=row["state"] == "closed" and row.get("state_reason") in (None, "completed"),
            labels=[str(one["name"]) for one in row["labels"]],
        )

    def _repository(self, path: str) -> Repository:
        """Learn the immutable id behind an address; once for each."""
        if path not in self._repositories:
            row = self._server.get(path)
            self._repositories[path] = Repository(str(row["node_id"]), str(row["full_name"]))
        return self._repositories[path]

    @staticmethod
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


def _threads(comments: Sequence[Comment]) -> list[Thread]:
    threads: dict[int, list[Remark]] = {}
    for one in comments:
        threads.setdefault(one.parent or one.id, []).append(Remark(one.id, one.author, one.created_at))
    return [Thread(None, None, remarks) for remarks in threads.values()]


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


def _path(url: str) -> str:
    """Give what stands behind the API's own path in one of its addresses."""
    return "/repos/" + url.partition("/repos/")[2]


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
