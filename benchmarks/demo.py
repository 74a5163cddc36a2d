"""What the demo costs, as a ratio to importing the three client libraries in the same run.

    python benchmarks/demo.py [--rounds 7]

The two take turns, so that a slow moment of the machine hits both. Prints the median of the per-round ratios, by the
clock and by CPU time (children included), each against 10.
"""

import argparse
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence

TARGET = 10
FLOOR = [sys.executable, "-c", "import git, github, jira"]
DEMO = [sys.executable, "-c", "from harvester.cli import main; main()", "demo"]


def main() -> None:
    """Print a line for each way to measure: ratio and target."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = [(measure(FLOOR), measure(DEMO)) for _ in range(parser.parse_args().rounds)]
    print(f"{'ratio':>6} {'target':>6}")
    for name, place in (("by the clock", 0), ("of CPU time", 1)):
        ratio = statistics.median(demo[place] / floor[place] for floor, demo in rounds)
        print(
            f"{ratio:6.1f} {TARGET:6.1f}  {name}; the demo took {statistics.median(d[place] for _, d in rounds):.2f} s"
        )


def measure(command: Sequence[str]) -> tuple[float, float]:
    """Return the seconds of a command by the clock, and those of CPU time."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    elapsed, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return elapsed, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


if __name__ == "__main__":
    main()
