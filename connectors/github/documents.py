"""Design documents in pull requests: which files are some, and their own heading. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from connectors.github.records import ChangedFile
from harvester.clean import clean_line

MAX_DOCUMENTS: Final = 50
"""Documents taken from one pull request: more of them at once is an import, not a decision."""
_HEAD: Final = 4_000
_HEADING: Final = re.compile(
    r"^(?:#{1,2}[ \t]+(.{1,300}?)[ \t#]*|title:[ \t]*[\"']?(.{1,300}?)[\"']?[ \t]*)$", re.MULTILINE
)
_PARTS: Final = re.compile(r"\*\*/|\*\*|\*|\?|[^*?]+")
_MEANINGS: Final = {"**/": r"(?:.*/)?", "**": r".*", "*": r"[^/]*", "?": r"[^/]"}


@dataclass(frozen=True, slots=True)
class DocumentRule:
    """Tells design documents by the glob patterns of their paths; `**` crosses folders, case does not matter."""

    patterns: re.Pattern[str]

    @classmethod
    def of(cls, patterns: Iterable[str]) -> "DocumentRule":
        """Compile patterns; none match nothing."""
        spelled = ("".join(_MEANINGS.get(part) or re.escape(part) for part in _PARTS.findall(one)) for one in patterns)
        expression = "|".join(f"(?:{one})" for one in spelled) or r"(?!)"
        return cls(re.compile(expression, re.IGNORECASE | re.DOTALL))

    def choose(self, files: Sequence[ChangedFile]) -> list[ChangedFile]:
        """Give the design documents among changed files."""
        kept = (one for one in files if not one.is_removed and self.patterns.fullmatch(one.path))
        return [one for one in kept if one.is_added or one.added or one.deleted][:MAX_DOCUMENTS]


def find_title(text: str) -> str:
    """Give the first heading of a Markdown document, or the title of its front matter."""
    found = _HEADING.search(text[:_HEAD])
    return clean_line(found[1] or found[2]) if found else ""
