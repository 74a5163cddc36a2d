"""Whose commit it is: exact addresses only."""

import pytest

from connectors.git.identity import Addresses, name_person
from harvester.connector import Identity
from harvester.model import Person
from tests.connectors.git.conftest import connect, harvest, shas
from tests.fakes.repository import ANN, BEN, Repository

MINE = Addresses.of(Identity.of(emails=["Ann.x@Example.com", "kim@example.com"], github=["Ann", "kim"]))


@pytest.mark.parametrize(
    "address",
    ["ann.x@example.com", "ANN.X@EXAMPLE.COM", " ann.x@example.com", "ann@users.noreply.github.com",
     "123+Ann@users.noreply.github.com"],
)  # fmt: skip
def test_an_address_of_mine_in_any_case_is_mine(address: str) -> None:
    assert address in MINE


@pytest.mark.parametrize(
    "address",
    ["", "annax@example.com", "ann.x@example.com.evil.example", "evil-ann.x@example.com", "ann.x@example.co",
     "аnn.x@example.com", "\u212aim@example.com", "kim\u200b@example.com", "ann+kim@users.noreply.github.com",
     "123+annette@users.noreply.github.com", "ann@users.noreply.github.com.evil.example", "ann"],
)  # fmt: skip
def test_a_look_alike_is_not_mine(address: str) -> None:
    assert address not in MINE


def test_an_empty_identity_owns_nothing() -> None:
    nobody = Addresses.of(Identity.of(emails=[""], github=[""]))
    assert "" not in nobody
    assert "@users.noreply.github.com" not in nobody
    assert nobody.needles() == ()


def test_others_are_named_by_login_where_there_is_one() -> None:
    assert name_person("Ben", "7+Ben@users.noreply.github.com", "author") == Person("github:ben", "Ben", "author")
    assert name_person("Ben", "Ben@Example.com", "author") == Person("email:ben@example.com", "Ben", "author")
    assert name_person("ci[bot]", "4+ci[bot]@users.noreply.github.com", "author").person_class == "bot"


def test_only_what_carries_my_address_is_mine(repository: Repository) -> None:
    mine = [
        repository.commit("Mine", {"a": "1"}, author=ANN),
        repository.commit("Mine in capitals", {"a": "2"}, author="ann <ANN@EXAMPLE.COM>"),
        repository.commit("Mine in the browser", {"a": "3"}, author="x <9+Ann@users.noreply.github.com>"),
        repository.commit("With me\n\nCo-authored-by: A <Ann@example.com>", {"a": "4"}, author=BEN),
    ]
    repository.commit("Namesake", {"a": "5"}, author="Ann Example <ann@example.org>")
    repository.commit("About me: ann@example.com", {"a": "6"}, author=BEN)
    repository.commit("Pressed by me", {"a": "7"}, author=BEN, committer=ANN)
    repository.commit("As a name", {"a": "8"}, author="ann@example.com <ben@example.com>")
    repository.commit("Not me\n\n> Co-authored-by: Ann <ann@example.com>", {"a": "9"}, author=BEN)
    assert shas(harvest(connect(repository.path))) == set(mine)
