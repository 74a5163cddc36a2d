"""The person's editor, found as git finds it, and never through the repository one stands in."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from harvester.errors import HarvesterError
from harvester.screen.browser import open_link
from harvester.screen.editor import edit_file, edit_sentence, find_editor
from tests.fakes.repository import Repository


def test_the_chosen_editor_goes_before_gits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_EDITOR", "second")
    assert find_editor() == "second"
    monkeypatch.setenv("HARVESTER_EDITOR", "first --wait")
    assert find_editor() == "first --wait"


def test_the_editor_of_gits_own_configuration_is_used(home: Path) -> None:
    (home / ".gitconfig").write_text("[core]\n\teditor = nano -w\n")
    assert find_editor() == "nano -w"


def test_a_repository_cannot_choose_a_program_to_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = Repository.create(tmp_path / "hostile")
    repository.git("config", "core.editor", "touch /tmp/canary;")
    monkeypatch.chdir(repository.path)
    monkeypatch.setenv("GIT_DIR", str(repository.path / ".git"))
    monkeypatch.setenv("VISUAL", "mine")
    assert find_editor() == "mine"


def test_without_git_the_usual_variables_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert find_editor() == "vi"
    monkeypatch.setenv("EDITOR", "ed")
    assert find_editor() == "ed"


def test_notes_stand_below_as_comments_and_are_not_taken(
    monkeypatch: pytest.MonkeyPatch, editor: Callable[[str], str], tmp_path: Path
) -> None:
    seen = tmp_path / "seen"
    monkeypatch.setenv("HARVESTER_EDITOR", editor(f"[pathlib.Path({str(seen)!r}).write_text(text), text][1]"))
    assert edit_sentence("Added it.", ["a note", ""]) == "Added it."
    assert seen.read_text() == "Added it.\n\n# a note\n#\n"


def test_several_lines_become_one_sentence(monkeypatch: pytest.MonkeyPatch, editor: Callable[[str], str]) -> None:
    monkeypatch.setenv("HARVESTER_EDITOR", editor(r"'One\n  two.\n# no\n'"))
    assert edit_sentence("x", []) == "One two."


def test_the_passing_file_is_private_and_gone_afterwards(
    monkeypatch: pytest.MonkeyPatch, editor: Callable[[str], str]
) -> None:
    monkeypatch.setenv("HARVESTER_EDITOR", editor("str(path) + ' ' + oct(path.parent.stat().st_mode)"))
    path, mode = edit_file("text", "plan.txt").split()
    assert mode.endswith("700")
    assert not os.path.exists(path)  # noqa: PTH110 - the name as the editor saw it


@pytest.mark.parametrize("command", ["false", "/nowhere/editor"])
def test_an_editor_that_fails_takes_nothing_over(monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setenv("HARVESTER_EDITOR", command)
    with pytest.raises(HarvesterError):
        edit_file("text", "plan.txt")


@pytest.mark.parametrize("address", ["", "javascript:alert(1)", "file:///etc/passwd", "https://user:pw@host/"])
def test_only_plain_web_addresses_are_opened(address: str) -> None:
    assert open_link(address) == "This evidence has no link."


def test_a_link_is_opened_by_the_persons_browser(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    assert open_link("https://example.com/a b") == "open it yourself: https://example.com/a%20b"
    opened = tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}\n')
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", f"{browser} %s")
    assert open_link("https://example.com/") == "opened https://example.com/"
    assert opened.read_text() == "https://example.com/\n"
