"""What a person wrote, apart from code, quotations, templates and trailers.

It refuses to understand: it separates, counts and splits into words. Every step costs time linear in the text,
and no more than `MAX_CHARACTERS` of a text are looked at.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

MAX_CHARACTERS: Final = 6_000
"""Characters of a body that are read; what a text is about stands in its beginning."""
MAX_WORDS: Final = 600

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+|[?!%]|<\w{1,8}>")
_INLINE_CODE: Final = re.compile(r"`[^`\n]{1,300}`")
_CODE_NAME: Final = re.compile(
    r"\b[A-Za-z0-9]+(?:_[A-Za-z0-9]+)+(?:\(\))?|\b[A-Za-z0-9]+(?:(?:::|->|(?<=\w\w)\.(?!(?:md|rst|adoc|txt)\b))[A-Za-z][A-Za-z0-9]+)+(?:\(\))?|\b[a-z]{1,40}[A-Z][A-Za-z0-9]+"
)
_ADDRESS: Final = re.compile(r"https?://[^\s)>\]]{1,2000}")
_FENCE: Final = ("```", "~~~", "{code", "{noformat")
_MACRO: Final = re.compile(r"\w*")
_TRAILER: Final = re.compile(
    r"[A-Z][A-Za-z-]{1,30}-by:|[A-Z][A-Za-z-]{1,30}-[Ii]d:|(?:BUG|Bug|PiperOrigin-RevId|cc|CC): ?\S"
)
_HEADING: Final = re.compile(r"#{1,6} |h[1-6]\. |=+ \S")
_CHECK_BOX: Final = re.compile(r"[-*] ?\[[ xX]\]")
_BULLET: Final = re.compile(r"(?:[-*+•]|\d{1,3}[.)])\s")

_REVERTED: Final = re.compile(
    r"[*-]? ?(?:this )?(?:partially )?reverts? (?:commit |pr |pull request |\S{1,80}#\d|#\d|[0-9a-f]{7,40}\b|\")",
    re.IGNORECASE,
)
_PICKED: Final = re.compile(r"\(?(?:cherry[- ]picked from|backport(?:s|ed)? (?:of|from|#))", re.IGNORECASE)
_MACHINE: Final = re.compile(
    r"[*-]? ?(?:apply suggestions? from|for more information, see https?://pre-commit|\[pre-commit|\[ci |\[skip"
    r"|merge (?:branch|remote|pull request|master|main)\b|reviewed by|reviewed in|differential revision|test plan"
    r"|pr-url|commit-queue|change-id|co-authored|signed-off|update \S{1,80}\.\w{1,5}$|[-=_]{3,}$)",
    re.IGNORECASE,
)
_POINTER: Final = re.compile(
    r"(?:https?://\S+/(?:issues|pull|browse|merge_requests)/\S+|[^\s#]*#\d+|[A-Z]{2,10}-\d+)[,.]?$"
)
_POINTING: Final = frozenset(
    "* - fix fixes fixed close closes closed resolve resolves resolved see also ref refs issue bug part of related to"
    " ticket toward towards work and".split()
)


def _only_points(line: str) -> bool:
    """Say whether a line only points to tickets, as "Fixes #12" does."""
    words = line.split(maxsplit=12)
    named = [word for word in words if word.lower().rstrip(":") not in _POINTING]
    return bool(named) and len(words) <= 12 and all(map(_POINTER.match, named))  # noqa: PLR2004 - a line's worth


_LINES: Final[Sequence[tuple[str, Callable[[str], object]]]] = (
    ("quote", lambda bare: bare[0] == ">" or (bare.endswith(" wrote:") and bare.startswith("On "))),
    ("heading", lambda bare: _HEADING.match(bare) or (bare.startswith("**") and bare.endswith("**"))),
    ("box", _CHECK_BOX.match),
    ("table", lambda bare: bare[0] == "|" or bare.startswith("+--")),
    ("trailer", _TRAILER.match),
    ("reverted", _REVERTED.match),
    ("picked", _PICKED.match),
    ("machine", _MACHINE.match),
    ("pointer", _only_points),
    ("bullet", _BULLET.match),
)
"""What a line can be, the first that fits."""
_ASIDE: Final = frozenset({"quote", "trailer", "table", "box", "heading", "reverted", "picked", "machine", "pointer"})
"""Lines that are no prose: somebody else's, a form's or a program's."""


@dataclass(slots=True)
class Prose:
    """The words of a text, lower case, and what stood around them.

    `text` is what was written by hand, line by line; `counts` say how many lines were code, quotation, heading and
    so on. Numbers, addresses and code keep a place among the words as digits, `<url>` and `<code>`.
    """

    text: str
    words: Sequence[str]
    counts: dict[str, int]
    headings: Sequence[str]


def read_prose(body: str) -> Prose:
    """Separate what a person wrote in a body from everything else."""
    counts: dict[str, int] = {}
    headings: list[str] = []
    lines: list[str] = []
    fence = ""
    for line in _without_comments(body[:MAX_CHARACTERS]).splitlines():
        bare = line.strip()
        if fence:
            fence = "" if bare.startswith(fence) or bare.endswith(fence) else fence
            counts["code"] = counts.get("code", 0) + 1
        elif bare.startswith(_FENCE):
            fence = bare[:3] if bare[0] != "{" else f"{{{_MACRO.match(bare, 1)[0]}}}"  # type: ignore[index]
            fence = "" if bare.endswith(fence) and len(bare) > len(fence) * 2 else fence
            name = "suggestion" if "suggestion" in bare else "fence"
            counts[name] = counts.get(name, 0) + 1
        elif bare:
            name = _name_line(bare, line)
            counts[name] = counts.get(name, 0) + 1
            if name == "heading":
                headings.append(bare.strip("#= *_").lower())
            if name not in _ASIDE:
                lines.append(bare)
    text = "\n".join(lines)
    return Prose(text=text, words=split_words(text), counts=counts, headings=headings)


def split_words(text: str) -> list[str]:
    """Split into lower-case words; numbers, addresses, code, question and exclamation marks count as words."""
    plain = _INLINE_CODE.sub(" <code> ", _ADDRESS.sub(" <url> ", text))
    plain = _CODE_NAME.sub(" <code> ", plain)
    return _WORD.findall(plain.lower().replace("’", "'"))[:MAX_WORDS]


def _without_comments(text: str) -> str:
    if "<!--" not in text:
        return text
    kept: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0:
        kept.append(text[at:start])
        end = text.find("-->", start)
        if end < 0:
            return "".join(kept)
        at = end + 3
    return "".join((*kept, text[at:]))


def _name_line(bare: str, line: str) -> str:
    for name, is_it in _LINES:
        if is_it(bare):
            return name
    return "indented" if line.startswith(("    ", "\t")) else "prose"
