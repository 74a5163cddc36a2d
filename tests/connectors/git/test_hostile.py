"""A hostile repository runs no code, sees nothing of the environment and cannot hold us up."""

from pathlib import Path

import pytest

from connectors.git import find_repository, list_addresses, read_identity
from tests.connectors.git.conftest import connect, harvest
from tests.fakes.odd_repositories import TRAPS, Trap


@pytest.fixture(params=TRAPS)
def trap(request: pytest.FixtureRequest, tmp_path: Path) -> Trap:
    return TRAPS[request.param](tmp_path)


def test_every_trap_is_live(trap: Trap) -> None:
    assert not trap.canary.exists()
    trap.run_naively()
    assert trap.canary.exists()


def test_no_trap_is_set_off_even_when_we_stand_in_it(trap: Trap, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(trap.repository.path)
    connector = connect(".")
    [evidence] = harvest(connector)
    list(connector.check())
    find_repository(".")
    read_identity(".")
    list_addresses(".", 5)
    assert evidence.title == "Start"
    assert not trap.canary.exists()
