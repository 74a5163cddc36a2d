"""The whole pipeline in one story, and what the demo owes: nothing of the person's is read, nothing is left behind."""

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from harvester.demo.story import STEPS
from tests.cli.conftest import Program
from tests.demo.record import GOLDEN

RECORD_ANEW = "the story, the connectors or the drafts changed: python -m tests.demo.record, and read the difference"


def anonymous(text: str) -> str:
    """Spell the one thing that differs between two demos."""
    return re.sub(r"/\S+/harvester-demo-\w+", "FOLDER", text)


def list_files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_demo_tells_the_whole_story(program: Program) -> None:
    told = program("demo")
    assert (told.code, told.err) == (0, "")
    assert anonymous(told.out) == GOLDEN.read_text(encoding="utf-8"), RECORD_ANEW
    assert program("demo").out.count("\n") == told.out.count("\n")


def test_every_line_fits_a_page() -> None:
    lines = GOLDEN.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if len(line) > 80] == []
    assert len(lines) <= 60
    assert "\x1b" not in "".join(lines)


def test_nothing_is_left_behind_and_nothing_else_is_written(
    program: Program, home: Path, passing: Path, tmp_path: Path
) -> None:
    (home / ".config" / "harvester").mkdir(parents=True)
    (home / ".config" / "harvester" / "config.toml").write_text("this = is = no = toml")
    (home / ".gitconfig").write_text("[core\n")
    (home / "brag.md").write_text("## Projects\n\n- mine\n")
    before = list_files(home) | list_files(tmp_path)
    assert program("demo").code == 0
    assert list_files(home) | list_files(tmp_path) == before
    assert list(passing.iterdir()) == []


@pytest.fixture
def addresses(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every address that something connects to."""
    met: list[Any] = []
    connect = socket.socket.connect

    def remember(self: socket.socket, address: Any) -> None:  # noqa: ANN401 - the socket module's own type
        met.append(address)
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", remember)
    return met


def test_the_environment_is_neither_read_nor_changed(
    program: Program, monkeypatch: pytest.MonkeyPatch, addresses: list[Any]
) -> None:
    foreign = {
        "GH_TOKEN": "ghp_" + "Zq9X" * 9,
        "JIRA_API_TOKEN": "ATATT-a-real-one",
        "HARVESTER_CONFIG": "/nowhere/config.toml",
        "HARVESTER_CONNECTORS__GITHUB__URL": "https://github.example.com/api/v3",
        "HARVESTER_ME__EMAILS": "eve@example.com",
        "HARVESTER_NOW": "2020-01-01T00:00:00Z",
        "HARVESTER_TIMEZONE": "Mars/Olympus",
        "GIT_DIR": "/nowhere",
        "GIT_AUTHOR_NAME": "Eve Example",
        "HTTPS_PROXY": "http://192.0.2.1:3128",
        "HTTP_PROXY": "http://192.0.2.1:3128",
        "REQUESTS_CA_BUNDLE": "/nowhere/bundle.pem",
        "FORCE_COLOR": "1",
        "COLUMNS": "40",
    }
    for name, value in foreign.items():
        monkeypatch.setenv(name, value)
    before = dict(os.environ)
    told = program("demo")
    assert anonymous(told.out) == GOLDEN.read_text(encoding="utf-8")
    assert dict(os.environ) == before
    assert {address[0] for address in addresses} == {"127.0.0.1"}
    assert len({address[1] for address in addresses}) == 1


def test_what_is_to_be_noticed_is_so(program: Program, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    assert program("demo", "--keep", folder).code == 0
    config = ("--config", folder / "config.toml")
    draft = program(*config, "show", "github:acme/pay#410", "--json").json["draft"]
    sources = sorted(re.sub(r"[0-9a-f]{40}", "SHA", ref) for ref in draft["refs"])
    assert sources == [
        "git:SHA",
        "git:SHA",
        "git:SHA",
        "git:SHA:docs/adr/0007-batched-reads.md",
        "github:acme/pay#410",
        "github:acme/pay#410:docs/adr/0007-batched-reads.md",
        "github:acme/pay#412",
        "github:acme/pay#415",
        "jira:PAY-12",
    ]
    evidence = [json.loads(line) for line in program(*config, "export").lines]
    assert not [one for one in evidence if "Bump" in one["title"] and one["kind"] in {"commit", "pull_request"}]
    everything = b"".join((folder / name).read_bytes() for name in ("brag.md", "state/store.sqlite3"))
    assert b"redacted: AWS key" in everything
    assert b"AKIA" not in everything


def test_the_typed_lines_give_in_a_shell_what_was_shown(program: Program, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    told = program("demo", "--keep", folder).out
    script = '"$PYTHON" -P -c "from harvester.cli import main; main()" "$@"'
    (tmp_path / "harvester").write_text(f"#!/bin/sh\nexec {script}\n")
    (tmp_path / "harvester").chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "PYTHON": sys.executable,
        "HARVESTER_CONFIG": str(folder / "config.toml"),
        "HARVESTER_NOW": "2025-11-14T16:00:00Z",
        "LC_ALL": "C.UTF-8",
    }
    for command in [one for step in STEPS for one in step.commands if "|" in one.typed or not one.words]:
        done = subprocess.run(
            ["sh", "-c", command.typed], cwd=folder, env=environment, capture_output=True, text=True, check=True
        )
        shown = told.partition(f"$ {command.typed}\n")[2].partition("\n>")[0].partition("\n$")[0]
        assert " ".join(done.stdout.split()) == " ".join(shown.split())
