"""An organisation in which everything that is easily counted wrongly happens once, and what a person counts in it.

Days are of 2026; the clock stands at noon of 20 November, and the person lives in Berlin.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.fakes.github.world import ME, Pull, World

REASON = "The lock is released before the write, because close() runs first, so two writers can interleave."
DEFECT = "This leaks the connection when the query fails: the finally block never runs."

PEOPLE = """
timezone = "Europe/Berlin"
[me]
github = ["Ann-Example"]
[harvest]
first_run = "2y"
[[people]]
name = "Cleo Example"
github = ["cleo", "cleo-work"]
emails = ["cleo@example.com"]
jira = ["557058:cleo"]
class = "junior"
until = "2026-05-31"
[[people]]
github = ["cleo"]
class = "peer"
since = "2026-06-01"
[[people]]
name = "Fay Example"
github = ["fay"]
class = "peer"
team = "Ledger"
pseudonym = "F."
[[people]]
github = ["ci-acme"]
class = "bot"
"""


def at(day: str, hour: int = 10, minute: int = 0) -> datetime:
    return datetime.fromisoformat(f"2026-{day}").replace(hour=hour, minute=minute, tzinfo=UTC)


def inline(pull: Pull, when: datetime, *texts: str, reply_to: int | None = None) -> list[int]:
    """Comment on lines of a pull request, as Ann."""
    return pull.review(ME, when, "COMMENTED", "", [(text, reply_to) for text in texts])


def make_organisation() -> World:
    """Build it."""
    world = World()
    _help_cleo(world)
    _help_dana(world)
    _help_eli_and_gil(world)
    _help_fay(world)
    _say_what_does_not_count(world)
    _receive(world)
    return world


def _help_cleo(world: World) -> None:
    """Two accounts, promoted in June; two rounds in different months, and a reply to oneself."""
    first = world.pull("cleo", at("03-02"))
    reason, typo = inline(first, at("03-03"), REASON, "Typo")
    inline(first, at("03-03", 11), "ok", reply_to=typo)
    first.push(at("03-03", 14))
    first.review("cleo", at("03-03", 15), "COMMENTED", "", [("Fixed.", reason)])
    first.resolve(reason, outdated=True)
    inline(first, at("04-07"), "Thanks!", reply_to=reason)
    first.comment(ME, at("04-07", 11), "LGTM")
    first.review(ME, at("04-07", 12), "APPROVED", "ok")
    second = world.pull("cleo-work", at("07-01"), at("07-03"), repository="acme/web")
    inline(second, at("07-02"), DEFECT)


def _help_dana(world: World) -> None:
    """Three merged pull requests before the first thread, six before the last; on a Monday only in Berlin."""
    for month in ("01-05", "01-12", "01-19", "03-23", "04-20"):
        world.pull("dana", at(month), at(month, 20))
    first = world.pull("dana", at("02-09"), at("02-13"))
    first.review(ME, at("02-10"), "CHANGES_REQUESTED", REASON)
    first.push(at("02-11"))
    first.review(ME, at("02-12"), "APPROVED")
    world.pull("dana", at("09-01")).comment(ME, at("09-06", 22, 30), "LGTM")


def _help_eli_and_gil(world: World) -> None:
    """A hundred and twenty-one threads on one pull request of a newcomer; somebody who is none, in the same week."""
    inline(world.pull("eli", at("10-04")), at("10-05"), DEFECT, *["Typo"] * 120)
    for day in range(1, 6):
        world.pull("gil", at(f"07-0{day}"), at(f"07-1{day}"))
    pull = world.pull("gil", at("10-05"))
    [defect] = inline(pull, at("10-06"), DEFECT)
    pull.push(at("10-07"))
    pull.outdate(defect)


def _help_fay(world: World) -> None:
    """Another team, two days ago; and something of before the window."""
    inline(world.pull("fay", at("11-17"), repository="ledger/core"), at("11-18"), REASON)
    last_year = at("10-01") - timedelta(days=365)
    old = world.pull("fay", last_year, repository="ledger/core")
    inline(old, last_year + timedelta(days=1), REASON)


def _say_what_does_not_count(world: World) -> None:
    """Speak on an own pull request, to bots with and without a suffix, and to an account that is gone."""
    robot = world.pull("robot[bot]", at("05-04"))
    robot.review(ME, at("05-05"), "APPROVED", "Fine.", [(REASON, None)])
    world.pull("ci-acme", at("05-04")).comment(ME, at("05-06"), REASON)
    inline(world.pull(None, at("05-04")), at("05-07"), REASON)


def _receive(world: World) -> None:
    mine = world.pull(ME, at("06-01"), at("06-05"))
    [asked] = mine.review("fay", at("06-02"), "CHANGES_REQUESTED", "See below.", [(REASON, None)])
    mine.review(ME, at("06-02", 12), "COMMENTED", "", [("Done.", asked)])
    mine.comment("cleo", at("06-03"), "Nice!")
    mine.comment("robot[bot]", at("06-03"), "Coverage fell.")
    mine.comment(ME, at("06-04"), "Merging.")


def counted(name: str, person_class: str, **counts: Any) -> dict[str, Any]:  # noqa: ANN401 - as the account has them
    none = {"inline": 0, "conversation": 0, "review_bodies": 0}
    adopted = dict.fromkeys(("yes", "partly", "no", "unknown"), 0) | counts.pop("adopted", {})
    return {"name": name, "class": person_class, **none, **counts, "adopted": adopted}


BY_HAND = {
    "cleo": counted(
        "Cleo Example", "peer", inline=5, conversation=1, review_bodies=1, threads=4, pull_requests=2, weeks=3,
        explanatory=2, adopted={"yes": 1, "no": 1},
    ),
    "dana": counted(
        "dana", "unknown", conversation=1, review_bodies=1, threads=2, pull_requests=2, weeks=2,
        explanatory=1, adopted={"yes": 1},
    ),
    "eli": counted(
        "eli", "newcomer", inline=121, threads=121, pull_requests=1, weeks=1, explanatory=1, adopted={"no": 1}
    ),
    "fay": counted(
        "Fay Example", "peer", inline=1, threads=1, pull_requests=1, weeks=1, explanatory=1, adopted={"unknown": 1}
    ),
    "gil": counted(
        "gil", "unknown", inline=1, threads=1, pull_requests=1, weeks=1, explanatory=1, adopted={"partly": 1}
    ),
}  # fmt: skip
"""What a person counts, pencil in hand. Week 41 is both Eli's and Gil's."""

TOTALS_BY_HAND = {
    "people": 5, "inline": 128, "conversation": 2, "review_bodies": 2, "threads": 129, "pull_requests": 7, "weeks": 7,
    "explanatory": 6, "adopted": {"yes": 2, "partly": 1, "no": 2, "unknown": 1},
}  # fmt: skip
EXCLUDED_BY_HAND = {"own_pull_requests": 2, "bots": 3, "ghosts": 1}
RECEIVED_BY_HAND = {
    "cleo": {"inline": 0, "conversation": 1, "review_bodies": 0, "threads": 1, "explanatory": 0},
    "fay": {"inline": 1, "conversation": 0, "review_bodies": 1, "threads": 2, "explanatory": 1},
}
