"""Claims: every number, name, quotation, identifier and cause in a text, and the evidence that holds it, or None.

The checker trusts nobody: it reads the sentence and the evidence, not the code that made the one from the other. It
says whether the sources say so, never whether it is true.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final

from harvester.clean import MAX_BODY
from harvester.draft.labels import name_evidence
from harvester.draft.prose import strip_inline
from harvester.draft.verb_table import split_words
from harvester.draft.verbs import BY_GERUND_OF_ALL, BY_PAST
from harvester.model import Evidence, Kind, Ref, Role, WorkItem

_QUOTED: Final = re.compile(r"“([^“”]{2,400})”|\u2018([^\u2018\u2019]{2,400})\u2019")
_NUMBER: Final = re.compile(
    r"(?<![\w.,])[~<>±-]?[$€£]?[0-9](?:[0-9.,:]*[0-9])?(?![0-9])(?:\s?(?:%|\u00d7|[a-zA-Zµ]{1,3}\b))?"
)
_COUNT: Final = re.compile(
    r"\b([0-9]{1,5})\s(pull requests|PRs|commits|tickets|design documents|comments|reviews|similar changes|more)\b"
)
_IDENTIFIER: Final = re.compile(
    r"(?<!\w)[\w./:@#$+-]*(?:[a-z][A-Z]|_|[\w)]\.\w|::|\w/\w|\(\)|--\w|#[0-9])[\w./:@#$+()*-]*"
)
_NAME: Final = re.compile(r"(?<![\w.])[A-Z][\w'\u2019+-]*")
_CAUSE: Final = re.compile(
    r"(?i)\b(because|due to|caused|causing|so that|thanks to|as a result|resulted in|resulting in|led to|leading to|"
    r"prevent(?:ed|ing)|avoid(?:ed|ing)|sav(?:ed|ing)|eliminat(?:ed|ing)|enabl(?:ed|ing)|unblock(?:ed|ing)|therefore|"
    r"which (?:meant|made|let|caused)|root cause|responsible for|outage|incident|data loss)\b"
)
_PART: Final = re.compile(
    r"(?i)\b(led|owned|drove|designed|architected|mentored|coached|founded|invented|launched|rolled (?:it )?out"
    r"|spearheaded|headed|coordinated|single-handedly|co-authored|reported|pointed out|received)\b"
)
_PRAISE: Final = re.compile(
    r"(?i)\b(critical|crucial|seamless(?:ly)?|robust|significant(?:ly)?|major|successfully|key|vital|outstanding"
    r"|excellent|complex|scalable|dramatic(?:ally)?|massive(?:ly)?|world-class|cutting-edge|highly|extremely"
    r"|greatly)\b"
)
_ROLLOUT: Final = re.compile(r"\b(?:roll(?:s|ed|ing)?[ -]?out|launch(?:es|ed|ing)?)\b")
_ENDING: Final = re.compile(r"(?<=[a-z]{3})(?:ing|ed|es|s|e)$")
_STEM: Final = 5
_MARKER_STEM: Final = 4
_ENOUGH: Final = 0.75

Claim = tuple[str, Ref | None]


def check_claims(text: str, work_item: WorkItem) -> Sequence[Claim]:
    """Return each claim of a text with the evidence of the work item that holds it, or None.

    Numbers are compared with their units, names and identifiers as words, quotations letter by letter but for
    Markdown's signs and white space; a cause needs a sentence of the source with the same words around it.
    """
    sources = [_Source(one) for one in sorted(work_item.evidence, key=lambda one: one.ref != work_item.ref)]
    claims: dict[str, Ref | None] = {}
    for claim, holds in _find_claims(text, work_item):
        ref = next((source.ref for source in sources if holds(source)), None)
        if claims.get(claim) is None:
            claims[claim] = ref
    return list(claims.items())


def find_untraceable(text: str, work_item: WorkItem) -> Sequence[str]:
    """Return the claims of a text that no evidence holds."""
    return [claim for claim, ref in check_claims(text, work_item) if ref is None]


class _Source:
    """What one piece of evidence says, in the forms in which claims are looked for; each is made when first needed."""

    def __init__(self, one: Evidence) -> None:
        self.ref = one.ref
        self.evidence = one

    @cached_property
    def plain(self) -> str:
        one = self.evidence
        texts = [one.title[:MAX_BODY], one.body[:MAX_BODY], one.project, *one.labels, one.ref.key]
        texts += [change.path for change in one.files]
        texts += [one.context.pull_request, name_evidence(one), one.kind.replace("_", " "), one.role]
        texts += [str(value) for value in one.facts.values() if value is not None]
        raw = " ".join(texts)
        return _flatten(f"{raw} {strip_inline(raw)}")

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(re.findall(r"[\w'\u2019+-]+", self.plain))

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(_stem(word) for word in re.findall(r"[a-z]+", self.plain))

    @cached_property
    def compact(self) -> str:
        return re.sub(r"(?<=[0-9])\s+(?=[a-z%\u00d7\u00b5])", "", self.plain)

    def has_phrase(self, phrase: str) -> bool:
        return _has_words(self.plain, _flatten(phrase))

    def has_word(self, word: str) -> bool:
        folded = _flatten(word)
        return folded in self.words or folded.removesuffix(" s") in self.words

    def has_number(self, number: str) -> bool:
        compact = re.sub(r"[\s~<>\u00b1]", "", number).casefold()
        return bool(re.search(rf"(?<![0-9.]){re.escape(compact)}(?![0-9])", self.compact))


def _has_words(text: str, phrase: str) -> bool:
    """Say whether a phrase stands in a text, not merely inside its words."""
    start = text.find(phrase) if phrase else -1
    while start >= 0:
        end = start + len(phrase)
        opens = start == 0 or not (text[start - 1].isalnum() and phrase[0].isalnum())
        if opens and (end == len(text) or not (text[end].isalnum() and phrase[-1].isalnum())):
            return True
        start = text.find(phrase, start + 1)
    return False


_POSSESSIVE: Final = re.compile(r"(?<=\w)['\u2019]s\b")
_SIGNS: Final = re.compile(r"[“”\"\u2018\u2019'`]|\\(?=[_*\[\]#])")
"""Quotes of all kinds, and Markdown's escapes: what a quotation may differ in."""


