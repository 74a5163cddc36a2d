"""Design documents: an added one speaks for itself, a changed one through its commit."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.git.child import inside
from connectors.git.documents import TEXT_LIMIT, find_title, read_texts
from harvester.connector import Identity, Session
from harvester.model import Evidence, Kind, Window
from harvester.registry import guarded, make_connector
from tests.fakes.imported_history import ImportedCommit, import_history
from tests.fakes.repository import Repository

ADR = "# ADR 7: A nightly batch #\n\n## Decision\n\nA nightly batch, because the consumer reads once a day.\n"


def documents(repository: Repository) -> list[Evidence]:
    now = datetime(2026, 11, 20, tzinfo=UTC)
    session = Session(me=Identity.of(emails=["ann@example.com"]), now=now)
    connector = make_connector("git", {"repositories": [str(repository.path)]}, session)
    window = Window(datetime(2026, 1, 1, tzinfo=UTC), now)
    yielded = [one for scope in connector.scopes() for one in guarded(connector, scope, window)]
    return [one for one in yielded if isinstance(one, Evidence) and one.kind is Kind.DESIGN_DOC]


def blob(repository: Repository, content: bytes) -> str:
    return repository.git("hash-object", "-w", "--stdin", stdin=content)


def test_an_added_document_has_its_own_title_and_words(tmp_path: Path) -> None:
    repository = Repository.create(tmp_path / "pay")
    sha = repository.commit("Write down the export decision", {"docs/adr/0007.md": ADR})
    (document,) = documents(repository)
    assert (document.title, document.body) == ("ADR 7: A nightly batch", ADR)
    assert str(document.ref) == f"git:{sha}:docs/adr/0007.md"


def test_each_of_many_documents_has_its_own_words(tmp_path: Path) -> None:
    count, first = 250, 1_790_000_000
    commits = [
        ImportedCommit(
            parents=[number - 1] if number > 1 else [],
            committed_at=first + number,
            path=f"docs/adr/{number}.md",
            content=f"# Decision {number}\n",
        )
        for number in range(1, count + 1)
    ]
    import_history(tmp_path / "pay.git", commits)
    told = documents(Repository(tmp_path / "pay.git"))
    assert {one.files[0].path: one.title for one in told} == {
        f"docs/adr/{number}.md": f"Decision {number}" for number in range(1, count + 1)
    }


def test_a_changed_document_is_told_by_its_commit(tmp_path: Path) -> None:
    repository = Repository.create(tmp_path / "pay")
    repository.commit("Start", {"docs/adr/0007.md": ADR}, author="Ben Example <ben@example.com>")
    repository.commit("Accept ADR 7\n\nFinance agreed.", {"docs/adr/0007.md": ADR + "\nAccepted.\n"})
    (document,) = documents(repository)
    assert (document.title, document.body) == ("Accept ADR 7", "Finance agreed.")


def test_hostile_words_of_a_document_are_cleaned(tmp_path: Path) -> None:
    repository = Repository.create(tmp_path / "pay")
    repository.commit("Add", {"docs/rfcs/1.md": b"# Tit\x1b[31mle\xff\n\nkey ghp_" + b"Zq9X" * 9 + b"\n"})
    (document,) = documents(repository)
    assert document.title == "Title\ufffd"
    assert "ghp_" not in document.body


def test_texts_are_read_with_one_child_and_what_cannot_be_is_left_out(tmp_path: Path) -> None:
    repository = Repository.create(tmp_path / "pay")
    contents = {"empty": b"", "plain": b"one\n", "long": b"x\n" * TEXT_LIMIT, "binary": b"a\0b", "bare": b"no newline"}
    blobs = {name: blob(repository, content) for name, content in contents.items()}
    tree = repository.git("hash-object", "-t", "tree", "-w", "--stdin")
    texts = read_texts(inside(repository.path / ".git"), [*blobs.values(), "0" * 40, tree, "nonsense"])
    assert texts[blobs["empty"]] == ""
    assert texts[blobs["plain"]] == "one\n"
    assert texts[blobs["bare"]] == "no newline"
    assert len(texts[blobs["long"]]) == TEXT_LIMIT
    assert set(texts) == {blobs[name] for name in ("empty", "plain", "long", "bare")}


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# One\n\n# Two\n", "One"),
        ("intro\n\n## Second level ##\n", "Second level"),
        ("---\ntitle: 'Front matter'\n---\n\n# Heading\n", "Front matter"),
        ("RFC 12\n======\n\n# Not this\n", "RFC 12"),
        ("no heading at all\n", ""),
        ("#hashtag\n", ""),
        ("", ""),
    ],
)
def test_the_title_is_the_documents_own_heading(text: str, title: str) -> None:
    assert find_title(text) == title
