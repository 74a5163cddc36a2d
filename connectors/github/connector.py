"""The GitHub connector: one scope an instance and identity; GraphQL first, REST where there is none."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import ClassVar

from connectors.github.account import Account, read_account
from connectors.github.answers import NoGraphQLError
from connectors.github.documents import DocumentRule
from connectors.github.evidence import Describer
from connectors.github.examination import examine_gap, examine_login, examine_token
from connectors.github.graph import GraphSource
from connectors.github.naming import Naming
from connectors.github.newcomers import Newcomers
from connectors.github.records import Actor, Issue, PullRequest, Repository
from connectors.github.rest import RestSource
from connectors.github.server import Server, token_place, web_host
from connectors.github.settings import GitHubSettings
from connectors.github.talk import Talk
from connectors.github.texts import read_texts
from connectors.github.work import Work
from harvester.connector import Connector, Identity, Session, digest_basis
from harvester.model import Evidence, Finding, Gap, Ref, Scope, Window
from harvester.transport import TokenPlace, UnansweredError, name_account, require_host

_WITHOUT_GRAPHQL = (
    "this server or token has no GraphQL; read by REST, which does not tell manually linked issues, "
    "resolved threads and who is new in a repository"
)

_EVER = datetime(1, 1, 2, tzinfo=UTC)


class GitHubConnector(Connector[GitHubSettings]):
    """Reads pull requests, reviews, comments and issues of the person's logins from one GitHub instance."""

    name: ClassVar[str] = "github"
    settings_type: ClassVar[type] = GitHubSettings

    def __init__(self, settings: GitHubSettings, session: Session) -> None:
        super().__init__(settings, session)
        host = require_host(settings.url, "[connectors.github] url")
        self._host = web_host(host)
        prefix = "" if self._host == "github.com" else self._host
        self._naming = Naming(self.name, prefix, session.first_projects)
        self._documents = DocumentRule.of(settings.design_docs)
        self._server: Server | None = None
        self._account: Account | None = None

    def scopes(self) -> Sequence[Scope]:
        """Name the one scope of this instance; it depends on the logins, and on what the settings narrow it to."""
        basis = digest_basis(
            sorted(self._logins()), self.settings.owners, self.settings.repositories, self.settings.design_docs
        )
        return [Scope(self.name, self._host, basis)]

    def harvest(self, scope: Scope, window: Window) -> Iterator[Evidence | Gap]:
        """Yield what I did and what was said to me in `window`; a server that stops answering is a gap behind it.

        Raises:
            SignInError: there is no token, or it is refused.
        """
        if window.since >= window.until:
            return
        server, seen = self._connect(), set[Ref]()
        try:
            for evidence in self._harvest(scope, window):
                if evidence.ref not in seen:
                    seen.add(evidence.ref)
                    yield evidence
        except UnansweredError as error:
            server.note(scope.key, error.summary, standing=False)
        except NoGraphQLError as error:
            server.note(scope.key, f"GitHub stopped answering: {error}", standing=False)
        yield from server.take_gaps()

    def refresh(self, refs: Collection[Ref]) -> Iterator[Evidence | Gap]:
        """Read again what followed my comments: resolved, outdated, replied, pushed after; 20 at once."""
        places = {place for ref in refs if (place := self._naming.locate(ref))}
        if not places:
            return
        server, wanted = self._connect(), set(refs)
        newcomers = Newcomers()
        try:
            describer = self._describe(Window(_EVER, self.session.now))
            source = GraphSource(server, self._host, self._read_account())
            pulls = list(source.refresh(sorted(places)))
            newcomers.read(source.batches, _strangers(describer, pulls))
            for pull in pulls:
                yield from (one for one in describer.describe_theirs(pull, newcomers) if one.ref in wanted)
        except UnansweredError as error:
            server.note(self._host, error.summary, standing=False)
        except NoGraphQLError:
            server.note(self._host, _WITHOUT_GRAPHQL, standing=True)
        yield from server.take_gaps()

    def suggest_identity(self) -> Identity:
        """Take the token's own account."""
        return Identity.of(github=[self._read_account().login])

    def check(self) -> Iterator[Gap]:
        """Yield what would stop a harvest or hide a part of it: scopes the token lacks, repositories out of sight.

        Raises:
            SignInError: there is no token, or it is refused.
        """
        server = self._connect()
        try:
            self._read_account()
        except UnansweredError as error:
            server.note(self._host, error.summary, standing=False)
        yield from server.take_gaps()

    def examine(self, *, is_offline: bool = False) -> Iterator[Finding]:
        """Yield what the token hides or soon will; offline nothing can be said of it.

        Raises:
            SignInError: there is no token, or it is refused.
        """
        if is_offline:
            return
        gaps, account = list(self.check()), name_account(self.name, self.session.instance)
        yield from (examine_gap(gap, account) for gap in gaps)
        if any(not gap.standing for gap in gaps):
            return
        yield from examine_token(self._connect().expires_at, self.session.now, account)
        yield examine_login(self._host, self._read_account().login, self.session.me.github)

    def token_place(self) -> TokenPlace:
        """Say where the token of this instance may lie."""
        return token_place(self.settings, self.session, require_host(self.settings.url, "[connectors.github] url"))

    def _connect(self) -> Server:
        if self._server is None:
            self._server = Server(self.settings, self)
        return self._server

    def _read_account(self) -> Account:
        """Learn who the token is, and what the server can; asked once."""
        if self._account is None:
            self._account = read_account(self._connect(), self._host, self.settings)
        return self._account

    def _logins(self) -> list[str]:
        """Give my logins; with none configured the token's own."""
        return sorted(self.session.me.github - {""}) or [self._read_account().login.casefold()]

    def _describe(self, window: Window) -> Describer:
        me = frozenset(self._logins())
        return Describer(
            me=me,
            window=window,
            documents=self._documents,
            work=Work(self._naming, me),
            talk=Talk(self._naming, me, self.session.now),
        )

    def _harvest(self, scope: Scope, window: Window) -> Iterator[Evidence]:
        server, account = self._connect(), self._read_account()
        if account.has_graphql:
            try:
                yield from self._collect(GraphSource(server, scope.key, account), window)
            except NoGraphQLError:
                pass
            else:
                return
        server.note(scope.key, _WITHOUT_GRAPHQL, standing=True)
        yield from self._collect(RestSource(server, scope.key, self.session), window)

    def _collect(self, source: GraphSource | RestSource, window: Window) -> Iterator[Evidence]:
        """Read all a window concerns and describe it; what was read before a failure is described too."""
        describer, newcomers = self._describe(window), Newcomers()
        mine: list[PullRequest] = []
        theirs: list[PullRequest] = []
        texts: Mapping[tuple[str, str], str] = {}
        failure: UnansweredError | None = None
        found = source.find(self._logins(), self._read_account().places, window)
        for issue in found.issues:
            yield from describer.describe_report(issue)
        total = len(found.mine) + len(found.theirs)
        try:
            for is_mine, pull in source.read(found.mine, found.theirs):
                (mine if is_mine else theirs).append(pull)
                self.session.show_progress(self._host, len(mine) + len(theirs), total)
            if isinstance(source, GraphSource):
                texts = read_texts(source.batches, _added_documents(describer, mine))
                newcomers.read(source.batches, _strangers(describer, theirs))
        except UnansweredError as error:
            failure = error
        yield from _describe_all(describer, mine, theirs, texts, newcomers)
        if failure:
            raise failure


