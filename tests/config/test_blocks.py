"""One value of a TOML text is changed, and every other byte stays, whatever people write around it."""

import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.config.blocks import Value, add_table, extend_list, set_value, spell
from tests.config.files import ACCOUNTS, TEXTS, File, files

KEYS = st.sampled_from(["name", "class", "team", "since", "until"])


def people(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(text).get("people", [])
    return found


def is_insertion(before: str, after: str) -> bool:
    """Say whether all of a text stands in another in its order, with one piece put in."""
    places = range(len(before) + 1)
    return any(after.startswith(before[:place]) and after.endswith(before[place:]) for place in places)


@settings(deadline=None)
@given(files(), st.data(), KEYS, TEXTS)
def test_a_set_value_reads_as_asked_and_nothing_else_changes(
    file: File, data: st.DataObject, key: str, value: str
) -> None:
    block = data.draw(st.sampled_from(file.people))
    changed = set_value(file.text, ("people", block.row), key, value)
    meant = people(file.text)
    meant[block.row][key] = value
    assert tomllib.loads(changed) == {**tomllib.loads(file.text), "people": meant}
    if statement := block.find(key):
        before, behind = file.around(block, statement)
        assert changed == before + spell(value) + behind
    else:
        assert is_insertion(file.text, changed)


@settings(deadline=None)
@given(files(), st.data(), st.lists(ACCOUNTS, min_size=1, max_size=2))
def test_a_list_grows_and_nothing_in_it_or_around_it_changes(file: File, data: st.DataObject, more: list[str]) -> None:
    block = data.draw(st.sampled_from(file.people))
    statement = block.find("github")
    known = statement.value if statement else []
    changed = extend_list(file.text, ("people", block.row), "github", known, more)
    meant = people(file.text)
    meant[block.row]["github"] = [*known, *more]
    assert tomllib.loads(changed) == {**tomllib.loads(file.text), "people": meant}
    assert is_insertion(file.text, changed)


def test_a_list_written_as_one_text_becomes_a_list() -> None:
    text = '[[people]]\ngithub = "ben, benny" # both\n'
    changed = extend_list(text, ("people", 0), "github", ["ben", "benny"], ["b"])
    assert changed == '[[people]]\ngithub = ["ben", "benny", "b"] # both\n'


@settings(deadline=None)
@given(files(), st.dictionaries(KEYS, TEXTS), st.lists(ACCOUNTS, max_size=2))
def test_an_added_table_comes_last_behind_all_there_is(file: File, texts: dict[str, str], logins: list[str]) -> None:
    values: dict[str, Value] = {**texts, "github": logins, "quote": True}
    changed = add_table(file.text, "people", values)
    assert changed.startswith(file.text)
    assert people(changed) == [*people(file.text), {key: value for key, value in values.items() if value}]


@settings(deadline=None)
@given(st.text(max_size=20).filter(lambda text: text.isprintable()) | st.booleans() | st.lists(TEXTS))
def test_what_is_spelled_is_read_back(value: str | bool | list[str]) -> None:
    assert tomllib.loads(f"a = {spell(value)}") == {"a": value}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '[[people]]\nname = "B"\n'),
        ("level = 1\n", 'level = 1\n\n[[people]]\nname = "B"\n'),
        ("level = 1", 'level = 1\n\n[[people]]\nname = "B"\n'),
        ("level = 1\r\n", 'level = 1\r\n\r\n[[people]]\r\nname = "B"\r\n'),
    ],
)
def test_a_new_table_stands_apart(before: str, after: str) -> None:
    assert add_table(before, "people", {"name": "B", "team": ""}) == after


def test_a_new_key_is_indented_as_the_one_before_it() -> None:
    text = '[[people]]\n  github = [\n    "ben",\n  ] # here\n# next\n[me]\n'
    changed = set_value(text, ("people", 0), "class", "peer")
    assert changed == '[[people]]\n  github = [\n    "ben",\n  ] # here\n  class = "peer"\n# next\n[me]\n'


def test_a_comment_behind_a_changed_value_stays() -> None:
    text = '[[people]]\nclass = "junior"   # until spring\r\n'
    assert set_value(text, ("people", 0), "class", "peer") == '[[people]]\nclass = "peer"   # until spring\r\n'
