"""The lines of the document that carry our marker: where they are, and what the person did to them.

A line is a whole list item, wrapped or not. It refuses to write; every offset is of the bytes as read.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from harvester.document import syntax
from harvester.document.blocks import Outline
from harvester.document.sections import Sections
from harvester.markdown import collapse, digest_text, locate_comments
from harvester.model import Category, Ref

Box = Literal["open", "ticked", "none"]

BULLET: Final = rb"(?:[-+*]|[0-9]{1,9}[.)])"
ITEM: Final = re.compile(
    rb"(?P<indent>[ \t]*)(?P<outer>(?:(?:>|" + BULLET + rb"(?=[ \t]))[ \t]*)*?)"
    rb"(?P<bullet>" + BULLET + rb")(?P<gap>[ \t]+|(?=[\r\n]|\Z))(?!" + BULLET + rb"[ \t])"
    rb"(?P<box>\[(?P<state>[^\w\[\]\s]|[ xX]?)\](?=[ \t\r\n]|\Z)[ \t]*)?"
)
"""The start of a list item; a box in any other state than ticked is open."""

_MARKER: Final = re.compile(
    rb"<!--[ \t\r\n]{0,80}hv[ \t\r\n]{1,80}(?P<ref>[^\s<>]+)"
    rb"(?:[ \t\r\n]{1,80}(?P<digest>[^<>]{0,200}?))?[ \t\r\n]{0,80}-->"
)
_BLOCK: Final = (
    rb"(?:#{1,6}(?=[ \t\r\n]|\Z)|" + BULLET + rb"(?=[ \t\r\n])|>|`{3}|~{3}|<[!/?A-Za-z]"
    rb"|(?:[-_*][ \t]*){3,}(?=[\r\n]|\Z))"
)
_STARTS_BLOCK: Final = re.compile(rb" {0,3}" + _BLOCK)
_ENDS_PARAGRAPH: Final = re.compile(rb"[ \t]*(?:[\r\n]|\Z|" + _BLOCK + rb")")
_COMMENT: Final = re.compile(rb"<!--.*?-->", re.DOTALL)
_SEPARATES: Final = re.compile(
    rb" {0,3}(?:#{1,6}[ \t\r\n]|`{3}|~{3}|>|=+[ \t]*[\r\n]|-+[ \t]*[\r\n]|(?:[-_*][ \t]*){3,}[\r\n])"
)
_LINE_END: Final = re.compile(rb"[ \t]*(?:\r\n?|\n|\Z)")
_BLANK_LINES: Final = re.compile(rb"(?:[ \t]*(?:\r\n?|\n))+")
_PARAGRAPH_END: Final = re.compile(rb"(?:\r\n?|\n)[ \t]*(?:\r\n?|\n)|\Z")
_DATE: Final = re.compile(r"[*_(\[]{0,3}(\d{4}-\d{2}-\d{2})(?!\w)[*_)\]:,]{0,4}(?:\s+|$)", re.ASCII)
_LINE: Final = re.compile(rb"([^\r\n]*)(?:\r\n?|\n)?")
_INDENT: Final = re.compile(rb"[ \t]{0,99}")
_TAB: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedLine:
    """A list item with our marker.

    `text` stands between box and marker, or behind it in the same paragraph, without comments, white space
    collapsed. `is_reworded` says that it is not the text the digest was made of; `is_touched` also counts what else
    was written into the item. `start` and `end` are the offsets of its whole lines up to the marker's, `box_start`
    and `box_end` those of the box and the blanks behind it; `line` counts from 1.
    """

    ref: Ref
    digest: str
    text: str
    box: Box
    category: Category | None
    happened_on: date | None
    is_reworded: bool
    is_touched: bool
    line: int
    start: int
    end: int
    box_start: int
    box_end: int

    @property
    def is_claimed(self) -> bool:
        """Say whether the person claims it: the box is ticked or gone."""
        return self.box != "open"


@dataclass(frozen=True, slots=True)
class _Item:
    """The innermost list item around a marker; where there is no list, the line alone, with an offset of 0."""

    start: int
    text_start: int
    box: Box
    box_start: int
    offset: int
    is_alone: bool


def read_marked(text: bytes, outline: Outline, sections: Sections) -> list[MarkedLine]:
    """Read every marker that counts, in the order of the document."""
    marked: list[MarkedLine] = []
    item: _Item | None = None
    floor, counted, number, behind = 0, 0, 1, 0
    for marker in _MARKER.finditer(text):
        ref = _parse_ref(marker["ref"])
        hidden = outline.hidden_around(marker.start())
        # A comment that starts a block is the marker itself; within another one it is text.
        if ref is None or (hidden is not None and hidden[0] != marker.start()):
            continue
        item = _find_item(text, marker.start(), floor, item)
        words_start = max(item.text_start, behind)
        if not _is_comment(text, words_start, marker):
            continue
        number += count_lines(text, counted, item.start)
        floor, counted, behind = _line_start(text, marker.start(), floor), item.start, marker.end()
        category = sections.category_at(item.start)
        marked.append(_read_line(text, marker, item, words_start, ref=ref, number=number, category=category))
    return marked


def box_of(found: re.Match[bytes]) -> Box:
    """Tell the state of an item's box."""
    if found["box"] is None:
        return "none"
    return "ticked" if found["state"] in {b"x", b"X"} else "open"


def content_column(found: re.Match[bytes]) -> int:
    """Tell the column at which the content of an item starts: what is indented as far belongs to it."""
    behind_bullet = column_of(found.string, found.start(), found.end("bullet"))
    gap = column_of(found.string, found.start(), found.end("gap")) - behind_bullet
    return behind_bullet + (gap if 1 <= gap <= syntax.INDENTED_CODE else 1)


