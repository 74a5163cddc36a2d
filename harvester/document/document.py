"""The law as code: a document to which lines are added, taken off their box, or taken back untouched.

There is no fourth operation. All are pure and give a new document; `harvester.document.disk` reads and writes.
"""

import hashlib
import re
import shlex
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Final

from harvester.document.blocks import Outline, locate_blocks
from harvester.document.handwritten import HandwrittenLine, read_handwritten
from harvester.document.lines import MarkedLine, count_lines, read_marked, split_date
from harvester.document.placement import insert_lines
from harvester.document.sections import Sections
from harvester.errors import DocumentError
from harvester.markdown import NewLine, render_line
from harvester.model import Category, Entry, Ref

_CONFLICT: Final = [re.compile(rb"(?:\A|(?<=[\r\n]))" + mark) for mark in (rb"<{7} ", rb"={7}(?=[\r\n])", rb">{7} ")]
"""What parts the sides of an unresolved merge, in order."""
_ITEM_INDENT: Final = len("- ")
"""What is indented as far as the words of an item belongs to it."""
_OTHER_ENCODINGS: Final = ((b"\xff\xfe", "UTF-16 or UTF-32"), (b"\xfe\xff", "UTF-16"), (b"\0\0\xfe\xff", "UTF-32"))


@dataclass(frozen=True)
class Document:
    """The bytes of a document as read, and what they hold.

    `headings` maps a category to the text of its heading where that is not the built-in one. `hard_links` is the
    number of names the file has: a write gives the new bytes to this name only. `basis` is the document as read, of
    which the operations made this one: nothing else is ever written over it.
    """

    path: Path
    data: bytes = b""
    exists: bool = False
    headings: Mapping[Category, str] = field(default_factory=dict)
    hard_links: int = 1
    basis: "Document | None" = field(default=None, repr=False, compare=False)

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the bytes, in hex."""
        return hashlib.sha256(self.data).hexdigest()

    @cached_property
    def marked(self) -> Sequence[MarkedLine]:
        """Every marker that counts, in the order of the document; a copied one stands here as often as there."""
        return read_marked(self.data, self.outline, self.sections)

    @cached_property
    def handwritten(self) -> Sequence[HandwrittenLine]:
        """Every top-level list item without a marker, under whatever heading."""
        starts = {line.start for line in self.marked}
        return list(read_handwritten(self.data, self.outline, starts))

    @cached_property
    def entries(self) -> Sequence[Entry]:
        """What the person claims, in the order of the document: claimed lines, and items under a category's heading.

        The date stands apart from the text. A claimed line under a heading that is no category's is a project.
        """
        found: list[tuple[int, Entry]] = []
        for marked in self.marked:
            if marked.is_claimed and marked is self.line_of(marked.ref):
                day, text = split_date(marked.text)
                found.append((marked.start, Entry(marked.category or Category.PROJECT, text, marked.ref, day)))
        for item in self.handwritten:
            category = self.sections.category_at(item.start)
            if category is not None and item.box != "open" and item.text:
                day, text = split_date(item.text)
                found.append((item.start, Entry(category, text, None, day)))
        return [entry for _, entry in sorted(found, key=lambda pair: pair[0])]

    @cached_property
    def outline(self) -> Outline:
        """The headings, and what hides headings and markers."""
        return locate_blocks(self.data)

    @cached_property
    def sections(self) -> Sections:
        """Which category a place belongs to."""
        return Sections(self.outline.headings, self.headings)

    @cached_property
    def _standing(self) -> Mapping[Ref, MarkedLine]:
        standing: dict[Ref, MarkedLine] = {}
        for line in self.marked:
            rival = standing.get(line.ref)
            if rival is None or _precedence(line) > _precedence(rival):
                standing[line.ref] = line
        return standing

    def line_of(self, ref: Ref) -> MarkedLine | None:
        """Give the line of a ref; of copies the claimed one, then the untouched one, then the first."""
        return self._standing.get(ref)

    def check(self) -> None:
        """Make sure that lines can be told from code and comments.

        Raises:
            DocumentError: a fence or comment never ends, a merge is unresolved, or the bytes are not UTF-8's.
        """
        for signature, encoding in _OTHER_ENCODINGS:
            if self.data.startswith(signature):
                raise DocumentError(
                    f"{self.path} is encoded as {encoding}.",
                    why="Only UTF-8 can be read and added to.",
                    cure=f"iconv -f UTF-16 -t UTF-8 {shlex.quote(str(self.path))}",
                )
        if trouble := self.outline.trouble:
            raise DocumentError(
                f"{self._place(trouble.at)}: a {trouble.what} is opened here and never closed.",
                why="Everything below it may be part of it, so nothing can be read or added safely.",
                cure=f"close it in {self.path}, then run the command again",
            )
        conflict = self._find_conflict()
        if conflict is not None:
            raise DocumentError(
                f"{self._place(conflict)}: a merge conflict is not resolved.",
                why="Both sides of it may be wanted, so nothing can be read or added safely.",
                cure=f"resolve it in {self.path}, then run the command again",
            )

    def add(self, lines: Sequence[NewLine]) -> "Document":
        """Add lines, each at the end of its category's section; the first ones make the document.

        Raises:
            DocumentError: a ref stands already, or twice among the lines; or a line would take the next heading in.
        """
        self._refuse_indented_headings({line.category for line in lines})
        rendered: dict[Category, list[bytes]] = {}
        refs: set[Ref] = set()
        for line in lines:
            if line.ref in refs or self._stands(line.ref):
                raise DocumentError(
                    f"{line.ref} stands in {self.path} already.",
                    why="A ref has at most one line.",
                    cure="harvester doctor",
                )
            refs.add(line.ref)
            rendered.setdefault(line.category, []).append(render_line(line))
        if not lines and self.exists:
            return self
        return self._with(insert_lines(self.data, self.outline, self.sections, rendered))

    def claim(self, ref: Ref) -> "Document":
        """Take the box off a line; a line without a box stays as it is.

        Raises:
            DocumentError: no line of this ref stands, or what is behind the box would become something else.
        """
        line = self._line(ref)
        if line.box == "none":
            return self
        return self._checked(self.data[: line.box_start] + self.data[line.box_end :], line)

    def withdraw(self, ref: Ref) -> "Document":
        """Take back a line of ours that nobody touched.

        Raises:
            DocumentError: no line of this ref stands, or the person changed it.
        """
        line = self._line(ref)
        if line.is_touched:
            raise DocumentError(
                f"{self.path}:{line.line}: the line of {ref} was changed by hand.",
                why="Only a line as it was written may be taken back.",
                cure=f"edit or delete the line in {self.path}",
            )
        start = line.start
        if line.end == len(self.data) and self.data[-1:] not in {b"\n", b"\r"}:
            # A document without a final line end keeps to that.
            start -= 2 if self.data[start - 2 : start] == b"\r\n" else min(1, start)
        return self._checked(self.data[:start] + self.data[line.end :], line)

    def _find_conflict(self) -> int | None:
        if b"<<<<<<< " not in self.data:
            return None
        marks: list[int] = []
        for mark in _CONFLICT:
            found = mark.search(self.data, marks[-1] if marks else 0)
            if found is None or self.outline.hidden_around(found.start()):
                return None
            marks.append(found.end())
        return marks[0] - len("<<<<<<< ")

    def _line(self, ref: Ref) -> MarkedLine:
        line = self.line_of(ref)
        if line is None:
            raise DocumentError(
                f"{ref} does not stand in {self.path}.",
                why="Its line was deleted or its marker is gone.",
                cure="harvester run reads what was done to the document",
            )
        return line

    def _refuse_indented_headings(self, categories: Collection[Category]) -> None:
        homes = (self.sections.home_of(category) for category in categories)
        for following in (self.outline.headings[home + 1 : home + 2] for home in homes if home is not None):
            if following and following[0].indent >= _ITEM_INDENT:
                raise DocumentError(
                    f"{self._place(following[0].start)}: this heading is indented.",
                    why="A list item added above it would take it in.",
                    cure=f"remove the blanks before it in {self.path}",
                )

    def _stands(self, ref: Ref) -> bool:
        return str(ref).encode() in self.data and self.line_of(ref) is not None

    def _checked(self, text: bytes, line: MarkedLine) -> "Document":
        """Make sure that a change left every heading what it was, and opened nothing."""
        changed = self._with(text)
        before, after = ([(one.level, one.text) for one in document.outline.headings] for document in (self, changed))
        if before != after or changed.outline.trouble:
            raise DocumentError(
                f"{self.path}:{line.line}: changing the line of {line.ref} would change what the text below it means.",
                cure=f"edit the line in {self.path}",
            )
        return changed

    def _with(self, text: bytes) -> "Document":
        return replace(self, data=text, exists=True, basis=self.basis or self)

    def _place(self, at: int) -> str:
        return f"{self.path}:{count_lines(self.data, 0, at) + 1}"


def _precedence(line: MarkedLine) -> tuple[bool, bool]:
    return line.is_claimed, not line.is_touched
