"""Which pull requests and issues a window concerns: searches for ids, several in one request.

A search shows a thousand matches at most, and its pages shift when something changes between them. So no page
number is used: matches come by creation, and the next page begins at the moment of creation where the last one
ended. That splits any number of matches by date, and an answer that shifts can only repeat a match.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from connectors.github.answers import OverloadedError, explain_error
from connectors.github.evidence import CLOSED_WITHIN
from connectors.github.parsing import MalformedError, Node, parse_issue, parse_moment
from connectors.github.queries import BATCH, ID_PAGE, ISSUE_PAGE, find_document, fit
from connectors.github.records import Issue
from connectors.github.server import Server
from harvester.model import Window
from harvester.transport import UnansweredError

_FIRST_DAY: Final = datetime(2007, 10, 1, tzinfo=UTC)
"""Nothing on GitHub is older."""
_YEAR: Final = timedelta(days=364)
"""The longest span that GitHub counts contributions for is a year."""
_MOST_PAGES: Final = 2_000


@dataclass(slots=True)
class Listing:
    """One search, and how far it was read: `bound` is the creation of the last match, `after` a cursor behind it."""

    kind: str
    terms: str
    _: KW_ONLY
    is_mine: bool
    bound: datetime = _FIRST_DAY
    until: datetime = _FIRST_DAY
    after: str | None = None
    login: str = ""
    is_done: bool = False
    retries: int = 0
    pages: int = 0
    seen: set[str] = field(default_factory=set)

    @property
    def query(self) -> str:
        """The search as GitHub reads it."""
        return f"{self.terms} created:{_stamp(self.bound)}..{_stamp(self.until)} sort:created-asc"

    def variables(self, n: int) -> dict[str, object]:
        """Give the variables of its alias."""
        if self.kind == "contributions":
            return {f"u{n}": self.login, f"f{n}": _stamp(self.bound), f"t{n}": _stamp(self.until), f"a{n}": self.after}
        return {f"q{n}": self.query, f"a{n}": self.after}


@dataclass(slots=True)
class Found:
    """Node ids of pull requests of mine and of others, and the issues I opened."""

    mine: list[str] = field(default_factory=list)
    theirs: list[str] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    def without_repeats(self) -> "Found":
        """Give each once; what is mine is nobody else's."""
        mine = dict.fromkeys(self.mine)
        theirs = [one for one in dict.fromkeys(self.theirs) if one not in mine]
        issues = {(one.repository.id, one.number): one for one in self.issues}
        return Found(list(mine), theirs, list(issues.values()))


def plan_listings(logins: Sequence[str], places: Sequence[str], window: Window) -> list[Listing]:
    """List the searches of a window: for each login and place (`user:acme`, `repo:acme/pay`, or "" for everywhere)."""
    since, until = _stamp(window.since - CLOSED_WITHIN), window.until + timedelta(seconds=1)
    others = " ".join(f"-author:{login}" for login in logins)
    listings: list[Listing] = []
    for login in logins:
        for place in places:
            prs = f"is:pr {place} updated:>={since}".replace("  ", " ")
            listings.append(Listing("pull_requests", f"{prs} author:{login}", is_mine=True, until=until))
            listings += [
                Listing("pull_requests", f"{prs} {who}:{login} {others}", is_mine=False, until=until)
                for who in ("reviewed-by", "commenter")
            ]
            issues = f"is:issue {place} author:{login}".replace("  ", " ")
            listings.append(Listing("issues", issues, is_mine=True, bound=window.since, until=until))
        for begin, end in _years(window) if places == [""] else ():
            listings.append(Listing("contributions", "", is_mine=False, login=login, bound=begin, until=end))
    return listings


