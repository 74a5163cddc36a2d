"""What the person is at when not at the table: typing a text, or reading a page with a question on it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from rich.cells import chop_cells

from harvester.screen.entry import Entry
from harvester.screen.lines import DIM, PLAIN, REVERSED, Row, wrap_all
from harvester.sitting import Batch


@dataclass(frozen=True, slots=True)
class Typing:
    """A text being typed: what for, what stands there, and what becomes of it."""

    title: str
    entry: Entry
    done: Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Reading:
    """A page being read; a question on it has answers by key."""

    title: str
    answers: Mapping[str, Callable[[], str | None]]


def render_entry(typing: Typing, width: int) -> list[Row]:
    """Give the rows of a text being typed, the cursor reversed, or all of it while typing replaces it."""
    entry = typing.entry
    rows = wrap_all([typing.title], width, DIM)
    at = 0
    for line in fold(f"{entry.text} ", width):
        styles = [REVERSED if entry.is_fresh or at + place == entry.at else PLAIN for place in range(len(line))]
        rows.append(Row(tuple(zip(line, styles, strict=True))))
        at += len(line)
    return rows


def fold(text: str, width: int) -> Iterator[str]:
    """Part a text into lines of so many cells at most, behind blanks where there are some; no character is lost."""
    while text:
        line = chop_cells(text, max(width, 2))[0]
        if len(line) < len(text) and " " in line:
            line = line[: line.rindex(" ") + 1]
        yield line
        text = text[len(line) :]


def count_sure(batch: Batch, where: str) -> str:
    """Say how many drafts a batch takes, and how many it does not."""
    skipped = f" ({batch.doubtful} must be read first)" if batch.doubtful else ""
    return f"{len(batch.sure)} sure one{'s' * (len(batch.sure) != 1)} of {where}{skipped}"
