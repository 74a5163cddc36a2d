"""Parts: what else the person did in a work item of several pieces, from roles and counts only."""

import re
from collections.abc import Sequence
from typing import Final

from harvester.draft.headlines import Headline, make_headline
from harvester.draft.labels import name_document, name_evidence
from harvester.draft.trimmings import read_type, strip_title
from harvester.model import Category, Evidence, Kind, Role, WorkItem

_CLAUSE_ROOM: Final = 180
_PAIR: Final = 2
_FEW: Final = 4
_NAME: Final = re.compile(r"(?<![\w/])(?:#[1-9][0-9]{0,6}|[A-Z][A-Z0-9]{1,9}-[1-9][0-9]{0,6})\b")


def choose_subject(item: WorkItem) -> Evidence:
    """Return the piece whose title names the whole: the only ticket of several pull requests, else the lead.

    A ticket goes before a pull request whose title is a mere name, too. Of many changes it is the largest that says
    what was done. In a thread it is the piece with most to say that is not the person's own remark on their own work.
    """
    lead = item.lead
    tickets = [one for one in item.evidence if one.kind is Kind.TICKET and one.role is not Role.REPORTER]
    if lead.kind is Kind.PULL_REQUEST and len(tickets) == 1:
        ticket, is_one_of_many = tickets[0], len(_count(item, Kind.PULL_REQUEST)) > 1
        return ticket if is_one_of_many or (_is_plain(ticket) and not _is_plain(lead)) else lead
    if lead.kind in {Kind.PULL_REQUEST, Kind.COMMIT}:
        return _choose_change(lead, _count(item, lead.kind))
    if lead.kind in {Kind.REVIEW, Kind.REVIEW_COMMENT, Kind.COMMENT}:
        said = [one for one in item.evidence if one.role is not Role.AUTHOR]
        return _choose_said(said) if said else lead
    return lead


_HOUSEKEEPING: Final = re.compile(
    r"(?i)(?:release|bump|version|change-?log|fix(?:ed)? typo|merge|lint|format|black|upkeep)\w*\b"
)
_PROSE_FILE: Final = re.compile(r"(?i)\.(?:md|rst|txt|adoc|lock|json|svg|po)$|change-?log|(?:^|/)docs?/")


def _choose_change(lead: Evidence, changes: Sequence[Evidence]) -> Evidence:
    """Return the largest change that says what was done; of a pair of pull requests the first, as both are told."""
    if len(changes) < _PAIR or (len(changes) == _PAIR and lead.kind is Kind.PULL_REQUEST):
        return lead
    return max(
        changes,
        key=lambda one: (
            not _HOUSEKEEPING.match(strip_title(one.title)),
            _is_plain(one),
            _count_lines(one),
            one is lead,
        ),
    )


def _count_lines(one: Evidence) -> int:
    """Count changed lines of code; of files that are not listed all lines."""
    if one.files:
        code = [change for change in one.files if not _PROSE_FILE.search(change.path)]
        return sum((change.added or 0) + (change.deleted or 0) for change in code)
    counted = (one.facts.get("additions"), one.facts.get("deletions"))
    return sum(lines for lines in counted if isinstance(lines, int))


def _is_plain(one: Evidence) -> bool:
    headline = make_headline(one, Category.PROJECT)
    return headline is not None and headline.is_plain


def _choose_said(said: Sequence[Evidence]) -> Evidence:
    """Return the remark with most to say, by its length; of equal ones the first."""
    return max(said, key=lambda one: (min(len(one.body), 400), -one.happened_at.timestamp(), str(one.ref)))


def add_parts(headline: Headline, subject: Evidence, item: WorkItem) -> str:
    """Append what the roles in the evidence say of the person's other parts; a remark or quotation stays alone."""
    if headline.has_quote or len(item.evidence) == 1:
        return headline.text
    requests = [one for one in _count(item, Kind.PULL_REQUEST) if one.role is Role.AUTHOR]
    text = headline.text
    if pair := _say_pair(headline, subject, requests):
        text = pair
    elif len(requests) > 1 and subject.kind is Kind.TICKET:
        text += f" in {len(requests)} pull requests"
    elif len(requests) > 1:
        text += _say_count(requests, "pull requests")
    elif not requests and len(commits := _count(item, Kind.COMMIT)) > 1 and subject.kind is not Kind.DESIGN_DOC:
        text += _say_count(commits, "commits")
    parts = [*_say_design(subject, item), *_say_report(subject, item)]
    parts += [] if pair else [*_say_fix(subject, requests), *_say_rollout(subject, item)]
    return f"{text}; {_enumerate(parts)}" if parts else text


def _enumerate(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]


def _say_count(changes: Sequence[Evidence], noun: str) -> str:
    """Say how many changes there are: a few are this work's, one of many is only among them."""
    common = _find_common(changes) if len(changes) > _FEW else ""
    return f", among {len(changes)} {noun} for {common}" if common else f" ({len(changes)} {noun} in all)"


def _find_common(changes: Sequence[Evidence]) -> str:
    """Return the ticket or number that all of the changes name; empty if none."""
    named = [set(_NAME.findall(f"{one.title}\n{one.body[:4000]}")) for one in changes]
    return min(set.intersection(*named), default="")


def _count(item: WorkItem, kind: Kind) -> Sequence[Evidence]:
    return [one for one in item.evidence if one.kind is kind]


def _say_pair(headline: Headline, subject: Evidence, requests: Sequence[Evidence]) -> str:
    if len(requests) != _PAIR or subject not in requests or not headline.is_plain:
        return ""
    other = next(one for one in requests if one is not subject)
    second = make_headline(other, Category.PROJECT)
    if second is None or not second.is_plain or second.text == headline.text:
        return ""
    text = f"{headline.text}; {second.text[:1].lower()}{second.text[1:]}"
    return text if len(text) <= _CLAUSE_ROOM else ""


def _say_design(subject: Evidence, item: WorkItem) -> Sequence[str]:
    documents = [one for one in _count(item, Kind.DESIGN_DOC) if one.role is Role.AUTHOR]
    if subject.kind is Kind.DESIGN_DOC or not documents:
        return []
    names = sorted({name_document(one) for one in documents})
    return [f"designed it ({names[0]})"] if len(names) == 1 else ["wrote its design documents"]


def _say_report(subject: Evidence, item: WorkItem) -> Sequence[str]:
    reported = any(one.kind is Kind.TICKET and one.role is Role.REPORTER for one in item.evidence)
    return ["reported it"] if reported and subject.role is not Role.REPORTER else []


_FIX: Final = re.compile(r"(?i)(?:hot)?fix(?:es|ed)?\b")
_ROLLOUT: Final = re.compile(r"(?i)(?:roll(?:s|ed|ing)?[ -]?out|launch(?:es|ed)?)\b")


def _say_fix(subject: Evidence, requests: Sequence[Evidence]) -> Sequence[str]:
    """Say that a later pull request fixed the first: its title begins with the word."""
    later = [one for one in requests[1:] if one is not subject and _FIX.match(_open_title(one))]
    return [f"followed up with a fix ({name_evidence(later[0])})"] if len(later) == 1 else []


def _say_rollout(subject: Evidence, item: WorkItem) -> Sequence[str]:
    rolled_out = any(
        one is not subject and one.role is not Role.REPORTER and _ROLLOUT.match(_open_title(one))
        for one in item.evidence
    )
    return ["rolled it out"] if rolled_out else []


def _open_title(one: Evidence) -> str:
    """Return a title from its first word of substance; a conventional type counts as one."""
    return one.title if read_type(one.title) in {"fix", "hotfix"} else strip_title(one.title)
