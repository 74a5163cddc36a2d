import hashlib
from collections.abc import Sequence
from io import BytesIO

import pytest

from tests.training.clones import Clones
from training.sources.piece import Piece
from training.sources.sheet import list_comments

openpyxl = pytest.importorskip("openpyxl", reason="spreadsheets are read with openpyxl, which only training needs")


def comments_of(clones: Clones, about: str, rows: Sequence[Sequence[object]]) -> list[Piece]:
    book, content = openpyxl.Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(content)
    clone = clones.add("bob/sheet", {"sheet.xlsx": content.getvalue()}, path="sheet.xlsx", about=about)
    return list(list_comments(clone))


def test_nova_is_addressed_by_comment_and_dealt_by_request(clones: Clones) -> None:
    rows: list[list[object]] = [
        ["comment_id", "file_name", "message", "request_id"],
        ["a_1", "count.py", "Why?", 14],
        ["a_2", "count.py", None, 14],
        ["a_3", "count.py", 42, 23],
    ]
    first, second = comments_of(clones, "openstack/nova", rows)
    assert (first.address, first.repository, first.place) == ("nova:a_1", "openstack/nova:2", "openstack/nova")
    assert [file.path for file in first.files] == ["count.py"]
    assert (second.body, second.repository) == ("42", "openstack/nova:11")


def test_gerrit_is_addressed_by_text_and_short_messages_are_left_out(clones: Clones) -> None:
    text = "Ann, count the spaces as well."
    (comment,) = comments_of(clones, "gerrit", [["message", "is_toxic"], [text, 0], ["Done.", 0], [" " * 30, 0]])
    digest = hashlib.sha256(text.encode()).hexdigest()
    assert comment.address == f"gerrit:{digest[:12]}"
    assert comment.repository == f"gerrit:{int(digest[:4], 16) % 30}"
    assert comment.files == []
