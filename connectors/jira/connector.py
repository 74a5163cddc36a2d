"""The Jira connector: a scope a site, and for each window the tickets and comments of mine that fall into it."""

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import ClassVar
from urllib.parse import urlsplit

from connectors.jira.client import UNREAD, Client, refuse_login_page
from connectors.jira.examination import examine_account, examine_gaps, examine_points
from connectors.jira.gaps import Teller
from connectors.jira.me import Me, find_me, name_login
from connectors.jira.settings import JiraSettings
from connectors.jira.site import Site
from connectors.jira.survey import Survey
from harvester.connector import Connector, Identity, Session, digest_basis
from harvester.errors import ConfigError
from harvester.model import Evidence, Finding, Gap, Ref, Scope, Window
from harvester.transport import Patience, PatientAdapter, TokenPlace, find_token, require_host
from harvester.transport import name_account as name_token


class JiraConnector(Connector[JiraSettings]):
    """Reads tickets and comments from one site, Cloud or Server/Data Center."""

    name: ClassVar[str] = "jira"
    settings_type: ClassVar[type] = JiraSettings

    def __init__(self, settings: JiraSettings, session: Session) -> None:
        super().__init__(settings, session)
        if not settings.url:
            raise ConfigError("[connectors.jira] has no url.", cure='add url = "https://acme.atlassian.net"')
        self._host = require_host(settings.url, "connectors.jira.url")
        self._teller = Teller(self.name, session.instance or f"{self._host}{urlsplit(settings.url).path}")

    def scopes(self) -> Sequence[Scope]:
        """Name the one scope of the site; other accounts, projects or story points make it another."""
        settings = self.settings
        wanted = (sorted(settings.projects), settings.story_points_field)
        return [Scope(self.name, self._teller.scope, digest_basis(self.session.me.jira, settings.url, *wanted))]

    def harvest(self, scope: Scope, window: Window) -> Iterator[Evidence | Gap]:
        """Yield the tickets I resolved or reported and my comments in `window`, dated by what made them so."""
        del scope
        if window.since == window.until:
            return
        try:
            survey = self._survey()
            yield from self._tell_unknown(survey.me)
            if survey.me.users:
                yield from survey.read(window)
        except UNREAD as error:
            yield self._teller.transient(error)

    def refresh(self, refs: Collection[Ref]) -> Iterator[Evidence | Gap]:
        """Read tickets I resolved again, as they are now and with their remote links: a request for each of them."""
        if not refs:
            return
        try:
            yield from self._survey().read_again(refs)
        except UNREAD as error:
            yield self._teller.transient(error)

    def suggest_identity(self) -> Identity:
        """Tell who the token belongs to."""
        account = self._site.profile.account
        name, address = (str(account.get(field) or "") for field in ("displayName", "emailAddress"))
        return Identity.of(name, emails=[address] if address else [], jira=[name_login(account)])

    def check(self) -> Iterator[Gap]:
        """Yield what would stop a harvest; two requests, and one for each account and project that is named."""
        try:
            yield from self._tell_unknown(find_me(self._site, self.session.me.jira))
            yield from self._teller.hidden(self._site.find_hidden(self.settings.projects))
        except UNREAD as error:
            yield self._teller.transient(error)

    def examine(self, *, is_offline: bool = False) -> Iterator[Finding]:
        """Yield what the account cannot see, and whether story points are found; offline nothing can be said of it.

        Raises:
            SignInError: there is no token, or it is refused.
        """
        if is_offline:
            return
        try:
            unknown = self._tell_unknown(find_me(self._site, self.session.me.jira))
            yield from examine_gaps(unknown, "correct jira under [me]")
            hidden = self._teller.hidden(self._site.find_hidden(self.settings.projects))
            yield from examine_gaps(hidden, "correct projects under [connectors.jira], or ask who runs the project")
            yield from examine_points(self._teller.scope, self._site.find_fields(self.settings.story_points_field))
            yield examine_account(self._teller.scope, self._site.profile)
        except UNREAD as error:
            cure = "correct url under [connectors.jira] if it is wrong, then: harvester connectors test jira"
            yield from examine_gaps([self._teller.transient(error)], cure)

    def _tell_unknown(self, me: Me) -> list[Gap]:
        """Tell which accounts are not there; with several sites, one of mine is enough for each."""
        return self._teller.unknown(me.unknown) if self.session.is_only_instance or not me.users else []

    def _survey(self) -> Survey:
        return Survey(
            site=self._site,
            me=find_me(self._site, self.session.me.jira),
            projects=self.settings.projects,
            points_field=self.settings.story_points_field,
            session=self.session,
            teller=self._teller,
        )

    def token_place(self) -> TokenPlace:
        """Say where the token of this site may lie."""
        session = self.session
        return TokenPlace(
            account=name_token(self.name, session.instance),
            variables=("JIRA_API_TOKEN",) if session.is_only_instance or not session.instance else (),
            command=self.settings.token_command,
            folder=session.state_dir,
        )

    @cached_property
    def _site(self) -> Site:
        """Find the token, and make ready to sign in; nothing is asked yet."""
        settings, session = self.settings, self.session
        account = name_token(self.name, session.instance)
        cure = f"harvester auth set {account}"
        patience = Patience(
            service="Jira",
            host=self._host,
            sign_in_cure=cure,
            max_wait_s=settings.max_wait_s,
            stop=session.stop,
            show_wait=session.show_progress,
            count=self._count_request,
            # The one place that sees answers of status 200 before they are taken for JSON; it names no wait.
            find_hidden_wait=lambda headers, body, _now: refuse_login_page(headers, body, cure),
        )
        client = Client(settings.url, PatientAdapter(patience), settings.email, find_token(self.token_place()).secret)
        return Site(client, has_email=bool(settings.email), sign_in_cure=cure)

    def _count_request(self) -> None:
        self.requests += 1
        self.session.show_progress("Jira requests", self.requests, None)
