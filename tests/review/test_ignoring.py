"""The rule offered after the third rejection of a kind, in the words of the configuration."""

import tomllib
from dataclasses import replace

import pytest

from harvester.model import Evidence, FileChange
from harvester.review import find_offer
from harvester.round import IgnoreRule
from tests.review.piles import evidence


def titled(*titles: str, path: str = "") -> list[Evidence]:
    pieces = [evidence(number, title=title) for number, title in enumerate(titles, start=1)]
    return [
        replace(one, files=[FileChange(path.format(at) or f"part{at}/x.py", 1, 1)]) for at, one in enumerate(pieces)
    ]


BUMPS = titled("Bump requests to 2", "Bump click to 9", "Bump rich to 15")


def test_the_third_rejection_of_a_kind_offers_a_rule() -> None:
    assert find_offer(BUMPS[1], BUMPS[:2], []) is None
    offer = find_offer(BUMPS[2], BUMPS, [])
    assert offer
    assert (offer.key, offer.pattern, offer.count) == ("ignore_titles", r"^Bump\b", 3)


def test_the_fourth_rejection_does_not_nag() -> None:
    four = [*BUMPS, evidence(9, title="Bump tox")]
    assert find_offer(four[3], four, []) is None


def test_a_rule_that_fits_something_accepted_is_not_offered() -> None:
    assert find_offer(BUMPS[2], BUMPS, [evidence(9, title="Bump the p99 budget after a talk with the team")]) is None


@pytest.mark.parametrize(
    ("titles", "pattern"),
    [
        (("chore: a", "chore: b", "chore: c"), "^chore"),
        (("chore(deps): a", "chore(deps): b", "chore(deps)!: c"), r"^chore\(deps\)"),
    ],
)
def test_a_conventional_prefix_makes_the_kind(titles: tuple[str, ...], pattern: str) -> None:
    offer = find_offer(titled(*titles)[2], titled(*titles), [])
    assert offer
    assert offer.pattern == pattern


@pytest.mark.parametrize(
    ("third", "pattern"), [("Update README once more", r"^Update README\b"), ("Update the pins", None)]
)
def test_a_verb_that_says_little_needs_the_word_behind_it(third: str, pattern: str | None) -> None:
    pieces = titled("Update README again", "Update README for 2.0", third)
    offer = find_offer(pieces[2], pieces, [])
    assert (offer.pattern if offer else None) == pattern


def test_a_folder_makes_the_kind_where_titles_differ() -> None:
    pieces = titled("Add a", "Fix b", "Move c", path="docs/page{}.md")
    offer = find_offer(pieces[2], pieces, [evidence(9, title="Move d")])
    assert offer
    assert (offer.key, offer.pattern) == ("ignore_paths", "docs/*")


def test_the_words_are_those_of_the_configuration_and_do_what_they_say() -> None:
    offer = find_offer(BUMPS[2], BUMPS, [])
    assert offer
    table = tomllib.loads(offer.spell(["^WIP"]))["harvest"]
    assert table == {"ignore_titles": ["^WIP", r"^Bump\b"]}
    rule = IgnoreRule(titles=table["ignore_titles"])
    assert all(rule(one) for one in BUMPS)
    assert not rule(evidence(9, title="Bumpy ride"))


def test_a_title_cannot_break_the_rule() -> None:
    pieces = titled(*['a"b\\(c: x'] * 3)
    offer = find_offer(pieces[2], pieces, [])
    assert offer is None or tomllib.loads(offer.spell())
