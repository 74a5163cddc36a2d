"""Spreadsheets of review comments that researchers labelled for other questions; of their labels none is read."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from io import BytesIO
from typing import Any, Final

from training.sources.catalogue import Missing
from training.sources.clone import Clone
from training.sources.piece import Piece, make_comment

NOVA_PARTS, GERRIT_PARTS = 12, 30
"""Made-up parts a project is dealt to, so that one project does not count as one repository of thousands."""
SHORTEST: Final[Mapping[str, int]] = {"gerrit": 20}
"""Characters that a message must have where a sheet holds many of a word or two."""

Row = Mapping[str, Any]


def list_comments(clone: Clone) -> Iterator[Piece]:
    """List the comments of a clone's spreadsheet."""
    about = clone.source.about
    for row in read_rows(clone.read_file(clone.source.path)):
        message = str(row["message"] or "")
        if message.strip() and len(message) >= SHORTEST.get(about, 0):
            yield MAKERS[about](message, row)


def read_rows(content: bytes) -> Iterator[Row]:
    """Read the first sheet, by the names in its first row.

    Raises:
        Missing: openpyxl is not installed.
    """
    # Only training reads spreadsheets: neither the program nor its tests ask for the library.
    try:
        openpyxl: Any = import_module("openpyxl")
    except ImportError as error:
        raise Missing("spreadsheets are read with openpyxl: install it") from error
    rows = openpyxl.load_workbook(BytesIO(content), read_only=True).active.iter_rows(values_only=True)
    names = next(rows)
    return (dict(zip(names, row, strict=True)) for row in rows)


def _of_nova(message: str, row: Row) -> Piece:
    part = int(row["request_id"]) % NOVA_PARTS
    return make_comment(f"nova:{row['comment_id']}", f"openstack/nova:{part}", message, path=row["file_name"])


def _of_gerrit(message: str, _: Row) -> Piece:
    digest = hashlib.sha256(message.encode()).hexdigest()
    return make_comment(f"gerrit:{digest[:12]}", f"gerrit:{int(digest[:4], 16) % GERRIT_PARTS}", message)


MAKERS: Final[Mapping[str, Callable[[str, Row], Piece]]] = {"openstack/nova": _of_nova, "gerrit": _of_gerrit}
