"""A sitting on a real store and document: each decision stored at once, all of it undone, the document written once."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from harvester.errors import DocumentError, UsageError
from harvester.model import Category, Draft, Evidence, Kind, Ref, Role, VerdictKind
from harvester.review import PlanLine
from harvester.sitting import Sitting
from harvester.store import DraftState, open_store
from harvester.sync import place_drafts
from tests.review.piles import NOW, STATE, brag, draft, evidence, fill, house, keep, pile, place_of, sitting_at


@pytest.fixture
def six(home: Path) -> list[Ref]:
    return fill(home, pile(6))


@pytest.fixture
def table(home: Path, six: list[Ref]) -> Iterator[Sitting]:
    assert six
    with sitting_at(home) as sitting:
        yield sitting


def hand(sitting: Sitting) -> Ref:
    return sitting.card.ref


def line_of(home: Path, ref: Ref) -> str:
    return next((line for line in brag(home).splitlines() if f"hv {ref} " in line), "")


def kept(home: Path) -> list[tuple[Ref, VerdictKind]]:
    """Read what another process would find decided."""
    with open_store(home / STATE, in_memory=True) as store:
        return [(ref, verdict.kind) for ref, verdict in store.verdicts.decided().items()]


def test_each_decision_is_stored_at_once_and_the_document_waits(table: Sitting, home: Path) -> None:
    before = brag(home)
    first, second, third, fourth = (card.ref for card in table.review.cards[:4])
    assert [table.accept(), table.reject(), table.edit("Made it mine."), table.later()] == [
        "accepted", "rejected", "edited", "later",
    ]  # fmt: skip
    assert kept(home) == [
        (first, VerdictKind.ACCEPTED),
        (second, VerdictKind.REJECTED),
        (third, VerdictKind.EDITED),
        (fourth, VerdictKind.LATER),
    ]
    assert brag(home) == before
    assert table.close() == []
    assert line_of(home, first).startswith("- 2026-")
    assert line_of(home, second) == ""
    assert "Made it mine." in line_of(home, third)
    assert line_of(home, fourth).startswith("- [ ] ")
    assert table.summary() == "1 accepted, 1 edited, 1 rejected, 1 later; 2 left"


def test_closing_twice_changes_nothing_more(table: Sitting, home: Path) -> None:
    table.accept()
    table.close()
    after = brag(home)
    table.close()
    assert brag(home) == after


def test_what_closing_would_change_is_told_before(table: Sitting, home: Path) -> None:
    assert table.difference() == []
    ref = hand(table)
    line = line_of(home, ref)
    table.accept()
    assert table.difference() == [f"-{line}", f"+{line.replace('- [ ] ', '- ')}"]


def test_a_sitting_that_never_closed_is_written_by_the_next(home: Path, six: list[Ref]) -> None:
    assert six
    with sitting_at(home) as sitting:
        ref = hand(sitting)
        sitting.accept()
    with sitting_at(home) as sitting:
        assert (sitting.carried_over, len(sitting.review.cards)) == (1, 5)
        sitting.close()
    assert line_of(home, ref).startswith("- 2026-")
    with sitting_at(home) as sitting:
        assert sitting.carried_over == 0


def test_undo_and_redo_go_across_sittings(home: Path, six: list[Ref]) -> None:
    assert six
    original = brag(home)
    with sitting_at(home) as sitting:
        sitting.accept()
        sitting.reject()
        sitting.edit("Other words.")
        sitting.close()
    decided = brag(home)
    with sitting_at(home) as sitting:
        assert [sitting.undo() for _ in range(3)] == [
            "taken back: edited",
            "taken back: rejected",
            "taken back: accepted",
        ]
        assert len(sitting.review.cards) == 6
        assert sitting.review.left == 6
        sitting.close()
        assert sorted(brag(home).splitlines()) == sorted(original.splitlines())
    with sitting_at(home) as sitting:
        for _ in range(3):
            sitting.redo()
        sitting.close()
    assert sorted(brag(home).splitlines()) == sorted(decided.splitlines())
    with sitting_at(home) as sitting, pytest.raises(UsageError):
        sitting.redo()


def test_undo_takes_the_card_in_hand_again(table: Sitting) -> None:
    first = hand(table)
    table.accept()
    assert hand(table) != first
    table.undo()
    assert hand(table) == first
    assert table.card.is_open


def test_with_nothing_decided_there_is_nothing_to_take_back(table: Sitting) -> None:
    with pytest.raises(UsageError):
        table.undo()


def test_a_batch_is_one_step_back_and_forth(table: Sitting) -> None:
    batch = table.batch(everywhere=True)
    assert (len(batch.sure), batch.doubtful) == (6, 0)
    assert table.accept_batch(batch) == "6 accepted"
    assert table.undo() == "taken back: 6 decisions"
    assert table.review.left == 6
    assert table.redo() == "done again: 6 decisions"
    assert table.review.left == 0
    table.undo()
    assert table.review.left == 6


def test_a_newer_decision_ends_what_can_be_done_again(table: Sitting) -> None:
    table.accept_batch(table.batch(everywhere=True))
    table.undo()
    table.reject()
    table.undo()
    assert table.redo() == "done again: rejected"
    with pytest.raises(UsageError):
        table.redo()
    assert table.review.left == 5


def test_a_change_of_drafts_that_was_taken_back_is_ended_by_a_newer_decision_too(table: Sitting) -> None:
    table.choose_criteria(["craft"])
    table.undo()
    table.later()
    table.undo()
    assert table.redo() == "done again: later"
    with pytest.raises(UsageError):
        table.redo()


def test_a_batch_leaves_out_every_kind_of_doubt(home: Path) -> None:
    shared = evidence(1, role=Role.CONTRIBUTOR)
    secret = replace(evidence(3), body="[redacted: GitHub token]")
    untraced = evidence(5)
    fill(home, [
        (draft(shared), [shared]),
        (draft(secret), [secret]),
        (draft(untraced, text="Added export number 5 and saved 40 %."), [untraced]),
        (draft(evidence(7), confidence=0.84), [evidence(7)]),
        (draft(evidence(9)), [evidence(9)]),
    ])  # fmt: skip
    with sitting_at(home) as sitting:
        batch = sitting.batch()
        assert ([card.ref.key for card in batch.sure], batch.doubtful) == (["acme/pay#9"], 4)
        sitting.accept_batch(batch)
        with pytest.raises(UsageError):
            sitting.accept_batch(sitting.batch())
    assert len(kept(home)) == 1


def test_the_threshold_is_the_configured_one(home: Path) -> None:
    fill(home, [(draft(evidence(1), confidence=0.7), [evidence(1)])])
    with sitting_at(home, rules=replace(house(), threshold=0.6)) as sitting:
        assert len(sitting.batch().sure) == 1


def test_another_category_moves_the_line_and_teaches(table: Sitting, home: Path) -> None:
    ref = hand(table)
    assert table.choose(Category.MENTORSHIP) == "category: People helped"
    table.accept()
    table.close()
    text = brag(home)
    assert text.index("## People helped") < text.index(f"hv {ref} ")
    stored = next(iter(table.store.drafts.read(refs=[ref])))
    assert stored.verdict
    assert (stored.draft.category, stored.verdict.category) == (Category.PROJECT, Category.MENTORSHIP)


def test_criteria_are_those_of_the_rubric_three_at_most_and_can_be_taken_back(table: Sitting) -> None:
    ref = hand(table)
    table.choose(Category.DECISION)
    table.choose_criteria(["craft", "ownership"])
    matches = table.card.draft.matches
    assert [(match.criterion_id, match.reason) for match in matches] == [
        ("craft", "named by you"),
        ("ownership", "you carried it from start to end"),
    ]
    assert (hand(table), table.card.category) == (ref, Category.DECISION)
    for wrong in (["charm"], ["craft", "scope", "impact", "ownership"]):
        with pytest.raises(UsageError):
            table.choose_criteria(wrong)
    table.undo()
    assert [match.criterion_id for match in table.card.draft.matches] == ["ownership"]
    table.redo()
    assert [match.criterion_id for match in table.card.draft.matches] == ["craft", "ownership"]


def test_joined_drafts_are_one_with_all_the_evidence(table: Sitting, home: Path) -> None:
    first, second = (card.ref for card in table.review.cards[:2])
    table.review = table.review.pick(second)
    table.merge()
    assert (hand(table), len(table.review.cards)) == (first, 5)
    assert [one.ref for one in table.brief(table.card).evidence] == [first, second]
    assert table.store.evidence.draft_refs([second]) == {second: first}
    table.accept()
    table.close()
    line = line_of(home, first)
    assert f"#{first.key.partition('#')[2]}" in line
    assert f"#{second.key.partition('#')[2]}" in line
    assert line_of(home, second) == ""
    with sitting_at(home) as again:
        assert second not in [card.ref for card in again.review.cards]


def test_joining_can_be_taken_back_in_a_later_sitting(home: Path, six: list[Ref]) -> None:
    assert six
    original = brag(home)
    with sitting_at(home) as sitting:
        refs = [card.ref for card in sitting.review.cards[:2]]
        sitting.review = sitting.review.pick(refs[1])
        sitting.merge()
        sitting.close()
        assert len(brag(home).splitlines()) < len(original.splitlines())
    with sitting_at(home) as sitting:
        assert sitting.undo() == "taken back: a change of drafts"
        assert sitting.store.evidence.draft_refs(refs) == {ref: ref for ref in refs}
        sitting.close()
    assert sorted(brag(home).splitlines()) == sorted(original.splitlines())


def test_a_deleted_line_of_a_joined_draft_teaches_no_rejection(home: Path, six: list[Ref]) -> None:
    assert six
    with sitting_at(home) as sitting:
        sitting.review = sitting.review.move(1)
        sitting.merge()
        sitting.close()
    with sitting_at(home):
        assert kept(home) == []


def test_the_first_card_has_nothing_above_to_be_joined_to(table: Sitting) -> None:
    with pytest.raises(UsageError):
        table.merge()


@pytest.fixture
def trio(home: Path) -> tuple[Evidence, Evidence, Evidence]:
    lead = evidence(1)
    ticket = replace(evidence(3, title="Export the books"), kind=Kind.TICKET)
    commit = replace(evidence(5, title="Fix the ledger"), kind=Kind.COMMIT)
    made = replace(draft(lead), refs=(lead.ref, ticket.ref, commit.ref), links=(("#1", lead.url), ("#3", ticket.url)))
    fill(home, [(made, [lead, ticket, commit])])
    return lead, ticket, commit


def propose(pieces: Sequence[Evidence]) -> Draft | None:
    return replace(draft(pieces[0]), refs=tuple(one.ref for one in pieces))


def test_a_draft_is_taken_apart_and_put_together_again(home: Path, trio: tuple[Evidence, Evidence, Evidence]) -> None:
    lead, ticket, commit = (one.ref for one in trio)
    original = brag(home)
    with sitting_at(home, rules=house(propose)) as sitting:
        shown = [one.ref for one in sitting.brief(sitting.card).evidence]
        assert shown[0] == lead
        assert sitting.split({shown.index(ticket) + 1, shown.index(commit) + 1}) == "taken apart"
        assert [card.ref for card in sitting.review.cards] == [lead, ticket]
        assert sitting.store.evidence.draft_refs([lead, ticket, commit]) == {lead: lead, ticket: ticket, commit: ticket}
        sitting.close()
        assert line_of(home, ticket).startswith("- [ ] ")
        assert "#3" not in line_of(home, lead)
        sitting.undo()
        assert [card.ref for card in sitting.review.cards] == [lead]
        sitting.close()
    assert brag(home) == original


@pytest.mark.parametrize("numbers", [set(), {1}, {1, 2}, {9}, {0}])
def test_the_lead_stays_and_numbers_must_exist(
    home: Path, trio: tuple[Evidence, Evidence, Evidence], numbers: set[int]
) -> None:
    assert trio
    with sitting_at(home, rules=house(propose)) as sitting, pytest.raises(UsageError):
        sitting.split(numbers)


def test_what_gives_no_sentence_alone_is_not_taken_out(home: Path, trio: tuple[Evidence, Evidence, Evidence]) -> None:
    assert trio
    with sitting_at(home) as sitting:
        with pytest.raises(UsageError):
            sitting.split({2})
        assert len(sitting.review.cards) == 1


def test_a_decided_card_is_not_decided_again(table: Sitting) -> None:
    table.accept()
    table.review = table.review.move(-1)
    for act in (table.accept, table.reject, table.later, table.merge, lambda: table.edit("x")):
        with pytest.raises(UsageError):
            act()


@pytest.mark.parametrize("text", ["", "  \n ", "the key is ghp_" + "Zq9X" * 9, "word " * 300])
def test_words_that_cannot_stand_in_the_document_are_refused(table: Sitting, text: str) -> None:
    with pytest.raises(UsageError):
        table.edit(text)
    assert table.card.is_open


def test_an_edit_that_changes_nothing_decides_nothing(table: Sitting) -> None:
    assert table.edit(table.card.text) == "unchanged"
    assert table.card.is_open


def test_the_document_that_changed_meanwhile_wins_and_the_decisions_are_kept(table: Sitting, home: Path) -> None:
    table.accept()
    table.reject()
    (home / "brag.md").write_text(brag(home) + "\nmine\n")
    changed = brag(home)
    with pytest.raises(DocumentError) as refusal:
        table.close()
    assert refusal.value.exit_code == 6
    assert refusal.value.why.endswith("2 decisions are kept, and the next review writes them.")
    assert refusal.value.cure == "harvester review"
    assert brag(home) == changed
    with sitting_at(home) as sitting:
        assert sitting.carried_over == 2
        sitting.close()
    assert brag(home).endswith("\nmine\n")
    assert brag(home).count("- [ ]") == 4


def test_what_the_person_decides_in_the_document_meanwhile_is_newer(home: Path, six: list[Ref]) -> None:
    with sitting_at(home) as sitting:
        for card in sitting.review.cards:
            sitting.review = sitting.review.pick(card.ref)
            sitting.reject() if card.ref in six[:2] else sitting.accept() if card.ref == six[2] else None
    text = brag(home).replace(line_of(home, six[0]), line_of(home, six[0]).replace("- [ ]", "- [x]"))
    text = text.replace(line_of(home, six[2]) + "\n", "")
    (home / "brag.md").write_text(text)
    with sitting_at(home) as sitting:
        assert sitting.carried_over == 1
        sitting.close()
        assert sitting.desk.close() == []
    assert line_of(home, six[0]).startswith("- [x] ")
    assert line_of(home, six[1]) == ""
    assert line_of(home, six[2]) == ""
    assert dict(kept(home)) == {
        six[0]: VerdictKind.ACCEPTED,
        six[1]: VerdictKind.REJECTED,
        six[2]: VerdictKind.REJECTED,
    }


def test_words_changed_after_a_kept_rejection_stand_and_are_told(home: Path, six: list[Ref]) -> None:
    with sitting_at(home) as sitting:
        sitting.review = sitting.review.pick(six[0])
        sitting.reject()
    (home / "brag.md").write_text(brag(home).replace("export number 1.", "export number 1, after all."))
    before = brag(home)
    with sitting_at(home) as sitting:
        told = sitting.close()
    assert "was changed by hand" in told[0]
    assert brag(home) == before
    with sitting_at(home) as sitting:
        assert sitting.carried_over == 1


def test_words_of_the_person_can_be_claimed_but_not_rejected(home: Path, six: list[Ref]) -> None:
    (home / "brag.md").write_text(brag(home).replace("export number 1.", "export number 1, my way."))
    with sitting_at(home) as sitting:
        sitting.review = sitting.review.pick(six[0])
        assert sitting.card.text == "Added export number 1, my way."
        for act in (sitting.reject, lambda: sitting.edit("Theirs.")):
            with pytest.raises(DocumentError):
                act()
        sitting.later()
        sitting.undo()
        assert sitting.accept() == "edited"
        sitting.close()
        verdict = sitting.store.verdicts.decided()[six[0]]
    assert "- 2026-11-19 Added export number 1, my way." in line_of(home, six[0])
    assert verdict.text == "Added export number 1, my way."


def test_the_third_rejection_of_a_kind_offers_a_rule_and_writes_none(table: Sitting) -> None:
    offers = []
    for _ in range(4):
        table.reject()
        offers.append(table.offer.pattern if table.offer else None)
    assert offers == [None, None, r"^Add export\b", None]
    assert len(table.offers) == 1


def test_drafts_on_their_way_are_on_the_table_and_are_not_appended_once_decided(home: Path) -> None:
    with open_store(home / STATE) as store:
        keep(store, pile(2))
        keep(store, [(draft(evidence(9)), [evidence(9)])], DraftState.HELD_BACK)
    with sitting_at(home) as sitting:
        assert len(sitting.review.cards) == 2
        refs = [card.ref for card in sitting.review.cards]
        sitting.accept()
        sitting.reject()
        sitting.close()
    assert line_of(home, refs[0]).startswith("- 2026-")
    assert line_of(home, refs[1]) == ""


def test_a_run_does_not_append_what_was_rejected_on_its_way(home: Path) -> None:
    with open_store(home / STATE) as store:
        keep(store, pile(2))
    with sitting_at(home) as sitting:
        ref = hand(sitting)
        sitting.reject()
        assert len(place_drafts(sitting.store, place_of(home), NOW)) == 1
    assert line_of(home, ref) == ""


def test_a_draft_that_lost_its_marker_is_the_persons_and_not_on_the_table(home: Path, six: list[Ref]) -> None:
    line = line_of(home, six[0])
    (home / "brag.md").write_text(brag(home).replace(line, line.partition(" <!--")[0]))
    with sitting_at(home) as sitting:
        assert six[0] not in [card.ref for card in sitting.review.cards]
        assert len(sitting.review.cards) == 5


def test_a_plan_is_followed_and_asks_for_the_words_it_lacks(table: Sitting) -> None:
    refs = [card.ref for card in table.review.cards]
    plan = [
        PlanLine(refs[3], VerdictKind.ACCEPTED),
        PlanLine(refs[0], VerdictKind.REJECTED),
        PlanLine(refs[1], VerdictKind.EDITED, "My words."),
        PlanLine(refs[2], VerdictKind.EDITED),
    ]
    assert table.follow(plan) == [plan[3]]
    assert table.summary() == "1 accepted, 1 edited, 1 rejected; 3 left"


def test_a_plan_that_cannot_be_carried_out_decides_nothing(table: Sitting, home: Path) -> None:
    refs = [card.ref for card in table.review.cards]
    plan = [PlanLine(refs[0], VerdictKind.ACCEPTED), PlanLine(refs[0], VerdictKind.REJECTED)]
    with pytest.raises(UsageError):
        table.follow(plan)
    assert kept(home) == []


def test_an_outcome_is_asked_after_thirty_days_and_becomes_part_of_the_entry(home: Path, six: list[Ref]) -> None:
    with sitting_at(home) as sitting:
        sitting.review = sitting.review.pick(six[0])
        sitting.accept()
        sitting.close()
    with sitting_at(home, now=NOW + timedelta(days=29)) as sitting:
        assert not any(card.group.is_outcomes for card in sitting.review.cards)
    with sitting_at(home, now=NOW + timedelta(days=31)) as sitting:
        sitting.review = sitting.review.move(99)
        assert (sitting.card.ref, sitting.card.group.is_outcomes) == (six[0], True)
        for act in (
            sitting.reject,
            sitting.merge,
            lambda: sitting.split({2}),
            lambda: sitting.choose(Category.DECISION),
            lambda: sitting.choose_criteria(["craft"]),
        ):
            with pytest.raises(UsageError):
                act()
        assert sitting.later() == "asked again next time"
        sitting.review = sitting.review.move(99)
        sitting.edit("Added export number 1. Three teams use it.")
        sitting.close()
    assert line_of(home, six[0]).startswith("- 2026-11-19 Added export number 1. Three teams use it. (")
    with sitting_at(home, now=NOW + timedelta(days=32)) as sitting:
        assert not any(card.group.is_outcomes for card in sitting.review.cards)


def test_an_outcome_with_nothing_to_add_leaves_every_byte(home: Path, six: list[Ref]) -> None:
    with sitting_at(home) as sitting:
        sitting.review = sitting.review.pick(six[0])
        sitting.edit("My own words for it.")
        sitting.close()
    before = brag(home)
    with sitting_at(home, now=NOW + timedelta(days=95)) as sitting:
        sitting.review = sitting.review.move(99)
        assert sitting.accept() == "left as it is"
        sitting.undo()
        assert sitting.card.group.is_outcomes
        sitting.redo()
        sitting.close()
    assert brag(home) == before
    with sitting_at(home, now=NOW + timedelta(days=96)) as sitting:
        assert not any(card.group.is_outcomes for card in sitting.review.cards)
