"""Features in words: what a person reads as the reason of a judgement.

A reason quotes the phrase, number or file that led to it, in one line. Features that would say nothing to a person
have no words and are never given as a reason.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from harvester.classify.cues import Sighting, read_cues
from harvester.classify.reading import Reading
from harvester.classify.signals import Signal, read_signals

MAX_REASONS: Final = 2
MAX_QUOTE: Final = 80
"""Characters of a quotation."""
SHORT_QUOTE: Final = 24
"""Characters below which a quotation begins with its clause, not with its phrase."""
MAX_CLAUSE: Final = 400

_CLAUSE_END: Final = re.compile(r"[.;!?](?:\s|$)|\n\s*\n|\n[-*]")
_PREFIX: Final = re.compile(r"^\s*[a-z]{2,12}(?:\([^()]{0,60}\))?!?:\s")
_PREFIX_END: Final = re.compile(r"^[^()\s]{0,60}\)!?:\s")
_SPACE: Final = re.compile(r"\s+")
_WORDLIKE: Final = re.compile(r"\w").match
_APART: Final = 6
"""Characters that may stand between two words of a phrase."""

_PLAIN: Final = {
    "merge_title": "is a merge",
    "version_in_title": "has a version in its title",
    "revert_title": "is a revert",
    "measure_in_title": "has a measurement in its title",
    "bare_question": "is a bare question",
    "ends_in_question": "ends in a question",
    "has_suggestion": "holds a suggested change",
    "has_fence": "shows code",
    "has_quote": "answers a quotation",
    "inline": "stands at a line of code",
    "conversation": "stands in the conversation",
    "reply": "answers another comment",
    "of_design": "is about a change that proposes something",
    "guide_path": "touches a guide",
    "design_path": "touches a design document",
    "incident_path": "touches the account of an incident",
    "title_asks": "asks in its title",
    "only_bullets": "is a list without a sentence",
    "has_picked": "was carried over from another branch",
    "has_reverted": "takes earlier changes back",
    "new_file": "adds a file",
    "code_and_test": "changes code together with its tests",
    "code_test_document": "changes code, tests and documents together",
    "deletes_mostly": "mostly deletes",
    "adds_mostly": "mostly adds",
    "only_test": "touches tests only",
    "only_document": "touches documents only",
    "only_ci": "touches continuous integration only",
    "only_lock": "touches lock files only",
    "only_build": "touches build files only",
    "only_config": "touches configuration only",
    "only_generated": "touches generated files only",
    "only_changelog": "touches the changelog only",
    "only_asset": "touches pictures and translations only",
    "no_code": "touches no code",
    "small_silent": "is small and says nothing beyond its title",
    "small_plain": "is small and says little of why",
    "small_telling": "is small and says why it matters",
    "middling_silent": "says nothing beyond its title",
    "large_silent": "is large and says nothing beyond its title",
    "large_plain": "is large",
    "large_telling": "is large and says why it matters",
    "middling_telling": "says why it matters",
}
_LIGHT_CUES: Final = frozenset(
    "approval tested reply thanks praise process nit formatting naming self_told ask cleanup bump release merge"
    " test_only flaky ci upkeep wish support_question report_form series request".split()
)
_SAME: Final = 30
"""Characters that two quotations share when they are of the same phrase."""
_NAMED: Final = {
    "prefix": "is marked",
    "label": "has the label",
    "type": "is of type",
    "state": "is a review that is",
    "text": "has the word",
    "title": "has in its title the word",
    "opening": "has among its first words",
    "closing": "has among its last words",
}
_WORD_PLACES: Final = frozenset({"text", "title", "opening", "closing"})
"""Where plain words stand; numbers, marks and what stands for code among them say nothing to a person."""
_AMOUNTS: Final = {
    "body_words": (32, "has {} words of text"),
    "hand_written": (31, "has {} lines written by hand"),
    "test_lines": (20, "has {} lines of tests"),
    "document_lines": (15, "has {} lines of documents"),
    "files": (5, "touches {} files"),
    "components": (2, "touches {} components"),
    "commits": (4, "has {} commits"),
    "measures": (1, "gives numbers with units"),
}
"""From which number on a count says something, and what."""


def say_feature(reading: Reading, feature: str) -> str:
    """Put a feature into words, with the phrase or number behind it; empty where it would say nothing."""
    if feature in _PLAIN:
        return _PLAIN[feature] if reading.shape.files else _PLAIN[feature].replace("is small and ", "")
    if signal := read_signals().by_name.get(feature):
        return say_signal(reading, signal)
    name, _, value = feature.partition(":")
    if value:
        is_mark = name in _WORD_PLACES and any(not part[0].isalpha() for part in value.split(" "))
        return (
            f"{_NAMED[name]}{'s' * (name == 'text' and ' ' in value)} '{value}'"
            if name in _NAMED and not is_mark
            else ""
        )
    field, _, cue = feature.partition(".")
    if cue:
        return say_cue(reading, field, cue)
    name, _, step = feature.partition(">=")
    wanted, said = _AMOUNTS.get(name, (0, ""))
    return said.format(reading.amounts[name]) if said and int(step) >= wanted else ""


def say_signal(reading: Reading, signal: Signal) -> str:
    """Put a conclusion into words, with the phrase that stands for it where there is one."""
    field, _, cue = signal.quote.partition(".")
    sighting = next((one for one in reading.sightings.get(field, ()) if one.cue == cue), None)
    quote = quote_sighting(reading, field, sighting) if sighting else ""
    return f"{signal.says}: '{quote}'" if quote else signal.says


def say_cue(reading: Reading, field: str, cue: str) -> str:
    """Put a phrase into words: what it says, and the phrase with what follows it, quoted."""
    says = read_cues().says[cue]
    sighting = next((one for one in reading.sightings.get(field, ()) if one.cue == cue), None)
    quote = quote_sighting(reading, field, sighting) if sighting else ""
    return f"{says}: '{quote}'" if quote else says


def quote_sighting(reading: Reading, field: str, sighting: Sighting) -> str:
    """Quote a phrase as it was written, to the end of its clause, or the whole clause where that is short."""
    text = reading.texts[field]
    words = [word for word in reading.words[field][sighting.start : sighting.end] if word[0] != "<"]
    found = find_phrase(text, words) if words else -1
    if found < 0:
        return ""
    rest = _CLAUSE_END.split(text[found : found + MAX_CLAUSE], maxsplit=1)[0]
    if len(rest) >= SHORT_QUOTE:
        return shorten(_PREFIX_END.sub("", rest))
    start = max(0, found - MAX_QUOTE + len(rest))
    before = _CLAUSE_END.split(text[start:found].partition(" ")[2] if start else text[:found])[-1]
    return shorten(_PREFIX.sub("", before) + rest)


def find_phrase(text: str, words: Sequence[str]) -> int:
    """Where lower-case words stand one after the other in a text, or -1; the first begins a word.

    Searching by hand, since each phrase is sought once and a pattern costs ten times as much to make as to use.
    """
    plain = text.replace("’", "'").lower()
    if len(plain) != len(text):
        return -1
    found = plain.find(words[0])
    while found >= 0:
        if (not found or not _WORDLIKE(plain[found - 1])) and _stand_together(plain, found + len(words[0]), words[1:]):
            return found
        found = plain.find(words[0], found + 1)
    return -1


def _stand_together(plain: str, at: int, words: Iterable[str]) -> bool:
    for word in words:
        end = plain.find(word, at, at + _APART + len(word))
        if end < 0 or any(map(_WORDLIKE, plain[at:end])):
            return False
        at = end + len(word)
    return True


def shorten(text: str, limit: int = MAX_QUOTE) -> str:
    """Make one line of a text, cut at a word."""
    line = _SPACE.sub(" ", text).strip(" '\"`")
    return line if len(line) <= limit else line[: limit - 1].rpartition(" ")[0].rstrip(",;:- ") + "…"


def join_reasons(reasons: Iterable[str]) -> str:
    """Join a few reasons, each said once."""
    return "; ".join(dict.fromkeys(reason for reason in reasons if reason))


def _quote_the_same(said: str, known: str) -> bool:
    first, second = (one.partition(": ")[2].strip("'…") for one in (said, known))
    return bool(second) and (first[:_SAME] in second or second[:_SAME] in first)


def say_strongest(reading: Reading, weighed: Iterable[tuple[int, str]], *, is_worth: bool) -> str:
    """Put the one or two features into words that speak most for a judgement, given by weight.

    `is_worth` says whether the judgement is that the record is worth something; a phrase that a person takes for the
    opposite is not given as the reason, whatever it weighs.
    """
    reasons: dict[str, str] = {}
    for weight, name in weighed:
        _, dot, cue = name.partition(".")
        if weight <= 0 or (dot and (cue in _LIGHT_CUES) == is_worth):
            continue
        said = say_feature(reading, name)
        says, _, quote = said.partition(": ")
        is_same_phrase = bool(quote) and any(_quote_the_same(said, known) for known in reasons.values())
        is_said = any(says in known or known in says for known in reasons)
        if said and not is_said and not is_same_phrase:
            reasons[says] = said
        if len(reasons) == MAX_REASONS:
            break
    return join_reasons(reasons.values()) or "as a whole, without one telling phrase"
