import pytest

from harvester.draft import check_claims, find_untraceable
from harvester.model import Kind, Role
from tests.draft.evidence import make_evidence, make_item

REQUEST = make_evidence(
    title="Cut checkout p99 latency by batching the ledger reads",
    body="Reads took 900 ms and take 310 ms now, 1,200 rows at a time. `LedgerReader.read_all` kept the lock because "
    "the pool was full. This avoids an outage in Frankfurt.",
    facts={"additions": 120},
)
DOCUMENT = make_evidence(Kind.DESIGN_DOC, ref="github:acme/pay#410:docs/adr/0007-batching.md", title="Batching")
ITEM = make_item(REQUEST, DOCUMENT)


@pytest.mark.parametrize(
    "text",
    [
        "Cut checkout p99 latency from 900 ms to 310ms.",
        "Changed LedgerReader.read_all in Frankfurt.",
        "Kept the lock because the pool was full.",
        "Avoided an outage in Frankfurt.",
        "Added 120 lines.",
        "Read 1,200 rows at a time.",
        "Why: “Reads took 900 ms and take 310 ms now, 1,200 rows at a time.”",
        "Why: “Reads took 900 ms … 1,200 rows at a time.”",
        "Cut latency; designed it (ADR-7).",
    ],
)
def test_what_the_evidence_says_is_traced(text: str) -> None:
    assert find_untraceable(text, ITEM) == []


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("Cut latency from 900 ms to 31 ms.", "31 ms"),
        ("Cut latency by 65 %.", "65 %"),
        ("Cut latency 3x.", "3x"),
        ("Changed LedgerWriter.write_all.", "LedgerWriter.write_all"),
        ("Cut latency in Paris.", "Paris"),
        ("Cut latency with Ben Example.", "Ben"),
        (
            "Cut latency because the index was missing everywhere.",
            "because: Cut latency because the index was missing everywhere.",
        ),
        ("Prevented an outage.", "Prevented: Prevented an outage."),
        ("Cut latency, so that customers stayed.", "so that: Cut latency, so that customers stayed."),
        ("Led the batching of the reads.", "Led"),
        ("Cut a critical latency.", "critical"),
        ("Cut latency in 3 pull requests.", "3 pull requests"),
        ("Why: “Reads took 900 ms because of Ben.”", "Reads took 900 ms because of Ben."),
        ("Fixed #999.", "#999"),
    ],
)
def test_what_the_evidence_does_not_say_is_not(text: str, claim: str) -> None:
    assert claim in find_untraceable(text, ITEM)


def test_each_claim_names_the_evidence_that_holds_it() -> None:
    claims = dict(check_claims("Cut latency from 900 ms; designed it (ADR-7).", ITEM))
    assert claims["900 ms"] == REQUEST.ref
    assert claims["designed"] == DOCUMENT.ref
    assert claims["ADR-7"] == DOCUMENT.ref


def test_counts_come_from_the_work_item_itself() -> None:
    second = make_evidence(ref="github:acme/pay#413", title="Use it", day=1)
    assert find_untraceable("Added it (2 pull requests in all).", make_item(REQUEST, second)) == []
    assert find_untraceable("Added it (3 pull requests in all).", make_item(REQUEST, second)) == ["3 pull requests"]


def test_a_part_needs_its_role() -> None:
    co_authored = make_evidence(role=Role.CONTRIBUTOR)
    assert find_untraceable("Co-authored it.", make_item(co_authored)) == []
    assert find_untraceable("Designed it.", make_item(co_authored)) == ["Designed"]


def test_possessives_and_inflections_are_the_same_word() -> None:
    item = make_item(
        make_evidence(title="Avoid Postgres's lock", body="This saves the replica of `read_all` some work.")
    )
    assert find_untraceable("Avoided the lock of Postgres.", item) == []
    assert find_untraceable("Avoided Postgres's lock and saved the replica some work.", item) == []
    assert find_untraceable("Changed read_all's replica.", item) == []


def test_a_number_inside_another_is_not_held() -> None:
    assert find_untraceable("It took 90 ms.", ITEM) == ["90 ms"]
    assert find_untraceable("It took 10 ms.", ITEM) == ["10 ms"]
