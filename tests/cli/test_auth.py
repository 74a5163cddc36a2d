"""`harvester auth` and a run with GitHub, as a person types them."""

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from harvester.transport import PatientAdapter
from tests.cli.conftest import Program, Result
from tests.fakes.github.server import TOKEN, GitHubServer
from tests.fakes.github.world import ME, World
from tests.fakes.github.worlds import make_odd_world
from tests.fakes.repository import Repository
from tests.transport.wire import answer

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
STATE = Path(".local/share/harvester")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PatientAdapter, "backoff_s", 0.0)


@pytest.fixture
def github() -> Iterator[GitHubServer]:
    with GitHubServer(make_odd_world(NOW)) as server:
        yield server


@pytest.fixture
def config(github: GitHubServer, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = home / "config.toml"
    path.write_text(
        f'[me]\nemails = ["ann@example.com"]\n[connectors.github]\nurl = "{github.url}"\ntoken_command = []\n'
    )
    monkeypatch.setenv("HARVESTER_CONFIG", str(path))
    return path


@pytest.fixture
def paste(program: Program, monkeypatch: pytest.MonkeyPatch) -> Program:
    """Run a command whose last argument is what stands on standard input."""

    def run(*arguments: str | Path) -> Result:
        monkeypatch.setattr(sys, "stdin", io.StringIO(str(arguments[-1])))
        return program(*arguments[:-1])

    return run


def test_a_token_is_kept_tried_and_erased(program: Program, paste: Program, config: Path, home: Path) -> None:
    assert config.exists()
    kept = paste("auth", "set", "github", "--file", f"{TOKEN}\n")
    assert (kept.code, kept.out) == (0, f"github: kept in {home / STATE / 'token-github'}\n")
    assert program("auth", "status").out == "github\tfile\n"
    assert program("auth", "test").out == f"github: signed in as {ME.casefold()}\n"
    assert program("connectors", "test", "github").out == "github: ready\n"
    assert program("auth", "remove", "github").out == "github: removed from its file\n"
    assert program("auth", "remove", "github").out == "github: nothing was kept\n"
    gone = program("auth", "status")
    assert gone.code == 4
    assert gone.out.startswith("github\tThere is no token for github.")


def test_the_status_says_where_a_token_comes_from_and_never_the_token(
    program: Program, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert config.exists()
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    said = program("auth", "status", "--json")
    assert said.json == {"schema": 1, "tokens": [{"account": "github", "origin": "GITHUB_TOKEN", "reason": ""}]}
    assert TOKEN[:8] not in said.out + said.err


def test_the_environment_serves_the_only_table_and_no_named_one_of_several(
    program: Program, paste: Program, config: Path, github: GitHubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = f'[[connectors.github]]\nname = "NAME"\nurl = "{github.url}"\ntoken_command = []\n'
    monkeypatch.setenv("GH_TOKEN", TOKEN)
    config.write_text(table.replace("NAME", "work"))
    assert program("auth", "status").out == "github-work\tGH_TOKEN\n"
    config.write_text(table.replace("NAME", "work") + table.replace('name = "NAME"\n', ""))
    said = program("auth", "status")
    assert said.lines[0].startswith("github-work\tThere is no token for github-work.")
    assert said.lines[1] == "github\tGH_TOKEN"
    paste("auth", "set", "github-work", "--file", TOKEN)
    assert program("auth", "status").lines[0] == "github-work\tfile"


@pytest.mark.parametrize("pasted", ["\n", f"{TOKEN} x", f"{TOKEN}\x1b[0m"])
def test_what_can_be_no_token_is_not_kept(paste: Program, config: Path, home: Path, pasted: str) -> None:
    assert config.exists()
    said = paste("auth", "set", "github", pasted)
    assert said.code == 4
    assert said.err.startswith("error: The token for github from standard input ")
    assert TOKEN[:8] not in said.err
    assert not (home / STATE / "token-github").exists()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["set", "git"], "The source 'git' needs no token."),
        (["set", "gitub"], "There is no connector named 'gitub'."),
        (["test", "github-home"], "'github-home' is not configured."),
    ],
)
def test_an_account_that_is_none_is_refused(paste: Program, config: Path, arguments: list[str], reason: str) -> None:
    assert config.exists()
    said = paste("auth", *arguments, "x")
    assert said.code == 2
    assert said.err.startswith(f"error: {reason}")


