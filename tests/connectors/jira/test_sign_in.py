"""Signing in: refused credentials are said with their cure, and a token goes to its site alone and is shown nowhere."""

import logging
import os
import stat
import traceback
from pathlib import Path

import pytest

from connectors.jira import JiraConnector, JiraSettings
from harvester.connector import Identity, Session
from harvester.errors import ConfigError, SignInError
from harvester.model import Gap
from tests.connectors.jira.conftest import EVER, KINDS, NOBODY, NOW, YEAR, Serve, connect, read
from tests.fakes.jira import faults
from tests.fakes.jira.faults import Spoil, Status
from tests.fakes.jira.server import TOKEN, CloudServer, DataCenterServer, JiraServer
from tests.fakes.jira.tracker import ANN, Tracker

CAPTCHA = (
    ("X-Seraph-LoginReason", "AUTHENTICATION_DENIED"),
    ("X-Authentication-Denied-Reason", "CAPTCHA_CHALLENGE; login-url=https://jira.example.com/login.jsp"),
)
NOBODYS = (("X-Seraph-LoginReason", "AUTHENTICATED_FAILED"),)
REFUSALS: dict[str, Spoil] = {
    "a token that expired": Status(401, b"<html>Unauthorized</html>", (("Content-Type", "text/html"),)),
    "a CAPTCHA": Status(403, b"<html>CAPTCHA</html>", CAPTCHA),
    "the log-in page with status 200": faults.html,
    "an empty answer to nobody": Status(200, b"", (("X-Seraph-LoginReason", "AUTHENTICATED_FAILED"),)),
    "an answer to nobody": Status(
        200, b'{"issues": [], "total": 0}', (("X-Seraph-LoginReason", "AUTHENTICATED_FAILED"),)
    ),
    "a redirect to the log-in page": Status(302, b"", (("Location", "/login.jsp"),)),
}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
@pytest.mark.parametrize("refusal", REFUSALS)
@pytest.mark.parametrize("number", [2, 4])
def test_a_refused_log_in_is_said_with_its_cure(
    kind: type[JiraServer], refusal: str, number: int, serve: Serve, tracker: Tracker
) -> None:
    tracker.create("PAY", ANN, "2026-03-01T09:00:00Z")
    server = serve(kind, tracker)
    server.find_fault = {number: REFUSALS[refusal]}.get
    with pytest.raises(SignInError) as caught:
        read(connect(server))
    assert caught.value.exit_code == 4
    assert caught.value.cure == "harvester auth set jira"
    assert len(server.requests) <= number + 1


