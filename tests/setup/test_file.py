"""Writing the configuration: private, whole, and over nothing."""

import os
import stat
from pathlib import Path

import pytest

from harvester.errors import HarvesterError
from harvester.setup.file import write_new


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_the_file_and_the_folders_made_for_it_are_private(tmp_path: Path) -> None:
    previous = os.umask(0)
    try:
        written = write_new(tmp_path / "a/b/config.toml", "level = 'mid'\n")
    finally:
        os.umask(previous)
    assert written.read_text() == "level = 'mid'\n"
    assert (mode(written), mode(tmp_path / "a/b"), mode(tmp_path / "a")) == (0o600, 0o700, 0o700)
    assert names(tmp_path / "a/b") == ["config.toml"]


def test_a_folder_that_is_there_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    write_new(tmp_path / "config.toml", "")
    assert mode(tmp_path) == 0o755


def test_what_is_there_is_never_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "config.toml"
    path.write_text("mine\n")
    with pytest.raises(HarvesterError, match="meanwhile"):
        write_new(path, "theirs\n")
    monkeypatch.setattr(os, "link", _no_links)
    with pytest.raises(HarvesterError, match="meanwhile"):
        write_new(path, "theirs\n")
    assert path.read_text() == "mine\n"
    assert names(tmp_path) == ["config.toml"]


def _no_links(source: Path, target: Path) -> None:
    raise OSError(95, f"no links from {source} to {target}")


def test_a_file_system_without_links_is_written_to_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", _no_links)
    assert write_new(tmp_path / "config.toml", "new\n").read_text() == "new\n"
    assert names(tmp_path) == ["config.toml"]


def test_a_symlink_that_leads_nowhere_yet_is_kept(tmp_path: Path) -> None:
    link = tmp_path / "config.toml"
    link.symlink_to(tmp_path / "dotfiles/harvester.toml")
    write_new(link, "new\n")
    assert link.is_symlink()
    assert (tmp_path / "dotfiles/harvester.toml").read_text() == "new\n"
    assert mode(tmp_path / "dotfiles/harvester.toml") == 0o600


@pytest.mark.parametrize("obstacle", ["file", "loop"])
def test_a_place_that_cannot_be_written_is_told_and_left(tmp_path: Path, obstacle: str) -> None:
    if obstacle == "file":
        (tmp_path / "folder").write_text("a file\n")
    else:
        (tmp_path / "folder").symlink_to(tmp_path / "folder")
    with pytest.raises(HarvesterError, match=r"cannot be written") as caught:
        write_new(tmp_path / "folder/config.toml", "new\n")
    assert caught.value.exit_code == 1
    assert caught.value.cure


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(handle: int) -> None:
        raise OSError(28, f"the disk is full, {handle}")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(HarvesterError, match="cannot be written"):
        write_new(tmp_path / "config.toml", "new\n")
    assert names(tmp_path) == []
