"""Results: the one sentence of a body that says what came of the work, or why it was done.

It is taken where the source states it, trimmed at nothing but its own ends. What is hedged, future, about "we", or
points to something outside itself is left out: the draft is then one sentence.
"""

import re
from collections.abc import Iterable
from typing import Final

from harvester.draft.prose import Sentence
from harvester.draft.verb_table import split_words
from harvester.draft.verbs import BY_PAST, BY_THIRD_PERSON, BY_THIRD_PERSON_OF_ALL, find_past, is_known_verb

_SHORTEST: Final = 25
_LONGEST: Final = 220
_NEAR: Final = 2
"""Paragraphs at a body's start in which a bare "this" speaks of the change."""
_EARLY: Final = 4
"""Paragraphs at a body's start in which a reason outside a section of its own is taken for the work's reason."""

_PLAIN_RANK: Final = 3
_SELF: Final = re.compile(r"(?i)\b(?:i(?!\.e)|i'm|i've|i'd|me|my|you|your|let's)\b")
_FIRST_OR_SECOND_PERSON: Final = re.compile(
    r"(?i)\b(?:i|i'm|i've|i'd|me|my|we|we're|we've|us|our|ours|you|your|let's)\b"
)
_DANGLING: Final = re.compile(
    r"(?i)^(?:it|they|which|he|she|these|those|that|there|here|but|however|also|and|so|or|then|as a result|"
    r"to that end|to this end|thus|therefore|hence|note|see|"
    r"unfortunately|hopefully|otherwise|instead|both|another|similarly|yes|no|ok|please|if|when|first|second|finally|"
    r"basically|additionally|furthermore|moreover|besides|still|now|currently|as (?:above|said|mentioned|"
    r"before|discussed)|"
    r"for (?:example|instance|now)|in (?:addition|particular|this|that|these|those)|with (?:this|that)|"
    r"after (?:this|that)|"
    r"todo|fixme|nb|ps|edit|update|warning|such|same|one|the (?:former|latter|above|following|other))\b"
)
_HEDGED: Final = re.compile(
    r"(?i)\b(?:will|should|might|may|could|would|shall|hopefully|maybe|perhaps|probably|likely|seems?|"
    r"appears?|believe|"
    r"think|guess|suspect|presumably|possibly|todo|later|follow-?up|future|soon|plan(?:s|ned)?|eventually|"
    r"intend(?:s|ed)?|"
    r"ideally|try|tries|trying|attempts?|not sure|unclear|wonder|expect(?:ed|s)?|supposed|theory|"
    r"reportedly|apparently)\b"
)
_UNFIT: Final = re.compile(
    r"https?://|www\.|@[\w.-]|\[redacted|\$\{|[{}<>|\\]|\?|:$|\.\.\.|…|\bas follows\b|\b(?:above|below|"
    r"previous|attached)\b|"
    r"\b(?:this|that|the) (?:comment|thread|discussion|screenshot|script|example|snippet|output|log)s?\b|"
    r"\b[0-9a-f]{9,40}\b"
)
_POINTING: Final = re.compile(r"(?i)\b(?:this|these|those|such|here|there|the (?:former|latter|same|above))\b")
_EARLIER: Final = re.compile(r"(?i)^(?:previously|before|until now|formerly|so far|in the past|originally)\b")
_PERFECT: Final = re.compile(r"(?i)\b(?:has|have) (?:been|had|become|never)\b")
_PRESENT: Final = re.compile(
    r"(?i)\b(?:is|are|does|do|has|have|can|cannot|gets?|needs?|makes?|uses?|allows?|causes?|returns?|"
    r"fails?|gives?|means|"
    r"happens|works|takes|contains|requires|leads|leaks|results|exists|provides|supports|goes|tends?|"
    r"doesn't|don't|isn't|"
    r"aren't|can't|hasn't|haven't|it's|that's|there's)\b"
)
_PAST: Final = re.compile(
    r"(?i)\b(?:was|were|had|did|wasn't|weren't|didn't|hadn't|couldn't|went|became|dropped|fell|rose|grew|"
    r"took|made|led|cut|"
    r"has been|have been|reduced|improved|decreased|increased|saved|caused|broke|lost|failed|left|kept|ran)\b"
)
_NUMBER: Final = (
    r"[~≈<>]?\s?[0-9][0-9.,]*\s?(?:%|percent\b|x\b|\u00d7|times\b|ns\b|[uµm]s\b|s\b|secs?\b|seconds?\b|"
    r"min\b|minutes?\b|hours?\b|"
    r"days?\b|[kmgt]i?b\b|bytes?\b|[kmg]?b/s\b|qps\b|rps\b|req/s|allocs?\b|lines\b|[a-z]+/(?:s|op)\b)"
)
_MEASURE: Final = re.compile(
    rf"(?i)\bfrom\s+(?:about |around |~)?\S{{0,12}}[0-9]\S*(?:\s\w+){{0,4}}\s+(?:down |up )?to\s+(?:about |"
    rf"around |~)?\S{{0,12}}[0-9]"
    rf"|{_NUMBER}\s*(?:faster|slower|smaller|less|fewer|more|better|lower|higher|speed-?up|reduction|"
    rf"improvement|decrease|increase|"
    rf"gain|of the)|(?:by|about|around|roughly|over|up to|only|to)\s+{_NUMBER}"
)
_EFFECT: Final = re.compile(
    r"(?i)\b(?:reduc|improv|decreas|increas|speed|faster|slower|sav(?:e|ing)|cut|drop|shrink|shrank|"
    r"smaller|lower|shorten|"
    r"halv|doubl|eliminat|fell|went)\w*"
)
_REASON: Final = re.compile(
    r"(?i)\b(?:because|due to|caused by|root cause|since (?:the|it|they|this)|"
    r"as a result|resulting in|results? in|resulted in|leads? to|led to|leading to|which (?:means|meant|"
    r"caused|causes|led|leads|"
    r"broke|breaks)|the (?:problem|issue|reason|cause|bug|culprit) (?:is|was)|reason (?:for|is))\b"
)
_CHOICE: Final = re.compile(
    r"(?i)\b(?:instead of|rather than|in favou?r of|we (?:chose|decided|prefer)|trade-?offs?)\b"
)
_REASON_SECTION: Final = re.compile(
    r"why|motivation|problem|background|cause|rationale|context|reason|decision|summary|impact|result"
)
_ABOUT_THE_CHANGE: Final = re.compile(
    r"(?i)^(?:(?:in )?(?:this|the) (?:pr|pull request|commit|change|changeset|change set|patch|mr|"
    r"merge request|cl|diff)"
    r"(?: also| now| simply| just)?|(?P<this>this)(?: also)?|(?P<me>i)(?: also| have)?)\s+(?P<verb>[a-z-]{2,20})\b"
)
_PLAINLY_GOOD: Final = split_words(
    "adds avoids cuts decreases drops eliminates ensures fixes improves lowers prevents reduces removes "
    "resolves saves shrinks simplifies solves speeds"
)
"""What only a change does: "this allows" may as well speak of the defect."""
_DONE: Final = split_words("added removed replaced moved changed renamed extended fixed converted reduced rewrote")
_UNKNOWN_JOINT: Final = re.compile(r"\band (?:[a-z]+ly )?([a-z]{3,20}s) (?:the|a|an|all|any|that|to)\b")
_THIRD_PERSON_JOINT: Final = re.compile(r"(?<=\band )(?:also |thus |then )?([a-z-]{3,20}s)\b")


