"""Ignore rules to offer: when drafts of one kind were rejected three times, the words that keep it out for good.

It offers words of the configuration and writes nothing.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from harvester.model import Evidence

OFTEN: Final = 3
_PREFIX: Final = re.compile(r"[a-z]{2,15}(?:\([\w./ -]{1,40}\))?(?=!?: )")
_WORDS: Final = re.compile(r"([A-Za-z][\w'-]{1,30}) ([\w'-]{1,30})(?![\w'-])")
_SAYS_LITTLE: Final = frozenset(
    "add allow change create enable ensure extend fix handle implement improve introduce make move refactor remove"
    " rename replace support update use".split()
)
"""Verbs that all work begins with: a rule by one of them alone would keep everything out."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A rule that would have kept rejected drafts out: a key of `[harvest]`, its pattern, and how many it fits."""

    key: str
    pattern: str
    count: int

    def spell(self, present: Sequence[str] = ()) -> str:
        """Spell the rule as the configuration says it, with the patterns that stand there already."""
        patterns = ", ".join(json.dumps(one, ensure_ascii=False) for one in (*present, self.pattern))
        return f"[harvest]\n{self.key} = [{patterns}]"


def find_offer(newest: Evidence, rejected: Sequence[Evidence], kept: Sequence[Evidence]) -> Offer | None:
    """Give the rule for the kind of a piece of evidence just rejected, at each third rejection of that kind.

    Args:
        newest: what was rejected last.
        rejected: the leads of all rejected drafts, the newest among them.
        kept: the leads of all accepted ones: a rule that fits one of them is not offered.
    """
    for key, pattern in _rules(newest):
        count = sum(_fits(key, pattern, one) for one in rejected)
        if count and count % OFTEN == 0 and not any(_fits(key, pattern, one) for one in kept):
            return Offer(key, pattern, count)
    return None


def _rules(one: Evidence) -> Iterator[tuple[str, str]]:
    if prefix := _PREFIX.match(one.title):
        yield "ignore_titles", f"^{re.escape(prefix[0])}"
    elif words := _WORDS.match(one.title):
        says_little = words[1].casefold() in _SAYS_LITTLE
        yield "ignore_titles", f"^{words[0] if says_little else words[1]}\\b"
    folders = {change.path.partition("/")[0] for change in one.files if "/" in change.path}
    if len(folders) == 1 and all("/" in change.path for change in one.files):
        yield "ignore_paths", f"{folders.pop()}/*"


def _fits(key: str, pattern: str, one: Evidence) -> bool:
    if key == "ignore_titles":
        return re.search(pattern, one.title) is not None
    folder = pattern.removesuffix("*")
    return bool(one.files) and all(change.path.startswith(folder) for change in one.files)
