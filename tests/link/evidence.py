"""Evidence made short, for the tests of linking."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from harvester.model import Evidence, FactValue, Kind, Ref, Role

START = datetime(2026, 11, 2, 9, tzinfo=UTC)


def make_evidence(
    ref: str,
    kind: Kind,
    role: Role = Role.AUTHOR,
    *,
    title: str = "Some work",
    body: str = "",
    day: float = 0,
    project: str = "acme/pay",
    links: Sequence[str] = (),
    facts: Mapping[str, FactValue] | None = None,
    thread: str = "",
) -> Evidence:
    return Evidence(
        ref=Ref.parse(ref),
        kind=kind,
        role=role,
        title=title,
        body=body,
        happened_at=START + timedelta(days=day),
        project=project,
        links=tuple(Ref.parse(link) for link in links),
        facts=facts or {},
        thread=Ref.parse(thread) if thread else None,
    )


def make_request(
    number: int, title: str = "Some work", body: str = "", *, day: float = 0, branch: str = ""
) -> Evidence:
    return make_evidence(
        f"github:acme/pay#{number}",
        Kind.PULL_REQUEST,
        title=title,
        body=body,
        day=day,
        facts={"number": number, "head": branch} if branch else {"number": number},
    )


def make_commit(
    sha: str, title: str = "Some work", body: str = "", *, day: float = 0, facts: Mapping[str, FactValue] | None = None
) -> Evidence:
    return make_evidence(
        f"git:{spell_sha(sha)}", Kind.COMMIT, title=title, body=body, day=day, project="pay", facts=facts
    )


def make_ticket(key: str, role: Role = Role.ASSIGNEE, *, day: float = 0, links: Sequence[str] = ()) -> Evidence:
    return make_evidence(f"jira:{key}", Kind.TICKET, role, title="A ticket", day=day, project="PAY", links=links)


def spell_sha(start: str) -> str:
    return (start * 40)[:40]
