"""Patience with servers, against a server that misbehaves byte by byte."""

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from harvester.errors import ConfigError, InterruptedRunError, SignInError
from harvester.transport import Patience, PatientAdapter, UnansweredError, mount, require_host
from tests.transport.wire import Script, WireServer, answer, drip, header_of, path_of, reset, silence

TOKEN = "ghp_" + "Zq9X" * 9
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PatientAdapter, "backoff_s", 0.01)


@pytest.fixture
def serve() -> Iterator[Callable[..., WireServer]]:
    running: list[WireServer] = []

    def start(*scripts: Script) -> WireServer:
        running.append(WireServer(scripts).__enter__())
        return running[-1]

    yield start
    for server in running:
        server.__exit__()


Serve = Callable[..., WireServer]


def connect(server: WireServer, **patience: Any) -> requests.Session:  # noqa: ANN401 - fields of Patience
    session = requests.Session()
    told = {"service": "GitHub", "host": require_host(server.url, "url"), "sign_in_cure": "harvester auth set github"}
    mount(session, PatientAdapter(Patience(**{**told, **patience})))
    session.headers["Authorization"] = f"token {TOKEN}"
    return session


def refusal(session: requests.Session, url: str) -> UnansweredError:
    with session, pytest.raises(UnansweredError) as caught:
        session.get(url)
    assert TOKEN not in repr(vars(caught.value)) + str(caught.value)
    assert caught.value.__cause__ is None
    return caught.value


def test_a_plain_answer_passes_unchanged(serve: Serve) -> None:
    server = serve(answer({"a": [1]}, headers=["Link: <x>; rel=next"]))
    with connect(server) as session:
        response = session.get(f"{server.url}/repos?page=2")
    assert (response.status_code, response.json(), response.headers["Link"]) == (200, {"a": [1]}, "<x>; rel=next")
    assert path_of(server.requests[0]) == "/repos?page=2"


