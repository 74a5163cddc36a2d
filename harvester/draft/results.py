"""Results: the one sentence of a body that says what came of the work, or why it was done.

It is taken where the source states it, trimmed at nothing but its own ends. What is hedged, future, about "we", or
points to something outside itself is left out: the draft is then one sentence.
"""

import re
from collections.abc import Iterable
from typing import Final

from harvester.draft.prose import Sentence
from harvester.draft.verbs import BY_PAST, BY_THIRD_PERSON, find_past

_SHORTEST: Final = 25
_LONGEST: Final = 220
_EARLY: Final = 4
"""Paragraphs at a body's start in which a reason outside a section of its own is taken for the work's reason."""

_FIRST_OR_SECOND_PERSON: Final = re.compile(
    r"(?i)\b(?:i|i'm|i've|i'd|me|my|we|we're|we've|us|our|ours|you|your|let's)\b"
)
_DANGLING: Final = re.compile(
    r"(?i)^(?:it|they|he|she|these|those|that|there|here|but|however|also|and|so|or|then|thus|therefore|hence|note|see|"
    r"unfortunately|hopefully|otherwise|instead|both|another|similarly|yes|no|ok|please|if|when|first|second|finally|"
    r"additionally|furthermore|moreover|besides|still|now|currently|as (?:above|said|mentioned|before|discussed)|"
    r"for (?:example|instance|now)|in (?:addition|particular|this|that|these|those)|with (?:this|that)|after (?:this|that)|"
    r"todo|fixme|nb|ps|edit|update|warning|such|same|one|the (?:former|latter|above|following|other))\b"
)
_HEDGED: Final = re.compile(
    r"(?i)\b(?:will|should|might|may|could|would|shall|hopefully|maybe|perhaps|probably|likely|seems?|appears?|believe|"
    r"think|guess|suspect|presumably|possibly|todo|later|follow-?up|future|soon|plan(?:s|ned)?|eventually|intend(?:s|ed)?|"
    r"ideally|try|tries|trying|attempts?|not sure|unclear|wonder|expect(?:ed|s)?|supposed|theory|reportedly|apparently)\b"
)
_UNFIT: Final = re.compile(
    r"https?://|www\.|@[\w.-]|\[redacted|\$\{|[{}<>|\\]|\?|:$|\.\.\.|…|\bas follows\b|\b(?:above|below|previous|attached)\b|"
    r"\b(?:this|that|the) (?:comment|thread|discussion|screenshot|script|example|snippet|output|log)s?\b|\b[0-9a-f]{9,40}\b"
)
_PRESENT: Final = re.compile(
    r"(?i)\b(?:is|are|does|do|has|have|can|cannot|gets?|needs?|makes?|uses?|allows?|causes?|returns?|fails?|gives?|means|"
    r"happens|works|takes|contains|requires|leads|leaks|results|exists|provides|supports|goes|tends?|doesn't|don't|isn't|"
    r"aren't|can't|hasn't|haven't|it's|that's|there's)\b"
)
_PAST: Final = re.compile(
    r"(?i)\b(?:was|were|had|did|wasn't|weren't|didn't|hadn't|couldn't|went|became|dropped|fell|rose|grew|took|made|led|cut|"
    r"has been|have been|reduced|improved|decreased|increased|saved|caused|broke|lost|failed|left|kept|ran)\b"
)
_NUMBER: Final = (
    r"[~≈<>]?\s?[0-9][0-9.,]*\s?(?:%|percent\b|x\b|\u00d7|times\b|ns\b|[uµm]s\b|s\b|secs?\b|seconds?\b|min\b|minutes?\b|hours?\b|"
    r"days?\b|[kmgt]i?b\b|bytes?\b|[kmg]?b/s\b|qps\b|rps\b|req/s|allocs?\b|lines\b|[a-z]+/(?:s|op)\b)"
)
_MEASURE: Final = re.compile(
    rf"(?i)\bfrom\s+(?:about |around |~)?\S{{0,12}}[0-9]\S*(?:\s\w+){{0,4}}\s+(?:down |up )?to\s+(?:about |around |~)?\S{{0,12}}[0-9]"
    rf"|{_NUMBER}\s*(?:faster|slower|smaller|less|fewer|more|better|lower|higher|speed-?up|reduction|improvement|decrease|increase|"
    rf"gain|of the)|(?:by|about|around|roughly|over|up to|only|to)\s+{_NUMBER}"
)
_EFFECT: Final = re.compile(
    r"(?i)\b(?:reduc|improv|decreas|increas|speed|faster|slower|sav(?:e|ing)|cut|drop|shrink|shrank|smaller|lower|shorten|"
    r"halv|doubl|eliminat|fell|went)\w*"
)
_REASON: Final = re.compile(
    r"(?i)\b(?:because|due to|caused by|root cause|in order to|so that|to avoid|to prevent|to make sure|since (?:the|it|they|this)|"
    r"as a result|resulting in|results? in|resulted in|leads? to|led to|leading to|which (?:means|meant|caused|causes|led|leads|"
    r"broke|breaks)|the (?:problem|issue|reason|cause|bug|culprit) (?:is|was)|reason (?:for|is)|instead of|rather than|in favou?r of)\b"
)
_REASON_SECTION: Final = re.compile(
    r"why|motivation|problem|background|cause|rationale|context|reason|decision|summary|impact|result"
)
_ABOUT_THE_CHANGE: Final = re.compile(
    r"(?i)^(?:(?:in )?(?:this|the) (?:pr|pull request|commit|change|changeset|change set|patch|mr|merge request|cl|diff|fix|branch)"
    r"(?: also| now| simply| just)?|this(?: also| now)?|it(?: also| now)?|(?:we|i)(?: also| now)?)\s+([a-z-]{2,20})\b"
)


