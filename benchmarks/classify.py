"""Times the classifier, and what it costs to have it, beside an empty Python.

usage: python benchmarks/classify.py [EVIDENCE.jsonl…] [--pieces N] [--rounds N]

Prints pieces of evidence a CPU second for `judge`, and the wall time of `python -c pass`, of importing the classifier
and of building one, the best of several. With files, in the export's JSON Lines, `--pieces` is ignored.
"""

import argparse
import itertools
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from harvester.classify import build_classifier
from harvester.exchange import parse_line
from harvester.model import Context, Evidence, FileChange, Kind, Ref, Role
from harvester.rubric import load_rubric

STARTS = 10
WHEN = datetime(2026, 11, 12, tzinfo=UTC)
SENTENCES = (
    "The lock was released too early, because the guard was dropped before the flush.",
    "This reduces the p99 latency from 900 ms to 310 ms for users with large ledgers.",
    "I'd rather not make this an option: every option has to be supported forever.",
    "Won't this fail when the list is empty? See the style guide for how we name such checks.",
    "Update the translations and bump the version of the client to 2.4.1.",
)
KINDS = ((Kind.COMMIT, Role.AUTHOR), (Kind.PULL_REQUEST, Role.AUTHOR), (Kind.REVIEW_COMMENT, Role.REVIEWER))


def invent(pieces: int) -> Iterator[Evidence]:
    """Invent commits, pull requests and review comments of one to twelve sentences."""
    for number, (kind, role) in zip(range(pieces), itertools.cycle(KINDS), strict=False):
        said = [SENTENCES[(number + step) % len(SENTENCES)] for step in range(1 + number % 12)]
        yield Evidence(
            ref=Ref("git", f"{number:040x}"),
            kind=kind,
            role=role,
            title=said[-1][:72],
            body="\n\n".join(said),
            happened_at=WHEN,
            files=[FileChange(f"src/part{step}/file{number}.py", 10 * step, step) for step in range(number % 8)],
            context=Context(said[0], "@@ -1 +1 @@\n-old\n+new", ""),
        )


def time_start(script: str) -> float:
    """The best wall time, in milliseconds, in which a fresh Python runs a script."""
    times = []
    for _ in range(STARTS):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", script], check=True)
        times.append(time.perf_counter() - began)
    return min(times) * 1_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--pieces", type=int, default=3_000)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    lines = [line for path in chosen.files for line in path.read_text(encoding="utf-8").splitlines()]
    evidence = [parse_line(line) for line in lines] if lines else list(invent(chosen.pieces))
    classifier = build_classifier(load_rubric("default"))
    classifier.judge(evidence[0])
    rates = []
    for _ in range(chosen.rounds):
        began = time.process_time()
        for one in evidence:
            classifier.judge(one)
        rates.append(len(evidence) / (time.process_time() - began))
    print(f"judge: {max(rates):,.0f} pieces a CPU second, over {len(evidence):,} pieces")
    empty = time_start("pass")
    imported = time_start("import harvester.classify")
    built = time_start(
        "from harvester.classify import build_classifier; from harvester.rubric import load_rubric;"
        " build_classifier(load_rubric('default'))"
    )
    print(f"python -c pass: {empty:.0f} ms; with the classifier imported: {imported:.0f} ms; and built: {built:.0f} ms")


if __name__ == "__main__":
    main()
