"""Exemplary threads: two or three that show what the numbers mean, quoted in one line with the link. Pure.

Adopted ones come first, then those that the person confirmed, then those that explain most. Each is of another
person as long as there are others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from harvester.clean import clean_line
from harvester.draft.quotes import find_quote
from harvester.mentorship.account import Account, Thread
from harvester.mentorship.adoption import Adoption, Grade
from harvester.mentorship.naming import Unnamed, list_unnamed, name_for_sharing
from harvester.mentorship.talk import Remark
from harvester.people import People

MOST: Final = 3
LEAST: Final = 2
"""Below this a second thread with the same person is taken."""
_ROOM: Final = 240
_TELLING: Final = 600
"""Characters of a comment beyond which more of them say no more."""
_BEST_FIRST: Final = (Adoption.YES, Adoption.PARTLY, Adoption.UNKNOWN, Adoption.NO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A thread worth showing; `whom` may stand where something is shared. Without a quote `title` says what it is on.

    `quote` is empty where bodies are not kept, or nothing in them can be quoted; neither names anybody but with leave.
    """

    thread: Thread
    whom: str
    quote: str
    title: str
    url: str
    grade: Grade


def choose_examples(account: Account, people: People) -> Sequence[Example]:
    """Choose the same examples of the same account; none where nothing explains."""
    chosen: list[Example] = []
    spare: list[Example] = []
    unnamed = list_unnamed(people, [(one.person, one.name) for one in (*account.people, *account.received)])
    for thread in sorted((one for one in account.threads if one.grade), key=_rank):
        if len(chosen) == MOST:
            break
        is_another = all(thread.person != one.thread.person for one in chosen)
        if is_another or len(spare) < LEAST:
            example = _show(thread, people, unnamed)
            (chosen if is_another and example.quote else spare).append(example)
    spare.sort(key=lambda one: not one.quote)
    return [*chosen, *spare[: max(0, LEAST - len(chosen))]]


def _rank(thread: Thread) -> tuple[int, bool, int, int, str]:
    assert thread.grade  # noqa: S101 - only explanatory threads are ranked, and those are graded
    is_confirmed = any(one.opinion.is_mine for one in thread.explaining)
    told = sum(min(len(one.body), _TELLING) for one in thread.explaining)
    place = _BEST_FIRST.index(thread.grade.adoption)
    return place, not is_confirmed, -len(thread.explaining), -told, str(thread.ref)


def _show(thread: Thread, people: People, unnamed: Unnamed) -> Example:
    quote, remark = _find_quote(thread)
    assert thread.grade  # noqa: S101 - see _rank
    return Example(
        thread=thread,
        whom=name_for_sharing(people, thread.person, thread.person_class, thread.last.happened_at),
        quote=unnamed.hide(quote),
        title=unnamed.hide(remark.title),
        url=remark.url,
        grade=thread.grade,
    )


def _find_quote(thread: Thread) -> tuple[str, Remark]:
    """Find the most telling sentence of the first remark that has one; else nothing, of the first that explains."""
    for remark in thread.explaining:
        if quote := clean_line(find_quote(remark.body, _ROOM)):
            return quote, remark
    return "", thread.explaining[0]
