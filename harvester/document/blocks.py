"""The blocks of a Markdown document, located by bytes: headings, and what hides headings and markers.

One pass over the lines, with the rules of CommonMark as far as they decide where a top-level heading stands,
what is code or a comment, and whether a list is open; inline text is only searched for comments that never end.
It refuses to re-render, and it knows neither our markers nor our categories. Of a block quote it knows only
that it is one: what is opened in it ends with it.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Final

from harvester.document import syntax
from harvester.markdown import collapse, locate_comments

BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"

_FRONT_MATTER: Final = re.compile(
    rb"---[ \t]*(?:\r\n?|\n)(?P<yaml>(?:(?!---|\.\.\.)[^\r\n]*(?:\r\n?|\n))*?)(?:---|\.\.\.)[ \t]*(?:\r\n?|\n|\Z)"
    rb"|\+\+\+[ \t]*(?:\r\n?|\n)(?P<toml>(?:(?!\+\+\+)[^\r\n]*(?:\r\n?|\n))*?)\+\+\+[ \t]*(?:\r\n?|\n|\Z)"
)
_KEY: Final = re.compile(rb"(?:\A|[\r\n])[\w\"'-][^\r\n:=]*[:=]")
_IN_QUOTE: Final = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A top-level heading: the offsets of its line or lines, its level and text, whether a list runs up to it.

    `indent` counts the blanks before it, at most three.
    """

    start: int
    end: int
    indent: int
    level: int
    text: str
    is_after_list: bool
    is_underlined: bool


