"""One site: who signed in, what its fields and statuses mean, and its tickets with their whole histories.

It knows the difference between Cloud and Server/Data Center, so that nobody else has to: Cloud pages by token, has
account ids and gives histories apart; Server pages by place, has names and gives histories with the tickets.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from functools import cached_property
from typing import Any, Final
from urllib.parse import quote, urlsplit

from connectors.jira.accounts import list_ids
from connectors.jira.client import AbsentError, Client, RefusedError, answering
from connectors.jira.jql import ask_for_keys, find_zone
from connectors.jira.pages import ChangedError, read_by_place, read_by_token
from connectors.jira.ticket import KEY, read_id
from harvester.errors import SignInError
from harvester.transport import UnansweredError

GATEWAY: Final = "api.atlassian.com"
"""Where scoped tokens of Cloud are used; the pages of a ticket lie elsewhere."""
_CLOUD: Final = (".atlassian.net", ".jira.com", ".atlassian-us-gov-mod.net")
_MOST_KEYS: Final = 100
_MOST_HISTORIES: Final = 1_000
_EPIC_LINK: Final = "com.pyxis.greenhopper.jira:gh-epic-link"
_POINTS_NAMES: Final = ("story points", "story point estimate")


@dataclass(frozen=True, slots=True)
class Profile:
    """What a site says of itself and of the account that signed in; `address` is where its pages lie."""

    is_cloud: bool
    address: str
    account: Mapping[str, Any]
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class FieldIds:
    """The ids of the fields that each site names itself; `points_gap` says why there are no story points."""

    points: Sequence[str] = ()
    epic: str = ""
    points_gap: str = ""


class Site:
    """Asks one site; what does not change while it is read is asked once.

    Raises, from every question:
        SignInError: the site refuses the credentials.
        UnansweredError, RefusedError, AbsentError: see `connectors.jira.client`.
    """

    def __init__(self, client: Client, *, has_email: bool, sign_in_cure: str) -> None:
        self._client = client
        self._has_email = has_email
        self._cure = sign_in_cure

    @cached_property
    def profile(self) -> Profile:
        """Ask what the site is, and who signed in."""
        self._require_email(urlsplit(self._client.server_url).hostname or "")
        with answering(self._cure):
            told: object = self._client.server_info()
            if not isinstance(told, Mapping) or "baseUrl" not in told:
                raise UnansweredError(
                    "What answers is no Jira.",
                    why="is the configured url right?",
                    cure="correct url under [connectors.jira]",
                )
            is_cloud = told.get("deploymentType") == "Cloud"
            if is_cloud:
                self._require_email(_CLOUD[0])
                self._client.speak_as_cloud()
            account = _require_user(self._client.myself())
        return Profile(is_cloud, self._find_address(told), account, find_zone(account.get("timeZone")))

    def _require_email(self, host: str) -> None:
        if not self._has_email and (host == GATEWAY or host.endswith(_CLOUD)):
            raise SignInError(
                "Jira Cloud wants the e-mail address of the token's account.",
                cure="set email under [connectors.jira]; harvester config path names the file",
            )

    def _find_address(self, told: Mapping[str, Any]) -> str:
        """Say where the pages of the site lie: where it was found, but for the gateway of Cloud."""
        url, base = self._client.server_url, str(told.get("baseUrl"))
        is_elsewhere = urlsplit(url).hostname == GATEWAY and base.startswith("https://")
        return (base if is_elsewhere else url).rstrip("/")

    @cached_property
    def done_statuses(self) -> frozenset[str]:
        """Ask which statuses mean done; their ids."""
        done = frozenset(str(one.get("id")) for one in self._read_list("status") if _category(one) == "done")
        if not done:
            raise UnansweredError(
                "Jira names no status that means done.", cure="ask who runs the site: no status is of the category Done"
            )
        return done

    def find_fields(self, points: str) -> FieldIds:
        """Find the fields of story points and of the epic; `points` is the configured name or id."""
        fields = self._read_list("field")
        epic = next((str(one.get("id")) for one in fields if _custom_type(one) == _EPIC_LINK), "")
        named = {str(one.get("id")): str(one.get("name") or "").strip().casefold() for one in fields}
        numbers = [str(one.get("id")) for one in fields if _schema(one).get("type") == "number"]
        if points:
            wanted = points.strip().casefold()
            found = [field for field, name in named.items() if wanted in {name, field.casefold()}]
            usable = [field for field in found if field in numbers]
            fault = "holds no number" if found else "is not there"
            return FieldIds(usable, epic, "" if usable else f"The field {points!r} for story points {fault}")
        return FieldIds([field for name in _POINTS_NAMES for field in numbers if named[field] == name], epic)

    def find_user(self, account: str) -> Mapping[str, Any] | None:
        """Find a user by account id or name; None if the site knows none."""
        key = "accountId" if self.profile.is_cloud else "username"
        try:
            with answering(self._cure):
                return _require_user(self._client.read("user", **{key: account}))
        except AbsentError:
            return None

    def find_hidden(self, projects: Iterable[str]) -> list[str]:
        """Find which of these projects the account cannot see."""
        return [project for project in projects if not self._can_see(project)]

    def _can_see(self, project: str) -> bool:
        try:
            with answering(self._cure):
                self._client.read(f"project/{quote(project, safe='')}")
        except AbsentError:
            return False
        return True

    def search(self, jql: str, fields: Sequence[str]) -> list[object]:
        """Read every ticket that answers a question; once more from the start when the list changed meanwhile."""
        try:
            return list(self._search(jql, fields))
        except ChangedError:
            return list(self._search(jql, fields))

    def search_keys(self, keys: Sequence[str], fields: Sequence[str], assignees: Sequence[str] = ()) -> list[object]:
        """Read tickets by their keys, only those that one of `assignees` holds, if any are given."""
        batches = (keys[start : start + _MOST_KEYS] for start in range(0, len(keys), _MOST_KEYS))
        return [issue for batch in batches for issue in self._search_visible(batch, fields, assignees)]

    def _search_visible(self, keys: Sequence[str], fields: Sequence[str], assignees: Sequence[str]) -> list[object]:
        """Leave out the keys that a refusal names, since the account cannot see them; if it names none, part them."""
        try:
            return self.search(ask_for_keys(keys, assignees), fields)
        except RefusedError as refusal:
            hidden = KEY.findall(refusal.why)
            visible = [key for key in keys if key not in hidden]
            if not visible or len(keys) == 1:
                return []
            middle = len(keys) // 2
            parts = [visible] if len(visible) < len(keys) else [keys[:middle], keys[middle:]]
            return [issue for part in parts for issue in self._search_visible(part, fields, assignees)]

    def _search(self, jql: str, fields: Sequence[str]) -> Iterator[object]:
        with answering(self._cure):
            if self.profile.is_cloud:
                issues = read_by_token(lambda token: self._client.search_by_token(jql, fields, token), "issues")
                yield from {_identify(issue): issue for issue in issues}.values()
            else:
                yield from read_by_place(
                    lambda start: self._client.search_by_place(jql, fields, start), "issues", _identify
                )

    def read_histories(self, issues: Collection[object]) -> Mapping[str, object]:
        """Read the whole history of each ticket that has an id, by it; one that was never changed has an empty one."""
        if not self.profile.is_cloud:
            return {read_id(issue): self._read_whole_history(issue) for issue in issues}
        ids = [issue_id for issue in issues if (issue_id := read_id(issue))]
        histories: dict[str, list[object]] = {issue_id: [] for issue_id in ids}
        for start in range(0, len(ids), _MOST_HISTORIES):
            for issue_id, entries in self._read_many_histories(ids[start : start + _MOST_HISTORIES]):
                histories.setdefault(issue_id, []).extend(entries)
        return histories

    def _read_many_histories(self, ids: Sequence[str]) -> Iterator[tuple[str, list[object]]]:
        try:
            with answering(self._cure):
                for log in read_by_token(lambda token: self._client.read_changelogs(ids, token), "issueChangeLogs"):
                    entries = log.get("changeHistories") if isinstance(log, Mapping) else None
                    if isinstance(log, Mapping) and isinstance(entries, list):
                        yield str(log.get("issueId")), entries
        except AbsentError:
            for issue_id in ids:
                yield issue_id, self._read_pages(f"issue/{quote(issue_id, safe='')}/changelog", "values")

    def _read_whole_history(self, issue: object) -> list[object] | None:
        """Give the history that came with a ticket, or ask for it where it is cut off; None if that is not offered."""
        history, issue_id = _own_history(issue), read_id(issue)
        if history is not None or not issue_id:
            return history
        try:
            return self._read_pages(f"issue/{quote(issue_id, safe='')}/changelog", "values")
        except AbsentError:
            return None

    def read_comments(self, key: str) -> list[object]:
        """Read all comments of one ticket."""
        return self._read_pages(f"issue/{key}/comment", "comments", orderBy="created")

    def read_remote_links(self, key: str) -> object:
        """Read what one ticket points to elsewhere."""
        with answering(self._cure):
            return self._client.read(f"issue/{key}/remotelink")

    def _read_pages(self, path: str, name: str, **parameters: str) -> list[object]:
        with answering(self._cure):
            pages = read_by_place(
                lambda start: self._client.read(path, startAt=start, maxResults=100, **parameters), name, _identify
            )
            return list(pages)

    def _read_list(self, path: str) -> list[Mapping[str, Any]]:
        with answering(self._cure):
            answer = self._client.read(path)
        if not isinstance(answer, list) or not all(isinstance(one, Mapping) for one in answer):
            raise UnansweredError(f"Jira gives no list of its {path} values.")
        return answer


def _own_history(issue: object) -> list[object] | None:
    """Return the history that came with a ticket; None if it is cut off."""
    log = issue.get("changelog") if isinstance(issue, Mapping) else None
    histories = log.get("histories") if isinstance(log, Mapping) else None
    total = log.get("total") if isinstance(log, Mapping) else None
    if not isinstance(histories, list) or (isinstance(total, int) and total > len(histories)):
        return None
    return histories


def _identify(member: object) -> str:
    """Return the id of a ticket, comment or entry; what has none is itself."""
    return read_id(member) or repr(member)[:200]


def _require_user(answer: object) -> Mapping[str, Any]:
    if not isinstance(answer, Mapping) or not any(list_ids(answer)):
        raise UnansweredError("Jira was asked for an account, and answers without one.")
    return answer


def _category(status: Mapping[str, Any]) -> str:
    category = status.get("statusCategory")
    return str(category.get("key") or "") if isinstance(category, Mapping) else ""


def _schema(field: Mapping[str, Any]) -> Mapping[str, Any]:
    schema = field.get("schema")
    return schema if isinstance(schema, Mapping) else {}


def _custom_type(field: Mapping[str, Any]) -> str:
    return str(_schema(field).get("custom") or "")
