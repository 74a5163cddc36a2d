"""Brag documents that exist already: found by name where notes are kept, their headings mapped by name."""

from pathlib import Path

import pytest

from harvester.headings import find_heading_fault
from harvester.model import Category
from harvester.setup.documents import find_documents, map_headings


@pytest.mark.parametrize(
    "name", ["brag.md", "Brag.MD", "2026-brag.md", "Documents/my brag document.markdown", "notes/hype_doc.md"]
)
def test_a_document_is_found_by_its_name(home: Path, name: str) -> None:
    path = home / name
    path.parent.mkdir(exist_ok=True)
    path.touch()
    assert find_documents(home) == [path]


@pytest.mark.parametrize(
    "name", ["bragging-rights.txt", "notes.md", "src/pay/brag.md", "sabrage/brag.md", "celebrag.md"]
)
def test_what_is_named_otherwise_or_lies_elsewhere_is_none(home: Path, name: str) -> None:
    (home / name).parent.mkdir(parents=True, exist_ok=True)
    (home / name).touch()
    assert find_documents(home) == []


def test_the_one_in_the_home_comes_first(home: Path) -> None:
    (home / "Documents").mkdir()
    for name in ("Documents/brag.md", "abrag/", "a-brag.md", "brag.md"):
        (home / name).mkdir() if name.endswith("/") else (home / name).touch()
    assert [str(path.relative_to(home)) for path in find_documents(home)] == [
        "brag.md",
        "a-brag.md",
        "Documents/brag.md",
    ]


DOCUMENT = """\
# Brag document 2026

## Wins
## Projects that I did not do
## **Design & documentation**
## 🏆 Kudos
## Collaboration & mentorship
```
## Problems prevented
```
"""


def test_headings_are_mapped_by_their_names(home: Path) -> None:
    path = home / "brag.md"
    path.write_text(DOCUMENT)
    assert map_headings(path) == {
        Category.PROJECT: "Wins",
        Category.DECISION: "**Design & documentation**",
        Category.FEEDBACK: "🏆 Kudos",
        Category.MENTORSHIP: "Collaboration & mentorship",
    }
    assert find_heading_fault({category.value: text for category, text in map_headings(path).items()}) == ""


def test_our_own_headings_need_no_mapping_unless_they_stand_deep(home: Path) -> None:
    path = home / "brag.md"
    path.write_text("# Brag\n## projects\n## Wins\n## Kudos\n### Decisions\n## Feedback received\n")
    assert map_headings(path) == {Category.DECISION: "Decisions"}


@pytest.mark.parametrize("content", [b"", b"## Wins\n```\nnever closed", b"\xff\xfe#\0", b"## \xff\n"])
def test_a_document_that_cannot_be_read_safely_maps_nothing_by_guess(home: Path, content: bytes) -> None:
    path = home / "brag.md"
    path.write_bytes(content)
    assert map_headings(path).keys() <= {Category.PROJECT}
    assert map_headings(home / "missing.md") == {}
