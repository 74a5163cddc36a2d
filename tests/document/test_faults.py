"""Whatever call of a write fails or is the last one, the document is whole and the next write completes it."""

import os
import random
import resource
import signal
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NoReturn

import pytest

from harvester.document import Document, exchange, read_document, write_document
from harvester.errors import DocumentError
from tests.document.faults import (
    BROKEN,
    KILLED,
    REFUSED,
    Call,
    Fault,
    fail_as_broken,
    fail_as_full,
    kill_after,
    kill_before,
    kill_within,
    run_with_fault,
)
from tests.document.strategies import line

TEXT = b"\xef\xbb\xbf## Projects\r\n\r\n- mine  \n\xff\x00\n\n## Decisions"
ATTRIBUTE = "user.harvester.test"
MOST_CALLS = 60


@dataclass(frozen=True)
class Desk:
    """A folder with the document behind a symlink, and a state folder with the backups."""

    home: Path
    exists: bool

    @property
    def link(self) -> Path:
        return self.home / "brag.md"

    @property
    def file(self) -> Path:
        return self.home / "notes" / "really.md"

    @property
    def backups(self) -> Path:
        return self.home / "state" / "backups"

    def lay(self) -> None:
        self.home.mkdir()
        (self.home / "state").mkdir()
        self.link.symlink_to(self.file)
        if self.exists:
            self.file.parent.mkdir()
            self.file.write_bytes(TEXT)
            self.file.chmod(0o640)
            try:
                os.setxattr(self.file, ATTRIBUTE, b"kept")
            except OSError:
                pytest.skip("this file system has no extended attributes")

    def write(self) -> None:
        """What a run does: read, add what does not stand, write."""
        before = read_document(self.link)
        after = before if before.line_of(line(1).ref) else before.add([line(1)])
        write_document(before, after, backups=self.backups)

    def read(self) -> bytes | None:
        return self.file.read_bytes() if self.file.exists() else None

    def kept(self) -> list[bytes]:
        return [path.read_bytes() for path in self.backups.iterdir()] if self.backups.exists() else []

    def leftovers(self) -> list[str]:
        folders = [folder for folder in (self.file.parent, self.backups) if folder.exists()]
        names = [path.name for folder in folders for path in folder.iterdir()]
        return [name for name in names if name != self.file.name and not name[0].isdigit()]


def expected(desk: Desk) -> bytes:
    before = Document(desk.link, TEXT if desk.exists else b"", exists=desk.exists)
    return before.add([line(1)]).data


@pytest.mark.parametrize("fault", [kill_before, kill_after, kill_within, fail_as_full, fail_as_broken])
@pytest.mark.parametrize("can_exchange", [True, False], ids=["exchange", "fallback"])
@pytest.mark.parametrize("exists", [True, False], ids=["existing", "new"])
def test_a_fault_at_any_call_leaves_a_whole_document_that_the_next_write_completes(
    tmp_path: Path, fault: Fault, can_exchange: bool, exists: bool
) -> None:
    for number in range(1, MOST_CALLS):
        desk = Desk(tmp_path / str(number), exists)
        desk.lay()
        old, new = desk.read(), expected(desk)
        ending, has_fired = run_with_fault(desk.write, number, fault, can_exchange=can_exchange)
        assert ending in {0, REFUSED, KILLED}
        assert desk.read() in {old, new}, f"call {number}"
        if ending == REFUSED:
            assert desk.read() == old, f"call {number}"
        if ending == 0:
            assert desk.read() == new, f"call {number}"
        desk.write()
        assert desk.read() == new, f"call {number}"
        assert desk.leftovers() == [], f"call {number}"
        assert desk.link.is_symlink()
        if exists:
            assert TEXT in desk.kept(), f"call {number}"
            assert stat.S_IMODE(desk.file.stat().st_mode) == 0o640
            assert os.getxattr(desk.file, ATTRIBUTE) == b"kept"
        else:
            assert stat.S_IMODE(desk.file.stat().st_mode) == 0o600
        if not has_fired:
            assert number > 8, "the sweep met no calls"
            return
    pytest.fail("the sweep did not come to an end")


def save_by_rename(desk: Desk, text: bytes) -> None:
    passing = desk.file.with_name("4913~")
    passing.write_bytes(text)
    passing.rename(desk.file)


def save_and_go_on(desk: Desk, call: Call) -> object:
    save_by_rename(desk, b"saved by the editor")
    return call()


def save_in_place(desk: Desk, text: bytes) -> None:
    desk.file.write_bytes(text)


