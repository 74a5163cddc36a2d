"""Tables of drafts, and editors that do as they are told."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from harvester.sitting import Sitting
from tests.review.piles import fill, pile, sitting_at

Table = Callable[[int], Sitting]


@pytest.fixture
def table(home: Path) -> Iterator[Table]:
    """Deal so many drafts; the store is closed in the end."""
    with ExitStack() as stack:

        def deal(count: int = 30) -> Sitting:
            fill(home, pile(count))
            return stack.enter_context(sitting_at(home))

        yield deal


@pytest.fixture
def editor(tmp_path: Path) -> Callable[[str], str]:
    """Make an editor that saves what an expression makes of `text`; returns its command."""

    def make(expression: str) -> str:
        script = tmp_path / "editor.py"
        script.write_text(
            "import sys, pathlib\n"
            "path = pathlib.Path(sys.argv[-1])\n"
            "text = path.read_text()\n"
            f"path.write_text({expression})\n"
        )
        return f"'{sys.executable}' '{script}'"

    return make
