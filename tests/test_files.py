"""Files of ours are written whole or not at all, and nobody else reads them."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from harvester.files import replace_file, write_new_file

Write = Callable[[Path, bytes], object]
BOTH = pytest.mark.parametrize("write", [replace_file, write_new_file])


def listed(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@BOTH
def test_a_file_is_private_whatever_the_umask(tmp_path: Path, write: Write) -> None:
    before = os.umask(0)
    try:
        write(tmp_path / "kept", b"words")
    finally:
        os.umask(before)
    assert (tmp_path / "kept").read_bytes() == b"words"
    assert (tmp_path / "kept").stat().st_mode & 0o777 == 0o600
    assert listed(tmp_path) == ["kept"]


def test_what_is_replaced_is_private_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    path.write_bytes(b"old")
    path.chmod(0o644)
    replace_file(path, b"new")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new", 0o600)


def test_a_new_file_replaces_nothing(tmp_path: Path) -> None:
    (tmp_path / "kept").write_bytes(b"old")
    assert not write_new_file(tmp_path / "kept", b"new")
    assert (tmp_path / "kept").read_bytes() == b"old"
    assert listed(tmp_path) == ["kept"]


def test_a_new_file_replaces_nothing_where_there_are_no_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    assert write_new_file(tmp_path / "kept", b"first")
    assert not write_new_file(tmp_path / "kept", b"second")
    assert (tmp_path / "kept").read_bytes() == b"first"
    assert listed(tmp_path) == ["kept"]


@BOTH
def test_a_planted_link_is_not_followed(tmp_path: Path, write: Write) -> None:
    target = tmp_path / "target"
    target.write_bytes(b"theirs")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / f".kept.{os.getpid()}.new").symlink_to(target)
    (folder / "other").symlink_to(target)
    write(folder / "kept", b"ours")
    write(folder / "other", b"ours")
    assert target.read_bytes() == b"theirs"


@BOTH
def test_a_failure_leaves_what_was_there_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Write
) -> None:
    (tmp_path / "kept").write_bytes(b"old")

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        write(tmp_path / "kept", b"new")
    assert (tmp_path / "kept").read_bytes() == b"old"
    assert listed(tmp_path) == ["kept"]
