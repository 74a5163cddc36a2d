"""Fits a sum over plain words, alone and in pairs.

Labelled records are few, and most words stand in a handful of them. What keeps company with what is therefore learned
first from many texts that nobody labelled (`find_companies`); words in the same company then share what they learn.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import svds

from harvester.classify.features import FAMILIES, GROUPS
from harvester.classify.prose import read_prose, split_words
from harvester.classify.vocabulary import MIN_WORDS, WORD_OUTPUTS, list_words
from training.linear import allow_categories, fit, measure_categories, measure_yes, share_outcomes
from training.records import Lesson

Array = Any
"""An array of numpy or a matrix of scipy, whose types are of no help here."""

PENALTY, BIAS = 0.5, 0.02
"""What the weight of a word costs, and that of a group of records."""
SUBSTANCE = 0.6
"""The part of the penalty for substance, which more words tell."""
COMPANY = 2.5
"""How much more freely the words of a company move together than one of them alone."""
WIDTH = 200
"""Companies that are told apart."""
OFTEN = 15
"""Texts in which a word or pair must stand to be learned of."""
MANY = 6_500
"""Words and pairs that are learned of at most, the most frequent."""
LEAST = 0.3
"""Words whose weights are all below are not worth their bytes; each counts by the root of how many there are."""
FINE = 100
"""A weight of 1.0 is written as this."""
WIDELY = 8
"""Places in which each word must stand: what only a few projects say is a name of theirs, or of a person."""

Rows = dict[str, list[int]]


@dataclass(frozen=True)
class Text:
    """A text that nobody labelled, as words, and the project it was written in."""

    place: str
    words: Sequence[str]


class Company:
    """Words and pairs, how telling each is, and the directions in which they vary together."""

    def __init__(self, texts: Sequence[Text], shared: Collection[str]) -> None:
        counts = Counter(word for text in texts for word in text.words if shared.issuperset(_parts(word)))
        self.words = sorted(word for word, count in counts.most_common(MANY) if count >= OFTEN)
        self.index = {word: at for at, word in enumerate(self.words)}
        self.rarity = np.array([np.log(len(texts) / counts[word]) / 3.0 for word in self.words])
        seen = self.spread([text.words for text in texts])
        width = min(WIDTH, min(seen.shape) - 1)
        self.directions = svds(seen, k=width, v0=np.random.default_rng(7).standard_normal(min(seen.shape)))[2].T

    def spread(self, said: Iterable[Sequence[str]]) -> Array:
        """One row a text, one column a word: how telling it is, by the root of how many words stand there."""
        rows, columns, values = [], [], []
        count = 0
        for row, words in enumerate(said):
            known = [self.index[word] for word in words if word in self.index]
            rows.extend([row] * len(known))
            columns.extend(known)
            values.extend(self.rarity[known] / max(MIN_WORDS, len(words)) ** 0.5)
            count = row + 1
        return sparse.csr_matrix((values, (rows, columns)), shape=(count, len(self.words)))


def find_companies(families: Mapping[str, Sequence[Text]]) -> dict[str, Company]:
    """Find what keeps company with what, apart for each family of records."""
    places: dict[str, set[str]] = {}
    for text in (text for texts in families.values() for text in texts):
        for word in text.words:
            for part in _parts(word):
                places.setdefault(part, set()).add(text.place)
    shared = frozenset(part for part, found in places.items() if len(found) >= WIDELY)
    return {family: Company(texts, shared) for family, texts in families.items()}


def read_text(place: str, title: str, body: str) -> Text:
    """Read a text as records are read."""
    return Text(place, list_words(split_words(title), read_prose(body).words))


def _parts(word: str) -> list[str]:
    return word.partition(":")[2].split(" ")


def learn_vocabulary(lessons: Sequence[Lesson], companies: Mapping[str, Company]) -> dict[str, Rows]:
    """Make the data the program reads: by family and word, a whole number for each output."""
    return {
        family: _learn([one for one in lessons if FAMILIES[one.reading.group] == family], company)
        for family, company in sorted(companies.items())
    }


def _learn(lessons: Sequence[Lesson], company: Company) -> Rows:
    words = company.spread([list_words(lesson.reading.subject, lesson.reading.prose.words) for lesson in lessons])
    together = words @ company.directions
    reach = COMPANY * sparse.linalg.norm(words) / np.linalg.norm(together)
    places = [f"{place}:{group}" for place in ("bias", "beside") for group in GROUPS]
    stands = [f"{'beside' if lesson.is_beside else 'bias'}:{lesson.reading.group}" for lesson in lessons]
    biases = np.array([[stand == place for place in places] for stand in stands], dtype=np.float64)
    matrix = sparse.hstack([biases, words, reach * together], format="csr")
    penalty = np.full((matrix.shape[1], 1), PENALTY)
    penalty[: len(places)] = BIAS
    weights = np.zeros((matrix.shape[1], len(WORD_OUTPUTS)))
    allowed = np.array([allow_categories(lesson.reading.group) for lesson in lessons])
    taught = share_outcomes(lessons, allowed)
    weights[:, :-1] = fit(
        matrix, np.zeros(taught.shape), lambda scores: measure_categories(scores, taught, allowed), penalty
    )
    said = np.array([lesson.substantive is not None for lesson in lessons])
    if said.any():
        weights[:, -1:] = fit(*_pose_substance(matrix, lessons, said), SUBSTANCE * penalty)
    first, last = len(places), len(places) + len(company.words)
    each = company.rarity[:, None] * (weights[first:last] + reach * (company.directions @ weights[last:]))
    rows = dict(zip([*places[: len(GROUPS)], *company.words], [*weights[: len(GROUPS)], *each], strict=True))
    whole = {name: [round(float(value) * FINE) for value in row] for name, row in rows.items()}
    return {name: row for name, row in whole.items() if max(map(abs, row)) >= LEAST * FINE}


def _pose_substance(matrix: Array, lessons: Sequence[Lesson], said: Array) -> tuple[Array, Array, Any]:
    """What the substance of comments is fitted from: the rows that say it, where to begin, and the loss."""
    truth = np.array([[float(bool(lesson.substantive))] for lesson in lessons])[said]
    trust = np.array([[lesson.trust] for lesson in lessons])[said]
    return matrix[said], np.zeros(truth.shape), lambda scores: measure_yes(scores, truth, trust)
