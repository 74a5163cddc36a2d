"""The sum over plain words: which words are looked up, what they add, and how they are told."""

import json
from pathlib import Path

import harvester.classify
from harvester.classify.features import FAMILIES, GROUPS, read_evidence
from harvester.classify.linear import CATEGORIES, Weights
from harvester.classify.scales import Scales, read_scales
from harvester.classify.vocabulary import MAX_WORDS, Vocabulary, list_words, read_vocabulary
from harvester.classify.words import say_feature
from harvester.model import Category, Evidence
from tests.classify.evidence import change, code, comment

FILE = Path(harvester.classify.__file__).with_name("vocabulary.json")
VOCABULARY = Vocabulary(
    {"work": {"bias:change": [1, 0, 0, 0, 0, 0], "title:race": [0, 0, 5, 0, 0, 0], "text:race": [0, 0, 3, 0, 0, 0]}}
)
RACE = change("Fix race in the ledger", "Two writers could deadlock, because the lock was released too early.", code(9))


def rate(evidence: Evidence, vocabulary: Vocabulary) -> dict[str, float]:
    learned = read_scales()
    scales = Scales(learned.weights, learned.forests, vocabulary)
    reading = read_evidence(evidence)
    return scales.rate(reading, reading.traits)[0]


def test_each_word_counts_once_and_the_title_apart_from_the_text() -> None:
    assert list_words(["fix", "race"], ["race", "race"]) == ["title:fix", "title:race", "text:race"]


def test_of_a_long_text_the_beginning_is_looked_up() -> None:
    assert len(list_words([], [f"word{number}" for number in range(5_000)])) == MAX_WORDS


def test_the_weights_of_the_known_words_are_summed() -> None:
    assert VOCABULARY.total("work", "change", ["title:race", "text:race", "text:unheard"]) == [1, 0, 8, 0, 0, 0]
    assert VOCABULARY.total("work", "reported", ["text:unheard"]) == [0] * 6
    assert VOCABULARY.total("comment", "given", ["text:race"]) == [0] * 6


def test_a_word_moves_the_category_it_stands_for() -> None:
    plain = change("Rework the ledger", "The rows are read at once now.", code(300))
    words = Vocabulary({"work": {"text:rows": [0, 9_000, 0, 0, 0, 0]}})
    assert rate(plain, words)["decision"] > rate(plain, Vocabulary({}))["decision"]
    assert rate(RACE, words) == rate(RACE, Vocabulary({}))


def test_a_comment_is_read_with_the_title_of_the_change_it_is_about() -> None:
    assert read_evidence(comment("Why?")).subject == ["batch", "the", "ledger", "reads"]


def test_the_effect_of_a_heavy_word_is_told_in_words() -> None:
    reading = read_evidence(change("Rework the ledger", "Adds a view of the rows that users asked for.", code(300)))
    effects = {name: effect for effect, name in read_scales().weigh_by_absence(reading, Category.PROJECT)}
    heavy = [effect for name, effect in effects.items() if name.startswith(("text:", "title:"))]
    assert 0 < len(heavy) <= 6
    assert any(heavy)
    assert say_feature(reading, "title:race") == "has in its title the word 'race'"
    assert say_feature(reading, "text:writers") == "has the word 'writers'"


def test_words_alone_never_overrule_what_was_concluded() -> None:
    shouting = Weights({group: {"bias": {}, "hazard_titled": {"2": 9_000}} for group in GROUPS})
    scales = Scales(shouting, read_scales().forests, Vocabulary({"work": {"text:lock": [9_000, 0, 0, 0, 0, 0]}}))
    reading = read_evidence(RACE)
    chances = scales.rate(reading, reading.traits)[0]
    assert max(chances, key=chances.__getitem__) == "problem_prevented"


def test_the_numbers_are_whole_and_about_single_words() -> None:
    content = json.loads(FILE.read_text())
    assert content.keys() == set(FAMILIES.values())
    for rows in content.values():
        for word, row in rows.items():
            place, _, said = word.partition(":")
            assert place in {"title", "text", "bias"}
            assert said
            assert " " not in said
            assert len(said) <= 24
            assert len(row) == len(CATEGORIES)
            assert all(type(weight) is int for weight in row)


def test_no_word_weighs_as_much_as_a_conclusion_may() -> None:
    for family in set(FAMILIES.values()):
        content = json.loads(FILE.read_text())[family]
        rows = read_vocabulary().rows(family, (word for word in content if not word.startswith("bias:")))
        assert max(abs(weight) for row in rows.values() for weight in row) < 1_500
