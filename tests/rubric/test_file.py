"""A rubric file is read strictly; errors name file, line and key."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.errors import ConfigError, UsageError
from harvester.places import line_of, locate_keys
from harvester.rubric import load_rubric, parse_rubric

GOOD = """\
schema = 1

[rubric]
id = "mine"
name = "Mine"

[[levels]]
id = "one"
name = "One"
typical_months = [12, 24]

[[levels]]
id = "two"
name = "Two"

[[criteria]]
id = "depth"
name = "Depth"
core = ["craft",
  "scope"]
steps = ["Low", "High"]

[[expectations]]
id = "a"
criterion = "depth"
level = "one"
text = \"\"\"
Does [[odd]] things
id = "not a key"
\"\"\"
evidence = "direct"

[[expectations]]
id = "b"
criterion = "depth"
step = 2
text = "More."
"""

WRONG = {
    "no schema": ("schema = 1", "", 1, "schema"),
    "another schema": ("schema = 1", "schema = 2", 1, "schema"),
    "an unknown table": ("[rubric]", "[extra]\nx = 1\n[rubric]", 3, "extra"),
    "an unknown key": ('name = "Mine"', 'name = "Mine"\nnmae = "x"', 6, "nmae"),
    "an unknown key of a criterion": ('name = "Depth"', 'name = "Depth"\ncolour = 1', 19, "criteria 1, colour"),
    "no name": ('name = "Mine"\n', "", 3, "name is missing"),
    "a blank name": ('name = "Mine"', 'name = " "', 5, "blank"),
    "a number for a name": ('name = "Mine"', "name = 3", 5, "must be a text"),
    "an id with spaces": ('id = "mine"', 'id = "my rubric"', 4, "id is"),
    "a level twice": ('id = "two"', 'id = "one"', 13, "'one' stands twice"),
    "a level below": ('name = "Two"', 'name = "Two"\norder = 1', 15, "order"),
    "a strange track": ('name = "Two"', 'name = "Two"\ntrack = "up"', 15, "track"),
    "a target that is no criterion": ('name = "Two"', 'name = "Two"\ntargets = { width = 1 }', 15, "width"),
    "a target above the steps": ('name = "Two"', 'name = "Two"\ntargets = { depth = 3 }', 15, "step 3"),
    "a gate without steps": ('name = "Two"', 'name = "Two"\nat_least = { step = 1 }', 15, "at_least"),
    "months the wrong way": ("[12, 24]", "[24, 12]", 10, "typical_months"),
    "months of a truth": ("[12, 24]", "[true, 24]", 10, "typical_months"),
    "a negative step": ("step = 2", "step = -2", 36, "step"),
    "a step of a truth": ("step = 2", "step = true", 36, "step"),
    "a step above": ("step = 2", "step = 3", 36, "steps 1 to 2"),
    "no core tag": ('core = ["craft",\n  "scope"]', "core = []", 19, "core"),
    "a core tag of another world": ('  "scope"]', '  "luck"]', 19, "'luck'"),
    "an unknown criterion": ('criterion = "depth"\nlevel', 'criterion = "width"\nlevel', 25, "'width'"),
    "an unknown level": ('level = "one"', 'level = "three"', 26, "'three'"),
    "level and step": ('level = "one"', 'level = "one"\nstep = 1', 26, "level"),
    "neither level nor step": ("step = 2\n", "", 33, "level or step"),
    "a strange evidence": ('evidence = "direct"', 'evidence = "luck"', 31, "evidence"),
    "the same id": ('id = "b"', 'id = "a"', 34, "'a' stands twice"),
    "the same as nothing": ('text = "More."', 'same_as = "z"', 37, "'z'"),
    "the same as itself": ('text = "More."', 'same_as = "b"', 37, "back to itself"),
    "a text without end": ('text = "More."', f'text = "{"x" * 2001}"', 37, "2001 characters"),
    "levels that are a table": ("[[levels]]", "[levels]", None, ""),
    "broken TOML": ("[rubric]", "[rubric", 3, ""),
}


def test_a_right_file_is_read() -> None:
    rubric = parse_rubric(GOOD, "mine.toml")
    assert rubric.levels[0].typical_months == (12, 24)
    assert rubric.criteria[0].core == ("craft", "scope")
    assert [one.id for one in rubric.expectations] == ["a", "b"]


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_refused_with_file_line_and_key(name: str) -> None:
    right, wrong, line, said = WRONG[name]
    assert right in GOOD
    with pytest.raises(ConfigError) as refusal:
        parse_rubric(GOOD.replace(right, wrong, 2 if name.startswith("levels") else 1), "mine.toml")
    assert refusal.value.what.startswith(f"mine.toml:{line}: " if line else "mine.toml")
    assert said in refusal.value.what


@pytest.mark.parametrize("table", ["levels", "criteria"])
def test_a_rubric_has_levels_and_criteria(table: str) -> None:
    text = (
        'schema = 1\n[rubric]\nid = "x"\nname = "X"\n'
        + {
            "levels": '[[criteria]]\nid = "c"\nname = "C"\ncore = ["craft"]\n',
            "criteria": '[[levels]]\nid = "l"\nname = "L"\n',
        }[table]
    )
    with pytest.raises(ConfigError, match=f"{table} is missing"):
        parse_rubric(text, "mine.toml")


def test_the_lines_of_keys_are_found_through_strings_and_arrays() -> None:
    lines = locate_keys(GOOD)
    assert lines["criteria", 0, "core"] == 19
    assert lines["criteria", 0, "steps"] == 21
    assert lines["expectations", 0, "evidence"] == 31
    assert lines["expectations", 1] == 33
    assert ("expectations", 0, "id") in lines
    assert line_of(lines, ("expectations", 1, "no such key")) == 33
    assert line_of(lines, ("nothing",)) == 1


def test_a_file_is_read_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(GOOD, encoding="utf-8-sig")
    assert load_rubric(path).id == "mine"
    path.write_text(GOOD.replace('"craft"', '"luck"'))
    with pytest.raises(ConfigError, match=r"mine\.toml:19: criteria 1, core"):
        load_rubric(str(path))


def test_a_file_that_is_not_there_is_refused_with_the_names_that_are() -> None:
    with pytest.raises(UsageError, match="no rubric 'nowhere'") as refusal:
        load_rubric("nowhere")
    assert "default" in refusal.value.why


def test_a_folder_binary_or_endless_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        load_rubric(tmp_path)
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="cannot be read"):
        load_rubric(binary)
    endless = tmp_path / "endless.toml"
    endless.write_bytes(b"#" * 4_000_001)
    with pytest.raises(UsageError, match="too large"):
        load_rubric(endless)


PIECES = st.sampled_from(
    [*GOOD.splitlines(keepends=True), "[", "]", '"""', "'", "{", "= ", "\n", "\\", "[[levels]]", "true", "1e9", "#"]
)


@given(st.lists(PIECES, max_size=40).map("".join))
@settings(max_examples=200, deadline=None)
def test_no_text_is_more_than_a_refusal(text: str) -> None:
    with suppress(ConfigError):
        parse_rubric(text, "mine.toml")
