"""What the person typed, read without changing a word of it."""

from harvester.clean import MAX_LINE, clean_body, clean_line, has_redaction
from harvester.errors import UsageError


def read_words(text: str) -> str:
    """Give a typed sentence as one line; what cannot stand in the document is refused, never shortened.

    Raises:
        UsageError: it is empty, too long, or holds what looks like a secret.
    """
    words = " ".join(clean_body(text).split())
    if not words:
        raise _refusal("it is empty")
    if has_redaction(words):
        raise _refusal("it holds what looks like a secret")
    if clean_line(words) != words:
        raise _refusal(f"it is longer than {MAX_LINE} characters")
    return words


def _refusal(why: str) -> UsageError:
    return UsageError(
        "That text cannot stand in the document.",
        why=why,
        cure='harvester review --text REF "What you did, in a sentence."',
    )
