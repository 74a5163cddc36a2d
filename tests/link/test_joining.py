from datetime import timedelta

from harvester.link.joining import MOST_AT_HUB, MOST_HEADS, Joining, find_crowds
from tests.link.evidence import START


def make_joining(days: list[float], names: int = 0, parted: list[tuple[int, int]] | None = None) -> Joining:
    return Joining([START + timedelta(days=day) for day in days], names, parted or [])


def test_what_is_joined_is_found_as_one() -> None:
    joining = make_joining([0, 1, 2])
    joining.join(0, 1)
    assert joining.find(0) == joining.find(1)
    assert joining.find(0) != joining.find(2)


def test_joining_twice_changes_nothing() -> None:
    joining = make_joining([0] * (MOST_HEADS + 1))
    for _ in range(3):
        joining.join(0, 1)
    for node in range(2, MOST_HEADS):
        assert not joining.find_excess(0, node)
        joining.join(0, node)
    assert joining.find_excess(0, MOST_HEADS) == f"more than {MOST_HEADS} pieces"


def test_parts_add_nothing_to_the_size() -> None:
    joining = make_joining([0] * 100)
    for node in range(1, 99):
        joining.join(0, node, is_part=True)
    assert not joining.find_excess(0, 99)


def test_names_have_no_moment_and_no_size() -> None:
    joining = make_joining([0, 400], names=1)
    joining.join(0, 2)
    assert joining.find_excess(1, 2) == "more than 183 days from first to last"


def test_a_span_is_measured_over_all_that_was_joined() -> None:
    joining = make_joining([0, 100, 200])
    joining.join(0, 1)
    assert not joining.find_excess(1, 1)
    assert joining.find_excess(1, 2)


def test_parting_follows_what_was_joined() -> None:
    joining = make_joining([0, 1, 2, 3], parted=[(0, 3)])
    joining.join(0, 1)
    joining.join(2, 3)
    assert joining.are_parted(1, 2)
    assert not make_joining([0, 1]).are_parted(0, 1)


def test_a_crowd_is_many_or_long() -> None:
    many = {str(n): START for n in range(MOST_AT_HUB + 1)}
    long = {"first": START, "last": START + timedelta(days=121)}
    few = {"first": START, "last": START + timedelta(days=119)}
    assert find_crowds({"many": many, "long": long, "few": few}) == {
        "many": "13 pieces name it",
        "long": "it is named over more than 120 days",
    }
