"""Worlds of a given size: a week, a year, and one with everything that is easily got wrong."""

from datetime import datetime, timedelta

from tests.fakes.github.world import ME, World

TEAM = ("ben", "cleo", "dana", "eli")


def make_busy_world(until: datetime, days: int, *, pulls: int, reviews: int, comments: int, people: int = 4) -> World:
    """Spread merged pull requests of mine, reviews on those of others, and comments evenly over the days before."""
    world = World()
    step = timedelta(days=days) / max(pulls, reviews)
    for n in range(pulls):
        merged = until - timedelta(hours=1) - n * timedelta(days=days) / (pulls + 1)
        pull = world.pull(ME, merged - timedelta(hours=20), merged)
        pull.review("ben", merged - timedelta(hours=2), "APPROVED")
    a_review = comments // reviews
    for n in range(reviews):
        at = until - timedelta(hours=2) - n * (step * max(pulls, reviews) / (reviews + 1))
        pull = world.pull(f"peer-{n % people}", at - timedelta(hours=9), at + timedelta(minutes=30))
        pull.review(
            ME, at, "CHANGES_REQUESTED", "Read once.", [("The lock is taken twice.", None)] * (a_review - a_review // 3)
        )
        for _ in range(a_review // 3):
            pull.comment(ME, at + timedelta(minutes=1), "Because the lock is held.")
    return world


def make_odd_world(now: datetime) -> World:
    """Build a world in which nothing is plain."""
    world = World()
    day = timedelta(days=1)
    hour = timedelta(hours=1)

    mine = world.pull(
        ME, now - 6 * day, now - 5 * day, labels=["perf", "ledger"], body="Closes the gap.\r\n\x1b[31mred"
    )
    [first] = mine.review("ben", now - 5 * day - 3 * hour, "CHANGES_REQUESTED", "Two things.", [("Why twice?", None)])
    mine.review(ME, now - 5 * day - 2 * hour, "COMMENTED", "", [("Because of the lock.", first)])
    mine.review("ben", now - 5 * day - hour, "APPROVED")
    mine.review("coverage[bot]", now - 5 * day - hour, "COMMENTED", "Coverage fell.", [("Not covered.", None)])
    mine.review(None, now - 5 * day - hour, "COMMENTED", "From an account that is gone.")
    mine.comment(ME, now - 5 * day - hour, "Merging.")
    mine.comment("ben", now - 2 * day, "It is fast now.")
    mine.comment("coverage[bot]", now - 2 * day, "Report.")
    world.document(mine, "docs/adr/0007 nightly--batch.md", "# ADR 7: a nightly batch\n\nBecause.")
    issue = world.issue("ben", now - 9 * day, now - 5 * day + timedelta(seconds=3), by=[mine], labels=["bug"])
    issue["author"] = None
    world.issue(ME, now - 4 * day)
    world.issue("ben", now - 9 * day, now - 8 * day, by=[mine])  # closed before the merge: not by it
    del world.truth[next(key for key in reversed(world.truth) if "/" not in key.partition("#")[2])]

    world.pull(ME, now - 3 * day)  # never merged
    closed = world.pull(ME, now - 4 * day)
    closed.comment("dana", now - 3 * day, "Let us not.")
    world.pull("ben", now - 3 * day, now - 2 * day, merged_by=ME)  # the button alone

    theirs = world.pull("cleo", now - 4 * day, title="Cache \u202ethe rates")
    theirs.request(ME, now - 4 * day + hour)
    [root, _] = theirs.review(ME, now - 3 * day, "COMMENTED", "", [("This races.", None), ("And this.", None)])
    theirs.review("cleo", now - 3 * day + hour, "COMMENTED", "", [("Fixed.", root)])
    theirs.push(now - 3 * day + 2 * hour)
    theirs.resolve(root, outdated=True)
    theirs.review(ME, now - 2 * day, "COMMENTED", "", [("Thank you.", root)])  # a mere reply: no review
    theirs.review(ME, now - 2 * day + hour, "APPROVED", "Good.")
    theirs.review(ME, now - hour, "PENDING", "Not sent.", [("Not sent.", None)])
    theirs.comment(ME, now - 2 * day, "Ship it on Monday.")
    theirs.comment("dana", now - 2 * day, "Agreed.")

    ghost = world.pull(None, now - 4 * day, now - 2 * day)
    ghost.review(ME, now - 3 * day, "APPROVED")
    bot = world.pull("dependabot[bot]", now - 4 * day, now - 2 * day, repository="acme/web--shop")
    bot.review(ME, now - 3 * day, "APPROVED", "Fine.", [("Pin it.", None)])
    only_comment = world.pull("eli", now - 4 * day)
    only_comment.comment(ME, now - day, "Have you seen #3?")

    old = world.pull("eli", now - 40 * day, now - 39 * day)
    old.review(ME, now - 39 * day, "APPROVED", "Then.")  # before the window
    old.review(ME, now - 2 * day, "COMMENTED", "", [("A late thought.", None)])
    return world