def _describe_all(
    describer: Describer,
    mine: Sequence[PullRequest],
    theirs: Sequence[PullRequest],
    texts: Mapping[tuple[str, str], str],
    newcomers: Newcomers,
) -> Iterator[Evidence]:
    closed: dict[tuple[str, int], tuple[Issue, list[PullRequest]]] = {}
    for pull in mine:
        documents = {path: text for (sha, path), text in texts.items() if sha == pull.merge_sha}
        yield from describer.describe_mine(pull, documents)
        for issue in describer.closes(pull):
            closed.setdefault((issue.repository.id, issue.number), (issue, []))[1].append(pull)
    for issue, pulls in closed.values():
        yield from describer.describe_closed(issue, pulls)
    for pull in theirs:
        yield from describer.describe_theirs(pull, newcomers)


def _added_documents(describer: Describer, mine: Sequence[PullRequest]) -> Iterator[tuple[str, str, str]]:
    for pull in mine:
        if pull.merged_at and pull.merged_at in describer.window and pull.merge_sha:
            for file in describer.documents.choose(pull.files):
                if file.is_added:
                    yield pull.repository.id, pull.merge_sha, file.path


def _strangers(describer: Describer, pulls: Sequence[PullRequest]) -> Iterator[tuple[Actor | None, Repository]]:
    """Yield whom I spoke to in the window, and where."""
    return ((pull.author, pull.repository) for pull in pulls if describer.speaks_in(pull))
