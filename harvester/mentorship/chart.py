"""A small chart: threads by month of the person's zone, explanatory ones filled. Pure; as wide as it is told."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, tzinfo
from typing import Final

from harvester.mentorship.account import Thread

EXPLANATORY: Final = "█"
OTHER: Final = "░"
_LABELS: Final = 29
"""Columns of a month and its numbers."""


def draw_months(threads: Sequence[Thread], zone: tzinfo, width: int) -> Iterator[str]:
    """Yield a heading, and a line a month from the first with a thread to the last.

    A thread stands in each month in which something was said in it, so that months do not add up to threads.
    """
    spoken: dict[date, set[object]] = defaultdict(set)
    explained: dict[date, set[object]] = defaultdict(set)
    for thread in threads:
        for remark in thread.remarks:
            month = remark.happened_at.astimezone(zone).date().replace(day=1)
            spoken[month].add(thread.ref)
            if remark.opinion.explains:
                explained[month].add(thread.ref)
    if not spoken:
        return
    yield f"By month    threads explain  {EXPLANATORY} explain  {OTHER} others"
    most = max(len(refs) for refs in spoken.values())
    for month in _list_months(min(spoken), max(spoken)):
        filled, whole = len(explained[month]), len(spoken[month])
        solid, long = _scale(filled, most, width), _scale(whole, most, width)
        bar = EXPLANATORY * solid + OTHER * (long - solid)
        yield f"  {month:%Y-%m}  {whole:>8,} {filled:>7,}  {bar}".rstrip()


def _scale(number: int, most: int, width: int) -> int:
    """Give the columns of a bar: one a thread where there is room, and never none for something."""
    room = max(1, width - _LABELS)
    return number if most <= room else -(-number * room // most)


def _list_months(first: date, last: date) -> Iterator[date]:
    month = first
    while month <= last:
        yield month
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
