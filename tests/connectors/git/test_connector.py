"""The Git connector on ordinary repositories."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.git import GitConnector, GitSettings
from harvester.connector import Identity, Session
from harvester.model import Evidence, Gap, Kind, Role, Window
from tests.fakes.repository import BEN, Repository

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
WEEK = Window(datetime(2026, 11, 9, tzinfo=UTC), datetime(2026, 11, 16, tzinfo=UTC))


def connect(*paths: Path) -> GitConnector:
    session = Session(me=Identity.of("Ann Example", emails=["ann@example.com"]), now=NOW)
    return GitConnector(GitSettings(repositories=[str(path) for path in paths]), session)


def harvest(connector: GitConnector, window: Window = WEEK) -> list[Evidence]:
    answers = [answer for scope in connector.scopes() for answer in connector.harvest(scope, window)]
    assert [answer for answer in answers if isinstance(answer, Gap)] == []
    return [answer for answer in answers if isinstance(answer, Evidence)]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository.create(tmp_path / "pay")


def test_work_merged_this_week_counts_this_week_though_it_was_written_in_may(repository: Repository) -> None:
    repository.commit("Start", author=BEN, at="2026-05-01T12:00:00Z")
    repository.switch("batching")
    written = repository.commit("Batch the ledger reads", {"ledger.py": "a\nb\n"}, at="2026-05-02T12:00:00Z")
    repository.switch("main")
    repository.commit("Other work", {"other": "x"}, author=BEN, at="2026-11-01T12:00:00Z")
    repository.merge(
        "batching", "Merge pull request #412 from acme/batching\n\nBatch the reads", at="2026-11-12T12:00:00Z"
    )
    [evidence] = harvest(connect(repository.path))
    assert str(evidence.ref) == f"git:{written}"
    assert (evidence.kind, evidence.role, evidence.project) == (Kind.COMMIT, Role.AUTHOR, "pay")
    assert evidence.happened_at == datetime(2026, 11, 12, 12, tzinfo=UTC)
    assert evidence.facts["authored_at"] == "2026-05-02T12:00:00Z"
    assert evidence.facts["pull_request"] == 412
    assert [(file.path, file.added, file.deleted) for file in evidence.files] == [("ledger.py", 2, 0)]
