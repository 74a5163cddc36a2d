"""Reading and writing real files: what a write keeps, what it refuses, and what it leaves behind."""

import errno
import os
import stat
from pathlib import Path

import pytest

from harvester.document import Document, read_archive, read_document, write_document
from harvester.document.backups import KEPT_BACKUPS
from harvester.errors import DocumentError
from harvester.model import Category, Ref
from tests.document.faults import KILLED, kill_before, run_with_fault
from tests.document.strategies import line

CALLS_BEFORE_THE_DURABLE_FILE = 8
TEXT = b"## Projects\n\n- mine\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "notes" / "brag.md"
    made.parent.mkdir()
    made.write_bytes(TEXT)
    return made


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "state" / "backups"


def add(path: Path, kept: Path, number: int = 1) -> Document:
    before = read_document(path)
    after = before.add([line(number)])
    write_document(before, after, backups=kept)
    return after


def versions(kept: Path) -> list[bytes]:
    return [one.read_bytes() for one in sorted(kept.iterdir())]


def test_a_missing_document_reads_as_an_empty_one(tmp_path: Path) -> None:
    document = read_document(tmp_path / "no" / "brag.md")
    assert (document.data, document.exists, list(document.marked), list(document.entries)) == (b"", False, [], [])


def test_a_new_document_is_private_and_its_folder_is_made(tmp_path: Path, kept: Path) -> None:
    path = tmp_path / "a" / "b" / "brag.md"
    old_mask = os.umask(0)
    try:
        after = add(path, kept)
    finally:
        os.umask(old_mask)
    assert path.read_bytes() == after.data
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [one.name for one in path.parent.iterdir()] == ["brag.md"]


def test_a_write_keeps_mode_owner_and_attributes(path: Path, kept: Path) -> None:
    path.chmod(0o604)
    if os.geteuid() == 0:
        os.chown(path, 12345, 54321)
    os.setxattr(path, "user.note", b"\x00\xff")
    old = path.stat()
    old_mask = os.umask(0o077)
    try:
        add(path, kept)
    finally:
        os.umask(old_mask)
    new = path.stat()
    assert (new.st_mode, new.st_uid, new.st_gid) == (old.st_mode, old.st_uid, old.st_gid)
    assert os.getxattr(path, "user.note") == b"\x00\xff"


def test_a_symlink_stays_one_and_its_file_is_written(path: Path, kept: Path, tmp_path: Path) -> None:
    (tmp_path / "between").symlink_to(path)
    link = tmp_path / "link.md"
    link.symlink_to("between")
    after = add(link, kept)
    assert link.readlink() == Path("between")
    assert path.read_bytes() == after.data
    assert sorted(one.name for one in tmp_path.iterdir()) == ["between", "link.md", "notes", "state"]


def test_a_symlink_to_a_file_that_is_missing_gets_its_file(tmp_path: Path, kept: Path) -> None:
    link = tmp_path / "brag.md"
    link.symlink_to(tmp_path / "cloud" / "brag.md")
    after = add(link, kept)
    assert link.is_symlink()
    assert (tmp_path / "cloud" / "brag.md").read_bytes() == after.data


def test_a_hard_link_is_told_and_keeps_the_old_bytes(path: Path, kept: Path, tmp_path: Path) -> None:
    os.link(path, tmp_path / "other.md")
    assert read_document(path).hard_links == 2
    add(path, kept)
    assert (tmp_path / "other.md").read_bytes() == TEXT


def test_nothing_new_writes_nothing(path: Path, kept: Path) -> None:
    old = path.stat()
    document = read_document(path)
    write_document(document, document.add([]), backups=kept)
    assert path.stat().st_ino == old.st_ino
    assert path.stat().st_mtime_ns == old.st_mtime_ns
    assert not kept.exists()


def test_what_a_killed_write_left_is_cleared_away_even_if_nothing_is_written(path: Path, kept: Path) -> None:
    ending, _ = run_with_fault(lambda: add(path, kept), CALLS_BEFORE_THE_DURABLE_FILE, kill_before)
    assert ending == KILLED
    (partial,) = (one for one in path.parent.iterdir() if one != path)
    partial.with_suffix(".old").write_bytes(b"whole")
    partial.with_suffix(".planted.old").symlink_to("/etc/hostname")
    os.link(path, partial.with_suffix(".again.old"))
    document = read_document(path)
    write_document(document, document, backups=kept)
    assert [one.name for one in path.parent.iterdir()] == ["brag.md"]
    assert versions(kept) == [b"whole"]
    assert path.read_bytes() == TEXT


def test_files_of_others_beside_the_document_are_left_alone(path: Path, kept: Path) -> None:
    for name in (".harvester-notes", ".brag.md.swp", "brag.md~", ".harvester-00000000-1.new"):
        (path.parent / name).write_bytes(b"not ours")
    add(path, kept)
    assert len(list(path.parent.iterdir())) == 5


