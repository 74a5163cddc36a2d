import pytest

from tests.training.clones import Clones
from training.sources.catalogue import Missing, Source
from training.sources.clone import Clone
from training.sources.history import list_messages, read_pieces
from training.sources.piece import Piece, Touched


@pytest.fixture
def clone(clones: Clones) -> Clone:
    return clones.add("ann/words", {"count.py": "one\ntwo\n"})


def read(clone: Clone, sha: str, path: str = "") -> Piece:
    (piece,) = read_pieces(clone, [f"ann/words@{sha[:12]}" + (f":{path}" if path else "")])
    return piece


def test_a_commit_has_its_message_and_its_files(clones: Clones, clone: Clone) -> None:
    files: dict[str, str | bytes] = {"count.py": "one\nthree\n", "logo.png": b"\0\1"}
    sha = clones.repository("ann/words").commit("Count three\r\n\r\nTwo was wrong.\n", files)
    piece = read(clone, sha)
    assert (piece.address, piece.kind) == (f"ann/words@{sha[:12]}", "commit")
    assert (piece.title, piece.body) == ("Count three", "Two was wrong.")
    assert piece.files == [Touched("count.py", 1, 1), Touched("logo.png")]
    assert piece.extra == {"files_total": 2, "added_total": 1, "deleted_total": 1}


def test_files_beyond_the_most_are_counted_and_not_listed(clones: Clones, clone: Clone) -> None:
    sha = clones.repository("ann/words").commit("Add many", {f"{number:03}.py": "one\n" for number in range(70)})
    piece = read(clone, sha)
    assert len(piece.files) == 60
    assert (piece.extra["files_total"], piece.extra["added_total"]) == (70, 70)


def test_a_renamed_file_is_one_gone_and_one_new(clones: Clones, clone: Clone) -> None:
    repository = clones.repository("ann/words")
    repository.git("config", "diff.renames", "true")
    repository.git("mv", "count.py", "sum.py")
    piece = read(clone, repository.commit("Rename"))
    assert piece.files == [Touched("count.py", 0, 2), Touched("sum.py", 2, 0)]


def test_a_long_message_is_cut(clones: Clones, clone: Clone) -> None:
    sha = clones.repository("ann/words").commit(f"Explain\n\n{'b' * 5000}", {"a.md": f"# {'t' * 300}\n\n{'d' * 7000}"})
    assert len(read(clone, sha).body) == 4000
    document = read(clone, sha, "a.md")
    assert (len(document.title), len(document.body), len(document.extra["pr_body"])) == (200, 6000, 500)


def test_a_commit_with_the_number_of_a_pull_request_is_one(clones: Clones, clone: Clone) -> None:
    repository = clones.repository("ann/words")
    assert read(clone, repository.commit("Count four (#12)", {"a": "a"})).kind == "pull_request"
    assert read(clone, repository.commit("Count four (#12), at last", {"a": "b"})).kind == "commit"


def merged(clones: Clones, message: str) -> str:
    repository = clones.repository("ann/words")
    repository.git("checkout", "-q", "-b", "topic")
    repository.commit("Work", {"topic.py": "one\n"})
    repository.git("checkout", "-q", "main")
    repository.commit("Meanwhile", {"other.py": "one\n"})
    repository.merge("topic", message)
    return repository.git("rev-parse", "HEAD")


def test_a_merge_gives_the_pull_request_that_its_message_holds(clones: Clones, clone: Clone) -> None:
    message = "Merge pull request #9 from bob/topic\n\nCount topics\n\nNobody did."
    piece = read(clone, merged(clones, message))
    assert (piece.kind, piece.title, piece.body) == ("pull_request", "Count topics", "Nobody did.")
    assert piece.files == [Touched("topic.py", 1)]


def test_a_merge_by_script_gives_title_and_description_alone(clones: Clones, clone: Clone) -> None:
    message = (
        "Merge ann-lib/words#9: Count topics\n\n"
        "0123456789abcdef0123456789abcdef01234567 Count (bob)\n\n"
        "Pull request description:\n\n  Nobody did.\n  Bob does.\n\n"
        "ACKs for top commit:\n  ann:\n    ACK 0123456\n"
    )
    piece = read(clone, merged(clones, message))
    assert (piece.kind, piece.title, piece.body) == ("pull_request", "Count topics", "Nobody did.\nBob does.")


def test_a_merge_that_tells_nothing_is_a_commit(clones: Clones, clone: Clone) -> None:
    piece = read(clone, merged(clones, "Merge pull request #9 from bob/topic"))
    assert (piece.kind, piece.title) == ("commit", "Merge pull request #9 from bob/topic")


def test_a_document_is_read_as_its_commit_left_it(clones: Clones, clone: Clone) -> None:
    repository = clones.repository("ann/words")
    sha = repository.commit("Propose topics\n\nBob asked.", {"rfcs/1.md": "Draft\r\n\r\n# Topics\r\n\r\nWhy.\r\n"})
    repository.commit("Rewrite", {"rfcs/1.md": "# Another\n"})
    piece = read(clone, sha, "rfcs/1.md")
    assert (piece.address, piece.kind) == (f"ann/words@{sha[:12]}:rfcs/1.md", "design_doc")
    assert (piece.title, piece.body) == ("Topics", "Draft\n\n# Topics\n\nWhy.\n")
    assert (piece.extra["pr_title"], piece.extra["pr_body"].strip()) == ("Propose topics", "Bob asked.")
    assert piece.files == [Touched("rfcs/1.md", 5)]


def test_a_document_without_a_heading_is_called_by_its_path(clones: Clones, clone: Clone) -> None:
    sha = clones.repository("ann/words").commit("Note", {"notes.md": "Nothing yet.\n"})
    assert read(clone, sha, "notes.md").title == "notes.md"


def test_files_of_a_commit_left_alone_are_not_counted(clones: Clones, clone: Clone) -> None:
    sha = clones.repository("ann/words").commit("Add a big file", {"big": "one\n"})
    source = Source(repository="ann/words", commit=clone.source.commit, without=[sha[:12]])
    piece = read(Clone(clone.folder, source), sha)
    assert (piece.title, piece.files, piece.extra["files_total"]) == ("Add a big file", [], 0)


def test_a_labelled_commit_that_is_not_there_is_named(clone: Clone) -> None:
    with pytest.raises(Missing, match=r"no commit 0123456789ab\nclone https://github\.com/ann/words with commit"):
        read(clone, "0123456789ab")


def test_messages_are_those_up_to_the_commit_that_say_something(clones: Clones, clone: Clone) -> None:
    repository = clones.repository("ann/words")
    merged(clones, f"Merge topic\n\n{'Bob asked why. ' * 9}")
    pinned = repository.commit(f"Explain\n\n{'Bob asked why. ' * 300}", {"a": "b"})
    repository.commit(f"Later than what was read\n\n{'Why. ' * 30}", {"a": "c"})
    ((subject, body),) = list_messages(Clone(clone.folder, Source(repository="ann/words", commit=pinned)))
    assert subject == "Explain"
    assert body.startswith("Bob asked why. Bob")
    assert len(body) == 2500
