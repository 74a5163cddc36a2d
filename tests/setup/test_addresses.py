"""Which addresses look like the person's: offered with their reason, and only git config's taken."""

import pytest

from harvester.connector import Identity
from harvester.setup.addresses import Address, gather_addresses, list_seen
from harvester.setup.clones import Author, Clone

ANN = Identity.of("Ann Example", emails=["ann@example.com"])


def clone(*authors: Author, me: Identity = ANN) -> Clone:
    return Clone(path="/src/pay", me=me, authors=authors)


def offered(author: Author, logins: tuple[str, ...] = ()) -> str:
    """The reason for which an author is offered, "" where it is not."""
    found = gather_addresses([ANN], [clone(author)], logins)
    return next((one.why for one in found if one.text == author.address), "")


@pytest.mark.parametrize(
    ("author", "why"),
    [
        (Author("ann@old.example.com", "Ann Example", 3), "as Ann Example"),
        (Author("a.example@corp.example", "ann  EXAMPLE", 3), "as ann  EXAMPLE"),
        (Author("a.example@corp.example", "Ánn Éxample", 3), "as Ánn Éxample"),
        (Author("7+annex@users.noreply.github.com", "annex", 3), "noreply address of annex"),
        (Author("annex@users.noreply.github.com", "?", 3), "noreply address of annex"),
        (Author("7+other@users.noreply.github.com", "Ann Example", 3), "as Ann Example"),
        (Author("ann@laptop.local", "root", 3), "ann@ too"),
        (Author("ben@example.com", "Ben Example", 3), ""),
        (Author("7+annexe@users.noreply.github.com", "annexe", 3), ""),
        (Author("ann", "nobody", 3), ""),
        (Author("joann@example.com", "Jo Ann Example", 3), ""),
    ],
)
def test_an_address_is_offered_with_what_makes_it_look_like_mine(author: Author, why: str) -> None:
    assert offered(author, ("Annex",)) == why


def test_git_config_comes_first_and_the_rest_by_commits_over_all_clones() -> None:
    work = Identity.of("Ann Example", emails=["ann@work.example"])
    found = gather_addresses(
        [ANN],
        [
            clone(Author("ann@a.example", "Ann Example", 2), Author("ann@example.com", "Ann Example", 1)),
            clone(Author("ann@b.example", "Ann Example", 3), Author("ann@a.example", "A", 2), me=work),
        ],
        (),
    )
    assert [(one.text, one.commits, one.is_configured) for one in found] == [
        ("ann@example.com", 1, True),
        ("ann@work.example", 0, True),
        ("ann@a.example", 4, False),
        ("ann@b.example", 3, False),
    ]


@pytest.mark.parametrize("name", ["", "root", "Your Name", "test"])
def test_a_name_that_anybody_may_have_makes_nobody_alike(name: str) -> None:
    me = Identity.of(name, emails=["git@example.com"])
    stranger = Author("stranger@example.com", name, 3)
    namesake = Author("git@other.example", "?", 3)
    found = gather_addresses([me], [clone(stranger, namesake, me=me)], ())
    assert [one.text for one in found] == ["git@example.com"]


def test_without_any_configuration_nobody_is_assumed_and_all_can_be_seen() -> None:
    crowd = clone(*(Author(f"{number:02}@example.com", "N", number) for number in range(1, 13)), me=Identity())
    assert gather_addresses([Identity()], [crowd], ()) == []
    seen = list_seen([crowd, crowd])
    assert seen[0] == Address(text="12@example.com", commits=24, why="N", is_configured=False)
    assert len(seen) == 9