@pytest.mark.parametrize(
    "fault",
    [
        answer(status=500),
        answer(status=502, raw=b"<html>Bad gateway</html>"),
        answer(status=503),
        answer(raw=b""),
        answer(raw=b"null"),
        answer(raw=b"<html>Sign in</html>", headers=["Content-Type: text/html"]),
        answer(raw=b'{"cut": '),
        answer(raw=b'"only a text"'),
        answer(raw=b"[" * 100_000),
        answer(raw=b"[" + b"9" * 5_000 + b"]"),
        answer(status=204, raw=b""),
        answer(status=202),
        answer(status=304, raw=b""),
        reset(),
        reset(HEAD + b'Content-Length: 90\r\n\r\n{"a":'),
        lambda wire: wire.sendall(HEAD + b'Content-Length: 90\r\n\r\n{"a":'),
        lambda wire: wire.sendall(HEAD + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd"),
        lambda wire: wire.sendall(HEAD + b"".join(b"X-%d: y\r\n" % n for n in range(300)) + b"\r\n{}"),
        lambda wire: wire.sendall(HEAD + b"X: " + b"y" * 100_000 + b"\r\n\r\n{}"),
        lambda wire: wire.sendall(b"no http at all\r\n\r\n"),
    ],
)
def test_what_fails_for_a_moment_is_asked_again_and_what_stays_wrong_is_told_in_a_line(
    serve: Serve, fault: Script
) -> None:
    server = serve(fault, fault, answer({"ok": 1}), fault)
    with connect(server) as session:
        assert session.get(server.url).json() == {"ok": 1}
    assert len(server.requests) == 3
    error = refusal(connect(server), f"{server.url}/repos?q=private+words")
    assert len(server.requests) == 6
    assert error.what.startswith("GitHub gave no usable answer, 3 times: ")
    assert error.why == "asked for GET /repos"
    assert "\n" not in error.what


def test_no_answer_at_all_is_told(serve: Serve) -> None:
    server = serve(answer())
    session = connect(server)
    server.__exit__()
    assert "the connection failed" in refusal(session, server.url).what


@pytest.mark.parametrize(
    "script",
    [
        silence(5),
        drip(b"HTTP/1.1 200 OK\r\nX-Slow: "),
        drip(HEAD + b"Content-Length: 100000\r\n\r\n"),
        drip(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    ],
)
def test_a_request_has_one_deadline_however_slowly_the_answer_drips(
    serve: Serve, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PatientAdapter, "deadline_s", 0.3)
    server = serve(script)
    error = refusal(connect(server), server.url)
    assert "not complete after 0.3 seconds" in error.what
    assert [one.name for one in threading.enumerate() if one.name == "errand"] == []


def test_an_answer_is_not_unpacked_without_end(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PatientAdapter, "most_bytes", 1 << 20)
    bomb = gzip.compress(b"[" + b"0," * (40 << 20) + b"0]", 9)
    server = serve(answer(raw=bomb, headers=["Content-Encoding: gzip"]))
    assert refusal(connect(server), server.url).what == "GitHub answered more than 1 MiB."
    assert len(server.requests) == 1


def test_a_refused_token_is_not_tried_again(serve: Serve) -> None:
    server = serve(answer({"message": "Bad credentials"}, status=401))
    with connect(server) as session:
        for _ in range(2):
            with pytest.raises(SignInError) as caught:
                session.get(server.url)
    assert len(server.requests) == 1
    assert caught.value.cure == "harvester auth set github"
    assert TOKEN not in repr(vars(caught.value))


@pytest.mark.parametrize("status", [400, 403, 404, 410, 422])
def test_other_refusals_are_for_the_caller_to_judge(serve: Serve, status: int) -> None:
    server = serve(answer({"message": "Resource not accessible"}, status=status))
    with connect(server) as session:
        assert session.get(server.url).status_code == status
    assert len(server.requests) == 1


def test_errors_the_caller_treats_itself_are_handed_back_at_once(serve: Serve) -> None:
    server = serve(answer(status=502))
    with connect(server, hands_back=lambda method, status: method == "POST" and status == 502) as session:
        assert session.post(server.url, data="{}").status_code == 502
        assert len(server.requests) == 1
        with pytest.raises(UnansweredError):
            session.get(server.url)


def in_a_second() -> list[str]:
    """Headers of a server whose clock is two days ahead, and that asks to wait a second, as a date."""
    clock = datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)
    return [f"Date: {format_datetime(clock, usegmt=True)}",
            f"Retry-After: {format_datetime(clock + timedelta(seconds=1), usegmt=True)}"]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (429, ["Retry-After: 1"]),
        (403, ["Retry-After: 1"]),
        (503, ["Retry-After: 1"]),
        (403, ["Retry-After: 1.0"]),
        (429, in_a_second()),
    ],
)
def test_a_limit_is_waited_for_as_told_and_shown(serve: Serve, status: int, headers: list[str]) -> None:
    server = serve(answer({"message": "x"}, status=status, headers=headers), answer())
    shown: list[tuple[str, int, int | None]] = []
    with connect(server, show_wait=lambda *what: shown.append(what)) as session:
        assert session.get(server.url).ok
    assert server.arrivals[1] - server.arrivals[0] >= 0.95
    assert shown[0][0].startswith("GitHub asks to wait until ")
    assert shown[0][1:] == (0, 1)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (["Retry-After: 86400"], {}),
        (["Retry-After: 99999999999999999999"], {}),
        ([f"X-RateLimit-Reset: {int(time.time()) + 3600}", "X-RateLimit-Remaining: 0"], {}),
        ([], {"message": "You have exceeded a secondary rate limit."}),
    ],
)
def test_a_wait_beyond_what_is_granted_ends_with_the_time_to_run_again(
    serve: Serve, headers: list[str], body: dict[str, str]
) -> None:
    server = serve(answer(body, status=403, headers=headers))
    error = refusal(connect(server, max_wait_s=30), server.url)
    assert len(server.requests) == 1
    assert error.retry_at is not None
    assert error.retry_at > datetime.now(UTC) + timedelta(seconds=50)
    assert f"{error.retry_at:%Y-%m-%d %H:%M} UTC" in error.what
    assert "run again from" in error.why


def test_a_limit_that_never_ends_is_given_up(serve: Serve) -> None:
    server = serve(answer(status=429, headers=["Retry-After: 0"]))
    assert "limits requests until" in refusal(connect(server), server.url).what
    assert len(server.requests) == PatientAdapter.waits + 1


