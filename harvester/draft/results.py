"""Results: the one sentence of a body that says what came of the work, or why it was done.

It is taken where the source states it, trimmed at nothing but its own ends. When nothing is fit the draft is one
sentence.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from harvester.draft.prose import Sentence
from harvester.draft.quotes import soften_quotes
from harvester.draft.retelling import retell
from harvester.draft.statements import is_earlier, is_fit, is_past, is_quotable, is_reason
from harvester.outcomes import is_measured

_NEAR: Final = 2
"""Paragraphs at a body's start in which a sentence without a subject speaks of the change."""
_EARLY: Final = 4
"""Paragraphs at a body's start in which a reason outside a section of its own is taken for the work's reason."""
_REASON_SECTION: Final = re.compile(
    r"why|motivation|problem|background|cause|rationale|context|reason|decision|summary|impact|result"
)
_FILLER: Final = re.compile(r"(?:Basically|Specifically|Unfortunately|Overall|In short),?\s+(?=[a-z])")
_MEASURED, _REASON_OF_DECISION, _REASON, _PLAIN, _QUOTED_REASON = range(5)
"""Ranks of what may become the second sentence; the least is taken."""


def find_result(sentences: Iterable[Sentence], *, headline: str, room: int, wants_reason: bool) -> str:
    """Return a second sentence of at most `room` characters with its end mark; empty when nothing is fit.

    A measured effect goes before a cause, a cause before a mere restatement, what can be retold before what must be
    quoted. `wants_reason`: for decisions the reason comes second to a measured effect only.
    """
    said = _tell_stems(headline)
    verb = headline.partition(" ")[0]
    ranked = [
        (rank, place, text)
        for place, sentence in enumerate(sentences)
        for rank, text in _read(sentence, wants_reason=wants_reason)
        if len(text) <= room and not (rank == _PLAIN and text.startswith(f"{verb} ")) and not _repeats(text, said)
    ]
    return min(ranked)[2] if ranked else ""


def find_decision(sentences: Iterable[Sentence], *, room: int) -> str:
    """Return the first sentence of a document's decision section, in quotes; empty when it has none."""
    for sentence in sentences:
        if sentence.section.startswith("decision"):
            text = f"Decision: “{soften_quotes(sentence.text)}”"
            is_decision = is_fit(sentence.text) and not _INSTRUCTION.match(sentence.text)
            return text if is_decision and len(text) <= room else ""
    return ""


_INSTRUCTION: Final = re.compile(
    r"(?i)(?:explain|describe|outline|this (?:section|document)|what is|state|list|summari[sz]e)\b"
)
"""How a template tells its writer what to write."""


def _read(sentence: Sentence, *, wants_reason: bool) -> Iterator[tuple[int, str]]:
    text = _strip_filler(sentence.text)
    measured = is_measured(text)
    is_early = sentence.paragraph <= _EARLY or bool(_REASON_SECTION.search(sentence.section))
    if not is_fit(text) or not (measured or is_early):
        return
    reason = is_reason(text, is_decision=wants_reason)
    if told := retell(text, is_near=sentence.paragraph <= _NEAR):
        yield (_MEASURED if measured else _REASON if reason else _PLAIN), told
    elif is_past(text) and (measured or reason or is_earlier(text)):
        yield (_MEASURED if measured else _REASON), text[:1].upper() + text[1:]
    elif reason and is_quotable(text):
        yield (_REASON_OF_DECISION if wants_reason else _QUOTED_REASON), f"Why: “{soften_quotes(text)}”"
    elif measured and is_quotable(text):
        yield _REASON_OF_DECISION, f"Measured: “{soften_quotes(text)}”"


def _strip_filler(text: str) -> str:
    stripped = _FILLER.sub("", text, count=1) if _FILLER.match(text) else text
    return stripped[:1].upper() + stripped[1:] if stripped is not text else text


_CONTENT_WORD: Final = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{3,}|[0-9]{2,}")
_MUCH: Final = 0.5


def _tell_stems(text: str) -> frozenset[str]:
    return frozenset(word[:5].casefold() for word in _CONTENT_WORD.findall(text))


def _repeats(text: str, said: frozenset[str]) -> bool:
    stems = _tell_stems(text.removeprefix("Why: ").removeprefix("Measured: "))
    return not stems or len(stems & said) / len(stems) > _MUCH
