"""The Jira connector: a scope a site, and for each window the tickets and comments of mine that fall into it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

from connectors.jira.accounts import Accounts, name_account
from connectors.jira.client import AbsentError, Client, RefusedError, refuse_login_page
from connectors.jira.evidence import Describer
from connectors.jira.jql import CURRENT_USER, Question, quote
from connectors.jira.settings import JiraSettings
from connectors.jira.site import Site, find_named_keys
from connectors.jira.ticket import FIELDS, Ticket, UnreadableError
from harvester.clean import clean_line
from harvester.connector import Connector, Identity, Session, digest_basis
from harvester.errors import ConfigError, HarvesterError
from harvester.model import Evidence, Gap, Scope, Window
from harvester.transport import (
    Patience,
    PatientAdapter,
    TokenPlace,
    UnansweredError,
    find_token,
    require_host,
)
from harvester.transport import name_account as name_token

_SECONDS: Final = {"s": 1, "m": 60, "h": 3600}
_EPICS_AT_ONCE: Final = 100
_UNFOUND_COMMENTS: Final = (
    "This server cannot find the tickets you commented on; read were comments on those assigned to you, reported by"
    " you or watched by you"
)


@dataclass(frozen=True, slots=True)
class Me:
    """Who I am on a site: my accounts, how JQL calls them, and their plain names."""

    accounts: Accounts
    users: Sequence[str]
    names: Sequence[str]


class JiraConnector(Connector[JiraSettings]):
    """Reads tickets and comments from one site, Cloud or Server/Data Center."""

    name: ClassVar[str] = "jira"
    settings_type: ClassVar[type] = JiraSettings

    def __init__(self, settings: JiraSettings, session: Session) -> None:
        super().__init__(settings, session)
        if not settings.url:
            raise ConfigError("[connectors.jira] has no url.", cure='add url = "https://acme.atlassian.net"')
        self._host = require_host(settings.url, "connectors.jira.url")

    def scopes(self) -> Sequence[Scope]:
        """Name the one scope of the site; other accounts, projects or story points make it another."""
        wanted = (sorted(self.settings.projects), self.settings.story_points_field)
        basis = digest_basis(self.session.me.jira, self.settings.url.rstrip("/"), *wanted)
        return [Scope(self.name, self._scope_key, basis)]

    @property
    def _scope_key(self) -> str:
        return self.session.instance or f"{self._host}{urlsplit(self.settings.url).path.rstrip('/')}"

    def harvest(self, scope: Scope, window: Window) -> Iterator[Evidence | Gap]:
        """Yield the tickets I resolved or reported and my comments in `window`, dated by what made them so."""
        if window.since == window.until:
            return
        try:
            me, gaps = self._find_me()
            yield from gaps
            yield from self._harvest_tickets(scope, me, window)
        except (UnansweredError, RefusedError, AbsentError) as error:
            yield self._gap(error)

    def suggest_identity(self) -> Identity:
        """Tell who the token belongs to."""
        account = self._site.profile.account
        name, address = (str(account.get(field) or "") for field in ("displayName", "emailAddress"))
        return Identity.of(name, emails=[address] if address else [], jira=[name_account(account)])

    def check(self) -> Iterator[Gap]:
        """Yield what would stop a harvest; two requests, and one for each project that is named."""
        try:
            me, gaps = self._find_me()
            yield from gaps
            if me.users:
                yield from self._tell_hidden(self._site.find_hidden(self.settings.projects))
        except (UnansweredError, RefusedError, AbsentError) as error:
            yield self._gap(error)

    @cached_property
    def _site(self) -> Site:
        """Sign in with the token that is found; nothing is asked yet."""
        account = name_token(self.name, self.session.instance)
        cure = f"harvester auth set {account}"
        variables = () if self.session.instance else ("JIRA_API_TOKEN",)
        place = TokenPlace(account=account, variables=variables, command=self.settings.token_command)
        patience = Patience(
            service="Jira",
            host=self._host,
            sign_in_cure=cure,
            max_wait_s=int(self.settings.max_wait[:-1]) * _SECONDS[self.settings.max_wait[-1]],
            stop=self.session.stop,
            show_wait=self.session.show_progress,
            count=self._count_request,
            # The one place that sees answers of status 200 before they are taken for JSON; it names no wait.
            find_hidden_wait=lambda headers, body, _now: refuse_login_page(headers, body, cure),
        )
        client = Client(self.settings.url, PatientAdapter(patience), self.settings.email, find_token(place).secret)
        return Site(client, has_email=bool(self.settings.email), sign_in_cure=cure)

    def _count_request(self) -> None:
        self.requests += 1

    def _find_me(self) -> tuple[Me, list[Gap]]:
        """Find my accounts on the site; without any configured, the token's own is mine."""
        own = self._site.profile.account
        wanted = self.session.me.jira - {""}
        is_own = not wanted or any(account in Accounts.of(own) for account in (*wanted,))
        users: list[Mapping[str, Any]] = [own] if is_own else []
        gaps: list[Gap] = []
        for account in sorted(wanted):
            if account in Accounts.of(*users):
                continue
            if user := self._site.find_user(account):
                users.append(user)
            else:
                gaps.append(self._standing(f"There is no account {account!r} on this site"))
        others = [name_account(user) for user in users[is_own:]]
        names = [name_account(user) for user in users]
        return Me(Accounts.of(*users), [*([CURRENT_USER] if is_own else []), *map(quote, others)], names), gaps

    def _harvest_tickets(self, scope: Scope, me: Me, window: Window) -> Iterator[Evidence | Gap]:
        del scope
        if not me.users:
            return
        fields = self._site.find_fields(self.settings.story_points_field)
        if fields.points_gap:
            yield self._standing(fields.points_gap)
        asked = [*FIELDS, *fields.points, *([fields.epic] if fields.epic else [])]
        question = Question(
            users=me.users,
            accounts=me.names,
            projects=self.settings.projects,
            window=window,
            zone=self._site.profile.zone,
        )
        issues, gaps = self._search(question, asked)
        yield from gaps
        if not issues:
            return
        tickets, gaps = self._read_tickets(issues)
        yield from gaps
        epics = {epic for ticket in tickets if (epic := ticket.epic(fields.epic))}
        describer = Describer(
            source=self.name,
            prefix=f"{self.session.instance}/" if self.session.instance else "",
            address=self._site.profile.address,
            mine=me.accounts,
            done_statuses=self._site.done_statuses,
            points_fields=fields.points,
            epic_field=fields.epic,
            own_epics=self._find_own_epics(question, sorted(epics)),
        )
        yield from self._describe(describer, tickets, window)

    def _search(self, question: Question, fields: Sequence[str]) -> tuple[list[object], list[Gap]]:
        """Ask for the tickets; what the server does not know is left out of the question, and told."""
        gaps: list[Gap] = []
        with_updated_by = True
        while True:
            try:
                return self._site.search(question.tickets(with_updated_by=with_updated_by), fields), gaps
            except RefusedError as refusal:
                if with_updated_by and "updatedby" in refusal.why.casefold():
                    hidden = []
                else:
                    hidden = self._site.find_hidden(question.projects)
                if hidden:
                    gaps += self._tell_hidden(hidden)
                    question = replace(question, projects=[one for one in question.projects if one not in hidden])
                    if not question.projects:
                        return [], gaps
                elif with_updated_by:
                    with_updated_by = False
                    gaps.append(self._standing(_UNFOUND_COMMENTS))
                else:
                    raise

    def _read_tickets(self, issues: Sequence[object]) -> tuple[list[Ticket], list[Gap]]:
        tickets: list[Ticket] = []
        gaps: list[Gap] = []
        histories = self._site.read_histories(issues)
        for issue in issues:
            self.session.show_progress("Jira tickets", len(tickets), len(issues))
            try:
                issue_id = str(issue.get("id")) if isinstance(issue, Mapping) else ""
                tickets.append(Ticket.parse(issue, histories.get(issue_id)))
            except UnreadableError as error:
                gaps.append(self._standing(f"A ticket was passed over: {error}"))
        return tickets, gaps

    def _describe(self, describer: Describer, tickets: Sequence[Ticket], window: Window) -> Iterator[Evidence | Gap]:
        imported: list[str] = []
        for ticket in tickets:
            self.session.check_stop()
            comments = ticket.comments
            if ticket.lacks_comments:
                try:
                    comments = self._site.read_comments(ticket.key)
                except (UnansweredError, AbsentError, RefusedError) as error:
                    yield self._gap(error)
            yield from describer.describe(ticket, comments, window)
            if describer.came_resolved(ticket, window):
                imported.append(ticket.key)
        if imported:
            keys = ", ".join(imported[:10])
            yield self._standing(f"{len(imported)} tickets of yours came here resolved, nothing says by whom: {keys}")

    def _find_own_epics(self, question: Question, epics: Sequence[str]) -> set[str]:
        """Find which epics are mine; those that the account cannot see are named by the refusal, and left out."""
        own: set[str] = set()
        for start in range(0, len(epics), _EPICS_AT_ONCE):
            keys = list(epics[start : start + _EPICS_AT_ONCE])
            try:
                own |= self._site.find_assigned(question.own_epics(keys))
            except RefusedError as refusal:
                visible = [key for key in keys if key not in find_named_keys(refusal.why)]
                if visible and len(visible) < len(keys):
                    own |= self._site.find_assigned(question.own_epics(visible))
        return own

    def _tell_hidden(self, projects: Sequence[str]) -> list[Gap]:
        return [
            self._standing(f"The project {project!r} is not there, or your account cannot see it")
            for project in projects
        ]

    def _standing(self, reason: str) -> Gap:
        return Gap(self.name, self._scope_key, clean_line(reason), standing=True)

    def _gap(self, error: HarvesterError) -> Gap:
        reason = " ".join(part for part in (error.what, error.why, error.cure and f"Try: {error.cure}") if part)
        return Gap(self.name, self._scope_key, clean_line(reason))
