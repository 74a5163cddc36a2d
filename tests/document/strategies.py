"""Hostile documents and hostile titles: what people, editors and attackers put where we write."""

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, Phase, assume, settings
from hypothesis import strategies as st

from harvester.document import Document
from harvester.errors import DocumentError
from harvester.headings import BUILT_IN_HEADINGS
from harvester.markdown import NewLine
from harvester.model import DRAFTED_CATEGORIES, Category, Ref

_examples = os.environ.get("LAW_EXAMPLES")

_is_broken = "LAW_IS_BROKEN" in os.environ
_phases = [phase for phase in Phase if not (_is_broken and phase in {Phase.shrink, Phase.explain})]

LAW = settings(
    phases=_phases,
    max_examples=int(_examples or (1000 if _is_broken else 100)),
    derandomize=_examples is None,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
"""The same examples in every run; `LAW_EXAMPLES=5000` looks for new ones, as long as one likes.

Of code broken on purpose (`LAW_IS_BROKEN`) the first counterexample is enough, however long it is.
"""

TITLE_PARTS = (
    "word", "Cut p99 latency", " ", "  ", "é", "日本", "🎉", "-->", "<!--", "<!", "--", "->", "--!>", "<b>", "</b>",
    "<", ">", "<!-- hv github:acme/pay#1 deadbeef -->", "hv github:acme/pay#1 deadbeef -->", "<?php", "<![CDATA[",
    "List<T>", "`", "``", "```", "~~~", "`code`", "`<!--`", "`-->`", "*", "**", "*x*", "**x**", "_x_", "~~x~~",
    "\\*x\\*", "\\<b>", "_", "__", "snake_case", "__init__",
    "~", "~~", "[", "]", "](", "(", ")", "[x](https://evil.example)", "![", "![i](https://evil.example/i.png)",
    "[ref]", "[^1]", "\\", "\\[", "\\`", "&lt;", "&#60;", "&", "#", "##", "# Projects", "## Projects", "#412",
    "@name", "a@evil.example", "https://evil.example/a_b_c", "http://evil.example/`", "www.evil.example",
    "javascript:alert(1)", "<https://evil.example>", "\n", "\r", "\r\n", "\n\n", "\n## Projects\n", "\n- [ ] forged",
    "\n```\n", "\u2028", "\x85", "\x0b", "\x0c", "\t", "\u00a0", "|", "- [ ] ", "- ", "1. ", "> ", "---", "===", "$",
    "$x$", "%%", "{{x}}", "'", '"', ".", ",", "!", "?", ":", "/",
)  # fmt: skip

LINES = (
    "## Projects", "## Decisions", "##Decisions", "# Brag", "### Q4", "#### deep", "## Notes", "## projects ##",
    "## **Projects**", "  ## Decisions", "    ## Projects", "####### Projects", "- mine", "- 2026-10-01 mine",
    "* star", "+ plus", "1. one", "7) seven", "  - nested", "    - deeper", "  continued", "\tcontinued", "lazy",
    "words of the person", "- [ ] a task", "- [x] a done task", "", "", "", "  ", "\t", "trailing  ", "hard\\",
    "| a | b |", "|---|---|", "> quoted", "> ## Projects", "> - [ ] quoted task", "---", "- - -", "***", "===",
    "[ref]: https://example.com", "<div>", "</div>", "<details><summary>x</summary>", "</details>", "<br>",
    "<b>bold</b> words", "<!-- a note -->", "- item <!-- with a note -->", "text `<!--` text", "text \\<!-- text",
    "-", "*", "10.", "-      code in an item", "`` ` ``", "\x0c", "\u00a0", "naïve – “quoted” 日本 🎉", "Projects",
    "\x00", "@@", "- [-] dropped", "- [] broken box", "- [x]", "![i](i.png)", "- 2026-13-45 no date",
    "1986\\. A great year",
)  # fmt: skip

BLOCKS = (
    "```\n## Projects\n- [ ] x <!-- hv github:acme/pay#1 deadbeef -->\n```",
    "~~~~ sh\n# comment\n```\n~~~\n<!-- open\n~~~~",
    "- item\n  ```\n  ## Projects\n  ```",
    "- ```\n  ## Decisions\n  ```",
    "<!--\n## Projects\n- [ ] x <!-- hv github:acme/pay#2 deadbeef -->",
    "<!-- several\n\n## Decisions\n\nlines -->",
    "<pre>\n## Projects\n\n- x\n</pre>",
    "<script>\n// ## Projects\n</script>",
    "Projects\n--------",
    "Two lines\nof Projects\n===========",
    "- an item\n\n  its second paragraph\n\n  - a child",
    "- [ ] 2026-11-12 copied. <!-- hv github:acme/pay#3 00000000 -->",
    "- 2026-11-12 touched <!-- hv github:acme/pay#4 00000000 --> and more",
    "- wrapped\n  and <!-- hv github:acme/pay#5\n  00000000 -->",
    "text <!-- hv github:acme/pay#6 -->",
    "    indented code <!-- hv github:acme/pay#7 00000000 -->",
)

_line_ends = st.sampled_from(["\n", "\n", "\r\n", "\r"])
_pieces = st.one_of(st.sampled_from(LINES), st.sampled_from(LINES), st.sampled_from(BLOCKS), st.text(max_size=12))
_odd_bytes = st.sampled_from([b"\xff\xfe\x80", b"\xc3", b"\x00\x00", b"\xe2\x80\xa8", b"\xed\xa0\x80"])


@st.composite
def documents(draw: st.DrawFn, max_pieces: int = 14) -> bytes:
    """A document of hostile pieces: any line ends, mixed or not, with or without a final one, a BOM or front matter."""
    pieces = draw(st.lists(_pieces, max_size=max_pieces))
    one_end = draw(st.none() | _line_ends)
    lines = [line for piece in pieces for line in piece.split("\n")]
    text = b"".join(line.encode("utf-8", "replace") + (one_end or draw(_line_ends)).encode() for line in lines)
    if draw(st.booleans()):
        text = text.rstrip(b"\r\n")
    if draw(st.integers(0, 5)) == 0:
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(_odd_bytes) + text[at:]
    front = draw(st.sampled_from([b"", b"", b"", b"\xef\xbb\xbf", b"---\ntitle: Brag\n# ## Projects\n---\n"]))
    return front + text


@st.composite
def tidy_documents(draw: st.DrawFn) -> bytes:
    """A document with a heading a category, in any order, and the person's words between."""
    categories = draw(st.permutations(DRAFTED_CATEGORIES))
    parts = [f"## {BUILT_IN_HEADINGS[category]}\n{draw(_filling)}" for category in categories]
    text = "".join(parts)
    if draw(st.booleans()):
        text = text.rstrip("\n")
    return text.replace("\n", draw(_line_ends)).encode("utf-8", "replace")


_filling = st.sampled_from(
    [
        "",
        "\n",
        "\n\n",
        "\n\n\n",
        "- a\n",
        "\n- a\n- b\n\n",
        "words\n",
        "\nwords\n\n",
        "\n- a\n\n### sub\n\n- b\n\n",
        "```\n#\n```\n",
    ]
)

titles = st.lists(st.sampled_from(TITLE_PARTS), min_size=1, max_size=9).map("".join)

_keys = st.sampled_from(["acme/pay#", "acme/pay.api#", "ghe.example:8443/a/b#", "a-b/c_d#"])
refs = st.builds(lambda key, number: Ref("github", f"{key}{number}"), _keys, st.integers(100, 999))


@st.composite
def new_lines(draw: st.DrawFn) -> NewLine:
    """A line to add, with a hostile title and hostile labels."""
    addresses = st.sampled_from(
        ["https://example.com/a)b(", "http://[::1]/", "javascript:alert(1)", "", "https://u:p@x.example"]
    )
    return NewLine(
        ref=draw(refs),
        category=draw(st.sampled_from(DRAFTED_CATEGORIES)),
        happened_on=draw(st.dates(date(2020, 1, 1), date(2030, 1, 1))),
        text=draw(titles),
        links=draw(st.lists(st.tuples(titles | st.just("#412"), addresses), max_size=2)),
        is_claimed=draw(st.booleans()),
        short_id=draw(st.sampled_from(["", "af18afc"])),
    )


def line(number: int, category: Category = Category.PROJECT, *, text: str = "", is_claimed: bool = False) -> NewLine:
    """An ordinary line, told apart by its number."""
    return NewLine(
        ref=Ref("github", f"acme/pay#{number}"),
        category=category,
        happened_on=date(2026, 11, 12),
        text=text or f"Shipped number {number}.",
        links=[(f"#{number}", f"https://github.com/acme/pay/pull/{number}")],
        is_claimed=is_claimed,
    )


def readable(text: bytes) -> Document:
    """A document that may be added to; others are refused, and other tests show that."""
    document = Document(Path("brag.md"), text, exists=True)
    try:
        document.check()
    except DocumentError:
        assume(condition=False)
    return document


def add_or_reject(document: Document, lines: Sequence[NewLine]) -> Document:
    """Add lines, unless an indented heading is in the way: that is refused, and another test shows it."""
    try:
        return document.add(lines)
    except DocumentError as refusal:
        assume("this heading is indented" not in refusal.what)
        raise
