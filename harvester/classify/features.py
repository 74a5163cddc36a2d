"""From evidence to features: which way a record is read, and what stands beside its words.

Reads the whole record: title, body, diff hunk, thread, files, labels, type and priority, role and people. It
refuses to weigh; the weights are data (`weights.json`, `forest.json`).
"""

from typing import Final

from harvester.classify.comment import read_comment
from harvester.classify.prose import read_prose, split_words
from harvester.classify.reading import Reading
from harvester.classify.shape import measure_files
from harvester.classify.work import read_work
from harvester.model import Evidence, Kind, Role

GROUPS: Final = ("change", "delivered", "reported", "document", "given", "received")
"""What is judged alike: changes, tickets done or filed, design documents, comments written or received."""

FAMILIES: Final = {
    "change": "work",
    "delivered": "work",
    "reported": "work",
    "document": "work",
    "given": "comment",
    "received": "comment",
}
"""Groups of records that learn from each other."""
COMMENT_GROUPS: Final = frozenset({"given", "received"})
COMMENT_KINDS: Final = frozenset({Kind.REVIEW, Kind.REVIEW_COMMENT, Kind.COMMENT})
MAX_TITLE: Final = 400
"""Characters of a title that are read."""


def read_evidence(evidence: Evidence) -> Reading:
    """Read one record into its features."""
    title = evidence.title[:MAX_TITLE]
    group = name_group(evidence)
    prose = read_prose(_without_title(evidence.body, title))
    if group == "document":
        prose.words = [*prose.words, *(word for heading in prose.headings for word in split_words(heading))]
    reading = Reading(group, prose, measure_files(evidence.files))
    if group in COMMENT_GROUPS:
        read_comment(reading, evidence)
    else:
        read_work(reading, evidence, title)
    return reading


def name_group(evidence: Evidence) -> str:
    """Name the group, of `GROUPS`, that a record is judged in."""
    if evidence.kind in COMMENT_KINDS:
        return "received" if evidence.role is Role.RECIPIENT else "given"
    if evidence.kind is Kind.TICKET:
        return "reported" if evidence.role is Role.REPORTER else "delivered"
    return "document" if evidence.kind is Kind.DESIGN_DOC else "change"


def _without_title(body: str, title: str) -> str:
    """Many commits and squashed pull requests repeat their title as the first line of the body."""
    start = body.lstrip()
    bare = title.strip()
    return start[len(bare) :] if bare and start.startswith(bare) else body
