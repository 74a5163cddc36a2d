"""A check-up: in order, within its time, and no examination stops the others."""

import threading
from collections.abc import Iterator

import pytest

from harvester.doctor import Examination, check_up
from harvester.doctor.words import doubt, well
from harvester.errors import SignInError
from harvester.model import Finding, Health
from tests.fakes.github.server import TOKEN


def test_findings_come_in_order_with_their_areas_whoever_is_first() -> None:
    slow, fast = threading.Event(), threading.Event()

    def wait() -> Iterator[Finding]:
        assert fast.wait(5)
        slow.set()
        yield well("slow")

    def hurry() -> Iterator[Finding]:
        fast.set()
        assert slow.wait(5)
        yield well("fast")

    found = check_up([Examination("first", wait), Examination("second", hurry)])
    assert [(one.area, one.what) for one in found] == [("first", "slow"), ("second", "fast")]


def test_an_examination_that_does_not_end_is_told_and_stopped() -> None:
    stop = threading.Event()

    def hang() -> Iterator[Finding]:
        stop.wait(30)
        yield well("too late")

    found = check_up([Examination("server", hang, stop), Examination("disk", lambda: [well("fine")])], limit_s=0.2)
    assert stop.is_set()
    assert [(one.area, one.state) for one in found] == [("server", Health.FAIL), ("disk", Health.OK)]
    assert found[0].cure == "harvester doctor --offline"


def test_what_two_examinations_find_is_told_once_by_the_first() -> None:
    same = doubt("There is no token.", cure="harvester auth set github")
    found = check_up([Examination("token", lambda: [same]), Examination("github", lambda: [same, well("fine")])])
    assert [(one.area, one.what) for one in found] == [("token", "There is no token."), ("github", "fine")]


def test_an_error_of_ours_is_a_finding_with_its_cure() -> None:
    def refuse() -> Iterator[Finding]:
        yield doubt("before", cure="x")
        raise SignInError("There is no token for github.", cure="harvester auth set github")

    [finding] = check_up([Examination("github", refuse)])
    assert (finding.state, finding.what, finding.cure) == (
        Health.FAIL, "There is no token for github.", "harvester auth set github",
    )  # fmt: skip


def test_any_other_failure_is_a_finding_too() -> None:
    def fail() -> Iterator[Finding]:
        raise RuntimeError("\x1b[2Jgone")

    [finding, fine] = check_up([Examination("talks", fail), Examination("disk", lambda: [well("fine")])])
    assert finding.state is Health.FAIL
    assert finding.what == "The examination failed: RuntimeError: gone."
    assert fine.state is Health.OK


def test_what_an_examination_says_is_cleaned_and_shows_no_secret() -> None:
    found = check_up([Examination("x", lambda: [doubt(f"a\x1b[31m\nb {TOKEN}", why="\u202e", cure="c\rd")])])
    assert (found[0].what, found[0].why, found[0].cure) == ("a b [redacted: GitHub token]", "", "c d")


def test_a_finding_that_is_not_well_needs_a_cure() -> None:
    with pytest.raises(ValueError, match="needs a cure"):
        Finding(state=Health.WARN, what="Something is odd.")
