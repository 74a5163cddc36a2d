"""Lines on the screen: wrapped to the width, drawn only where they are seen, so that thousands cost no time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, chop_cells
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

PLAIN = Style()
BOLD = Style(bold=True)
DIM = Style(dim=True)
REVERSED = Style(reverse=True)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the screen: parts of text, each with its style."""

    parts: tuple[tuple[str, Style], ...]
    is_reversed: bool = False

    @classmethod
    def of(cls, text: str, style: Style = PLAIN) -> "Row":
        """Give a row of one style."""
        return cls(((text, style),))


class Lines(Widget):
    """Rows of text, of which those from `top` on are seen."""

    def __init__(self, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.rows: Sequence[Row] = ()
        self.top = 0

    def show(self, rows: Sequence[Row], *, top: int = 0) -> None:
        """Show other rows, from a row on."""
        self.rows = rows
        self.scroll_rows(top - self.top)

    def scroll_rows(self, by: int) -> None:
        """Move up or down, as far as there is something to see."""
        self.top = max(0, min(self.top + by, len(self.rows) - self.size.height))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        width = self.size.width
        at = self.top + y
        is_cut = y == self.size.height - 1 and at < len(self.rows) - 1
        row = self.rows[at] if at < len(self.rows) else Row(())
        if is_cut and not self.wants_cursor:
            row = Row.of(f"… {len(self.rows) - at} more lines, space to read on", DIM)
        style = REVERSED if row.is_reversed else PLAIN
        segments = [Segment(text, part + style) for text, part in row.parts]
        strip = Strip(segments)
        if strip.cell_length > width > 1:
            strip = Strip([*strip.crop(0, width - 1), Segment("…", style)])
        return strip.adjust_cell_length(width, style)

    wants_cursor = False
    """Whether the rows follow a cursor, and so need no word on how to read on."""


def wrap(text: str, width: int, indent: str = "") -> list[str]:
    """Break a text into lines of so many cells at most, at blanks where there are some."""
    return list(_wrap(text.expandtabs(4), max(width, 8), indent))


def _wrap(text: str, width: int, indent: str) -> Iterator[str]:
    if cell_len(text) <= width:
        yield text
        return
    lead = text[: len(text) - len(text.lstrip())]
    line = lead
    for word in text.split():
        joined = f"{line} {word}" if line.strip() else f"{line}{word}"
        if cell_len(joined) <= width:
            line = joined
            continue
        if line.strip():
            yield line
        *whole, line = chop_cells(f"{lead}{indent}{word}", width)
        yield from whole
    yield line


def wrap_all(texts: Iterable[str], width: int, style: Style = PLAIN, indent: str = "") -> list[Row]:
    """Wrap texts and give their rows in one style."""
    return [Row.of(line, style) for text in texts for line in wrap(text, width, indent)]
