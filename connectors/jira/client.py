"""The `jira` library, kept behind one thin class: it repeats nothing, translates nothing, and tells no secret.

The library's own retry waits too little, fails on a date and never times out; the transport that is mounted here
does all of that. What the library raises holds whole answers and headers, so it is turned into errors of ours.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from jira import JIRA
from jira.exceptions import JIRAError

from harvester.clean import clean_line
from harvester.errors import HarvesterError, SignInError
from harvester.transport import PatientAdapter, Secret, UnansweredError, mount

_SEARCH_PAGE: Final = 100
_HISTORY_PAGE: Final = 5_000
_REFUSED: Final = ("AUTHENTICATED_FAILED", "AUTHENTICATION_DENIED", "AUTHORISATION_FAILED")
_LOGIN_PAGE: Final = (b"<html", b"<!doctype html")
_HEAD: Final = 512
_GONE: Final = frozenset({403, 404, 405, 410})


class RefusedError(HarvesterError):
    """The server refuses a question (status 400); `why` is what it says."""

    usual_cure = "harvester connectors test jira"


class AbsentError(HarvesterError):
    """What was asked for is not there, or not for this account (status 403, 404, 405, 410)."""

    usual_cure = "harvester connectors test jira"


UNREAD: Final = (UnansweredError, RefusedError, AbsentError)
"""What a site may answer instead; the source goes on without it, and says so."""


class Client(JIRA):
    """One site, as the library speaks with it."""

    def __init__(self, url: str, adapter: PatientAdapter, email: str, token: Secret) -> None:
        credentials: dict[str, Any] = (
            {"basic_auth": (email, token.reveal())} if email else {"token_auth": token.reveal()}
        )
        super().__init__(server=url, get_server_info=False, max_retries=0, logging=False, **credentials)
        mount(self._session, adapter)

    @property
    def _fields_cache(self) -> dict[str, str]:
        """Fields are asked for by id: a custom field that is called "status" must not take its place."""
        return {}

    def speak_as_cloud(self) -> None:
        """Use what Cloud offers: its own search, and bodies as documents."""
        self.deploymentType = "Cloud"
        self._options["rest_api_version"] = "3"

    def search_by_token(self, jql: str, fields: Sequence[str], token: str | None) -> Any:  # noqa: ANN401 - JSON
        """Read a page of the search of Cloud."""
        return self.enhanced_search_issues(
            jql, nextPageToken=token, maxResults=_SEARCH_PAGE, fields=list(fields), json_result=True
        )

    def search_by_place(self, jql: str, fields: Sequence[str], start: int) -> Any:  # noqa: ANN401 - JSON
        """Read a page of the search of Server, each ticket with its whole history."""
        return self.search_issues(
            jql, startAt=start, maxResults=_SEARCH_PAGE, fields=list(fields), expand="changelog", json_result=True
        )

    def read_changelogs(self, issue_ids: Sequence[str], token: str | None) -> Any:  # noqa: ANN401 - JSON
        """Read a page of the histories of many tickets; Cloud alone offers it, and takes the question by POST."""
        question: dict[str, Any] = {"issueIdsOrKeys": list(issue_ids), "maxResults": _HISTORY_PAGE}
        if token:
            question["nextPageToken"] = token
        return self._get_json("changelog/bulkfetch", params=question, use_post=True)

    def read(self, path: str, **parameters: str | int) -> Any:  # noqa: ANN401 - JSON
        """Read anything else by its path; the caller answers for what the path is made of."""
        return self._get_json(path, params=dict(parameters))


@contextmanager
def answering(sign_in_cure: str) -> Iterator[None]:
    """Turn the errors of the library into errors of ours, which hold no header, address or answer.

    Raises:
        SignInError: the server wants a person to log in first.
        RefusedError: it does not understand the question, or knows no part of it.
        AbsentError: it does not offer this, or not to this account.
        UnansweredError: anything else.
    """
    try:
        yield
    except JIRAError as error:
        status, said = error.status_code or 0, clean_line(str(error.text or ""), 300)
        headers = error.response.headers if error.response is not None else {}
        if is_refusal(headers) or "x-authentication-denied-reason" in headers:
            raise _refusal(sign_in_cure) from None
        if status == 400:  # noqa: PLR2004 - bad request
            raise RefusedError("Jira refuses a question.", why=said) from None
        if status in _GONE:
            raise AbsentError(f"Jira does not offer this (status {status}).", why=said) from None
        raise UnansweredError(f"Jira answers with status {status}.", why=said) from None
    except ValueError:
        raise UnansweredError("Jira answered something that is no JSON.") from None


def is_refusal(headers: Mapping[str, str]) -> bool:
    """Say whether the log-in filter of Jira refused the credentials, whatever the status says."""
    reason = headers.get("X-Seraph-LoginReason", "")
    return any(word in reason for word in _REFUSED)


def refuse_login_page(headers: Mapping[str, str], body: bytes, sign_in_cure: str) -> None:
    """Refuse an answer of status 200 that is a log-in page, or was given to nobody.

    Raises:
        SignInError: it is.
    """
    head = body[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if is_refusal(headers) or ("html" in headers.get("Content-Type", "") and head.startswith(_LOGIN_PAGE)):
        raise _refusal(sign_in_cure)


def _refusal(cure: str) -> SignInError:
    why = "it answers with its log-in page, or asks for a CAPTCHA: log in with a browser once, or make a new token"
    return SignInError("Jira refuses the log-in.", why=why, cure=cure)
