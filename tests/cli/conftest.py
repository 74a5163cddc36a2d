"""The program as a person runs it, and a repository with real work in it."""

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from harvester.cli import main
from tests.fakes.repository import ANN, BEN, Repository

CODE = "\n".join(f"def step_{number}(ledger):\n    return ledger.rows[{number}]\n" for number in range(60))


@dataclass(frozen=True)
class Result:
    """What a command said, and with which code it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever the command printed
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


Program = Callable[..., Result]


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Program:
    """Run `harvester` with arguments."""

    def run(*arguments: str | Path, stdin: str = "") -> Result:
        monkeypatch.setattr(sys, "argv", ["harvester", *map(str, arguments)])
        if stdin:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"))
        with pytest.raises(SystemExit) as ending:
            main()
        said = capsys.readouterr()
        code = ending.value.code
        assert isinstance(code, int)
        assert "Traceback" not in said.err
        return Result(code, said.out, said.err)

    return run


@pytest.fixture
def pay(tmp_path: Path) -> Repository:
    """A repository in which Ann built, decided and tidied, and Ben worked beside her."""
    repository = Repository.create(tmp_path / "pay")
    repository.commit("Start the ledger", {"README.md": "# Pay\n"}, author=BEN, at="2026-06-01T09:00:00Z")
    repository.commit(
        "feat(ledger): add batched reads to the checkout\n\n"
        "Each checkout read the ledger forty times. The p99 latency went from 900 ms to 310 ms, because the lock was\n"
        "taken once.\n",
        {"pay/ledger.py": CODE, "tests/test_ledger.py": "def test_batch():\n    assert True\n" * 8},
        author=ANN,
        at="2026-11-10T12:00:00Z",
    )
    repository.commit("chore: bump requests from 2.31 to 2.32", {"requirements.txt": "requests==2.32\n"}, author=ANN,
                      at="2026-11-11T12:00:00Z")  # fmt: skip
    repository.commit(
        "Add ADR 7: a nightly batch instead of a queue\n\n"
        "We chose a nightly batch over a queue for billing exports, because the consumer reads once a day.\n",
        {"docs/adr/0007-nightly-batch.md": "# ADR 7: nightly batch\n\n## Decision\n\nA nightly batch.\n" * 12},
        author=ANN,
        at="2026-11-12T12:00:00Z",
    )
    repository.commit("Rework the queue of exports", {"pay/queue.py": CODE}, author=BEN, at="2026-11-13T12:00:00Z")
    return repository


@pytest.fixture
def inside_pay(pay: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Stand in the repository as Ann, with no configuration at all."""
    pay.git("config", "user.name", "Ann Example")
    pay.git("config", "user.email", "ann@example.com")
    monkeypatch.chdir(pay.path)
    return pay
