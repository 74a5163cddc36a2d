"""The law, for any bytes and any operations: lines come, boxes go, untouched lines of ours go; nothing else."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from harvester.document import Document
from harvester.errors import DocumentError
from harvester.headings import BUILT_IN_HEADINGS
from harvester.markdown import NewLine, digest_text, render_line
from tests.document.strategies import (
    LAW,
    add_or_reject,
    documents,
    line,
    new_lines,
    readable,
    tidy_documents,
)

_BOM = b"\xef\xbb\xbf"
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_BOX = re.compile(rb"\[.?\][ \t]*")
_OUR_LINE = re.compile(
    rb"\s*(?:[-*+]|\d+[.)])\s+(?:\[.?\]\s+)?(.*?)<!--\s*hv\s+\S+\s+([0-9a-f]{8})\s*-->\s*", re.DOTALL
)
_commonmark = MarkdownIt("commonmark")

unique_lines = st.lists(new_lines(), min_size=1, max_size=4, unique_by=lambda one: one.ref)


def headings_of(document: Document) -> list[str]:
    """Give the headings as a reader of Markdown sees them: the hashes and the words."""
    tokens = _commonmark.parse(document.data.removeprefix(_BOM).decode("utf-8", "replace"))
    return [
        f"{'#' * int(token.tag[1])} {tokens[index + 1].content}"
        for index, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0
    ]


def only_gained(before: bytes, after: bytes) -> Sequence[bytes]:
    """Give the lines that came; fails unless every line there was is still there, whole and in order."""
    gained = []
    kept = [match[0] for match in _LINE.finditer(before.removeprefix(_BOM))]
    for match in _LINE.finditer(after.removeprefix(_BOM)):
        if kept and (match[0] == kept[0] or (len(kept) == 1 and match[0].rstrip(b"\r\n") == kept[0])):
            kept.pop(0)
        else:
            gained.append(match[0])
    assert not kept, f"lost or changed: {kept[:3]}"
    return gained


def removed_part(before: bytes, after: bytes) -> bytes:
    """Give the one stretch of bytes that went; fails if anything else changed."""
    width = len(before) - len(after)
    start = next((i for i, (old, new) in enumerate(zip(before, after, strict=False)) if old != new), len(after))
    assert before[:start] == after[:start]
    assert before[start + width :] == after[start:]
    return before[start : start + width]


@LAW
@given(documents(), unique_lines)
def test_adding_keeps_every_byte_of_the_person_in_order(text: bytes, lines: list[NewLine]) -> None:
    before = readable(text)
    after = add_or_reject(before, lines)
    gained = [part.rstrip(b"\r\n") for part in only_gained(text, after.data)]
    headings = {b"## " + name.encode() for name in BUILT_IN_HEADINGS.values()}
    assert [part for part in gained if part and part not in headings] != []
    assert sorted(part for part in gained if part and part not in headings) == sorted(map(render_line, lines))
    assert after.data.startswith(_BOM) == text.startswith(_BOM)


@LAW
@given(documents(), unique_lines)
def test_what_was_added_reads_back_as_it_was_meant(text: bytes, lines: list[NewLine]) -> None:
    before = readable(text)
    after = add_or_reject(before, lines)
    after.check()
    known = [one.ref for one in before.marked]
    assert sorted(str(one.ref) for one in after.marked) == sorted(map(str, [*known, *(one.ref for one in lines)]))
    for one in lines:
        found = after.line_of(one.ref)
        assert found is not None
        assert (found.category, found.happened_on) == (one.category, one.happened_on)
        assert (found.is_claimed, found.is_touched) == (one.is_claimed, False)
    untouched = [(one.ref, one.text, one.box, one.category) for one in before.marked]
    assert [one for one in ((x.ref, x.text, x.box, x.category) for x in after.marked) if one[0] in known] == untouched


@LAW
@given(documents(), unique_lines)
def test_a_reader_of_markdown_sees_each_line_as_an_item_of_its_section(text: bytes, lines: list[NewLine]) -> None:
    before = readable(text)
    assume(not before.outline.hidden or before.outline.hidden[0][0] > len(_BOM))
    after = add_or_reject(before, lines)
    names = {f"## {name}" for name in BUILT_IN_HEADINGS.values()}
    assert [one for one in headings_of(after) if one not in names] == [
        one for one in headings_of(before) if one not in names
    ]
    shown = after.data.removeprefix(_BOM).decode("utf-8", "replace")
    heading, seen, depth = "", {}, 0
    tokens = _commonmark.parse(shown)
    for index, token in enumerate(tokens):
        depth += {"list_item_open": 1, "list_item_close": -1}.get(token.type, 0)
        if token.type == "heading_open" and token.level == 0 and int(token.tag[1]) <= 2:
            heading = tokens[index + 1].content
        if token.type == "inline":
            comments = [child.content for child in token.children or () if child.type == "html_inline"]
            seen.update({comment: (heading.strip("* "), depth) for comment in comments})
    for one in lines:
        marker = re.search(r"<!-- hv .* -->", render_line(one).decode())
        assert marker is not None
        name, depth = seen[marker[0]]
        assert depth == 1
        assert name.casefold().endswith(BUILT_IN_HEADINGS[one.category].casefold())


@LAW
@given(tidy_documents(), unique_lines)
def test_withdrawing_what_was_added_restores_the_bytes(text: bytes, lines: list[NewLine]) -> None:
    document = add_or_reject(readable(text), lines)
    for one in lines:
        document = document.withdraw(one.ref)
    assert document.data == text


@LAW
@given(documents(), unique_lines, st.data())
def test_claiming_takes_a_box_and_nothing_else(text: bytes, lines: list[NewLine], data: st.DataObject) -> None:
    document = add_or_reject(readable(text), lines)
    chosen = data.draw(st.sampled_from(document.marked))
    line_before = document.line_of(chosen.ref)
    assert line_before is not None
    try:
        claimed = document.claim(chosen.ref)
    except DocumentError:
        return
    if line_before.box == "none":
        assert claimed is document
        return
    assert _BOX.fullmatch(removed_part(document.data, claimed.data))
    line_after = next(one for one in claimed.marked if (one.start, one.ref) == (line_before.start, chosen.ref))
    assert (line_after.box, line_after.text, line_after.is_touched) == (
        "none",
        line_before.text,
        line_before.is_touched,
    )


@LAW
@given(documents(), unique_lines, st.data())
def test_withdrawing_takes_one_untouched_line_and_nothing_else(
    text: bytes, lines: list[NewLine], data: st.DataObject
) -> None:
    document = add_or_reject(readable(text), lines)
    chosen = data.draw(st.sampled_from(document.marked))
    try:
        after = document.withdraw(chosen.ref)
    except DocumentError:
        return
    ours = _OUR_LINE.fullmatch(b"".join(only_gained(after.data, document.data)))
    assert ours is not None
    assert digest_text(ours[1].decode("utf-8", "replace")) == ours[2].decode()
    assert len(after.marked) == len(document.marked) - 1


@LAW
@given(documents(), unique_lines, st.data())
def test_any_sequence_of_operations_leaves_the_bytes_of_the_person(
    text: bytes, lines: list[NewLine], data: st.DataObject
) -> None:
    document = readable(text)
    own = {one.ref for one in lines}
    assume(not any(one.ref in own for one in document.marked))
    for _ in range(data.draw(st.integers(1, 6))):
        one = data.draw(st.sampled_from(lines))
        operation = data.draw(st.sampled_from(["add", "claim", "withdraw"]))
        stands = document.line_of(one.ref) is not None
        if operation == "add" and not stands:
            document = add_or_reject(document, [one])
        elif operation == "claim" and stands:
            document = document.claim(one.ref)
        elif operation == "withdraw" and stands:
            document = document.withdraw(one.ref)
    only_gained(text, document.data)
    document.check()


@LAW
@given(documents(), new_lines(), st.data())
def test_a_line_with_any_byte_changed_is_never_withdrawn(text: bytes, one: NewLine, data: st.DataObject) -> None:
    document = add_or_reject(readable(text), [one])
    found = document.line_of(one.ref)
    assert found is not None
    marker = document.data.index(b"<!-- hv " + str(one.ref).encode(), found.box_end)
    at = data.draw(st.integers(found.box_end, marker - 1))
    changed = document.data[:at] + data.draw(st.sampled_from([b"x", b"\xff", b"!"])) + document.data[at:]
    touched = Document(document.path, changed, exists=True)
    line_now = touched.line_of(one.ref)
    if line_now is None or touched.outline.trouble:
        return
    assert line_now.is_touched
    with pytest.raises(DocumentError):
        touched.withdraw(one.ref)


@LAW
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(noise: bytes) -> None:
    document = Document(Path("brag.md"), noise, exists=True)
    if document.outline.trouble or noise.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")):
        with pytest.raises(DocumentError, match=r"^brag\.md"):
            document.check()
        return
    document.check()
    added = add_or_reject(document, [line(1)])
    only_gained(noise, added.data)
    assert list(document.entries) == [entry for entry in added.entries if entry.ref is None]


def test_a_ref_has_at_most_one_line() -> None:
    document = Document(Path("brag.md")).add([line(1)])
    with pytest.raises(DocumentError, match=r"stands in brag\.md already"):
        document.add([line(1)])
    with pytest.raises(DocumentError, match=r"stands in brag\.md already"):
        document.add([line(2), line(2)])


def test_a_ref_that_begins_like_another_is_another() -> None:
    document = Document(Path("brag.md")).add([line(412)])
    assert {one.ref for one in document.add([line(41)]).marked} == {line(41).ref, line(412).ref}


def test_what_does_not_stand_is_neither_claimed_nor_withdrawn() -> None:
    document = Document(Path("brag.md")).add([line(1)])
    for operation in (document.claim, document.withdraw):
        with pytest.raises(DocumentError, match="acme/pay#2 does not stand"):
            operation(line(2).ref)


def test_adding_nothing_to_a_document_changes_nothing() -> None:
    document = Document(Path("brag.md"), b"## Projects", exists=True)
    assert document.add([]) is document


def test_replacing_is_taking_back_and_adding() -> None:
    document = Document(Path("brag.md")).add([line(1), line(2)])
    replaced = document.withdraw(line(1).ref).add([line(1, text="Said better.", is_claimed=True)])
    assert [(one.ref, one.is_claimed) for one in replaced.marked] == [(line(2).ref, False), (line(1).ref, True)]
