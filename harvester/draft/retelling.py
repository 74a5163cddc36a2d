"""Retelling: what a body says of its own change ("This PR fixes …", "Fixes …", "I added …") as past tense.

A bare "this" is followed only by verbs that a defect cannot do: "this allows an oracle" speaks of the defect.
"""

import re
from typing import Final

from harvester.draft.statements import is_hedged, is_present, names_persons, points_away
from harvester.draft.titles import find_form, inflect_joints
from harvester.draft.verb_table import split_words
from harvester.draft.verbs import BY_THIRD_PERSON, BY_THIRD_PERSON_OF_ALL, find_past

_SUBJECT: Final = re.compile(
    r"(?i)(?:(?:in )?(?:this|the) (?:pr|pull request|commit|change|changeset|change set|patch|mr|merge request|cl|diff)"
    r"(?: also| now| simply| just)?|(?P<this>this)(?: also)?|(?P<me>i)(?: also| have)?)\s+(?P<verb>[a-z-]{2,20})\b"
)
_BARE: Final = re.compile(r"(?:Also )?(?P<verb>[A-Z][a-z-]{2,20}) (?P<following>\S{1,80})")
_GOOD: Final = split_words("adds ensures fixes improves resolves saves simplifies solves speeds")
_LESSENING: Final = split_words("cuts decreases drops lowers reduces shrinks")
_WANTED: Final = re.compile(
    r"(?i)^(?:\W*[\w'-]+){0,5}?\W+(?:accuracy|availability|bandwidth|coverage|performance|quality|reliability|security|"
    r"speed|throughput|usability|visibility)\b"
)
"""What nobody lessens on purpose: "this reduces throughput" speaks of the defect."""
_DONE: Final = split_words("added changed converted extended fixed moved reduced removed renamed replaced rewrote")
_VAGUE: Final = re.compile(r"(?i)\b(?:it|its|them|too|reasons?)\b")
_EFFECTS: Final = split_words("allo avoi elim enab ensu fix fixe impr incr make prev redu reso rest simp solv spee")
"""First letters of the verbs that tell what came of a change, in whatever form."""
_UNKNOWN_JOINT: Final = re.compile(r"\band (?:[a-z]+ly )?([a-z]{3,20}s) (?:the|a|an|all|any|that|to)\b")
_JOINT: Final = re.compile(r"(?<=\band )(?:also |thus |then )?([a-z-]{3,20}s)\b")
_SUBORDINATE: Final = re.compile(
    r"\b(?:where|when|which|that|if|because|so|as|while|until|since|even|whenever|what|how)\b"
)


def retell(text: str, *, is_near: bool) -> str:
    """Return a sentence about the change as past tense without its subject; empty when it may speak of more.

    `is_near`: the sentence stands at the body's start, where a sentence without a subject speaks of the change.
    """
    if is_hedged(text):
        return ""
    match = _SUBJECT.match(text)
    told = _retell_subject(match, text) if match else _retell_bare(text) if is_near else ""
    if not told or points_away(told) or names_persons(told) or is_present(_SUBORDINATE.split(told)[0]):
        return ""
    if any(joint[1] not in BY_THIRD_PERSON_OF_ALL for joint in _UNKNOWN_JOINT.finditer(told)):
        return ""
    return told[:1].upper() + told[1:]


def _retell_subject(match: re.Match[str], text: str) -> str:
    past = _find_told(match, text)
    return f"{past}{_JOINT.sub(_inflect_joint, text[match.end() :])}" if past else ""


def _find_told(match: re.Match[str], text: str) -> str:
    verb, rest = match["verb"].casefold(), text[match.end() :]
    if match["me"]:
        return verb if verb in _DONE and not _VAGUE.search(rest) else ""
    if match["this"] and not (verb in _GOOD or (verb in _LESSENING and not _WANTED.match(rest))):
        return ""
    base = BY_THIRD_PERSON.get(verb)
    return find_past(base) if base else ""


def _retell_bare(text: str) -> str:
    """Read "Fixes an issue …", "Fixed an issue …" and "Fix an issue …": verbs of effect only, the rest is detail."""
    match = _BARE.match(text)
    if not match or match["verb"][:4].casefold() not in _EFFECTS or _VAGUE.search(text):
        return ""
    past = find_form(match["verb"].casefold(), match["following"])
    rest = inflect_joints(text[match.end("verb") :]) if past else None
    return f"{past}{rest}" if rest is not None else ""


def _inflect_joint(joint: re.Match[str]) -> str:
    base = BY_THIRD_PERSON_OF_ALL.get(joint[1])
    return joint[0].replace(joint[1], find_past(base)) if base else joint[0]
