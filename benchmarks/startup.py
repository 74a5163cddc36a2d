"""What a command costs before it does anything, as a ratio to `python -c pass` in the same run.

    python benchmarks/startup.py [--rounds 9]

Prints the median of the per-round ratios of CPU time (user and system, children included): the two take turns, so
that a slow moment of the machine hits both.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

FLOOR = [sys.executable, "-c", "pass"]
PROGRAM = [sys.executable, "-c", "from harvester.cli import main; main()"]
CASES = {
    "--help": (["--help"], 5),
    "--version": (["--version"], 5),
    "(nothing)": ([], 8),
    "list": (["list"], 8),
    "undo --list": (["undo", "--list"], 8),
    "run, nothing new": (["run"], 30),
}


def main() -> None:
    """Print a line a case: ratio, target, command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        environment = prepare(home)
        print(f"{'ratio':>6} {'target':>6}  command")
        for name, (arguments, target) in CASES.items():
            ratios = [
                measure([*PROGRAM, *arguments], home, environment) / measure(FLOOR, home, environment)
                for _ in range(rounds)
            ]
            print(f"{statistics.median(ratios):6.1f} {target:6.1f}  harvester {name}")


def prepare(home: Path) -> dict[str, str]:
    """Make a home with one small repository that was harvested once."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "HARVESTER_", "XDG_"))
    }
    environment |= {"HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1", "HARVESTER_NOW": "2026-11-20T12:00:00Z"}
    signature = {"GIT_AUTHOR_DATE": "2026-11-10T12:00:00Z", "GIT_COMMITTER_DATE": "2026-11-10T12:00:00Z"}
    for command in (
        ["git", "init", "-q"],
        ["git", "config", "user.name", "Ann Example"],
        ["git", "config", "user.email", "ann@example.com"],
        ["git", "commit", "-q", "--allow-empty", "-m", "Start"],
    ):
        subprocess.run(command, cwd=home, env=environment | signature, check=True)
    subprocess.run([*PROGRAM, "run"], cwd=home, env=environment, check=True, capture_output=True)
    return environment


def measure(command: Sequence[str], home: Path, environment: dict[str, str]) -> float:
    """Return the CPU seconds of a command and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=home, env=environment, check=False, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


if __name__ == "__main__":
    main()
