"""The list items that carry no marker: what the person wrote by hand.

It refuses to look below the top level of a list, and to call an open task an entry.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Final

from harvester.document import syntax
from harvester.document.blocks import Outline
from harvester.document.lines import ITEM, Box, box_of, column_of, content_column, starts_block
from harvester.markdown import collapse, locate_comments


@dataclass(slots=True)
class HandwrittenLine:
    """A top-level list item without a marker: where it starts, its box, and the text of its first paragraph."""

    start: int
    box: Box
    offset: int
    words: list[bytes] = field(default_factory=list)
    is_text_open: bool = True

    @property
    def text(self) -> str:
        """The first paragraph without its comments, white space collapsed."""
        inline = b"".join(self.words).decode("latin-1")
        kept, at = [], 0
        for start, end in locate_comments(inline) if "<!--" in inline else ():
            kept.append(inline[at:start])
            at = len(inline) if end is None else end
        kept.append(inline[at:])
        return collapse("".join(kept).encode("latin-1").decode("utf-8", "replace"))


_FURTHEST_INDENT: Final = syntax.INDENTED_CODE - 1


def read_handwritten(text: bytes, outline: Outline, marked_starts: Collection[int]) -> Iterator[HandwrittenLine]:
    """Read the top-level list items of the whole document, but for those that start with a marked line."""
    item: HandwrittenLine | None = None
    is_after_blank = True
    at = 0
    for line in text.splitlines(keepends=True):
        start, at = at, at + len(line)
        if not line.strip():
            is_after_blank = True
            continue
        if outline.hidden_around(start + len(line) - len(line.lstrip(syntax.BLANKS))):
            continue
        opened = _open_item(line, start, item)
        if opened is None and item is not None and _belongs(item, line, is_after_blank=is_after_blank):
            _continue_item(item, line, is_after_blank=is_after_blank)
        else:
            if item is not None and item.start not in marked_starts:
                yield item
            item = opened
        is_after_blank = False
    if item is not None and item.start not in marked_starts:
        yield item


def _open_item(line: bytes, start: int, around: HandwrittenLine | None) -> HandwrittenLine | None:
    found = ITEM.match(line)
    if found is None or b">" in found["outer"] or syntax.is_rule(line.rstrip(b"\r\n")):
        return None
    indent = column_of(line, 0, found.end("indent"))
    if indent > _FURTHEST_INDENT or (around is not None and indent >= around.offset):
        return None
    text_start = found.end("gap" if found["box"] is None else "box")
    return HandwrittenLine(start, box_of(found), content_column(found), [line[text_start:]])


def _belongs(item: HandwrittenLine, line: bytes, *, is_after_blank: bool) -> bool:
    indent = column_of(line, 0, len(line) - len(line.lstrip(syntax.BLANKS)))
    return indent >= item.offset or (not is_after_blank and not starts_block(line, 0))


def _continue_item(item: HandwrittenLine, line: bytes, *, is_after_blank: bool) -> None:
    if is_after_blank or ITEM.match(line):
        item.is_text_open = False
    if item.is_text_open:
        item.words.append(line)
