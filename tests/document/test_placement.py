"""Where lines go, by example: `golden/NAME.in.md` is the document before, `golden/NAME.out.md` after.

`GOLDEN=write pytest tests/document/test_placement.py` writes the expectations anew, to be read before they are kept.
"""

import os
from pathlib import Path

import pytest

from harvester.document import Document
from harvester.model import Category
from tests.document.strategies import line

GOLDEN = Path(__file__).parent / "golden"
NAMES = sorted(path.name.removesuffix(".in.md") for path in GOLDEN.glob("*.in.md"))
GERMAN = {Category.PROJECT: "Projekte", Category.DECISION: "Entscheidungen"}
ADDED = [line(1), line(2, Category.DECISION), line(3)]


def place(name: str) -> bytes:
    text = (GOLDEN / f"{name}.in.md").read_bytes()
    document = Document(Path("brag.md"), text, exists=True, headings=GERMAN if name == "other_language" else {})
    document.check()
    return document.add(ADDED).data


@pytest.mark.parametrize("name", NAMES)
def test_lines_go_where_the_golden_example_shows(name: str) -> None:
    expected = GOLDEN / f"{name}.out.md"
    if os.environ.get("GOLDEN") == "write":
        expected.write_bytes(place(name))
    assert place(name) == expected.read_bytes()


def test_a_new_document_has_a_heading_a_category_in_order() -> None:
    expected = GOLDEN / "new_document.md"
    made = Document(Path("brag.md")).add([line(1, Category.MENTORSHIP), line(2), line(3)]).data
    if os.environ.get("GOLDEN") == "write":
        expected.write_bytes(made)
    assert made == expected.read_bytes()


def test_lines_added_one_by_one_stand_as_those_added_at_once() -> None:
    at_once = Document(Path("brag.md")).add(ADDED)
    one_by_one = Document(Path("brag.md")).add([])
    for one in ADDED:
        one_by_one = one_by_one.add([one])
    assert one_by_one.data == at_once.data


def test_two_categories_may_share_a_heading() -> None:
    document = Document(Path("brag.md"), headings={Category.DECISION: "Projects"})
    assert document.add(ADDED).data.count(b"## Projects") == 1