def test_without_a_token_it_says_where_it_looked(server: JiraServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JIRA_API_TOKEN")
    with pytest.raises(SignInError, match="no token for jira") as caught:
        read(connect(server))
    assert "JIRA_API_TOKEN is not set" in caught.value.why
    assert server.requests == []


def test_a_token_is_found_in_a_file_that_nobody_else_can_read(
    server: JiraServer, tracker: Tracker, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("JIRA_API_TOKEN")
    tracker.create("PAY", ANN, "2026-03-01T09:00:00Z")
    file = tmp_path / "token-jira-work"
    file.write_text(f"{TOKEN}\n")
    file.chmod(stat.S_IRUSR | stat.S_IWUSR)
    settings = connect(server).settings
    session = Session(me=NOBODY, now=NOW, instance="work", is_only_instance=False, state_dir=tmp_path)
    assert len(read(JiraConnector(settings, session)).evidence) == 1


def test_the_token_of_the_environment_serves_the_only_table_and_no_other(server: JiraServer) -> None:
    settings = connect(server).settings
    lonely = Session(me=NOBODY, now=NOW, instance="work")
    assert list(JiraConnector(settings, lonely).check()) == []
    with pytest.raises(SignInError):
        list(JiraConnector(settings, Session(me=NOBODY, now=NOW, instance="work", is_only_instance=False)).check())


def test_cloud_without_an_address_says_what_is_missing(serve: Serve, tracker: Tracker) -> None:
    with pytest.raises(SignInError, match="e-mail") as caught:
        read(connect(serve(CloudServer, tracker), email=""))
    assert "connectors.jira" in caught.value.cure


def test_each_kind_is_signed_in_to_as_it_wants(server: JiraServer) -> None:
    assert list(connect(server).check()) == []
    assert set(server.authorizations) == {server.credentials}
    assert len(server.requests) == 2


def test_netrc_is_never_used(server: JiraServer, tracker: Tracker, home: Path) -> None:
    (home / ".netrc").write_text("machine 127.0.0.1 login mallory password hunter2hunter2\n")
    (home / ".netrc").chmod(0o600)
    tracker.create("PAY", ANN, "2026-03-01T09:00:00Z")
    assert len(read(connect(server)).evidence) == 1
    assert set(server.authorizations) == {server.credentials}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_a_redirect_to_another_server_gets_no_token(kind: type[JiraServer], serve: Serve, tracker: Tracker) -> None:
    server, other = serve(kind, tracker), serve(DataCenterServer, Tracker())
    server.find_fault = {3: Status(302, b"", (("Location", f"{other.url}/rest/api/2/search"),))}.get
    reading = read(connect(server))
    assert "points to another server" in reading.gaps[0].reason
    assert (other.requests, reading.gaps[0].standing) == ([], False)


@pytest.mark.parametrize("fault", ["a token that expired", "truncated", "status 400", "status 418"])
def test_no_token_stands_in_any_error_traceback_or_log(
    server: JiraServer, fault: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    known: dict[str, Spoil] = {"truncated": faults.truncate, "status 400": Status(400), "status 418": Status(418)}
    spoil = (known | REFUSALS)[fault]
    server.find_fault = lambda number: spoil if number > 1 else None
    said = ""
    with caplog.at_level(logging.DEBUG):
        connector = connect(server)
        try:
            said += str(read(connector).gaps)
        except SignInError as error:
            said += "".join(traceback.TracebackException.from_exception(error, capture_locals=False).format())
            said += repr(error) + str(error.__cause__) + str(vars(error))
    shown = capfd.readouterr()
    said += caplog.text + shown.out + shown.err + repr(connector) + str(vars(connector))
    assert not any(TOKEN[start : start + 8] in said for start in range(0, len(TOKEN) - 8, 4))
    assert server.credentials.partition(" ")[2] not in said


def test_who_the_token_belongs_to_is_suggested(server: JiraServer) -> None:
    account = ANN.account if isinstance(server, CloudServer) else ANN.name
    assert connect(server).suggest_identity() == Identity.of("Ann Example", emails=[ANN.email], jira=[account])


def test_what_would_stop_a_harvest_is_told_before(server: JiraServer, tracker: Tracker) -> None:
    tracker.projects.add("PAY")
    gaps = list(connect(server, projects=["PAY", "NO"], me=Identity.of(jira=["nobody"])).check())
    assert [gap.standing for gap in gaps] == [True, True]
    assert "'nobody'" in gaps[0].reason
    assert "'NO'" in gaps[1].reason
    server.find_fault = lambda _number: Status(503)
    assert [gap.standing for gap in connect(server).check()] == [False]


def test_a_wait_and_every_request_are_shown(server: JiraServer) -> None:
    shown: list[str] = []
    server.find_fault = {2: Status(429, headers=(("Retry-After", "1"),))}.get
    session = Session(me=NOBODY, now=NOW, show_progress=lambda what, _done, _total: shown.append(what))
    assert list(JiraConnector(connect(server).settings, session).check()) == []
    assert shown.count("Jira requests") == 3
    assert any(what.startswith("Jira asks to wait until") for what in shown)


def test_a_limit_of_a_day_is_said_with_its_end(server: JiraServer) -> None:
    server.find_fault = {3: Status(429, headers=(("Retry-After", "86400"),))}.get
    (gap,) = read(connect(server), YEAR).gaps
    assert "Jira limits requests until" in gap.reason
    assert not gap.standing


def test_what_answers_may_be_no_jira(server: JiraServer) -> None:
    server.find_fault = {1: Status(200, b'{"hello": "world"}')}.get
    (gap,) = read(connect(server), EVER).gaps
    assert "no Jira" in gap.reason


@pytest.mark.parametrize(
    "url", ["", "http://jira.example.com", "https://ann:secret99@jira.example.com", "jira.example.com", "file:///etc"]
)
def test_an_address_that_would_show_a_token_is_refused(url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        JiraConnector(JiraSettings(url=url), Session(me=NOBODY, now=NOW))
    assert "secret99" not in f"{caught.value} {caught.value.why} {caught.value.cure}"


def test_a_site_under_a_path_or_behind_a_slash_is_one_site(server: JiraServer) -> None:
    scopes = [connect(server, url=url).scopes() for url in (server.url, f"{server.url}/")]
    assert scopes[0] == scopes[1]
    (gap,) = connect(server, url=f"{server.url}/jira").check()
    assert isinstance(gap, Gap)


def test_the_proxy_of_the_environment_never_sees_a_server_of_this_machine(
    server: JiraServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "HTTP_PROXY", "http://127.0.0.1:9")
    assert list(connect(server).check()) == []
