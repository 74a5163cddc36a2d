"""Compares what the Git connector finds with a count by plain plumbing, week by week over a year, and at once over all.

usage: python benchmarks/git_count.py REPOSITORY… [--authors N] [--weeks N]

The count knows nothing of the connector: the first-parent chain to its root, the running maximum of its dates, and
for each week `git rev-list TIP(until) ^TIP(since)`, with authors and co-authors compared as strings.
"""

import argparse
import re
import subprocess
import sys
from bisect import bisect_left
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise

from connectors.git import GitConnector, GitSettings
from harvester.connector import Identity, Session
from harvester.model import Evidence, Kind, Window

CO_AUTHOR = re.compile(r"^co-authored-by:[^<\n]*<([^>\n]+)>", re.IGNORECASE | re.MULTILINE)


def run_git(repository: str, *arguments: str) -> str:
    """Run git without any recipe; the repositories named on the command line are trusted."""
    command = ["git", "-C", repository, *arguments]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8", "replace")


class PlainCount:
    """Commits by author or co-author and week, from rev-list alone."""

    def __init__(self, repository: str) -> None:
        self.repository = repository
        lines = run_git(repository, "rev-list", "--first-parent", "--timestamp", "HEAD").splitlines()
        chain = [line.split() for line in reversed(lines)]
        self.shas = [sha for _, sha in chain]
        self.arrivals = list(accumulate((int(stamp) for stamp, _ in chain), max))

    def read_window(self, since: datetime, until: datetime) -> dict[str, set[str]]:
        """Return the shas of `[since, until)` by lower-case address."""
        oldest, behind = (bisect_left(self.arrivals, end.timestamp()) for end in (since, until))
        if oldest == behind:
            return {}
        base = [f"^{self.shas[oldest - 1]}"] if oldest else []
        tip = self.shas[behind - 1]
        answer = run_git(self.repository, "log", "--no-mailmap", "-z", "--format=%H%n%ae%n%B", tip, *base)
        by_address: dict[str, set[str]] = {}
        for record in filter(None, answer.split("\0")):
            sha, author, message = record.split("\n", 2)
            for address in {author.lower(), *(one.lower() for one in CO_AUTHOR.findall(message))}:
                by_address.setdefault(address, set()).add(sha)
        return by_address


def read_connector(repository: str, address: str, window: Window, now: datetime) -> set[str]:
    """Return the shas that the connector finds."""
    session = Session(me=Identity.of(emails=[address]), now=now)
    connector = GitConnector(GitSettings(repositories=[repository]), session)
    answers = list(connector.harvest(connector.scopes()[0], window))
    strange = [one for one in answers if not isinstance(one, Evidence)]
    assert not strange, strange
    found = [one.ref.key for one in answers if isinstance(one, Evidence) and one.kind is Kind.COMMIT]
    assert len(found) == len(set(found))
    return set(found)


def compare(repository: str, authors: int, weeks: int) -> bool:
    """Print one line an author; return whether all weeks agree."""
    count = PlainCount(repository)
    now = datetime.fromtimestamp(count.arrivals[-1] + 1, UTC)
    edges = [now - timedelta(weeks=week) for week in range(weeks, -1, -1)]
    ever = Window(datetime.fromtimestamp(0, UTC), now)
    everything = count.read_window(ever.since, ever.until)
    plain = [count.read_window(since, until) for since, until in pairwise(edges)]
    total = Counter({address: sum(len(week.get(address, ())) for week in plain) for week in plain for address in week})
    agrees = True
    for address, commits in total.most_common(authors):
        found = [read_connector(repository, address, Window(*edge), now) for edge in pairwise(edges)]
        different = [week for week in range(weeks) if found[week] != plain[week].get(address, set())]
        whole = read_connector(repository, address, Window(edges[0], edges[-1]), now)
        is_union = whole == set().union(*found)
        is_all = read_connector(repository, address, ever, now) == everything[address]
        agrees = agrees and not different and is_union and is_all
        print(
            f"{repository}\t{address}\t{commits} by plumbing\t{sum(map(len, found))} by the connector\t"
            f"{len(different)} of {weeks} weeks differ\tthe year at once is {'the same' if is_union else 'DIFFERENT'}\t"
            f"{len(everything[address])} of all time are {'the same' if is_all else 'DIFFERENT'}"
        )
    return agrees


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repositories", nargs="+", metavar="REPOSITORY")
    parser.add_argument("--authors", type=int, default=5)
    parser.add_argument("--weeks", type=int, default=52)
    options = parser.parse_args()
    results = [compare(repository, options.authors, options.weeks) for repository in options.repositories]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
