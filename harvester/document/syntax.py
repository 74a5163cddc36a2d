"""What the start of a line means in Markdown, by the rules of CommonMark: pure functions over bytes.

It refuses to know where a line stands; that is the business of `harvester.document.blocks`.
"""

import re
from typing import Final

BLANKS: Final = b" \t"
INDENTED_CODE: Final = 4
"""Columns of indentation that make code of a line."""

_RAW_ELEMENTS: Final = (
    (re.compile(rb"<!--"), re.compile(rb"-->"), "comment"),
    (re.compile(rb"<\?"), re.compile(rb"\?>"), "processing instruction"),
    (re.compile(rb"<!\[CDATA\["), re.compile(rb"\]\]>"), "CDATA section"),
    (re.compile(rb"<![A-Za-z]"), re.compile(rb">"), "declaration"),
    (
        re.compile(rb"<(?:script|pre|style|textarea)(?=[ \t>]|$)", re.IGNORECASE),
        re.compile(rb"</(?:script|pre|style|textarea)>", re.IGNORECASE),
        "raw HTML element",
    ),
)
_BLOCK_TAG: Final = re.compile(
    rb"</?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div"
    rb"|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link"
    rb"|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th"
    rb"|thead|title|tr|track|ul)(?=[ \t]|/?>|$)",
    re.IGNORECASE,
)
_LONE_TAG: Final = re.compile(
    rb"(?:<[A-Za-z][A-Za-z0-9-]*(?:[ \t]+[A-Za-z_:][\w.:-]*(?:[ \t]*=[ \t]*(?:[^ \t\"'=<>`]+|'[^']*'|\"[^\"]*\"))?)*"
    rb"[ \t]*/?>|</[A-Za-z][A-Za-z0-9-]*[ \t]*>)[ \t]*$"
)
_FENCE: Final = re.compile(rb"`{3,}(?=[^`]*$)|~{3,}", re.DOTALL)
_UNDERLINE: Final = re.compile(rb"(=+|-+)[ \t]*$")
_BULLET: Final = re.compile(rb"([-+*]|([0-9]{1,9})[.)])(?=[ \t]|$)")
_DEFINITION: Final = re.compile(
    rb"\[[^\]\[]{1,999}\]:[ \t]*(?:<[^<>]*>|[^ \t<]\S*)(?:[ \t]+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?[ \t]*$"
)
_YEAR_END: Final = 6


def skip_blanks(line: bytes, at: int, column: int) -> tuple[int, int]:
    """Pass the blanks at an offset; tell the offset and the column behind them (a tab ends at a multiple of four)."""
    end = len(line) - len(line[at:].lstrip(BLANKS))
    if b"\t" not in line[at:end]:
        return end, column + end - at
    for blank in line[at:end]:
        column += 4 - column % 4 if blank == ord("\t") else 1
    return end, column


def match_heading(rest: bytes) -> tuple[int, bytes] | None:
    """Read `## Text ##`: level and text."""
    level = len(rest) - len(rest.lstrip(b"#"))
    if not 1 <= level <= 6 or rest[level : level + 1] not in {b"", b" ", b"\t"}:  # noqa: PLR2004 - HTML has six levels
        return None
    text = rest[level:].strip(BLANKS)
    unclosed = text.rstrip(b"#")
    is_closed = not unclosed or unclosed[-1:] in {b" ", b"\t"}
    return level, unclosed.rstrip(BLANKS) if is_closed else text


def match_underline(rest: bytes) -> int | None:
    """Tell the level of the heading that this line makes of the paragraph above it: `===` 1, `---` 2."""
    underline = _UNDERLINE.match(rest)
    return None if underline is None else (1 if rest[:1] == b"=" else 2)


def is_definition(rest: bytes) -> bool:
    """Say whether a line defines a link (`[label]: address`), and so is no text."""
    return _DEFINITION.match(rest) is not None


def match_fence(rest: bytes) -> re.Pattern[bytes] | None:
    """Tell what closes the code fence that this line opens."""
    fence = _FENCE.match(rest)
    return fence and re.compile(re.escape(fence[0]) + re.escape(rest[:1]) + rb"*[ \t]*$")


def match_raw_html(rest: bytes) -> tuple[re.Pattern[bytes], str] | None:
    """Tell what ends the comment, script or declaration that this line opens, and what to call it."""
    return next(((closer, what) for opener, closer, what in _RAW_ELEMENTS if opener.match(rest)), None)


def is_html_block(rest: bytes, *, is_inside_text: bool) -> bool:
    """Say whether the line opens a block of HTML that lasts until a blank line."""
    return bool(_BLOCK_TAG.match(rest) or (not is_inside_text and _LONE_TAG.match(rest)))


def is_rule(rest: bytes) -> bool:
    """Say whether the line is a thematic break: `---`, `* * *`, `___`."""
    marks = rest.translate(None, BLANKS)
    return len(marks) >= 3 and marks[:1] in {b"*", b"-", b"_"} and not marks.strip(marks[:1])  # noqa: PLR2004 - three


def match_bullet(rest: bytes, *, is_inside_text: bool) -> int | None:
    """Tell the width of the list marker the line starts with; an odd or empty one does not interrupt a text."""
    bullet = _BULLET.match(rest)
    if bullet is None:
        return None
    is_odd = bullet[2] not in {None, b"1"} or not rest[bullet.end() :].strip(BLANKS)
    return None if is_inside_text and is_odd else bullet.end()


def is_quoted_text(rest: bytes) -> bool:
    """Say whether what a line quotes can be continued by a line without `>`."""
    quoted = rest.lstrip(b"> \t")
    starts_block = quoted[:1] in {b"", b"#", b"<"} or match_fence(quoted) or is_rule(quoted)
    return not starts_block


def is_plain_item(line: bytes) -> bool:
    """Say, cheaply, whether a line is a top-level item of plain text, as nearly all lines of a brag document are."""
    is_item = line.startswith(b"- [") or (line.startswith(b"- 20") and line[_YEAR_END : _YEAR_END + 1] == b"-")
    return is_item and line.rfind(b"<!--") <= line.rfind(b"-->")
