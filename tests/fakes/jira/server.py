"""The loopback server: routes, log-in, pages; one for each kind of Jira. It keeps what it was asked."""

import base64
import json
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import ClassVar, Self
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo

from tests.fakes.jira.answers import EPIC_FIELD, POINTS_FIELD, Speaker
from tests.fakes.jira.faults import Spoil, html, send
from tests.fakes.jira.jql import JqlError, Query
from tests.fakes.jira.tracker import ANN, STATUSES, Json, Ticket, Tracker

TOKEN = "ATATT3xFfGF0-not-a-real-token-0123456789"
Parameters = Mapping[str, list[str]]


class RefusalError(Exception):
    """An answer that is an error of Jira's."""

    def __init__(self, status: int, *messages: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(*messages)
        self.status = status
        self.headers = headers or {}
        self.body = json.dumps({"errorMessages": list(messages), "errors": {}}).encode()


class JiraServer:
    """A Jira of one kind for Ann's token; use it as a context. `find_fault` spoils answers by their number, from 1."""

    kind: ClassVar[str]

    def __init__(self, tracker: Tracker, *, zone: str = "Etc/UTC", knows_updated_by: bool = True) -> None:
        self.tracker = tracker
        self.zone = self.profile_zone = zone
        self.knows_updated_by = knows_updated_by
        self.base = ""
        self.comment_cap = 5_000
        self.most_a_page = 100
        self.history_page = 5_000
        self.has_bulk_histories = self.has_histories_apart = True
        self.cut_histories: set[str] = set()
        self.hidden_statuses: set[str] = set()
        self.fields = [
            {"id": "status", "name": "Status", "clauseNames": ["status"]},
            {"id": POINTS_FIELD, "name": "Story Points", "schema": {"type": "number"}},
            {"id": EPIC_FIELD, "name": "Epic Link", "schema": {"custom": "com.pyxis.greenhopper.jira:gh-epic-link"}},
            {"id": "customfield_10099", "name": "status", "clauseNames": ["status", "summary"]},
        ]
        self.found = 0
        self.requests: list[str] = []
        self.questions: list[str] = []
        self.authorizations: list[str | None] = []
        self.find_fault: Callable[[int], Spoil | None] = lambda _number: None
        self.answered: list[Json] = []
        self.before_page: Callable[[int], None] = lambda _start: None
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._make_exchange())
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        self.speak = Speaker(is_cloud=self.kind == "Cloud", zone=zone, base_url=self.url)

    def __enter__(self) -> Self:
        threading.Thread(target=lambda: self._http.serve_forever(0.01), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._http.shutdown()
        self._http.server_close()

    def forget(self) -> None:
        """Count requests from 1 again."""
        for said in (self.requests, self.questions, self.authorizations, self.answered):
            said.clear()

    def _make_exchange(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Exchange(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                server.answer(self, b"")

            def do_POST(self) -> None:
                server.answer(self, self.rfile.read(int(self.headers.get("Content-Length") or 0)))

            def log_message(self, format: str, *args: Json) -> None:  # noqa: A002 - the name of the base class
                pass

        return Exchange

    def answer(self, exchange: BaseHTTPRequestHandler, body: bytes) -> None:
        self.requests.append(f"{exchange.command} {exchange.path.partition('?')[0]}")
        self.authorizations.append(exchange.headers.get("Authorization"))
        fault = self.find_fault(len(self.requests))
        parts = urlsplit(exchange.path)
        refusal: RefusalError | None = None
        answer: Json = None
        try:
            answer = self._route(exchange, unquote(parts.path), parse_qs(parts.query), body)
        except RefusalError as error:
            refusal = error
        self.answered.append(answer)
        try:
            if fault:
                fault(exchange, answer)
            elif parts.path == "/login.jsp":
                html(exchange, None)
            elif refusal:
                send(exchange, refusal.status, refusal.body, refusal.headers)
            else:
                send(exchange, 200, json.dumps(answer).encode(), {"X-Seraph-LoginReason": "OK"})
        except (BrokenPipeError, ConnectionResetError):
            exchange.close_connection = True

    def _route(self, exchange: BaseHTTPRequestHandler, path: str, query: Parameters, body: bytes) -> Json:
        base, _, asked = path.partition("/rest/api/")
        version, _, rest = asked.partition("/")
        if base != self.base or version not in {"2", "3", "latest"}:
            raise RefusalError(404, "null for uri")
        if rest == "serverInfo":
            return {"baseUrl": self.url, "deploymentType": self.kind, "versionNumbers": [9, 12, 0]}
        if exchange.headers.get("Authorization") != self.credentials:
            raise RefusalError(
                401, "You are not authenticated.", headers={"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"}
            )
        routes: dict[str, Callable[[], Json]] = {
            "myself": self._myself,
            "field": lambda: self.fields,
            "status": lambda: [self.speak.status(number) for number in STATUSES if number not in self.hidden_statuses],
            "user": lambda: self._user(query),
            "changelog/bulkfetch": lambda: self._histories(json.loads(body)),
            "search": lambda: self._search(query),
            "search/jql": lambda: self._search_by_token(query),
        }
        if rest.startswith("project/"):
            return self._project(rest.removeprefix("project/"))
        if rest.startswith("issue/"):
            return self._route_ticket(rest.split("/")[1], rest.rpartition("/")[2], query)
        if rest not in routes:
            raise RefusalError(404, "null for uri")
        return routes[rest]()

    def _route_ticket(self, key: str, part: str, query: Parameters) -> Json:
        ticket = self._ticket(key)
        start, most = _number(query, "startAt", 0), _number(query, "maxResults", 50)
        if part == "comment":
            return self.speak.comments(ticket, start, most)
        if part == "changelog" and self.has_histories_apart:
            entries = [self.speak.entry(entry) for entry in ticket.history]
            return {"values": entries[start : start + most], "total": len(entries), "maxResults": most}
        if part == "remotelink":
            return ticket.remote_links
        raise RefusalError(404, "null for uri")

    def _search(self, query: Parameters) -> Json:
        raise NotImplementedError

    def _search_by_token(self, query: Parameters) -> Json:
        raise RefusalError(404, "null for uri", *query)

    def _histories(self, question: Mapping[str, Json]) -> Json:
        raise RefusalError(404, "null for uri", *question)

    def _myself(self) -> Json:
        return {**(self.speak.user(ANN) or {}), "timeZone": self.profile_zone, "emailAddress": ANN.email}

    @property
    def credentials(self) -> str:
        raise NotImplementedError

    def _project(self, key: str) -> Json:
        if key not in self.tracker.projects - self.tracker.hidden_projects:
            raise RefusalError(404, f"No project could be found with key '{key}'.")
        return {"key": key}

    def _user(self, query: Parameters) -> Json:
        wanted = [*query.get("accountId", []), *query.get("username", [])]
        for user in self.tracker.users:
            if {user.account, user.name} & set(wanted):
                return self.speak.user(user)
        raise RefusalError(404, "The user does not exist.")

    def _ask(self, query: Parameters) -> list[Ticket]:
        jql = query.get("jql", [""])[0]
        self.questions.append(jql)
        try:
            parsed = Query(jql, self.tracker, ANN, ZoneInfo(self.zone), knows_updated_by=self.knows_updated_by)
        except JqlError as error:
            raise RefusalError(400, str(error)) from None
        if not parsed.is_bounded:
            raise RefusalError(400, "Unbounded JQL queries are not allowed here.")
        found = [ticket for ticket in self.tracker.visible() if parsed.test(ticket)]
        self.found = max(self.found, len(found))
        return sorted(found, key=lambda one: (one.created, one.number))

    def _ticket(self, key: str) -> Ticket:
        ticket = self.tracker.find(key)
        if ticket is None:
            raise RefusalError(404, "Issue does not exist or you do not have permission to see it.")
        return ticket


class CloudServer(JiraServer):
    """Cloud: search by token, histories apart, account ids, documents, log-in by e-mail and API token."""

    kind = "Cloud"

    @property
    def credentials(self) -> str:
        return "Basic " + base64.b64encode(f"{ANN.email}:{TOKEN}".encode()).decode()

    def _search(self, query: Parameters) -> Json:
        message = "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API."
        raise RefusalError(410, message, *query)

    def _search_by_token(self, query: Parameters) -> Json:
        token = query.get("nextPageToken", [""])[0]
        start = int(token.removeprefix("page-")) if token else 0
        self.before_page(start)
        found = self._ask(query)
        most = min(_number(query, "maxResults", 50), self.most_a_page)
        fields = query.get("fields", ["id"])
        page: dict[str, Json] = {
            "issues": [self.speak.issue(one, fields, self.comment_cap) for one in found[start : start + most]],
            "isLast": start + most >= len(found),
        }
        return page if page["isLast"] else {**page, "nextPageToken": f"page-{start + most}"}

    def _histories(self, question: Mapping[str, Json]) -> Json:
        if not self.has_bulk_histories:
            raise RefusalError(404, "null for uri")
        start = int(str(question.get("nextPageToken") or "0"))
        most = min(int(question.get("maxResults", 1000)), self.history_page)
        tickets = [self._ticket(one) for one in question["issueIdsOrKeys"]]
        rows = sorted(((entry, one) for one in tickets for entry in one.history), key=lambda row: row[0].at)
        logs: dict[int, list[Json]] = {}
        for entry, ticket in rows[start : start + most]:
            logs.setdefault(ticket.number, []).append(self.speak.entry(entry, in_bulk=True))
        page = {"issueChangeLogs": [{"issueId": str(one), "changeHistories": log} for one, log in logs.items()]}
        return page if start + most >= len(rows) else {**page, "nextPageToken": str(start + most)}


class DataCenterServer(JiraServer):
    """Server or Data Center: search by place, histories with the tickets, names, markup, personal access token."""

    kind = "Server"

    @property
    def credentials(self) -> str:
        return f"Bearer {TOKEN}"

    def _search(self, query: Parameters) -> Json:
        start, most = _number(query, "startAt", 0), min(_number(query, "maxResults", 50), self.most_a_page)
        self.before_page(start)
        found = self._ask(query)
        issues = []
        for ticket in found[start : start + most]:
            issue = self.speak.issue(ticket, query.get("fields", ["*all"]), self.comment_cap)
            if query.get("expand") == ["changelog"]:
                entries = [self.speak.entry(entry) for entry in ticket.history]
                given = [] if ticket.key in self.cut_histories else entries
                issue["changelog"] = {"histories": given, "total": len(entries), "maxResults": len(given)}
            issues.append(issue)
        return {"issues": issues, "startAt": start, "maxResults": most, "total": len(found)}


def _number(query: Parameters, name: str, default: int) -> int:
    return int(query.get(name, [str(default)])[0])
