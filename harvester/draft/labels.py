"""Labels: how the evidence of a draft is named and linked behind the sentence."""

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import unquote

from harvester.model import Evidence, Kind, WorkItem

_THREAD: Final = re.compile(r"((?:[^/#]+/)?[^/#]+/([^/#]+))#([0-9]+)")
_TICKET: Final = re.compile(r"(?:[^/]+/)?([A-Z][A-Z0-9_]*-[0-9]+)(?=$|/)")
_RECORD: Final = re.compile(
    r"(?i)(?:^|/)(?:adrs?|decisions?|architecture[-_]decisions?)/(?:adr[-_])?0*([0-9]{1,5})[-_.]|(?:^|"
    r"/)adr[-_]?0*([0-9]{1,5})\b"
)
_NAMED_RECORD: Final = re.compile(r"(?i)(?:^|/)(rfc|kep|pep|sip|tip|adr|dip)[-_]?0*([0-9]{1,5})\b")
_SHORT_SHA: Final = 7
_MOST_LINKS: Final = 6
_ORDER: Final = (Kind.PULL_REQUEST, Kind.TICKET, Kind.DESIGN_DOC, Kind.COMMIT)


def name_evidence(one: Evidence, home: str = "") -> str:
    """Name a piece of evidence: `#412` (`repo#412` outside `home`), `PAY-12`, `ADR-7` or a file's name, a short sha."""
    key = one.ref.key
    if one.kind is Kind.DESIGN_DOC:
        return name_document(one)
    if one.ref.source == "github" and (thread := _THREAD.match(key)):
        return f"#{thread[3]}" if home in {"", thread[1]} else f"{thread[2]}#{thread[3]}"
    if one.ref.source == "jira" and (ticket := _TICKET.match(key)):
        return ticket[1]
    return key[:_SHORT_SHA] if one.ref.source == "git" else one.ref.source


def name_document(one: Evidence) -> str:
    """Name a design document by its number (`ADR-7`) or, without one, its file's name."""
    path = find_path(one)
    if record := _RECORD.search(path):
        return f"ADR-{record[1] or record[2]}"
    if record := _NAMED_RECORD.search(path):
        return f"{record[1].upper()}-{record[2]}"
    return path.rpartition("/")[2]


def find_path(one: Evidence) -> str:
    """Return the path of a design document, as its ref or its only file has it."""
    key = one.ref.key
    start = key.find(":", max(key.find("#"), 0))
    return unquote(key[start + 1 :]) if start >= 0 else (one.files[0].path if one.files else key)


def find_links(item: WorkItem) -> Sequence[tuple[str, str]]:
    """Return (label, address) pairs, the lead first; commits only where no pull request brought them."""
    lead = item.lead
    thread = _THREAD.match(lead.ref.key) if lead.ref.source == "github" else None
    home = thread[1] if thread else ""
    has_request = any(one.kind is Kind.PULL_REQUEST for one in item.evidence)
    ranked = sorted(item.evidence, key=lambda one: (one.ref != lead.ref, _rank(one), one.happened_at, str(one.ref)))
    links: dict[str, str] = {}
    for one in ranked:
        if one.url and not (has_request and one.kind is Kind.COMMIT) and one.url not in links.values():
            links.setdefault(name_evidence(one, home), one.url)
    return list(links.items())[:_MOST_LINKS]


def _rank(one: Evidence) -> int:
    return _ORDER.index(one.kind) if one.kind in _ORDER else len(_ORDER)
