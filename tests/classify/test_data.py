"""The learned numbers and the phrases are well formed, small, and about features that exist."""

import json
import tomllib
from pathlib import Path

import pytest

import harvester.classify
from harvester.classify.cues import CueBook, read_cues
from harvester.classify.features import GROUPS
from harvester.classify.forest import Forest, read_forests
from harvester.classify.linear import CATEGORIES, OUTPUTS, TAGS, read_weights, spread
from harvester.classify.signals import read_signals
from harvester.model import CORE_TAGS, Category

FOLDER = Path(harvester.classify.__file__).parent
LEARNED = ("weights.json", "forest.json", "vocabulary.json")
CUES = tomllib.loads((FOLDER / "cues.toml").read_text())


def test_the_learned_numbers_are_small() -> None:
    assert sum((FOLDER / name).stat().st_size for name in LEARNED) < 1_000_000


def test_how_long_a_sentence_is_speaks_of_substance_and_of_no_category() -> None:
    depth = ("longest_sentence>=", "long_words>=")
    groups = json.loads((FOLDER / "weights.json").read_text())["groups"]
    rows = [row for group in groups.values() for feature, row in group.items() if feature.startswith(depth)]
    assert rows
    assert {column for row in rows for column in row} == {str(OUTPUTS.index("substantive"))}
    asked = {name: content["features"] for name, content in json.loads((FOLDER / "forest.json").read_text()).items()}
    assert [name for name, features in asked.items() if any(one.startswith(depth) for one in features)] == [
        "substantive"
    ]


def test_the_learned_numbers_are_whole() -> None:
    content = json.loads((FOLDER / "weights.json").read_text())
    assert content["outputs"] == list(OUTPUTS)
    assert set(content["groups"]) == set(GROUPS)
    assert all(
        type(weight) is int for rows in content["groups"].values() for row in rows.values() for weight in row.values()
    )


def test_no_learned_feature_is_made_of_a_text() -> None:
    known = {f"{field}.{cue}" for field in "tbof" for cue in read_cues().says} | set(read_signals().by_name)
    for group in GROUPS:
        for feature in read_weights().rows(group):
            assert feature in known or len(feature) <= 40, feature
            assert " " not in feature


def test_every_tree_ends_in_a_leaf_whatever_is_answered() -> None:
    content = json.loads((FOLDER / "forest.json").read_text())
    for forest in content.values():
        for tree in forest["trees"]:
            assert len(tree["questions"]) == len(tree["jumps"])
            for at, (question, jump) in enumerate(zip(tree["questions"], tree["jumps"], strict=True)):
                if question >= 0:
                    assert question < len(forest["features"])
                    assert at + 1 < jump < len(tree["questions"])
                else:
                    assert len(tree["leaves"][-1 - question]) == len(forest["answers"])


def test_forests_answer_with_the_categories() -> None:
    forests = read_forests()
    assert tuple(forests["work"].answers) == CATEGORIES == tuple(forests["comment"].answers)
    assert set(TAGS) < set(CORE_TAGS)


def test_a_forest_follows_the_answers() -> None:
    forest = Forest(
        {
            "features": ["wet", "cold"],
            "answers": ["umbrella", "coat"],
            "trees": [{"questions": [0, -1, 1, -2, -3], "jumps": [2, 0, 4, 0, 0], "leaves": [[9, 0], [0, 9], [1, 1]]}],
        }
    )
    assert forest.ask({"wet": None}) == [9, 0]
    assert forest.ask({"cold": None}) == [0, 9]
    assert forest.ask({}) == [1, 1]
    assert forest.scores({"wet": None}, 1_000)["umbrella"] > forest.scores({"wet": None}, 1_000)["coat"]


def test_probabilities_sum_to_one() -> None:
    chances = spread({"a": 5_000, "b": -90_000, "c": 4_000})
    assert sum(chances.values()) == pytest.approx(1.0, abs=1e-3)
    assert chances["a"] > chances["c"] > chances["b"] >= 0


@pytest.mark.parametrize("name", CUES)
def test_a_cue_is_found_by_each_of_its_phrases(name: str) -> None:
    for phrase in CUES[name]["phrases"]:
        words = [word.removesuffix("*") for word in phrase.split()]
        assert any(sighting.cue == name for sighting in read_cues().find(["so", *words, "then"])), phrase


@pytest.mark.parametrize("name", CUES)
def test_a_cue_says_what_it_says_in_a_few_small_words(name: str) -> None:
    says = CUES[name]["says"]
    assert 5 < len(says) < 60
    assert says[0].islower()


def test_a_phrase_must_stand_whole() -> None:
    book = CueBook({"x": {"says": "says x", "phrases": ["root cause", "leak*", "off by one", "re use*"]}})
    assert [s.cue for s in book.find(["root", "causes"])] == []
    assert [(s.start, s.end) for s in book.find(["a", "root", "cause"])] == [(1, 3)]
    assert [(s.start, s.end) for s in book.find(["leaking"])] == [(0, 1)]
    assert [(s.start, s.end) for s in book.find(["off", "by", "one", "off", "by"])] == [(0, 3)]
    assert [(s.start, s.end) for s in book.find(["re", "using"])] == []
    assert [(s.start, s.end) for s in book.find(["re", "used"])] == [(0, 2)]


def test_signals_are_made_of_features_that_exist() -> None:
    fields = {f"{field}.{cue}" for field in "tbof" for cue in read_cues().says}
    for signal in read_signals().by_name.values():
        names = signal.none_of.union(*signal.one_of, *signal.several_of, *signal.few_of)
        assert all(name in fields for name in names if "." in name), signal.name
        assert not signal.quote or signal.quote in fields, signal.name


def test_every_category_can_be_reached() -> None:
    assert {Category(name) for name in CATEGORIES} == set(Category)
