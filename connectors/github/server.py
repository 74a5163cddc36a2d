"""One GitHub server: PyGithub's requester with our patience, and its errors as what they mean.

The only module that imports PyGithub. Its own pauses, retries and page size are switched off: documented limits ask
for none of them, and `harvester.transport` waits where a limit does. It sends queries only, and never a mutation.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from github import Auth, Github, GithubException

from connectors.github.answers import (
    OVERLOADED_STATUSES,
    SSO,
    Answer,
    OverloadedError,
    RefusedError,
    explain_status,
    find_hidden_wait,
    parse_expiry,
    read_answer,
)
from connectors.github.settings import GitHubSettings
from harvester.clean import clean_line
from harvester.connector import Connector, Session
from harvester.model import Gap
from harvester.transport import (
    Host,
    Patience,
    PatientAdapter,
    Secret,
    TokenPlace,
    UnansweredError,
    find_token,
    mount,
    name_account,
    require_host,
)

_GH_COMMAND: Final = ("gh", "auth", "token")
_VARIABLES: Final = ("GH_TOKEN", "GITHUB_TOKEN")
_PAGES: Final = 200
"""Pages of one list at most; a server that always has another one is not believed."""

for _handler in list(logging.getLogger("github").handlers):
    logging.getLogger("github").removeHandler(_handler)
logging.getLogger("github").setLevel(logging.WARNING)  # below it PyGithub logs addresses with search words, and bodies


class Server:
    """Speaks with one GitHub instance; made when first needed, since the token may have to be asked for."""

    def __init__(self, settings: GitHubSettings, connector: Connector[Any]) -> None:
        self.host = require_host(settings.url, "[connectors.github] url")
        self._session = connector.session
        self._gaps: dict[str, Gap] = {}
        self.expires_at = parse_expiry("")
        secret = find_token(token_place(settings, connector.session, self.host)).secret
        self._requester = _make_requester(settings, secret, _make_patience(settings, connector, self.host))

    @property
    def scopes(self) -> Sequence[str] | None:
        """The scopes of a classic token; None for other tokens, which list none, and before the first answer."""
        return [one.strip() for one in self._requester.oauth_scopes or () if one.strip()] or None

    def ask(self, document: str, variables: Mapping[str, object]) -> Answer:
        """Ask by GraphQL; errors that leave a part of the data are told beside it.

        Raises:
            OverloadedError: ask for less.
            NoGraphQLError: use REST.
            UnansweredError: there is no usable answer now.
            SignInError: the token is refused.
        """
        try:
            return self._ask(document, variables)
        except OverloadedError:
            if self._session.stop.wait(PatientAdapter.backoff_s):
                self._session.check_stop()
            raise

    def insist(self, document: str, variables: Mapping[str, object]) -> Answer:
        """Ask what cannot be asked in smaller parts, a few times.

        Raises:
            UnansweredError, NoGraphQLError, SignInError: see `ask`.
        """
        for _ in range(PatientAdapter.tries - 1):
            try:
                return self.ask(document, variables)
            except OverloadedError:
                continue
        try:
            return self.ask(document, variables)
        except OverloadedError as error:
            raise UnansweredError(f"GitHub cannot answer even a small query: {error}.") from None

    def _ask(self, document: str, variables: Mapping[str, object]) -> Answer:
        try:
            headers, answer = self._requester.graphql_query(document, dict(variables))
            errors: Sequence[Any] = ()
        except GithubException as error:
            headers, answer = error.headers or {}, error.data if isinstance(error.data, dict) else {}
            errors = answer.get("errors") or ()
            if not errors:
                raise explain_status(error.status, answer) from None
        except (ValueError, TypeError, AttributeError, RecursionError):
            raise OverloadedError("an unreadable answer") from None
        self._watch(headers)
        return read_answer(answer, [one for one in errors if isinstance(one, dict)])

    def get(self, path: str, **parameters: str | int) -> Any:  # noqa: ANN401 - JSON
        """Get one REST address below the configured one.

        Raises:
            RefusedError: it is not there, or not for this token.
            UnansweredError, SignInError: see `ask`.
        """
        return self._get(f"{path}?{urlencode(parameters)}" if parameters else path)[1]

    def list(self, path: str, **parameters: str | int) -> "Sequence[Mapping[str, Any]]":
        """Get all pages of a REST list, 100 a page.

        Raises:
            RefusedError, UnansweredError, SignInError: see `get`.
        """
        found: list[Mapping[str, Any]] = []
        for page in range(1, _PAGES + 1):
            headers, rows = self._get(f"{path}?{urlencode({**parameters, 'per_page': 100, 'page': page})}")
            if not isinstance(rows, list):
                raise UnansweredError(f"GitHub answered no list for {clean_line(path, 100)}.")
            found += [row for row in rows if isinstance(row, dict)]
            if 'rel="next"' not in str(headers.get("link", "")):
                return found
        raise UnansweredError(f"GitHub's list {clean_line(path, 100)} does not end.")

    def note(self, scope: str, reason: str, standing: bool) -> None:  # noqa: FBT001 - the pair explain_error gives
        """Keep a gap, to be told once; what stands is told again with every harvest."""
        reason = clean_line(reason, 300)
        self._gaps.setdefault(reason, Gap("github", scope, reason, standing))

    def take_gaps(self) -> "Sequence[Gap]":
        """Give the gaps noted so far, and forget those that are passing."""
        gaps = sorted(self._gaps.values(), key=lambda gap: gap.reason)
        self._gaps = {gap.reason: gap for gap in gaps if gap.standing}
        return gaps

    def _get(self, path: str) -> tuple[Mapping[str, Any], Any]:
        try:
            headers, answer = self._requester.requestJsonAndCheck("GET", path)
        except GithubException as error:
            message = error.data.get("message") if isinstance(error.data, dict) else ""
            raise RefusedError(error.status, clean_line(str(message or f"status {error.status}"), 200)) from None
        except (ValueError, TypeError, AttributeError, RecursionError):
            raise UnansweredError("GitHub gave an unreadable answer.") from None
        self._watch(headers)
        return headers, answer

    def _watch(self, headers: Mapping[str, Any]) -> None:
        if str(headers.get("x-github-sso", "")).startswith("partial-results"):
            self.note(str(self.host), SSO, standing=True)
        if expiry := parse_expiry(str(headers.get("github-authentication-token-expiration", ""))):
            self.expires_at = expiry


def token_place(settings: GitHubSettings, session: Session, host: Host) -> TokenPlace:
    """Say where the token of a table may lie; `gh` is asked for the token of this very host."""
    command = tuple(settings.token_command)
    if command == _GH_COMMAND:
        command = (*command, "--hostname", web_host(host))
    return TokenPlace(
        account=name_account("github", session.instance),
        variables=_VARIABLES if session.is_only_instance or not session.instance else (),
        command=command,
        folder=session.state_dir,
    )


def web_host(host: Host) -> str:
    """Give the name under which people see a server: github.com for api.github.com."""
    name = str(host)
    return name.removeprefix("api.") if name == "api.github.com" or name.endswith(".ghe.com") else name


def _make_patience(settings: GitHubSettings, connector: Connector[Any], host: Host) -> Patience:
    session = connector.session

    def count() -> None:
        connector.requests += 1

    return Patience(
        service="GitHub",
        host=host,
        sign_in_cure=f"harvester auth set {name_account('github', session.instance)}",
        max_wait_s=settings.max_wait_s,
        stop=session.stop,
        show_wait=session.show_progress,
        count=count,
        hands_back=lambda method, status: method == "POST" and status in OVERLOADED_STATUSES,
        find_hidden_wait=find_hidden_wait,
    )


def _make_requester(settings: GitHubSettings, secret: Secret, patience: Patience) -> Any:  # noqa: ANN401 - private in PyGithub
    github = Github(
        base_url=settings.url,
        auth=Auth.Token(secret.reveal()),
        user_agent="evidence-harvester",
        per_page=100,
        lazy=True,
        retry=None,
        seconds_between_requests=0,
        seconds_between_writes=0,
    )
    # The session is kept for all requests, and PyGithub offers no public way to it but a global one.
    requester: Any = github.requester
    mount(requester._Requester__createConnection().session, PatientAdapter(patience))  # noqa: SLF001
    return requester
