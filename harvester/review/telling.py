"""Telling: a card, its evidence and its reasons as lines of plain text, the same for every way to review.

Texts of sources go through as they are: whoever shows them must not interpret them.
"""

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from typing import Final

from harvester.clean import clean_line
from harvester.draft import name_evidence
from harvester.model import Category, Draft, Evidence, Judgement, Kind

_MOST_FILES: Final = 40
_SHORT_SHA: Final = 12
_NAMES: Final = {
    Category.PROJECT: "Projects",
    Category.DECISION: "Decisions",
    Category.PROBLEM_PREVENTED: "Problems caught early",
    Category.FEEDBACK: "Feedback received",
    Category.MENTORSHIP: "People helped",
}


def name_category(category: Category) -> str:
    """Name a category as the document does."""
    return _NAMES.get(category, category.value)


def tell_evidence(evidence: Sequence[Evidence], zone: tzinfo) -> Sequence[str]:
    """Tell each piece of evidence, numbered: title, what it is, when, and its link."""
    return [line for number, one in enumerate(evidence, start=1) for line in _tell_piece(number, one, zone)]


def _tell_piece(number: int, one: Evidence, zone: tzinfo) -> Iterator[str]:
    day = one.happened_at.astimezone(zone).date().isoformat()
    yield f"{number}. {one.title}"
    yield f"   {name_evidence(one)} · {one.kind.value.replace('_', ' ')} · {one.role.value} · {day}{_count_lines(one)}"
    if one.url:
        yield f"   {one.url}"


def _count_lines(one: Evidence) -> str:
    added, deleted = one.facts.get("additions"), one.facts.get("deletions")
    return f" · +{added} -{deleted}" if added is not None and deleted is not None else ""


def tell_why(
    draft: Draft, evidence: Sequence[Evidence], judgements: Sequence[Judgement | None], doubts: Sequence[str]
) -> Sequence[str]:
    """Tell what led to category and criteria, where each claim stands, and what speaks against a blind yes."""
    lines = [f"{name_category(draft.category)}, confidence {draft.confidence:.2f}: {draft.reason or 'no reason kept'}"]
    lines += [f"{match.criterion_id} {match.strength:.2f}: {match.reason}" for match in draft.matches]
    lines += [f"“{claim}” is in {ref}" for claim, ref in draft.claims]
    lines += [f"look twice: {doubt}" for doubt in doubts]
    for one, judgement in zip(evidence, judgements, strict=True):
        if judgement:
            lines.append(
                f"{name_evidence(one)}: {judgement.category.value} {judgement.confidence:.2f}: {judgement.reason}"
            )
    return lines


def tell_changes(evidence: Sequence[Evidence]) -> Sequence[str]:
    """Tell what each piece of evidence holds: its text, the files it changed, the diff and the words it answers."""
    lines: list[str] = []
    for one in evidence:
        lines += ["", f"{name_evidence(one)} {one.title}"] if lines else [f"{name_evidence(one)} {one.title}"]
        lines += [f"  {line}" for line in _tell_whole(one)]
    return lines


def _tell_whole(one: Evidence) -> Iterator[str]:
    if one.context.pull_request:
        yield f"on: {one.context.pull_request}"
    yield from one.context.diff.splitlines()
    yield from (f"> {line}" for line in one.context.reply_to.splitlines())
    yield from one.body.splitlines()
    for change in one.files[:_MOST_FILES]:
        counts = "" if change.added is None else f"  +{change.added} -{change.deleted or 0}"
        yield clean_line(change.path) + counts
    if len(one.files) > _MOST_FILES:
        yield f"and {len(one.files) - _MOST_FILES} more files"
    if one.kind is Kind.COMMIT and one.ref.source == "git":
        yield f"line by line: git show {one.ref.key[:_SHORT_SHA]}"
    elif one.kind is Kind.PULL_REQUEST and one.url:
        yield f"line by line: {one.url}/files"
