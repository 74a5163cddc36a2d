"""Patience: one way to speak with a server, for every client library that is built on requests.

It owns the deadline of a request, the size of an answer, waiting for limits, and repeating what failed for a
moment. It refuses other hosts, repeats no refused sign-in, keeps no cookie, and shows no token. What it cannot
get ends as one typed error: `UnansweredError` (run again later) or `SignInError`.
"""

import io
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.cookiejar import DefaultCookiePolicy
from typing import Any, ClassVar, Final

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError
from urllib3.util.retry import Retry

from harvester.clean import clean_line
from harvester.errors import HarvesterError, InterruptedRunError, SignInError
from harvester.transport.errand import POOLS, Errand, OverdueError, StoppedError
from harvester.transport.hosts import Host, join_redirect
from harvester.transport.limits import find_wait
from harvester.transport.rehearsal import find_stage

_OK: Final = frozenset({200, 201})
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_KEEPS_METHOD: Final = frozenset({307, 308})
_MOST_REDIRECTS: Final = 5
_HEAD: Final = 4_096
"""Bytes of a body in which the words of a limit are looked for."""
_SLICE: Final = 1 << 16
_TICK_S: Final = 0.5


class UnansweredError(HarvesterError):
    """A server gave no usable answer; `retry_at` says from when on it may, where it said so itself."""

    usual_cure = "harvester run, later"

    def __init__(self, what: str, *, why: str = "", cure: str = "", retry_at: datetime | None = None) -> None:
        super().__init__(what, why=why, cure=cure)
        self.retry_at = retry_at


class _PassingError(Exception):
    """Something that may be gone at the next try; its text says what, without any secret."""


