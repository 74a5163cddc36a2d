"""Sentences about counts: the headline and the denominators. They name nobody, and may be shared as they are."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from harvester.mentorship.account import CLASS_ORDER, Account, Counts, count
from harvester.mentorship.adoption import Adoption
from harvester.mentorship.naming import name_class
from harvester.mentorship.talk import Exclusion
from harvester.model import PersonClass

_BUSY: Final = 0.25
"""The share of all threads from which one pull request is worth a word."""
_FEW: Final = 5
_LEFT_OUT: Final = {
    Exclusion.OWN: "on my own pull requests",
    Exclusion.BOT: "to bots",
    Exclusion.GHOST: "to deleted accounts",
}


def spell(number: int, noun: str, plural: str = "") -> str:
    """Spell a number with its noun."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def render_headline(account: Account) -> str:
    """Say in one line whom the comments reached; people, pull requests, weeks and threads, never comments."""
    totals = account.totals
    reached = f"{spell(len(account.people), 'person', 'people')} on {spell(totals.pull_requests, 'pull request')}"
    explanatory = f"{totals.explanatory:,} of them explanatory{_say_adopted(totals)}"
    return f"{reached} in {spell(totals.weeks, 'week')}: {spell(totals.threads, 'thread')}, {explanatory}."


def _say_adopted(counts: Counts) -> str:
    parts = [(counts.adopted[Adoption.YES], "adopted"), (counts.adopted[Adoption.PARTLY], "adopted in part")]
    said = [f"{number:,} {how}" for number, how in parts if number]
    return f" ({', '.join(said)})" if said else ""


def count_classes(account: Account) -> Sequence[tuple[str, int, Counts]]:
    """Count by the class that people had in each thread: its name, the people, and what was said to them then."""
    rows: list[tuple[str, int, Counts]] = []
    for person_class in CLASS_ORDER:
        of_class = [one for one in account.threads if one.person_class is person_class]
        if of_class:
            people = {one.person for one in of_class}
            rows.append((name_class(PersonClass(person_class)), len(people), count(of_class)))
    return rows


def render_denominators(account: Account) -> Iterator[str]:
    """Say what the counts are a part of, and what was left out."""
    totals = account.totals
    yield (
        f"{spell(totals.comments, 'comment')}: {totals.inline:,} inline, {totals.conversation:,} in conversations, "
        f"{spell(totals.review_bodies, 'review body', 'review bodies')}."
    )
    left_out = [f"{account.count_excluded(why):,} {where}" for why, where in _LEFT_OUT.items()]
    yield f"Left out: {', '.join(left_out)}."
    confirmed = sum(any(one.opinion.is_mine for one in thread.explaining) for thread in account.threads)
    taken_out = sum(thread.telling.opinion.is_mine for thread in account.threads if not thread.explaining)
    yield (
        f"Explanatory: {totals.explanatory:,} of {spell(totals.threads, 'thread')}, {confirmed:,} of them confirmed by "
        f"me in review and {totals.explanatory - confirmed:,} by the classifier's reading alone; I took out "
        f"{taken_out:,} more."
    )
    yield f"Adopted: {', '.join(f'{adoption.value} {number:,}' for adoption, number in totals.adopted.items())}."
    yield from _say_busiest(account)


def _say_busiest(account: Account) -> Iterator[str]:
    held = Counter(thread.pull_request for thread in account.threads)
    most, whole = max(held.values(), default=0), held.total()
    if len(held) > 1 and most >= max(_FEW, _BUSY * whole):
        yield f"One pull request alone holds {most:,} of the {whole:,} threads."
