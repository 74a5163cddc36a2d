"""Evidence as the connectors give it, in a line each."""

from datetime import UTC, datetime
from typing import Any

from harvester.model import Evidence, FactValue, FileChange, Kind, Person, Ref, Role

PULL = "acme/pay#7"


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T09:00:00+00:00").astimezone(UTC)


def piece(
    key: str,
    kind: Kind,
    role: Role,
    *people: Person,
    day: str = "2026-11-10",
    source: str = "github",
    **rest: Any,  # noqa: ANN401 - fields of the evidence
) -> Evidence:
    told = {"project": "acme/pay", "title": "Read once", **rest}
    return Evidence(ref=Ref(source, key), kind=kind, role=role, people=people, happened_at=at(day), **told)


def review(login: str, pull: str = PULL, *, mine: bool = True, day: str = "2026-11-10", **facts: FactValue) -> Evidence:
    """A review that I gave on somebody's pull request, or received on mine."""
    role, their_role = (Role.REVIEWER, "author") if mine else (Role.RECIPIENT, "reviewer")
    person = Person(login if ":" in login or login == "ghost" else f"github:{login}", "", their_role)
    key = f"{pull}/review/{len(login)}{day.replace('-', '')}"
    return piece(key, Kind.REVIEW, role, person, day=day, links=[Ref("github", pull)], facts=facts,
                 project=pull.partition("#")[0])  # fmt: skip


def merged(*reviewers: str, pull: str = PULL, day: str = "2026-11-12", paths: tuple[str, ...] = ()) -> Evidence:
    """A pull request of mine."""
    people = [Person(f"github:{login}", "", "reviewer") for login in reviewers]
    files = [FileChange(path) for path in paths]
    return piece(pull, Kind.PULL_REQUEST, Role.AUTHOR, *people, day=day, files=files)


def commit(sha: str, role: Role, person: Person, **rest: Any) -> Evidence:  # noqa: ANN401 - fields of it
    return piece(sha * 40, Kind.COMMIT, role, person, source="git", **{"project": "pay", **rest})
