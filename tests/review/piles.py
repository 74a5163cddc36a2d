"""Piles of drafts for reviews: real stores, real documents, and evidence that carries every sentence."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from harvester.decide import Desk
from harvester.model import Category, Draft, Evidence, FileChange, Judgement, Kind, Match, Ref, Role
from harvester.review import Card, Group
from harvester.sitting import House, Sitting
from harvester.store import DraftState, Store, open_store
from harvester.sync import Place, place_drafts

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
STATE = Path(".local/share/harvester")
CATEGORIES = (Category.PROJECT, Category.DECISION, Category.PROBLEM_PREVENTED)


def evidence(number: int, *, title: str = "", project: str = "", role: Role = Role.AUTHOR) -> Evidence:
    """Write a merged pull request."""
    project = project or ("acme/pay" if number % 2 else "acme/ledger")
    return Evidence(
        ref=Ref("github", f"{project}#{number}"),
        kind=Kind.PULL_REQUEST,
        role=role,
        title=title or f"Add export number {number}",
        body="It closes the books in an hour instead of a day.",
        url=f"https://github.com/{project}/pull/{number}",
        project=project,
        happened_at=NOW - timedelta(days=number % 7, minutes=number),
        files=[FileChange(f"exports/number_{number}.py", 40, 2)],
        facts={"additions": 40, "deletions": 2},
    )


def draft(one: Evidence, *, text: str = "", confidence: float = 0.93, category: Category = Category.PROJECT) -> Draft:
    """Draft what a piece of evidence says."""
    return Draft(
        ref=one.ref,
        category=category,
        text=text or one.title.replace("Add", "Added", 1) + ".",
        happened_at=one.happened_at,
        matches=(Match("ownership", 0.8, "you carried it from start to end"),),
        refs=(one.ref,),
        links=((f"#{one.ref.key.rpartition('#')[2]}", one.url),),
        confidence=confidence,
        reason="a feature of 40 lines",
    )


def card(number: int, *, one: Evidence | None = None, **changes: object) -> Card:
    """Give a card on its own, for the state machine alone."""
    made = draft(one or evidence(number))
    plain = Card(draft=made, text=made.text, category=made.category, group=Group("acme/pay", made.category))
    return replace(plain, **changes)  # type: ignore[arg-type]


def pile(count: int) -> list[tuple[Draft, list[Evidence]]]:
    """Make so many drafts, spread over two works and three categories, all of them sure."""
    pieces = [evidence(number) for number in range(1, count + 1)]
    return [
        (draft(one, category=CATEGORIES[at % 3], confidence=0.99 - at / 1e5), [one]) for at, one in enumerate(pieces)
    ]


def keep(store: Store, drafts: Sequence[tuple[Draft, list[Evidence]]], state: DraftState = DraftState.WAITING) -> None:
    """Put drafts and their evidence into a store."""
    with store.transaction():
        for made, pieces in drafts:
            store.evidence.add(pieces)
            judgement = Judgement(category=made.category, confidence=made.confidence, reason=made.reason)
            store.evidence.settle({one.ref: judgement for one in pieces})
            store.drafts.add(made, state)
            store.evidence.add_aliases(made.ref, [one.ref for one in pieces])


def place_of(home: Path) -> Place:
    """Give where the document of a home lies."""
    return Place(path=home / "brag.md", headings={}, archive=[], backups=home / STATE / "replaced", zone=UTC)


def fill(home: Path, drafts: Sequence[tuple[Draft, list[Evidence]]]) -> list[Ref]:
    """Fill the store of a home and write its document, as a run would have."""
    with open_store(home / STATE) as store:
        keep(store, drafts)
        place_drafts(store, place_of(home), NOW)
    return [made.ref for made, _ in drafts]


def house(propose: Callable[[Sequence[Evidence]], Draft | None] = lambda _: None) -> House:
    """Give the rules of a review as the configuration has them by default."""
    criteria = [("ownership", "Ownership"), ("impact", "Impact"), ("craft", "Craft"), ("scope", "Scope")]
    return House(threshold=0.85, propose=propose, criteria=lambda: criteria)


@contextmanager
def sitting_at(home: Path, *, now: datetime = NOW, rules: House | None = None) -> Iterator[Sitting]:
    """Sit down at the table of a home."""
    with open_store(home / STATE) as store:
        yield Sitting(Desk(store, place_of(home), now), rules or house())


def brag(home: Path) -> str:
    """Read the document of a home."""
    return (home / "brag.md").read_text()
