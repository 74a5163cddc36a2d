"""The GitHub connector keeps the seam."""

import pytest

from connectors.github import GitHubConnector
from harvester.model import Window
from tests.connectors.github.conftest import NOW, WEEK, Serve, connect
from tests.contract import ConnectorContract
from tests.fakes.github.worlds import make_odd_world


class TestGitHub(ConnectorContract):
    @pytest.fixture
    def connector(self, serve: Serve) -> GitHubConnector:
        return connect(serve(make_odd_world(NOW)))

    @pytest.fixture
    def window(self) -> Window:
        return WEEK
