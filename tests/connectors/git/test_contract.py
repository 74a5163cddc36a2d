"""The Git connector keeps the seam."""

from datetime import timedelta

import pytest

from connectors.git import GitConnector
from harvester.model import Window
from tests.connectors.git.conftest import NOW, connect
from tests.contract import ConnectorContract
from tests.fakes.repository import ANN, BEN, Repository


class TestGit(ConnectorContract):
    @pytest.fixture
    def connector(self, repository: Repository) -> GitConnector:
        repository.git("remote", "add", "origin", "git@github.com:acme/pay.git")
        repository.commit("Start", author=BEN, at="2026-08-01T12:00:00Z")
        repository.switch("batching")
        repository.commit("Batch \x1b[31mthe\x1b[0m reads", {"a b\tc.py": "1\n"}, at="2026-08-02T12:00:00Z")
        repository.commit("Design it", {"docs/adr/7-é.md": "# Batch\n"}, at="2026-09-02T12:00:00+05:30")
        repository.switch("main")
        repository.commit("Help\n\nCo-authored-by: Ann <ANN@example.com>", author=BEN, at="2026-10-01T12:00:00Z")
        repository.merge(
            "batching", "Merge pull request #4 from acme/b\n\nBatch", author=ANN, at="2026-10-02T12:00:00Z"
        )
        repository.commit("Later (#5)\n\nToken ghp_0123456789abcdefghij0123456789abcdef", at="2026-10-03T12:00:00Z")
        repository.commit("Later still", {"x": "y"}, at="2026-11-03T12:00:00Z")
        return connect(repository.path)

    @pytest.fixture
    def window(self) -> Window:
        return Window(NOW - timedelta(weeks=26), NOW)
