"""Times the Git connector against raw `git log --numstat`, both as whole processes, in the same run.

usage: python benchmarks/git_history.py REPOSITORY… [--author ADDRESS] [--rounds N] [--invent COMMITS] [--together]

Prints CPU seconds (children included), the ratio to the floor of the same round (the median of all rounds) after the
median start-up of an interpreter that imports the connector and opens the repository, and the peak memory of our own
process over that start-up. `--invent` adds a generated repository of that many commits. `--together` reads a week of
all the repositories, four side by side, against a loop of `git log`, in seconds of the clock.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

WINDOWS = {"week": 7, "quarter": 91, "year": 365, "all": 36_500}
READER = """
import os, resource, sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, UTC
from connectors.git import GitConnector, GitSettings
from harvester.connector import Identity, Session
from harvester.model import Window
paths, address, now, days = sys.argv[1], sys.argv[2], datetime.fromtimestamp(int(sys.argv[3]), UTC), int(sys.argv[4])
session = Session(me=Identity.of(emails=[address]), now=now)
connector = GitConnector(GitSettings(repositories=paths.split(os.pathsep)), session)
window = Window(max(now - timedelta(days=days), datetime.fromtimestamp(0, UTC)), now)
with ThreadPoolExecutor(4) as threads:
    count = sum(threads.map(lambda scope: sum(1 for _ in connector.harvest(scope, window)), connector.scopes()))
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def measure(command: Sequence[str]) -> tuple[float, str]:
    """Run a command; return its CPU seconds, children included, and its output."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    answer = subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8", "replace")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, answer


def busiest_author(repository: str, now: int) -> str:
    """Return the address with the most commits without merges in the last three years."""
    since = f"--since=@{now - 3 * 365 * 86_400}"
    answer = subprocess.run(
        ["git", "-C", repository, "log", "--no-merges", "--no-mailmap", "--format=%ae", since, "HEAD"],
        capture_output=True, check=True,
    )  # fmt: skip
    return Counter(answer.stdout.decode("utf-8", "replace").split()).most_common(1)[0][0]


def floor_command(repository: str, address: str, since: int) -> list[str]:
    """Spell the floor: one `git log` that filters the author itself and counts lines."""
    command = ["git", "-C", repository, "log", "HEAD", "--format=%H%x00%an%x00%ae%x00%aI%x00%s"]
    command += ["-i", "-F", f"--author={address}", "--no-merges", "--numstat"]
    return [*command, f"--since=@{since}"] if since else command


def compare(repository: str, author: str, rounds: int) -> None:
    """Print a line for each window."""
    now = newest(repository)
    address = author or busiest_author(repository, now)
    for name, days in WINDOWS.items():
        since = max(0, now - days * 86_400)
        reader = [sys.executable, "-c", READER, repository, address, str(now)]
        starts, floors, totals = [], [], []
        for _ in range(rounds):
            start, idle = measure([*reader, "0"])
            floor, log = measure(floor_command(repository, address, since))
            total, found = measure([*reader, str(days)])
            starts.append(start)
            floors.append(floor)
            totals.append(total)
        start = statistics.median(starts)
        ratios = [(total - start) / floor for total, floor in zip(totals, floors, strict=True)]
        count, peak = map(int, found.split())
        extra = (peak - int(idle.split()[1])) / 1024
        print(
            f"{repository}\t{name}\t{address}\t{count} found, {log.count(chr(0)) // 4} by the floor\t"
            f"floor {statistics.median(floors):.3f} s\tours {statistics.median(totals):.3f} s "
            f"(start-up {start:.3f} s)\tratio {statistics.median(ratios):.2f}\tmemory +{extra:.0f} MB",
            flush=True,
        )


def newest(repository: str) -> int:
    """Return the second after the newest commit."""
    command = ["git", "-C", repository, "log", "-1", "--format=%ct", "HEAD"]
    return int(subprocess.run(command, capture_output=True, check=True).stdout) + 1


def compare_together(repositories: Sequence[str], author: str, rounds: int) -> None:
    """Print one line for a week of all repositories, in seconds of the clock."""
    now = max(newest(repository) for repository in repositories)
    address = author or busiest_author(repositories[0], now)
    reader = [sys.executable, "-c", READER, os.pathsep.join(repositories), address, str(now)]
    ratios, floors = [], []
    for _ in range(rounds):
        marks = [time.monotonic()]
        for commands in (
            [floor_command(repository, address, now - 7 * 86_400) for repository in repositories],
            [[sys.executable, "-c", READER, repositories[0], address, str(now), "0"]],
            [[*reader, "7"]],
        ):
            for command in commands:
                measure(command)
            marks.append(time.monotonic())
        floor, start, total = (after - before for before, after in pairwise(marks))
        ratios.append((total - start) / floor)
        floors.append(floor)
    print(
        f"{len(repositories)} together\tweek\t{address}\tfloor {statistics.median(floors):.3f} s\t"
        f"ratio {statistics.median(ratios):.2f} after a start-up of {start:.3f} s",
        flush=True,
    )


def invent(folder: str, commits: int) -> str:
    """Generate a repository of ten years."""
    from tests.fakes.imported_history import import_history, invent_history  # noqa: PLC0415 - only for this option

    path = Path(folder) / "invented.git"
    until = int((datetime.now(UTC) - timedelta(minutes=1)).timestamp())
    import_history(path, invent_history(commits, authors=40, days=3_650, until=until))
    return str(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repositories", nargs="*", metavar="REPOSITORY")
    parser.add_argument("--author", default="")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--together", action="store_true")
    parser.add_argument("--invent", type=int, default=0, metavar="COMMITS")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        invented = [invent(folder, options.invent)] if options.invent else []
        repositories = [*options.repositories, *invented]
        if options.together:
            compare_together(repositories, options.author, options.rounds)
            return
        for repository in repositories:
            compare(repository, options.author, options.rounds)


if __name__ == "__main__":
    main()
