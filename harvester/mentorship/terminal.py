"""The account as text for a terminal: first what names nobody and may be shared, then people by name. Pure."""

from collections.abc import Iterator, Sequence
from datetime import timedelta, tzinfo
from typing import Final

from harvester.mentorship.account import Account, Counterpart, Counts
from harvester.mentorship.chart import draw_months
from harvester.mentorship.columns import WIDTH, fit, wrap
from harvester.mentorship.definition import RULES
from harvester.mentorship.details import list_threads
from harvester.mentorship.examples import Example
from harvester.mentorship.naming import name_class
from harvester.mentorship.words import count_classes, render_denominators, render_headline
from harvester.model import Window

_NAME: Final = 24
_HEAD: Final = f"{'PRs':>5} {'weeks':>5} {'threads':>7} {'explain':>7}"
_ADOPTED: Final = "adopted y/p/n/?"


def render_text(account: Account, examples: Sequence[Example], zone: tzinfo, *, with_details: bool = False) -> str:
    """Give the whole account; `with_details` lists every thread and why it counts or not."""
    if account.is_empty:
        return f"No review comment is stored from {say_window(account.window, zone)}."
    lines = [render_headline(account), f"Review comments from {say_window(account.window, zone)}"]
    if account.threads:
        lines += ["", *_classes(account), "", *draw_months(account.threads, zone, WIDTH)]
    for number, example in enumerate(examples, 1):
        lines += [*(["", "Examples"] if number == 1 else []), *_example(number, example)]
    lines += ["", "How this is counted", *_rules(account)]
    lines += ["", "Up to here nobody is named. The rest is for your own eyes.", "", *_people(account)]
    if with_details:
        lines += ["", "Threads", *list_threads(account)]
    return "\n".join(lines)


def say_window(window: Window, zone: tzinfo) -> str:
    """Say a window by its days, the last one included."""
    since, until = window.since.astimezone(zone), window.until.astimezone(zone)
    return f"{since:%Y-%m-%d} to {until - timedelta(microseconds=1):%Y-%m-%d} ({zone})"


def _classes(account: Account) -> Iterator[str]:
    yield f"{'By class':<{_NAME}}   people {_HEAD}  {_ADOPTED}"
    for name, people, counts in (*count_classes(account), ("all, each once", len(account.people), account.totals)):
        yield f"  {name:<{_NAME}} {people:>6,} {_numbers(counts)}  {_adopted(counts)}"


def _example(number: int, example: Example) -> Iterator[str]:
    said = f"“{example.quote}”" if example.quote else f"on “{example.title}”"
    yield from wrap(f"{number}. To {example.whom}: {said}", "  ", "     ")
    yield from wrap(f"adopted: {example.grade.adoption.value}, {example.grade.reason}", "     ")
    if example.url:
        yield f"     {example.url}"


def _rules(account: Account) -> Iterator[str]:
    for rule in (*RULES, *render_denominators(account)):
        yield from wrap(f"- {rule}", "  ", "    ")


def _people(account: Account) -> Iterator[str]:
    if account.people:
        yield f"{'Given, by person':<{_NAME}} {'class':<8} {_HEAD}  {_ADOPTED}"
        yield from (f"{_row(one)}  {_adopted(one.counts)}" for one in account.people)
        yield ""
    if account.received:
        yield f"{'Received, by person':<{_NAME}} {'class':<8} {_HEAD}"
        yield from (_row(one) for one in account.received)
    else:
        yield "Received: nobody wrote on your pull requests in this window."


def _row(one: Counterpart) -> str:
    return f"  {fit(one.name, _NAME - 2)} {name_class(one.person_class):<8} {_numbers(one.counts)}"


def _numbers(counts: Counts) -> str:
    return f"{counts.pull_requests:>5,} {counts.weeks:>5,} {counts.threads:>7,} {counts.explanatory:>7,}"


def _adopted(counts: Counts) -> str:
    return "/".join(f"{number}" for number in counts.adopted.values())
