"""`harvester run` with a Jira: what comes is stored, what fails costs this source alone, and the next run mends it."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.conftest import Program
from tests.connectors.jira.conftest import KINDS, Serve, table
from tests.fakes.jira.faults import Status
from tests.fakes.jira.server import TOKEN, JiraServer
from tests.fakes.jira.tracker import ANN, BEN, Tracker
from tests.fakes.repository import ANN as GIT_ANN
from tests.fakes.repository import Repository


@pytest.fixture
def busy(tracker: Tracker) -> Tracker:
    """Ann resolved a ticket and explained another; Ben's words stand beside hers."""
    done = tracker.create(
        "PAY", BEN, "2026-11-02T09:00:00Z", assignee=ANN, summary="Cut checkout latency by batching ledger reads"
    )
    tracker.comment(done, BEN, "2026-11-03T09:00:00Z", "Ask eve@example.net about the private ledger.")
    tracker.resolve(done, ANN, "2026-11-10T09:00:00Z")
    other = tracker.create("LED", BEN, "2026-11-02T09:00:00Z", assignee=BEN, summary="Close the day twice")
    tracker.comment(other, ANN, "2026-11-12T09:00:00Z", "The writer races with the close, because both take the lock.")
    return tracker


def configure(home: Path, *tables: Mapping[str, object], repository: Repository | None = None) -> None:
    lines = ['[me]\nname = "Ann Example"\nemails = ["ann@example.com"]\n']
    lines += [
        "[[connectors.jira]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in one.items())
        for one in tables
    ]
    if repository:
        lines.append(f"[connectors.git]\nrepositories = [{json.dumps(str(repository.path))}]\n")
    path = home / ".config" / "harvester" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text("\n".join(lines))


def test_a_run_drafts_the_tickets_of_either_kind(
    program: Program,
    server: JiraServer,
    busy: Tracker,
    home: Path,
) -> None:
    del busy
    configure(home, table(server))
    result = program("run", "--json")
    assert result.code == 0, result.err
    (source,) = result.json["sources"]
    assert (source["source"], source["scopes"], source["seen"], source["gaps"]) == ("jira", 1, 2, [])
    assert source["requests"] == len(server.requests)
    assert "PAY-1" in (home / "brag.md").read_text()
    before = (home / "brag.md").read_bytes()
    again = program("run", "--json")
    assert (again.code, again.json["drafts"]["appended"]) == (0, 0)
    assert again.json["sources"][0]["changed"] == 0
    assert (home / "brag.md").read_bytes() == before


def test_two_sites_of_one_key_are_two_tickets(
    program: Program,
    serve: Serve,
    busy: Tracker,
    home: Path,
) -> None:
    command = ["printenv", "JIRA_API_TOKEN"]
    tables = [
        {"name": f"site{place}", "token_command": command, **table(serve(kind, busy))}
        for place, kind in enumerate(KINDS)
    ]
    configure(home, *tables)
    assert program("run").code == 0
    exported = [json.loads(line)["ref"] for line in program("export").lines]
    assert {ref.partition("/")[0] for ref in exported} == {"jira:site0", "jira:site1"}
    assert len(exported) == 4


@pytest.fixture
def site_and_repository(server: JiraServer, busy: Tracker, home: Path, tmp_path: Path) -> JiraServer:
    """A site and a repository, both configured."""
    del busy
    repository = Repository.create(tmp_path / "pay")
    repository.commit("Batch the ledger reads", {"a.py": "1\n"}, author=GIT_ANN, at="2026-11-10T12:00:00Z")
    configure(home, table(server), repository=repository)
    return server


@pytest.mark.parametrize(("fault", "code"), [(Status(503), 3), (Status(401), 4)], ids=["out of order", "refused"])
def test_a_site_that_fails_costs_itself_alone_and_is_made_up_for(
    program: Program, site_and_repository: JiraServer, fault: Status, code: int
) -> None:
    site_and_repository.find_fault = lambda number: fault if number > 3 else None
    failed = program("run", "--json")
    assert failed.code == code
    assert "Jira" in failed.err
    sources = {source["source"]: source for source in failed.json["sources"]}
    assert (sources["git"]["seen"], sources["jira"]["seen"]) == (1, 0)
    assert sources["jira"]["coverage"] == {}
    site_and_repository.find_fault = lambda _number: None
    mended = program("run", "--json")
    assert (mended.code, mended.json["exit"]) == (0, 0)
    assert "jira:PAY-1" in [json.loads(line)["ref"] for line in program("export").lines]


def test_no_token_and_nobodys_address_is_kept_anywhere(
    program: Program,
    server: JiraServer,
    busy: Tracker,
    home: Path,
) -> None:
    del busy
    configure(home, table(server))
    said = program("run", "--json")
    shown = program("export")
    kept = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file() and path.name != "config.toml")
    everything = kept + (said.out + said.err + shown.out).encode()
    assert b"PAY-1" in kept
    for secret in (TOKEN, server.credentials.partition(" ")[2], BEN.email, "eve@example.net"):
        assert secret.encode() not in everything


def test_a_site_is_tested_by_name(
    program: Program,
    server: JiraServer,
    home: Path,
) -> None:
    configure(home, table(server))
    assert program("connectors", "test", "jira").out == "jira: ready\n"
    server.find_fault = lambda _number: Status(401)
    assert program("connectors", "test", "jira").code == 4
