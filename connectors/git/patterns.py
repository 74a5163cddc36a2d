"""Glob patterns of paths: `*` and `?` stay within a folder, `**` crosses folders; case does not matter. Pure."""

import re
from collections.abc import Iterable

_PARTS = re.compile(r"\*\*/|\*\*|\*|\?|[^*?]+")
_MEANINGS = {"**/": r"(?:.*/)?", "**": r".*", "*": r"[^/]*", "?": r"[^/]"}


def compile_patterns(patterns: Iterable[str]) -> re.Pattern[str]:
    """Compile glob patterns into one expression to be matched against a whole path; no patterns match nothing."""
    spelled = ("".join(_MEANINGS.get(part) or re.escape(part) for part in _PARTS.findall(one)) for one in patterns)
    return re.compile("|".join(f"(?:{one})" for one in spelled) or r"(?!)", re.IGNORECASE | re.DOTALL)
