"""Verbs of titles: an imperative, a gerund or a third person becomes past tense, or nothing where that is not sure.

It refuses to guess: a word that may as well be a noun ("Test flakiness", "Release notes") is no verb here unless
what follows shows it.
"""

import re
from typing import Final

from harvester.draft.verb_table import (
    ALSO_NOUNS,
    COMPOUNDING,
    DOUBLED,
    FAULTS,
    HEADS,
    IRREGULAR,
    OF_THE_SYSTEM,
    SURE,
    USUALLY,
    split_words,
)

_VOWELS: Final = "aeiou"
_MOVING: Final = split_words("change migrate move switch update upgrade")
_PARTICLES: Final = split_words("around away back down in off out over through up")
_DETERMINERS: Final = split_words(
    "a additional all an another any both each every existing extra fewer how it its less many missing more most "
    "multiple no other our same several some that the their them these this those unused what when whether which "
    "why"
)
_NOUN_SIGNS: Final = split_words(
    "of for from about with is are was were has have can should must does and or vs via without by - \u2013 \u2014 : /"
)
"""What stands after a noun rather than after a verb without its object."""


def find_past(base: str) -> str:
    """Return the past tense of a verb's base form."""
    if base in IRREGULAR:
        return IRREGULAR[base]
    prefix, hyphen, rest = base.rpartition("-")
    if hyphen and rest in IRREGULAR:
        return f"{prefix}-{IRREGULAR[rest]}"
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2:-1] not in _VOWELS:
        return base[:-1] + "ied"
    if base.endswith("ic"):
        return base + "ked"
    return base + (base[-1] if rest in DOUBLED else "") + "ed"


def find_gerund(base: str) -> str:
    """Return the form of a verb in -ing."""
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base.endswith("ic"):
        return base + "king"
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")):
        return base[:-1] + "ing"
    return base + (base[-1] if base in DOUBLED else "") + "ing"


def find_third_person(base: str) -> str:
    """Return the form of a verb in -s."""
    if base.endswith("y") and base[-2:-1] not in _VOWELS:
        return base[:-1] + "ies"
    if base.endswith(("s", "x", "z", "ch", "sh", "o")):
        return base + "es"
    return base + "s"


_OPENINGS: Final = SURE | USUALLY
BY_PAST: Final = {find_past(base): base for base in sorted(_OPENINGS | OF_THE_SYSTEM | ALSO_NOUNS)}
"""Past tense -> base, of every verb known here."""
BY_GERUND: Final = {find_gerund(base): base for base in sorted(_OPENINGS)}
BY_THIRD_PERSON: Final = {find_third_person(base): base for base in sorted(_OPENINGS)}
BY_THIRD_PERSON_OF_ALL: Final = {
    find_third_person(base): base for base in sorted(_OPENINGS | OF_THE_SYSTEM | ALSO_NOUNS)
}
BY_GERUND_OF_ALL: Final = {find_gerund(base): base for base in sorted(_OPENINGS | OF_THE_SYSTEM)}


_OF_ROWS: Final = frozenset({"create", "delete", "insert", "write"})
_PLURAL: Final = re.compile(r"[a-z][^aisu\W]s$")


def is_sure_verb(word: str) -> bool:
    """Say whether this base form is hardly ever a noun."""
    return word in SURE and word not in ALSO_NOUNS


def is_known_verb(word: str) -> bool:
    """Say whether this may be a verb's base form."""
    return word in _OPENINGS or word in OF_THE_SYSTEM or word in ALSO_NOUNS


def is_stoppable(word: str) -> bool:
    """Say whether "don't" before this base form says that the program stopped doing it."""
    return word in FAULTS or is_known_verb(word)


def is_author_verb(word: str, following: str) -> bool:
    """Say whether an imperative with this base form says what the author did; `following` is the next word."""
    if following == "of" or word in OF_THE_SYSTEM - SURE or (word in COMPOUNDING and following.casefold() in HEADS):
        return False
    if following in {"from", "to"} and (word in _MOVING or word == "fix"):
        return word in _MOVING
    if word in ALSO_NOUNS and not (word in USUALLY and following.casefold() not in _NOUN_SIGNS):
        return _opens_object(following)
    return word in SURE or word in USUALLY


def goes_on(word: str, following: str) -> bool:
    """Say whether a base form after "and" or a comma is a further verb of the clause.

    What is done to rows names screens and rights, too: "add edit and delete buttons", "row edit and delete UI".
    """
    if word in _OF_ROWS and not (_opens_object(following) or _PLURAL.search(following)):
        return False
    if word in {"fix", "refactor"}:
        return following.casefold() not in _NOUN_SIGNS
    return is_sure_verb(word) or (word in USUALLY and _opens_object(following))


def is_system_verb(word: str, following: str) -> bool:
    """Say whether an imperative with this base form says what the program does from now on."""
    return word in OF_THE_SYSTEM and (word not in ALSO_NOUNS or _opens_object(following))


_IDENTIFIER: Final = re.compile(r"[`'\"“\u2018]|--|.*[a-z][A-Z_]|.*\w[_(./]\w|.*\(\)")


def _opens_object(word: str) -> bool:
    is_identifier = not word[:1].isdigit() and bool(_IDENTIFIER.match(word[:80]))
    return word.casefold() in _DETERMINERS or word in _PARTICLES or is_identifier
