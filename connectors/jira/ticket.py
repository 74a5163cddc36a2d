"""A ticket as the server gives it, read field by field; a value of an unexpected type is no value. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self

from connectors.jira.accounts import list_ids
from connectors.jira.adf import render_adf
from connectors.jira.history import Entry, Present, find_first_key, parse_history
from connectors.jira.moments import parse_moment
from connectors.jira.wiki import render_wiki
from harvester.clean import clean_line

KEY: Final = re.compile(r"[A-Z][A-Z0-9_]{0,254}-[0-9]{1,18}", re.ASCII)
"""The key of a ticket; nothing else becomes part of a ref or an address."""
FIELDS: Final = (
    "summary",
    "description",
    "issuetype",
    "priority",
    "labels",
    "components",
    "status",
    "resolution",
    "resolutiondate",
    "created",
    "updated",
    "assignee",
    "reporter",
    "project",
    "parent",
    "issuelinks",
    "comment",
)
"""The fields that are asked for; the story points and the epic have ids of their own on each site."""


class UnreadableError(ValueError):
    """A ticket that cannot be read; the text says why and names it."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket and its history; `key` is today's, `first_key` the one it had before it was ever moved."""

    issue_id: str
    key: str
    first_key: str
    created: datetime
    fields: Mapping[str, Any]
    history: Sequence[Entry]

    @classmethod
    def parse(cls, issue: object, histories: object) -> Self:
        """Read a ticket.

        Raises:
            UnreadableError: it has no key, id or date, or its history cannot be put in order.
        """
        key = read_key(issue)
        fields = issue.get("fields") if isinstance(issue, Mapping) else None
        if not key or not read_id(issue) or not isinstance(fields, Mapping):
            raise UnreadableError(f"{key or 'a ticket'} has no readable key, id or fields")
        created = parse_moment(fields.get("created"))
        if created is None:
            raise UnreadableError(f"{key} has no readable date")
        if not isinstance(histories, list):
            raise UnreadableError(f"the history of {key} is cut off")
        try:
            history = parse_history(histories)
        except ValueError as error:
            raise UnreadableError(f"{key}: {error}") from None
        first_key = find_first_key(key, history)
        if not KEY.fullmatch(first_key):
            raise UnreadableError(f"{key} was moved from no readable key")
        return cls(read_id(issue), key, first_key, created, fields, history)

    @property
    def present(self) -> Present:
        """The ids of what it is like today."""
        status, resolution = (read_id(self.fields.get(name)) for name in ("status", "resolution"))
        assignee, reporter = (next(list_ids(self.fields.get(name)), "") for name in ("assignee", "reporter"))
        return Present(status, resolution, assignee, reporter)

    @property
    def done_status(self) -> str:
        """The id of today's status where it means done, else ""; some sites list only the statuses in use."""
        status = self.fields.get("status")
        category = status.get("statusCategory") if isinstance(status, Mapping) else None
        is_done = isinstance(category, Mapping) and category.get("key") == "done"
        return read_id(status) if is_done else ""

    @property
    def parent(self) -> str:
        """The key of the ticket above it."""
        return read_key(self.fields.get("parent"))

    @property
    def is_subtask(self) -> bool:
        """Say whether it is a part of its parent, rather than a ticket of an epic."""
        kind = self.fields.get("issuetype")
        return isinstance(kind, Mapping) and bool(kind.get("subtask"))

    def epic(self, epic_field: str) -> str:
        """Return the key of its epic: the old field of that name, else the parent of what is no sub-task."""
        linked = self.fields.get(epic_field) if epic_field else None
        if isinstance(linked, str) and KEY.fullmatch(linked):
            return linked
        return "" if self.is_subtask else self.parent

    def linked_keys(self) -> Iterator[str]:
        """Yield the keys of the tickets that it is linked to."""
        links = self.fields.get("issuelinks")
        for link in links if isinstance(links, list) else []:
            for side in ("inwardIssue", "outwardIssue"):
                if isinstance(link, Mapping) and (key := read_key(link.get(side))):
                    yield key

    def name(self, field: str) -> str:
        """Return the shown name of a field's value: the type, the priority, the status."""
        return read_name(self.fields.get(field))

    def names(self, field: str) -> list[str]:
        """Return the shown names of a field with several values: labels, components."""
        values = self.fields.get(field)
        return [name for value in values if (name := read_name(value))] if isinstance(values, list) else []

    def number(self, fields: Sequence[str]) -> float | None:
        """Return the first number that one of these fields holds."""
        values = (self.fields.get(field) for field in fields)
        return next((one for one in values if isinstance(one, (int, float)) and not isinstance(one, bool)), None)

    @property
    def comments(self) -> list[object]:
        """The comments that came with it."""
        comment = self.fields.get("comment")
        comments = comment.get("comments") if isinstance(comment, Mapping) else None
        return comments if isinstance(comments, list) else []

    @property
    def lacks_comments(self) -> bool:
        """Say whether it has more comments than came with it."""
        comment = self.fields.get("comment")
        total = comment.get("total") if isinstance(comment, Mapping) else None
        return isinstance(total, int) and total > len(self.comments)


def read_key(issue: object) -> str:
    """Return the key of a ticket as the server refers to it, "" where it is none."""
    key = issue.get("key") if isinstance(issue, Mapping) else None
    return key if isinstance(key, str) and KEY.fullmatch(key) else ""


def read_name(value: object) -> str:
    """Return the name of a value, clean."""
    if isinstance(value, Mapping):
        value = value.get("name") or value.get("value")
    return clean_line(value, 200) if isinstance(value, str) else ""


def read_text(body: object) -> str:
    """Return a body as text: a document of Cloud, or wiki markup."""
    return render_wiki(body) if isinstance(body, str) else render_adf(body)


def read_id(value: object) -> str:
    """Return the id of anything that has one, "" where it has none."""
    found = value.get("id") if isinstance(value, Mapping) else None
    return str(found) if isinstance(found, (str, int)) and not isinstance(found, bool) else ""
