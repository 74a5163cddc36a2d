"""Statements: what a sentence of a body is, by its words: a reason, past, hedged, about persons.

Each judgement looks at one sentence alone; what is not sure is refused, so that a draft is rather one sentence than a
wrong second one.
"""

import re
from itertools import pairwise
from typing import Final

from harvester.draft.verbs import BY_PAST, BY_THIRD_PERSON, BY_THIRD_PERSON_OF_ALL, is_known_verb

_REASON: Final = re.compile(
    r"(?i)\b(?:because|due to|caused by|root cause|since (?:the|it|they|this)|as a result|resulting in|results? in"
    r"|resulted in|leads? to|led to|leading to|which (?:means|meant|caused|causes|led|leads|broke|breaks)"
    r"|the (?:problem|issue|reason|cause|bug|culprit) (?:is|was)|reason (?:for|is))\b"
)
_CHOICE: Final = re.compile(
    r"(?i)\b(?:in order to|so that|to avoid|to prevent|instead of|rather than|in favou?r of"
    r"|we (?:chose|decided|prefer)|trade-?offs?)\b"
)
_SELF: Final = re.compile(r"(?i)\b(?:i(?!\.e|/)|i'm|i've|i'd|me|my|you|your|let's)\b")
_PERSON: Final = re.compile(r"(?i)\b(?:i(?!\.e|/)|i'm|i've|i'd|me|my|we|we're|we've|us|our|ours|you|your|let's)\b")
_DANGLING: Final = re.compile(
    r"(?i)^(?:(?:once|as|since|because|while|until|although|though) (?:it|they|he|she|this|that)|it|they|which|he"
    r"|she|these|those|that|there|here|but|however|also|and|so|or|then|as a result|to (?:that|this) end|thus"
    r"|therefore|hence|note|see|hopefully|otherwise|instead|both|another|similarly|yes|no|ok|please|if|when|first"
    r"|second|finally|additionally|furthermore|moreover|besides|still|now|currently|as (?:above|said|mentioned"
    r"|before|discussed)|for (?:example|instance|now)|in (?:addition|particular|this|that|these|those|both|either"
    r"|all|each|some|such)|with (?:this|that)|after (?:this|that)|todo|fixme|nb|ps|edit|update|warning|such|same"
    r"|one|the (?:former|latter|above|following|other))\b"
)
_HEDGED: Final = re.compile(
    r"(?i)\b(?:will|should|might|may|could|would|shall|hopefully|maybe|perhaps|probably|likely|seems?|appears?"
    r"|believe|think|guess|suspect|presumably|possibly|todo|later|follow-?up|future|soon|plan(?:s|ned)?|eventually"
    r"|intend(?:s|ed)?|ideally|try|tries|trying|attempts?|not sure|unclear|wonder|expect(?:ed|s)?|supposed|theory"
    r"|reportedly|apparently)\b"
)
_UNFIT: Final = re.compile(
    r"https?://|www\.|@[\w.-]|\[redacted|\$\{|[{}<>|\\]|\?|:$|\.\.\.|…|\b(?:discussed|as follows|above|below"
    r"|previous|attached)\b|\b(?:this|that|the) (?:comment|thread|discussion|screenshot|script|example|snippet"
    r"|output|log)s?\b|\b[0-9a-f]{9,40}\b"
)
_POINTING: Final = re.compile(r"(?i)\b(?:this|these|those|such|here|there|the (?:former|latter|same|above))\b")
_EARLIER: Final = re.compile(r"(?i)^(?:previously|before|until now|formerly|so far|in the past|originally)\b")
_PERFECT: Final = re.compile(r"(?i)\b(?:has|have) (?:been|had|become|never)\b")
_PRESENT: Final = re.compile(
    r"(?i)\b(?:is|are|does|do|has|have|can|cannot|gets?|needs?|makes?|uses?|allows?|causes?|returns?|fails?|gives?"
    r"|means|happens|works|takes|contains|requires|leads|leaks|results|exists|provides|supports|goes|tends?"
    r"|doesn't|don't|isn't|aren't|can't|hasn't|haven't|it's|that's|there's|won't|lacks)\b"
)
_PAST: Final = re.compile(
    r"(?i)\b(?:was|were|had|did|wasn't|weren't|didn't|hadn't|couldn't|went|became|dropped|fell|rose|grew|took|made"
    r"|led|cut|has been|have been|reduced|improved|decreased|increased|saved|caused|broke|lost|failed|left|kept"
    r"|ran)\b"
)
_START: Final = re.compile(r"[A-Z0-9]|[a-z]+[0-9_]\w*\s")
_SHORTEST: Final = 25
_LONGEST: Final = 220


def is_whole(text: str) -> bool:
    """Say whether a sentence begins and ends as one, and its brackets and quotes are closed."""
    pairs = (("(", ")"), ("[", "]"), ("“", "”"))
    is_closed = all(text.count(left) == text.count(right) for left, right in pairs) and text.count('"') % 2 == 0
    return _SHORTEST <= len(text) <= _LONGEST and text.endswith(".") and is_closed and bool(_START.match(text))


def is_fit(text: str) -> bool:
    """Say whether a sentence is prose that needs nothing outside itself to be read: no address, code, or pointer."""
    return is_whole(text) and not _UNFIT.search(text)


def is_reason(text: str, *, is_decision: bool = False) -> bool:
    """Say whether a sentence states a cause or consequence; for a decision also what was chosen over what."""
    return bool(_REASON.search(text) or (is_decision and _CHOICE.search(text)))


def is_earlier(text: str) -> bool:
    """Say whether a sentence tells how it was before."""
    return bool(_EARLIER.match(text))


def is_hedged(text: str) -> bool:
    """Say whether a sentence is a plan, a guess or a possibility."""
    return bool(_HEDGED.search(text))


def points_away(text: str) -> bool:
    """Say whether a sentence speaks of "this" or "those" outside itself."""
    return bool(_POINTING.search(text))


def names_persons(text: str) -> bool:
    """Say whether a sentence speaks of me, us or the reader."""
    return bool(_PERSON.search(text))


def is_present(text: str) -> bool:
    """Say whether a sentence has a verb in the present tense."""
    return bool(_PRESENT.search(_PERFECT.sub("", text)))


def is_past(text: str) -> bool:
    """Say whether a sentence is past tense throughout, about nobody, and stands for itself."""
    is_apart = not (is_hedged(text) or points_away(text) or names_persons(text) or _is_imperative(text))
    if not is_apart or (_DANGLING.match(text) and not is_earlier(text)):
        return False
    return bool(_PAST.search(text)) and not is_present(text)


def is_quotable(text: str) -> bool:
    """Say whether a sentence in whatever tense can stand in quotes, apart from its neighbours."""
    is_apart = not (_DANGLING.match(text) or is_hedged(text) or points_away(text) or _SELF.search(text))
    return is_apart and not _is_imperative(text) and _has_finite_verb(text)


def _has_finite_verb(text: str) -> bool:
    if _PRESENT.search(text) or _PAST.search(text):
        return True
    words = text.split()
    is_inflected = any(word in BY_PAST or word in BY_THIRD_PERSON for word in words[1:])
    return is_inflected or any(
        one.casefold() in {"we", "they"} and is_known_verb(verb) for one, verb in pairwise(words)
    )


def _is_imperative(text: str) -> bool:
    first = text.partition(" ")[0].casefold()
    return is_known_verb(first) or first.endswith("ing") or first in BY_THIRD_PERSON_OF_ALL
