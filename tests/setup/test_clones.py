"""What the Git connector tells of clones: who works there, and nothing that a hostile one could have run."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from harvester.connector import Identity, Session
from harvester.setup.clones import Author, list_covered, read_own_identity, survey_clone, survey_clones
from tests.fakes.odd_repositories import TRAPS
from tests.fakes.repository import ANN, BEN, Repository

SESSION = Session(me=Identity(), now=datetime(2026, 11, 20, 12, tzinfo=UTC))


def test_a_clone_tells_who_works_there_and_who_git_would_commit_as(tmp_path: Path) -> None:
    repository = Repository.create(tmp_path / "pay")
    repository.git("config", "user.email", "Ann@Work.example")
    repository.git("config", "user.name", "Ann Example")
    for author in (ANN, BEN, ANN):
        repository.commit("Work", author=author)
    (repository.path / "deep").mkdir()
    clone = survey_clone(repository.path / "deep", SESSION)
    assert clone.path == str(repository.path)
    assert clone.me == Identity.of("Ann Example", emails=["ann@work.example"])
    assert list(clone.authors) == [
        Author("ann@example.com", "Ann Example", 2),
        Author("ben@example.com", "Ben Example", 1),
    ]
    assert (clone.count(["ann@example.com"]), clone.count(["ann@example.com", "ben@example.com"])) == (2, 3)


@pytest.mark.parametrize("name", TRAPS)
def test_no_hostile_clone_gets_a_program_run(tmp_path: Path, name: str) -> None:
    trap = TRAPS[name](tmp_path)
    survey_clone(trap.repository.path, SESSION)
    assert not trap.canary.exists()
    trap.run_naively()
    assert trap.canary.exists(), "the trap is dead"


def test_a_folder_that_is_no_repository_says_why(tmp_path: Path) -> None:
    (tmp_path / "broken/.git").mkdir(parents=True)
    clones = survey_clones([tmp_path / "nothing", tmp_path / "broken"], SESSION)
    assert [bool(clone.trouble) for clone in clones] == [True, True]
    assert clones[0].me == Identity()


def test_an_empty_clone_is_no_trouble(tmp_path: Path) -> None:
    clone = survey_clone(Repository.create(tmp_path / "new").path, SESSION)
    assert (clone.trouble, list(clone.authors)) == ("", [])


@pytest.mark.parametrize("name", ["two\nlines", "red\x1b[31m", "broken\udcff", "right\u202eleft"])
def test_a_path_that_cannot_be_written_down_is_refused_unread(tmp_path: Path, name: str) -> None:
    clone = survey_clone(Repository.create(tmp_path / name).path, SESSION)
    assert "cannot be written down" in clone.trouble
    assert clone.path.isprintable()


def test_a_name_that_looks_like_a_pattern_is_a_name(tmp_path: Path) -> None:
    repository = Repository.create(tmp_path / "[a]*")
    repository.commit("Work", author=ANN)
    assert survey_clone(repository.path, SESSION).path == str(repository.path)


def test_what_patience_does_not_reach_is_left_out(tmp_path: Path) -> None:
    repository = Repository.create(tmp_path / "pay")
    assert survey_clones([repository.path], SESSION, patience_s=-1) == []


def test_the_identity_of_git_itself_is_that_of_no_clone(home: Path) -> None:
    repository = Repository.create(home / "pay")
    repository.git("config", "user.email", "ann@work.example")
    (home / ".gitconfig").write_text("[user]\n\temail = ann@example.com\n")
    assert read_own_identity(SESSION, Path("/")).emails == {"ann@example.com"}


def test_patterns_cover_the_repositories_they_stand_for(tmp_path: Path) -> None:
    paths = [Repository.create(tmp_path / name).path for name in ("team/a", "team/b")]
    (tmp_path / "link").symlink_to(paths[0])
    every, linked = str(tmp_path / "team/*"), str(tmp_path / "link")
    covered = list_covered([{"repositories": [every]}, {"repositories": [linked], "name": "x"}], SESSION)
    assert covered == set(paths)