def find_result(sentences: Iterable[Sentence], *, headline: str, room: int, wants_reason: bool) -> str:
    """Return a second sentence of at most `room` characters, ending in a full stop; empty when nothing is fit.

    A measured effect goes before an effect in words; a reason, in quotes, before nothing. `wants_reason`: for
    decisions the reason goes before an effect in words.
    """
    said = _tell_words(headline)
    ranked = []
    for place, sentence in enumerate(sentences):
        for rank, text in _read(sentence, wants_reason=wants_reason):
            if len(text) <= room and not _repeats(text, said):
                ranked.append((rank, place, text))
    return min(ranked)[2] if ranked else ""


def _read(sentence: Sentence, *, wants_reason: bool) -> Iterable[tuple[int, str]]:
    text = sentence.text
    if not (_SHORTEST <= len(text) <= _LONGEST and text.endswith(".") and is_whole(text)):
        return
    if _UNFIT.search(text):
        return
    is_measured = bool(_MEASURE.search(text) and _EFFECT.search(text))
    is_early = sentence.paragraph <= _EARLY or bool(_REASON_SECTION.search(sentence.section))
    is_reason = is_early and bool(_REASON.search(text))
    if (past := _put_in_past(text)) and (is_measured or is_early):
        yield (0 if is_measured else 2 if is_reason else 3), past
    elif is_reason and _is_quotable(text):
        yield (1 if wants_reason else 4), f"Why: “{_soften(text)}”"
    elif is_measured and _is_quotable(text):
        yield 1, f"Measured: “{_soften(text)}”"


def is_whole(text: str) -> bool:
    """Say whether brackets and quotes of a text are closed, and it begins like a sentence."""
    pairs = (("(", ")"), ("[", "]"), ("“", "”"))
    closed = all(text.count(left) == text.count(right) for left, right in pairs)
    return closed and text.count('"') % 2 == 0 and (text[:1].isupper() or text[:1].isdigit())


def _is_quotable(text: str) -> bool:
    return not (_DANGLING.match(text) or _HEDGED.search(text) or re.match(r"(?i)this\b", text))


def _soften(text: str) -> str:
    return text.replace("“", "\u2018").replace("”", "\u2019").replace('"', "'")


def _put_in_past(text: str) -> str:
    """Return a sentence about the change as past tense without its subject, or an impersonal past one as it is."""
    if _HEDGED.search(text):
        return ""
    if match := _ABOUT_THE_CHANGE.match(text):
        rest = text[match.end() :]
        if _FIRST_OR_SECOND_PERSON.search(rest) or _PRESENT.search(rest.partition(",")[0]):
            return ""
        past = _find_past(match[1].lower(), subject=text[: match.start(1)].split()[0].lower())
        return f"{past[:1].upper()}{past[1:]}{rest}" if past else ""
    if _DANGLING.match(text) or _FIRST_OR_SECOND_PERSON.search(text) or _PRESENT.search(text):
        return ""
    return text if _PAST.search(text) and not re.match(r"(?i)this\b", text) else ""


def _find_past(verb: str, *, subject: str) -> str:
    if subject == "i":
        return verb if verb in BY_PAST else ""
    if subject == "we":
        return ""
    base = BY_THIRD_PERSON.get(verb)
    return find_past(base) if base else ""


_CONTENT_WORD: Final = re.compile(r"[a-z0-9_]{3,}")
_MUCH: Final = 0.6


def _tell_words(text: str) -> frozenset[str]:
    return frozenset(word[:6] for word in _CONTENT_WORD.findall(text.casefold()))


def _repeats(text: str, said: frozenset[str]) -> bool:
    words = _tell_words(text)
    return not words or len(words & said) / len(words) > _MUCH


def find_decision(sentences: Iterable[Sentence], *, room: int) -> str:
    """Return the first sentence of a document's decision section, in quotes; empty when it has none."""
    for sentence in sentences:
        is_decision = sentence.section.startswith(("decision", "resolution", "proposal", "proposed solution"))
        text = f"Decision: “{_soften(sentence.text)}”"
        if (
            is_decision
            and len(sentence.text) >= _SHORTEST
            and not _UNFIT.search(sentence.text)
            and is_whole(sentence.text)
        ):
            return text if len(text) <= room else ""
    return ""
