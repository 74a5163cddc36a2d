"""Pages of one list, read until the list says it is complete; a list that contradicts itself is no list.

Servers repeat tokens, give short pages, drop pages and tell wrong totals; each of that ends in an error, since what
it hides would be lost without a word. Tickets come once, whatever pages they stand on.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from harvester.clean import clean_line
from harvester.transport import UnansweredError

MOST_PAGES: Final = 1_000


Page = Mapping[str, Any]


class ChangedError(UnansweredError):
    """A list changed while it was read, so that members may be missing; read it again."""


def read_by_token(read: Callable[[str | None], object], name: str) -> Iterator[object]:
    """Yield the members of the list `name`, following tokens.

    Raises:
        UnansweredError: a page is none, is empty though there are more, or a token leads in a circle.
    """
    token: str | None = None
    tokens: set[str | None] = {None}
    for _ in range(MOST_PAGES):
        page, members = _open(read(token), name)
        yield from members
        following = page.get("nextPageToken")
        if not following:
            if page.get("isLast") is False:
                raise UnansweredError("Jira breaks off a list: there are more pages, but it does not say where.")
            return
        if not members:
            raise UnansweredError("Jira breaks off a list: a page is empty, but there are more.")
        if following in tokens or not isinstance(following, str):
            raise UnansweredError("Jira gives the same pages again and again.")
        tokens.add(token := following)
    raise UnansweredError(f"Jira gives more than {MOST_PAGES} pages.")


def read_by_place(read: Callable[[int], object], name: str, identify: Callable[[object], str]) -> Iterator[object]:
    """Yield the members of the list `name`, each once, until a page comes that holds nothing new.

    The total is not trusted to end a list, only to tell that one was cut off. Each page but the first begins with
    the last member of the one before: when it does not, something left the list meanwhile, and with it the place of
    all that follow.

    Raises:
        ChangedError: members are missing, or the list changed while it was read.
        UnansweredError: a page is none.
    """
    known: set[str] = set()
    start = total = 0
    for _ in range(MOST_PAGES):
        page, members = _open(read(start), name)
        if start and members and identify(members[0]) not in known:
            raise ChangedError("Jira's list of tickets changed while it was read.")
        fresh = {identify(member): member for member in members if identify(member) not in known}
        yield from fresh.values()
        known |= fresh.keys()
        said, most = page.get("total"), page.get("maxResults")
        total = said if isinstance(said, int) else 0
        is_full = isinstance(most, int) and 0 < most <= len(members)
        if not fresh or (len(known) >= total and not is_full):
            break
        start = len(known) - 1
    if len(known) < total:
        raise ChangedError(f"Jira says that a list has {total} members, but gives {len(known)}.")


def _open(page: object, name: str) -> tuple[Page, list[object]]:
    members = page.get(name) if isinstance(page, Mapping) else None
    if not isinstance(page, Mapping) or not isinstance(members, list):
        told = page.get("errorMessages") or page.get("message") if isinstance(page, Mapping) else None
        raise UnansweredError("Jira answers without the list that was asked for.", why=clean_line(str(told or ""), 300))
    return page, members
