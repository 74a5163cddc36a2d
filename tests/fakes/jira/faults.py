"""Faults of a server: each answers one request, instead of Jira or by spoiling what Jira says."""

import gzip
import json
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler

from tests.fakes.jira.tracker import Json

Spoil = Callable[[BaseHTTPRequestHandler, Json], None]


def send(exchange: BaseHTTPRequestHandler, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
    exchange.send_response(status)
    for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
        exchange.send_header(name, value)
    exchange.send_header("Content-Length", str(len(body)))
    exchange.end_headers()
    exchange.wfile.write(body)


@dataclass(frozen=True)
class Status:
    """Answers with a status, instead of Jira."""

    status: int
    body: bytes = b'{"errorMessages":["out of order"]}'
    headers: tuple[tuple[str, str], ...] = ()

    def __call__(self, exchange: BaseHTTPRequestHandler, _answer: Json) -> None:
        send(exchange, self.status, self.body, dict(self.headers))


def html(exchange: BaseHTTPRequestHandler, _answer: Json) -> None:
    send(exchange, 200, b"<!DOCTYPE html><html><title>Log in</title></html>", {"Content-Type": "text/html"})


def truncate(exchange: BaseHTTPRequestHandler, answer: Json) -> None:
    body = json.dumps(answer).encode()
    exchange.send_response(200)
    exchange.send_header("Content-Length", str(len(body) + 50))
    exchange.end_headers()
    exchange.wfile.write(body[: len(body) // 2])
    exchange.close_connection = True


def half(exchange: BaseHTTPRequestHandler, answer: Json) -> None:
    body = json.dumps(answer).encode()
    send(exchange, 200, body[: len(body) // 2])


def reset(exchange: BaseHTTPRequestHandler, _answer: Json) -> None:
    exchange.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    exchange.close_connection = True
    exchange.connection.close()


def drip(exchange: BaseHTTPRequestHandler, _answer: Json) -> None:
    exchange.send_response(200)
    exchange.send_header("Content-Length", "100000")
    exchange.end_headers()
    for _ in range(200):
        exchange.wfile.write(b" ")
        exchange.wfile.flush()
        time.sleep(0.05)


def bomb(exchange: BaseHTTPRequestHandler, _answer: Json) -> None:
    send(exchange, 200, gzip.compress(b"[" + b" " * (3 << 20) + b"]", 1), {"Content-Encoding": "gzip"})


def nested(exchange: BaseHTTPRequestHandler, _answer: Json) -> None:
    send(exchange, 200, b"[" * 100_000 + b"]" * 100_000)


def empty_page(exchange: BaseHTTPRequestHandler, answer: Json) -> None:
    """Answer a page that lost its members, and says that there are more."""
    spoiled = {**answer, "issues": []} if isinstance(answer, dict) and "issues" in answer else {}
    if "nextPageToken" not in spoiled and "total" not in spoiled:
        spoiled = {**spoiled, "nextPageToken": "page-0"}
    send(exchange, 200, json.dumps(spoiled).encode())


def lost_page(exchange: BaseHTTPRequestHandler, answer: Json) -> None:
    """Answer a page that does not say where the next one is, or that there is none."""
    known: dict[str, Json] = answer if isinstance(answer, dict) else {}
    spoiled = {**known, "isLast": False, "issues": known.get("issues", [])[:-1]}
    spoiled.pop("nextPageToken", None)
    send(exchange, 200, json.dumps(spoiled).encode())


@dataclass(frozen=True)
class Repeat:
    """Answers what was answered before to a question of the same kind."""

    answered: list[Json]

    def __call__(self, exchange: BaseHTTPRequestHandler, answer: Json) -> None:
        is_page = isinstance(answer, dict) and "issues" in answer
        before = [one for one in self.answered[:-1] if is_page and isinstance(one, dict) and "issues" in one]
        send(exchange, 200, json.dumps(before[-1] if before else {}).encode())


def message(exchange: BaseHTTPRequestHandler, _answer: Json) -> None:
    send(exchange, 200, b'{"message": "come back later"}')
