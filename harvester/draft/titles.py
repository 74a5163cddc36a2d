"""Titles: a line somebody wrote about a change becomes a clause in the past tense, or keeps its words in quotes.

Prefixes, numbers of pull requests and marks go; words are never invented. Where a title is no verb phrase, the
answer says so, and the sentence quotes it.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from harvester.draft.trimmings import read_type, strip_title
from harvester.draft.verb_table import split_words
from harvester.draft.verbs import (
    BY_GERUND,
    BY_PAST,
    BY_THIRD_PERSON,
    find_gerund,
    find_past,
    goes_on,
    is_author_verb,
    is_known_verb,
    is_stoppable,
    is_sure_verb,
    is_system_verb,
)

_SCOPE: Final = re.compile(r"(?:[\w./*+@-]{1,40}(?:\(\))?(?:,\s?|\s(?=[\w./*+@-]{1,40}[:,\s])|(?=:))){1,4}:\s+")
_SHORT_CLAUSE: Final = 60
_TURN: Final = re.compile(r" (?:after|against|because|before|during|from|if|in|into|onto|than|to|until|when|while) ")
_PROGRAM: Final = "the code"
_PROGRAMS: Final = {"ci": "CI", "build": "the build"}
"""What a change of that conventional type changes."""
_NO_SCOPES: Final = split_words("bug discussion idea issue proposal question request revert rfc")
_GENERIC_SCOPES: Final = split_words("all build ci doc docs lib meta misc test tests tree-wide treewide various")
_SECOND_SENTENCE: Final = re.compile(r"(?<=[a-z)]{3})[.!]\s+[A-Z].*$")
_WORD: Final = re.compile(r"[^\W\d_][\w'\u2019-]*(?:/[^\W\d_][\w-]*)?")
_SUPPORT: Final = re.compile(
    r"[Ss]upport(?:s|ed)?\s+((?:[a-z]\w*ing|[a-z]\w*s|[A-Z\W_`\d]\S*|re-\w+|\S*[._A-Z]\S*|[a-z]+ [a-z]*s)\b.*)"
)
_NEGATED: Final = re.compile(r"(?i)(?:don['\u2019]?t|do not|no longer|never|stop to)\s+")
_ADVERB: Final = re.compile(
    r"(?i)(slightly|partially|temporarily|further|significantly|greatly|properly|correctly|gracefully|"
    r"fully|consistently)\s+"
)
_SYSTEM_ADVERB: Final = re.compile(r"(?i)(?:only|always|also|immediately|automatically|explicitly)\s+")
_JOINT: Final = re.compile(
    r"(?:(?:,|;)?\s+(?:and then|and|then|&|\+)\s+|[,;]\s+)(?=([a-z-]{2,20})\s+(\S{1,40}))", re.IGNORECASE
)
_INFINITIVE: Final = re.compile(r"\bto ([a-z]{2,20})\b")
_PARTICIPLE: Final = re.compile(r"\w{3}ing\b")
_BARE: Final = re.compile(r"(?i)\b(?:missing|more|new|some|the|a|an|old|few|and|or|of|to|for|with)$")
_STATEMENT: Final = re.compile(
    r"^(?:\s(?!(?:as|because|how|if|so|that|to|until|what|when|where|whether|which|while|who|why)\b)\S+){1,3}\s"
    r"(?:is|are|was|were|needs?|causes|fails|crashes|breaks|throws|leaks|shows|seems|looks|doesn't|does not|can't)\b"
)
_CLAUSE_TAKING: Final = split_words(
    "clarify describe document ensure explain fix guarantee make mention propose prevent let require specify"
)
_STATIVE: Final = split_words("be care do exist have matter need seem want")
_NO_OBJECT: Final = split_words("as because by from of due if in is on since was when with")
_CLAUSAL: Final = re.compile(
    r"(?i)^(?:(?!\b(?:that|which|when|if|as|because|how|where|so|to|not|and|until|while|what|whether|why)\b).)*?"
    r"\b(?:is|are|was|were|has|have|now|can|cannot|does)\b|\w(?<!ne)ed$"
)
"""After a participle: what makes "quoted name is cached" a statement, and "corrected version added" a note."""
_UNCERTAIN: Final = re.compile(r"(?i)\b(?:should|hopefully|maybe|might|perhaps)\b|,\s(?:don't|do not|not)\b")
_UNSURE_AFTER: Final = split_words("for of from in on is are was were with - \u2013 \u2014")


class Clause(NamedTuple):
    """What a title came to: `text` without end mark; `is_past` when it reads as "Did something", else a name."""

    text: str
    is_past: bool


def is_imperative(title: str) -> bool:
    """Say whether a title asks for something, rather than telling what somebody did or saw."""
    words = strip_title(title)
    first = words.partition(" ")[0].casefold()
    if (scope := _SCOPE.match(words)) and not is_known_verb(first):
        first = words[scope.end() :].partition(" ")[0].casefold()
    return first not in BY_GERUND and (is_known_verb(first) or first not in BY_PAST)


def _read_scopes(name: str, program: str) -> Sequence[tuple[str, str]]:
    """Return the readings of a title: with and without its subsystem, the likelier first."""
    whole = (name, program)
    scope = _SCOPE.match(name)
    if not scope or name.partition(":")[0].casefold() in _NO_SCOPES:
        return [whole]
    rest = (name[scope.end() :], _name_scope(scope[0], program))
    first, following = _split(name)
    return [whole, rest] if goes_on(first.lower(), following) else [rest, whole]


def _place(past: str, subject: str) -> str:
    """Say where a short clause happened, once its subsystem prefix is gone."""
    is_told = (
        subject in {_PROGRAM, *_PROGRAMS.values()}
        or f" {subject}" in past
        or len(past) > _SHORT_CLAUSE
        or bool(_TURN.search(past))
    )
    return "" if is_told else f" in {subject}"


def _name_scope(scope: str, program: str) -> str:
    name = scope.rstrip(" :")
    return name if re.fullmatch(r"[a-z][\w./-]{2,30}(?:\(\))?", name) and name not in _GENERIC_SCOPES else program


def make_clause(title: str) -> Clause:
    """Put a title into the past tense, where that is sure; else return its words as a name.

    "feat(api)!: add retries (#12)" -> "Added retries"; "Faster sync" -> the name "Faster sync".
    """
    name, kind = strip_title(title), read_type(title)
    for words, subject in _read_scopes(name, _PROGRAMS.get(kind, _PROGRAM)):
        if past := _put_in_past(_SECOND_SENTENCE.sub("", words), subject):
            place = _place(past, subject) if words is not name else ""
            is_unlike = past.startswith(f"Changed {_PROGRAM} ") and kind.rstrip("s") in {"doc", "test"}
            return (
                Clause(name, is_past=False) if is_unlike else Clause(past[:1].upper() + past[1:] + place, is_past=True)
            )
    if kind in {"fix", "bugfix", "hotfix"} and _DEFECT.match(name) and not _FINITE.search(name):
        return Clause(f"Fixed {_lower_first(name)}", is_past=True)
    return Clause(name, is_past=False)


_DEFECT: Final = re.compile(
    r"(?i)(?:[\w./'-]{1,30}\s){0,4}(?:race|crash(?:es)?|leaks?|deadlocks?|panics?|overflows?|errors?|bugs?|typos?"
    r"|failures?|regressions?|exceptions?|flak(?:e|es|iness))(?=$|\s(?:after|at|before|between|by|caused|due"
    r"|during|for|from|if|in|of|on|under|when|while|with)\b)"
)
_FINITE: Final = re.compile(
    r"(?i)\b(?:is|are|was|were|has|have|had|can|cannot|should|must|will|does|do|now|not|to|n't)\b|\w{2}ed$"
)


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _put_in_past(words: str, subject: str) -> str:
    if match := _ADVERB.match(words):
        rest = _put_in_past(words[match.end() :], subject)
        if rest.startswith(frame := f"Changed {subject} to "):
            return f"{frame}{match[1].lower()} {rest.removeprefix(frame)}"
        return f"{match[1]} {_lower_first(rest)}" if rest else ""
    if (match := _SUPPORT.match(words)) and not match[1].lower().startswith(("for ", "of ", "from ")):
        return f"Added support for {match[1]}"
    if match := _NEGATED.match(words):
        return _negate(words[match.end() :])
    if match := _SYSTEM_ADVERB.match(words):
        first, following = _split(words[match.end() :])
        base = first.lower()
        is_verb = is_sure_verb(base) or is_system_verb(base, following) or is_author_verb(base, following)
        return f"Changed {subject} to {_lower_first(words)}" if is_verb else ""
    return _turn_nominal(words) or _inflect(words, subject)


def _split(words: str) -> tuple[str, str]:
    first, _, rest = words.partition(" ")
    return first, rest.partition(" ")[0]


def _negate(words: str) -> str:
    first, _ = _split(words)
    base = first.lower()
    if not is_stoppable(base) or base in _STATIVE or not first.isalpha() or _has_joint(words):
        return ""
    return f"Stopped {find_gerund(base)}{words[len(first) :]}"


def _inflect(words: str, subject: str) -> str:
    first, following = _split(words)
    if not _WORD.fullmatch(first) or not following or _UNCERTAIN.search(words):
        return ""
    rest = words[len(first) :]
    base = first.lower()
    if _BARE.search(rest) or (base not in _CLAUSE_TAKING and _STATEMENT.match(rest)):
        return ""
    if base in BY_PAST and not is_known_verb(base) and _CLAUSAL.search(rest):
        return ""
    if (past := find_form(base, following)) is None:
        if is_system_verb(base, following):
            return f"Changed {subject} to {base}{rest}" if not _has_joint(rest) else ""
        return ""
    following_verbs = inflect_joints(rest)
    return past + following_verbs if following_verbs is not None else ""


def find_form(word: str, following: str) -> str | None:
    """Return the past tense of a leading word in whatever form it stands; None when it is no sure verb."""
    if "/" in word:
        forms = [find_form(one, "the") for one in word.split("/")]
        return "/".join(form for form in forms if form) if all(forms) else None
    if is_author_verb(word, following):
        return find_past(word)
    for known in (BY_GERUND, BY_THIRD_PERSON):
        if (base := known.get(word)) and following.casefold() not in _UNSURE_AFTER:
            return find_past(base)
    is_past = word in BY_PAST and not is_known_verb(word)
    return word if is_past and following.casefold() not in _NO_OBJECT else None


def _has_joint(rest: str) -> bool:
    return any(is_known_verb(joint[1].lower()) for joint in _JOINT.finditer(rest))


def inflect_joints(rest: str) -> str | None:
    """Put verbs that go on after "and" or a comma into the past tense; None when they may be nouns."""
    pieces: list[str] = []
    done = 0
    for joint in _JOINT.finditer(rest):
        word, following = joint[1].lower(), joint[2]
        is_infinitive = any(is_known_verb(verb) for verb in _INFINITIVE.findall(rest[: joint.start()]))
        is_further = word in BY_GERUND and not _PARTICIPLE.search(rest[: joint.start()])
        is_verb = is_further or (is_known_verb(word) and not is_infinitive)
        if not is_verb or rest.count('"', 0, joint.start()) % 2:
            continue
        before = rest[: joint.start()].rpartition(" ")[2].lower()
        if is_sure_verb(before) or not (goes_on(word, following) or word in BY_GERUND):
            return None
        if (past := find_form(word, following)) is None:
            return None
        pieces += [rest[done : joint.end()], past]
        done = joint.end() + len(word)
    return "".join(pieces) + rest[done:]


_NOMINALS: Final = (
    (r"support (?:for|of)", "Added support for"),
    (r"(?:initial|basic|first|experimental|preliminary|partial|full) support for", "Added {0}"),
    (r"support (?=[a-z]+ing\b)", "Added support for "),
    (r"(?:removal|deletion) of", "Removed"),
    (r"(?:addition) of", "Added"),
    (r"introduction of", "Introduced"),
    (r"(?:re)?implementation of", "Implemented"),
    (r"deprecation of", "Deprecated"),
    (r"(?:refactor|refactoring) of", "Refactored"),
    (r"(?:rewrite) of", "Rewrote"),
    (r"(?:clean-?up) of", "Cleaned up"),
    (r"(?:update) of", "Updated"),
    (r"migration to", "Migrated to"),
    (r"get rid of", "Got rid of"),
    (r"documentation (?:for|of|on)", "Wrote {0}"),
    (r"(?:bugfix|fix|hotfix) (?:for|in)", "Made a {0}"),
    (r"(?:fixes|improvements|updates|changes|tweaks|adjustments|corrections) (?:to|in|for)", "Made {0}"),
    (
        r"(?:small|minor|some|various|several|more) (?:fixes|improvements|updates|changes|tweaks) (?:to|in|for)",
        "Made {0}",
    ),
    (r"(?:more |new |some |additional )?(?:unit |integration |regression )?tests (?:for|of)", "Added {0}"),
    (r"(?:initial|first) (?:version|implementation|draft) of", "Made the {0}"),
    (r"(?:(?:preparatory|prep|initial) work) (?:for|to|on)", "Did {0}"),
    (r"release(?= v?[0-9])", "Released"),
)
_NOMINAL: Final = tuple((re.compile(rf"(?i)({pattern})(?=\s)|({pattern})$"), past) for pattern, past in _NOMINALS)


def _turn_nominal(words: str) -> str:
    for pattern, past in _NOMINAL:
        if (match := pattern.match(words)) and match[1]:
            return past.format(_lower_first(match[1])).rstrip() + " " + words[match.end() :].lstrip()
    return ""
