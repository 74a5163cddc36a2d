"""The search for clones: near first, bounded, and never out through a symlink."""

from pathlib import Path

import pytest

from harvester.setup import search
from harvester.setup.search import find_top, search_clones


def make(folder: Path) -> Path:
    (folder / ".git").mkdir(parents=True)
    return folder


@pytest.mark.parametrize("name", ["src/pay", "src/acme/pay", "src/github.com/acme/pay", "Documents/GitHub/pay", "pay"])
def test_clones_are_found_where_people_keep_them(home: Path, name: str) -> None:
    clone = make(home / name)
    assert search_clones(home, home) == [clone]


@pytest.mark.parametrize(
    "name",
    [
        "src/a/b/c/pay",
        "music/rock/pay",
        ".cache/pay",
        "src/node_modules/pay",
        "src/pay/vendor/lib",
        "Library/pay",
    ],
)
def test_what_lies_deep_hidden_or_in_another_clone_is_left_out(home: Path, name: str) -> None:
    make(home / "src/pay")
    make(home / name)
    assert search_clones(home, home) == [home / "src/pay"]


def test_the_clone_one_stands_in_comes_first_and_its_siblings_are_found(home: Path, tmp_path: Path) -> None:
    here, beside = make(tmp_path / "work/pay"), make(tmp_path / "work/ledger")
    elsewhere = make(home / "src/archive")
    (here / "deep/down").mkdir(parents=True)
    assert search_clones(here / "deep/down", home) == [here, *sorted([beside, elsewhere])]


def test_around_a_folder_that_is_no_clone_two_levels_are_searched(home: Path, tmp_path: Path) -> None:
    first, second = make(tmp_path / "work/pay"), make(tmp_path / "work/team/ledger")
    make(tmp_path / "work/team/old/cold")
    assert search_clones(tmp_path / "work", home) == [first, second]


def test_no_symlink_leads_the_search_anywhere(home: Path, tmp_path: Path) -> None:
    outside = make(tmp_path / "elsewhere/pay")
    (home / "src").mkdir()
    (home / "src/linked").symlink_to(outside)
    (home / "code").symlink_to(outside.parent)
    (home / "src/loop").symlink_to(home / "src")
    disguised = home / "src/disguised"
    disguised.mkdir()
    (disguised / ".git").symlink_to(outside / ".git")
    assert search_clones(home, home) == []


def test_second_work_trees_and_submodules_are_not_clones_of_their_own(home: Path) -> None:
    main = make(home / "src/pay")
    tree = home / "src/pay-hotfix"
    tree.mkdir()
    (tree / ".git").write_text("gitdir: ../pay/.git/worktrees/pay-hotfix\n")
    assert search_clones(home, home) == [main]
    assert search_clones(tree, home) == [tree, main]


def test_a_clone_under_two_names_of_its_parent_is_one(home: Path) -> None:
    clone = make(home / "src/pay")
    (found,) = search_clones(home / "src/../src", home)
    assert found.samefile(clone)


def test_the_search_ends_when_patience_or_number_is_spent(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(30):
        make(home / f"src/{number:02}/pay")
    assert len(search_clones(home, home)) == 30
    assert search_clones(home, home, patience_s=-1) == []
    monkeypatch.setattr(search, "_MOST_FOLDERS", 10)
    assert 0 < len(search_clones(home, home)) < 30


def test_a_folder_that_cannot_be_listed_hides_nothing_else(home: Path) -> None:
    clone = make(home / "src/pay")
    locked = home / "src/locked"
    locked.mkdir(mode=0o000)
    assert search_clones(home, home) == [clone]


def test_the_top_of_a_clone_is_found_from_below(home: Path) -> None:
    clone = make(home / "src/pay")
    (clone / "a/b").mkdir(parents=True)
    assert find_top(clone / "a/b") == find_top(clone) == clone
    assert find_top(home) is None
