"""What a Jira says in JSON: the same tickets in the shapes of Cloud (ids, documents) and of Server (names, markup)."""

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.fakes.jira.tracker import RESOLUTIONS, STATUSES, Comment, Edit, Entry, Json, Ticket, User

POINTS_FIELD = "customfield_10016"
EPIC_FIELD = "customfield_10014"


class Speaker:
    """Spells tickets; `zone` is that of the account's profile, in which a Jira gives its dates."""

    def __init__(self, *, is_cloud: bool, zone: str, base_url: str) -> None:
        self.is_cloud = is_cloud
        self.zone = ZoneInfo(zone)
        self.base_url = base_url
        self.spoil: Callable[[Ticket, dict[str, Json]], dict[str, Json]] = lambda _ticket, issue: issue

    def date(self, moment: datetime | None) -> str | None:
        if moment is None:
            return None
        local = moment.astimezone(self.zone)
        return f"{local:%Y-%m-%dT%H:%M:%S}.{local.microsecond // 1000:03d}{local:%z}"

    def user(self, user: User | None) -> dict[str, Json] | None:
        if user is None:
            return None
        spelled: dict[str, Json] = {"displayName": user.display or user.name, "active": True, "timeZone": user.zone}
        if self.is_cloud:
            kind = "app" if user.is_app else "atlassian"
            return {**spelled, "accountId": user.account, "accountType": kind}
        return {**spelled, "name": user.name, "key": user.key, "emailAddress": user.email}

    def body(self, body: Json) -> Json:
        if not self.is_cloud or not isinstance(body, str):
            return body
        paragraphs = [{"type": "paragraph", "content": [{"type": "text", "text": text}]} for text in body.split("\n\n")]
        return {"type": "doc", "version": 1, "content": paragraphs}

    def issue(self, ticket: Ticket, fields: Sequence[str], comment_cap: int) -> dict[str, Json]:
        spelled = {name: value for name, value in self._fields(ticket, comment_cap).items() if name in fields}
        issue = {"id": str(ticket.number), "key": ticket.key, "self": f"{self.base_url}/x", "fields": spelled}
        return self.spoil(ticket, issue)

    def _fields(self, ticket: Ticket, comment_cap: int) -> dict[str, Json]:
        above = ticket.parent or (ticket.epic if self.is_cloud else None)
        return {
            "summary": ticket.summary,
            "description": self.body(ticket.description),
            "issuetype": {"id": "7", "name": ticket.kind, "subtask": ticket.parent is not None},
            "priority": {"id": "2", "name": "High"},
            "labels": ticket.labels,
            "components": [{"id": "1", "name": name} for name in ticket.components],
            "status": self.status(ticket.status),
            "resolution": self._resolution(ticket.resolution),
            "resolutiondate": self.date(ticket.resolved_on),
            "created": self.date(ticket.created),
            "updated": self.date(ticket.updated),
            "assignee": self.user(ticket.assignee),
            "reporter": self.user(ticket.reporter),
            "project": {"id": "1", "key": ticket.key.rpartition("-")[0]},
            "parent": {"id": str(above.number), "key": above.key} if above else None,
            "issuelinks": [{"type": {"name": "Blocks"}, "outwardIssue": {"key": one.key}} for one in ticket.linked],
            "comment": self.comments(ticket, 0, comment_cap),
            POINTS_FIELD: ticket.points,
            EPIC_FIELD: ticket.epic.key if ticket.epic and not self.is_cloud else None,
        }

    def status(self, number: str) -> dict[str, Json]:
        name, category = STATUSES[number]
        return {"id": number, "name": name, "statusCategory": {"key": category}}

    def _resolution(self, number: str | None) -> dict[str, str] | None:
        return {"id": number, "name": RESOLUTIONS[number]} if number else None

    def comments(self, ticket: Ticket, start: int, most: int) -> dict[str, Json]:
        chosen = ticket.comments[start : start + most]
        spelled = [self._comment(comment) for comment in chosen]
        return {"comments": spelled, "startAt": start, "maxResults": most, "total": len(ticket.comments)}

    def _comment(self, comment: Comment) -> dict[str, Json]:
        moment = self.date(comment.at)
        spelled = {"id": str(comment.number), "body": self.body(comment.body), "created": moment, "updated": moment}
        author = self.user(comment.author)
        return {**spelled, "author": author} if author else spelled

    def entry(self, entry: Entry, *, in_bulk: bool = False) -> dict[str, Json]:
        created: Json = int(entry.at.timestamp() * 1000) if in_bulk else self.date(entry.at)
        spelled = {"id": str(entry.number), "created": created, "items": [self._edit(edit) for edit in entry.edits]}
        author = self.user(entry.author)
        return {**spelled, "author": author} if author else spelled

    def _edit(self, edit: Edit) -> dict[str, Json]:
        spelled: dict[str, Json] = {
            "field": edit.field,
            "fieldtype": "jira",
            "from": self._account(edit.before_user) or edit.before,
            "fromString": edit.before_text,
            "to": self._account(edit.after_user) or edit.after,
            "toString": edit.after_text,
        }
        return {**spelled, "fieldId": edit.field} if self.is_cloud and edit.field != "Key" else spelled

    def _account(self, user: User | None) -> str | None:
        return None if user is None else user.account if self.is_cloud else user.key
