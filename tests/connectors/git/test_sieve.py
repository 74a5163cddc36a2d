"""What is let through to be read: everything that can be mine, little else."""

import pytest

from connectors.git.sieve import Sieve

ME = Sieve((b"ann@example.com", b"ann@users.noreply.github.com"))


def record(address: str = "ben@example.com", message: str = "Add it\n") -> bytes:
    return f"\ncommit {'1' * 40} {'2' * 40}\n{address}\n1\n1\nBen\n{message}".encode()


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


def test_a_revert_and_a_merge_that_names_its_pull_request_are_let_through() -> None:
    revert = record(message=f"Revert it\n\nThis reverts commit {'3' * 40}.\n")
    merge = record(message="Merge pull request #7 from ben/topic\n\nAdd it")
    assert ME.lets_through(revert, [b"1"])
    assert ME.lets_through(merge, [b"1", b"2"])
    assert not ME.lets_through(merge, [b"1"])
    assert not ME.lets_through(record(), [b"1", b"2"])


def test_a_sieve_for_some_records_lets_through_the_same_of_them() -> None:
    revert = record(message=f"Revert it\n\nThis reverts commit {'3' * 40}.\n")
    merge = record(message="Merge pull request #7 from ben/topic\n\nAdd it")
    for records in ([record()], [record(), record("Ann@example.com")], [record(), revert], [merge, record(), revert]):
        narrow = ME.narrow(records)
        for one in records:
            for parents in ([b"1"], [b"1", b"2"]):
                assert narrow.lets_through(one, parents) == ME.lets_through(one, parents)


def test_a_sieve_for_some_records_looks_only_for_what_is_in_them() -> None:
    assert ME.narrow([record()]) == Sieve((), finds_reverts=False)
    assert ME.narrow([record("ANN@example.com")]) == Sieve((b"ann@example.com",), finds_reverts=False)