def test_where_the_file_cannot_be_kept_the_cure_is_not_the_file(paste: Program, config: Path, home: Path) -> None:
    del config
    state = home / ".local/share/harvester"
    state.parent.mkdir(parents=True, exist_ok=True)
    state.touch()
    result = paste("auth", "set", "github", "ghp_" + "a" * 36)
    assert result.code == 1
    assert result.err.startswith("error: The token cannot be kept: ")
    assert result.err.endswith("try: harvester doctor\n")


def test_with_nothing_configured_there_is_nothing_to_say(program: Program) -> None:
    said = program("auth", "status")
    assert (said.code, said.out) == (0, "")


def test_a_refused_token_ends_with_sign_in_and_shows_nothing(
    program: Program, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert config.exists()
    wrong = TOKEN[::-1]
    monkeypatch.setenv("GH_TOKEN", wrong)
    for command in (["auth", "test"], ["connectors", "test", "github"], ["run"], ["--debug", "auth", "test"]):
        said = program(*command)
        assert said.code == 4, command
        assert "GitHub refuses the token" in said.err
        assert "harvester auth set github" in said.err
        assert wrong[:8] not in said.out + said.err


def test_a_run_reads_github_and_drafts_from_it(
    program: Program, config: Path, github: GitHubServer, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert config.exists()
    monkeypatch.setenv("GH_TOKEN", TOKEN)
    said = program("run", "--json")
    assert said.code == 0, said.err
    [source] = said.json["sources"]
    since, until = NOW - timedelta(weeks=12), NOW
    assert source["seen"] == source["new"] == len(github.world.refs(since, until))
    assert source["coverage"] == {github.host: "2026-11-20T12:00:00Z"}
    assert source["requests"] <= 6
    assert TOKEN not in "".join(path.read_text(errors="replace") for path in home.rglob("*") if path.is_file())
    again = program("run", "--json").json
    assert again["sources"][0]["new"] == 0
    assert not again["drafts"]["appended"]


def test_a_server_that_fails_costs_only_itself(
    program: Program, config: Path, github: GitHubServer, inside_pay: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GH_TOKEN", TOKEN)
    monkeypatch.setattr(PatientAdapter, "tries", 1)
    config.write_text(config.read_text() + f'[connectors.git]\nrepositories = ["{inside_pay.path}"]\n')
    github.faults = dict.fromkeys(range(1, 99), answer(status=500))
    said = program("run", "--json")
    assert said.code == 3
    sources = {one["source"]: one for one in said.json["sources"]}
    assert sources["git"]["new"] > 0
    assert sources["git"]["gaps"] == []
    assert [gap["standing"] for gap in sources["github"]["gaps"]] == [False]
    assert sources["github"]["coverage"] == {}
    github.faults = {}
    assert program("run", "--json").code == 0


def test_several_hosts_are_read_side_by_side_under_refs_of_their_own(
    program: Program, paste: Program, config: Path, github: GitHubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World()
    world.pull(ME, NOW - timedelta(days=3), NOW - timedelta(days=2))
    monkeypatch.setenv("GH_TOKEN", TOKEN)
    with GitHubServer(world) as other:
        table = '[[connectors.github]]\n{}url = "{}"\ntoken_command = []\n'
        config.write_text(table.format("", github.url) + table.format('name = "work"\n', other.url))
        paste("auth", "set", "github-work", "--file", TOKEN)
        assert program("run").code == 0
        refs = [line for line in program("export").lines if f"github:{other.host}/acme/pay#1" in line]
    assert len(refs) == 1


def test_a_jira_table_has_a_token_to_tell_of(program: Program, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = home / "jira.toml"
    config.write_text('[connectors.jira]\nurl = "https://acme.example.com"\n')
    assert program("--config", config, "auth", "status").code == 4
    monkeypatch.setenv("JIRA_API_TOKEN", TOKEN)
    said = program("--config", config, "auth", "status")
    assert (said.code, said.out) == (0, "jira\tJIRA_API_TOKEN\n")
    assert TOKEN not in said.out + said.err
