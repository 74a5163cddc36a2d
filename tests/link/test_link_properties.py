import random

from hypothesis import given
from hypothesis import strategies as st

from harvester.link import link
from harvester.model import Evidence, Kind, Ref, Role
from tests.link.evidence import make_commit, make_evidence, make_request, make_ticket

NUMBERS = st.integers(1, 9)
FRAGMENTS = st.sampled_from(
    [
        "Fixes #{n}",
        "Reverts #{n}",
        "Part of #{n}",
        "PAY-{n}: do it",
        "Closes PAY-{n}",
        "#{n}",
        "UTF-{n}",
        "fixes",
        "\n",
        "(",
    ]
)
TEXTS = st.lists(st.tuples(FRAGMENTS, NUMBERS), max_size=4).map(
    lambda parts: " ".join(fragment.format(n=number) for fragment, number in parts)
)
DAYS = st.floats(0, 400)


@st.composite
def draw_evidence(draw: st.DrawFn) -> Evidence:
    number, text, day = draw(NUMBERS), draw(TEXTS), draw(DAYS)
    match draw(st.integers(0, 4)):
        case 0:
            return make_request(number, text or "Work", draw(TEXTS), day=day)
        case 1:
            return make_commit(str(number), text or "Work", day=day, facts={"pull_request": number})
        case 2:
            return make_ticket(f"PAY-{number}", day=day, links=[f"jira:PAY-{draw(NUMBERS)}"])
        case 3:
            return make_evidence(f"github:acme/pay#{number}:docs/adr/1.md", Kind.DESIGN_DOC, day=day)
        case _:
            ref = f"github:acme/x#{number}/comment/{number}"
            return make_evidence(ref, Kind.REVIEW_COMMENT, Role.REVIEWER, body=text, day=day, thread=ref)


EVIDENCE = st.lists(draw_evidence(), max_size=20, unique_by=lambda one: one.ref)


@given(EVIDENCE, st.randoms(use_true_random=False))
def test_every_piece_is_in_exactly_one_item_in_whatever_order_it_came(
    evidence: list[Evidence], order: random.Random
) -> None:
    items = link(evidence)
    assert sorted(one.ref for item in items for one in item.evidence) == sorted(one.ref for one in evidence)
    assert all(item.lead in item.evidence for item in items)
    shuffled = list(evidence)
    order.shuffle(shuffled)
    assert link(shuffled) == items


@given(EVIDENCE, st.data())
def test_what_the_person_parted_is_never_together(evidence: list[Evidence], data: st.DataObject) -> None:
    if len(evidence) < 2:
        return
    refs = [one.ref for one in evidence]
    pairs = st.lists(st.tuples(st.sampled_from(refs), st.sampled_from(refs)).filter(lambda pair: pair[0] != pair[1]))
    parted: list[tuple[Ref, Ref]] = data.draw(pairs)
    for item in link(evidence, joined=data.draw(pairs), parted=parted):
        members = {one.ref for one in item.evidence}
        assert not any(one in members and other in members for one, other in parted)


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading_of_mentions(text: str) -> None:
    assert len(link([make_request(1, text, text), make_commit("a", text, text)])) in {1, 2}


def test_a_text_of_a_megabyte_is_read_to_its_limit() -> None:
    for hostile in ("Fixes #1, " * 100_000, "#" * 1_000_000, "A-" * 500_000, "fixes " * 170_000, "(" * 1_000_000):
        assert link([make_request(7, hostile, hostile)])
