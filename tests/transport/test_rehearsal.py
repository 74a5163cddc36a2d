"""A rehearsal plays the servers it names, keeps every rule of the transport, and lets nothing else out."""

from collections.abc import Iterator

import pytest
import requests

from harvester.transport import Host, Patience, PatientAdapter, UnansweredError, mount, rehearse
from harvester.transport.rehearsal import find_stage
from tests.transport.wire import WireServer, answer, header_of, path_of

GITHUB = Host.of("https://api.github.com")


@pytest.fixture
def server() -> Iterator[WireServer]:
    with WireServer([answer({"login": "ann"})]) as running:
        yield running


def connect(host: Host) -> requests.Session:
    session = requests.Session()
    mount(session, PatientAdapter(Patience(service="GitHub", host=host, sign_in_cure="harvester auth set github")))
    return session


def port_of(server: WireServer) -> int:
    return int(server.url.rpartition(":")[2])


def test_a_named_server_is_played_on_this_machine(server: WireServer) -> None:
    with rehearse([GITHUB], port_of(server)), connect(GITHUB) as session:
        response = session.get("https://api.github.com/user?page=2", headers={"Authorization": "token demo"})
    assert response.json() == {"login": "ann"}
    assert path_of(server.requests[0]) == "/user?page=2"
    assert header_of(server.requests[0], "Authorization") == "token demo"


def test_a_proxy_of_the_environment_is_passed_by(server: WireServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://192.0.2.1:3128")
    with rehearse([GITHUB], port_of(server)), connect(GITHUB) as session:
        assert session.get("https://api.github.com/user").json() == {"login": "ann"}


def test_no_other_server_can_be_reached_meanwhile(server: WireServer) -> None:
    other = Host.of("https://github.example.com")
    refused = pytest.raises(UnansweredError, match=r"github\.example\.com takes no part")
    with rehearse([GITHUB], port_of(server)), connect(other) as session, refused:
        session.get("https://github.example.com/api/v3/user")
    assert server.requests == []


def test_the_rule_of_the_one_host_holds_in_a_rehearsal_too(server: WireServer) -> None:
    stage = rehearse([GITHUB, Host.of("https://jira.example.com")], port_of(server))
    with stage, connect(GITHUB) as session, pytest.raises(UnansweredError, match="another server"):
        session.get("https://jira.example.com/rest/api/2/field")
    assert server.requests == []


def test_a_rehearsal_ends_with_its_block_however_that_ends(server: WireServer) -> None:
    with pytest.raises(KeyboardInterrupt), rehearse([GITHUB], port_of(server)):
        raise KeyboardInterrupt
    assert find_stage() is None


def test_after_it_the_server_itself_is_asked(server: WireServer) -> None:
    with WireServer([answer({"login": "the server itself"})]) as real, connect(Host.of(real.url)) as session:
        with rehearse([Host.of(real.url)], port_of(server)):
            assert session.get(f"{real.url}/user").json() == {"login": "ann"}
        assert session.get(f"{real.url}/user").json() == {"login": "the server itself"}
