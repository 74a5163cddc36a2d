"""`harvester doctor` as a person types it: healthy is silent, trouble comes first, nothing is written or asked for."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from harvester.transport import PatientAdapter
from tests.cli.conftest import Program, Result
from tests.fakes.github.server import TOKEN, GitHubServer
from tests.fakes.github.world import ME, World
from tests.fakes.repository import Repository
from tests.transport.wire import answer

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
STATE = Path(".local/share/harvester")
CLOCK = "HARVESTER_NOW is set to 2026-11-20T12:00:00Z."
"""The one trouble that every test has."""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PatientAdapter, "backoff_s", 0.0)
    monkeypatch.setenv(
        "PATH", os.pathsep.join(part for part in os.environ["PATH"].split(os.pathsep) if "venv" not in part)
    )


@pytest.fixture
def github() -> Iterator[GitHubServer]:
    world = World()
    world.pull(ME, NOW - timedelta(days=3), NOW - timedelta(days=2))
    with GitHubServer(world) as server:
        yield server


@pytest.fixture
def config(pay: Repository, github: GitHubServer, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration with two sources, and a first run behind it."""
    path = home / "config.toml"
    path.write_text(
        '[me]\nname = "Ann Example"\nemails = ["ann@example.com"]\ngithub = ["Ann-Example"]\n'
        f'[connectors.git]\nrepositories = ["{pay.path}"]\n'
        f'[connectors.github]\nurl = "{github.url}"\ntoken_command = []\n'
    )
    path.chmod(0o600)
    monkeypatch.setenv("HARVESTER_CONFIG", str(path))
    monkeypatch.setenv("GH_TOKEN", TOKEN)
    return path


def troubles(result: Result) -> list[tuple[str, str, str]]:
    """Give area, state and what of each finding that is not well; each has its cure."""
    rows: list[dict[str, Any]] = result.json["findings"]
    assert all(row["cure"] for row in rows if row["state"] != "ok")
    return [(row["area"], row["state"], row["what"]) for row in rows if row["state"] != "ok" and row["what"] != CLOCK]


def tree(*tops: Path) -> dict[str, tuple[int, int, int]]:
    statuses = {str(path): path.lstat() for top in tops for path in sorted(top.rglob("*"))}
    return {path: (status.st_mtime_ns, status.st_size, status.st_mode) for path, status in statuses.items()}


def test_after_a_good_run_everything_is_well(program: Program, config: Path) -> None:
    assert config.exists()
    assert program("run").code == 0
    result = program("doctor", "--json")
    assert (result.code, result.err) == (0, "")
    assert troubles(result) == []
    assert (result.json["schema"], result.json["offline"], result.json["exit"]) == (1, False, 0)
    assert {"area", "state", "what", "why", "cure"} == set(result.json["findings"][0])
    areas = {row["area"] for row in result.json["findings"]}
    assert areas == {
        "installation", "configuration", "document", "store", "lock", "runs", "schedule", "coverage", "git",
        "github token", "github", "machine",
    }  # fmt: skip


def test_without_any_configuration_it_says_what_it_would_need(program: Program, home: Path) -> None:
    before = tree(home)
    result = program("doctor", "--json")
    assert result.code == 0
    assert [what for _, _, what in troubles(result)] == ["There was no run yet.", "No source is configured."]
    assert tree(home) == before, "it wrote nothing"


