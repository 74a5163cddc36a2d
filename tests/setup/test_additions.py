"""What a configuration lacks: the lines that would say it, and that they do once they are written there."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from harvester.config.file import ConfigFile
from harvester.setup.additions import list_additions
from harvester.setup.text import Key, Value, compose

REPOSITORIES: Key = ("connectors.git", "repositories")
EMAILS: Key = ("me", "emails")


def additions(text: str, values: dict[Key, Value]) -> list[tuple[str, list[str]]]:
    file = ConfigFile(Path("config.toml"), exists=True, text=text, written=tomllib.loads(text))
    return [(one.where, list(one.lines)) for one in list_additions(file, values)]


@pytest.mark.parametrize(
    ("text", "where", "lines"),
    [
        ('[me]\nemails = ["a@x"]\n', "instead of `emails` in line 2", ['emails = ["a@x", "b@x"]']),
        ('\n[me]\nname = "A"\n', "below line 2", ['emails = ["b@x"]']),
        ('level = "mid"\n', "at the end", ["[me]", 'emails = ["b@x"]']),
        ("", "at the end", ["[me]", 'emails = ["b@x"]']),
    ],
)
def test_a_list_keeps_what_stands_there(text: str, where: str, lines: list[str]) -> None:
    assert additions(text, {EMAILS: ["b@x"]}) == [(where, lines)]


def test_what_is_said_already_is_not_said_again() -> None:
    text = 'rubric = "default"\n[me]\nemails = ["a@x", "b@x"]\n'
    assert additions(text, {EMAILS: ["b@x"], ("", "rubric"): "default"}) == []


def test_a_key_of_the_top_goes_above_the_tables() -> None:
    assert additions("[me]\n", {("", "rubric"): "mine.toml"}) == [("above the first table", ['rubric = "mine.toml"'])]
    assert additions('rubric = "x"\n', {("", "rubric"): "y"}) == [("instead of `rubric` in line 1", ['rubric = "y"'])]


def test_of_several_tables_the_first_is_added_to() -> None:
    text = '[[connectors.git]]\nname = "a"\nrepositories = ["~/a"]\n[[connectors.git]]\nname = "b"\n'
    assert additions(text, {REPOSITORIES: ["~/c"]}) == [
        ("instead of `repositories` in line 3", ['repositories = ["~/a", "~/c"]'])
    ]


def test_the_lines_do_what_they_are_for_in_a_configuration_of_init() -> None:
    text = compose({EMAILS: ["a@x"]})
    values: dict[Key, Value] = {EMAILS: ["b@x"], REPOSITORIES: ["~/c"]}
    written = _follow(text, additions(text, values))
    assert written["me"]["emails"] == ["a@x", "b@x"]
    assert written["connectors"]["git"] == {"repositories": ["~/c"]}


def _follow(text: str, told: list[tuple[str, list[str]]]) -> dict[str, Any]:
    """Do by hand what was told."""
    lines = text.splitlines()
    for where, new in told:
        if where == "at the end":
            lines += new
        else:
            at = int(where.rpartition(" ")[2])
            lines[at - 1 : at] = new if where.startswith("instead") else [lines[at - 1], *new]
    return tomllib.loads("\n".join(lines))
