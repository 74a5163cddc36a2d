"""What is let through to be read: everything that can be mine, little else."""

import pytest

from connectors.git.sieve import Sieve

ME = Sieve((b"ann@example.com", b"ann@users.noreply.github.com"))


def record(address: str = "ben@example.com", message: str = "Add it\n") -> bytes:
    return f"\n1 commit {'1' * 40} {'2' * 40}\n{address}\n1\n1\nBen\n{message}".encode()


@pytest.mark.parametrize("address", ["ann@example.com", "Ann@EXAMPLE.com", "7+Ann@users.noreply.github.com"])
def test_a_commit_of_mine_is_let_through(address: str) -> None:
    assert ME.may_be_mine(record(address))


@pytest.mark.parametrize("trailer", ["Co-authored-by", "co-authored-by", "CO-AUTHORED-BY"])
def test_a_commit_that_names_me_as_co_author_is_let_through(trailer: str) -> None:
    assert ME.may_be_mine(record(message=f"Add it\n\n{trailer}: Ann <Ann@example.com>"))
    assert ME.may_be_mine(record(message=f"{trailer}: Ann <ann@example.com>"))


def test_a_commit_that_names_me_otherwise_is_not_mine() -> None:
    assert not ME.may_be_mine(record(message="Add it\n\nSigned-off-by: Ann <ann@example.com>"))
    assert not ME.may_be_mine(record(message="Add it\n\nco-authored-by: Eve <eve@example.com>"))


def test_nobody_has_no_commits() -> None:
    assert not Sieve(()).may_be_mine(record("ann@example.com"))


REVERT = record(message=f"Revert it\n\nThis reverts commit {'3' * 40}.\n")


def test_what_may_be_mine_and_what_reverts_something_is_picked_by_its_place() -> None:
    assert ME.pick([record(), record("Ann@EXAMPLE.com"), record(), REVERT]) == {1, 3}
    assert ME.pick([record("7+Ann@users.noreply.github.com"), record("ann@example.com")]) == {0, 1}
    assert ME.pick([record(), record("ben@example.org")]) == ME.pick([]) == set()


def test_whatever_may_be_mine_is_picked() -> None:
    named = record(message="Add it\n\nCo-authored-by: Ann <ANN@example.com>")
    records = [record(), named, REVERT, record("Ann@example.com"), record(message="For ann@example.com")]
    mine = {place for place, one in enumerate(records) if ME.may_be_mine(one)}
    assert mine == {1, 3}
    assert ME.pick(records) > mine


def test_nobody_looks_for_reverts_alone() -> None:
    assert Sieve(()).pick([record(), REVERT, record("")]) == {1}
