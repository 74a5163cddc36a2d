"""What commits changed, against git's own counts."""

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.git.changes import read_changes
from connectors.git.child import inside
from connectors.git.patch import LONG_LINE, Change, Section, split_sections
from connectors.git.records import split_lines, split_records
from tests.fakes.repository import Repository

TEXTS = ["", "a\n", "a", "a\nb\nc\n", "\n\n\n", "--- a\n+++ b\n@@ -1 +1 @@\n", "\r\na\r\n", "x\n" * 50, "c\nb\na\n"]


def count_by_git(repository: Repository, sha: str) -> dict[str, tuple[int | None, int | None]]:
    """Ask `git log --numstat`; None for binary files."""
    counts: dict[str, tuple[int | None, int | None]] = {}
    for line in repository.git("log", "-1", "--format=", "--numstat", "--no-renames", sha).splitlines():
        added, deleted, path = line.split("\t")
        counts[path] = (None, None) if added == "-" else (int(added), int(deleted))
    return counts


def test_lines_are_those_that_git_counts(tmp_path: Path) -> None:
    repository = Repository.create(tmp_path / "pay")
    repository.commit("Start", {f"{old}-{new}": TEXTS[old] for old, new in product(range(len(TEXTS)), repeat=2)})
    contents: dict[str, str | bytes] = {f"{old}-{new}": TEXTS[new] for old, new in product(range(len(TEXTS)), repeat=2)}
    sha = repository.commit("Change", contents | {"binary": b"\0", "added": "1\n2\n"})
    [(_, changes)] = read_changes(inside(repository.path / ".git"), [sha], with_lines=True)
    assert {one.path.decode(): (one.added, one.deleted) for one in changes.files} == count_by_git(repository, sha)


def test_every_kind_of_change_keeps_its_own_count(tmp_path: Path) -> None:
    repository = Repository.create(tmp_path / "pay")
    long = "".join(f"{number}\n" for number in range(40))
    repository.commit(
        "Start", {"mode": "1\n", "type": "target\n", "moved": long, "edited": long + "x\n", "gone": "1\n2\n"}
    )
    (repository.path / "mode").chmod(0o755)
    (repository.path / "type").unlink()
    (repository.path / "type").symlink_to("mode")
    (repository.path / "gone").unlink()
    for name in ("moved", "edited"):
        repository.git("mv", name, f"new {name}")
    sha = repository.commit("Change", {"new edited": long + "y\nz\n"})
    [(_, changes)] = read_changes(inside(repository.path / ".git"), [sha], with_lines=True)
    assert [(one.path.decode(), one.status, one.added, one.deleted) for one in changes.files] == [
        ("gone", "D", 0, 2),
        ("mode", "M", 0, 0),
        ("new edited", "R", 2, 1),
        ("new moved", "R", 0, 0),
        ("type", "T", 1, 1),
    ]


def test_a_change_of_many_megabytes_is_counted_all_the_same(tmp_path: Path) -> None:
    repository = Repository.create(tmp_path / "pay")
    large = repository.commit("Large", {"large": "0123456789abcdef\n" * 600_000, "small": "1\n"})
    after = repository.commit("After", {"small": "2\n"})
    changes = dict(read_changes(inside(repository.path / ".git"), [after, large], with_lines=True))
    assert [(one.added, one.deleted) for one in changes[large].files] == [(600_000, 0), (1, 0)]
    assert (len(changes[large].patch_id), changes[large].uncounted) == (40, "")
    assert [(one.added, one.deleted) for one in changes[after].files] == [(1, 1)]


@pytest.mark.parametrize(
    "name", ['"quoted"', "tab\there", "new\nline", "back\\slash", "é", "\x01", " spaces ", "a => b", "{x => y}"]
)
def test_a_file_of_any_name_is_read(tmp_path: Path, name: str) -> None:
    repository = Repository.create(tmp_path / "pay")
    sha = repository.commit("Odd", {name: "1\n"})
    [(_, changes)] = read_changes(inside(repository.path / ".git"), [sha], with_lines=True)
    assert changes.files[0].path == name.encode()


