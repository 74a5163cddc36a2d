"""What is in a tip and not in its ancestor, in whatever order history is told."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from connectors.git.boundary import SLOP, Boundary
from tests.connectors.git.conftest import NOW
from tests.fakes.imported_history import import_history, invent_history
from tests.fakes.repository import Repository

Parents = Mapping[bytes, Sequence[bytes]]


def name(number: int) -> bytes:
    return b"%040x" % number


@st.composite
def histories(draw: st.DrawFn) -> list[list[int]]:
    """Parents of each commit, the newest being number 0; every commit is reached from it."""
    size = draw(st.integers(2, 15))
    history: list[list[int]] = [[] for _ in range(size)]
    for number in range(1, size):
        for child in draw(st.sets(st.integers(0, number - 1), min_size=1, max_size=3)):
            history[child].append(number)
    return history


@given(history=histories(), data=st.data())
def test_what_is_inside_is_right_in_any_order_that_a_walk_can_have(
    history: list[list[int]], data: st.DataObject
) -> None:
    base = data.draw(st.integers(1, len(history) - 1))
    boundary = Boundary(name(0), name(base))
    queue, met = [0, base], {0, base}
    while queue:
        number = queue.pop(data.draw(st.integers(0, len(queue) - 1)))
        boundary.holds(name(number), [name(parent) for parent in history[number]])
        queue += [parent for parent in history[number] if parent not in met]
        met.update(history[number])
    assert set(boundary.inside) == {name(number) for number in reach(history, 0) - reach(history, base)}
    assert not boundary.is_too_long


def reach(history: list[list[int]], number: int) -> set[int]:
    return {number}.union(*(reach(history, parent) for parent in history[number]))


def test_a_commit_is_inside_until_it_is_known_not_to_be() -> None:
    boundary = Boundary(b"tip", b"base")
    assert boundary.holds(b"tip", [b"base", b"topic"])
    assert boundary.holds(b"topic", [b"start"])
    assert not boundary.holds(b"base", [b"topic"])
    assert boundary.inside == {b"tip": [b"base", b"topic"]}


def test_the_search_for_the_boundary_ends_a_thousand_commits_behind_it() -> None:
    boundary = Boundary(name(0), name(10))
    read = 0
    while not boundary.is_drawn:
        boundary.holds(name(read), [name(read + 1)])
        read += 1
    assert read == 9 + SLOP
    assert list(boundary.inside) == [name(number) for number in range(10)]


def test_a_commit_known_to_be_outside_is_not_waited_for() -> None:
    boundary = Boundary(b"tip", b"base")
    boundary.holds(b"tip", [b"base", b"old"])
    boundary.holds(b"base", [b"old", name(0)])
    for number in range(SLOP - 1):
        assert not boundary.is_drawn
        boundary.holds(name(number), [name(number + 1)])
    assert boundary.is_drawn


def test_the_commits_inside_come_in_the_order_of_git(tmp_path: Path) -> None:
    names = import_history(
        tmp_path / "pay.git", list(invent_history(600, authors=3, days=300, until=int(NOW.timestamp()) - 60))
    )
    repository = Repository(tmp_path / "pay.git")
    tip, base = names[-1], repository.git("rev-parse", f"{names[-1]}~80").strip()
    boundary = Boundary(tip.encode(), base.encode())
    for line in repository.git("rev-list", "--parents", tip).encode().splitlines():
        sha, *parents = line.split(b" ")
        boundary.holds(sha, parents)
    by_git = repository.git("rev-list", "--topo-order", "--parents", tip, f"^{base}").splitlines()
    ours = [b" ".join([sha, *parents]).decode() for sha, parents in boundary.in_graph_order()]
    assert ours == by_git
    assert len(ours) > 80