@dataclass(frozen=True, slots=True)
class Trouble:
    """What begins at an offset and never ends."""

    at: int
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What was located; spans are half-open byte offsets in order.

    `hidden` are code blocks, comments and front matter: no marker counts in them. `open_html` are blocks of raw
    HTML, which swallow everything up to the next blank line.
    """

    headings: Sequence[Heading]
    hidden: Sequence[tuple[int, int]]
    open_html: Sequence[tuple[int, int]]
    ends_in_list: bool
    trouble: Trouble | None

    def hidden_around(self, at: int) -> tuple[int, int] | None:
        """Give the hidden span that an offset lies in."""
        index = bisect_right(self.hidden, at, key=itemgetter(0)) - 1
        return self.hidden[index] if index >= 0 and at < self.hidden[index][1] else None


def locate_blocks(text: bytes) -> Outline:
    """Locate headings, hidden spans, raw HTML, and the first thing that never ends."""
    scanner = _Scanner(text)
    scanner.scan()
    return Outline(
        headings=scanner.headings,
        hidden=scanner.hidden,
        open_html=scanner.open_html,
        ends_in_list=bool(scanner.items),
        trouble=scanner.trouble,
    )


@dataclass(slots=True)
class _Raw:
    """A block whose lines are not Markdown until `closer` matches; without one, until a blank line."""

    start: int
    what: str
    closer: re.Pattern[bytes] | None
    base: int
    is_fence: bool = False


class _Scanner:
    """The state between two lines: open list items, the open paragraph, the open raw block."""

    def __init__(self, text: bytes) -> None:
        self.text = text
        self.headings: list[Heading] = []
        self.hidden: list[tuple[int, int]] = []
        self.open_html: list[tuple[int, int]] = []
        self.trouble: Trouble | None = None
        self.items: list[int] = []  # the column at which the content of each open list item starts
        self.raw: _Raw | None = None
        self.paragraph: int | None = None
        self.paragraph_depth = 0
        self.is_item_empty = False  # the last line was a list marker and no more; a blank line would end it
        self.is_after_list = False  # a list ran up to the open paragraph
        self.is_dubious = False  # a comment of the paragraph has not ended on its line
        self.readers: Mapping[bytes, Callable[[bytes, int, int, int], bool]] = {
            b"#": self._read_heading,
            b"`": self._read_fence,
            b"~": self._read_fence,
            b"<": self._read_html,
            b"=": self._read_rule,
            b"-": self._read_rule,
            b"*": self._read_rule,
            b"_": self._read_rule,
            b">": self._read_quote,
            b"[": self._read_definition,
        }

    def scan(self) -> None:
        """Read all lines."""
        at = self._skip_front_matter()
        for line in (self.text[at:] if at else self.text).splitlines(keepends=True):
            if self.raw is None and syntax.is_plain_item(line):
                self._close(0, at)
                self.items.append(2)
                self.is_item_empty = False
                self.paragraph, self.paragraph_depth = at + 2, 1
            else:
                self._read_line(line, at)
            at += len(line)
        self._close_paragraph(at)
        if self.raw is not None:
            self._end_raw(self.raw, at, is_closed=self.raw.closer is None)

    def _skip_front_matter(self) -> int:
        start = len(BYTE_ORDER_MARK) if self.text.startswith(BYTE_ORDER_MARK) else 0
        matter = _FRONT_MATTER.match(self.text, start)
        if matter is None or not _KEY.search(matter["yaml"] or matter["toml"] or b""):
            return start
        self.hidden.append((start, matter.end()))
        return matter.end()

    def _read_line(self, line: bytes, at: int) -> None:
        body = line.rstrip(b"\r\n")
        skip, column = syntax.skip_blanks(body, 0, 0)
        is_blank = skip == len(body)
        if self.raw is not None and self._read_raw(self.raw, line, at, None if is_blank else column):
            return
        if is_blank:
            self._close_paragraph(at)
            if self.is_item_empty:
                self.items.pop()
            self.is_item_empty = False
            return
        self.is_item_empty = False
        depth = sum(offset <= column for offset in self.items)
        self._read_block(body, at, skip, column, depth)

    def _read_raw(self, raw: _Raw, line: bytes, at: int, column: int | None) -> bool:
        """Read a line of the open raw block; False if the block ended before it. A blank line has no column."""
        has_left = column is not None and column < raw.base
        if has_left or (raw.closer is None and column is None):
            self._end_raw(raw, at, is_closed=raw.closer is None)
            return False
        body = line.rstrip(b"\r\n")
        if raw.closer is None or column is None:
            return True
        if raw.is_fence:
            if column - raw.base < syntax.INDENTED_CODE and raw.closer.match(body.lstrip(syntax.BLANKS)):
                self._end_raw(raw, at + len(line), is_closed=True)
        elif closing := raw.closer.search(body):
            self._end_raw(raw, at + closing.end(), is_closed=True)
            self._check_comments(at + closing.end(), at + len(body))
        return True

    def _end_raw(self, raw: _Raw, end: int, *, is_closed: bool) -> None:
        (self.open_html if raw.closer is None else self.hidden).append((raw.start, end))
        if not is_closed:
            self._report(raw.start, raw.what)
        self.raw = None

    def _read_block(self, body: bytes, at: int, skip: int, column: int, depth: int) -> None:
        """Read what starts at `skip`; a list item is entered, and what it starts with is read in turn."""
        while True:
            if column - self._base(depth) >= syntax.INDENTED_CODE:
                self._read_indented(body, at, skip, depth)
                return
            rest = body[skip:]
            if self._read_leaf(rest, at + skip, at, depth):
                return
            width = syntax.match_bullet(rest, is_inside_text=self._is_inside_text(depth))
            if width is None:
                self._read_text(rest, at + skip, depth)
                return
            self._close(depth, at)
            behind = column + width
            skip, column = syntax.skip_blanks(body, skip + width, behind)
            is_bare = skip == len(body) or column - behind > syntax.INDENTED_CODE
            self.items.append(behind + 1 if is_bare else column)
            depth += 1
            if skip == len(body):
                self.is_item_empty = True
                return

    def _read_leaf(self, rest: bytes, start: int, line_start: int, depth: int) -> bool:
        """Read a block that is neither a list item nor text; False if there is none."""
        read = self.readers.get(rest[:1])
        return read is not None and read(rest, start, line_start, depth)

    def _read_heading(self, rest: bytes, start: int, line_start: int, depth: int) -> bool:
        heading = syntax.match_heading(rest)
        if heading is None:
            return False
        is_after_list = bool(self.items)
        self._close(depth, line_start)
        if depth == 0:
            self._add_heading(start, start + len(rest), *heading, is_after_list=is_after_list)
        self._check_comments(start, start + len(rest))
        return True

    def _read_fence(self, rest: bytes, start: int, line_start: int, depth: int) -> bool:
        closer = syntax.match_fence(rest)
        if closer is None:
            return False
        self._close(depth, line_start)
        self.raw = _Raw(start, "code fence", closer, self._base(depth), is_fence=True)
        return True

    def _read_definition(self, rest: bytes, start: int, line_start: int, depth: int) -> bool:
        del start
        if self.paragraph is not None or not syntax.is_definition(rest):
            return False
        self._close(depth, line_start)
        return True

    def _read_html(self, rest: bytes, start: int, line_start: int, depth: int) -> bool:
        if element := syntax.match_raw_html(rest):
            self._close(depth, line_start)
            self.raw = _Raw(start, element[1], element[0], self._base(depth))
            if closing := element[0].search(rest, len(b"<!")):
                self._end_raw(self.raw, start + closing.end(), is_closed=True)
                self._check_comments(start + closing.end(), start + len(rest))
            return True
        if syntax.is_html_block(rest, is_inside_text=self.paragraph is not None):
            self._close(depth, line_start)
            self.raw = _Raw(start, "HTML block", None, self._base(depth))
            return True
        return False

    def _read_rule(self, rest: bytes, start: int, line_start: int, depth: int) -> bool:
        """Read what makes a heading of the paragraph above it, or else parts what is above from what is below."""
        if self._is_inside_text(depth) and (level := syntax.match_underline(rest)):
            self._underline(level, start + len(rest), depth)
            return True
        if syntax.is_rule(rest):
            self._close(depth, line_start)
            return True
        return False

    def _underline(self, level: int, end: int, depth: int) -> None:
        start = self.paragraph or 0
        self._close_paragraph(end)
        if depth == 0:
            text = self.text[start:end].rstrip(b"=- \t")
            self._add_heading(start, end, level, text, is_after_list=self.is_after_list, is_underlined=True)

    def _read_quote(self, rest: bytes, start: int, line_start: int, depth: int) -> bool:
        if not syntax.is_quoted_text(rest):
            self._close(depth, line_start)
        elif self.paragraph is None or self.paragraph_depth != _IN_QUOTE:
            self._close(depth, line_start)
            self.paragraph, self.paragraph_depth = start, _IN_QUOTE
        self._suspect(rest)
        return True

    def _read_indented(self, body: bytes, at: int, skip: int, depth: int) -> None:
        if self.paragraph is None:
            self._close(depth, at)
            self.hidden.append((at + skip, at + len(body)))
        else:
            self._suspect(body)

    def _read_text(self, rest: bytes, start: int, depth: int) -> None:
        if self.paragraph is None:
            self.is_after_list = bool(self.items)
            self._close(depth, start)
            self.paragraph, self.paragraph_depth = start, depth
        self._suspect(rest)

    def _base(self, depth: int) -> int:
        return self.items[depth - 1] if depth else 0

    def _is_inside_text(self, depth: int) -> bool:
        return self.paragraph is not None and depth == self.paragraph_depth

    def _close(self, depth: int, at: int) -> None:
        """Close the paragraph and all list items but `depth` of them."""
        if self.is_dubious:
            self._close_paragraph(at)
        self.paragraph = None
        del self.items[depth:]

    def _close_paragraph(self, at: int) -> None:
        if self.is_dubious and self.paragraph is not None:
            self._check_comments(self.paragraph, at)
        self.is_dubious = False
        self.paragraph = None

    def _suspect(self, rest: bytes) -> None:
        self.is_dubious = self.is_dubious or rest.rfind(b"<!--") > rest.rfind(b"-->")

    def _check_comments(self, start: int, end: int) -> None:
        inline = self.text[start:end]
        if b"<!--" in inline:
            for opened, closed in locate_comments(inline.decode("latin-1")):
                if closed is None:
                    self._report(start + opened, "comment")

    def _report(self, at: int, what: str) -> None:
        if self.trouble is None or at < self.trouble.at:
            self.trouble = Trouble(at, what)

    def _add_heading(
        self, start: int, end: int, level: int, text: bytes, *, is_after_list: bool, is_underlined: bool = False
    ) -> None:
        line_start = start
        while self.text[line_start - 1 : line_start] == b" ":
            line_start -= 1
        self.headings.append(
            Heading(
                start=line_start,
                end=end,
                indent=start - line_start,
                level=level,
                text=collapse(text.decode("utf-8", "replace")),
                is_after_list=is_after_list,
                is_underlined=is_underlined,
            )
        )
