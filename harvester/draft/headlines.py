"""Headlines: the first sentence of a draft, my part first, for every kind of evidence and role.

A title that is no verb phrase stands in quotes behind what certainly happened ("Delivered", "Resolved", "Reported").
"""

import re
from typing import Final, NamedTuple

from harvester.draft.labels import find_path, name_document
from harvester.draft.quotes import find_quote, soften_quotes, trim, trim_clause
from harvester.draft.titles import is_imperative, make_clause
from harvester.draft.trimmings import read_type, strip_title
from harvester.model import Category, Evidence, Kind, Role

ROOM: Final = 300
"""Characters of prose a draft may have."""
_TITLE_ROOM: Final = 170
_SUBJECT_ROOM: Final = 90
_QUOTE_ROOM: Final = 190


class Headline(NamedTuple):
    """A first sentence without its end mark; `is_plain` when the title could be said in plain past tense."""

    text: str
    is_plain: bool
    has_quote: bool = False


def make_headline(one: Evidence, category: Category) -> Headline | None:
    """Say what the person did in one piece of evidence; None when there is nothing honest to say."""
    match one.kind:
        case Kind.PULL_REQUEST | Kind.COMMIT:
            return _say_change(one)
        case Kind.DESIGN_DOC:
            return _say_document(one)
        case Kind.TICKET:
            return _say_ticket(one)
        case Kind.NOTE:
            return _say_note(one)
        case _:
            return _say_spoken(one, category)


def quote_title(title: str, room: int = _TITLE_ROOM) -> str:
    """Put the words of a title into quotes; empty when it has none (or is a remark in brackets only)."""
    title = " ".join(title[:1000].split())
    if not title or (title.startswith("(") and title.endswith(")")):
        return ""
    name = strip_title(title)
    if not any(character.isalnum() for character in name):
        return ""
    return f"“{soften_quotes(trim(name, room))}”"


_MERGE: Final = re.compile(r"Merge (?:branch|remote|tag|commit|pull request|branches|[\w./-]+ into)\b")


def _say_change(one: Evidence) -> Headline | None:
    if one.facts.get("is_merge") or _MERGE.match(one.title):
        return None
    title = _complete_title(one)
    if not (quoted := quote_title(title)):
        return None
    if one.role is Role.CONTRIBUTOR:
        return Headline(f"Co-authored {quoted}", is_plain=False)
    clause = make_clause(title)
    if clause.is_past:
        return Headline(_curl_quotes(trim_clause(clause.text, _TITLE_ROOM)), is_plain=True)
    return Headline(f"{_choose_frame(one, title)} {quoted}", is_plain=False)


_FAILURE: Final = re.compile(
    r"(?i)\b(?:fails|failing|is broken|doesn't|does not|not working|cannot|can't|is wrong|hangs)\b"
    r"|^(?:[\w./*-]{1,30}:\s)?(?:[\w'-]{1,30}\s){0,2}(?:race|crash|leak|deadlock|panic|regression|bug|error"
    r"|failure|flakiness)\b(?!\s(?:fix|check|handl|messag|report|log|track|page|code|type|class|recovery|test))"
)


def _choose_frame(one: Evidence, title: str) -> str:
    """Choose what certainly happened to a change whose title is a name, by its type or by what it names."""
    kind = read_type(title)
    if kind in {"fix", "bugfix", "hotfix", "bug"} and not title.rstrip(" )#0123456789(").endswith("ed"):
        return "Fixed"
    if kind in {"doc", "docs"}:
        return "Documented"
    if _FAILURE.search(title):
        return "Worked on"
    return "Delivered" if one.kind is Kind.PULL_REQUEST else "Committed"


_ALL_QUOTED: Final = re.compile(r'(Revert(?:ed)? |Reapplied |Re-?landed )"(.+)"')
_STRAIGHT: Final = re.compile(r'(?<!\w)"([^"]{1,200})"(?!\w)')


