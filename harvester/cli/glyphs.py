"""Texts for a terminal that cannot show every letter: what it lacks becomes the nearest it has."""

import sys
from typing import Final

_PLAIN: Final = str.maketrans(
    {"█": "#", "░": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "…": "~", "·": "-", "–": "-", "—": "-"}
)


def fit_encoding(text: str, encoding: str | None = None) -> str:
    """Give a text in letters that stdout, or an encoding, can take."""
    target = encoding or getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        text.encode(target)
    except UnicodeEncodeError:
        return text.translate(_PLAIN).encode(target, "replace").decode(target)
    except LookupError:
        return fit_encoding(text, "ascii")
    return text
