"""`harvester init`: from an empty home to a configuration that says what is here, and nothing else."""

import os
import stat
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Program, Result
from tests.fakes.odd_repositories import TRAPS
from tests.fakes.repository import ANN, Repository

CONFIG = Path(".config/harvester/config.toml")


@pytest.fixture
def ann(home: Path) -> Path:
    """A home whose git knows Ann."""
    (home / ".gitconfig").write_text("[user]\n\tname = Ann Example\n\temail = ann@example.com\n")
    return home


def clone(home: Path, name: str, *authors: str) -> Repository:
    """A repository below the home with a commit of each author."""
    repository = Repository.create(home / name)
    for author in authors:
        repository.commit("Work", author=author)
    return repository


def written(home: Path) -> dict[str, Any]:
    return tomllib.loads((home / CONFIG).read_text())


def test_everything_is_found_and_written_without_a_question(program: Program, ann: Path) -> None:
    clone(ann, "src/pay", ANN, ANN)
    clone(ann, "src/github.com/acme/ledger", ANN)
    clone(ann, "src/foreign", "Ben Example <ben@example.com>")
    result = program("init", "--yes")
    assert (result.code, result.out) == (0, f"{ann / CONFIG}\n")
    content = written(ann)
    assert content["document"] == "~/brag.md"
    assert content["me"] == {"name": "Ann Example", "emails": ["ann@example.com"]}
    assert content["connectors"] == {"git": {"repositories": ["~/src/pay", "~/src/github.com/acme/ledger"]}}
    assert "Nothing left this machine." in result.err
    assert result.err.endswith("Next: harvester run\n")
    assert program("config", "check").code == 0
