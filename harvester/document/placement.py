"""Where new lines go: after the section's own last non-blank line, before its first sub-heading.

Pure: text and lines in, text out. It only ever inserts whole lines; it refuses to move, join or drop a byte.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from harvester.document.blocks import BYTE_ORDER_MARK, Outline
from harvester.document.lines import count_lines
from harvester.document.sections import OWN_LEVEL, Sections
from harvester.model import DRAFTED_CATEGORIES, Category

BLANK: Final = b" \t\r\n"
"""What a blank line consists of."""

_LINE_ENDS: Final = (b"\n", b"\r")
_LINE: Final = re.compile(rb"[^\r\n]*(?:\r\n?|\n)?")


def insert_lines(text: bytes, outline: Outline, sections: Sections, lines: Mapping[Category, Sequence[bytes]]) -> bytes:
    """Insert the lines of each category under its heading; missing headings are added at the end.

    A document without a word gets every heading.
    """
    is_new = not text.removeprefix(BYTE_ORDER_MARK).strip(BLANK)
    at_home: dict[int, list[bytes]] = {}
    homeless: dict[str, list[bytes]] = {}
    for category in DRAFTED_CATEGORIES:
        added, home = lines.get(category, ()), sections.home_of(category)
        if home is None and (added or is_new):
            homeless.setdefault(sections.names[category], []).extend(added)
        elif home is not None and added:
            at_home.setdefault(home, []).extend(added)
    insertions = [_insert_into(text, outline, home, added) for home, added in at_home.items()]
    if homeless:
        insertions.append((len(text), _new_sections(text, homeless, is_new=is_new)))
    parts: list[bytes] = []
    at = 0
    for offset, inserted in sorted(insertions, key=lambda insertion: insertion[0]):
        parts += [text[at:offset], inserted]
        at = offset
    return b"".join([*parts, text[at:]])


def line_end_before(text: bytes, at: int) -> bytes:
    r"""Tell how the line before an offset ends, or else the last one that has an end: `\n`, `\r\n` or `\r`."""
    has_end = text[at - 1 : at] in _LINE_ENDS
    last = at - 1 if has_end else max(text.rfind(line_end, 0, at) for line_end in _LINE_ENDS)
    if last < 0:
        return b"\n"
    return b"\r\n" if text[last - 1 : last + 1] == b"\r\n" else text[last : last + 1]


def _insert_into(text: bytes, outline: Outline, home: int, lines: Sequence[bytes]) -> tuple[int, bytes]:
    """Tell where lines go under a heading, and with which blank lines where Markdown needs them."""
    heading = outline.headings[home]
    following = outline.headings[home + 1] if home + 1 < len(outline.headings) else None
    section_end = len(text) if following is None else following.start
    is_after_list = outline.ends_in_list if following is None else following.is_after_list
    at = _next_line(text, heading.end + len(text[heading.end : section_end].rstrip(BLANK)))
    # A blank line above sets the line off where another one, or the end, remains to do so below. None is added
    # for that, so that a withdrawal takes back exactly what came.
    if not is_after_list and count_lines(text, at, section_end) >= (1 if following is None else 2):
        at = _next_line(text, at)
    line_end = line_end_before(text, at)
    is_swallowed = any(start < at <= end for start, end in outline.open_html)
    is_lazy = following is not None and following.is_underlined and at == following.start
    inserted = b"".join([line_end * is_swallowed, *(line + line_end for line in lines), line_end * is_lazy])
    return at, inserted if text[at - 1 : at] in _LINE_ENDS else line_end + inserted.removesuffix(line_end)


def _new_sections(text: bytes, lines: Mapping[str, Sequence[bytes]], *, is_new: bool) -> bytes:
    """Render headings with their lines, set off from what stands above."""
    line_end = line_end_before(text, len(text))
    sections = [
        b"".join(line + line_end for line in (b"#" * OWN_LEVEL + b" " + name.encode(), b"", *added))
        for name, added in lines.items()
    ]
    # A section without lines thus ends in two blank lines, room for a first line set off on both sides.
    rendered = line_end.join(sections)
    has_end = text[-1:] in _LINE_ENDS
    if is_new:
        return rendered if has_end or text in {b"", BYTE_ORDER_MARK} else line_end + rendered
    last_line = text[len(text.rstrip(BLANK)) :]
    if has_end:
        return line_end * (count_lines(last_line, 0, len(last_line)) < 2) + rendered  # noqa: PLR2004 - one is blank
    return line_end * (2 - bool(count_lines(last_line, 0, len(last_line)))) + rendered.removesuffix(line_end)


def _next_line(text: bytes, at: int) -> int:
    line = _LINE.match(text, at)
    return at if line is None else line.end()