@pytest.mark.parametrize("change", [b"", TEXT + b"- more\n", TEXT[:-1], TEXT.replace(b"mine", b"MINE")])
def test_a_document_changed_since_it_was_read_is_not_written(path: Path, kept: Path, change: bytes) -> None:
    before = read_document(path)
    path.write_bytes(change)
    with pytest.raises(DocumentError, match="changed by another program") as refusal:
        write_document(before, before.add([line(1)]), backups=kept)
    assert refusal.value.exit_code == 6
    assert path.read_bytes() == change
    assert [one.name for one in path.parent.iterdir()] == ["brag.md"]


def test_a_document_that_vanished_or_appeared_is_not_written(path: Path, kept: Path) -> None:
    there = read_document(path)
    path.unlink()
    missing = read_document(path)
    with pytest.raises(DocumentError, match="changed by another program"):
        write_document(there, there.add([line(1)]), backups=kept)
    assert not path.exists()
    path.write_bytes(b"")
    with pytest.raises(DocumentError, match="changed by another program"):
        write_document(missing, missing.add([line(1)]), backups=kept)
    assert path.read_bytes() == b""


def test_a_document_that_appears_in_the_instant_of_the_write_stands(
    tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "brag.md"
    real = os.link

    def link_late(source: str, target: str, *, src_dir_fd: int, dst_dir_fd: int, follow_symlinks: bool) -> None:
        path.write_bytes(b"made by the editor")
        real(source, target, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd, follow_symlinks=follow_symlinks)

    monkeypatch.setattr(os, "link", link_late)
    with pytest.raises(DocumentError, match="changed by another program"):
        add(path, kept)
    assert path.read_bytes() == b"made by the editor"
    assert [one.name for one in tmp_path.iterdir()] == ["brag.md"]


def test_only_what_the_operations_made_may_be_written(path: Path, kept: Path) -> None:
    before = read_document(path)
    for after in (Document(path, b"anything", exists=True), read_document(path).add([line(1)])):
        with pytest.raises(ValueError, match="only what the operations of a document made of it"):
            write_document(before, after, backups=kept)
    assert path.read_bytes() == TEXT


def test_a_read_only_file_or_folder_is_refused(path: Path, kept: Path) -> None:
    for target, mode in ((path, 0o444), (path.parent, 0o555)):
        usual = stat.S_IMODE(target.stat().st_mode)
        target.chmod(mode)
        with pytest.raises(DocumentError, match="is read-only") as refusal:
            add(path, kept)
        target.chmod(usual)
        assert refusal.value.cure == f"chmod u+w {path}"
        assert path.read_bytes() == TEXT


def test_what_is_no_regular_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "loop.md").symlink_to("loop.md")
    for name in ("pipe.md", "loop.md", "."):
        with pytest.raises(DocumentError, match="cannot be read"):
            read_document(tmp_path / name)


def test_a_document_that_cannot_be_told_from_code_is_refused_with_its_place(path: Path) -> None:
    path.write_bytes(TEXT + b"\n```\n")
    with pytest.raises(DocumentError) as refusal:
        read_document(path)
    assert refusal.value.what == f"{path}:5: a code fence is opened here and never closed."


def test_each_replaced_version_is_kept_privately_and_the_oldest_go(path: Path, kept: Path) -> None:
    path.chmod(0o644)
    replaced = []
    for number in range(1, KEPT_BACKUPS + 4):
        replaced.append(path.read_bytes())
        add(path, kept, number)
    assert versions(kept) == replaced[-KEPT_BACKUPS:]
    assert {stat.S_IMODE(one.stat().st_mode) for one in kept.iterdir()} == {0o600}
    assert stat.S_IMODE(kept.stat().st_mode) == 0o700


def test_backups_on_another_file_system_are_copied(path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.rename

    def rename_within(
        source: str, target: str | Path, *, src_dir_fd: int | None = None, dst_dir_fd: int | None = None
    ) -> None:
        if src_dir_fd is not None and dst_dir_fd is None:
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        real(source, target, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd)

    monkeypatch.setattr(os, "rename", rename_within)
    add(path, kept)
    assert versions(kept) == [TEXT]
    assert [one.name for one in path.parent.iterdir()] == ["brag.md"]


def test_without_a_place_for_the_replaced_bytes_nothing_is_written(path: Path, tmp_path: Path) -> None:
    (tmp_path / "state").write_bytes(b"a file where the folder should be")
    with pytest.raises(DocumentError, match="cannot be written"):
        add(path, tmp_path / "state" / "backups")
    assert path.read_bytes() == TEXT
    assert [one.name for one in path.parent.iterdir()] == ["brag.md"]


def test_a_name_as_long_as_a_name_can_be_is_written(tmp_path: Path, kept: Path) -> None:
    path = tmp_path / ("é" * 126 + ".md")
    path.write_bytes(TEXT)
    assert add(path, kept).data == path.read_bytes()


def test_an_archive_gives_its_refs_and_entries(path: Path) -> None:
    added = Document(path, TEXT, exists=True).add([line(1, Category.DECISION), line(2, is_claimed=True)])
    path.write_bytes(added.data)
    archive = read_archive(path)
    assert archive.refs == {line(1).ref, line(2).ref}
    assert [(entry.text[:4], entry.ref) for entry in archive.entries] == [
        ("mine", None),
        ("Ship", Ref("github", "acme/pay#2")),
    ]


def test_a_missing_archive_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"The archive .* is missing"):
        read_archive(tmp_path / "2025.md")