def test_a_name_that_is_no_text_is_read(tmp_path: Path) -> None:
    repository = Repository.create(tmp_path / "pay")
    (repository.path / "caf\udce9").write_text("1\n")
    sha = repository.commit("Odd")
    [(_, changes)] = read_changes(inside(repository.path / ".git"), [sha], with_lines=True)
    assert changes.files[0].path == b"caf\xe9"


def test_nothing_asked_starts_nothing(tmp_path: Path) -> None:
    assert list(read_changes(inside(tmp_path), [], with_lines=True)) == []


RAW = b"\n:100644 100644 " + b"0" * 40 + b" " + b"1" * 40 + b" M\ta"


def test_a_patch_of_more_files_than_are_listed_is_not_counted() -> None:
    section = Section("")
    section.feed(RAW + b"\n\ndiff --git a/a b/a\n@@ -1 +1,3 @@\n\ndiff --git a/b b/b\n@@ -1 +1,3 @@")
    assert section.changes().uncounted == "limit"


def test_a_file_is_counted_over_all_its_pieces() -> None:
    section = Section("")
    for piece in (RAW, b"\n", b"\ndiff --git a/a b/a\n@@ -1 +1,3 @@ x\n-1", b"+" * 9, b"\n@@ -9,2 +9,0 @@"):
        section.feed(piece)
    assert section.changes().files == [Change(b"a", "M", 3, 3, "1" * 40)]


def test_a_line_of_many_megabytes_is_counted_all_the_same(tmp_path: Path) -> None:
    repository = Repository.create(tmp_path / "pay")
    sha = repository.commit("Minified", {"a": b"x" * (5 * LONG_LINE) + b"\n@@ -1 +1 @@\n", "b": "1\n"})
    [(_, changes)] = read_changes(inside(repository.path / ".git"), [sha], with_lines=True)
    assert [(one.path, one.added, one.deleted) for one in changes.files] == [(b"a", 2, 0), (b"b", 1, 0)]


def test_a_long_line_is_handed_on_before_it_ends() -> None:
    chunks = [b"0" * 40 + b"\n", *[b"x" * 65_536] * 64]
    assert max(len(piece) for _, piece in split_sections(chunks, ["0" * 40])) <= LONG_LINE + 65_536


@given(st.data())
def test_sections_come_out_whole_wherever_the_answer_is_cut(data: st.DataObject) -> None:
    shas = [f"{number:040x}" for number in range(3)]
    bodies = [data.draw(st.sampled_from([b"", b":x\n", b"\n+text\n", b"+" + shas[1].encode() + b"\n"])) for _ in shas]
    answer = b"".join(sha.encode() + b"\n" + body for sha, body in zip(shas, bodies, strict=True))
    size = data.draw(st.integers(1, len(answer)))
    chunks = [answer[start : start + size] for start in range(0, len(answer), size)]
    found: dict[str, bytes] = {}
    for sha, piece in split_sections(chunks, shas):
        found[sha] = found.get(sha, b"") + piece
    assert found == {sha: (b"\n" + body)[:-1] for sha, body in zip(shas, bodies, strict=True)}


@given(st.lists(st.binary(max_size=9).map(lambda raw: raw.replace(b"\0", b"")), max_size=5), st.integers(1, 12))
def test_records_come_out_whole_wherever_the_answer_is_cut(records: list[bytes], size: int) -> None:
    answer = b"".join(record + b"\0\n" for record in records) + b"unfinished"
    chunks = [answer[start : start + size] for start in range(0, len(answer), size)]
    assert [record for batch in split_records(chunks) for record in batch] == [b"\n" + record for record in records]
    assert list(split_lines(chunks)) == answer.split(b"\n")


def test_a_record_without_end_is_cut_and_the_next_one_is_whole() -> None:
    chunks = [b"first" + b"x" * 50] * 9 + [b"\0", b"\nsecond\0\n"]
    [first], [second] = split_records(chunks, limit=100)
    assert first == b"\nfirst" + b"x" * 50 + b"first" + b"x" * 39
    assert second == b"\nsecond"
