"""Where a file lies: repositories, synced folders, network disks."""

import os
from pathlib import Path

import pytest

from harvester.doctor.folders import (
    find_conflict_copies,
    find_sync,
    find_work_tree,
    is_harvesters_own,
    list_remotes,
    network_of,
)
from tests.fakes.repository import ANN, Repository


def test_a_work_tree_is_found_through_links_and_its_remotes_are_named(tmp_path: Path) -> None:
    repository = Repository.create(tmp_path / "notes")
    (repository.path / "deep").mkdir()
    (tmp_path / "link").symlink_to(repository.path / "deep")
    assert find_work_tree(tmp_path / "link" / "brag.md") == repository.path
    assert list_remotes(repository.path) == []
    repository.git("remote", "add", "origin", "git@example.com:ann/notes.git")
    assert list_remotes(repository.path) == ["origin"]
    assert find_work_tree(tmp_path / "brag.md") is None


def test_the_remotes_of_a_linked_work_tree_are_those_of_its_repository(tmp_path: Path) -> None:
    repository = Repository.create(tmp_path / "notes")
    repository.commit("Start", author=ANN)
    repository.git("remote", "add", "backup", "git@example.com:ann/notes.git")
    repository.git("worktree", "add", "-q", str(tmp_path / "linked"))
    assert find_work_tree(tmp_path / "linked" / "brag.md") == tmp_path / "linked"
    assert list_remotes(tmp_path / "linked") == ["backup"]


def test_a_fifo_or_folder_in_the_place_of_settings_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    os.mkfifo(tmp_path / ".git" / "config")
    assert list_remotes(tmp_path) == []
    (tmp_path / ".git" / "config").unlink()
    (tmp_path / ".git" / "config").mkdir()
    assert list_remotes(tmp_path) == []


@pytest.mark.parametrize(
    ("text", "is_own"),
    [
        ("    - run: harvester run --scheduled\n", True),
        ("    - run: uvx --from evidence-harvester harvester run\n", True),
        ("    - run: pytest\n", False),
        ("    - run: harvester weekly\n", False),
    ],
)
def test_a_repository_whose_workflow_runs_harvester_is_known(tmp_path: Path, text: str, is_own: bool) -> None:
    assert not is_harvesters_own(tmp_path)
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    (folder / "notes.txt").write_text("harvester run")
    (folder / "weekly.yml").write_text(text)
    assert is_harvesters_own(tmp_path) is is_own


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("Dropbox/notes", "Dropbox"),
        ("Dropbox (Personal)", ""),
        ("OneDrive - Acme/notes", "OneDrive"),
        ("Library/Mobile Documents/notes", "iCloud Drive"),
        ("Nextcloud", "Nextcloud"),
        ("dropbox-sdk/notes", ""),
    ],
)
def test_a_synced_folder_is_known_by_its_name(tmp_path: Path, folder: str, service: str) -> None:
    (tmp_path / folder).mkdir(parents=True)
    assert find_sync(tmp_path / folder / "brag.md") == service


def test_a_synced_folder_is_known_by_what_the_service_leaves_in_it(tmp_path: Path) -> None:
    (tmp_path / "all" / "notes").mkdir(parents=True)
    (tmp_path / "all" / ".stfolder").mkdir()
    assert find_sync(tmp_path / "all" / "notes" / "brag.md") == "Syncthing"
    assert find_sync(tmp_path / "brag.md") == ""


@pytest.mark.parametrize(
    ("name", "is_copy"),
    [
        ("brag (Ann's conflicted copy 2026-11-12).md", True),
        ("brag.sync-conflict-20261112-101500-ABCDEFG.md", True),
        ("brag_conflict.md", False),
        ("brag (1).md", True),
        ("brag 2.md", True),
        ("brag (Konflikt von Ann).md", True),
        ("brag.md", False),
        ("brag 2025.txt", False),
        ("bragging.md", False),
        ("brag-2025.md", False),
    ],
)
def test_conflict_copies_are_told_from_other_documents(tmp_path: Path, name: str, is_copy: bool) -> None:
    (tmp_path / name).write_text("")
    assert list(find_conflict_copies(tmp_path / "brag.md")) == ([tmp_path / name] if is_copy else [])


def test_a_folder_that_is_not_there_has_no_copies(tmp_path: Path) -> None:
    assert list(find_conflict_copies(tmp_path / "gone" / "brag.md")) == []


def test_a_network_file_system_is_known_by_the_nearest_mount(tmp_path: Path) -> None:
    mounts, home = tmp_path / "mounts", tmp_path / "my home"
    spelled = str(home).replace(" ", "\\040")
    mounts.write_text(
        f"/dev/sda / ext4 rw 0 0\nserver:/home {spelled} nfs4 rw 0 0\n/dev/sdb {spelled}/local ext4 rw 0 0\n"
    )
    assert network_of(home / "state", mounts) == "nfs4"
    assert network_of(home, mounts) == "nfs4"
    assert network_of(home / "local" / "state", mounts) == ""
    assert network_of(tmp_path / "my homestead", mounts) == ""
    assert network_of(home, tmp_path / "no such file") == ""