def split_date(text: str) -> tuple[date | None, str]:
    """Part the date a text starts with from the rest; without a real date the text stays whole."""
    found = _DATE.match(text)
    if found is None:
        return None, text
    try:
        return date.fromisoformat(found[1]), text[found.end() :]
    except ValueError:
        return None, text


def starts_block(text: bytes, at: int) -> bool:
    """Say whether the line at an offset ends the text above it even if it is not indented."""
    return _STARTS_BLOCK.match(text, at) is not None


def count_lines(text: bytes, start: int, end: int) -> int:
    """Count the line ends between two offsets: LF, CRLF and CR."""
    returns = text.count(b"\r", start, end)
    return text.count(b"\n", start, end) + (returns - text.count(b"\r\n", start, end) if returns else 0)


def column_of(text: bytes, start: int, end: int) -> int:
    """Tell how many columns the bytes of one line take up."""
    return len(text[start:end].expandtabs(_TAB))


def _read_line(
    text: bytes,
    marker: re.Match[bytes],
    item: _Item,
    words_start: int,
    *,
    ref: Ref,
    number: int,
    category: Category | None,
) -> MarkedLine:
    before, behind = text[words_start : marker.start()], _read_behind(text, marker.end())
    words, more = _words_of(before), _words_of(behind)
    digest = "" if marker["digest"] is None else marker["digest"].decode("utf-8", "replace")
    line_end = _LINE_END.match(text, marker.end())
    end = marker.end() if line_end is None else line_end.end()
    whole = f"{words} {more}".strip() if more else words
    is_shared = words_start != item.text_start or line_end is None or b"<!--" in before
    is_reworded = bool(more) or digest.lower() != digest_text(words)
    return MarkedLine(
        ref=ref,
        digest=digest,
        text=whole,
        box=item.box,
        category=category,
        happened_on=split_date(whole)[0],
        is_reworded=is_reworded,
        is_touched=is_reworded or is_shared or _has_company(text, item, end),
        line=number,
        start=item.start,
        end=end,
        box_start=item.box_start,
        box_end=item.text_start,
    )


def _read_behind(text: bytes, at: int) -> bytes:
    """Read what stands behind a marker in the same paragraph: who types at the end of a line types there.

    What stands before another marker belongs to that one.
    """
    end = at
    while (line := _LINE.match(text, end)) and line.end() > end:
        if _MARKER.search(text, end, line.end()):
            return b""
        end = line.end()
        if _ENDS_PARAGRAPH.match(text, end):
            break
    return text[at:end]


def _words_of(inline: bytes) -> str:
    return collapse((_COMMENT.sub(b" ", inline) if b"<!--" in inline else inline).decode("utf-8", "replace"))


def _has_company(text: bytes, item: _Item, end: int) -> bool:
    """Say whether anything but our line belongs to its list item."""
    if not item.is_alone:
        return True
    blank_lines = _BLANK_LINES.match(text, end)
    following = blank_lines.end() if blank_lines else end
    if following == len(text) or text.startswith(b"- ", following):
        return False
    blanks = _INDENT.match(text, following)
    if blanks is not None and column_of(text, following, blanks.end()) >= item.offset:
        return True
    return blank_lines is None and not starts_block(text, following)


def _find_item(text: bytes, at: int, floor: int, previous: _Item | None) -> _Item:
    """Find the item around an offset by walking up its lines; `floor` starts the line of the marker before it."""
    own_start = start = _line_start(text, at, floor)
    if found := _match_item(text, start):
        return _item_at(found)
    is_indented = text[start : start + 1] in {b" ", b"\t"}
    for above in reversed(text[floor:start].splitlines(keepends=True)):
        start -= len(above)
        if not above.strip():
            if not is_indented:
                break
            continue
        if found := _match_item(text, start):
            return _item_at(found)
        if _SEPARATES.match(above):
            break
        is_indented = above[:1] in {b" ", b"\t"}
    else:
        if previous is not None and previous.offset:
            return previous
    text_start = at - len(text[own_start:at].lstrip(syntax.BLANKS))
    return _Item(own_start, text_start, "none", text_start, 0, is_alone=False)


def _match_item(text: bytes, start: int) -> re.Match[bytes] | None:
    found = ITEM.match(text, start)
    if found is None or found["bullet"][-1:] not in {b"-", b"*"}:
        return found
    line_end = _LINE.match(text, start)
    return None if line_end is None or syntax.is_rule(line_end[1]) else found


def _item_at(found: re.Match[bytes]) -> _Item:
    box = box_of(found)
    return _Item(
        start=found.start(),
        text_start=found.end("gap" if box == "none" else "box"),
        box=box,
        box_start=found.end("gap"),
        offset=content_column(found),
        is_alone=not found["outer"],
    )


def _parse_ref(spelled: bytes) -> Ref | None:
    try:
        return Ref.parse(spelled.decode())
    except ValueError:
        return None


def _is_comment(text: bytes, words_start: int, marker: re.Match[bytes]) -> bool:
    """Say whether a marker is a comment of its own, neither escaped, nor in code, nor inside another comment."""
    before = text[words_start : marker.start()]
    if b"`" not in before and b"<!--" not in before and before[-1:] != b"\\":
        return True
    paragraph_end = _PARAGRAPH_END.search(text, marker.end())
    inline = text[words_start : paragraph_end.start() if paragraph_end else None].decode("latin-1")
    return any(start == len(before) for start, _ in locate_comments(inline))


def _line_start(text: bytes, at: int, floor: int) -> int:
    newline = max(text.rfind(b"\n", floor, at), floor - 1)
    return max(text.rfind(b"\r", newline + 1, at), newline) + 1
