"""The built-in rubric, and what can be asked of any rubric."""

import pytest

from harvester.errors import UsageError
from harvester.model import CORE_TAGS
from harvester.rubric import Observability, Rubric, builtin_rubrics, load_rubric, parse_rubric, survey_rubric

TWO_LAYERS = """
schema = 1
[rubric]
id = "steps"
name = "Two layers"
[[levels]]
id = "one"
name = "One"
default_step = 1
[[levels]]
id = "two"
name = "Two"
order = 5
default_step = 1
targets = { craft = 2 }
at_least = { step = 2, criteria = 1 }
[[levels]]
id = "lead"
name = "Lead"
track = "manager"
[[criteria]]
id = "craft"
name = "Craft"
core = ["craft"]
steps = ["Beginner", "Expert"]
[[criteria]]
id = "talk"
name = "Talk"
core = ["communication", "collaboration"]
steps = ["Beginner", "Expert"]
[[expectations]]
id = "c1"
criterion = "craft"
step = 1
text = "Tests."
[[expectations]]
id = "c2"
criterion = "craft"
step = 2
text = "Makes code testable."
[[expectations]]
id = "t1"
criterion = "talk"
step = 1
same_as = "c1"
[[expectations]]
criterion = "talk"
step = 2
text = "Is  understood."
evidence = "manual"
"""


@pytest.fixture(scope="module")
def default() -> Rubric:
    return load_rubric("default")


@pytest.fixture(scope="module")
def steps() -> Rubric:
    return parse_rubric(TWO_LAYERS, "steps.toml")


def test_it_is_built_in(default: Rubric) -> None:
    assert builtin_rubrics() == ["default"]
    assert [level.id for level in default.levels] == ["junior", "mid", "senior"]


def test_its_criteria_are_the_core_tags(default: Rubric) -> None:
    assert tuple(criterion.id for criterion in default.criteria) == CORE_TAGS
    assert all(criterion.core == (criterion.id,) for criterion in default.criteria)
    assert all(criterion.summary for criterion in default.criteria)


def test_every_criterion_asks_something_of_every_level(default: Rubric) -> None:
    assert not survey_rubric(default).empty_cells
    for level in default.levels:
        stated = {one.criterion for one in default.stated_at(level)}
        assert stated == set(CORE_TAGS)


def test_it_says_what_only_the_person_can_tell(default: Rubric) -> None:
    counts = survey_rubric(default).observability
    assert all(counts[kind] for kind in Observability)
    assert sum(counts.values()) == len(default.expectations)


def test_its_words_are_sentences(default: Rubric) -> None:
    for one in default.expectations:
        assert one.text[0].isupper()
        assert one.text.endswith(".")


def test_a_cumulative_level_includes_the_lower_ones(default: Rubric) -> None:
    sizes = [len(default.expectations_at(level)) for level in default.levels]
    assert sizes == sorted(sizes)
    assert sizes[-1] == len(default.expectations)
    assert len(default.stated_at(default.levels[1])) < sizes[1]


def test_the_next_level_is_the_one_above_in_its_track(default: Rubric, steps: Rubric) -> None:
    junior, mid, senior = default.levels
    assert default.level_after(junior) is mid
    assert default.level_after(senior) is None
    assert steps.level_after(steps.level("one")) is steps.level("two")
    assert steps.level_after(steps.level("lead")) is None


def test_a_level_of_two_layers_asks_for_the_steps_up_to_its_target(steps: Rubric) -> None:
    assert [one.id for one in steps.expectations_at(steps.level("one"))] == ["c1", "t1"]
    assert [one.id for one in steps.expectations_at(steps.level("two"))] == ["c1", "c2", "t1"]
    assert not steps.expectations_at(steps.level("lead"))
    assert steps.level("two").at_least == (2, 1)


def test_an_expectation_that_is_the_same_has_the_words_of_the_other(steps: Rubric) -> None:
    same = next(one for one in steps.expectations if one.id == "t1")
    assert steps.text_of(same) == "Tests."


def test_an_expectation_without_an_id_gets_one_of_its_words(steps: Rubric) -> None:
    last = steps.expectations[-1]
    assert last.id.startswith("talk.2.")
    respaced = parse_rubric(TWO_LAYERS.replace("Is  understood.", "is understood."), "steps.toml")
    assert respaced.expectations[-1].id == last.id


def test_the_criterion_with_fewer_tags_is_the_nearer_one() -> None:
    text = TWO_LAYERS.replace('core = ["craft"]', 'core = ["collaboration"]')
    rubric = parse_rubric(text, "steps.toml")
    assert [one.id for one in rubric.criteria_by_tag["collaboration"]] == ["craft", "talk"]
    assert "impact" in survey_rubric(rubric).unmapped_tags


def test_an_unknown_level_or_criterion_is_refused_by_name(default: Rubric) -> None:
    with pytest.raises(UsageError, match="no level 'staff'") as refusal:
        default.level("staff")
    assert "junior, mid, senior" in refusal.value.why
    with pytest.raises(UsageError, match="no criterion 'charm'"):
        default.criterion("charm")
    assert default.criterion("craft").name == "Craft"
