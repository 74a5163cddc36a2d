"""Where a token comes from, in which order, and that it is shown nowhere."""

import copy
import logging
import os
import pickle
import sys
import textwrap
from pathlib import Path

import pytest

from harvester.errors import SignInError
from harvester.transport import Secret, TokenPlace, find_token, name_account, read_secret
from harvester.transport.shelves import (
    ShelfError,
    has_keyring,
    read_keyring,
    read_token_file,
    remove_keyring,
    remove_token_file,
    token_path,
    write_keyring,
    write_token_file,
)

TOKEN = "ghp_" + "Zq9X" * 9


def say(text: str) -> list[str]:
    """A token_command that prints a text."""
    return [sys.executable, "-c", f"print({text!r})"]


def place(**fields: object) -> TokenPlace:
    told: dict[str, object] = {"account": "github", "environment": {}}
    return TokenPlace(**{**told, **fields})  # type: ignore[arg-type]  # a test names the fields


def refusal(**fields: object) -> str:
    with pytest.raises(SignInError) as caught:
        find_token(place(**fields))
    assert TOKEN not in repr(vars(caught.value))
    assert TOKEN[:8] not in str(caught.value) + caught.value.why
    return f"{caught.value.what} {caught.value.why}"


@pytest.fixture
def keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed keyring that keeps its passwords in files."""
    package = tmp_path / "site" / "keyring"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "__main__.py").write_text(
        textwrap.dedent(f"""
        import pathlib, sys, time
        verb, service, account = sys.argv[1:]
        shelf = pathlib.Path({str(tmp_path)!r}) / f"{{service}}-{{account}}"
        if (shelf.parent / "locked").exists():
            time.sleep(60)
        if verb == "set":
            shelf.write_text(sys.stdin.read())
        elif not shelf.exists():
            sys.exit(1)
        elif verb == "get":
            print(shelf.read_text())
        else:
            shelf.unlink()
        """)
    )
    monkeypatch.syspath_prepend(package.parent)
    monkeypatch.setenv("PYTHONPATH", str(package.parent))
    return tmp_path


def test_the_environment_comes_first_then_the_command_then_the_file(tmp_path: Path) -> None:
    write_token_file(tmp_path, "github", Secret("from_file"))
    everything = {
        "variables": ("GH_TOKEN", "GITHUB_TOKEN"),
        "environment": {"GH_TOKEN": "from_gh", "GITHUB_TOKEN": "from_github"},
        "command": say("from_command"),
        "folder": tmp_path,
    }
    for fewer, origin, text in (
        ({}, "GH_TOKEN", "from_gh"),
        ({"environment": {"GITHUB_TOKEN": "from_github"}}, "GITHUB_TOKEN", "from_github"),
        ({"variables": ()}, "token_command", "from_command"),
        ({"environment": {}, "command": ()}, "file", "from_file"),
    ):
        token = find_token(place(**{**everything, **fewer}))
        assert (token.origin, token.secret.reveal()) == (origin, text)


def test_the_keyring_comes_before_the_file(keyring: Path) -> None:
    write_token_file(keyring, "github", Secret("from_file"))
    write_keyring("github", Secret("from_keyring"))
    assert find_token(place(folder=keyring)).origin == "keyring"
    assert read_keyring("github-work") is None
    assert remove_keyring("github")
    assert not remove_keyring("github")
    assert find_token(place(folder=keyring)).origin == "file"


def test_a_locked_keyring_is_passed_over_after_a_while(keyring: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harvester.transport.shelves._KEYRING_S", 0.3)
    (keyring / "locked").touch()
    assert "keyring: it did not answer within 0.3 seconds" in refusal()


def test_without_a_keyring_there_is_none() -> None:
    if has_keyring():
        pytest.skip("keyring is installed here")
    assert read_keyring("github") is None
    with pytest.raises(ShelfError, match="not installed"):
        write_keyring("github", Secret(TOKEN))


@pytest.mark.parametrize("pasted", [f"{TOKEN}\n", f"  {TOKEN}\r\n", f'"{TOKEN}"', f"Bearer {TOKEN}", f"token {TOKEN}"])
def test_a_token_is_taken_as_people_paste_it(pasted: str) -> None:
    assert read_secret(pasted, "github").reveal() == TOKEN


@pytest.mark.parametrize(
    "pasted",
    ["", " \n", f"{TOKEN}\r\nX-Evil: 1", f"{TOKEN} x", f"{TOKEN}\x00", f"{TOKEN}é", f"{TOKEN}\x1b[31m", TOKEN * 999],
)
def test_what_can_be_no_token_is_refused_without_showing_it(pasted: str) -> None:
    assert "GH_TOKEN" in refusal(variables=("GH_TOKEN",), environment={"GH_TOKEN": pasted})
    with pytest.raises(SignInError) as caught:
        read_secret(pasted, "github")
    assert TOKEN[:8] not in caught.value.what


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (["no-such-program-anywhere"], "no-such-program-anywhere cannot be started"),
        ([sys.executable, "-c", f"import sys; sys.exit('{TOKEN}')"], "gave none (exit 1)"),
        ([sys.executable, "-c", ""], "gave none (exit 0)"),
        (["a\0b"], "cannot be started"),
    ],
)
def test_a_command_that_gives_no_token_is_passed_over_with_its_reason(command: list[str], reason: str) -> None:
    assert reason in refusal(command=command)


def test_a_command_has_a_time_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harvester.transport.tokens._COMMAND_S", 0.2)
    assert "within 0.2 seconds" in refusal(command=[sys.executable, "-c", "import time; time.sleep(60)"])


def test_a_command_is_run_without_a_shell(tmp_path: Path) -> None:
    text = f"$(touch {tmp_path}/ran); echo"
    assert find_token(place(command=say("x" + text.replace(" ", "_")))).secret.reveal().startswith("x$(touch_")
    assert not (tmp_path / "ran").exists()


def test_a_token_file_is_for_its_owner_alone_and_can_be_erased(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    path = write_token_file(folder, name_account("github", "work"), Secret(TOKEN))
    assert path.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o077 == 0
    assert (read_token_file(folder, "github-work") or "").strip() == TOKEN
    assert os.listdir(folder) == [path.name]  # noqa: PTH208 - names are compared
    assert remove_token_file(folder, "github-work")
    assert not remove_token_file(folder, "github-work")
    assert read_token_file(folder, "github-work") is None


def test_a_token_file_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    write_token_file(tmp_path, "github", Secret(TOKEN)).chmod(0o644)
    assert "could be read by others; chmod 600" in refusal(folder=tmp_path)


def test_a_planted_link_or_pipe_is_neither_followed_nor_waited_for(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("untouched")
    target.chmod(0o600)
    token_path(tmp_path, "github").symlink_to(target)
    assert "cannot be read" in refusal(folder=tmp_path)
    write_token_file(tmp_path, "github", Secret(TOKEN))
    assert target.read_text() == "untouched"
    remove_token_file(tmp_path, "github")
    os.mkfifo(token_path(tmp_path, "github"), 0o600)
    assert "could be read by others" in refusal(folder=tmp_path)


def test_an_account_is_no_path(tmp_path: Path) -> None:
    assert token_path(tmp_path, "github-../../x").parent == tmp_path


def test_none_anywhere_says_where_was_looked_and_what_to_do() -> None:
    with pytest.raises(SignInError) as caught:
        find_token(place(variables=("GH_TOKEN", "GITHUB_TOKEN"), command=["no-such-program"]))
    assert caught.value.what == "There is no token for github."
    assert "no-such-program cannot be started" in caught.value.why
    assert "GH_TOKEN is not set" in caught.value.why
    assert caught.value.cure == "harvester auth set github"


def test_a_secret_is_shown_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    secret = Secret(TOKEN)
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("x").warning("%s %r %s", secret, secret, {"a": [secret]})
    shown = [repr(secret), str(secret), f"{secret}", f"{secret!r:>40}", "%s" % secret, caplog.text]  # noqa: UP031 - each way to show it
    assert not any(TOKEN[:8] in text for text in shown)
    for store in (pickle.dumps, copy.deepcopy):
        with pytest.raises(TypeError, match="not stored"):
            store(secret)
    assert secret == Secret(TOKEN)
    assert secret != TOKEN
    assert len({secret, Secret(TOKEN)}) == 1
