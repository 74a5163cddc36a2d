from pathlib import Path

import pytest

from tests.training.clones import Clones


@pytest.fixture
def clones(tmp_path: Path) -> Clones:
    return Clones(tmp_path / "clones")
