"""Reads work: changes, tickets and design documents, by title, text, files, labels and type."""

import re
from collections.abc import Sequence
from typing import Final

from harvester.classify.prose import split_words
from harvester.classify.reading import Reading, has_code_name, has_measure
from harvester.classify.shape import KINDS, Shape
from harvester.classify.signals import mark_signals, read_signals
from harvester.model import Evidence

SMALL: Final = 30
"""Hand-written lines up to which a change is small."""
MIDDLING: Final = 200

_OPENING: Final = 40
_LONG, _ROOT = 4, 5
"""Letters of a longer word, and letters by which words are of one root."""
_SILENT: Final = 6
"""Words below which a text says nothing beyond its title."""
_TELLING: Final = frozenset({"b.because", "b.purpose", "b.consequence", "b.analysis", "b.users", "b.severity"})
_CONVENTIONAL: Final = re.compile(r"\s*([a-z]{2,12})(?:\([^()]{0,60}\))?(!)?:\s", re.IGNORECASE)
_MERGE: Final = re.compile(
    r"\s*merge (?:branch|pull request|prs? #?[0-9]|remote|tag|commit|master|main|upstream|changes from"
    r"|\S{1,200} into|')",
    re.IGNORECASE,
)
_VERSION: Final = re.compile(
    r"(?:^|\s)v?\d{1,9}\.\d{1,9}(?:\.\d{1,9}){0,6}(?:[-.]?(?:rc|alpha|beta|dev|snapshot)[\d.]{0,20})?(?:\s|$|\))",
    re.IGNORECASE,
)
_PART: Final = re.compile(
    r"[\[(]\s?\d{1,2}\s?/\s?(?:\d{1,2}|[nNxX])\s?[\])]|\bpart \d|\bstep \d|\bphase \d", re.IGNORECASE
)


def read_work(reading: Reading, evidence: Evidence, title: str) -> None:
    """Add the features of a change, a ticket or a design document."""
    reading.mark(f"in_{reading.group}")
    reading.subject = split_words(title)
    reading.see("t", title, reading.subject)
    reading.see_body(("o", _OPENING))
    _mark_title(reading, evidence, title)
    reading.count("fresh_words", count_fresh(reading.prose.words, reading.subject))
    for heading in reading.prose.headings[:12]:
        reading.mark(*(f"heading:{word[:16]}" for word in heading.split()[:3] if word.isalpha()))
    reading.mark_labels(evidence.labels)
    for fact in ("type", "priority", "resolution"):
        if value := evidence.facts.get(fact):
            reading.mark(f"{fact}:{str(value).lower()[:30]}")
    if evidence.files:
        _mark_files(reading, evidence)
    else:
        reading.mark("no_files")
    reading.mark(name_gate(reading))
    lines = reading.shape.lines | reading.shape.gained
    mark_signals(reading.traits, read_signals().work, len(reading.prose.words), lines)


def count_fresh(words: Sequence[str], title: Sequence[str]) -> int:
    """Count the longer words that a text adds to its title."""
    known = {word[:_ROOT] for word in title}
    return len({word for word in words if len(word) >= _LONG and word[0] != "<" and word[:_ROOT] not in known})


def name_gate(reading: Reading) -> str:
    """Answer a careful reader's first question: is it small, and does its text say why it matters."""
    lines = reading.shape.hand_written
    size = "small" if lines <= SMALL else "middling" if lines <= MIDDLING else "large"
    if len(reading.prose.words) < _SILENT:
        return f"{size}_silent"
    return f"{size}_telling" if len(_TELLING & reading.traits.keys()) > 1 else f"{size}_plain"


def _mark_title(reading: Reading, evidence: Evidence, title: str) -> None:
    if prefix := _CONVENTIONAL.match(title):
        reading.mark(f"prefix:{prefix[1].lower()}", *(["breaking_mark"] if prefix[2] else []))
    reading.mark_all(
        {
            "merge_title": bool(_MERGE.match(title) or evidence.facts.get("is_merge")),
            "version_in_title": bool(_VERSION.search(title)),
            "revert_title": title.lower().startswith(("revert", 'reapply "')),
            "part_of_series": bool(_PART.search(title)),
            "measure_in_title": has_measure(title),
            "code_in_title": has_code_name(title),
            "title_asks": title.rstrip().endswith("?"),
        }
    )
    reading.count("title_words", len(title.split()))


def _mark_files(reading: Reading, evidence: Evidence) -> None:
    shape = reading.shape
    present = [kind for kind in KINDS if shape.files.get(kind)]
    reading.mark(*(f"touches_{kind}" for kind in present))
    if len(present) == 1:
        reading.mark(f"only_{present[0]}")
    elif not {"code", "config"} & set(present):
        reading.mark("no_code")
    reading.count("hand_written", shape.hand_written)
    for kind in ("code", "test", "document"):
        reading.count(f"{kind}_lines", shape.lines.get(kind, 0))
    reading.count("files", _whole(evidence.facts.get("files")) or shape.total_files)
    reading.count("components", len(shape.components))
    reading.count("commits", _whole(evidence.facts.get("commits")))
    reading.mark_all(describe_shape(shape))


def describe_shape(shape: Shape) -> dict[str, bool]:
    """What can be said of the files of a change as a whole."""
    return {
        "guide_path": shape.has_guide,
        "design_path": shape.has_design,
        "incident_path": shape.has_incident,
        "new_file": shape.has_new_file,
        "deletes_mostly": shape.deleted > 4 * shape.added + 10,
        "adds_mostly": shape.added > 6 * shape.deleted + 10,
        "in_balance": abs(shape.added - shape.deleted) * 10 <= shape.added + shape.deleted,
        "code_and_test": all(shape.files.get(kind) for kind in ("code", "test")),
        "code_test_document": all(shape.files.get(kind) for kind in ("code", "test", "document")),
    }


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
