"""The scanner sees the headings that a reader of Markdown sees, and nothing is hidden from it."""

import re

from hypothesis import assume, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from harvester.document.blocks import locate_blocks
from tests.document.strategies import BLOCKS, LAW, LINES, documents

_commonmark = MarkdownIt("commonmark")
# The reference implementation continues a paragraph there, markdown-it does not.
_disputed = re.compile(r"^(?: {1,3}[-+*] | {0,3}\[ref\])", re.MULTILINE)

_more_lines = (
    "```", "```sh", "~~~", "  ```", "    ```", "````", "- ```", "- # head", "- - x", "<!--", "-->", "<pre>", "</pre>",
    "<script>", "</script>", "<?php", "?>", "<!DOCTYPE x>", "<a href='x'>", "<a href='x'> t", "text <!--", "   ---",
    "   ===", "1.", "2. two",
)  # fmt: skip
texts = st.lists(st.sampled_from(LINES + BLOCKS + _more_lines), max_size=10).map("\n".join)


def headings_shown(text: str) -> list[tuple[int, int]]:
    tokens = _commonmark.parse(text)
    return [(t.map[0], int(t.tag[1])) for t in tokens if t.type == "heading_open" and t.level == 0 and t.map]


@LAW
@given(texts)
def test_headings_are_those_that_a_reader_of_markdown_sees(text: str) -> None:
    assume(not text.startswith(("---", "+++")) and not _disputed.search(text))
    encoded = text.encode()
    found = [(encoded.count(b"\n", 0, one.start), one.level) for one in locate_blocks(encoded).headings]
    assert found == headings_shown(text)


@LAW
@given(texts)
def test_nothing_added_at_the_end_is_swallowed_unless_something_is_reported_open(text: str) -> None:
    assume(not text.startswith(("---", "+++")))
    if locate_blocks(text.encode()).trouble is None:
        added = f"{text}\n\n## Added\n"
        assert headings_shown(added)[-1:] == [(added.count("\n") - 1, 2)]


@LAW
@given(documents())
def test_every_kind_of_line_end_gives_the_same_outline(text: bytes) -> None:
    unix = re.sub(rb"\r\n|\r", b"\n", text)
    outlines = [locate_blocks(unix.replace(b"\n", line_end)) for line_end in (b"\n", b"\r\n", b"\r")]
    seen = [([(one.level, one.text) for one in outline.headings], outline.trouble is None) for outline in outlines]
    assert seen[0] == seen[1] == seen[2]


@LAW
@given(documents())
def test_spans_are_in_order_and_within_the_document(text: bytes) -> None:
    outline = locate_blocks(text)
    offsets = [offset for span in outline.hidden for offset in span]
    assert offsets == sorted(offsets)
    starts = [offset for heading in outline.headings for offset in (heading.start, heading.end)]
    assert starts == sorted(starts)
    assert max([0, *offsets, *starts]) <= len(text)
    for heading in outline.headings:
        assert text[heading.start - 1 : heading.start] in {b"", b"\n", b"\r", b"\xbf"}
        assert not any(start <= heading.start < end for start, end in outline.hidden)


def test_front_matter_is_no_part_of_the_text() -> None:
    for text in ("---\na: 1\n## Projects\n---\n## Decisions\n", "+++\na = 1\n## Projects\n+++\n## Decisions\n"):
        assert [one.text for one in locate_blocks(text.encode()).headings] == ["Decisions"]


def test_a_rule_at_the_start_is_no_front_matter() -> None:
    text = b"---\n\n## Projects\n\n---\n\n## Decisions\n"
    assert [one.text for one in locate_blocks(text).headings] == ["Projects", "Decisions"]


def test_an_underlined_heading_is_all_lines_of_its_paragraph() -> None:
    text = b"- item\n\nPeople\n  helped\n---\n"
    (heading,) = locate_blocks(text).headings
    assert (text[heading.start : heading.end], heading.text, heading.level) == (
        b"People\n  helped\n---",
        "People helped",
        2,
    )
    assert (heading.is_underlined, heading.is_after_list) == (True, True)


def test_only_an_item_without_words_ends_at_a_blank_line() -> None:
    assert not locate_blocks(b"-\n\nwords\n").ends_in_list
    assert locate_blocks(b"-\n- [ ] a task\n\n").ends_in_list
    assert locate_blocks(b"-\n  words\n\n").ends_in_list


def test_whether_a_list_runs_up_to_a_heading_is_told() -> None:
    text = b"- item\n\n  more\n# One\nwords\n# Two\n1. item\n"
    outline = locate_blocks(text)
    assert [one.is_after_list for one in outline.headings] == [True, False]
    assert outline.ends_in_list
