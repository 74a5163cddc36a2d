import pytest

from harvester.draft.verb_table import ALSO_NOUNS, COMPOUNDING, FAULTS, OF_THE_SYSTEM, SURE, USUALLY
from harvester.draft.verbs import goes_on, is_author_verb, is_known_verb, is_stoppable, is_sure_verb, is_system_verb


@pytest.mark.parametrize(
    ("word", "following"),
    [
        ("add", "retries"),
        ("fix", "crash"),
        ("document", "why"),
        ("update", "the"),
        ("test", "the"),
        ("cap", "each"),
        ("test", "`read_all`"),
        ("move", "from"),
        ("switch", "to"),
        ("work", "around"),
        ("build", "a"),
        ("merge", "duplicates"),
    ],
)
def test_an_imperative_of_the_author(word: str, following: str) -> None:
    assert is_author_verb(word, following)


@pytest.mark.parametrize(
    ("word", "following"),
    [
        ("test", "flakiness"),
        ("fix", "for"),
        ("fix", "to"),
        ("update", "of"),
        ("set", "of"),
        ("build", "failures"),
        ("push", "notifications"),
        ("merge", "conflicts"),
        ("log", "rotation"),
        ("return", "the"),
        ("show", "the"),
        ("crash", "the"),
        ("frob", "the"),
    ],
)
def test_what_may_be_a_noun_or_the_programs_doing_is_not_the_authors(word: str, following: str) -> None:
    assert not is_author_verb(word, following)


def test_what_the_program_does_from_now_on() -> None:
    assert is_system_verb("say", "why")
    assert is_system_verb("return", "404")
    assert is_system_verb("show", "balances")
    assert is_system_verb("cache", "the")
    assert not is_system_verb("cache", "invalidation")
    assert not is_system_verb("add", "the")


def test_what_can_be_stopped_is_known_or_a_fault() -> None:
    assert is_stoppable("crash")
    assert is_stoppable("retry")
    assert not is_stoppable("frob")
    assert not is_known_verb("crash")


def test_a_further_verb_after_and_is_sure() -> None:
    assert goes_on("remove", "flags")
    assert goes_on("fix", "docs")
    assert goes_on("update", "the")
    assert not goes_on("fix", "for")
    assert goes_on("delete", "the")
    assert goes_on("write", "tests")
    assert not goes_on("delete", "UI")
    assert not goes_on("write", "analysis")
    assert not goes_on("create", "access")
    assert not goes_on("update", "endpoints")
    assert not goes_on("test", "the")


def test_no_fault_is_ever_a_deed() -> None:
    assert not FAULTS & SURE
    assert not any(is_author_verb(word, "on") for word in FAULTS)


def test_the_tables_do_not_contradict_each_other() -> None:
    assert not OF_THE_SYSTEM & USUALLY
    assert not {word for word in SURE if not is_sure_verb(word)} - ALSO_NOUNS
    assert COMPOUNDING <= SURE | USUALLY | ALSO_NOUNS | OF_THE_SYSTEM
