from datetime import timedelta
from zoneinfo import ZoneInfo

from harvester.draft import select_drafts
from harvester.model import Category, Draft, Match, Ref
from tests.draft.evidence import START


def make_draft(
    number: int, text: str = "", *, day: float = 0, confidence: float = 0.5, category: Category = Category.PROJECT
) -> Draft:
    words = ["Cut", "latency", "ledger", "replica", "parser", "export", "tariff", "index", "cursor", "queue"]
    ref = Ref.parse(f"github:acme/pay#{number}")
    return Draft(
        ref=ref,
        category=category,
        text=text or f"{words[number % 10]} {words[number // 10 % 10]} {chr(97 + number % 26) * 4} work.",
        happened_at=START + timedelta(days=day),
        refs=(ref,),
        links=((f"#{number}", f"https://example.com/{number}"),),
        confidence=confidence,
    )


def test_the_strongest_of_a_week_are_kept_and_the_rest_says_why() -> None:
    drafts = [make_draft(n, confidence=n / 10) for n in range(5)]
    selection = select_drafts(drafts, limit_a_week=2)
    assert {draft.ref.key for draft in selection.kept} == {"acme/pay#3", "acme/pay#4"}
    assert [draft.ref.key for draft, _ in selection.held_back] == ["acme/pay#2", "acme/pay#1", "acme/pay#0"]
    assert selection.held_back[0][1] == "2026-W45 already has its 2 strongest drafts"


def test_the_limit_is_of_the_week_of_the_event() -> None:
    drafts = [make_draft(n, day=7 * n) for n in range(4)]
    assert len(select_drafts(drafts, limit_a_week=1).kept) == 4


def test_drafts_of_earlier_runs_count() -> None:
    selection = select_drafts([make_draft(1)], limit_a_week=2, already={"2026-W45": 2})
    assert selection.kept == []
    assert len(selection.held_back) == 1


def test_a_first_run_keeps_the_strongest_of_all() -> None:
    drafts = [make_draft(n, day=7 * n, confidence=n / 10) for n in range(5)]
    selection = select_drafts(drafts, limit_a_week=15, first_run_limit=2)
    assert {draft.ref.key for draft in selection.kept} == {"acme/pay#3", "acme/pay#4"}
    assert selection.held_back[0][1] == "a first run drafts the 2 strongest only"


def test_what_the_criteria_say_breaks_a_tie() -> None:
    weak = make_draft(1)
    strong = make_draft(2)
    strong = Draft(
        ref=strong.ref,
        category=strong.category,
        text=strong.text,
        happened_at=strong.happened_at,
        matches=(Match("impact", 0.9, "a number"),),
        confidence=strong.confidence,
    )
    assert select_drafts([weak, strong], limit_a_week=1).kept == [strong]


def test_kept_drafts_stand_in_the_order_of_their_events() -> None:
    drafts = [make_draft(1, day=3, confidence=0.9), make_draft(2, day=1), make_draft(3, day=2)]
    assert [draft.ref.key for draft in select_drafts(drafts, limit_a_week=9).kept] == [
        "acme/pay#2",
        "acme/pay#3",
        "acme/pay#1",
    ]


def test_many_small_similar_things_are_one_line() -> None:
    drafts = [
        make_draft(n, f"Fixed typo in {name}.", day=n / 10) for n, name in enumerate(("a.md", "b.md", "c.md", "d.md"))
    ]
    selection = select_drafts(drafts, limit_a_week=9)
    (kept,) = selection.kept
    assert kept.text == "Fixed typo in a.md, and 3 similar changes."
    assert [str(ref) for ref in kept.refs] == [f"github:acme/pay#{n}" for n in range(4)]
    assert kept.links[:2] == (("#0", "https://example.com/0"), ("#1", "https://example.com/1"))
    assert selection.folded[0][1:] == (
        kept.ref,
        "one of 4 small similar changes, told by github:acme/pay#0",
    )


def test_two_similar_things_stay_two() -> None:
    drafts = [make_draft(1, "Fixed typo in a.md."), make_draft(2, "Fixed typo in b.md.")]
    assert len(select_drafts(drafts, limit_a_week=9).kept) == 2


def test_the_same_said_twice_is_one_line() -> None:
    drafts = [make_draft(1, "Bumped the driver to 1.2."), make_draft(2, "Bumped the driver to 1.3.", confidence=0.9)]
    selection = select_drafts(drafts, limit_a_week=9)
    assert [draft.text for draft in selection.kept] == ["Bumped the driver to 1.3, and 1 similar change."]
    assert selection.folded[0][2] == "says the same as github:acme/pay#2"


def test_similar_things_far_apart_in_time_or_of_two_categories_stay_apart() -> None:
    text = "Bumped the driver to 1.2."
    assert len(select_drafts([make_draft(1, text), make_draft(2, text, day=40)], limit_a_week=9).kept) == 2
    other = make_draft(2, text, category=Category.DECISION)
    assert len(select_drafts([make_draft(1, text), other], limit_a_week=9).kept) == 2


def test_a_long_draft_is_never_one_of_many() -> None:
    drafts = [make_draft(n, f"Cut checkout latency {'very ' * 20}{chr(97 + n) * 5}.") for n in range(4)]
    assert len(select_drafts(drafts, limit_a_week=9).kept) == 4


def test_weeks_begin_where_the_person_lives() -> None:
    saturday, sunday_evening = make_draft(1, day=5), make_draft(2, day=6.5)
    assert len(select_drafts([saturday, sunday_evening], limit_a_week=1).kept) == 1
    zone = ZoneInfo("Pacific/Auckland")
    assert len(select_drafts([saturday, sunday_evening], limit_a_week=1, zone=zone).kept) == 2


def test_nothing_is_lost_between_kept_held_back_and_folded() -> None:
    drafts = [make_draft(n, day=n / 3, confidence=(n * 7 % 10) / 10) for n in range(60)]
    selection = select_drafts(drafts, limit_a_week=3, first_run_limit=10)
    told = [*selection.kept, *(draft for draft, _ in selection.held_back), *(draft for draft, _, _ in selection.folded)]
    assert sorted(draft.ref for draft in told) == sorted(draft.ref for draft in drafts)
    assert len(selection.kept) <= 10


def test_our_own_frame_makes_nothing_alike() -> None:
    work = ["read tickets once", "run the ledger nightly", "refuse torn exports", "look for lost rows"]
    drafts = [make_draft(n, f"Changed the code to {what}.") for n, what in enumerate(work)]
    assert len(select_drafts(drafts, limit_a_week=9).kept) == 4
    series = [make_draft(n, f"Changed the code to read the export of region {n}.") for n in range(4)]
    assert len(select_drafts(series, limit_a_week=9).kept) == 1