def test_where_git_is_missing_that_is_told_before_a_source_is_asked_for(
    program: Program, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del home
    monkeypatch.setenv("PATH", "/nowhere")
    result = program("doctor", "--json")
    assert result.code == 1
    assert ("sources", "fail", "Git is not installed, or not on the PATH.") in troubles(result)


def test_in_a_repository_without_configuration_that_repository_is_examined(
    program: Program, inside_pay: Repository
) -> None:
    inside_pay.commit("Work from home", author="Ann Example <ann@old.example>", at="2026-11-14T12:00:00Z")
    result = program("doctor", "--json")
    [(area, state, what)] = [one for one in troubles(result) if one[0] == "git"]
    assert (area, state) == ("git", "warn")
    assert "ann@old.example may be you" in what


def test_troubles_come_first_each_with_its_cure_then_one_line_of_what_is_well(program: Program, config: Path) -> None:
    program("run")
    config.chmod(0o644)
    Path("brag.md").write_text("```\n")
    result = program("doctor")
    assert result.code == 1
    assert result.lines[0].startswith("fail  document: ")
    assert result.lines[1].startswith("      why: ")
    assert result.lines[2].startswith("      try: close it in ")
    assert next(line for line in result.lines if line.startswith("warn")).startswith("warn  configuration: ")
    assert result.lines[-1].endswith(" checks fine")
    assert not any(line.startswith("ok") for line in result.lines)
    assert sum(line.startswith(("fail", "warn")) for line in result.lines) == sum(
        "  try: " in line for line in result.lines
    )


def test_a_warning_alone_ends_with_0_and_a_failure_with_1(program: Program, config: Path) -> None:
    program("run")
    config.chmod(0o644)
    assert program("doctor").code == 0
    config.chmod(0o620)
    assert program("doctor").code == 1


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("= nonsense", "is no TOML."),
        ("documnt = 1\n", ":1: there is no key 'documnt'."),
        ("[headings]\nproject = 'Decisions'\n", ":1: headings is wrong."),
        ("[me]\nemails = ['ann@example.com']\n[connectors.git]\nrepos = []\n", "[connectors.git] repos: "),
        ("[connectors.gitub]\n", "There is no connector named 'gitub'."),
    ],
)
def test_a_configuration_that_is_wrong_is_told_and_the_rest_is_examined(
    program: Program, config: Path, text: str, what: str
) -> None:
    config.write_text(text)
    result = program("doctor", "--json", "--offline")
    assert result.code == 1
    assert sum(what in told for _, _, told in troubles(result)) == 1
    assert {"installation", "configuration", "machine"} <= {row["area"] for row in result.json["findings"]}


def test_a_configuration_that_was_named_and_is_gone_is_told(program: Program, home: Path) -> None:
    result = program("--config", home / "gone.toml", "doctor", "--json")
    assert [state for area, state, _ in troubles(result) if area == "configuration"] == ["fail"]


