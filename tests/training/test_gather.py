import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.training.clones import Clones, a_pull, an_archive, said
from training.gather import Shelf, gather, main, open_shelf, write
from training.sources.catalogue import Catalogue, Missing, Source
from training.sources.clone import Clone
from training.sources.label import Label

REMARK = "ann/words#7/comment/2026-01-02T03:04:05Z"


def a_shelf(clones: Clones) -> Shelf:
    pulls = [a_pull(comments=[said("bob", "Why\u2028count?"), said("bob", "why\u2028count?", "2026-03-01T00:00:00Z")])]
    issues = [{"number": 1, "author": "bob", "title": "Tabs are lost", "body": "t" * 3000}]
    archive = clones.add("ann/words", an_archive(pulls, issues), path="archive.json")
    line = {"id": 5, "user": {"login": "bob"}, "body": "Off by one.", "path": "a.py"}
    pull = {"number": 2, "user": {"login": "ann"}, "title": "Count"}
    thread = {"type": "pull", "pull": pull, "comments": [line], "events": []}
    backup = clones.add("bob/backup", {"pulls/2.json": json.dumps(thread)}, about="bob/lines")
    repository = clones.repository("ann/words")
    told = repository.commit(f"Explain\n\n{'Bob asked why. ' * 9}", {"a.py": "one\n"})
    history = open_shelf(
        clones.folder, Catalogue([], [], [], [Source(repository="ann/words", commit=told, is_told=True)])
    )
    return Shelf([archive], [backup], [], history.histories)


def a_label(address: str, **more: Any) -> Label:  # noqa: ANN401 - fields of a label
    return Label(**{"address": address, "role": "author", "category": "routine", "criteria": [], **more})


def test_there_is_one_record_a_label_in_the_order_of_the_labels(clones: Clones) -> None:
    shelf = a_shelf(clones)
    commit = f"ann/words@{shelf.histories[0].source.commit[:12]}"
    labels = [a_label(commit), a_label(REMARK, role="reviewer", category="mentorship"), a_label("ann/words#1")]
    records = gather(shelf, labels)["records.jsonl"]
    assert [(record["id"], record["kind"]) for record in records] == [
        (commit, "commit"),
        (REMARK, "review_comment"),
        ("ann/words#1", "ticket"),
    ]
    assert records[1]["author_role"] == "reviewer"
    assert records[1]["gold"]["category"] == "mentorship"


def test_comments_stand_once_and_untitled_by_project(clones: Clones) -> None:
    assert gather(a_shelf(clones), [])["comments.jsonl"] == [
        {"place": "ann/words", "title": "", "body": "Why\u2028count?"},
        {"place": "bob/lines", "title": "", "body": "Off by one."},
    ]


def test_work_is_the_messages_of_histories_and_then_the_tickets(clones: Clones) -> None:
    message, ticket = gather(a_shelf(clones), [])["work.jsonl"]
    assert (message["place"], message["title"]) == ("ann/words", "Explain")
    assert (ticket["title"], len(ticket["body"])) == ("Tabs are lost", 2500)


def test_a_history_that_is_not_told_gives_no_text(clones: Clones) -> None:
    shelf = a_shelf(clones)
    (history,) = shelf.histories
    silent = Clone(history.folder, replace(history.source, is_told=False))
    assert gather(Shelf([], [], [], [silent]), [])["work.jsonl"] == []
    assert len(gather(Shelf([], [], [], [history]), [])["work.jsonl"]) == 1


@pytest.mark.parametrize("address", ["ann/words#9", "bob/words@0123456789ab"])
def test_a_label_without_a_text_is_named(clones: Clones, address: str) -> None:
    with pytest.raises(Missing, match=f"no source holds: {address}"):
        gather(a_shelf(clones), [a_label(address)])


def test_what_is_written_has_a_line_a_text_and_the_same_bytes_again(clones: Clones, tmp_path: Path) -> None:
    shelf = a_shelf(clones)
    for folder in ("one", "two"):
        write(tmp_path / folder / "out", gather(shelf, [a_label(REMARK)]))
    names = ["comments.jsonl", "records.jsonl", "work.jsonl"]
    assert sorted(path.name for path in (tmp_path / "one" / "out").iterdir()) == names
    for name in names:
        content = (tmp_path / "one" / "out" / name).read_bytes()
        assert content == (tmp_path / "two" / "out" / name).read_bytes()
        assert content.isascii()
    (record,) = (tmp_path / "one" / "out" / "records.jsonl").read_text().splitlines()
    assert json.loads(record)["body"] == "Why\u2028count?"


def test_a_missing_clone_ends_in_two_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "clones").mkdir()
    assert main([str(tmp_path / "clones"), "--out", str(tmp_path / "out")]) == 2
    assert not (tmp_path / "out").exists()
    shown = capsys.readouterr().err
    assert shown.startswith("no clone of tlswg/tls13-spec in ")
    assert "clone https://github.com/tlswg/tls13-spec, branch gh-pages, with commit " in shown