def find_result(sentences: Iterable[Sentence], *, headline: str, room: int, wants_reason: bool) -> str:
    """Return a second sentence of at most `room` characters, ending in a full stop; empty when nothing is fit.

    A measured effect goes before an effect in words; a reason, in quotes, before nothing. `wants_reason`: for
    decisions the reason goes before an effect in words.
    """
    said = _tell_stems(headline)
    ranked = []
    for place, sentence in enumerate(sentences):
        for rank, text in _read(sentence, wants_reason=wants_reason):
            is_same = rank == _PLAIN_RANK and text.partition(" ")[0] == headline.partition(" ")[0]
            if len(text) <= room and not is_same and not _repeats(text, said):
                ranked.append((rank, place, text))
    return min(ranked)[2] if ranked else ""


def _read(sentence: Sentence, *, wants_reason: bool) -> Iterable[tuple[int, str]]:
    text = sentence.text
    if not (_SHORTEST <= len(text) <= _LONGEST and text.endswith(".") and is_whole(text)) or _UNFIT.search(text):
        return
    is_measured = bool(_MEASURE.search(text) and _EFFECT.search(text))
    is_reason = bool(_REASON.search(text) or (wants_reason and _CHOICE.search(text)))
    if not (is_measured or sentence.paragraph <= _EARLY or _REASON_SECTION.search(sentence.section)):
        return
    if past := _put_change_in_past(text, is_near=sentence.paragraph <= _NEAR):
        yield (0 if is_measured else 2 if is_reason else 3), past
    elif _is_past(text) and (is_measured or is_reason or _EARLIER.match(text)):
        yield (0 if is_measured else 2), text[:1].upper() + text[1:]
    elif is_reason and _is_quotable(text):
        yield (1 if wants_reason else 4), f"Why: “{_soften(text)}”"
    elif is_measured and _is_quotable(text):
        yield 1, f"Measured: “{_soften(text)}”"


