"""A survey: the tickets of a window, asked for, read with their histories, and told as evidence or as a gap.

What the server does not know or shows to nobody is left out of the question and told; the rest goes on.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from connectors.jira.client import UNREAD, RefusedError
from connectors.jira.evidence import Describer
from connectors.jira.gaps import Teller
from connectors.jira.jql import Question
from connectors.jira.me import Me
from connectors.jira.remote import parse_remote_links
from connectors.jira.site import FieldIds, Site
from connectors.jira.ticket import FIELDS, KEY, Ticket, UnreadableError, read_id, read_key
from harvester.connector import Session
from harvester.model import Evidence, Gap, Ref, Window

_EVER: Final = Window(datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
_UNFOUND_COMMENTS: Final = (
    "This server cannot find the tickets you commented on; comments were read on those that are assigned to you,"
    " or that you reported or watch"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """Reads the tickets of one person on one site."""

    site: Site
    me: Me
    projects: Sequence[str]
    points_field: str
    session: Session
    teller: Teller

    def read(self, window: Window) -> Iterator[Evidence | Gap]:
        """Yield what I did in the window, and what of it could not be read."""
        fields = self.site.find_fields(self.points_field)
        if fields.points_gap:
            yield self.teller.standing(fields.points_gap)
        issues, gaps = self._search(self._question(window), fields)
        yield from gaps
        tickets, gaps = self._read_tickets(issues)
        yield from gaps
        if tickets:
            yield from self._describe(self._describer(tickets, fields), tickets, window)

    def read_again(self, refs: Collection[Ref]) -> Iterator[Evidence | Gap]:
        """Yield tickets I resolved as they are now, with what they point to elsewhere; other refs are passed over."""
        keys = {ref.key.removeprefix(self._prefix): ref for ref in refs if ref.source == self.teller.source}
        wanted = {key: ref for key, ref in keys.items() if KEY.fullmatch(key)}
        if not wanted:
            return
        fields = self.site.find_fields(self.points_field)
        tickets, _ = self._read_tickets(self.site.search_keys(sorted(wanted), _list_fields(fields)))
        describer = self._describer(tickets, fields)
        for ticket in tickets:
            self.session.check_stop()
            for one in describer.describe(ticket, (), _EVER):
                if isinstance(one, Evidence) and one.ref in wanted.values():
                    remote = parse_remote_links(self.site.read_remote_links(ticket.key))
                    yield replace(one, links=list(dict.fromkeys([*one.links, *remote])))

    @property
    def _prefix(self) -> str:
        return f"{self.session.instance}/" if self.session.instance else ""

    def _question(self, window: Window) -> Question:
        zone = self.site.profile.zone
        me = self.me
        return Question(users=me.users, accounts=me.names, projects=self.projects, window=window, zone=zone)

    def _search(self, question: Question, fields: FieldIds) -> tuple[list[object], list[Gap]]:
        """Ask for the tickets, again without what the server refuses."""
        gaps: list[Gap] = []
        with_updated_by, refusals = True, 0
        while True:
            jql = question.tickets(with_updated_by=with_updated_by)
            try:
                return self.site.search(jql, _list_fields(fields)), gaps
            except RefusedError as refusal:
                refusals += 1
                is_about_comments = with_updated_by and "updatedby" in refusal.why.casefold()
                hidden = [] if is_about_comments else self.site.find_hidden(question.projects)
                if hidden:
                    gaps += self.teller.hidden(hidden)
                    question = replace(question, projects=[one for one in question.projects if one not in hidden])
                    if not question.projects:
                        return [], gaps
                elif is_about_comments or (with_updated_by and refusals > 1):
                    gaps.append(self.teller.standing(_UNFOUND_COMMENTS))
                    with_updated_by = False
                elif not with_updated_by:
                    raise

    def _read_tickets(self, issues: Sequence[object]) -> tuple[list[Ticket], list[Gap]]:
        tickets: list[Ticket] = []
        gaps: list[Gap] = []
        histories = self.site.read_histories(issues) if issues else {}
        for issue in issues:
            try:
                tickets.append(Ticket.parse(issue, histories.get(read_id(issue))))
            except UnreadableError as error:
                gaps.append(self.teller.standing(f"A ticket was passed over: {error}"))
        return tickets, gaps

    def _describer(self, tickets: Sequence[Ticket], fields: FieldIds) -> Describer:
        epics = sorted({epic for ticket in tickets if (epic := ticket.epic(fields.epic))})
        own_epics = self.site.search_keys(epics, ["assignee"], self.me.users)
        return Describer(
            source=self.teller.source,
            prefix=self._prefix,
            address=self.site.profile.address,
            mine=self.me.accounts,
            done_statuses=self.site.done_statuses,
            points_fields=fields.points,
            epic_field=fields.epic,
            own_epics={read_key(epic) for epic in own_epics} - {""},
        )

    def _describe(self, describer: Describer, tickets: Sequence[Ticket], window: Window) -> Iterator[Evidence | Gap]:
        imported: list[str] = []
        for done, ticket in enumerate(tickets):
            self.session.check_stop()
            self.session.show_progress("Jira tickets", done, len(tickets))
            comments = ticket.comments
            if ticket.lacks_comments:
                try:
                    comments = self.site.read_comments(ticket.key)
                except UNREAD as error:
                    yield self.teller.transient(error)
            yield from describer.describe(ticket, comments, window)
            if describer.came_resolved(ticket, window):
                imported.append(ticket.key)
        if imported:
            yield self.teller.imported(imported)


def _list_fields(fields: FieldIds) -> list[str]:
    return [*FIELDS, *fields.points, *([fields.epic] if fields.epic else [])]
