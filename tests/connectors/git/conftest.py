"""A repository, and a connector of Ann's that reads it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.git import GitConnector, GitSettings
from harvester.connector import Identity, Session
from harvester.model import Evidence, Gap, Kind, Window
from tests.fakes.repository import Repository

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
WEEK = Window(datetime(2026, 11, 9, tzinfo=UTC), datetime(2026, 11, 16, tzinfo=UTC))
EVER = Window(datetime(1970, 1, 1, tzinfo=UTC), NOW)
ME = Identity.of("Ann Example", emails=["ann@example.com"], github=["ann"])


def connect(*paths: Path | str, me: Identity = ME, now: datetime = NOW) -> GitConnector:
    return GitConnector(GitSettings(repositories=[str(path) for path in paths]), Session(me=me, now=now))


def read(connector: GitConnector, window: Window = EVER) -> tuple[list[Evidence], list[Gap]]:
    answers = [answer for scope in connector.scopes() for answer in connector.harvest(scope, window)]
    evidence = [answer for answer in answers if isinstance(answer, Evidence)]
    return evidence, [answer for answer in answers if isinstance(answer, Gap)]


def harvest(connector: GitConnector, window: Window = EVER) -> list[Evidence]:
    evidence, gaps = read(connector, window)
    assert gaps == []
    return evidence


def shas(evidence: list[Evidence]) -> set[str]:
    return {one.ref.key for one in evidence if one.kind is Kind.COMMIT}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository.create(tmp_path / "pay")
