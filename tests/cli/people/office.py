"""A year at Ann's office, on a fake GitHub, a fake Jira and in a real repository: what, when, who.

- #7  mine, acme/pay: two reviews by ben      2026-11-09  ben, a bot, a deleted account
- #8  mine, acme/pay: a comment by cleo       2026-10-04  cleo
- #9  of ben, acme/pay: asked and reviewed    2026-11-04  ben (7 merged before)
- #10 of ben, acme/pay: commented             2026-10-12  ben
- #11 of dana, acme/web: approved             2026-09-15  dana (none merged before)
- #12 of a bot, #13 of a deleted account      2026-09-16
- a commit with Ben as co-author              2026-11-12  ben@example.com
- PAY-1 of Ben's, resolved by Ann             2026-11-10  Ben's Jira account
- LED-1 of Ben's, commented by Ann            2026-11-12  Ben's Jira account
"""

import json
from datetime import UTC, datetime
from pathlib import Path

from tests.fakes.github.server import GitHubServer
from tests.fakes.github.world import ME, World
from tests.fakes.jira.server import JiraServer
from tests.fakes.jira.tracker import ANN, BEN, Tracker
from tests.fakes.repository import ANN as GIT_ANN
from tests.fakes.repository import Repository

BEN_JIRA = f"jira:{BEN.account}"
BEN_EMAIL = "email:ben@example.com"


def day(month: int, number: int) -> datetime:
    return datetime(2026, month, number, 9, tzinfo=UTC)


def make_world() -> World:
    world = World()
    for number in range(1, 7):
        world.pull("ben", day(1, number), day(1, number + 1))
    mine = world.pull(ME, day(11, 8), day(11, 10), files=[("pay/ledger.py", "MODIFIED"), ("web/cart.js", "MODIFIED")])
    mine.review("ben", day(11, 9), "CHANGES_REQUESTED", "Two things.", [("Why twice?", None)])
    mine.review("ben", day(11, 10), "APPROVED")
    mine.review("coverage[bot]", day(11, 9), "COMMENTED", "Coverage fell.")
    mine.review(None, day(11, 9), "COMMENTED", "From an account that is gone.")
    other = world.pull(ME, day(10, 3), day(10, 5), files=[("docs/readme.md", "MODIFIED")])
    other.comment("cleo", day(10, 4), "It is fast now.")
    asked = world.pull("ben", day(11, 3), day(11, 5))
    asked.request(ME, day(11, 3))
    asked.review(ME, day(11, 4), "APPROVED", "Good.", [("The lock is taken twice.", None), ("And here.", None)])
    world.pull("ben", day(10, 10)).comment(ME, day(10, 12), "Have you seen the other one?")
    world.pull("dana", day(9, 14), day(9, 16), repository="acme/web").review(ME, day(9, 15), "APPROVED")
    world.pull("dependabot[bot]", day(9, 15), repository="acme/web").review(ME, day(9, 16), "APPROVED", "Fine.")
    world.pull(None, day(9, 15), repository="acme/web").review(ME, day(9, 16), "APPROVED", "Fine.")
    return world


def make_tracker() -> Tracker:
    tracker = Tracker()
    done = tracker.create("PAY", BEN, day(11, 2), assignee=ANN, summary="Cut checkout latency")
    tracker.resolve(done, ANN, day(11, 10))
    other = tracker.create("LED", BEN, day(11, 2), assignee=BEN, summary="Close the day twice")
    tracker.comment(other, ANN, day(11, 12), "The writer races with the close, because both take the lock.")
    return tracker


def make_repository(path: Path, owners: str = "*.py @acme/ledger\n/web/ @acme/web @ben\n/docs/ @ben\n") -> Repository:
    repository = Repository.create(path)
    repository.git("remote", "add", "origin", "https://github.com/acme/pay.git")
    repository.commit("Say who owns what", {".github/CODEOWNERS": owners}, author="Ben Example <ben@example.com>",
                      at="2026-01-02T09:00:00Z")  # fmt: skip
    repository.commit(
        "Read once\n\nCo-authored-by: Ben Example <ben@example.com>\n",
        {"pay/once.py": "1\n"}, author=GIT_ANN, at="2026-11-12T09:00:00Z",
    )  # fmt: skip
    return repository


def configure(home: Path, github: GitHubServer, jira: JiraServer, repository: Repository, extra: str = "") -> Path:
    """Write the configuration of Ann's year, in the user's folder."""
    tables: dict[str, dict[str, object]] = {
        "github": {"url": github.url, "token_command": []},
        "jira": {"url": jira.url, "email": ANN.email, "token_command": []},
        "git": {"repositories": [str(repository.path)]},
    }
    lines = [
        f'[me]\nname = "Ann Example"\nemails = ["ann@example.com"]\ngithub = ["{ME}"]\n[harvest]\nfirst_run = "1y"\n'
    ]
    for name, table in tables.items():
        lines.append(f"[connectors.{name}]\n" + "".join(f"{key} = {json.dumps(one)}\n" for key, one in table.items()))
    path = home / ".config" / "harvester" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text("\n".join(lines) + extra)
    return path