def show_no_wait(what: str, waited_s: int, total_s: int | None) -> None:
    """Show nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """What one source asks of the transport.

    `service` names it in messages ("GitHub"), `sign_in_cure` is the command that cures a refused token.
    `max_wait_s` bounds all waits for limits together. `hands_back(method, status)` says which errors the caller
    treats itself instead of having them repeated. `find_hidden_wait` finds a limit in an answer that has status
    200. `count` is called for every request that is sent.
    """

    service: str
    host: Host
    sign_in_cure: str
    max_wait_s: float = 900.0
    stop: threading.Event = field(default_factory=threading.Event)
    show_wait: Callable[[str, int, int | None], None] = show_no_wait
    count: Callable[[], None] = lambda: None
    hands_back: Callable[[str, int], bool] = lambda _method, _status: False
    find_hidden_wait: Callable[[Mapping[str, str], bytes, datetime], float | None] = lambda _headers, _body, _now: None


class PatientAdapter(HTTPAdapter):
    """A requests adapter that owns everything between a client library and its server; see `mount`.

    A request may be sent from any thread, one at a time for each adapter.
    """

    deadline_s: ClassVar[float] = 60.0
    """Seconds one request may take, from connecting to the last byte."""
    connect_s: ClassVar[float] = 15.0
    most_bytes: ClassVar[int] = 64 << 20
    """Bytes of an answer, unpacked."""
    tries: ClassVar[int] = 3
    waits: ClassVar[int] = 8
    """Waits for limits that one request may need: a limit that never ends is none."""
    backoff_s: ClassVar[float] = 1.0

    def __init__(self, patience: Patience) -> None:
        self.patience = patience
        self.waited_s = 0.0
        self._refusal: SignInError | None = None
        self._turn = threading.Lock()
        super().__init__(max_retries=Retry(0, read=False))

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - passed on as given
        """Make the pools whose connections can be closed at a deadline."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = dict(POOLS)

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - passed on as given
        """Make such pools for a proxy too."""
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = dict(POOLS)
        return manager

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - passed on as given
        """Connect to the server; in a rehearsal to what plays it, and to nothing else."""
        stage = find_stage()
        if stage is None:
            return super().get_connection_with_tls_context(*args, **kwargs)
        if self.patience.host not in stage.hosts:
            raise UnansweredError(f"{self.patience.host} takes no part in this rehearsal.", cure="harvester demo")
        return self.poolmanager.connection_from_host("127.0.0.1", stage.port, "http")

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:  # noqa: ANN401 - the signature of requests, passed on
        """Send a request as long as patience lasts, and follow redirects on the same server.

        Raises:
            UnansweredError: there is no usable answer now.
            SignInError: the server refuses the token; it is not asked again.
            InterruptedRunError: the person asked to stop.
        """
        del args
        kwargs = {key: value for key, value in kwargs.items() if key in {"verify", "cert", "proxies"}}
        with self._turn:
            for _ in range(_MOST_REDIRECTS):
                response = self._insist(request, kwargs)
                location = response.headers.get("Location")
                if response.status_code not in _MOVED or not location:
                    return response
                request = self._follow(request, response.status_code, location)
        raise UnansweredError(f"{self.patience.service} redirects in a circle.", why=_name(request))

    def _follow(self, request: requests.PreparedRequest, status: int, location: str) -> requests.PreparedRequest:
        if request.method != "GET" and status not in _KEEPS_METHOD:
            raise UnansweredError(
                f"{self.patience.service} redirects a query.",
                why="is the configured url right?",
                cure="harvester config path names the file with the url",
            )
        moved = request.copy()
        moved.url = join_redirect(request.url or "", location)
        return moved

    def _insist(self, request: requests.PreparedRequest, kwargs: dict[str, Any]) -> requests.Response:
        """Repeat a request until it is answered, or patience ends."""
        failures = limits = 0
        while True:
            try:
                response = self._ask(request, kwargs)
                wait_s = self._find_wait(response)
                if wait_s is None:
                    return self._judge(request, response)
                self._wait_for_limit(max(wait_s, self.backoff_s * 2**limits) if limits else wait_s, limits)
                limits += 1
            except _PassingError as passing:
                failures += 1
                if failures >= self.tries:
                    what = f"{self.patience.service} gave no usable answer, {failures} times: {passing}."
                    raise UnansweredError(what, why=f"asked for {_name(request)}") from None
                self._pause(self.backoff_s * 2 ** (failures - 1))

    def _ask(self, request: requests.PreparedRequest, kwargs: dict[str, Any]) -> requests.Response:
        """Send a request once and read its whole answer."""
        self._check_host(request)
        if self._refusal:
            raise self._refusal
        if self.patience.stop.is_set():
            raise _interruption()
        self.patience.count()
        errand = Errand(lambda: self._exchange(request, kwargs))
        errand.start()
        try:
            return errand.wait(self.deadline_s, self.patience.stop)
        except StoppedError:
            raise _interruption() from None
        except (OverdueError, requests.exceptions.ReadTimeout):
            # Reading has the same limit as the whole, so either may notice first.
            raise _PassingError(f"the answer was not complete after {self.deadline_s:g} seconds") from None
        except (requests.RequestException, HTTPError, OSError) as error:
            raise _PassingError(_explain(error)) from None

    def _exchange(self, request: requests.PreparedRequest, kwargs: dict[str, Any]) -> requests.Response:
        timeout = (self.connect_s, self.deadline_s)
        response = super().send(request, stream=True, timeout=timeout, **kwargs)
        body = bytearray()
        with response:
            for chunk in response.iter_content(_SLICE):
                body += chunk
                if len(body) > self.most_bytes:
                    raise UnansweredError(
                        f"{self.patience.service} answered more than {self.most_bytes >> 20} MiB.", why=_name(request)
                    )
        whole = requests.Response()
        whole.status_code, whole.headers, whole.url = response.status_code, response.headers, response.url
        whole.reason, whole.request, whole.encoding = response.reason, request, "utf-8"
        whole.raw = io.BytesIO(bytes(body))
        _ = whole.content
        return whole

    def _judge(self, request: requests.PreparedRequest, response: requests.Response) -> requests.Response:
        """Pass on what the caller can use: an answer in JSON, a redirect, or an error that is its own to judge."""
        status = response.status_code
        if status == requests.codes.unauthorized:
            self._refusal = SignInError(
                f"{self.patience.service} refuses the token for {self.patience.host}.", cure=self.patience.sign_in_cure
            )
            raise self._refusal
        if self.patience.hands_back(request.method or "", status):
            return response
        if status >= requests.codes.server_error:
            raise _PassingError(f"it answered with status {status}")
        if status < requests.codes.bad_request and status not in _MOVED:
            _require_json(response)
        return response

    def _check_host(self, request: requests.PreparedRequest) -> None:
        try:
            host = Host.of(request.url or "")
        except ValueError:
            host = None
        if host != self.patience.host:
            raise UnansweredError(
                f"{self.patience.service} points to another server, {clean_line(str(host or 'unreadable'), 100)}.",
                why=f"only {self.patience.host} is configured, and only it gets the token",
                cure="correct the url of this source, if that is its server; harvester config path names the file",
            )

    def _find_wait(self, response: requests.Response) -> float | None:
        now = _now()
        if response.status_code == requests.codes.ok:
            return self.patience.find_hidden_wait(response.headers, response.content, now)
        head = response.content[:_HEAD].decode("utf-8", "replace")
        return find_wait(response.status_code, response.headers, head, now)

    def _wait_for_limit(self, seconds: float, waits: int) -> None:
        """Wait as the server asks, if that is within what the person granted; a wait that did not help is longer."""
        retry_at = _now() + timedelta(seconds=seconds)
        if self.waited_s + seconds > self.patience.max_wait_s or waits >= self.waits:
            raise UnansweredError(
                f"{self.patience.service} limits requests until {retry_at:%Y-%m-%d %H:%M} UTC.",
                why=f"that is past what max_wait grants; run again from {retry_at:%H:%M} UTC on",
                retry_at=retry_at,
            )
        self.waited_s += seconds
        began = time.monotonic()
        what = f"{self.patience.service} asks to wait until {retry_at:%H:%M:%S} UTC (seconds)"
        while (left := began + seconds - time.monotonic()) > 0:
            self.patience.show_wait(what, int(seconds - left), round(seconds))
            self._pause(min(left, _TICK_S))

    def _pause(self, seconds: float) -> None:
        if self.patience.stop.wait(seconds):
            raise _interruption()