def _curl_quotes(text: str) -> str:
    if whole := _ALL_QUOTED.fullmatch(text):
        return f"{whole[1]}“{soften_quotes(strip_tail(whole[2]))}”"
    return _STRAIGHT.sub(lambda quoted: f"“{strip_tail(quoted[1])}”", text)


def strip_tail(text: str) -> str:
    """Take a trailing pull request number off."""
    return re.sub(r"\s{0,3}\(#[0-9]{1,9}\)$", "", text)


def _complete_title(one: Evidence) -> str:
    """Join a title that the server cut ("… long wo…") with its rest at the body's start."""
    title, body = one.title.rstrip(), one.body.lstrip()
    if title.endswith("…") and body.startswith("…"):
        return title[:-1] + body[1:].partition("\n")[0]
    return title


_DOCUMENT_NOUNS: Final = (
    (re.compile(r"(?i)(?:^|/|\b)(?:adrs?|decisions?)(?:/|\b|[-_])"), "decision record"),
    (re.compile(r"(?i)post-?mortem|\bretro(?:spective)?\b"), "post-mortem"),
    (re.compile(r"(?i)run-?book|playbook"), "runbook"),
    (re.compile(r"(?i)(?:^|/|\b)(?:rfcs?|keps?|peps?|proposals?|enhancements?)(?:/|\b|[-_])"), "proposal"),
    (re.compile(r"(?i)design"), "design document"),
)
_NUMBERING: Final = re.compile(
    r"(?i)(?:(?:adr|rfc|kep|pep)[-_ ]?)?0*[0-9]{1,5}(?:\s?[.:)\u2013—-]\s{1,3}|\s(?=[A-Z]))|(?:rfc|adr|"
    r"proposal|design doc)\s?:\s{1,3}"
)


_NAMES_ITSELF: Final = re.compile(
    r"(?i)\b(?:guide|run-?book|playbook|check-?list|handbook|policy|process|proposal|document|tutorial|"
    r"post-?mortem|rfc|adr)$"
)


def _say_document(one: Evidence) -> Headline | None:
    path = find_path(one)
    noun = next((noun for pattern, noun in _DOCUMENT_NOUNS if pattern.search(path)), "document")
    name = name_document(one)
    title = " ".join(one.title[:400].split()).replace("\\_", "_")
    if numbering := _NUMBERING.match(title):
        title = title[numbering.end() :]
    verb = "Co-authored" if one.role is Role.CONTRIBUTOR else "Wrote" if _is_added(one) else "Revised"
    quoted = quote_title(title) or f"“{name}”"
    label = f" ({name})" if re.fullmatch(r"[A-Z]+-[0-9]+", name) and name.casefold() not in one.title.casefold() else ""
    named = "" if _NAMES_ITSELF.search(title) else f" the {noun}"
    return Headline(f"{verb}{named} {quoted}{label}", is_plain=True)


def _is_added(one: Evidence) -> bool:
    if isinstance(added := one.facts.get("added"), bool):
        return added
    return not any(change.deleted for change in one.files)


_PROPOSAL: Final = re.compile(r"(?i)\[?(?:rfc|proposal|feature(?: request)?|enhancement|idea|suggestion|discussion)\b")
_UNRESOLVED: Final = re.compile(
    r"(?i)won'?t|duplicate|invalid|cannot reproduce|incomplete|not (?:planned|a bug)|declined|obsolete"
)


def _say_ticket(one: Evidence) -> Headline | None:
    if not (quoted := quote_title(one.title)):
        return None
    clause = make_clause(one.title)
    is_task = clause.is_past and is_imperative(one.title)
    if one.role is Role.REPORTER:
        is_wish = (is_task and not clause.text.startswith("Fixed")) or bool(_PROPOSAL.match(one.title))
        return Headline(f"{'Proposed' if is_wish else 'Reported'} {quoted}", is_plain=False)
    resolution = str(one.facts.get("resolution") or "")
    if _UNRESOLVED.search(resolution):
        return Headline(f"Closed {quoted} as “{soften_quotes(resolution[:40])}”", is_plain=False)
    if is_task and not clause.text.startswith("Changed the code"):
        return Headline(_curl_quotes(trim_clause(clause.text, _TITLE_ROOM)), is_plain=True)
    return Headline(f"Resolved {quoted}", is_plain=False)


