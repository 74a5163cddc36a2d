import shutil
from pathlib import Path

import pytest

from tests.training.clones import Clones
from training.sources.catalogue import Missing, Source
from training.sources.clone import Clone, open_clone, to_text


@pytest.mark.parametrize("place", ["ann+words/repo", "ann+words", "ann/words"])
def test_a_clone_is_found_where_it_may_lie(clones: Clones, tmp_path: Path, place: str) -> None:
    made = clones.add("ann/words", {"a": "one"})
    target = tmp_path / "elsewhere" / place
    shutil.copytree(made.folder, target)
    found = open_clone(tmp_path / "elsewhere", made.source)
    assert found.folder == target
    assert found.read_file("a") == b"one"


def test_a_clone_needs_no_work_tree(clones: Clones, tmp_path: Path) -> None:
    made = clones.add("ann/words", {"a": "one"})
    clones.repository("ann/words").git("clone", "-q", "--bare", str(made.folder), str(tmp_path / "bare" / "ann+words"))
    assert open_clone(tmp_path / "bare", made.source).read_file("a") == b"one"


def test_a_file_is_read_at_the_commit_of_the_source(clones: Clones) -> None:
    made = clones.add("ann/words", {"a": "one"})
    later = clones.repository("ann/words").commit("Change", {"a": "two"})
    assert made.read_file("a") == b"one"
    assert made.read_file("a", later) == b"two"


def test_files_of_folders_come_whole_and_in_order(clones: Clones) -> None:
    files: dict[str, str | bytes] = {
        "b/2": "two\n\nlines missing\n",
        "b/1": "",
        "a/ä b": b"\0\n1 blob 3\n",
        "c/3": "no",
    }
    made = clones.add("ann/words", files)
    assert made.read_files("a", "b") == [b"\0\n1 blob 3\n", b"", b"two\n\nlines missing\n"]


def test_what_is_not_cloned_is_to_be_cloned(tmp_path: Path) -> None:
    source = Source(repository="ann/words", commit="a" * 40, branch="pages")
    with pytest.raises(Missing, match="no clone of ann/words") as raised:
        open_clone(tmp_path, source)
    assert f"clone https://github.com/ann/words, branch pages, with commit {'a' * 40} as ann+words" in str(raised.value)


def test_a_clone_without_the_commit_is_said_to_lack_it(clones: Clones) -> None:
    clones.add("ann/words", {"a": "one"})
    with pytest.raises(Missing, match=f"no commit {'a' * 40}\nclone https://github.com/ann/words"):
        open_clone(clones.folder, Source(repository="ann/words", commit="a" * 40))


def test_a_folder_that_is_no_repository_is_no_clone(tmp_path: Path) -> None:
    (tmp_path / "ann+words").mkdir()
    with pytest.raises(Missing, match="not a git repository"):
        open_clone(tmp_path, Source(repository="ann/words", commit="a" * 40))


def test_a_file_or_folder_that_is_not_there_is_named(clones: Clones) -> None:
    made = clones.add("ann/words", {"a": "one"})
    with pytest.raises(Missing, match=r"archive\.json"):
        made.read_file("archive.json")
    with pytest.raises(Missing, match="no file in issues or pulls"):
        made.read_files("issues", "pulls")


def test_a_file_that_is_listed_and_lost_is_named(clones: Clones) -> None:
    made = clones.add("ann/words", {"pulls/1.json": "{}", "pulls/2.json": "[]"})
    blob = made.run("rev-parse", f"{made.source.commit}:pulls/2.json").decode().strip()
    (made.folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(Missing, match=r"no pulls/2\.json\n"):
        made.read_files("pulls")
    left = Source(repository="ann/words", commit=made.source.commit, without=["pulls/2.json"])
    assert Clone(made.folder, left).read_files("pulls") == [b"{}"]


def test_the_repository_one_stands_in_is_not_read(clones: Clones, monkeypatch: pytest.MonkeyPatch) -> None:
    made = clones.add("ann/words", {"a": "one"})
    monkeypatch.setenv("GIT_DIR", str(clones.folder))
    assert made.read_file("a") == b"one"


def test_text_has_one_kind_of_line_end() -> None:
    assert to_text(b"a\r\nb\rc\n\xff") == "a\nb\nc\n\ufffd"
