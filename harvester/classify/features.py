"""Everything of a record that bears on its judgement, as named features that are there or not.

Reads the whole record: title, body, diff hunk, thread, files, labels, type and priority, role and people. It
refuses to weigh; the weights are data (`weights.json`).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from harvester.classify.cues import Sighting, read_cues
from harvester.classify.prose import Prose, read_prose, split_words
from harvester.classify.shape import KINDS, Shape, measure_files, name_kind
from harvester.classify.signals import COMMENT, WORK, mark_signals
from harvester.model import Evidence, Kind, Role

GROUPS: Final = ("change", "delivered", "reported", "document", "given", "received")
"""What is judged alike: changes, tickets done or filed, design documents, comments written or received."""

COMMENT_GROUPS: Final = frozenset({"given", "received"})
COMMENT_KINDS: Final = frozenset({Kind.REVIEW, Kind.REVIEW_COMMENT, Kind.COMMENT})

_CONVENTIONAL: Final = re.compile(r"\s*([a-z]{2,12})(?:\([^()]{0,60}\))?(!)?:\s", re.IGNORECASE)
_MERGE: Final = re.compile(
    r"\s*merge (?:branch|pull request|remote|tag|commit|master|main|upstream|changes from|\S+ into|')", re.IGNORECASE
)
_VERSION: Final = re.compile(
    r"(?:^|\s)v?\d+\.\d+(?:\.\d+)*(?:[-.]?(?:rc|alpha|beta|dev|snapshot)[\d.]*)?(?:\s|$|\))", re.IGNORECASE
)
_MEASURE: Final = re.compile(
    r"\d(?:\.\d+)?\s?(?:%|percent|ms|µs|us|ns|x|s|sec|secs|seconds|minutes|mins|hours|days|mb|gb|kb|mib|gib|qps|rps|users|customers|times)\b(?!\w)"
    r"|\d%",
    re.IGNORECASE,
)
_PART: Final = re.compile(
    r"[\[(]\s?\d{1,2}\s?/\s?(?:\d{1,2}|[nNxX])\s?[\])]|\bpart \d|\bstep \d|\bphase \d", re.IGNORECASE
)
_CODE_NAME: Final = re.compile(r"\b[a-z]+[A-Z]\w+|\w_\w|\w\(\)|::|->|\w\.\w+\(")
_STEPS: Final = {
    "body_words": (1, 4, 8, 14, 22, 32, 48, 70, 110, 180, 300),
    "hand_written": (1, 4, 10, 20, 31, 60, 110, 200, 400, 800, 2000),
    "code_lines": (1, 4, 10, 31, 80, 200, 500, 1000),
    "test_lines": (1, 20, 80, 250),
    "document_lines": (1, 5, 15, 40, 100, 250),
    "files": (1, 2, 3, 5, 10, 20, 35),
    "components": (2, 3, 5, 8),
    "commits": (2, 4, 8, 15),
}
_OPENERS: Final = frozenset(
    [
        "i",
        "i'd",
        "i'll",
        "i'm",
        "i've",
        "we",
        "we'll",
        "you",
        "your",
        "you're",
        "it",
        "it's",
        "this",
        "that",
        "these",
        "the",
        "there",
        "if",
        "when",
        "why",
        "what",
        "how",
        "who",
        "where",
        "is",
        "are",
        "isn't",
        "aren't",
        "does",
        "do",
        "doesn't",
        "don't",
        "did",
        "can",
        "can't",
        "could",
        "couldn't",
        "should",
        "shouldn't",
        "would",
        "wouldn't",
        "won't",
        "will",
        "not",
        "no",
        "yes",
        "but",
        "and",
        "so",
        "or",
        "also",
        "maybe",
        "perhaps",
        "please",
        "nit",
        "since",
        "as",
        "for",
        "in",
        "on",
        "to",
        "let's",
        "just",
        "agreed",
        "thanks",
        "thank",
        "ah",
        "oh",
        "ok",
        "okay",
        "hm",
        "hmm",
        "good",
        "great",
        "nice",
        "looks",
        "done",
        "fixed",
        "right",
        "yeah",
        "yep",
        "sure",
        "sorry",
        "actually",
        "note",
        "any",
        "same",
        "see",
        "use",
        "remove",
        "move",
        "rename",
        "add",
        "make",
        "minor",
        "one",
        "some",
        "ack",
        "concept",
        "tested",
        "code",
        "utack",
        "lgtm",
        "fyi",
        "fwiw",
        "all",
        "because",
    ]
)
_WEIGHTY: Final = (
    *("because", "consequence", "contrast", "alternative", "obligation", "defect", "defect_here", "danger", "security"),
    *(
        "corruption",
        "condition",
        "negation",
        "analysis",
        "stance",
        "teaching",
        "compatibility",
        "performance",
        "choice",
    ),
    *("purpose", "users", "severity", "race", "crash", "guard", "sameness", "whole", "rejection"),
)
_LIGHT: Final = (
    "approval",
    "tested",
    "reply",
    "thanks",
    "praise",
    "process",
    "nit",
    "formatting",
    "naming",
    "self_told",
    "ask",
)


@dataclass(slots=True)
class Reading:
    """What was read of one piece of evidence.

    `traits` are the features, in the order in which they were found; a dictionary keeps that order.
    `sightings` are the phrases found, by the field they stand in: t(itle), b(ody), o(pening), f(irst words), p(ull request);
    `fields` and `texts` are the words and the text of each field.
    """

    group: str
    traits: dict[str, None]
    prose: Prose
    shape: Shape
    fields: dict[str, Sequence[str]]
    texts: dict[str, str]
    sightings: dict[str, Sequence[Sighting]]


def read_evidence(evidence: Evidence) -> Reading:
    """Read one record into its features."""
    title = evidence.title[:400]
    prose = read_prose(_without_title(evidence.body, title))
    group = name_group(evidence)
    if group == "document" and prose.headings:
        prose.words = [*prose.words, *(word for heading in prose.headings for word in split_words(heading))]
    shape = measure_files(evidence.files)
    texts = {"t": title, "b": prose.text, "f": prose.text, "o": prose.text, "p": evidence.context.pull_request[:300]}
    reading = Reading(group, {}, prose, shape, {}, texts, {})
    if group in COMMENT_GROUPS:
        _read_comment(reading, evidence, title)
    else:
        _read_work(reading, evidence, title)
    return reading


def name_group(evidence: Evidence) -> str:
    """Name the group, of `GROUPS`, that a record is judged in."""
    if evidence.kind in COMMENT_KINDS:
        return "received" if evidence.role is Role.RECIPIENT else "given"
    if evidence.kind is Kind.TICKET:
        return "reported" if evidence.role is Role.REPORTER else "delivered"
    return "document" if evidence.kind is Kind.DESIGN_DOC else "change"


def _read_comment(reading: Reading, evidence: Evidence, title: str) -> None:
    prose = reading.prose
    traits = reading.traits
    _see(reading, "b", prose.words, ("f", 7))
    _count(traits, "body_words", len(prose.words))
    _mark_lines(traits, prose)
    _mark_text(traits, prose.text)
    _count_steps(traits, "weighty", sum(f"b.{cue}" in traits for cue in _WEIGHTY), (1, 2, 3, 4, 5, 7, 9))
    _count_steps(traits, "light", sum(f"b.{cue}" in traits for cue in _LIGHT), (1, 2, 3, 4))
    opener = prose.words[0] if prose.words else ""
    if opener in _OPENERS:
        traits[f"opens:{opener}"] = None
    if "?" in prose.words and any(word.endswith("n't") for word in prose.words[: prose.words.index("?")][:3]):
        traits["negative_question"] = None
    for mark, name in (("?", "question"), ("!", "exclamation"), ("<code>", "names_code"), ("<url>", "address")):
        if mark in prose.words:
            traits[name] = None
    if "?" in prose.words[:-3]:
        traits["question_then_more"] = None
    if prose.words[-1:] == ["?"]:
        traits["ends_in_question"] = None
        if prose.words.count("?") == 1 and len(prose.words) < 25:
            traits["bare_question"] = None
    traits["inline" if evidence.context.diff or evidence.files else "conversation"] = None
    if evidence.context.reply_to:
        traits["reply"] = None
    for change in evidence.files[:1]:
        traits[f"on_{name_kind(change.path)}"] = None
    _mark_diff(traits, evidence.context.diff[:4000], prose)
    for label in evidence.labels[:10]:
        for word in split_words(label[:60]):
            traits[f"label:{word}"] = None
    mark_signals(traits, COMMENT, len(prose.words), reading.shape)
    if evidence.kind is Kind.REVIEW:
        traits[f"state:{evidence.facts.get('state') or ''}".lower()] = None


def _mark_diff(traits: dict[str, None], diff: str, prose: Prose) -> None:
    if not diff:
        return
    shared = set(split_words(diff)) & set(prose.words)
    _count_steps(traits, "shared_with_diff", len(shared), (1, 3, 6, 12))
    last = diff.rstrip("\n").rpartition("\n")[2]
    traits[f"at_{'added' if last.startswith('+') else 'deleted' if last.startswith('-') else 'context'}"] = None


def _read_work(reading: Reading, evidence: Evidence, title: str) -> None:
    traits, prose, shape = reading.traits, reading.prose, reading.shape
    traits[f"in_{reading.group}"] = None
    _see(reading, "t", split_words(title))
    _see(reading, "b", prose.words, ("o", 40))
    if prefix := _CONVENTIONAL.match(title):
        traits[f"prefix:{prefix[1].lower()}"] = None
        if prefix[2]:
            traits["breaking_mark"] = None
    _mark_title(traits, evidence, title)
    _count(traits, "body_words", len(prose.words))
    _mark_lines(traits, prose)
    _mark_text(traits, prose.text)
    for heading in prose.headings[:12]:
        for word in heading.split()[:3]:
            if word.isalpha():
                traits[f"heading:{word[:16]}"] = None
    for label in evidence.labels[:12]:
        for word in split_words(label[:60]):
            traits[f"label:{word}"] = None
    for fact in ("type", "priority", "resolution"):
        if value := evidence.facts.get(fact):
            traits[f"{fact}:{str(value).lower()[:30]}"] = None
    _count_steps(traits, "weighty", sum(f"b.{cue}" in traits for cue in _WEIGHTY), (1, 2, 3, 4, 5, 7, 9))
    _mark_files(traits, evidence, shape)
    _mark_gate(traits, prose, shape)
    mark_signals(traits, WORK, len(prose.words), shape)


def _mark_title(traits: dict[str, None], evidence: Evidence, title: str) -> None:
    if _MERGE.match(title) or evidence.facts.get("is_merge"):
        traits["merge_title"] = None
    if _VERSION.search(title):
        traits["version_in_title"] = None
    if title.lower().startswith(("revert", 'reapply "')):
        traits["revert_title"] = None
    if _PART.search(title):
        traits["part_of_series"] = None
    if _MEASURE.search(title):
        traits["measure_in_title"] = None
    if _CODE_NAME.search(title):
        traits["code_in_title"] = None
    _count_steps(traits, "title_words", len(title.split()), (4, 7, 10, 14))


def _mark_text(traits: dict[str, None], text: str) -> None:
    measures = sum(1 for _ in zip(range(4), _MEASURE.finditer(text), strict=False))
    _count_steps(traits, "measures", measures, (1, 2, 4))
    _count_steps(
        traits, "code_names", sum(1 for _ in zip(range(8), _CODE_NAME.finditer(text), strict=False)), (1, 3, 8)
    )
    _count_steps(traits, "lines", text.count("\n") + 1 if text else 0, (2, 4, 8, 20))


def _mark_lines(traits: dict[str, None], prose: Prose) -> None:
    for name, count in prose.counts.items():
        traits[f"has_{name}"] = None
        if count >= 4:
            traits[f"many_{name}"] = None


def _mark_files(traits: dict[str, None], evidence: Evidence, shape: Shape) -> None:
    if not evidence.files:
        traits["no_files"] = None
        return
    for kind in KINDS:
        if kind in shape.files:
            traits[f"touches_{kind}"] = None
    present = [kind for kind in KINDS if shape.files.get(kind)]
    if len(present) == 1:
        traits[f"only_{present[0]}"] = None
    elif not {"code", "config"} & set(present):
        traits["no_code"] = None
    _count(traits, "hand_written", shape.hand_written)
    _count(traits, "code_lines", shape.lines.get("code", 0))
    _count(traits, "test_lines", shape.lines.get("test", 0))
    _count(traits, "document_lines", shape.lines.get("document", 0))
    _count(traits, "files", _whole(evidence.facts.get("files")) or shape.total_files)
    _count(traits, "components", len(shape.components))
    _count(traits, "commits", _whole(evidence.facts.get("commits")))
    for name, is_there in (
        ("guide_path", shape.has_guide),
        ("design_path", shape.has_design),
        ("new_file", shape.has_new_file),
        ("deletes_mostly", shape.deleted > 4 * shape.added + 10),
        ("adds_mostly", shape.added > 6 * shape.deleted + 10),
        ("in_balance", abs(shape.added - shape.deleted) * 10 <= shape.added + shape.deleted),
        ("code_and_test", bool(shape.files.get("code")) and bool(shape.files.get("test"))),
        ("code_test_document", all(shape.files.get(kind) for kind in ("code", "test", "document"))),
    ):
        if is_there:
            traits[name] = None


def _mark_gate(traits: dict[str, None], prose: Prose, shape: Shape) -> None:
    """The first question of a careful reader: is it small, and does the text say why it matters."""
    is_small = shape.hand_written <= 30
    words = len(prose.words)
    size = "small" if is_small else "middling" if shape.hand_written <= 200 else "large"
    telling = {"b.because", "b.purpose", "b.consequence", "b.analysis", "b.users", "b.severity"} & traits.keys()
    text = "silent" if words < 6 else "telling" if len(telling) >= 2 else "plain"
    traits[f"{size}_{text}"] = None


def _see(reading: Reading, field: str, words: Sequence[str], opening: tuple[str, int] | None = None) -> None:
    """Find the phrases of a field; those among its first words count for the opening field, too."""
    sightings = list(read_cues().find(words))
    reading.fields[field] = words
    reading.sightings[field] = sightings
    for sighting in sightings:
        reading.traits[f"{field}.{sighting.cue}"] = None
    if opening:
        early, length = opening
        reading.fields[early] = words[:length]
        reading.sightings[early] = [one for one in sightings if one.end <= length]
        for sighting in reading.sightings[early]:
            reading.traits[f"{early}.{sighting.cue}"] = None


def _count(traits: dict[str, None], name: str, value: int) -> None:
    _count_steps(traits, name, value, _STEPS[name])


def _count_steps(traits: dict[str, None], name: str, value: int, steps: Sequence[int]) -> None:
    for step in steps:
        if value < step:
            return
        traits[f"{name}>={step}"] = None


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _without_title(body: str, title: str) -> str:
    start = body.lstrip()
    bare = title.strip()
    return start[len(bare) :] if bare and start.startswith(bare) else body
