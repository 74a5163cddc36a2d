"""The player: answers of GitHub and Jira, served to this process on a port of this machine.

It knows neither service: it looks up what was recorded, and refuses what was not, so that connectors and recording
cannot drift apart unnoticed. It answers nobody but the demo, whose token opens nothing else.
"""

import hashlib
import json
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TypeAlias
from urllib.parse import parse_qs, urlsplit

TOKEN: Final = "demo"  # noqa: S105 - it opens nothing but the player
Answer: TypeAlias = Any
"""What JSON can say."""
Find: TypeAlias = Callable[[str, str, bytes], Answer | None]
"""Gives the answer to a method, a target (path and query) and a body; None if there is none."""

_RECORDED: Final = Path(__file__).parent / "recorded"
_TOLD: Final = frozenset({"jql", "fields", "expand", "startAt", "maxResults", "orderBy"})
"""What of a query makes a question; what client libraries add by themselves differs between their versions."""
_LISTS: Final = frozenset({"fields"})


def describe_question(method: str, target: str, body: bytes) -> Mapping[str, Any]:
    """Describe a request by what it asks for; a GraphQL document by its name and digest."""
    parts = urlsplit(target)
    if parts.path == "/graphql":
        asked = json.loads(body)
        document = " ".join(asked["query"].split())
        digest = hashlib.sha256(document.encode()).hexdigest()[:12]
        name = document.removeprefix("query").split("(")[0].split("{")[0].strip()
        return {"ask": name, "document": digest, "variables": asked["variables"]}
    query = {
        name: sorted(",".join(values).split(",")) if name in _LISTS else values[-1]
        for name, values in parse_qs(parts.query).items()
        if name in _TOLD
    }
    return {"ask": f"{method} {parts.path}", **query}


def spell_question(question: Mapping[str, Any]) -> str:
    """Spell a described question, the same one always alike."""
    return json.dumps(question, sort_keys=True, ensure_ascii=False)


def read_recording() -> Find:
    """Read the recorded answers of both services."""
    answers = {
        spell_question(one["question"]): one["answer"]
        for path in sorted(_RECORDED.glob("*.json"))
        for one in json.loads(path.read_text(encoding="utf-8"))
    }
    return lambda method, target, body: answers.get(spell_question(describe_question(method, target, body)))


class Player:
    """A server on loopback for as long as the block it is the context of; `unanswered` are questions it refused."""

    def __init__(self, find: Find) -> None:
        self.unanswered: list[str] = []
        self._find = find
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _exchange(self))
        self._server.daemon_threads = True
        self.port = self._server.server_port

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True, name="player").start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, method: str, target: str, body: bytes, authorization: str) -> tuple[int, Answer]:
        """Give status and answer of a request."""
        if authorization not in {f"token {TOKEN}", f"Bearer {TOKEN}"}:
            return 401, {"message": "This token is not the demo's."}
        answer = self._find(method, target, body)
        if answer is None:
            self.unanswered.append(spell_question(describe_question(method, target, body)))
            return 400, {"message": "No answer to this was recorded."}
        return 200, answer


def _exchange(player: Player) -> type[BaseHTTPRequestHandler]:
    class Exchange(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self._reply(b"")

        def do_POST(self) -> None:
            self._reply(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

        def _reply(self, body: bytes) -> None:
            authorization = self.headers.get("Authorization", "")
            status, answer = player.answer(self.command, self.path, body, authorization)
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            with suppress(ConnectionError):  # who asked may have been interrupted
                self.end_headers()
                self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Exchange
