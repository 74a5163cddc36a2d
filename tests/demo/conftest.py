"""A place for temporary files of its own, so that what is left in it can be seen."""

import tempfile
from pathlib import Path

import pytest

from tests.cli.conftest import program  # noqa: F401 - a fixture, for those who run the command line here


@pytest.fixture(autouse=True)
def passing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, of this process and of those it starts."""
    folder = tmp_path / "passing"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder
