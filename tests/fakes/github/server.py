"""The fake GitHub over HTTP: GraphQL and REST, limits and scopes in headers, and a fault on any request number."""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.fakes.github.execution import Execution, QueryError
from tests.fakes.github.rest import NotFoundError, answer_rest
from tests.fakes.github.world import World
from tests.transport.wire import Script

TOKEN = "ghp_" + "Zq9X" * 9


@dataclass
class GitHubServer:
    """Serves one world; `faults` are scripts by request number, counted from 1."""

    world: World
    has_graphql: bool = True
    faults: dict[int, Script] = field(default_factory=dict)
    scopes: str | None = "repo, read:org"
    headers: dict[str, str] = field(default_factory=dict)
    before_answer: Callable[[int], None] = lambda _number: None
    requests: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.execution = Execution(self.world)

    def __enter__(self) -> Self:
        github = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                github._answer(self, b"")

            def do_POST(self) -> None:
                github._answer(self, self.rfile.read(int(self.headers["Content-Length"])))

            def log_message(self, *_: object) -> None:
                """Keep quiet."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *ending: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._http.server_address[1]}"

    @property
    def url(self) -> str:
        return f"http://{self.host}/api/v3"

    def _answer(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        self.requests.append(f"{handler.command} {handler.path}")
        self.tokens.add(handler.headers.get("Authorization", ""))
        number = len(self.requests)
        self.before_answer(number)
        if fault := self.faults.get(number):
            handler.close_connection = True
            fault(handler.connection)
            return
        status, answer, extra = self._route(handler, body)
        content = json.dumps(answer).encode()
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json; charset=utf-8")
        handler.send_header("Content-Length", str(len(content)))
        for name, value in {**self._limits(number), **extra, **self.headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(content)

    def _limits(self, number: int) -> dict[str, str]:
        limits = {"X-RateLimit-Limit": "5000", "X-RateLimit-Remaining": str(5000 - number),
                  "X-RateLimit-Reset": "1795176000", "ETag": f'W/"{number}"'}  # fmt: skip
        return limits | ({"X-OAuth-Scopes": self.scopes} if self.scopes is not None else {})

    def _route(self, handler: BaseHTTPRequestHandler, body: bytes) -> tuple[int, Any, Mapping[str, str]]:
        if handler.headers.get("Authorization") != f"token {TOKEN}":
            return 401, {"message": "Bad credentials"}, {}
        parts = urlsplit(handler.path)
        if parts.path == "/api/graphql":
            return self._query(body)
        path = parts.path.removeprefix("/api/v3")
        query = dict(parse_qsl(parts.query))
        for old, new in self.world.renamed.items():
            if path.startswith(f"/repos/{old}/") or path == f"/repos/{old}":
                moved = path.replace(f"/repos/{old}", f"/repos/{new}", 1)
                return 301, {"message": "Moved Permanently"}, {"Location": f"{self.url}{moved}"}
        try:
            answer, pages = answer_rest(self.world, self.url, path, query)
        except NotFoundError:
            return 404, {"message": "Not Found"}, {}
        page = int(query.get("page", 1))
        following = urlencode({**query, "page": page + 1})
        link = {"Link": f'<{self.url}{path}?{following}>; rel="next"'} if pages and page < pages else {}
        return 200, answer, link

    def _query(self, body: bytes) -> tuple[int, Any, Mapping[str, str]]:
        if not self.has_graphql:
            return 404, {"message": "Not Found"}, {}
        asked = json.loads(body)
        self.documents.append(asked["query"])
        try:
            return 200, self.execution.answer(asked["query"], asked["variables"]), {}
        except QueryError as error:
            return 200, {"errors": [{"type": error.kind, "message": str(error)}]}, {}
