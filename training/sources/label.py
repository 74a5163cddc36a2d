"""Labels that another reader than that of the corpus gave by the labelling guide, by the address of the text.

`work.tsv` holds one label a text. In `comments.tsv` every text is read twice: as evidence of the person who gave the
comment, and of the one who received it.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

NONE: Final = "-"
RECEIVED_EVERY: Final = 3
"""One comment in so many is learned from as received, the others as given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a text is labelled with, as evidence of a person in a role."""

    address: str
    role: str
    category: str
    criteria: Sequence[str]
    nearly: str | None = None
    """The category that was found nearly as fitting."""
    substantive: bool | None = None

    @property
    def gold(self) -> dict[str, Any]:
        """The label in the corpus format."""
        return {
            "category": self.category,
            "alt_category": self.nearly,
            "criteria": list(self.criteria),
            "substantive": self.substantive,
        }


def read_work_labels(path: Path) -> list[Label]:
    """Read the labels of commits, pull requests, design documents and tickets."""
    return [
        Label(
            address=row["address"],
            role=row["role"],
            category=row["category"],
            criteria=_split(row["criteria"]),
            nearly=None if row["nearly"] == NONE else row["nearly"],
        )
        for row in read_rows(path)
    ]


def read_comment_labels(path: Path) -> list[Label]:
    """Read one label a comment, as given or as received by its place in the file."""
    labels = []
    for number, row in enumerate(read_rows(path)):
        role, side = ("reviewer", "given") if number % RECEIVED_EVERY else ("author", "received")
        label = Label(
            address=row["address"],
            role=role,
            category=row[side],
            criteria=_split(row[f"criteria when {side}"]),
            substantive=row["substantive"] == "yes",
        )
        labels.append(label)
    return labels


def read_rows(path: Path) -> Iterator[Mapping[str, str]]:
    """Read the rows of a file of labels by the names in its first line."""
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def _split(criteria: str) -> list[str]:
    return [] if criteria == NONE else criteria.split(",")
