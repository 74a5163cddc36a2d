"""The state folder: modes, surroundings, the database and the lock; looking never writes."""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from harvester.doctor.state import examine_lock, examine_store, has_journal
from harvester.model import Health
from harvester.store import open_store
from harvester.store.database import FILE_NAME
from harvester.store.lock import hold_lock
from harvester.store.schema import MIGRATIONS
from tests.doctor.reading import is_well, only, troubles
from tests.fakes.repository import Repository


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with open_store(tmp_path / "state" / "harvester"):
        return tmp_path / "state" / "harvester"


def tree(top: Path) -> dict[str, tuple[int, int, bytes]]:
    files = (path for path in sorted(top.rglob("*")) if path.is_file())
    return {str(path): (path.stat().st_mtime_ns, path.stat().st_mode, path.read_bytes()) for path in files}


def test_a_store_as_we_make_it_is_well(folder: Path) -> None:
    before = tree(folder)
    assert is_well(examine_store(folder))
    assert is_well(examine_lock(folder))
    assert tree(folder) == before


def test_no_state_yet_is_well_and_none_is_made(tmp_path: Path) -> None:
    assert is_well(examine_store(tmp_path / "new"))
    assert is_well(examine_lock(tmp_path / "new"))
    assert not (tmp_path / "new").exists()


def test_a_state_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    found = only(examine_store(tmp_path / "file" / "harvester"))
    assert (found.state, found.why) == (Health.FAIL, f"{tmp_path / 'file'} is no folder")
    (tmp_path / "closed").mkdir(mode=0o555)
    if os.geteuid():
        closed = only(examine_store(tmp_path / "closed" / "deep" / "harvester"))
        assert (closed.state, closed.why) == (Health.FAIL, f"{tmp_path / 'closed'} may not be written")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["closed", "file"]


@pytest.mark.parametrize(("name", "mode"), [("", 0o755), (FILE_NAME, 0o644)])
def test_what_others_can_read_is_told_and_cured_by_the_cure(folder: Path, name: str, mode: int) -> None:
    (folder / name).chmod(mode)
    found = only(examine_store(folder))
    assert found.what == f"{folder / name} can be read by others."
    subprocess.run(found.cure.split(), check=True)
    assert is_well(examine_store(folder))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_store_that_another_user_owns_is_told(folder: Path) -> None:
    os.chown(folder / FILE_NAME, 65534, 65534)
    assert "belongs to another user" in troubles(examine_store(folder))[0].what


def test_a_damaged_store_is_told(folder: Path) -> None:
    path = folder / FILE_NAME
    content = bytearray(path.read_bytes())
    content[8192:12288] = os.urandom(4096)
    path.write_bytes(content)
    found = only(examine_store(folder))
    assert found.state is Health.FAIL
    assert found.what == f"The store {path} is damaged."
    assert found.cure == f"mv {path} {path}.damaged && harvester run"
    path.write_bytes(b"this is no database at all, but long enough to be taken for one" * 99)
    assert only(examine_store(folder)).what == f"The store {path} cannot be read."


def test_a_store_of_a_newer_program_is_told(folder: Path) -> None:
    connection = sqlite3.connect(folder / FILE_NAME)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    found = only(examine_store(folder))
    assert "newer harvester" in found.what
    assert found.cure == "pip install --upgrade evidence-harvester"


def test_a_store_of_an_older_program_is_well_and_stays_as_it_is(folder: Path) -> None:
    connection = sqlite3.connect(folder / FILE_NAME)
    connection.execute("PRAGMA user_version = 1")
    connection.close()
    assert any("brings it to this version" in one.what for one in examine_store(folder))
    connection = sqlite3.connect(folder / FILE_NAME)
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    connection.close()


def test_the_journal_of_a_killed_run_is_told_and_not_rolled_back(folder: Path) -> None:
    script = (
        "import os, sqlite3, sys\nc = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute('PRAGMA cache_size = 1')\nc.execute('BEGIN IMMEDIATE')\n"
        "c.executemany('INSERT INTO aliases VALUES (?, ?)', ((f'git:{n:040}', 'x' * 400) for n in range(4000)))\n"
        "os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(folder / FILE_NAME)], check=False)
    assert has_journal(folder)
    before = tree(folder)
    found = only(examine_store(folder))
    assert (found.what, found.cure) == ("A run was killed while it wrote to the store.", "harvester run")
    assert tree(folder) == before
    with open_store(folder):
        assert not has_journal(folder)


def test_a_store_in_a_repository_with_a_remote_is_told(folder: Path) -> None:
    repository = Repository.create(folder.parent)
    assert is_well(examine_store(folder))
    repository.git("remote", "add", "origin", "git@example.com:ann/home.git")
    found = only(examine_store(folder))
    assert found.state is Health.FAIL
    assert "remote origin" in found.what


def test_a_synced_store_is_told(folder: Path) -> None:
    (folder.parent / ".stfolder").mkdir()
    assert only(examine_store(folder)).what == f"{folder} is synced by Syncthing."


def test_a_store_on_the_disk_of_another_machine_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harvester.doctor.state.network_of", lambda _path: "nfs4")
    assert only(examine_store(folder)).what == f"{folder} lies on a network file system (nfs4)."


def test_a_disk_that_is_nearly_full_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")  # noqa: PYI024 - as shutil gives it
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(1 << 30, 1 << 30, 7 << 20))
    assert only(examine_store(folder)).what == f"The disk of {folder} has 7 MiB left."


def test_a_run_at_work_is_told_with_its_process(folder: Path) -> None:
    with hold_lock(folder):
        found = only(examine_lock(folder))
        assert found.state is Health.WARN
        assert found.what == f"A run is at work (process {os.getpid()})."
    assert is_well(examine_lock(folder)), "the file of a lock that nobody holds is no trouble"


def test_looking_at_the_lock_keeps_nobody_from_it(folder: Path) -> None:
    with hold_lock(folder):
        pass
    assert is_well(examine_lock(folder))
    with (folder / "lock").open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_lock_that_cannot_be_taken_there_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_file: object, _how: int) -> None:
        raise OSError(37, "No locks available")

    with hold_lock(folder):
        pass
    monkeypatch.setattr(fcntl, "flock", refuse)
    assert only(examine_lock(folder)).why == "No locks available"
