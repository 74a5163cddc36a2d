"""What may never be accepted unread: redactions, low confidence, claims without a source, somebody else's work."""

from dataclasses import replace

import pytest

from harvester.model import Evidence, Kind, Role
from harvester.review import Card, find_doubts
from tests.review.piles import card, draft, evidence


def doubts(one: Evidence, **changes: object) -> list[str]:
    return list(find_doubts(card(1, one=one, **changes), [one], 0.85))


def test_a_plain_sentence_with_its_source_leaves_no_doubt() -> None:
    assert doubts(evidence(1)) == []


@pytest.mark.parametrize("confidence", [0.0, 0.84])
def test_low_confidence_is_a_doubt(confidence: float) -> None:
    made = draft(evidence(1), confidence=confidence)
    assert "is below 0.85" in doubts(evidence(1), draft=made)[0]


def test_confidence_at_the_threshold_is_enough() -> None:
    assert doubts(evidence(1), draft=draft(evidence(1), confidence=0.85)) == []


SECRET = "[redacted: GitHub token]"


@pytest.mark.parametrize("spoilt", [replace(evidence(1), title=f"Add {SECRET}"), replace(evidence(1), body=SECRET)])
def test_a_redaction_in_the_evidence_is_a_doubt(spoilt: Evidence) -> None:
    assert "a secret was taken out of its text" in doubts(spoilt)


def test_a_redaction_in_the_sentence_is_a_doubt() -> None:
    assert "a secret was taken out of its text" in doubts(evidence(1), text="Added [redacted: key].")


@pytest.mark.parametrize("claim", ["by 40 %", "for Globex", "which prevented an outage"])
def test_a_claim_that_no_source_holds_is_a_doubt(claim: str) -> None:
    assert doubts(evidence(1), text=f"Added export number 1 {claim}.")[0].startswith("no source says: ")


def test_a_claim_traced_when_it_was_drafted_is_none_although_its_text_was_not_kept() -> None:
    one = evidence(1)
    made = replace(draft(one, text="Added export number 1, 40 % faster."), claims=(("40 %", one.ref),))
    assert doubts(one, draft=made, text=made.text) == []
    assert doubts(one, draft=made, text="Added export number 1, 50 % and 40 % faster.")


@pytest.mark.parametrize("kind", [Kind.COMMIT, Kind.PULL_REQUEST, Kind.DESIGN_DOC])
def test_work_in_which_the_person_is_only_named_is_a_doubt(kind: Kind) -> None:
    shared = replace(evidence(1, role=Role.CONTRIBUTOR), kind=kind)
    assert any("somebody else's work" in doubt for doubt in doubts(shared))


def test_a_ticket_that_the_persons_pull_request_closed_is_none() -> None:
    ticket = replace(evidence(3, role=Role.CONTRIBUTOR), kind=Kind.TICKET)
    one = evidence(1)
    assert list(find_doubts(card(1, one=one), [one, ticket], 0.85)) == []


def test_evidence_that_was_forgotten_is_a_doubt() -> None:
    assert list(find_doubts(card(1), [], 0.85)) == ["its evidence is not stored"]
    assert list(find_doubts(card(1), [evidence(3)], 0.85)) == ["its evidence is not stored"]


def test_words_the_person_changed_are_a_doubt() -> None:
    changed: Card = card(1, is_touched=True)
    assert "you changed its words in the document" in find_doubts(changed, [evidence(1)], 0.85)