@pytest.mark.parametrize("save", [save_by_rename, save_in_place])
@pytest.mark.parametrize("can_exchange", [True, False], ids=["exchange", "fallback"])
def test_a_save_in_the_instant_of_the_write_stands_and_the_write_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, save: Callable[[Desk, bytes], None], can_exchange: bool
) -> None:
    desk = Desk(tmp_path / "desk", exists=True)
    desk.lay()
    saves = [b"saved by the editor"]
    real = exchange.exchange_names

    def exchange_after_save(folder: int, first: str, second: str) -> int:
        if saves:
            save(desk, saves.pop())
        return real(folder, first, second) if can_exchange else 38

    monkeypatch.setattr(exchange, "exchange_names", exchange_after_save)
    with pytest.raises(DocumentError, match="changed by another program"):
        desk.write()
    assert desk.read() == b"saved by the editor"
    assert desk.leftovers() == []


def test_of_two_saves_in_the_instant_the_newer_stands_and_the_older_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(tmp_path / "desk", exists=True)
    desk.lay()
    saves = [b"second", b"first"]
    real = exchange.exchange_names

    def exchange_after_save(folder: int, first: str, second: str) -> int:
        if saves:
            save_by_rename(desk, saves.pop())
        return real(folder, first, second)

    monkeypatch.setattr(exchange, "exchange_names", exchange_after_save)
    with pytest.raises(DocumentError, match="changed by another program"):
        desk.write()
    assert (desk.read(), desk.kept(), desk.leftovers()) == (b"second", [b"first"], [])


def test_a_save_at_any_call_is_in_the_document_or_in_the_backups(tmp_path: Path) -> None:
    for number in range(1, MOST_CALLS):
        desk = Desk(tmp_path / str(number), exists=True)
        desk.lay()
        fault = partial(save_and_go_on, desk)
        ending, has_fired = run_with_fault(desk.write, number, fault)
        assert ending in {0, REFUSED}
        if not has_fired:
            return
        assert b"saved by the editor" in [desk.read(), *desk.kept()], f"call {number}"
        assert desk.read() == b"saved by the editor" or ending == 0, f"call {number}"
        assert TEXT in desk.kept() or ending == REFUSED or number < 3


def test_a_disk_that_fills_up_in_the_middle_leaves_the_document_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "brag.md"
    text = b"## Projects\n\n" + b"- mine\n" * 100_000
    path.write_bytes(text)
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(text) // 2, len(text) // 2))
        try:
            before = read_document(path)
            write_document(before, before.add([line(1)]), backups=tmp_path / "backups")
        except DocumentError as refusal:
            os.write(write_end, refusal.what.encode())
            os._exit(refusal.exit_code)
        os._exit(0)
    os.close(write_end)
    said = os.read(read_end, 1000).decode()
    os.close(read_end)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == REFUSED
    assert said == f"{path} cannot be written: File too large."
    assert path.read_bytes() == text
    assert [one.name for one in tmp_path.iterdir()] == ["brag.md"]


def test_short_writes_are_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, text: real(handle, text[:3]))
    before = read_document(tmp_path / "brag.md")
    after = before.add([line(1)])
    write_document(before, after, backups=tmp_path / "backups")
    assert (tmp_path / "brag.md").read_bytes() == after.data


def test_the_new_bytes_are_durable_before_they_take_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(tmp_path / "desk", exists=True)
    desk.lay()
    order: list[str] = []
    sync, rename, swap = os.fsync, os.rename, exchange.exchange_names

    def note_sync(handle: int) -> None:
        order.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        sync(handle)

    def note_rename(source: str, target: str, *, src_dir_fd: int | None = None, dst_dir_fd: int | None = None) -> None:
        order.append("rename" if dst_dir_fd is not None else "keep")
        rename(source, target, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd)

    def note_swap(folder: int, first: str, second: str) -> int:
        order.append("swap")
        return swap(folder, first, second)

    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(os, "rename", note_rename)
    monkeypatch.setattr(exchange, "exchange_names", note_swap)
    desk.write()
    assert order == ["file", "rename", "swap", "folder", "keep", "folder"]


def test_a_kill_at_any_moment_leaves_one_version_or_the_other_whole(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk", exists=True)
    desk.lay()
    bare = Document(desk.link, TEXT, exists=True)
    added = bare.add([line(1)])
    delays = random.Random(20261120)  # noqa: S311 - moments, not secrets
    for _ in range(int(os.environ.get("KILLS", "25"))):
        child = os.fork()
        if child == 0:
            write_to_and_fro(desk)
        time.sleep(delays.uniform(0.001, 0.02))
        os.kill(child, signal.SIGKILL)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == KILLED
        assert desk.read() in {bare.data, added.data}
    now = read_document(desk.link)
    write_document(now, now, backups=desk.backups)
    assert desk.leftovers() == []
    assert set(desk.kept()) <= {bare.data, added.data}


def write_to_and_fro(desk: Desk) -> NoReturn:
    """Add a line and take it back until killed."""
    try:
        while True:
            now = read_document(desk.link)
            other = now.withdraw(line(1).ref) if now.marked else now.add([line(1)])
            write_document(now, other, backups=desk.backups)
    finally:
        os._exit(BROKEN)
