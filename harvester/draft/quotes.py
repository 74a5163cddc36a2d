"""Quotes: the part of a comment that carries it, in its own words, trimmed.

Greetings, acknowledgements, quoted replies, code and suggestion blocks go. What names a person is not quoted.
"""

import re
from collections.abc import Sequence
from typing import Final

from harvester.draft.prose import split_sentences, strip_blocks, strip_inline

_LEADING: Final = re.compile(
    r"(?i)^(?:@[\w-]{1,40}[,:]?\s+|(?:nit|nitpick|minor|optional|suggestion|question|note|fyi|btw|issue|praise|thought|todo)"
    r"\s?(?:\([^()]{1,30}\))?\s?[:,-]\s{1,3}|[-*+•]\s+|[0-9]{1,2}[.)]\s+|\(\s?(?=[A-Za-z]{2,10},))+"
)
_EMPTY: Final = re.compile(
    r"(?i)^(?:(?:concept|approach|tested|code review|utack|tack|re|light|strong|weak|post-merge)?[- ]?(?:n?u?t?ack|lgtm)\b.*|"
    r"thanks?(?: you)?\b.{0,60}|thx\b.*|hi\b.{0,30}|hello\b.{0,30}|done\b.{0,20}|ok(?:ay)?\b.{0,10}|yes[.!]?|no[.!]?|\+1|sgtm.*|"
    r"looks (?:good|great).{0,40}|nice.{0,30}|great.{0,30}|cool.{0,20}|agreed?\.?|ditto.*|same here.*|sorry\b.{0,60}|"
    r"sounds good.*|makes sense\.?|good (?:catch|point|idea)\b.{0,20}|fixed\b.{0,20}|see https?://\S+)[.!]?$"
)
_UNQUOTABLE: Final = re.compile(r"@\w|\[redacted|https?://|www\.")
_WEIGHTY: Final = re.compile(
    r"(?i)\b(?:because|since|otherwise|instead|rather than|should|would|could|need|must|if|when|why|might|fail|break|race|leak|"
    r"crash|error|wrong|incorrect|missing|unsafe|secur|slow|perf|better|prefer|suggest|consider|recommend|problem|issue|bug|"
    r"won't|doesn't|don't|can't|cannot|not|never|always|in general|means|so that|overflow|null|deadlock|compat)"
)
_FEWEST_WORDS: Final = 4
_TRIMMED: Final = "…"


def find_quote(body: str, room: int) -> str:
    """Return the most telling sentences of a comment, at most `room` characters; empty when nothing can be quoted."""
    sentences = _read(body)
    if not sentences or room < 40:  # noqa: PLR2004 - fewer characters say nothing
        return ""
    best = max(range(len(sentences)), key=lambda place: (_weigh(sentences[place]), -place))
    quote = sentences[best]
    for following in sentences[best + 1 :]:
        if len(quote) + 1 + len(following) > room:
            break
        quote = f"{quote} {following}"
    return soften_quotes(trim(quote, room))


def trim(text: str, room: int) -> str:
    """Cut a text between words, with a sign of the cut."""
    if len(text) <= room:
        return text
    cut = text[: room - 1].rpartition(" ")[0] or text[: room - 1]
    return cut.rstrip(" ,;:.-\u2013—(") + _TRIMMED


def soften_quotes(text: str) -> str:
    """Turn quotes inside a quote into single ones."""
    return text.replace("“", "\u2018").replace("”", "\u2019").replace('"', "'")


def _read(body: str) -> Sequence[str]:
    lines = [line.strip() for line in strip_blocks(body).split("\n")]
    kept = [line for line in lines if line and not line.startswith((">", "|", "#", "bq. "))]
    text = " ".join(line if line.endswith((".", "!", "?", ":", ",", ";")) else f"{line}\n" for line in kept)
    found: list[str] = []
    for line in text.split("\n"):
        for sentence in split_sentences(strip_inline(line)):
            words = _LEADING.sub("", sentence).strip()
            if len(words.split()) >= _FEWEST_WORDS and not _EMPTY.match(words) and not _UNQUOTABLE.search(words):
                found.append(words[:1].upper() + words[1:])
    return found


def _weigh(sentence: str) -> int:
    return min(2, len(_WEIGHTY.findall(sentence)))
