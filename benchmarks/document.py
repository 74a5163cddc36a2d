"""What adding one line costs, beside the least it could: a byte scan and an atomic, durable rewrite.

Both are measured in turn, in the same process, on the same disk: `python benchmarks/document.py [ENTRIES…]`.
The target is three times the floor at 10,000 entries.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from harvester.document import NewLine, read_document, write_document
from harvester.model import Category, Ref
from harvester.reconcile import reconcile

ROUNDS = 15
ENTRY = (
    "- [x] 2026-11-12 Cut checkout p99 latency from 900 ms to 310 ms by batching the ledger reads; designed it (ADR-7),"
    " built it in 3 PRs and rolled it out. ([#{0}](https://github.com/acme/pay/pull/{0})) <!-- hv github:acme/pay#{0}"
    " af18afcb -->\n"
)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def main() -> None:
    sizes = [int(argument) for argument in sys.argv[1:]] or [10_000, 100_000]
    print(f"{'entries':>8} {'MB':>6}  {'':24} {'wall ms':>8} {'CPU ms':>7} {'x wall':>7} {'x CPU':>6}")
    with tempfile.TemporaryDirectory() as folder:
        for entries in sizes:
            compare(Path(folder), entries)


def compare(folder: Path, entries: int) -> None:
    path = folder / "brag.md"
    text = "## Projects\n\n" + "".join(ENTRY.format(number) for number in range(entries)) + "\n## Decisions\n"
    ways = {
        "byte scan and rewrite": lambda: scan_and_rewrite(path),
        "add one line": lambda: add_one_line(path, folder / "backups"),
        "read all verdicts": lambda: read_verdicts(path),
    }
    spent = measure(ways, path, text.encode())
    floor = spent["byte scan and rewrite"]
    for name, (wall, cpu) in spent.items():
        ratios = f"{wall / floor[0]:7.2f} {cpu / floor[1]:6.2f}"
        print(f"{entries:>8} {len(text) / 1e6:6.1f}  {name:24} {wall * 1e3:8.1f} {cpu * 1e3:7.1f} {ratios}")


def measure(ways: dict[str, Callable[[], None]], path: Path, text: bytes) -> dict[str, tuple[float, float]]:
    """Run the ways in turn, each on the same document; the median wall and CPU seconds of each."""
    spent: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, run in ways.items():
            path.write_bytes(text)
            os.sync()
            wall, cpu = time.perf_counter(), time.process_time()
            run()
            spent[name].append((time.perf_counter() - wall, time.process_time() - cpu))
    return {
        name: (statistics.median(wall for wall, _ in rounds), statistics.median(cpu for _, cpu in rounds))
        for name, rounds in spent.items()
    }


def scan_and_rewrite(path: Path) -> None:
    text = path.read_bytes()
    if b"<!-- hv git:new " in text:
        raise AssertionError("the line stands already")
    at = text.index(b"\n## Decisions")
    passing = path.with_suffix(".passing")
    with passing.open("wb") as file:
        file.write(text[:at] + b"- [ ] 2026-11-12 x\n" + text[at:])
        file.flush()
        os.fsync(file.fileno())
    passing.replace(path)
    handle = os.open(path.parent, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def add_one_line(path: Path, backups: Path) -> None:
    before = read_document(path)
    line = NewLine(
        ref=Ref("git", "new"),
        category=Category.PROJECT,
        happened_on=date(2026, 11, 12),
        text="Shipped it.",
        short_id="new",
    )
    write_document(before, before.add([line]), backups=backups)


def read_verdicts(path: Path) -> None:
    reconcile(read_document(path), standing={}, now=NOW)


if __name__ == "__main__":
    main()
