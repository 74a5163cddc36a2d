"""The state machine: order, the card in hand, what is left, and every change as a new table."""

from dataclasses import replace

import pytest

from harvester.model import Category, Verdict, VerdictKind
from harvester.review import Card, Group, Review
from tests.review.piles import NOW, card

PAY = Group("acme/pay", Category.PROJECT)
LEDGER = Group("acme/ledger", Category.PROJECT)
DECISIONS = Group("acme/ledger", Category.DECISION)


def sure(number: int, confidence: float, group: Group = PAY) -> Card:
    plain = card(number)
    return replace(plain, draft=replace(plain.draft, confidence=confidence), group=group)


def accepted(one: Card) -> Verdict:
    return Verdict(ref=one.ref, kind=VerdictKind.ACCEPTED, text=one.text, category=one.category, decided_at=NOW)


@pytest.fixture
def five() -> list[Card]:
    return [sure(1, 0.5), sure(2, 0.9), sure(3, 0.7, DECISIONS), sure(4, 0.8, LEDGER), sure(5, 0.95, LEDGER)]


def test_cards_lie_by_work_and_category_and_the_surest_first(five: list[Card]) -> None:
    table = Review.deal(five)
    assert [one.ref for one in table.cards] == [five[at].ref for at in (4, 3, 2, 1, 0)]
    assert [(group, list(places)) for group, places in table.groups] == [
        (LEDGER, [0, 1]),
        (DECISIONS, [2]),
        (PAY, [3, 4]),
    ]


def test_outcomes_lie_last_whatever_their_work(five: list[Card]) -> None:
    outcome = sure(6, 1.0, Group("aaa", Category.PROJECT, is_outcomes=True))
    assert Review.deal([outcome, *five]).cards[-1] is outcome


def test_an_empty_table_has_no_card_and_nothing_left() -> None:
    table = Review.deal([])
    assert (table.current, table.left, table.minutes_left, table.groups) == (None, 0, 0, [])
    assert table.move(3).current is None
    assert table.search("x") is None
    assert table.open_in_group() == ()


@pytest.mark.parametrize(("by", "at"), [(1, 1), (-1, 0), (99, 4), (3, 3)])
def test_moving_ends_at_the_ends(five: list[Card], by: int, at: int) -> None:
    assert Review.deal(five).move(by).at == at


def test_a_decision_is_laid_on_its_card_and_the_next_open_one_is_taken(five: list[Card]) -> None:
    table = Review.deal(five).move(1)
    decided = table.decided([accepted(table.cards[1])])
    assert decided.cards[1].kind is VerdictKind.ACCEPTED
    assert (decided.at, decided.left, decided.steps) == (2, 4, (1,))
    assert table.left == 5


def test_after_the_last_card_the_first_open_one_is_taken(five: list[Card]) -> None:
    table = Review.deal(five).move(4)
    assert table.decided([accepted(table.cards[4])]).at == 0


def test_when_all_is_decided_the_last_card_stays_in_hand(five: list[Card]) -> None:
    table = Review.deal(five).move(2)
    table = table.decided([accepted(one) for one in table.cards])
    assert (table.at, table.left, table.minutes_left) == (2, 0, 0)


def test_thirty_cards_take_five_minutes() -> None:
    assert Review.deal(card(number) for number in range(1, 31)).minutes_left == 5


def test_another_category_stays_with_the_card_and_does_not_move_it(five: list[Card]) -> None:
    table = Review.deal(five).choose(Category.MENTORSHIP)
    assert table.cards[0].category is Category.MENTORSHIP
    assert table.cards[0].group == LEDGER


@pytest.mark.parametrize("query", ["NUMBER 3", "pay#3", "  number 3 "])
def test_searching_takes_the_next_card_that_holds_the_text(five: list[Card], query: str) -> None:
    found = Review.deal(five).search(query)
    assert found
    assert found.current
    assert found.current.ref == five[2].ref


def test_an_empty_search_goes_on_with_the_last_and_comes_round(five: list[Card]) -> None:
    table = Review.deal(five).search("acme/ledger")
    places = []
    for _ in range(4):
        assert table
        places.append(table.at)
        table = table.search("")
    assert places == [1, 2, 3, 0]


def test_a_search_without_a_find_changes_nothing(five: list[Card]) -> None:
    assert Review.deal(five).search("nothing like it") is None


def test_the_cards_of_a_group_are_its_open_ones(five: list[Card]) -> None:
    table = Review.deal(five)
    table = table.decided([accepted(table.cards[0])])
    assert [one.ref for one in table.open_in_group()] == [five[3].ref]
    assert len(table.open_everywhere()) == 4


def test_outcomes_are_never_taken_with_others(five: list[Card]) -> None:
    outcome = sure(6, 1.0, Group("acme/pay", Category.PROJECT, is_outcomes=True))
    table = Review.deal([*five, outcome])
    assert table.move(5).open_in_group() == ()
    assert outcome not in table.open_everywhere()


def test_the_card_above_is_the_nearest_open_one(five: list[Card]) -> None:
    table = Review.deal(five).move(2)
    table = table.decided([accepted(table.cards[1])]).pick(table.cards[2].ref)
    assert table.above is not None
    assert table.above.ref == table.cards[0].ref
    assert Review.deal(five).above is None


def test_cards_can_be_dealt_again_in_their_places(five: list[Card]) -> None:
    table = Review.deal(five).move(3)
    again = table.redealt({five[4].ref, five[3].ref}, [sure(4, 0.1, LEDGER)], hand=five[3].ref, is_step=True)
    assert [one.ref for one in again.cards] == [five[at].ref for at in (3, 2, 1, 0)]
    assert (again.at, again.steps) == (0, (1,))
    assert again.stepped_back().steps == ()