def _say_note(one: Evidence) -> Headline | None:
    text = " ".join((one.title or one.body)[:2000].split())
    return Headline(trim(text, ROOM - 1).rstrip("."), is_plain=True, has_quote=True) if text else None


_SUGGESTION: Final = re.compile(
    r"(?i)\b(?:could|should(?!n't)|suggest|consider|please|let's|maybe|prefer|recommend|you can|we can|how about"
    r"|what about|may want|might want|would be (?:better|good|nice|clearer|easier|great)|would better"
    r"|i'd (?:rather|use|move|make|keep))\b"
)


_QUESTION: Final = re.compile(r"(?:[^.!?]|[.!](?=\S)){1,300}(?<!\()\?(?!\s?->)")
_WISH: Final = re.compile(r"(?i)(?:i'd|i would|we could|could you|please|let's|maybe)\b")
_ARGUMENT: Final = re.compile(
    r"(?i)\b(?:because|since|not|rather|disagree|agree|i think|only|instead|however|n't)\b|n't\b"
)
_EXPLANATION: Final = re.compile(
    r"(?i)\b(?:because|since|so that|means?|in general|due to|in order to|otherwise|which is why|the reason)\b"
)


def _say_spoken(one: Evidence, category: Category) -> Headline | None:
    if one.role is Role.AUTHOR:
        return None  # what was said on one's own pull request is counted, never drafted
    subject = quote_title(one.context.pull_request or one.title, _SUBJECT_ROOM)
    act = _say_act(one, subject)
    quote = find_quote(one.body, min(_QUOTE_ROOM, ROOM - len(act) - 30))
    if one.role is Role.RECIPIENT:
        return Headline(f"{act}: “{quote}”", is_plain=True, has_quote=True) if quote else None
    if not quote:
        return Headline(act, is_plain=False) if one.kind is Kind.REVIEW and subject else None
    if one.kind is Kind.REVIEW and one.facts.get("state"):
        return Headline(f"{act}: “{quote}”", is_plain=True, has_quote=True)
    place = _say_place(one, subject)
    return Headline(f"{_choose_verb(quote, category)}{place}: “{quote}”", is_plain=True, has_quote=True)


def _say_place(one: Evidence, subject: str) -> str:
    if one.ref.source == "jira" or (one.kind is Kind.COMMENT and one.role is Role.COMMENTER and not subject):
        return f" on {subject}" if subject else ""
    return f" in review of {subject}" if subject else " in review"


def _choose_verb(quote: str, category: Category) -> str:
    if _QUESTION.match(quote):
        return "Asked"
    if category is Category.PROBLEM_PREVENTED:
        return "Suggested" if _WISH.match(quote) else "Pointed out"
    if category is Category.DECISION and _ARGUMENT.search(quote):
        return "Argued"
    if category in {Category.DECISION, Category.MENTORSHIP}:
        return "Suggested" if _SUGGESTION.search(quote) else "Explained" if _EXPLANATION.search(quote) else "Noted"
    return "Commented"


_RECEIVED: Final = {"APPROVED": "Received an approving review", "CHANGES_REQUESTED": "Received a request for changes"}
_GIVEN: Final = {"APPROVED": "Reviewed and approved", "CHANGES_REQUESTED": "Reviewed and requested changes on"}


def _say_act(one: Evidence, subject: str) -> str:
    state = str(one.facts.get("state") or "").upper() if one.kind is Kind.REVIEW else ""
    if one.role is Role.RECIPIENT:
        noun = _RECEIVED.get(state, "Received feedback")
        preposition = "of" if state == "APPROVED" else "on"
        return f"{noun} {preposition} {subject}" if subject else f"{noun} in review"
    return f"{_GIVEN.get(state, 'Reviewed')} {subject or 'a pull request'}"
