"""What a review costs: first paint beside a bare Textual app, keys among thousands of drafts, closing.

    python benchmarks/review.py [ROUNDS]

Each app runs in a process of its own on a pseudo-terminal; paint is when its first words arrive.
"""

import os
import pty
import select
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.review.piles import fill, pile, sitting_at

BARE = """
from textual.app import App
from textual.widgets import Static

class Bare(App):
    def compose(self):
        yield Static("Review")

Bare().run()
"""
REVIEW = "import sys; sys.argv = ['harvester', 'review']; from harvester.cli import main; main()"


def time_paint(script: str, home: Path) -> float:
    started = time.perf_counter()
    pid, handle = pty.fork()
    if pid == 0:
        environment = {**os.environ, "HOME": str(home), "TERM": "xterm-256color", "TZ": "UTC"}
        os.execve(sys.executable, [sys.executable, "-c", script], environment)  # noqa: S606 - our own programs
    output = b""
    while b"Review" not in output:
        assert select.select([handle], [], [], 20)[0], output
        output += os.read(handle, 65536)
    elapsed = time.perf_counter() - started
    os.kill(pid, 9)
    os.waitpid(pid, 0)
    os.close(handle)
    return elapsed


def time_keys(home: Path, keys: str) -> list[float]:
    """Time each key on a headless screen, from its handling to the drawn screen."""
    script = f"""
import asyncio, sys, time
sys.path.insert(0, {sys.path[0]!r})
from pathlib import Path
from textual.events import Key
from harvester.screen.app import ReviewScreen
from tests.review.piles import sitting_at

async def drive(sitting):
    app = ReviewScreen(sitting)
    async with app.run_test() as pilot:
        await pilot.pause()
        for key in {keys!r}:
            started = time.perf_counter()
            app.press(Key(key, key))
            app.screen._compositor.render_strips()
            print(time.perf_counter() - started)

with sitting_at(Path({str(home)!r})) as sitting:
    asyncio.run(drive(sitting))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return [float(line) for line in done.stdout.split()]


def time_once(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as folder:
        few, many = Path(folder) / "few", Path(folder) / "many"
        few.mkdir()
        many.mkdir()
        fill(few, pile(30))
        fill(many, pile(5000))
        pairs = [(time_paint(BARE, few), time_paint(REVIEW, few), time_paint(REVIEW, many)) for _ in range(rounds)]
        bare, small, large = (statistics.median(column) for column in zip(*pairs, strict=True))
        print(f"first paint: bare {bare:.3f} s, 30 drafts {small:.3f} s ({small / bare:.2f} x), ", end="")
        print(f"5,000 drafts {large:.3f} s ({large / bare:.2f} x)")
        for home in (few, many):
            times = time_keys(home, "jjjjjjjjjjGkkkkkkkkkk" + "a" * 20 + "uU")
            print(f"{home.name}: a key {statistics.median(times) * 1000:.1f} ms, slowest {max(times) * 1000:.1f} ms")
        for name, count in (("few", 30), ("many", 5000)):
            home = Path(folder) / f"{name}-closed"
            home.mkdir()
            fill(home, pile(count))
            with sitting_at(home) as sitting:
                for _ in range(24):
                    sitting.accept()
                for _ in range(6):
                    sitting.reject()
                print(f"{name}: the difference of 30 decisions {time_once(sitting.difference):.2f} s", end=", ")
                print(f"closing {time_once(sitting.close):.2f} s")


if __name__ == "__main__":
    main()