def test_a_clock_that_is_no_time_is_told(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARVESTER_NOW", "noon")
    assert ("configuration", "fail", "HARVESTER_NOW is no time.") in troubles(program("doctor", "--json"))


def test_one_broken_source_hides_no_trouble_of_another(program: Program, config: Path, pay: Repository) -> None:
    config.write_text(config.read_text().replace("token_command = []", "token_command = 7"))
    pay.git("checkout", "-q", "--detach")
    found = troubles(program("doctor", "--json"))
    assert ("git", "warn", f"{pay.path} has a detached HEAD.") in found
    assert [state for area, state, _ in found if area == "github"] == ["fail"]


def test_offline_no_server_is_asked_and_that_is_said(program: Program, config: Path, github: GitHubServer) -> None:
    assert config.exists()
    result = program("doctor", "--offline")
    assert github.requests == []
    assert result.lines[-1].endswith(" checks fine; no server was asked")
    program("doctor")
    assert github.requests


def test_a_server_that_does_not_answer_is_told(program: Program, config: Path, github: GitHubServer) -> None:
    assert config.exists()
    github.faults = dict.fromkeys(range(1, 9), answer(status=500))
    [(area, state, what)] = [one for one in troubles(program("doctor", "--json")) if one[0] == "github"]
    assert (area, state) == ("github", "fail")
    assert "gave no usable answer" in what


def test_a_token_that_is_refused_is_told_and_never_shown(
    program: Program, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert config.exists()
    monkeypatch.setenv("GH_TOKEN", TOKEN[::-1])
    for words in (["doctor"], ["doctor", "--json"], ["--debug", "doctor"]):
        result = program(*words)
        assert result.code == 1
        assert "refuses the token" in result.out
        assert TOKEN[::-1][:8] not in result.out + result.err


def test_nothing_is_written_whatever_is_found(program: Program, config: Path, pay: Repository, home: Path) -> None:
    program("run")
    (home / STATE / "store.sqlite3").chmod(0o644)
    config.chmod(0o644)
    pay.git("remote", "add", "origin", "https://github.com/acme/pay")
    before = tree(home, pay.path)
    assert program("doctor").code == 1
    assert program("doctor", "--offline", "--json").code == 1
    assert tree(home, pay.path) == before


@pytest.mark.parametrize("content", [b"", b"no database at all" * 999, b"SQLite format 3\0" + b"\xff" * 9_000])
def test_a_store_that_is_none_is_told_once(program: Program, config: Path, home: Path, content: bytes) -> None:
    program("run")
    assert config.exists()
    (home / STATE / "store.sqlite3").write_bytes(content)
    found = [
        one for one in troubles(program("doctor", "--json")) if one[0] in {"store", "runs", "coverage", "document"}
    ]
    assert [(area, state) for area, state, _ in found] == [("store", "fail") if content else ("runs", "warn")]


def test_the_journal_of_a_killed_run_is_told_and_left_to_the_next_run(
    program: Program, config: Path, home: Path
) -> None:
    program("run")
    assert config.exists()
    store = home / STATE / "store.sqlite3"
    script = (
        "import os, sqlite3, sys\nc = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute('PRAGMA cache_size = 1')\nc.execute('BEGIN IMMEDIATE')\n"
        "c.executemany('INSERT INTO aliases VALUES (?, ?)', ((f'git:{n:040}', 'x' * 400) for n in range(4000)))\n"
        "os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(store)], check=False)
    before = tree(home / STATE)
    found = troubles(program("doctor", "--json"))
    assert ("store", "warn", "A run was killed while it wrote to the store.") in found
    assert tree(home / STATE) == before
    assert program("run").code == 0
    assert troubles(program("doctor", "--json")) == []


def test_a_document_that_is_gone_is_told_before_a_run_refuses_it(program: Program, config: Path) -> None:
    program("run")
    assert config.exists()
    Path("brag.md").unlink()
    [(area, state, what)] = troubles(program("doctor", "--json"))
    assert (area, state) == ("document", "fail")
    assert "of its lines with it" in what
    assert program("run").code == 6


def test_a_run_at_work_is_not_waited_for(program: Program, config: Path, home: Path) -> None:
    program("run")
    script = (
        "import sys\nfrom pathlib import Path\nfrom harvester.store.lock import hold_lock\n"
        "with hold_lock(Path(sys.argv[1])):\n    print('held', flush=True)\n    sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", script, str(home / STATE)]
    assert config.exists()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        found = troubles(program("doctor", "--json"))
        holder.communicate(b"")
    assert ("lock", "warn", f"A run is at work (process {holder.pid}).") in found


def test_a_connector_of_somebody_else_is_examined_by_the_seam_alone(
    program: Program, config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = tmp_path / "talks-1.0.dist-info"
    notes.mkdir()
    (notes / "METADATA").write_text("Metadata-Version: 2.1\nName: talks\nVersion: 1.0\n")
    (notes / "entry_points.txt").write_text("[harvester.connectors]\ntalks = talks_connector:Talks\n")
    (tmp_path / "talks_connector.py").write_text(
        "from pydantic import BaseModel\nfrom harvester.connector import Connector\nfrom harvester.model import Gap\n"
        "class Settings(BaseModel):\n    pass\n"
        "class Talks(Connector[Settings]):\n"
        "    name = 'talks'\n    settings_type = Settings\n\n"
        "    def harvest(self, scope, window):\n        return iter(())\n\n"
        "    def check(self):\n        yield Gap('talks', 'talks.csv', 'it is \\x1b[31mgone', standing=False)\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    config.write_text(config.read_text() + "[connectors.talks]\n")
    found = program("doctor", "--json")
    assert ("talks", "fail", "talks.csv: it is gone.") in troubles(found)
    assert [area for area, _, _ in troubles(program("doctor", "--json", "--offline")) if area == "talks"] == []


def test_a_connector_that_cannot_even_be_made_is_a_trouble_of_its_own(
    program: Program, config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = tmp_path / "talks-1.0.dist-info"
    notes.mkdir()
    (notes / "METADATA").write_text("Metadata-Version: 2.1\nName: talks\nVersion: 1.0\n")
    (notes / "entry_points.txt").write_text("[harvester.connectors]\ntalks = odd_connector:Talks\n")
    (tmp_path / "odd_connector.py").write_text(
        "from harvester.connector import Connector\n"
        "class Talks(Connector[object]):\n"
        "    name = 'talks'\n    settings_type = None\n\n"
        "    def harvest(self, scope, window):\n        return iter(())\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    config.write_text(config.read_text() + "[connectors.talks]\nx = 1\n")
    found = program("doctor", "--json")
    [(area, state, what)] = [one for one in troubles(found) if one[0] == "talks"]
    assert (area, state) == ("talks", "fail")
    assert what == "The connector 'talks' cannot be made."
    assert "github" in {row["area"] for row in found.json["findings"]}


def test_it_works_where_a_library_is_broken(tmp_path: Path, home: Path) -> None:
    (tmp_path / "pydantic.py").write_text("raise RuntimeError('I am somebody else')\n")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "HOME": str(home)}
    script = "from harvester.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", script, "doctor"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "The library pydantic is hidden" in done.stdout
    assert "The program does not start: RuntimeError: I am somebody else." in done.stdout
    assert "Traceback" not in done.stderr
