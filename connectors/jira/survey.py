"""A survey: the tickets of a window, asked for, read with their histories, and told as evidence or as a gap.

What the server does not know or shows to nobody is left out of the question and told; the rest goes on.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from connectors.jira.client import AbsentError, RefusedError
from connectors.jira.evidence import Describer
from connectors.jira.jql import Question
from connectors.jira.me import Me
from connectors.jira.site import FieldIds, Site, find_named_keys
from connectors.jira.ticket import FIELDS, Ticket, UnreadableError
from harvester.clean import clean_line
from harvester.connector import Session
from harvester.errors import HarvesterError
from harvester.model import Evidence, Gap, Window
from harvester.transport import UnansweredError

UNREAD: Final = (UnansweredError, RefusedError, AbsentError)
"""What a site may answer instead; the source goes on without it, and says so."""
_EPICS_AT_ONCE: Final = 100
_MOST_NAMED: Final = 10
_UNFOUND_COMMENTS: Final = (
    "This server cannot find the tickets you commented on; read were comments on those assigned to you, reported by"
    " you or watched by you"
)


@dataclass(frozen=True, slots=True)
class Teller:
    """Words what could not be read of one site."""

    source: str
    scope: str

    def standing(self, reason: str) -> Gap:
        """Tell what will not be read the next time either."""
        return Gap(self.source, self.scope, clean_line(reason), standing=True)

    def transient(self, error: HarvesterError) -> Gap:
        """Tell what may be read the next time."""
        reason = " ".join(part for part in (error.what, error.why, error.cure and f"Try: {error.cure}") if part)
        return Gap(self.source, self.scope, clean_line(reason))

    def hidden(self, projects: Sequence[str]) -> list[Gap]:
        """Tell which projects are not to be seen."""
        reason = "The project {!r} is not there, or your account cannot see it"
        return [self.standing(reason.format(project)) for project in projects]


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
        question = self._question(window)
        issues, gaps = self._search(question, fields)
        yield from gaps
        tickets, gaps = self._read_tickets(issues)
        yield from gaps
        if tickets:
            own_epics, gaps = self._find_own_epics(question, tickets, fields.epic)
            yield from gaps
            yield from self._describe(self._describer(fields, own_epics), tickets, window)

    def _question(self, window: Window) -> Question:
        zone = self.site.profile.zone
        me = self.me
        return Question(users=me.users, accounts=me.names, projects=self.projects, window=window, zone=zone)

    def _search(self, question: Question, fields: FieldIds) -> tuple[list[object], list[Gap]]:
        """Ask for the tickets, again without what the server refuses."""
        gaps: list[Gap] = []
        asked = [*FIELDS, *fields.points, *([fields.epic] if fields.epic else [])]
        with_updated_by, refusals = True, 0
        while True:
            try:
                return self.site.search(question.tickets(with_updated_by=with_updated_by), asked), gaps
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
            issue_id = str(issue.get("id")) if isinstance(issue, Mapping) else ""
            try:
                tickets.append(Ticket.parse(issue, histories.get(issue_id)))
            except UnreadableError as error:
                gaps.append(self.teller.standing(f"A ticket was passed over: {error}"))
        return tickets, gaps

    def _describer(self, fields: FieldIds, own_epics: Collection[str]) -> Describer:
        instance = self.session.instance
        return Describer(
            source=self.teller.source,
            prefix=f"{instance}/" if instance else "",
            address=self.site.profile.address,
            mine=self.me.accounts,
            done_statuses=self.site.done_statuses,
            points_fields=fields.points,
            epic_field=fields.epic,
            own_epics=own_epics,
        )

    def _find_own_epics(
        self, question: Question, tickets: Sequence[Ticket], epic_field: str
    ) -> tuple[set[str], list[Gap]]:
        """Find which epics of these tickets are mine; they alone are linked."""
        epics = sorted({epic for ticket in tickets if (epic := ticket.epic(epic_field))})
        own: set[str] = set()
        try:
            for start in range(0, len(epics), _EPICS_AT_ONCE):
                own |= self._find_visible_epics(question, epics[start : start + _EPICS_AT_ONCE])
        except RefusedError:
            return own, [self.teller.standing("The site does not say which epics are yours; they are not linked")]
        return own, []

    def _find_visible_epics(self, question: Question, epics: Sequence[str]) -> set[str]:
        """Ask which are mine; those that the account cannot see are named by a refusal, and left out."""
        try:
            return self.site.find_assigned(question.own_epics(epics))
        except RefusedError as refusal:
            visible = [key for key in epics if key not in find_named_keys(refusal.why)]
            return self.site.find_assigned(question.own_epics(visible)) if visible else set()

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
            named = ", ".join(imported[:_MOST_NAMED])
            reason = f"{len(imported)} tickets of yours came here resolved, and nothing says by whom: {named}"
            yield self.teller.standing(reason)
