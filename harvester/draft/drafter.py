"""The drafter: a work item and its judgement become a sentence a careful engineer would sign, or nothing.

`Drafter` is the seam: whatever else proposes sentences one day, `harvester.draft.claims` checks them the same way.
"""

import re
from typing import Final, Protocol

from harvester.clean import clean_line, has_redaction
from harvester.draft.claims import check_claims
from harvester.draft.headlines import ROOM, Headline, make_headline
from harvester.draft.labels import find_links
from harvester.draft.parts import add_parts, choose_subject
from harvester.draft.prose import read_sentences
from harvester.draft.results import find_decision, find_result
from harvester.model import Category, Draft, Evidence, Judgement, Kind, Role, WorkItem

_LEAST_ROOM: Final = 40
_QUOTED_TITLE: Final = 0.9
_UNTRACED: Final = 0.3
_REDACTED: Final = 0.2


class Drafter(Protocol):
    """What proposes the sentence of a work item."""

    def propose(self, work_item: WorkItem, judgement: Judgement) -> Draft | None:
        """Return a draft, or None when there is nothing honest to say."""
        ...


def build_drafter() -> Drafter:
    """Return the built-in drafter: rules only, the same sentence for the same evidence."""
    return RuleDrafter()


class RuleDrafter:
    """Drafts from titles, roles and sentences of the bodies; every word is the source's or a plain frame."""

    def propose(self, work_item: WorkItem, judgement: Judgement) -> Draft | None:
        """Return a draft, or None when there is nothing honest to say (also: all of it was reverted)."""
        if work_item.is_undone:
            return None
        subject = choose_subject(work_item)
        headline = make_headline(subject, judgement.category)
        if headline is None:
            return None
        first = _end(add_parts(headline, subject, work_item))
        result = _find_second(first, headline, subject, work_item, judgement.category)
        text = _make_safe(f"{first} {result}" if result else first)
        if not text:
            return None
        claims = check_claims(text, work_item)
        return Draft(
            ref=work_item.ref,
            category=judgement.category,
            text=text,
            happened_at=work_item.lead.happened_at,
            matches=judgement.matches,
            refs=tuple(one.ref for one in work_item.evidence),
            links=tuple(find_links(work_item)),
            confidence=_weigh(judgement, headline, text, is_traced=all(ref for _, ref in claims)),
            reason=judgement.reason,
            claims=tuple((claim, ref) for claim, ref in claims if ref),
        )


def _find_second(first: str, headline: Headline, subject: Evidence, item: WorkItem, category: Category) -> str:
    room = ROOM - len(first) - 1
    if headline.has_quote or room < _LEAST_ROOM or subject.kind is Kind.NOTE:
        return ""
    told = [subject] + [one for one in item.evidence if one is not subject and one.kind is Kind.PULL_REQUEST]
    for one in told:
        if one.kind is Kind.DESIGN_DOC:
            return find_decision(read_sentences(one.body), room=room)
        sentences = read_sentences(one.body)
        wants_reason = category is Category.DECISION
        result = find_result(sentences, headline=first, room=room, wants_reason=wants_reason)
        if result and all(ref for _, ref in check_claims(result, item)):
            return _fit_role(result, subject)
    return ""


def _fit_role(result: str, subject: Evidence) -> str:
    is_report = subject.kind is Kind.TICKET and subject.role is Role.REPORTER
    return result.replace("Why: ", "From the report: ", 1) if is_report and result.startswith("Why: ") else result


def _end(text: str) -> str:
    text = text.rstrip()
    ends = (".", "!", "?", "…", ".”", "!”", "?”", "…”")
    return text if text.endswith(ends) else f"{text.rstrip(' ,;:')}."


_MARKER: Final = re.compile(r"<!--|-->|--!>")


def _make_safe(text: str) -> str:
    return clean_line(_MARKER.sub("", text), ROOM)


def _weigh(judgement: Judgement, headline: Headline, text: str, *, is_traced: bool) -> float:
    confidence = judgement.confidence if headline.is_plain else judgement.confidence * _QUOTED_TITLE
    if not is_traced:
        confidence = min(confidence, _UNTRACED)
    if has_redaction(text):
        confidence = min(confidence, _REDACTED)
    return round(confidence, 4)
