"""Wiki markup (the bodies of Server and Data Center) to plain readable text. Pure.

Marks of emphasis, colour and layout go, lists and tables stay readable, code stays as it is. Nothing is fetched, and
no pattern looks further than its own line.
"""

import re
from collections.abc import Iterator
from typing import Final

MAX_TEXT: Final = 200_000
"""Characters read of one body; what is longer is cut when it is cleaned."""

_FENCE: Final = re.compile(r"\{(code|noformat)(?::([^}\n]{0,200}))?\}")
_HEADING: Final = re.compile(r"^h[1-6]\.[ \t]*")
_ITEM: Final = re.compile(r"^[ \t]{0,8}([*#-]{1,12})[ \t]+(?=\S)")
_BLOCK_MACRO: Final = re.compile(
    r"\{/?(?:color|panel|quote|anchor|section|column|tip|info|note|warning)(?::[^}\n]{0,400})?\}"
)
_PANEL_TITLE: Final = re.compile(r"\{panel:(?:[^}\n|]{0,100}\|)?title=([^}\n|]{1,200})[^}\n]{0,200}\}")
_MENTION: Final = re.compile(r"\[~(?:accountid:)?([^\]\n]{1,100})\]")
_LINK: Final = re.compile(r"\[([^\]\[|\n]{1,500})\|([^\]\[|\n]{1,2000})(?:\|[^\]\n]{0,50})?\]")
_BARE_LINK: Final = re.compile(r"\[((?:https?://|mailto:)[^\]\[|\n]{1,2000})\]")
_ATTACHMENT: Final = re.compile(r"\[\^([^\]\n]{1,200})\]")
_IMAGE: Final = re.compile(r"(?<!\S)!([^!\s|][^!\n|]{0,200}\.[A-Za-z0-9]{2,5})(?:\|[^!\n]{0,200})?!")
_EMPHASIS: Final = tuple(
    re.compile(rf"(?<![\w{mark}\\]){mark}(?=[^\s{mark}])([^\n{mark}]{{1,500}}?)(?<=[^\s\\]){mark}(?![\w{mark}])")
    for mark in (r"\*", "_", r"\+", r"\^", "~")
)
_MONOSPACED: Final = re.compile(r"\{\{([^\n]{1,500}?)\}\}")
_CITATION: Final = re.compile(r"\?\?([^\n?]{1,300})\?\?")
_ESCAPED: Final = re.compile(r"\\([-*_+^~{}\[\]!|#?\\])")
_SPACES: Final = re.compile(r"\n{3,}")


def render_wiki(markup: str) -> str:
    """Render wiki markup as text; text without any markup stays as it is."""
    parts = list(_render_parts(markup[:MAX_TEXT].replace("\r\n", "\n").replace("\r", "\n")))
    return _SPACES.sub("\n\n", "".join(parts)).strip()


def _render_parts(markup: str) -> Iterator[str]:
    """Yield prose rendered and code as it is; a fence that nobody closes is prose."""
    position = 0
    while opened := _FENCE.search(markup, position):
        closing = "{" + opened[1] + "}"
        end = markup.find(closing, opened.end())
        yield _render_prose(markup[position : opened.start()])
        if end < 0:
            position = opened.end()
            continue
        code = markup[opened.end() : end]
        yield "```\n{}\n```".format(code.strip("\n")) if "\n" in code else f"`{code}`"
        position = end + len(closing)
    yield _render_prose(markup[position:])


def _render_prose(text: str) -> str:
    text = _PANEL_TITLE.sub(r"\1\n", text)
    return "\n".join(map(_render_line, _BLOCK_MACRO.sub("", text).split("\n")))


def _render_line(line: str) -> str:
    line = _HEADING.sub("", line)
    if line.lstrip().startswith("||"):
        line = line.replace("||", "|")
    elif line.startswith("bq. "):
        line = f"> {line[4:]}"
    elif line.strip() == "----":
        return "---"
    else:
        line = _ITEM.sub(_render_mark, line)
    return _render_inline(line)


def _render_mark(match: re.Match[str]) -> str:
    marks = match[1]
    return "  " * (len(marks) - 1) + ("1. " if marks[-1] == "#" else "- ")


def _render_inline(line: str) -> str:
    line = _MENTION.sub(r"@\1", line)
    line = _ATTACHMENT.sub(r"[attachment: \1]", line)
    line = _IMAGE.sub(r"[media: \1]", line)
    line = _LINK.sub(_render_link, line)
    line = _BARE_LINK.sub(r"\1", line)
    line = _MONOSPACED.sub(r"`\1`", line)
    line = _CITATION.sub(r"\1", line)
    for emphasis in _EMPHASIS:
        line = emphasis.sub(r"\1", line)
    return _ESCAPED.sub(r"\1", line)


def _render_link(match: re.Match[str]) -> str:
    text, address = match[1].strip(), match[2].strip()
    return text if text == address else f"{text} ({address})"
