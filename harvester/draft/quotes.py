"""Quotes: the part of a comment that carries it, in its own words, trimmed.

Greetings, acknowledgements, quoted replies, code and suggestion blocks go. What names a person is not quoted.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from harvester.draft.prose import split_sentences, strip_blocks, strip_inline

_LEADING: Final = re.compile(
    r"(?i)^(?:@[\w-]{1,40}[,:]?\s+|thanks?(?: you)?(?: \w{1,20})?\s?[,!:-]\s{1,3}"
    r"|(?:nit|nitpick|minor|optional|suggestion|question|note|fyi|btw|issue|praise"
    r"|thought|todo)\s?(?:\([^()]{1,30}\))?\s?[:,-]\s{1,3}|[-*+•]\s+|[0-9]{1,2}[.)]\s+|\(\s?(?=[A-Za-z]{2,10},))+"
)
_EMPTY: Final = re.compile(
    r"(?i)^(?:(?:concept|approach|tested|code review|utack|tack|re|light|strong|weak|post-merge)?[- ]?(?:n?u?t?ack"
    r"|lgtm)\b.*|thanks?(?: you)?\b.{0,60}|thx\b.*|hi\b.{0,30}|hello\b.{0,30}|done\b.{0,20}|ok(?:ay)?\b.{0,10}"
    r"|yes[.!]?|no[.!]?|\+1|sgtm.*|looks (?:good|great).{0,40}|nice.{0,30}|great.{0,30}|cool.{0,20}|agreed?\.?"
    r"|ditto.*|same here.*|sorry\b.{0,60}|sounds good.*|makes sense\.?|good (?:catch|point|idea)\b.{0,20}"
    r"|fixed\b.{0,20}|see https?://\S+)[.!]?$"
)
_UNQUOTABLE: Final = re.compile(
    r"(?i)@\w|\[redacted|\b[0-9a-f]{16,}\b|^which\b(?!.*\?)|\b(?:obnoxious|idiot\w*|stupid|moron\w*|crap\w*|damn"
    r"|wtf|shit\w*|fuck\w*|bullshit|in the ass)\b"
)
"""Names, addresses, redactions, fragments, and what nobody wants to read in a year."""
_URL: Final = re.compile(r"[\s(:,-]{0,4}(?:\b(?:see|at|from|in|here|e\.g\.)\s?:?\s?)?[<(]?(?:https?://|www\.).*")
_FACE: Final = re.compile(r"\s?(?:[:;=8]-?[)(DPp/]|\(link\))(?=\s|$|[.,)])")
_DANGLING: Final = re.compile(
    r"(?i)(?:but|and|so|also|which|if (?:so|not)|please feel free|then|however|thanks|thank you|sorry|ps|oh|ah|hm+"
    r"|nevertheless|anyway|that said|obviously|well|yeah|yes|no),?\s"
)
_WEIGHTY: Final = re.compile(
    r"(?i)\b(?:because|since|otherwise|instead|rather than|should|would|could|need|must|if|when|why|fail|break"
    r"|race|leak|crash|error|wrong|incorrect|missing|unsafe|secur|slow|perf|better|prefer|suggest|consider"
    r"|recommend|problem|issue|bug|won't|doesn't|don't|can't|cannot|not|never|always|in general|means|so that"
    r"|overflow|null|deadlock|compat|approach|improvement|agree|disagree|concern|clear|nice|good|great|clean|simpl"
    r"|confus|design)"
)
_LEAST_WEIGHT: Final = -2
_FEWEST_WORDS: Final = 4
_UNFINISHED: Final = re.compile(r"(?i)\b(?:a|and|as|be|but|from|is|like|link|of|or|see|so|that|the)$")
_POINTER: Final = re.compile(r"(?i)\b(?:this|here)$")
"""What a sentence cannot end with, and what it cannot end with where an address stood."""
_LEADS_ON: Final = re.compile(
    r"(?i)\b(?:add|by|changes?|comment|do|doc|e\.g|error|example|following|follows|for|i\.e|in|into|like|message|notes?"
    r"|ones?|properties|reasons?|say|something|suggestions?|these|things?|this|to|was|with|words?|work)\W*$"
)
"""What before a colon only leads on to what follows."""
_TRIMMED: Final = "…"


def find_quote(body: str, room: int) -> str:
    """Return the most telling sentences of a comment, at most `room` characters; empty when nothing can be quoted."""
    runs = _read_runs(body)
    if not runs or room < 40:  # noqa: PLR2004 - fewer characters say nothing
        return ""
    weight, _, run, start = max((_weigh(run[start]), -place, run, start) for place, run, start in _enumerate(runs))
    if weight < _LEAST_WEIGHT:
        return ""
    quote = run[start]
    for following in run[start + 1 :]:
        if len(quote) + 1 + len(following) > room:
            break
        quote = f"{quote} {following}"
    return soften_quotes(trim(quote, room))


def _enumerate(runs: Sequence[Sequence[str]]) -> Iterator[tuple[int, Sequence[str], int]]:
    place = 0
    for run in runs:
        for start in range(len(run)):
            yield place, run, start
            place += 1


def trim(text: str, room: int) -> str:
    """Cut a text between words, with a sign of the cut."""
    if len(text) <= room:
        return text
    cut = text[: room - 1].rpartition(" ")[0] or text[: room - 1]
    return cut.rstrip(" ,;:.-\u2013—(") + _TRIMMED


_BREAK: Final = re.compile(r"[.;,]\s|\s[(\[]|\s(?:-|--|\u2013|\u2014)\s")
_LEAST_KEPT: Final = 60


def trim_clause(text: str, room: int) -> str:
    """Cut a clause where a part of it ends, without a sign; else between words, with one."""
    if len(text) <= room:
        return text
    for end in reversed([found.start() for found in _BREAK.finditer(text[:room])]):
        kept = text[:end].rstrip()
        if len(kept) >= _LEAST_KEPT and all(kept.count(left) == kept.count(right) for left, right in ("()", "[]")):
            return kept
    return trim(text, room)


def soften_quotes(text: str) -> str:
    """Turn quotes inside a quote into single ones."""
    return text.replace("“", "\u2018").replace("”", "\u2019").replace('"', "'")


def _read_runs(body: str) -> Sequence[Sequence[str]]:
    """Read the quotable sentences, in runs that follow each other in the source letter by letter."""
    runs: list[list[str]] = [[]]
    for paragraph in _read_paragraphs(body):
        for piece in _FACE.split(strip_inline(paragraph)):
            runs.append([])
            for sentence in split_sentences(piece):
                words = _make_quotable(sentence)
                if not words or not sentence.casefold().startswith(words[:20].casefold()):
                    runs.append([])
                if words:
                    runs[-1].append(words)
                if words and not sentence.endswith(words[-20:]):
                    runs.append([])
    return [run for run in runs if run]


def _read_paragraphs(body: str) -> Iterator[str]:
    kept: list[str] = []
    for line in [*strip_blocks(body).split("\n"), ""]:
        words = line.strip()
        is_apart = not words or words.startswith((">", "|", "#", "bq. ")) or bool(_ITEM.match(words))
        if is_apart and kept:
            yield " ".join(kept)
            kept = []
        if words and not words.startswith((">", "|", "#", "bq. ")):
            kept.append(words)
    yield " ".join(kept)


_ITEM: Final = re.compile(r"(?:[-*+•]|[0-9]{1,2}[.)])\s")


def _make_quotable(sentence: str) -> str:
    words = _LEADING.sub("", sentence).strip()
    if (url := _URL.search(words)) and _POINTER.search(words := words[: url.start()].strip()):
        return ""
    words = _balance(words.partition(" > ")[0])
    if words.endswith(":"):
        words = words.rstrip(" :")
        is_cut = bool(_LEADS_ON.search(words) or _UNFINISHED.search(words)) or not _WEIGHTY.search(words)
    else:
        is_cut = bool(_UNFINISHED.search(words))
    is_empty = is_cut or len(words.split()) < _FEWEST_WORDS or bool(_EMPTY.match(words))
    if is_empty or _UNQUOTABLE.search(words) or words.count('"') % 2:
        return ""
    first = words.partition(" ")[0].rstrip(",")
    return words[:1].upper() + words[1:] if first.isalpha() and first.islower() else words


def _balance(words: str) -> str:
    """Take off a bracket that nothing closes, or that nothing opens."""
    for left, right in (("(", ")"), ("[", "]")):
        if words.startswith(left) and (words.endswith((right, f"{right}.")) or words.count(left) > words.count(right)):
            words = words[1:].rstrip(f"{right}.") if words.count(right) else words[1:]
        if words.count(right) > words.count(left):
            words = words.rstrip(right)
    return words


def _weigh(sentence: str) -> int:
    is_open = not sentence.endswith((".", "!", "?"))
    return 2 * min(2, len(_WEIGHTY.findall(sentence))) - is_open - 4 * bool(_DANGLING.match(sentence))
