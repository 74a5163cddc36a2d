"""The accounts of `gh`: hosts and logins of its own list, and never what else stands there."""

import os
import stat
from pathlib import Path

import pytest

from harvester.setup.signin import Account, parse_hosts, read_accounts

TOKEN = "gho_" + "Zq9X" * 9
HOSTS = f"""\
ghe.example.com:
    oauth_token: {TOKEN}
    user: ann-example
    git_protocol: https
github.com:
    git_protocol: ssh
    users:
        ann:
            oauth_token: {TOKEN}
        other:
    user: ann
"""


@pytest.fixture
def gh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `gh` that leaves a canary when somebody starts it; returns the canary."""
    folder, canary = tmp_path / "bin", tmp_path / "canary"
    folder.mkdir()
    program = folder / "gh"
    program.write_text(f"#!/bin/sh\ntouch '{canary}'\n")
    program.chmod(stat.S_IRWXU)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    return canary


def write_hosts(folder: Path, text: str = HOSTS) -> None:
    folder.mkdir(parents=True)
    (folder / "hosts.yml").write_text(text)


def test_hosts_and_active_logins_are_read_github_first(gh: Path, home: Path) -> None:
    write_hosts(home / ".config/gh")
    accounts = read_accounts()
    assert accounts == [Account("github.com", "ann"), Account("ghe.example.com", "ann-example")]
    assert TOKEN not in repr(accounts)
    assert not gh.exists()


@pytest.mark.parametrize(("name", "inside"), [("GH_CONFIG_DIR", ""), ("XDG_CONFIG_HOME", "gh")])
def test_the_list_is_looked_for_where_gh_keeps_it(
    gh: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, inside: str
) -> None:
    del gh
    monkeypatch.setenv(name, str(tmp_path / "conf"))
    write_hosts(tmp_path / "conf" / inside)
    assert read_accounts()[0].login == "ann"


def test_without_the_program_its_list_says_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_hosts(home / ".config/gh")
    monkeypatch.setenv("PATH", "/nowhere")
    assert read_accounts() == []


def test_a_program_of_the_working_directory_is_no_gh(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_hosts(home / ".config/gh")
    (home / "gh").touch(mode=0o755)
    monkeypatch.setenv("PATH", ".")
    assert read_accounts() == []


@pytest.mark.parametrize("text", ["", "github.com:\n", "user: ann\n", "github.com:\n    user:\n", "\0\0", "- a\n- b\n"])
def test_a_list_without_a_login_is_no_sign_in(text: str) -> None:
    assert list(parse_hosts(text)) == []


@pytest.mark.parametrize("login", ["ann example", "ann\x1b[31m", "ann/..", "{ann}"])
def test_a_login_that_can_be_none_is_passed_over(login: str) -> None:
    assert list(parse_hosts(f"github.com:\n    user: {login}\n")) == []


def test_a_fifo_in_its_place_is_not_waited_for(gh: Path, home: Path) -> None:
    del gh
    (home / ".config/gh").mkdir(parents=True)
    os.mkfifo(home / ".config/gh/hosts.yml")
    assert read_accounts() == []
