"""Two windows that meet agree with the one they make, whatever was said."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from harvester.mentorship import Account, Exclusion, Told, keep_account, render_account
from harvester.model import Kind, PersonClass, Role, VerdictKind, Window
from harvester.people import Acquaintance, People
from tests.mentorship.remarks import decided, said

BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
END = datetime(2026, 5, 1, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
PEOPLE = People(
    [
        Acquaintance(ids=frozenset({"github:a", "github:a-work"}), person_class=PersonClass.JUNIOR),
        Acquaintance(ids=frozenset({"github:relay"}), person_class=PersonClass.BOT),
    ],
    BERLIN,
)
FACTS: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [{}, {"merged_before": 2}, {"observed_at": "2026-06-01T00:00:00Z", "pushed_after": False, "outdated": False}]
)
AUTHORS = ("a", "a-work", "b", "relay", "ghost", "c")


@st.composite
def talks(draw: st.DrawFn) -> list[Told]:
    """Some weeks of talk on a few pull requests, each of one author."""
    talk: list[Told] = []
    for number in range(1, draw(st.integers(0, 25)) + 1):
        pull = draw(st.integers(1, 6))
        kind = draw(st.sampled_from([Kind.REVIEW_COMMENT, Kind.REVIEW_COMMENT, Kind.COMMENT, Kind.REVIEW]))
        hours = draw(st.integers(0, int((END - BEGIN).total_seconds()) // 3600 - 1))
        talk.append(
            said(
                number,
                "",
                at=BEGIN + timedelta(hours=hours),
                to=AUTHORS[pull - 1],
                pull=pull,
                kind=kind,
                thread=100 * pull + draw(st.integers(1, 3)),
                role=draw(st.sampled_from([Role.REVIEWER, Role.REVIEWER, Role.AUTHOR, Role.RECIPIENT])),
                explains=draw(st.sampled_from([True, False, None])),
                facts=draw(FACTS),
            )
        )
    return sorted(talk, key=lambda one: (one.evidence.happened_at, one.evidence.ref))


def keep(talk: list[Told], since: datetime, until: datetime) -> Account:
    verdicts = [decided(VerdictKind.REJECTED, one) for one in talk[::7]]
    verdicts += [decided(VerdictKind.ACCEPTED, one) for one in talk[3::7]]
    return keep_account(talk, verdicts, PEOPLE, window=Window(since, until), zone=BERLIN)


def things(kept: Account) -> dict[str, set[object]]:
    """Give what is counted once: people, pull requests, weeks, threads, and threads that explain."""
    return {
        "people": {one.person for one in kept.people},
        "pull_requests": {one.pull_request for one in kept.threads},
        "weeks": {week for one in kept.threads for week in one.weeks},
        "threads": {one.ref for one in kept.threads},
        "explanatory": {one.ref for one in kept.threads if one.explaining},
        "received": {one.person for one in kept.received},
    }


@given(talks(), st.integers(0, int((END - BEGIN).total_seconds()) // 3600))
def test_comments_add_up_and_everything_else_is_the_union(talk: list[Told], hours: int) -> None:
    middle = BEGIN + timedelta(hours=hours)
    first, second, both = keep(talk, BEGIN, middle), keep(talk, middle, END), keep(talk, BEGIN, END)
    for sort in ("inline", "conversation", "review_bodies"):
        assert getattr(both.totals, sort) == getattr(first.totals, sort) + getattr(second.totals, sort)
    for why in Exclusion:
        assert both.count_excluded(why) == first.count_excluded(why) + second.count_excluded(why)
    assert things(both) == {name: mine | things(second)[name] for name, mine in things(first).items()}


@given(talks())
def test_the_totals_are_the_sizes_of_what_is_listed(talk: list[Told]) -> None:
    kept = keep(talk, BEGIN, END)
    listed = things(kept)
    content = render_account(kept, (), with_details=True)
    for name in ("people", "pull_requests", "weeks", "threads", "explanatory"):
        assert content["totals"][name] == len(listed[name])
    for counts in (content["totals"], *content["people"]):
        assert sum(counts["adopted"].values()) == counts["explanatory"]
        assert counts["explanatory"] <= counts["threads"]
    spoken = sum(one.evidence.role is not Role.RECIPIENT for one in talk)
    detailed = sum(one[sort] for one in content["details"] for sort in ("inline", "conversation", "review_bodies"))
    silent = [one for one in talk if one.evidence.role is not Role.RECIPIENT and one.evidence.body == ""]
    assert (detailed, silent) == (spoken, [])