def _flatten(text: str) -> str:
    text = _SIGNS.sub("", _POSSESSIVE.sub(" s", text))
    return " ".join(text.replace("( ", "(").replace(" )", ")").split()).casefold()


def _find_claims(text: str, item: WorkItem) -> Iterator[tuple[str, Callable[[_Source], bool]]]:
    rest = text
    for quotation in _QUOTED.finditer(text):
        words = quotation[1] or quotation[2]
        yield words, _holds_quotation(words)
        if quotation[1]:
            rest = rest.replace(quotation[0], " “” ")
    for count in _COUNT.finditer(rest):
        yield count[0], _holds_count(int(count[1]), count[2], item)
    rest = _COUNT.sub(" ", rest)
    yield from _find_named(rest)
    for clause in re.split(r"(?<=[.;!?])\s", rest):
        for marker in _CAUSE.findall(clause):
            yield f"{marker}: {clause.strip()}", _holds_cause(marker, clause)
    for part in _PART.findall(rest):
        yield part, _holds_part(part)
    for praise in _PRAISE.findall(rest):
        yield praise, _holds_stem(praise)


def _find_named(text: str) -> Iterator[tuple[str, Callable[[_Source], bool]]]:
    for number in _NUMBER.finditer(text):
        yield number[0].strip(), _holds_number(number[0])
    for identifier in _IDENTIFIER.finditer(text):
        words = identifier[0].rstrip(".,:;)")
        if words and not all(_is_plain(word) for word in words.split("/")):
            yield words, _holds_phrase(words)
    for name in _NAME.finditer(text):
        if not _opens_sentence(text, name.start()) or not _is_plain(name[0]):
            yield name[0], _holds_word(name[0])


