"""Tickets as evidence: that I resolved one, reported one, or commented on one. Pure.

Each is dated by the entry of the history, or the comment, that made it so.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from connectors.jira.accounts import Accounts, name_account, name_person
from connectors.jira.history import (
    Settlement,
    count_reopenings,
    find_reporting,
    list_settlements,
    list_statuses,
)
from connectors.jira.moments import parse_moment, spell_moment
from connectors.jira.ticket import Ticket, read_text
from harvester.clean import clean_body, clean_line
from harvester.model import Evidence, FactValue, Gap, Kind, Person, Ref, Role, Window

_MOST_MOVES: Final = 10
"""Moves between statuses that the facts tell; the last ones, where there are more."""
_MOST_LINKS: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Describer:
    """Turns tickets of one site into evidence of one person.

    `done_statuses` are the ids of statuses that mean done. `prefix` stands before the keys of a named site, `address`
    before its pages. `own_epics` are the keys of epics that are assigned to me.
    """

    source: str
    prefix: str
    address: str
    mine: Accounts
    done_statuses: Collection[str]
    points_fields: Sequence[str] = ()
    epic_field: str = ""
    own_epics: Collection[str] = ()

    def describe(self, ticket: Ticket, comments: Sequence[object], window: Window) -> Iterator[Evidence | Gap]:
        """Yield what I did to a ticket inside the window."""
        settlements = self._list_settlements(ticket)
        resolved = next((one for one in settlements if one.at and one.holder in self.mine), None)
        if resolved and resolved.at and resolved.at in window:
            yield self._describe(ticket, Role.ASSIGNEE, resolved.at, settlements, resolved)
        reported_at = find_reporting(ticket.created, ticket.present, ticket.history, self.mine)
        if reported_at and reported_at in window:
            yield self._describe(ticket, Role.REPORTER, reported_at, settlements)
        yield from self._describe_comments(ticket, comments, window)

    def came_resolved(self, ticket: Ticket, window: Window) -> bool:
        """Say whether a ticket of mine came into being resolved (an import), so that nothing says who resolved it."""
        settlements = self._list_settlements(ticket)
        at = parse_moment(ticket.fields.get("resolutiondate"))
        is_first = bool(settlements) and settlements[0].at is None and settlements[0].holder in self.mine
        return is_first and at is not None and at in window

    def _list_settlements(self, ticket: Ticket) -> list[Settlement]:
        return list_settlements(ticket.present, ticket.history, {*self.done_statuses, ticket.done_status} - {""})

    def _describe(
        self,
        ticket: Ticket,
        role: Role,
        at: datetime,
        settlements: Sequence[Settlement],
        resolved: Settlement | None = None,
    ) -> Evidence:
        return Evidence(
            ref=self.ref(ticket.first_key, "/reported" if role is Role.REPORTER else ""),
            kind=Kind.TICKET,
            role=role,
            title=self._title(ticket),
            body=clean_body(read_text(ticket.fields.get("description"))),
            url=self._url(ticket),
            project=ticket.key.rpartition("-")[0],
            happened_at=at,
            updated_at=parse_moment(ticket.fields.get("updated")),
            people=self._people(ticket),
            labels=ticket.names("labels"),
            facts=self._facts(ticket, settlements, resolved),
            links=self._links(ticket),
        )

    def _describe_comments(
        self, ticket: Ticket, comments: Sequence[object], window: Window
    ) -> Iterator[Evidence | Gap]:
        known: set[str] = set()
        for comment in comments:
            number = str(comment.get("id") or "") if isinstance(comment, Mapping) else ""
            if not isinstance(comment, Mapping) or comment.get("author") not in self.mine or number in known:
                continue
            known.add(number)
            at = parse_moment(comment.get("created"))
            if at is None or not (number.isascii() and number.isdigit()):
                reason = f"A comment of yours on {ticket.key} has no readable date"
                yield Gap(self.source, ticket.key, reason, standing=True)
            elif at in window:
                yield self._describe_comment(ticket, comment, number, at)

    def _describe_comment(self, ticket: Ticket, comment: Mapping[str, Any], number: str, at: datetime) -> Evidence:
        return Evidence(
            ref=self.ref(ticket.first_key, f"/comment/{number}"),
            kind=Kind.COMMENT,
            role=Role.COMMENTER,
            title=self._title(ticket),
            body=clean_body(read_text(comment.get("body"))),
            url=f"{self._url(ticket)}?focusedCommentId={number}",
            project=ticket.key.rpartition("-")[0],
            happened_at=at,
            updated_at=parse_moment(comment.get("updated")),
            people=self._people(ticket),
            thread=self.ref(ticket.first_key),
        )

    def ref(self, key: str, part: str = "") -> Ref:
        """Give the ref of a ticket, or of a part of it."""
        return Ref(self.source, f"{self.prefix}{key}{part}")

    def _url(self, ticket: Ticket) -> str:
        return f"{self.address}/browse/{ticket.key}"

    def _title(self, ticket: Ticket) -> str:
        summary = ticket.fields.get("summary")
        return (clean_line(summary) if isinstance(summary, str) else "") or ticket.key

    def _people(self, ticket: Ticket) -> list[Person]:
        """Name the others who hold the ticket today; who reported it is somebody even when the account is gone."""
        users = {role: ticket.fields.get(role) for role in ("reporter", "assignee")}
        others = {role: user for role, user in users.items() if user not in self.mine}
        return [name_person(user, role) for role, user in others.items() if role == "reporter" or name_account(user)]

    def _links(self, ticket: Ticket) -> list[Ref]:
        """Link a ticket with what it belongs to: its parent, an epic of mine, the tickets it is linked to."""
        epic = ticket.epic(self.epic_field)
        above = [ticket.parent] if ticket.is_subtask and ticket.parent else []
        keys = [*above, *([epic] if epic in self.own_epics else []), *ticket.linked_keys()]
        return [self.ref(key) for key in list(dict.fromkeys(keys))[:_MOST_LINKS] if key != ticket.key]

    def _facts(
        self, ticket: Ticket, settlements: Sequence[Settlement], resolved: Settlement | None
    ) -> dict[str, FactValue]:
        facts: dict[str, FactValue] = {
            "issue_id": clean_line(ticket.issue_id, 40),
            "type": ticket.name("issuetype"),
            "priority": ticket.name("priority"),
            "status": ticket.name("status"),
            "resolution": ticket.name("resolution") or (clean_line(resolved.resolution, 200) if resolved else ""),
            "story_points": ticket.number(self.points_fields),
            "components": clean_line(", ".join(ticket.names("components"))),
            "parent": ticket.parent if ticket.is_subtask else "",
            "epic": ticket.epic(self.epic_field),
            "reopened": count_reopenings(settlements) or None,
            "reopened_at": spell_moment(resolved.reopened_at) if resolved else None,
            "status_history": _spell_history(ticket),
            "created_at": spell_moment(ticket.created),
            "observed_at": spell_moment(parse_moment(ticket.fields.get("updated"))),
        }
        return {name: value for name, value in facts.items() if value not in (None, "")}


def _spell_history(ticket: Ticket) -> str:
    moves = list_statuses(ticket.history)[-_MOST_MOVES:]
    return "; ".join(
        f"{spell_moment(at)} {clean_line(before, 30)} > {clean_line(after, 30)}" for at, before, after in moves
    )
