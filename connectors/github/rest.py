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
from connectors.github.parsing import MalformedError
from connectors.github.records import Issue, PullRequest, Repository
from connectors.github.rows import Row, parse_issue, parse_pull_request, parse_threads
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
        issue_path = path.replace("/pulls/", "/issues/")
        parts = {
            "review_comments": self._server.list(f"{path}/comments"),
            "reviews": self._server.list(f"{path}/reviews"),
            "comments": self._server.list(f"{issue_path}/comments"),
        }
        parts["changed_files" if is_mine else "timeline"] = self._server.list(
            f"{path}/files" if is_mine else f"{issue_path}/timeline"
        )
        self._compare(row, parts)
        pull = parse_pull_request(row, parts)
        if is_mine:
            closes = list(self._closes(pull.body, pull.repository)) if pull.merged_at else ()
            return replace(pull, closes=closes)
        return replace(pull, threads=parse_threads(parts["review_comments"]))

    def _compare(self, row: Row, parts: Mapping[str, Sequence[Row]]) -> None:
        """Note that lists came shorter than the pull request counts them, or comments without their review."""
        is_short = any(len(rows) < min(row.get(name) or 0, _MOST_FILES) for name, rows in parts.items())
        reviews = {one["id"] for one in parts["reviews"]}
        if is_short or any(one["pull_request_review_id"] not in reviews for one in parts["review_comments"]):
            reason = f"{row['html_url']} came without some of its files, reviews or comments"
            self._server.note(self._scope, reason, standing=False)

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
        return parse_issue(row, self._repository(_path(row["repository_url"])))

    def _repository(self, path: str) -> Repository:
        """Learn the immutable id behind an address; once for each."""
        if path not in self._repositories:
            row = self._server.get(path)
            self._repositories[path] = Repository(str(row["node_id"]), str(row["full_name"]))
        return self._repositories[path]


def _path(url: str) -> str:
    """Give what stands behind the API's own path in one of its addresses."""
    return "/repos/" + url.partition("/repos/")[2]


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
