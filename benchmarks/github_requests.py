"""What a week and a year on GitHub cost: requests and GraphQL points, beside what a plain PyGithub loop asks for.

Both read the same loopback server. The plain loop is what the library's documentation suggests: search, then the
files, reviews and comments of each pull request. Run it as a module, so that the sample organisation is found:

    python -m benchmarks.github_requests
"""

import os
import time
from datetime import UTC, datetime, timedelta
from typing import Final

from github import Auth, Github

from connectors.github import GitHubConnector, GitHubSettings
from harvester.connector import Identity, Session
from harvester.model import Evidence, Window
from tests.fakes.github.server import TOKEN, GitHubServer
from tests.fakes.github.world import ME, World
from tests.fakes.github.worlds import make_busy_world

NOW: Final = datetime(2026, 11, 20, 12, tzinfo=UTC)
WEEK: Final = Window(NOW - timedelta(weeks=1), NOW)
YEAR: Final = Window(NOW - timedelta(days=365), NOW)


def main() -> None:
    os.environ["GH_TOKEN"] = TOKEN
    week = make_busy_world(NOW, 7, pulls=10, reviews=15, comments=45)
    year = make_busy_world(NOW, 365, pulls=200, reviews=400, comments=1_500, people=30)
    nothing = Window(NOW + timedelta(days=3), NOW + timedelta(days=10))
    columns = f"{'evidence':>8} {'requests':>8} {'points':>7} {'seconds':>8} {'plain loop':>10} {'its pauses':>10}"
    print(f"{'window':<12} {columns}")
    for name, world, window in (("a week", week, WEEK), ("a year", year, YEAR), ("nothing new", year, nothing)):
        measure(name, world, window)


def measure(name: str, world: World, window: Window) -> None:
    with GitHubServer(world) as server:
        session = Session(me=Identity.of(github=[ME]), now=window.until)
        connector = GitHubConnector(GitHubSettings(url=server.url, token_command=[]), session)
        began = time.perf_counter()
        answers = [answer for scope in connector.scopes() for answer in connector.harvest(scope, window)]
        took = time.perf_counter() - began
        evidence = sum(isinstance(answer, Evidence) for answer in answers)
        points = server.execution.points
        plain = count_plain_requests(server, window)
        pauses = f"{plain * 0.25:.0f} s"  # the library's own pause between requests
        print(f"{name:<12} {evidence:>8} {connector.requests:>8} {points:>7} {took:>8.2f} {plain:>10} {pauses:>10}")


def count_plain_requests(server: GitHubServer, window: Window) -> int:
    """Count what a loop over the library asks for about the same pull requests, its pauses switched off."""
    server.requests.clear()
    github = Github(base_url=server.url, auth=Auth.Token(TOKEN), seconds_between_requests=0)
    since = f"updated:>={window.since:%Y-%m-%dT%H:%M:%SZ}"
    for who in (f"author:{ME}", f"reviewed-by:{ME} -author:{ME}"):
        for issue in github.search_issues(f"is:pr {who} {since}"):
            pull = issue.as_pull_request()
            for listed in (pull.get_files(), pull.get_reviews(), pull.get_review_comments(), pull.get_issue_comments()):
                list(listed)
    return len(server.requests)


if __name__ == "__main__":
    main()
