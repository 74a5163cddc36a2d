"""Reads a comment: what it says, where it stands, and how it begins."""

import re
from typing import Final

from harvester.classify.cues import read_cues
from harvester.classify.prose import split_words
from harvester.classify.reading import Reading
from harvester.classify.shape import name_kind
from harvester.classify.signals import mark_signals, read_signals
from harvester.model import Evidence, Kind

_FIRST: Final = 7
"""Words in which a comment shows what it is: an approval, an answer, thanks."""
_BRIEF: Final = 25
_DECIDING: Final = frozenset({"design", "policy", "deprecation"})
"""What the title of a change says when the change itself is a choice."""
_MAX_TITLE: Final = 400
_MAX_DIFF: Final = 4_000
_LIGHT: Final = (
    *("approval", "tested", "reply", "thanks", "praise", "process", "nit", "formatting", "naming", "self_told"),
    "ask",
)
_LONG: Final = 7
"""Letters of a word that more often names a thing than holds a sentence together."""
_CLAUSE_END: Final = re.compile(r"[.!?:;](?=\s|$)|\n")
"""Where a sentence ends, or breaks off: in a comment whoever begins a line means to."""
_OPENERS: Final = frozenset(
    "i i'd i'll i'm i've we we'll you your you're it it's this that these the there if when why what how who "
    "where is are isn't aren't does do doesn't don't did can can't could couldn't should shouldn't would wouldn't "
    "won't will not no yes but and so or also maybe perhaps please nit since as for in on to let's just agreed "
    "thanks thank ah oh ok okay hm hmm good great nice looks done fixed right yeah yep sure sorry actually note "
    "any same see use remove move rename add make minor one some ack concept tested code utack lgtm fyi fwiw all "
    "because".split()
)


def read_comment(reading: Reading, evidence: Evidence) -> None:
    """Add the features of a comment."""
    reading.see_body(("f", _FIRST))
    reading.count("light", reading.number_of(f"b.{cue}" for cue in _LIGHT))
    words = reading.prose.words
    reading.count("longest_sentence", max(len(one.split()) for one in _CLAUSE_END.split(reading.prose.text)))
    reading.count("long_words", sum(len(word) >= _LONG for word in words))
    if words and words[0] in _OPENERS:
        reading.mark(f"opens:{words[0]}")
    _mark_subject(reading, evidence.context.pull_request or evidence.title)
    _mark_questions(reading)
    reading.mark_all({"exclamation": "!" in words, "names_code": "<code>" in words, "address": "<url>" in words})
    _mark_place(reading, evidence)
    reading.mark_labels(evidence.labels)
    if evidence.kind is Kind.REVIEW:
        reading.mark(f"state:{evidence.facts.get('state') or ''}".lower())
    mark_signals(reading.traits, read_signals().comment, len(words), reading.shape.lines)


def _mark_subject(reading: Reading, title: str) -> None:
    """Say when the change that is commented on proposes or decides something."""
    cues = {sighting.cue for sighting in read_cues().find(split_words(title[:_MAX_TITLE]))}
    if cues & _DECIDING or reading.shape.has_design:
        reading.mark("of_design")


def _mark_questions(reading: Reading) -> None:
    words = reading.prose.words
    if "?" not in words:
        return
    ends = words[-1] == "?"
    before = words[: words.index("?")]
    reading.mark_all(
        {
            "question": True,
            "negative_question": any(word.endswith("n't") for word in before[:3]),
            "question_then_more": "?" in words[:-3],
            "ends_in_question": ends,
            "bare_question": ends and words.count("?") == 1 and len(words) < _BRIEF,
        }
    )


def _mark_place(reading: Reading, evidence: Evidence) -> None:
    diff = evidence.context.diff[:_MAX_DIFF]
    reading.mark("inline" if diff or evidence.files else "conversation")
    if evidence.context.reply_to:
        reading.mark("reply")
    for change in evidence.files[:1]:
        reading.mark(f"on_{name_kind(change.path)}")
    if diff:
        reading.count("shared_with_diff", len(set(split_words(diff)) & set(reading.prose.words)))
        last = diff.rstrip("\n").rpartition("\n")[2]
        reading.mark({"+": "at_added", "-": "at_deleted"}.get(last[:1], "at_context"))