_SENTENCE_START: Final = re.compile(r"[A-Z0-9]|[a-z]+[0-9_]\w*\s")


def is_whole(text: str) -> bool:
    """Say whether brackets and quotes of a text are closed, and it begins like a sentence."""
    pairs = (("(", ")"), ("[", "]"), ("“", "”"))
    closed = all(text.count(left) == text.count(right) for left, right in pairs)
    return closed and text.count('"') % 2 == 0 and bool(_SENTENCE_START.match(text))


def _is_quotable(text: str) -> bool:
    is_statement = bool(_PRESENT.search(text) or _PAST.search(text) or _has_finite_verb(text))
    is_apart = not (_DANGLING.match(text) or _HEDGED.search(text) or _POINTING.search(text) or _SELF.search(text))
    return is_statement and is_apart and not _is_imperative(text)


def _has_finite_verb(text: str) -> bool:
    return any(word in BY_PAST or word in BY_THIRD_PERSON for word in text.split()[1:])


def _is_imperative(text: str) -> bool:
    first = text.partition(" ")[0].casefold()
    return is_known_verb(first) or first.endswith("ing")


def _soften(text: str) -> str:
    return text.replace("“", "\u2018").replace("”", "\u2019").replace('"', "'")


def _is_past(text: str) -> bool:
    """Say whether a sentence is past, about nobody, and stands for itself."""
    is_apart = not (_HEDGED.search(text) or _POINTING.search(text) or _FIRST_OR_SECOND_PERSON.search(text))
    if not is_apart or (_DANGLING.match(text) and not _EARLIER.match(text)) or _is_imperative(text):
        return False
    return bool(_PAST.search(text)) and not _PRESENT.search(_PERFECT.sub("", text))


def _put_change_in_past(text: str, *, is_near: bool) -> str:
    """Turn "This commit fixes X" into "Fixed X"; empty when it speaks of more than the change."""
    match = _ABOUT_THE_CHANGE.match(text)
    if not match or _HEDGED.search(text) or (match["this"] and not is_near):
        return ""
    rest = text[match.end() :]
    if _POINTING.search(rest) or _FIRST_OR_SECOND_PERSON.search(rest) or _PRESENT.search(rest.partition(",")[0]):
        return ""
    if any(joint[1] not in BY_THIRD_PERSON_OF_ALL for joint in _UNKNOWN_JOINT.finditer(rest)):
        return ""
    verb = match["verb"].casefold()
    if match["me"]:
        past = verb if verb in _DONE and not re.search(r"(?i)\bit\b|\breasons?\b", rest) else ""
    else:
        base = BY_THIRD_PERSON.get(verb) if not match["this"] or verb in _PLAINLY_GOOD else None
        past = find_past(base) if base else ""
    return f"{past[:1].upper()}{past[1:]}{_THIRD_PERSON_JOINT.sub(_inflect_joint, rest)}" if past else ""


def _inflect_joint(joint: re.Match[str]) -> str:
    base = BY_THIRD_PERSON_OF_ALL.get(joint[1])
    return joint[0].replace(joint[1], find_past(base)) if base else joint[0]


_CONTENT_WORD: Final = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{3,}|[0-9]{2,}")
_MUCH: Final = 0.5


def _tell_stems(text: str) -> frozenset[str]:
    return frozenset(word[:5].casefold() for word in _CONTENT_WORD.findall(text))


def _repeats(text: str, said: frozenset[str]) -> bool:
    stems = _tell_stems(text.removeprefix("Why: ").removeprefix("Measured: "))
    return not stems or len(stems & said) / len(stems) > _MUCH


def find_decision(sentences: Iterable[Sentence], *, room: int) -> str:
    """Return the first sentence of a document's decision section, in quotes; empty when it has none."""
    for sentence in sentences:
        if not sentence.section.startswith("decision"):
            continue
        is_fit = len(sentence.text) >= _SHORTEST and sentence.text.endswith(".") and is_whole(sentence.text)
        is_fit = is_fit and not (_UNFIT.search(sentence.text) or _INSTRUCTION.match(sentence.text))
        text = f"Decision: “{_soften(sentence.text)}”"
        return text if is_fit and len(text) <= room else ""
    return ""


_INSTRUCTION: Final = re.compile(
    r"(?i)(?:explain|describe|outline|this (?:section|document)|what is|state|list|summari[sz]e)\b"
)