def mount(session: requests.Session, adapter: PatientAdapter) -> None:
    """Let a session speak through this adapter only; no netrc, no cookie, and no proxy for this machine itself."""
    for prefix in ("https://", "http://"):
        session.mount(prefix, adapter)
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    if session.auth is None:
        session.auth = _keep_headers
    if adapter.patience.host.is_loopback:
        session.trust_env = False


def _keep_headers(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Authorize nothing: that a session has an auth keeps requests from looking into ~/.netrc."""
    return request


def _require_json(response: requests.Response) -> None:
    """Raise _PassingError unless an answer is a JSON object or array with status 200."""
    if response.status_code not in _OK:
        raise _PassingError(f"it answered with status {response.status_code} and nothing to read")
    try:
        is_usable = isinstance(json.loads(response.content), dict | list)
    except (ValueError, RecursionError):
        is_usable = False
    if not is_usable:
        kind = clean_line(response.headers.get("Content-Type", "no type"), 60)
        raise _PassingError(f"it answered something that is no JSON object ({kind}, {len(response.content)} bytes)")


def _explain(error: Exception) -> str:
    """Say in words what went wrong with a connection; the texts of the libraries hold addresses and objects."""
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate is not trusted"
    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy does not answer"
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return "it does not answer"
    if isinstance(error, requests.exceptions.ChunkedEncodingError | requests.exceptions.ContentDecodingError):
        return "the answer broke off or is damaged"
    return "the connection failed or broke off"


def _name(request: requests.PreparedRequest) -> str:
    """Name a request by method and path: a query may hold private words."""
    return clean_line(f"{request.method} {request.path_url.partition('?')[0]}", 200)


def _interruption() -> InterruptedRunError:
    return InterruptedRunError("Interrupted.", cure="harvester run")


def _now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)
