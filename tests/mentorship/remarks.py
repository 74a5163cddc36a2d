"""Comments on pull requests, as they lie in the store, made in one line."""

from datetime import UTC, datetime
from typing import Any, Final

from harvester.mentorship import Account, Decided, Told, keep_account
from harvester.model import (
    Category,
    Draft,
    Evidence,
    Judgement,
    Kind,
    Person,
    Ref,
    Role,
    Verdict,
    VerdictKind,
    Window,
)
from harvester.people import Acquaintance, People

NOW: Final = datetime(2026, 11, 20, 12, tzinfo=UTC)
YEAR: Final = Window(datetime(2026, 1, 1, tzinfo=UTC), NOW)
NOBODY: Final = People((), UTC)
REASON: Final = "The lock is released before the write, because close() runs first."
PARTS: Final = {Kind.REVIEW_COMMENT: "comment", Kind.COMMENT: "issuecomment", Kind.REVIEW: "review"}


def moment(day: str) -> datetime:
    """Give a moment: `03-02` is noon of that day of 2026."""
    return datetime.fromisoformat(f"2026-{day}T12:00:00+00:00")


def said(
    number: int,
    day: str,
    *,
    to: str = "cleo",
    kind: Kind = Kind.REVIEW_COMMENT,
    role: Role = Role.REVIEWER,
    pull: int = 1,
    thread: int = 0,
    explains: bool | None = False,
    body: str = REASON,
    facts: dict[str, Any] | None = None,
    to_class: str = "",
    at: datetime | None = None,
) -> Told:
    """Say something: comment `number` on pull request `pull`, in the inline thread of comment `thread`."""
    place = Ref("github", f"acme/pay#{pull}")
    ref = Ref("github", f"{place.key}/{PARTS[kind]}/{number}")
    begun = Ref("github", f"{place.key}/comment/{thread or number}") if kind is Kind.REVIEW_COMMENT else place
    person = Person("ghost" if to == "ghost" else f"github:{to}", "", "author", to_class)
    evidence = Evidence(
        ref=ref,
        kind=kind,
        role=role,
        title="Batch the ledger reads",
        body=body,
        url=f"https://github.example.com/acme/pay/pull/{pull}#{number}",
        project="acme/pay",
        happened_at=at or moment(day),
        people=() if role is Role.AUTHOR else (person,),
        facts=facts or {},
        thread=begun,
    )
    judgement = Judgement(
        category=Category.ROUTINE, confidence=1.0, reason="", substantive=explains, substantive_reason="gives a reason"
    )
    return Told(evidence, None if explains is None else judgement)


def decided(
    kind: VerdictKind, *told: Told, proposed: Category = Category.MENTORSHIP, put: Category = Category.MENTORSHIP
) -> Decided:
    """Decide a draft that carries comments."""
    refs = [one.evidence.ref for one in told]
    draft = Draft(ref=refs[0], category=proposed, text="Explained it.", happened_at=NOW, refs=refs)
    return Decided(draft, Verdict(ref=refs[0], kind=kind, text="", category=put, decided_at=NOW), told)


def account(
    *told: Told, people: People = NOBODY, decisions: tuple[Decided, ...] = (), window: Window = YEAR
) -> Account:
    """Keep the account of what was said, in the order of time."""
    ordered = sorted(told, key=lambda one: (one.evidence.happened_at, one.evidence.ref))
    return keep_account(ordered, decisions, people, window=window, zone=UTC)


def table(*rows: Acquaintance) -> People:
    """Fill the people table."""
    return People(rows, UTC)
