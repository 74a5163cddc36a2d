"""The words of design documents as they were added: one git child for many blobs. What cannot be read is left out.

A document's title is its own heading, not the subject of the commit that brought it.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Final

from connectors.git.child import Child, GitFailedError
from harvester.clean import clean_body, clean_line

TEXT_LIMIT: Final = 1 << 16
"""Bytes read of one document."""

_HEADING: Final = re.compile(
    r"^(?:#{1,2}[ \t]+(.{1,300}?)[ \t#]*|title:[ \t]*[\"']?(.{1,300}?)[\"']?[ \t]*)$", re.MULTILINE
)
_UNDERLINED: Final = re.compile(r"^(\S.{0,300})\n(?:={3,}|-{3,})[ \t]*$", re.MULTILINE)
_HEAD: Final = 4_000


def read_texts(child: Child, blobs: Sequence[str]) -> dict[str, str]:
    """Return the text of each blob, cleaned; a blob that is missing, binary or unreadable is not there."""
    if not blobs:
        return {}
    questions = "".join(f"{blob}\n" for blob in blobs).encode()
    texts: dict[str, str] = {}
    try:
        with closing(child.stream("cat-file", "--batch", stdin=questions)) as chunks:
            for blob, content in _split(chunks):
                if b"\0" not in content:
                    texts[blob] = clean_body(content.decode("utf-8", "replace"))
    except GitFailedError:
        return texts
    return texts


def find_title(text: str) -> str:
    """Return the first heading of a Markdown or reStructuredText document, or the title of its front matter."""
    head = text[:_HEAD]
    found = _HEADING.search(head)
    underlined = _UNDERLINED.search(head)
    if underlined and (found is None or underlined.start() < found.start()):
        return clean_line(underlined[1])
    return clean_line(found[1] or found[2]) if found else ""


def _split(chunks: Iterator[bytes]) -> Iterator[tuple[str, bytes]]:
    """Cut the answer of `cat-file --batch` into (blob, content), each content up to TEXT_LIMIT."""
    buffer, header, content, left = b"", b"", b"", 0
    for chunk in chunks:
        buffer += chunk
        while buffer:
            if not header:
                header, newline, rest = buffer.partition(b"\n")
                if not newline:
                    header = b""
                    break
                buffer, content = rest, b""
                # A newline follows the content; "<name> missing" has none.
                left = int(header.split(b" ")[2]) + 1 if header.count(b" ") == 2 else 0  # noqa: PLR2004 - name type size
            taken = min(left, len(buffer))
            content += buffer[: max(0, min(taken, left - 1, TEXT_LIMIT - len(content)))]
            buffer, left = buffer[taken:], left - taken
            if not left:
                name, _, kind = header.partition(b" ")
                if kind.startswith(b"blob "):
                    yield name.decode(), content
                header = b""
