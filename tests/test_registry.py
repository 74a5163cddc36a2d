"""The guard: whatever a connector does costs its scope alone, and nothing hostile passes."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from harvester import registry
from harvester.connector import Session
from harvester.errors import ConfigError, ContractError, InterruptedRunError, SignInError, UsageError
from harvester.model import Evidence, Gap, Kind, Person, Ref, Role, Window
from harvester.registry import find_connectors, guarded, load_connector, make_connector
from tests.fakes.diary import Diary, DiarySettings, diary, page_entry, session

NOON = datetime(2026, 11, 12, 12, tzinfo=UTC)
WINDOW = Window(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 20, tzinfo=UTC))


def harvested(act: Callable[[], Any]) -> list[Evidence | Gap]:
    own = diary("mon", days={"mon": ["2026-11-10"]})
    own.on_page["mon"] = act
    return list(guarded(own, own.scopes()[0], WINDOW))


def fail(error: BaseException) -> Any:  # noqa: ANN401 - it never returns
    raise error


def test_the_built_in_connectors_are_found_like_any_other() -> None:
    installed = find_connectors()
    assert installed["git"].distribution == "evidence-harvester"
    assert load_connector("git").name == "git"


def test_a_misspelt_connector_is_answered_with_those_that_exist() -> None:
    with pytest.raises(UsageError) as refusal:
        load_connector("gitub")
    assert refusal.value.what == "There is no connector named 'gitub'."
    assert "git" in refusal.value.why


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (lambda: "a text", "neither Evidence nor Gap"),
        (lambda: page_entry("mon", NOON, source="github"), "another source"),
        (lambda: page_entry("mon", datetime(2026, 11, 10, tzinfo=UTC)), "twice"),
        (lambda: page_entry("mon", datetime(2025, 1, 1, tzinfo=UTC)), "outside the window"),
        (lambda: page_entry("mon", NOON.replace(tzinfo=None)), "outside the window"),
        (lambda: fail(RuntimeError("the page\x1b[2J is torn")), "RuntimeError: the page is torn"),
        (lambda: fail(UsageError("No such page.", why="it was torn out")), "No such page (it was torn out)."),
    ],
)
def test_a_breach_is_a_transient_gap_and_what_came_before_stays(act: Callable[[], Any], reason: str) -> None:
    first, second = harvested(act)
    assert isinstance(first, Evidence)
    assert isinstance(second, Gap)
    assert reason in second.reason
    assert not second.standing
    assert (second.source, second.scope) == ("diary", "mon")


def test_an_unknown_fact_is_a_breach() -> None:
    def act() -> Evidence:
        return Evidence(
            ref=Ref("diary", "x"), kind=Kind.NOTE, role=Role.AUTHOR, title="t", happened_at=NOON, facts={"mood": "good"}
        )

    gap = harvested(act)[1]
    assert isinstance(gap, Gap)
    assert "'mood'" in gap.reason


@pytest.mark.parametrize("error", [SignInError("Sign in."), InterruptedRunError("Stop."), KeyboardInterrupt()])
def test_what_concerns_the_person_passes_the_guard(error: BaseException) -> None:
    with pytest.raises(type(error)):
        harvested(lambda: fail(error))


def test_every_text_of_a_careless_connector_is_cleaned() -> None:
    dirty = "a\x1b[31mb\u202ec"

    def act() -> Evidence:
        return Evidence(
            ref=Ref("diary", "x"),
            kind=Kind.COMMIT,
            role=Role.AUTHOR,
            title=dirty,
            body=dirty,
            url="javascript:alert(1)",
            project=dirty,
            happened_at=NOON,
            people=(Person(f"email:{dirty}", dirty, dirty),),
            labels=(dirty,),
            facts={"branch": dirty},
        )

    evidence = harvested(act)[1]
    assert isinstance(evidence, Evidence)
    assert evidence.url == ""
    assert "\x1b" not in repr(evidence)
    assert "\u202e" not in repr(evidence)
    assert evidence.title == "abc"


def test_a_wrong_key_of_a_connectors_table_is_named_without_its_value() -> None:
    with pytest.raises(ConfigError) as refusal:
        make_connector("git", {"tokn": "ghp_abcdefghijklmnop"}, session())
    assert "tokn" in refusal.value.what
    assert "ghp_" not in f"{refusal.value.what}{refusal.value.why}{refusal.value.cure}"


def test_lists_of_a_connectors_table_may_come_from_the_environment() -> None:
    connector = make_connector("git", {"repositories": "/a, /b"}, session())
    assert connector.settings.repositories == ["/a", "/b"]


class _Torn(Diary):
    """A plugin whose constructor has a mistake."""

    def __init__(self, settings: DiarySettings, session: Session) -> None:
        super().__init__(settings, session)
        raise KeyError("cover")


def test_a_connector_that_fails_while_it_is_made_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "load_connector", lambda _: _Torn)
    with pytest.raises(ContractError) as refusal:
        make_connector("diary", {}, session())
    assert (refusal.value.what, refusal.value.why) == ("The connector 'diary' cannot be made.", "KeyError: 'cover'")
    assert refusal.value.cure