class Finder:
    """Reads listings to their end, as many in a request as there are, up to a batch."""

    def __init__(self, server: Server, scope: str, fields: Mapping[str, Collection[str]]) -> None:
        self._server = server
        self._scope = scope
        self._fields = fields
        self._size = ID_PAGE
        self._found = Found()
        self._restricted = 0

    def find(self, listings: Sequence[Listing]) -> Found:
        """Find all that the listings match; what cannot be listed is noted as a gap.

        Raises:
            UnansweredError, NoGraphQLError, SignInError: see `Server.ask`.
        """
        for first in range(0, len(listings), BATCH):
            batch = list(listings[first : first + BATCH])
            while active := [one for one in batch if not one.is_done]:
                self._read_pages(active)
        if self._restricted:
            self._server.note(
                self._scope,
                f"{self._restricted} contributions lie in repositories this token cannot see; try one with scope repo",
                standing=True,
            )
        return self._found.without_repeats()

    def _read_pages(self, active: Sequence[Listing]) -> None:
        document = fit(find_document([one.kind for one in active], self._size), self._fields)
        variables: dict[str, object] = {}
        for n, listing in enumerate(active):
            variables |= listing.variables(n)
        try:
            answer = self._server.ask(document, variables)
        except OverloadedError as overload:
            self._shrink(overload)
            return
        for error in answer.errors:
            self._server.note(self._scope, *explain_error(error))
        for n, listing in enumerate(active):
            content = answer.data.get(f"l{n}")
            if content is None:
                listing.is_done = True
                if not answer.errors:
                    self._server.note(self._scope, "GitHub left a search unanswered", standing=False)
                continue
            try:
                self._take(listing, content, has_holes=bool(answer.errors))
            except (KeyError, TypeError, ValueError, AttributeError):
                raise UnansweredError("GitHub answered a search unreadably.") from None

    def _shrink(self, error: OverloadedError) -> None:
        if self._size <= 1:
            raise UnansweredError(f"GitHub cannot answer the smallest search: {error}.")
        self._size = max(1, self._size // 2)

    def _take(self, listing: Listing, content: Node, *, has_holes: bool) -> None:
        listing.pages += 1
        if listing.pages > _MOST_PAGES:
            raise UnansweredError("A search of GitHub does not end.")
        if listing.kind == "contributions":
            self._take_contributions(listing, content["contributionsCollection"])
            return
        nodes = [one for one in content["nodes"] if one]
        page, count = content["pageInfo"], int(content["issueCount"])
        size = min(self._size, ISSUE_PAGE) if listing.kind == "issues" else self._size
        is_short = len(content["nodes"]) < min(size, count) and listing.after is None and not has_holes
        if is_short and listing.retries == 0:
            listing.retries += 1
            return
        if is_short:
            self._server.note(
                self._scope, "GitHub's search gave fewer matches than it counted; some may be missing", standing=False
            )
        fresh = [one for one in nodes if one["id"] not in listing.seen]
        listing.seen |= {one["id"] for one in fresh}
        self._keep(listing, fresh)
        self._advance(listing, nodes, page, has_fresh=bool(fresh))

    def _advance(self, listing: Listing, nodes: Sequence[Node], page: Node, *, has_fresh: bool) -> None:
        """Go on at the creation of the last match; within one second of creation, by cursor."""
        if not page["hasNextPage"]:
            listing.is_done = True
            return
        last = max((parse_moment(one["createdAt"]) for one in nodes), default=listing.bound)
        if last > listing.bound:
            listing.bound, listing.after = last, None
        elif page["endCursor"] and page["endCursor"] != listing.after:
            listing.after = page["endCursor"]
        else:
            raise UnansweredError("A search of GitHub repeats a page.", why="" if has_fresh else "nothing in it is new")

    def _keep(self, listing: Listing, nodes: Sequence[Node]) -> None:
        if listing.kind == "pull_requests":
            ids = self._found.mine if listing.is_mine else self._found.theirs
            ids += [str(one["id"]) for one in nodes]
            return
        for node in nodes:
            try:
                self._found.issues.append(parse_issue(node))
            except MalformedError as error:
                self._server.note(self._scope, str(error), standing=False)

    def _take_contributions(self, listing: Listing, content: Mapping[str, Any]) -> None:
        if listing.after is None:
            self._restricted += int(content["restrictedContributionsCount"] or 0)
        reviews = content["pullRequestReviewContributions"]
        pulls = [one["pullRequest"] for one in reviews["nodes"] if one and one["pullRequest"]]
        foreign = [
            one for one in pulls if (one["author"] or {}).get("login", "").casefold() != listing.login.casefold()
        ]
        self._found.theirs += [str(one["id"]) for one in foreign]
        page = reviews["pageInfo"]
        if not page["hasNextPage"]:
            listing.is_done = True
        elif page["endCursor"] in listing.seen:
            raise UnansweredError("A list of contributions repeats a page.")
        else:
            listing.after = page["endCursor"]
            listing.seen.add(page["endCursor"])


def _years(window: Window) -> Iterator[tuple[datetime, datetime]]:
    begin = window.since
    while begin < window.until:
        end = min(begin + _YEAR, window.until)
        yield begin, end
        begin = end


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
