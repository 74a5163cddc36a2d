"""The sum over plain words: which words are looked up, what they add, and how they are told."""

import json
from pathlib import Path

import harvester.classify
from harvester.classify.features import FAMILIES, GROUPS, read_evidence
from harvester.classify.linear import Weights
from harvester.classify.scales import Scales, read_scales
from harvester.classify.vocabulary import MAX_WORDS, MIN_WORDS, WORD_OUTPUTS, Vocabulary, list_words
from harvester.classify.words import say_feature
from harvester.model import Category, Evidence
from tests.classify.evidence import change, code, comment

FILE = Path(harvester.classify.__file__).with_name("vocabulary.json")
VOCABULARY = Vocabulary(
    {
        "work": {
            "bias:change": [1, 0, 0, 0, 0, 0, 0],
            "title:race": [0, 0, 50, 0, 0, 0, 0],
            "text:race": [0, 0, 30, 0, 0, 0, 0],
        }
    }
)
RACE = change("Fix race in the ledger", "Two writers could deadlock, because the lock was released too early.", code(9))


def rate(evidence: Evidence, vocabulary: Vocabulary) -> dict[str, float]:
    learned = read_scales()
    scales = Scales(learned.weights, learned.forests, vocabulary)
    reading = read_evidence(evidence)
    return scales.rate(reading, reading.traits)[0]


def test_each_word_counts_once_and_the_title_apart_from_the_text() -> None:
    words = list_words(["fix", "race"], ["race", "race"])
    assert words == ["title:fix", "title:race", "opening:race", "closing:race", "text:race", "text:race race"]


def test_words_are_looked_up_in_pairs_and_those_at_both_ends_apart() -> None:
    words = list_words([], ["why", "not", "a", "set", "here", "too", "?"])
    assert [word for word in words if word.startswith("opening:")] == ["opening:why", "opening:not"]
    assert [word for word in words if word.startswith("closing:")][-1] == "closing:?"
    assert len([word for word in words if word.startswith("closing:")]) == 4
    assert {"text:why not", "text:a set", "text:too ?"} < set(words)


def test_of_a_long_text_the_beginning_is_looked_up() -> None:
    words = list_words([], [f"word{number}" for number in range(5_000)])
    assert len([word for word in words if word.startswith("text:") and " " not in word]) == MAX_WORDS
    assert f"text:word{MAX_WORDS}" not in words


def test_the_weights_of_the_known_words_are_summed_in_thousandths() -> None:
    assert VOCABULARY.total("work", "change", ["title:race"]) == [10, 0, 100, 0, 0, 0, 0]
    assert VOCABULARY.total("work", "reported", ["text:unheard"]) == [0] * 7
    assert VOCABULARY.total("comment", "given", ["text:race"]) == [0] * 7


def test_among_four_times_as_many_words_each_counts_half_and_in_a_bare_title_no_more() -> None:
    def count(others: int) -> int:
        words = ["title:race", "text:race", *(f"text:w{number}" for number in range(others))]
        return VOCABULARY.total("work", "change", words)[2]

    assert count(4 * MIN_WORDS - 2) == 80
    assert count(MIN_WORDS - 2) == count(0) == 160


def test_a_word_moves_the_category_it_stands_for() -> None:
    plain = change("Rework the ledger", "The rows are read at once now.", code(300))
    words = Vocabulary({"work": {"text:rows": [0, 9_000, 0, 0, 0, 0, 0]}})
    assert rate(plain, words)["decision"] > rate(plain, Vocabulary({}))["decision"]
    assert rate(RACE, words) == rate(RACE, Vocabulary({}))


def test_the_words_of_a_comment_are_its_own() -> None:
    reading = read_evidence(comment("Why not a set?"))
    assert reading.subject == ()
    assert list_words(reading.subject, reading.prose.words)[0] == "opening:why"


def test_a_word_moves_the_substance_of_a_comment() -> None:
    reading = read_evidence(comment("The rows are read twice here."))
    learned = read_scales()
    speaking = Vocabulary({"comment": {"text:read twice": [0, 0, 0, 0, 0, 0, 9_000]}})
    silent = Vocabulary({})
    chances = [
        Scales(learned.weights, learned.forests, words).rate(reading, reading.traits)[1] for words in (speaking, silent)
    ]
    assert chances[0] > chances[1]


def test_the_effect_of_a_heavy_word_is_told_in_words() -> None:
    reading = read_evidence(change("Rework the ledger", "Adds a view of the rows that users asked for.", code(300)))
    effects = {name: effect for effect, name in read_scales().weigh_by_absence(reading, Category.PROJECT)}
    heavy = [effect for name, effect in effects.items() if name.startswith(("text:", "title:", "opening:", "closing:"))]
    assert 0 < len(heavy) <= 6
    assert any(heavy)
    assert say_feature(reading, "title:race") == "has in its title the word 'race'"
    assert say_feature(reading, "text:writers") == "has the word 'writers'"
    assert say_feature(reading, "text:two writers") == "has the words 'two writers'"
    assert say_feature(reading, "opening:two") == "has among its first words 'two'"
    assert say_feature(reading, "closing:early") == "has among its last words 'early'"


def test_marks_numbers_and_code_are_no_words_to_tell_of() -> None:
    reading = read_evidence(RACE)
    for word in ("closing:?", "text:<code>", "text:7", "text:in <code>", "title:%"):
        assert not say_feature(reading, word), word
    assert say_feature(reading, "label:c++") == "has the label 'c++'"
    assert say_feature(reading, "label:p1") == "has the label 'p1'"


def test_words_alone_never_overrule_what_was_concluded() -> None:
    shouting = Weights({group: {"bias": {}, "hazard_titled": {"2": 9_000}} for group in GROUPS})
    scales = Scales(shouting, read_scales().forests, Vocabulary({"work": {"text:lock": [9_000, 0, 0, 0, 0, 0, 0]}}))
    reading = read_evidence(RACE)
    chances = scales.rate(reading, reading.traits)[0]
    assert max(chances, key=chances.__getitem__) == "problem_prevented"


def test_the_numbers_are_whole_and_about_single_words_and_pairs() -> None:
    content = json.loads(FILE.read_text())
    assert content.keys() == set(FAMILIES.values())
    for rows in content.values():
        for word, row in rows.items():
            place, _, said = word.partition(":")
            assert place in {"title", "text", "opening", "closing", "bias"}
            assert 1 <= len(said.split(" ")) <= 2
            assert all(0 < len(part) <= 24 for part in said.split(" "))
            assert len(row) == len(WORD_OUTPUTS)
            assert all(type(weight) is int for weight in row)


def test_no_single_word_is_sure_of_a_category() -> None:
    for family in set(FAMILIES.values()):
        content = json.loads(FILE.read_text())[family]
        words = [word for word in content if not word.startswith("bias:")]
        silent = Vocabulary({family: {word: content[word] for word in words}})
        assert max(abs(weight) for word in words for weight in silent.total(family, "", [word])) < 4_000
