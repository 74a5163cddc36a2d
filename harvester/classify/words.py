"""Features in words: what a person reads as the reason of a judgement.

A reason quotes the phrase, number or file that led to it, in one line. Features that would say nothing to a person
have no words and are never given as a reason.
"""

import re
from collections.abc import Iterable
from typing import Final

from harvester.classify.cues import Sighting, read_cues
from harvester.classify.features import Reading

MAX_REASONS: Final = 2
MAX_QUOTE: Final = 80
"""Characters of a quotation."""

_FIELDS: Final = {"t": "title", "b": "text", "f": "text", "p": "pull request"}
_CLAUSE_END: Final = re.compile(r"[.;!?](?:\s|$)|\n\s*\n|\n[-*]")
_SPACE: Final = re.compile(r"\s+")

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
    "guide_path": "touches a guide",
    "design_path": "touches a design document",
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
_AMOUNTS: Final = {
    "body_words": "{} words of text",
    "hand_written": "{} lines written by hand",
    "code_lines": "{} lines of code",
    "test_lines": "{} lines of tests",
    "document_lines": "{} lines of documents",
    "files": "{} files",
    "components": "{} components",
    "commits": "{} commits",
    "measures": "numbers with units",
}


def say_feature(reading: Reading, feature: str) -> str:
    """Put a feature into words, with the phrase or number behind it; empty where it would say nothing."""
    if feature in _PLAIN:
        return _PLAIN[feature]
    name, _, rest = feature.partition(":")
    if rest:
        return {
            "prefix": f"is marked '{rest}'",
            "label": f"has the label '{rest}'",
            "type": f"is of type '{rest}'",
        }.get(name, "")
    field, _, cue = feature.partition(".")
    if cue:
        return say_cue(reading, field, cue)
    name, _, _ = feature.partition(">=")
    return f"has {_AMOUNTS[name].format(amount_of(reading, name))}" if name in _AMOUNTS else ""


def say_cue(reading: Reading, field: str, cue: str) -> str:
    """Put a phrase into words: what it says, and the phrase with what follows it, quoted."""
    says = read_cues().says[cue]
    sighting = next((one for one in reading.sightings.get(field, ()) if one.cue == cue), None)
    quote = quote_sighting(reading, field, sighting) if sighting else ""
    return f"{says}: '{quote}'" if quote else says


def quote_sighting(reading: Reading, field: str, sighting: Sighting) -> str:
    """Quote a phrase as it was written, to the end of its clause."""
    text = reading.texts[field]
    words = [re.escape(word) for word in reading.fields[field][sighting.start : sighting.end] if word[0] != "<"]
    place = nth_match(re.compile(r"(?<!\w)" + r"\W{0,6}".join(words), re.IGNORECASE), text) if words else None
    if place is None:
        return ""
    return shorten(_CLAUSE_END.split(text[place : place + 400], maxsplit=1)[0])


def nth_match(pattern: re.Pattern[str], text: str) -> int | None:
    """Where a pattern first stands, or None."""
    match = pattern.search(text.replace("’", "'"))
    return match.start() if match else None


def shorten(text: str, limit: int = MAX_QUOTE) -> str:
    """Make one line of a text, cut at a word."""
    line = _SPACE.sub(" ", text).strip(" '\"`")
    return line if len(line) <= limit else line[: limit - 1].rpartition(" ")[0].rstrip(",;:- ") + "…"


def amount_of(reading: Reading, name: str) -> int:
    """The number behind a feature that counts."""
    shape = reading.shape
    amounts = {
        "body_words": len(reading.prose.words),
        "hand_written": shape.hand_written,
        "code_lines": shape.lines.get("code", 0),
        "test_lines": shape.lines.get("test", 0),
        "document_lines": shape.lines.get("document", 0),
        "files": shape.total_files,
        "components": len(shape.components),
    }
    return amounts.get(name, 0)


def join_reasons(reasons: Iterable[str]) -> str:
    """Join a few reasons, each said once."""
    return "; ".join(dict.fromkeys(reason for reason in reasons if reason))


def say_strongest(reading: Reading, weighed: Iterable[tuple[int, str]]) -> str:
    """Put the one or two features into words that speak most for a judgement, given by weight."""
    reasons: dict[str, str] = {}
    for weight, name in weighed:
        said = say_feature(reading, name) if weight > 0 else ""
        if said:
            reasons.setdefault(said.partition(":")[0], said)
        if len(reasons) == MAX_REASONS:
            break
    return join_reasons(reasons.values()) or "as a whole, without one telling phrase"
