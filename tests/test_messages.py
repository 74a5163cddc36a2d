"""The page of messages is what the sources say, and every error says what to do."""

import ast
import importlib

import pytest

from docs.catalogue import PAGE, PARTIAL, STANDING, Message, Speller, is_asked_again, list_messages, render_page
from harvester.errors import HarvesterError, StoreError

MESSAGES = list_messages()


def spell(text: str, **known: str) -> str:
    names: dict[str, ast.expr] = {name: ast.Constant(value) for name, value in known.items()}
    return Speller(names, {}).spell(ast.parse(text, mode="eval").body)


def test_the_page_is_what_the_sources_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == render_page(), "run: python docs/catalogue.py"


def test_every_error_says_what_to_do() -> None:
    errors = [one for one in MESSAGES if one.code not in {STANDING, PARTIAL} and not is_asked_again(one)]
    assert [one for one in errors if not one.cure] == []


def test_every_error_is_found() -> None:
    """Each class of the tree that somebody raises is on the page, but those of which only kinds are raised."""
    importlib.import_module("connectors.git")
    spelled = PAGE.read_text(encoding="utf-8")
    assert len([one for one in MESSAGES if one.code == 2]) > 80
    assert {one.code for one in MESSAGES} == {STANDING, 1, 2, PARTIAL, 4, 5, 6, 130}
    assert {one.exit_code for one in HarvesterError.__subclasses__()} <= {one.code for one in MESSAGES}
    for what in (
        "There is no token for {account}.",
        "A merge conflict",
        "headings is wrong",
        "Not in a Git repository.",
    ):
        assert what.lower() in spelled.lower()


@pytest.mark.parametrize("one", MESSAGES, ids=lambda one: one.place)
def test_a_message_reads_as_a_sentence(one: Message) -> None:
    is_error = one.code not in {STANDING, PARTIAL}
    assert one.what == one.what.strip()
    assert "\n" not in one.what
    assert "  " not in one.what
    assert not one.what.endswith(("!", "..", ":"))
    assert not any(word in one.what.lower().split() for word in ("error", "error:", "invalid", "oops", "sorry"))
    if is_error:
        assert one.what[0].isupper() or one.what[0] in "{-[" or one.what.startswith(("cron", "harvester", "systemd"))


@pytest.mark.parametrize(
    ("source", "spelled"),
    [
        ("'plain'", "plain"),
        ("f'{self.path}:{line}: is {wrong!r}.'", "{path}:{line}: is {wrong}."),
        ("f'{clean_line(str(path))} is gone'", "{path} is gone"),
        ("f'a ' + 'b'", "a b"),
        ("'one' if few else 'many'", "one / many"),
        ("error.cure or 'harvester run'", "{cure} / harvester run"),
        ("cure", "try it"),
        ("f'known: {\", \".join(names)}'", "known: {names}"),
        ("f'{1 + 2}'", "{…}"),
        ("'{} is wrong'.format(key)", "{} is wrong"),
    ],
)
def test_a_message_is_spelled_with_the_names_of_what_differs(source: str, spelled: str) -> None:
    assert spell(source, cure="try it") == spelled


def test_an_error_without_a_cure_of_its_own_has_that_of_its_kind() -> None:
    assert StoreError("The store is gone.").cure == "harvester doctor"
    assert StoreError("The store is gone.", cure="find it").cure == "find it"
    assert HarvesterError("Something.").cure == ""
