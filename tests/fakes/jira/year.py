"""A year of a team's tickets, drawn from a seed: what happens to each is chosen among what happens in real trackers."""

import random
from datetime import datetime, timedelta

from tests.fakes.jira.tracker import ANN, BEN, CI, Ticket, Tracker, User

_KINDS = ("Story", "Bug", "Task")


def draw_year(until: datetime, tickets: int = 420, seed: int = 7) -> Tracker:
    """Draw tickets that were opened in the 400 days before `until`, most of them somehow Ann's."""
    chance = random.Random(seed)  # noqa: S311 - a test repeats itself
    tracker = Tracker()
    epics = [tracker.create("PAY", BEN, until - timedelta(days=405), kind="Epic", assignee=one) for one in (ANN, BEN)]
    for _ in range(tickets - len(epics)):
        opened = until - timedelta(minutes=chance.randrange(1, 400 * 24 * 60), milliseconds=chance.randrange(60_000))
        reporter, assignee = chance.choice([ANN, BEN, BEN, CI]), chance.choice([ANN, ANN, BEN, None])
        ticket = tracker.create(
            chance.choice(["PAY", "LED", "OPS"]),
            reporter,
            opened,
            assignee=assignee,
            kind=chance.choice(_KINDS),
            epic=chance.choice([*epics, None, None]),
            points=chance.choice([None, 1.0, 3.0, 5.0]),
        )
        if ANN not in {reporter, assignee} and chance.random() < 0.5:
            ticket.watchers.append(ANN)
        _live(tracker, ticket, chance, until)
    return tracker


def _live(tracker: Tracker, ticket: Ticket, chance: random.Random, until: datetime) -> None:
    """Let things happen to a ticket, one after the other, until its time is over."""
    moment = ticket.created
    for _ in range(chance.randrange(7)):
        moment += timedelta(seconds=chance.randrange(60, 12 * 86_400), milliseconds=chance.randrange(1_000))
        if moment >= until:
            return
        _happen(tracker, ticket, chance, moment)


def _happen(tracker: Tracker, ticket: Ticket, chance: random.Random, moment: datetime) -> None:
    who: User = chance.choice([ANN, BEN, CI])
    match chance.randrange(8):
        case 0:
            tracker.assign(
                ticket, chance.choice([user for user in (ANN, BEN, None) if user != ticket.assignee]), who, moment
            )
        case 1 | 2:
            tracker.comment(ticket, chance.choice([ANN, BEN, None]), moment, "Because the ledger reads twice.")
        case 3 if ticket.is_done:
            tracker.reopen(ticket, who, moment)
        case 4 if ticket.first_key == ticket.key:
            tracker.move(ticket, "CORE", who, moment)
        case 5:
            tracker.touch(ticket, who, moment)
        case _ if not ticket.is_done:
            tracker.resolve(ticket, who, moment, resolution=chance.choice(["10", "10", "11", None]))
        case _:
            tracker.touch(ticket, who, moment)
