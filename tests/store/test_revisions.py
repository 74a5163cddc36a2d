"""Revisions and what is not written yet: whole, in order, and erased with the drafts they are about."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from harvester.model import Ref
from harvester.store import DraftState, Fate, Store, StoredDraft, open_store
from tests.review.piles import draft, evidence

ONE, TWO = (StoredDraft(draft(evidence(number)), DraftState.PLACED, None) for number in (1, 3))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path) as opened:
        yield opened


def test_a_revision_gives_back_every_word(store: Store) -> None:
    rich = replace(ONE.draft, claims=(("40 %", ONE.draft.ref),), links=(("#1", "https://example.com/1"),))
    held = StoredDraft(rich, DraftState.HELD_BACK, None, "over the limit")
    gone = StoredDraft(replace(TWO.draft, refs=()), DraftState.WITHDRAWN, None)
    store.revisions.add([held, TWO], [TWO, gone], after_verdict=7)
    (revision,) = store.revisions.read()
    assert (revision.before, revision.after) == ([held, TWO], [TWO, gone])
    assert (revision.after_verdict, revision.fate) == (7, Fate.STANDS)
    store.revisions.mark(revision.number, Fate.UNDONE)
    assert next(store.revisions.read()).fate is Fate.UNDONE


def test_a_revised_draft_takes_the_place_of_the_one_before(store: Store) -> None:
    store.drafts.add(ONE.draft, DraftState.PLACED)
    store.drafts.revise(replace(ONE.draft, text="Other words."), DraftState.HELD_BACK, "why")
    (stored,) = store.drafts.read()
    assert (stored.draft.text, stored.state, stored.why_held) == ("Other words.", DraftState.HELD_BACK, "why")


def test_what_is_unwritten_is_remembered_once_until_it_is_removed(store: Store) -> None:
    refs = [ONE.draft.ref, TWO.draft.ref]
    store.unwritten.add([*refs, refs[0]])
    store.unwritten.add(refs)
    assert store.unwritten.read() == set(refs)
    store.unwritten.remove(refs[:1])
    assert store.unwritten.read() == set(refs[1:])


def test_forgetting_a_draft_erases_it_from_the_revisions_too(store: Store) -> None:
    store.drafts.add(ONE.draft, DraftState.PLACED)
    longer = Ref("github", "acme/pay#11")
    other = StoredDraft(replace(ONE.draft, ref=longer, refs=(longer,)), DraftState.PLACED, None)
    store.revisions.add([ONE], [ONE], after_verdict=0)
    store.revisions.add([other], [other], after_verdict=0)
    assert store.drafts.erase_unaccepted([ONE.draft.ref]) == 1
    assert [revision.before for revision in store.revisions.read()] == [[other]]


def test_evidence_moves_to_another_draft(store: Store) -> None:
    store.evidence.add([evidence(1), evidence(3)])
    store.evidence.add_aliases(ONE.draft.ref, [ONE.draft.ref, TWO.draft.ref])
    store.evidence.move_aliases(TWO.draft.ref, [TWO.draft.ref])
    refs = [ONE.draft.ref, TWO.draft.ref]
    assert store.evidence.draft_refs(refs) == {ref: ref for ref in refs}


def test_projects_are_those_of_the_leads(store: Store) -> None:
    store.evidence.add([evidence(1), evidence(2)])
    store.drafts.add(ONE.draft, DraftState.PLACED)
    assert store.evidence.projects() == {ONE.draft.ref: "acme/pay"}


def test_the_last_number_counts_undone_verdicts_too(store: Store) -> None:
    assert store.verdicts.last_number() == 0
