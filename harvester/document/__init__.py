"""The brag document: a file that belongs to the person.

Harvester may add a line, take the box off a line, and take back a line of its own that nobody touched; replacing
is taking back and adding. There is no fourth thing, and every other byte stays.
"""

from harvester.document.disk import Archive, read_archive, read_document, write_document
from harvester.document.document import Document
from harvester.document.handwritten import HandwrittenLine
from harvester.document.lines import MarkedLine
from harvester.markdown import NewLine

__all__ = [
    "Archive",
    "Document",
    "HandwrittenLine",
    "MarkedLine",
    "NewLine",
    "read_archive",
    "read_document",
    "write_document",
]
