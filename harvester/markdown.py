"""The Markdown we write: prose made inert, safe links, and the one line of a piece of evidence.

It escapes only what a reader of Markdown would interpret, so that ordinary prose stays as it was typed.
It refuses to make a link of anything but http and https, and to let any text hold what looks like a comment.
Reading a document is the business of `harvester.document`.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import quote, urlsplit

from harvester.model import Category, Ref

MAX_CODE_TICKS: Final = 2
"""A longer run of backticks could open a fence once somebody wraps the line."""

_TICKS: Final = re.compile(r"`+")
_ESCAPE_OR_TICKS: Final = re.compile(r"\\[!-/:-@\[-`{-~]|`+")
_ESCAPE_TICKS_OR_COMMENT: Final = re.compile(_ESCAPE_OR_TICKS.pattern + "|<!--")
_ACTIVE: Final = re.compile(
    r"""
      (?P<address> (?<![\w.+-]) (?: [A-Za-z][A-Za-z0-9+.-]{1,20}:// | www\. ) [^\s`<>]{1,2000} (?<![.,;:!?)'"\]*_~])
                 | (?<![\w.+-]) [\w.+-]{1,64} @ [\w-]{1,64} (?:\.[\w-]{1,64}){1,8} )
    | (?P<address_inside> :(?=//) | (?<=www)\. | @(?=[\w-]+\.) )
    | (?P<declaration> <[!?] )
    | (?P<tag> <(?=[A-Za-z/]) )
    | (?P<end> (?<=--)>|(?<=--!)> )
    | (?P<entity> &(?=\#?\w{1,40};) )
    | (?P<backslash> \\(?=[!-/:-@\[-`{-~]|$) )
    | (?P<bracket> \[ )
    | (?P<ticks> ` )
    | (?P<underscores> _+ )
    | (?P<stars> \*+ )
    | (?P<tildes> ~+ )
    | (?P<dollar> \$ )
    | (?P<percents> %%+ )
    | (?P<hashes> (?<!\S)\#{1,6}(?!\S) )
    """,
    re.VERBOSE,
)
_ACTIVE_IN_LABEL: Final = re.compile(r"[\\`*_\[\]<>&~$]|(?<=<)!|:(?=//)|(?<=www)\.|@(?=\w+\.)|%(?=%)")
_ADDRESS_SAFE: Final = "-._:/?#@$&'+,=%"
_REFERENCE: Final = (
    r"\[((?:[^\[\]\\]|\\.)*+)\]\((https?://[^\s()<>]++)\)"  # a link
    r"|`[0-9a-f]{7,40}`"  # a short id
    r"|((?:[^\[\]()`,\\\s]|\\.)(?:[^\[\]()`,\\]|\\.)*+)"  # a label without an address
)
_REFERENCES: Final = re.compile(rf"(?:^| )\(((?:{_REFERENCE})(?:, (?:{_REFERENCE}))*+)\)$")
_ESCAPED: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
_LONE_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """A line to add to the document.

    `text` is plain prose, in which balanced backticks may stay; `links` are (label, address) pairs, and
    `short_id` stands in their place when none has an address. `verbatim` puts back the text that stood between
    box and marker of a line taken away earlier; text, links and short id then say nothing.
    """

    ref: Ref
    category: Category
    happened_on: date
    text: str
    links: Sequence[tuple[str, str]] = ()
    is_claimed: bool = False
    short_id: str = ""
    verbatim: str = ""

    def __post_init__(self) -> None:
        if self.category is Category.ROUTINE:
            raise ValueError("routine work has no heading in the document")


def render_line(line: NewLine) -> bytes:
    """Render a line without its end: `- [ ] 2026-11-12 Sentence. ([#412](…)) <!-- hv REF DIGEST -->`."""
    text = collapse(line.verbatim) if line.verbatim else _render_text(line)
    if "<!--" in text or "-->" in text:
        raise ValueError("a line cannot hold a comment beside its marker")
    box = "" if line.is_claimed else "[ ] "
    return f"- {box}{text} <!-- hv {line.ref} {digest_text(text)} -->".encode("utf-8", "replace")


def digest_text(text: str) -> str:
    """Digest the text between box and marker, white space collapsed and trimmed, to 8 hex digits."""
    return hashlib.sha256(collapse(text).encode("utf-8", "replace")).hexdigest()[:8]


def collapse(text: str) -> str:
    """Turn every stretch of white space, line breaks of any kind included, into one blank; trim the ends."""
    return " ".join(text.split())


def escape_prose(text: str) -> str:
    """Make prose inert within one line: what Markdown or HTML would interpret is escaped, the rest stays.

    Balanced code in one or two backticks stays code; bare addresses become code.
    """
    text = collapse(text)
    pieces: list[str] = []
    end_of_code = 0
    for start, end in code_spans(text):
        if _is_harmless_code(text[start:end]):
            pieces += [_escape_between(text, end_of_code, start), text[start:end]]
            end_of_code = end
    pieces.append(_escape_between(text, end_of_code, len(text)))
    return "".join(pieces)


def render_link(label: str, address: str) -> str:
    """Render `[label](address)`; the label alone where the address is not a plain http or https one."""
    shown = _ACTIVE_IN_LABEL.sub(r"\\\g<0>", collapse(label))
    safe = safe_address(address)
    return f"[{shown}]({safe})" if safe else shown


def safe_address(address: str) -> str:
    """Percent-encode an http or https address; empty for any other, or one that carries a user or a password."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        return ""
    return quote(_LONE_PERCENT.sub("%25", address.strip()), safe=_ADDRESS_SAFE, errors="replace")


def parse_prose(text: str) -> tuple[str, Sequence[tuple[str, str]]]:
    """Take apart what stands behind the date of a rendered line: plain prose, and its (label, address) links.

    What the person wrote there is prose too; rendering it again gives what was read.
    """
    references = _REFERENCES.search(text)
    if references is None or not ("](" in references[0] or "`" in references[0]):
        return _unescape(text), []
    found = re.finditer(_REFERENCE, references[1])
    links = [(_unescape(one[1] or one[3] or ""), one[2] or "") for one in found if one[0][0] != "`"]
    return _unescape(text[: references.start()]), links


def code_spans(text: str) -> list[tuple[int, int]]:
    """Locate the code spans of inline text, backticks included, as half-open spans."""
    last_runs = _last_runs(text)
    spans: list[tuple[int, int]] = []
    at = 0
    while (token := _ESCAPE_OR_TICKS.search(text, at)) is not None:
        at = _end_of_code(text, token, last_runs)
        if at > token.end():
            spans.append((token.start(), at))
    return spans


def locate_comments(text: str) -> list[tuple[int, int | None]]:
    """Locate the HTML comments of inline text, outside code; the end of one that never ends is None."""
    last_runs = _last_runs(text)
    comments: list[tuple[int, int | None]] = []
    at = 0
    while (token := _ESCAPE_TICKS_OR_COMMENT.search(text, at)) is not None:
        if token[0] != "<!--":
            at = _end_of_code(text, token, last_runs)
            continue
        at = text.find("-->", token.start() + len("<!")) + len("-->")
        comments.append((token.start(), at if at >= len("-->") else None))
        if at < len("-->"):
            break
    return comments


def _last_runs(text: str) -> dict[int, int]:
    return {len(run[0]): run.start() for run in _TICKS.finditer(text)}


def _end_of_code(text: str, token: re.Match[str], last_runs: Mapping[int, int]) -> int:
    """Tell where the code span ends that a run of backticks opens; the token's own end where it opens none."""
    width = len(token[0])
    if token[0][0] != "`" or last_runs.get(width, -1) < token.end():
        return token.end()
    return next(run.end() for run in _TICKS.finditer(text, token.end()) if len(run[0]) == width)


def _render_text(line: NewLine) -> str:
    shown = [render_link(label, address) for label, address in line.links]
    if line.short_id and not any(safe_address(address) for _, address in line.links):
        shown.append(f"`{re.sub(r'[^0-9A-Za-z._-]', '', line.short_id)}`")
    links = f" ({', '.join(shown)})" if shown else ""
    return collapse(f"{line.happened_on.isoformat()} {escape_prose(line.text)}{links}")


def _is_harmless_code(code: str) -> bool:
    ticks = len(code) - len(code.lstrip("`"))
    return ticks <= MAX_CODE_TICKS and not any(part in code for part in ("<!", "-->", "--!>"))


def _escape_between(text: str, start: int, end: int) -> str:
    pieces: list[str] = []
    for active in _ACTIVE.finditer(text, start, end):
        pieces += [text[start : active.start()], _escape_active(active)]
        start = active.end()
    return "".join([*pieces, text[start:end]])


def _escape_active(active: re.Match[str]) -> str:
    found, prose = active[0], active.string
    before = prose[active.start() - 1] if active.start() else " "
    after = prose[active.end()] if active.end() < len(prose) else " "
    if active.lastgroup == "address":
        is_free = before not in {"`", "\\"} and after != "`"
        return f"`{found}`" if is_free else _ACTIVE_IN_LABEL.sub(r"\\\g<0>", found)
    if _is_inert(active, before, after):
        return found
    return "".join(f"\\{character}" for character in found)


def _is_inert(active: re.Match[str], before: str, after: str) -> bool:
    """Say whether a mark means nothing where it stands: alone, between blanks, or inside a word."""
    if active[0][0] in "*_~" and before.isspace() and after.isspace():
        return True
    match active.lastgroup:
        case "underscores":
            return before.isalnum() and after.isalnum()
        case "stars" | "tildes":
            return active.string.count(active[0][0]) == 1
        case "dollar":
            return before.isspace()
        case _:
            return False


def _unescape(text: str) -> str:
    """Take the escapes away, but for those in code, which are none."""
    pieces: list[str] = []
    at = 0
    for start, end in code_spans(text):
        pieces += [_ESCAPED.sub(r"\1", text[at:start]), text[start:end]]
        at = end
    return "".join([*pieces, _ESCAPED.sub(r"\1", text[at:])])