def test_a_limit_hidden_in_a_good_answer_is_waited_for_too(serve: Serve) -> None:
    server = serve(answer({"errors": [{"type": "RATE_LIMITED"}]}), answer({"data": 1}))
    waits = lambda _headers, body, _now: 0.0 if b"RATE_LIMITED" in body else None  # noqa: E731 - reads as a table
    with connect(server, find_hidden_wait=waits) as session:
        assert session.get(server.url).json() == {"data": 1}


@pytest.mark.parametrize("script", [silence(5), answer(status=429, headers=["Retry-After: 60"])])
def test_waiting_ends_when_the_person_asks_to_stop(serve: Serve, script: Script) -> None:
    server = serve(script)
    stop = threading.Event()
    threading.Timer(0.2, stop.set).start()
    with connect(server, stop=stop) as session, pytest.raises(InterruptedRunError):
        session.get(server.url)
    assert len(server.requests) == 1


def test_every_request_is_counted_the_repeated_ones_too(serve: Serve) -> None:
    server = serve(answer(status=500), answer())
    counted: list[int] = []
    with connect(server, count=lambda: counted.append(1)) as session:
        session.get(server.url)
    assert len(counted) == len(server.requests) == 2


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_on_the_same_server_keeps_the_query(serve: Serve, status: int) -> None:
    server = serve(answer(status=status, headers=["Location: /repositories/7/pulls"]), answer())
    with connect(server) as session:
        assert session.get(f"{server.url}/repos/acme/old/pulls?state=closed&page=2").ok
    assert path_of(server.requests[1]) == "/repositories/7/pulls?state=closed&page=2"
    assert header_of(server.requests[1], "Authorization") == f"token {TOKEN}"


def test_a_redirect_with_a_query_of_its_own_is_followed_as_written(serve: Serve) -> None:
    server = serve(answer(status=301, headers=["Location: /repositories/7/pulls?state=closed&page=2"]), answer())
    with connect(server) as session:
        session.get(f"{server.url}/repos/acme/old/pulls?state=closed&page=2")
    assert path_of(server.requests[1]) == "/repositories/7/pulls?state=closed&page=2"


def test_no_other_server_is_asked_whoever_points_to_it(serve: Serve) -> None:
    foreign = serve(answer())
    server = serve(answer(status=302, headers=[f"Location: {foreign.url}/steal"]))
    assert "points to another server, 127.0.0.1:" in refusal(connect(server), server.url).what
    assert "points to another server" in refusal(connect(server), foreign.url).what
    assert foreign.requests == []


def test_a_redirect_in_a_circle_and_one_of_a_query_end(serve: Serve) -> None:
    server = serve(answer(status=301, headers=["Location: /a"]))
    assert "in a circle" in refusal(connect(server), server.url).what
    with connect(server) as session, pytest.raises(UnansweredError, match="redirects a query"):
        session.post(server.url, data="{}")


def test_a_cookie_is_not_kept(serve: Serve) -> None:
    server = serve(answer(headers=["Set-Cookie: session=1; Path=/"]))
    with connect(server) as session:
        session.get(server.url)
        session.get(server.url)
        assert not list(session.cookies)
    assert header_of(server.requests[1], "Cookie") is None


def test_netrc_and_a_proxy_have_no_say_about_this_machine(
    serve: Serve, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / ".netrc").write_text("machine 127.0.0.1 login eve password stolen\n")
    server, proxy = serve(answer()), serve(answer())
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    with connect(server) as session:
        session.get(server.url)
    assert header_of(server.requests[0], "Authorization") == f"token {TOKEN}"
    assert proxy.requests == []


@pytest.mark.parametrize(
    "url", ["http://github.example.com/api/v3", "ftp://x", "github.com", "https://", "https://u:p@x"]
)
def test_an_address_that_would_carry_the_token_in_clear_or_nowhere_is_refused(url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        require_host(url, "[connectors.github] url")
    assert "u:p" not in caught.value.what + caught.value.why


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://API.github.com", "api.github.com"),
        ("https://git.example.com:8443/api/v3/", "git.example.com:8443"),
        ("http://127.0.0.1:80", "127.0.0.1"),
        ("http://[::1]:99/x", "[::1]:99"),
        ("https://git.example.com:443", "git.example.com"),
    ],
)
def test_a_server_is_known_by_scheme_name_and_port(url: str, name: str) -> None:
    assert str(require_host(url, "url")) == name