def _opens_sentence(text: str, start: int) -> bool:
    return not text[:start].strip() or text[:start].rstrip()[-1] in ".!?:;(“”"


_PLAIN: Final = split_words(
    "a after all also an any approved argued as asked at both but by cause closed co-authored commented committed "
    "continued decision delivered did each every explained for from here however in it landed made measured "
    "merged no not now of on once only pointed proposed reason received reported requested resolved reviewed "
    "revised since some still such suggested the then there they this to we when why with wrote you"
)


def _is_plain(word: str) -> bool:
    folded = word.casefold()
    return folded in _PLAIN or folded in BY_PAST or folded in BY_GERUND_OF_ALL


def _holds_quotation(words: str) -> Callable[[_Source], bool]:
    pieces = [piece.strip(" .") for piece in words.split("…") if any(map(str.isalnum, piece))]
    return lambda source: all(source.has_phrase(piece) for piece in pieces)


def _holds_phrase(words: str) -> Callable[[_Source], bool]:
    return lambda source: source.has_phrase(words)


def _holds_word(word: str) -> Callable[[_Source], bool]:
    return lambda source: source.has_word(word) or source.has_phrase(word)


def _holds_number(number: str) -> Callable[[_Source], bool]:
    return lambda source: source.has_number(number) or source.has_number(re.sub(r"\s?[a-zA-Zµ]+$", "", number))


def _holds_stem(word: str) -> Callable[[_Source], bool]:
    return lambda source: _stem(word.casefold()) in source.stems


_COUNTED: Final = {
    "pull requests": Kind.PULL_REQUEST,
    "PRs": Kind.PULL_REQUEST,
    "commits": Kind.COMMIT,
    "tickets": Kind.TICKET,
    "design documents": Kind.DESIGN_DOC,
}


def _holds_count(number: int, noun: str, item: WorkItem) -> Callable[[_Source], bool]:
    kind = _COUNTED.get(noun)
    counted = [one for one in item.evidence if kind is None or one.kind is kind]
    is_rest = noun in {"similar changes", "more"}
    holds = number == len(counted) - 1 if is_rest else number == len(counted)
    first = counted[0].ref if counted else None
    return lambda source: (holds and source.ref == first) or source.has_phrase(f"{number} {noun}")


def _holds_cause(marker: str, clause: str) -> Callable[[_Source], bool]:
    words = clause.split()
    rest = clause if words and not _is_plain(words[0]) else " ".join(words[1:])
    stems = _tell_stems(rest)
    said = marker.casefold()[:_MARKER_STEM].partition(" ")[0]

    def holds(source: _Source) -> bool:
        if said not in source.plain:
            return False
        return not stems or len(stems & source.stems) / len(stems) >= _ENOUGH

    return holds


def _tell_stems(text: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in re.findall(r"[a-z]{4,}", text.casefold()))


def _stem(word: str) -> str:
    return _ENDING.sub("", word)[:_STEM]


def _holds_part(part: str) -> Callable[[_Source], bool]:
    if part.casefold().startswith("rolled"):
        return lambda source: bool(_ROLLOUT.search(source.plain))
    kinds, roles = _PARTS.get(part.casefold(), ((), ()))
    return lambda source: (
        source.evidence.kind in kinds
        or source.evidence.role in roles
        or source.has_phrase(part)
        or source.has_word(part)
    )


_SPOKEN: Final = (Kind.REVIEW, Kind.REVIEW_COMMENT, Kind.COMMENT)
_PARTS: Final[dict[str, tuple[Iterable[Kind], Iterable[Role]]]] = {
    "designed": ((Kind.DESIGN_DOC,), ()),
    "co-authored": ((), (Role.CONTRIBUTOR,)),
    "reported": ((), (Role.REPORTER,)),
    "pointed out": (_SPOKEN, ()),
    "received": ((), (Role.RECIPIENT,)),
}
