"""What is read of one piece of evidence: named features that are there or not, and the phrases behind them.

Features are added in a fixed order, which the dictionary keeps. Nothing here weighs; the weights are data.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from harvester.classify.cues import Sighting, read_cues
from harvester.classify.prose import Prose, split_words
from harvester.classify.shape import Shape

MAX_LABELS: Final = 12

_MEASURE: Final = re.compile(
    r"\d(?:\.\d+)?\s?(?:%|percent|ms|µs|us|ns|x|s|sec|secs|seconds|minutes|mins|hours|days|mb|gb|kb|mib|gib|qps|rps"
    r"|users|customers|times)\b(?!\w)"
    r"|\d%",
    re.IGNORECASE,
)
_CODE_NAME: Final = re.compile(r"\b[a-z]+[A-Z]\w+|\w_\w|\w\(\)|::|->|\w\.\w+\(")
_MANY_LINES: Final = 4
_SENTENCE: Final = 7
"""Words from which a sentence tells something."""
_SENTENCE_END: Final = re.compile(r"[.!?:;](?=\s|$)|\n(?=[-*•])")
_VOICES: Final[Mapping[str, Sequence[str]]] = {
    "past": (
        "was were had did didn't wasn't weren't used previously earlier been happened noticed found caused led made"
        " left missed"
    ).split(),
    "modal": "would could might may should must can will".split(),
    "you": "you your you're you've you'd you'll yours".split(),
    "i_say": "i i'd i'm i've i'll my me".split(),
    "we_say": "we we're we've we'd we'll our us let's".split(),
    "negations": (
        "not no never cannot without none nothing don't doesn't didn't isn't aren't wasn't weren't won't wouldn't"
        " can't couldn't shouldn't haven't hasn't hadn't ain't mustn't needn't"
    ).split(),
}
"""Who speaks, of whom, and whether of what was, of what might be, or of what is not."""
_VOICES_OF: Final = {
    word: [name for name, words in _VOICES.items() if word in words] for words in _VOICES.values() for word in words
}
_STEPS: Final[Mapping[str, Sequence[int]]] = {
    "body_words": (1, 4, 8, 14, 22, 32, 48, 70, 110, 180, 300),
    "title_words": (4, 7, 10, 14),
    "lines": (2, 4, 8, 20),
    "sentences": (1, 2, 3, 5, 8, 12),
    "longest_sentence": (6, 10, 15, 20, 30),
    "long_words": (1, 3, 6, 10, 20),
    "fresh_words": (1, 4, 8, 15, 25, 40, 80),
    "past": (1, 2, 4),
    "modal": (1, 2, 4),
    "negations": (2, 4),
    "you": (1, 2, 4),
    "i_say": (1, 2, 4),
    "we_say": (1, 2, 4),
    "measures": (1, 2, 4),
    "code_names": (1, 3, 8),
    "weighty": (1, 2, 3, 4, 5, 7, 9),
    "light": (1, 2, 3, 4),
    "shared_with_diff": (1, 3, 6, 12),
    "hand_written": (1, 4, 10, 20, 31, 60, 110, 200, 400, 800, 2000),
    "code_lines": (1, 4, 10, 31, 80, 200, 500, 1000),
    "test_lines": (1, 20, 80, 250),
    "document_lines": (1, 5, 15, 40, 100, 250),
    "files": (1, 2, 3, 5, 10, 20, 35),
    "components": (2, 3, 5, 8),
    "commits": (2, 4, 8, 15),
}
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


@dataclass(slots=True)
class Reading:
    """The features of one record.

    `sightings` are the phrases found, by the field they stand in: t(itle), b(ody), o(pening), f(irst words);
    `words` and `texts` are the words and the text of each field, `amounts` the numbers behind features that count;
    `subject` are the words of the title; a comment has none of its own.
    """

    group: str
    prose: Prose
    shape: Shape
    traits: dict[str, None] = field(default_factory=dict)
    words: dict[str, Sequence[str]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    sightings: dict[str, Sequence[Sighting]] = field(default_factory=dict)
    amounts: dict[str, int] = field(default_factory=dict)
    subject: Sequence[str] = ()

    def mark(self, *names: str) -> None:
        """Add features."""
        for name in names:
            self.traits[name] = None

    def mark_all(self, claims: Mapping[str, bool]) -> None:
        """Add the features whose claim is true."""
        self.mark(*(name for name, is_true in claims.items() if is_true))

    def count(self, name: str, amount: int) -> None:
        """Add a feature for every step that a number reaches."""
        self.amounts[name] = amount
        for step in _STEPS[name]:
            if amount < step:
                return
            self.traits[f"{name}>={step}"] = None

    def see(self, field_name: str, text: str, words: Sequence[str], opening: tuple[str, int] | None = None) -> None:
        """Find the phrases of a field; those among its first words count for the opening field, too."""
        sightings = list(read_cues().find(words))
        self._keep(field_name, text, words, sightings)
        if opening:
            early, length = opening
            self._keep(early, text, words[:length], [one for one in sightings if one.end <= length])

    def see_body(self, opening: tuple[str, int]) -> None:
        """Read the prose of the body: phrases, length, lines, measurements and names of code."""
        prose = self.prose
        self.see("b", prose.text, prose.words, opening)
        self.count("body_words", len(prose.words))
        for name, count in prose.counts.items():
            self.mark(f"has_{name}")
            if count >= _MANY_LINES:
                self.mark(f"many_{name}")
        self.count("measures", _count_matches(_MEASURE, prose.text, 4))
        self.count("code_names", _count_matches(_CODE_NAME, prose.text, 8))
        self.count("lines", prose.text.count("\n") + 1 if prose.text else 0)
        self._count_voices(prose.words)
        self.count("sentences", sum(len(one.split()) >= _SENTENCE for one in _SENTENCE_END.split(prose.text)))
        if "bullet" in prose.counts and "sentences>=1" not in self.traits:
            self.mark("only_bullets")
        self.count("weighty", self.number_of(f"b.{cue}" for cue in _WEIGHTY))

    def _count_voices(self, words: Sequence[str]) -> None:
        heard = dict.fromkeys(_VOICES, 0)
        for word in words:
            if word in _VOICES_OF:
                for name in _VOICES_OF[word]:
                    heard[name] += 1
        for name, times in heard.items():
            self.count(name, times)

    def number_of(self, names: Iterable[str]) -> int:
        """How many of these features are there."""
        return sum(name in self.traits for name in names)

    def mark_labels(self, labels: Sequence[str]) -> None:
        """Add the words of the labels."""
        for label in labels[:MAX_LABELS]:
            self.mark(*(f"label:{word}" for word in split_words(label[:60])))

    def _keep(self, field_name: str, text: str, words: Sequence[str], sightings: Sequence[Sighting]) -> None:
        self.texts[field_name] = text
        self.words[field_name] = words
        self.sightings[field_name] = sightings
        self.mark(*(f"{field_name}.{sighting.cue}" for sighting in sightings))


def has_measure(text: str) -> bool:
    """Say whether a text holds a number with a unit."""
    return bool(_MEASURE.search(text))


def has_code_name(text: str) -> bool:
    """Say whether a text holds a name from code."""
    return bool(_CODE_NAME.search(text))


def _count_matches(pattern: re.Pattern[str], text: str, most: int) -> int:
    return sum(1 for _ in zip(range(most), pattern.finditer(text), strict=False))
