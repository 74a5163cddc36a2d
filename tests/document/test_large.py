"""Documents far larger than anybody's are read and added to whole, in memory of the order of their size."""

from pathlib import Path

from harvester.document import Document, read_document, write_document
from tests.document.strategies import line

MEGABYTE = 1_000_000
ENTRY = b"- [ ] 2026-11-12 Cut checkout p99 from 900 ms. ([#%d](https://x.example/%d)) <!-- hv github:a/b#%d %s -->\n"


def add_and_read_back(tmp_path: Path, text: bytes) -> Document:
    path = tmp_path / "brag.md"
    path.write_bytes(text)
    before = read_document(path)
    after = before.add([line(1)])
    write_document(before, after, backups=tmp_path / "backups")
    at = next(one.start for one in after.marked if one.ref == line(1).ref)
    ours = after.line_of(line(1).ref)
    assert ours is not None
    assert path.read_bytes() == text[:at] + after.data[at : ours.end] + text[at:]
    return after


def test_fifty_megabytes_of_words(tmp_path: Path) -> None:
    words = (b"Some words of mine, `code` and <b>more</b>. " * 20 + b"\n\n") * 100
    text = b"## Projects\n\n" + words * (50 * MEGABYTE // len(words)) + b"## Decisions\n\n- last\n"
    assert len(add_and_read_back(tmp_path, text).marked) == 1


def test_one_line_of_twenty_megabytes(tmp_path: Path) -> None:
    for piece in (b"words ", b"` `` <!-- -->", b"* _ [x]("):
        text = b"## Projects\n\n- " + piece * (20 * MEGABYTE // len(piece)) + b"\n\n## Decisions\n"
        assert len(add_and_read_back(tmp_path, text).marked) == 1


def test_a_hundred_thousand_entries(tmp_path: Path) -> None:
    entries = b"".join(ENTRY % (number, number, number, b"00000000") for number in range(100, 100_100))
    after = add_and_read_back(tmp_path, b"## Projects\n\n" + entries + b"\n## Decisions\n")
    assert len(after.marked) == 100_001
    assert after.marked[-1].line == 100_003
    assert list(after.entries) == []


def test_a_hundred_thousand_lines_in_one_paragraph_before_a_marker() -> None:
    text = b"words\n" * 100_000 + b"and <!-- hv github:a/b#1 00000000 -->\n"
    (found,) = Document(Path("brag.md"), text, exists=True).marked
    assert (found.line, found.box) == (100_001, "none")


def test_a_hundred_thousand_markers_in_one_paragraph() -> None:
    for start in (b"", b"- "):
        text = start + b"words <!-- hv github:a/b#1 00000000 --> and\n" * 100_000
        assert len(Document(Path("brag.md"), text, exists=True).marked) == 100_000


def test_a_hundred_thousand_headings_and_fences() -> None:
    text = b"# One\n```\n# x\n```\n- a\n  - b\n" * 100_000
    outline = Document(Path("brag.md"), text, exists=True).outline
    assert (len(outline.headings), len(outline.hidden), outline.trouble) == (100_000, 100_000, None)
