"""Texts for a terminal that cannot show every letter: what it lacks becomes the nearest it has, or is spelled out."""

import codecs
import io
import sys
from typing import Final, TextIO

_PLAIN: Final = str.maketrans(
    {"█": "#", "░": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "…": "~", "·": "-", "–": "-", "—": "-"}
)
_SPELLED: Final = "harvester.spelled"


def spell_missing(stream: TextIO) -> None:
    """Let a stream spell what its encoding lacks as JSON does, where it would fail; JSON stays the same document."""
    if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
        codecs.register_error(_SPELLED, _spell)
        stream.reconfigure(errors=_SPELLED)


def _spell(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2)), error.end


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
