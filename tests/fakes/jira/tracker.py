"""Tickets and what happened to them: everything is done through events, and the truth is written down as they happen.

Nothing here knows how the connector concludes it: who held a ticket when it was resolved is known because the
event that resolves it looks at who holds it at that moment.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias

Json: TypeAlias = Any
"""What JSON can say, and what a wrong server says instead."""

STATUSES = {
    "1": ("To Do", "new"),
    "3": ("In Progress", "indeterminate"),
    "5": ("Done", "done"),
    "6": ("Closed", "done"),
}
RESOLUTIONS = {"10": "Done", "11": "Won't Do", "12": "Duplicate"}


def at(spelled: str) -> datetime:
    return datetime.fromisoformat(spelled).astimezone(UTC)


def as_moment(when: str | datetime) -> datetime:
    return at(when) if isinstance(when, str) else when


@dataclass(frozen=True)
class User:
    account: str
    name: str
    email: str
    display: str = ""
    zone: str = "Etc/UTC"
    is_app: bool = False

    @property
    def key(self) -> str:
        return f"JIRAUSER{sum(self.account.encode())}"


ANN = User("5b10ac8d82e05b22cc7d4ef5", "ann", "ann@example.com", "Ann Example")
BEN = User("712020:11c9de4e-7d3a-4c55-8d1c-aa00bb11cc22", "ben", "ben@example.org", "Ben Example")
CI = User("557058:f58131cb-b67d-43c7-b30d-6b58d40bd077", "ci-robot", "ci@example.org", "Automation", is_app=True)


@dataclass
class Edit:
    field: str
    before: str | None
    after: str | None
    before_text: str | None
    after_text: str | None
    before_user: User | None = None
    after_user: User | None = None


@dataclass
class Entry:
    number: int
    at: datetime
    author: User | None
    edits: list[Edit]


@dataclass
class Comment:
    number: int
    at: datetime
    author: User | None
    body: Json


@dataclass
class Ticket:
    number: int
    key: str
    created: datetime
    creator: User | None
    summary: str
    reporter: User | None
    assignee: User | None = None
    description: Json = None
    kind: str = "Story"
    status: str = "1"
    resolution: str | None = None
    resolved_on: datetime | None = None
    labels: list[str] = field(default_factory=list)
    components: list[str] = field(default_factory=list)
    points: Json = None
    parent: "Ticket | None" = None
    epic: "Ticket | None" = None
    linked: "list[Ticket]" = field(default_factory=list)
    remote_links: list[Json] = field(default_factory=list)
    watchers: list[User] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    history: list[Entry] = field(default_factory=list)
    is_hidden: bool = False
    holders: list[User | None] = field(default_factory=list)
    reporters: list[User | None] = field(default_factory=list)
    updated: datetime = datetime(2000, 1, 1, tzinfo=UTC)
    first_key: str = ""

    @property
    def is_done(self) -> bool:
        return STATUSES[self.status][1] == "done" or self.resolution is not None


class Tracker:
    """A site's tickets. `truth(user)` gives what the user did: refs without the source, with their moments."""

    def __init__(self) -> None:
        self.users = [ANN, BEN, CI]
        self.tickets: list[Ticket] = []
        self.projects: set[str] = set()
        self.hidden_projects: set[str] = set()
        self.names_hidden_keys = True
        self._number = 10_000
        self._counts: dict[str, int] = {}
        self._resolved: dict[tuple[int, str], datetime] = {}
        self._reported: dict[tuple[int, str], datetime] = {}
        self._commented: list[tuple[Ticket, Comment]] = []

    def create(self, project: str, by: User | None, when: str | datetime, **fields: Json) -> Ticket:
        """Open a ticket; `assignee`, `reporter`, `status` and the like as given."""
        moment = as_moment(when)
        self.projects.add(project)
        self._counts[project] = self._counts.get(project, 0) + 1
        ticket = Ticket(
            number=self._next(),
            key=f"{project}-{self._counts[project]}",
            created=moment,
            creator=by,
            reporter=fields.pop("reporter", by),
            summary=fields.pop("summary", "Batch the ledger reads"),
            **fields,
        )
        ticket.first_key, ticket.updated = ticket.key, moment
        ticket.holders.append(ticket.assignee)
        ticket.reporters.append(ticket.reporter)
        if ticket.reporter:
            self._reported.setdefault((ticket.number, ticket.reporter.account), moment)
        self.tickets.append(ticket)
        return ticket

    def assign(self, ticket: Ticket, to: User | None, by: User | None, when: str | datetime) -> None:
        self._record(ticket, by, when, [self._hand_over(ticket, "assignee", to)])

    def report_as(self, ticket: Ticket, reporter: User, by: User | None, when: str | datetime) -> None:
        self._record(ticket, by, when, [self._hand_over(ticket, "reporter", reporter)])
        self._reported.setdefault((ticket.number, reporter.account), as_moment(when))

    def start(self, ticket: Ticket, by: User | None, when: str | datetime) -> None:
        self._record(ticket, by, when, [self._set_status(ticket, "3")])

    def resolve(
        self, ticket: Ticket, by: User | None, when: str | datetime, *, status: str = "5", resolution: str | None = "10"
    ) -> None:
        """Move a ticket to a status that means done; without a resolution on sites that use none."""
        moment = as_moment(when)
        was_done = ticket.is_done
        edits = [self._set_status(ticket, status)] if ticket.status != status else []
        if resolution != ticket.resolution:
            edits.append(self._set_resolution(ticket, resolution))
        self._record(ticket, by, moment, edits)
        if not was_done:
            ticket.resolved_on = moment if resolution else None
            if ticket.assignee:
                self._resolved.setdefault((ticket.number, ticket.assignee.account), moment)

    def reopen(self, ticket: Ticket, by: User | None, when: str | datetime, *, keeps_resolution: bool = False) -> None:
        edits = [self._set_status(ticket, "3")]
        if not keeps_resolution and ticket.resolution:
            edits.append(self._set_resolution(ticket, None))
        self._record(ticket, by, when, edits)
        ticket.resolved_on = None

    def resolve_again(self, ticket: Ticket, by: User | None, when: str | datetime) -> None:
        """Move a reopened ticket that kept its resolution to a status that means done."""
        self._record(ticket, by, when, [self._set_status(ticket, "5")])
        if ticket.assignee:
            self._resolved.setdefault((ticket.number, ticket.assignee.account), as_moment(when))

    def rename_resolution(self, ticket: Ticket, by: User | None, when: str, resolution: str) -> None:
        """Set a resolution afterwards, as bulk edits do: nothing is resolved by it."""
        self._record(ticket, by, when, [self._set_resolution(ticket, resolution)])

    def move(self, ticket: Ticket, project: str, by: User | None, when: str | datetime) -> None:
        """Move a ticket to another project; it stays the same, under another key."""
        self.projects.add(project)
        self._counts[project] = self._counts.get(project, 0) + 1
        old, new = ticket.key, f"{project}-{self._counts[project]}"
        ticket.key = new
        edits = [Edit("project", "1", "2", old.rpartition("-")[0], project), Edit("Key", None, None, old, new)]
        self._record(ticket, by, when, edits)

    def comment(self, ticket: Ticket, by: User | None, when: str | datetime, body: Json = "Looks right.") -> Comment:
        moment = as_moment(when)
        comment = Comment(self._next(), moment, by, body)
        ticket.comments.append(comment)
        ticket.updated = max(ticket.updated, moment)
        self._commented.append((ticket, comment))
        return comment

    def touch(self, ticket: Ticket, by: User | None, when: str | datetime) -> None:
        """Change something that is nobody's work: a label set by a bulk edit."""
        self._record(ticket, by, when, [Edit("labels", None, None, "", "swept")])

    def truth(self, user: User) -> dict[str, datetime]:
        by_number = {ticket.number: ticket for ticket in self.tickets if not ticket.is_hidden}
        found = {
            by_number[number].first_key: moment
            for (number, account), moment in self._resolved.items()
            if account == user.account and number in by_number
        }
        for (number, account), moment in self._reported.items():
            if account == user.account and number in by_number:
                found[f"{by_number[number].first_key}/reported"] = moment
        for ticket, comment in self._commented:
            if comment.author == user and not ticket.is_hidden:
                found[f"{ticket.first_key}/comment/{comment.number}"] = comment.at
        return found

    def visible(self) -> Iterator[Ticket]:
        for ticket in self.tickets:
            if not ticket.is_hidden and ticket.key.rpartition("-")[0] not in self.hidden_projects:
                yield ticket

    def find(self, key: str) -> Ticket | None:
        return next((one for one in self.visible() if key in {one.key, one.first_key, str(one.number)}), None)

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _record(self, ticket: Ticket, by: User | None, when: str | datetime, edits: list[Edit]) -> None:
        moment = as_moment(when)
        ticket.history.append(Entry(self._next(), moment, by, edits))
        ticket.updated = max(ticket.updated, moment)

    def _hand_over(self, ticket: Ticket, role: str, user: User | None) -> Edit:
        old: User | None = getattr(ticket, role)
        setattr(ticket, role, user)
        (ticket.holders if role == "assignee" else ticket.reporters).append(user)
        return Edit(role, None, None, old.display if old else None, user.display if user else None, old, user)

    def _set_status(self, ticket: Ticket, status: str) -> Edit:
        old, ticket.status = ticket.status, status
        return Edit("status", old, status, STATUSES[old][0], STATUSES[status][0])

    def _set_resolution(self, ticket: Ticket, resolution: str | None) -> Edit:
        old, ticket.resolution = ticket.resolution, resolution
        old_name, name = (RESOLUTIONS[one] if one else None for one in (old, resolution))
        return Edit("resolution", old, resolution, old_name, name)
