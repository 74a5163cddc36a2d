"""Who owns which paths, by the rules of a CODEOWNERS file or of the person's own path map. Pure.

A rule owns paths: it says across whose code somebody worked, not who somebody is. Only teams (`@org/team`) count; a
path that single people own is nobody's team's. The last matching rule of a section wins, as the forges have it; what
they do not support (`!`, `[a-z]`) is passed over.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import translate
from functools import lru_cache
from itertools import takewhile
from typing import Final, Self

_SECTION: Final = re.compile(r"\^?\[(?P<name>[^\]]+)\](?:\[[0-9]+\])?(?P<owners>(?:\s+\S+)*)\s*")
_WORDS: Final = re.compile(r"(?:\\.|\S)+")
_TEAM: Final = re.compile(r"@[\w.-]+(?:/[\w.-]+)+")
_ANYWHERE: Final = "**"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A path pattern, folder by folder; `**` stands for any number of folders."""

    parts: tuple[str, ...]
    is_folder: bool
    """Whether what lies below a match belongs to it too."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a pattern: anchored where it has a slash but at its end, else at any depth."""
        stripped = text.replace("\\", "").rstrip("/")
        is_anchored = "/" in stripped
        parts = tuple(part for part in stripped.split("/") if part)
        is_folder = text.endswith("/") or not is_anchored or parts[-1:] != ("*",)
        return cls(parts if is_anchored else (_ANYWHERE, *parts), is_folder)

    def matches(self, path: Sequence[str]) -> bool:
        """Say whether a path, given folder by folder, is meant."""
        at = here = 0
        retry: tuple[int, int] | None = None
        while True:
            if at == len(self.parts) and (here == len(path) or self.is_folder):
                return True
            if at < len(self.parts) and self.parts[at] == _ANYWHERE:
                retry = (at, here)
                at += 1
            elif at < len(self.parts) and here < len(path) and _fits(self.parts[at], path[here]):
                at, here = at + 1, here + 1
            elif retry is not None and retry[1] < len(path):
                retry = (retry[0], retry[1] + 1)
                at, here = retry[0] + 1, retry[1]
            else:
                return False


@dataclass(frozen=True, slots=True)
class Rule:
    """That teams own what a pattern matches; no team where nobody or only single people do."""

    pattern: Pattern
    teams: tuple[str, ...]


class Section:
    """The rules of one section: found by the folders they begin with, so that thousands of them cost little."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._by_folders: dict[tuple[str, ...], list[tuple[int, Rule]]] = {}
        for number, rule in enumerate(rules):
            folders = tuple(takewhile(_is_plain, rule.pattern.parts))
            self._by_folders.setdefault(folders, []).append((number, rule))

    def __bool__(self) -> bool:
        return bool(self._by_folders)

    def teams_of(self, path: tuple[str, ...]) -> tuple[str, ...]:
        """Give the teams of the last rule that means a path, given folder by folder."""
        matching = [
            (number, rule.teams)
            for depth in range(len(path) + 1)
            for number, rule in self._by_folders.get(path[:depth], ())
            if rule.pattern.matches(path)
        ]
        return max(matching)[1] if matching else ()


@dataclass(frozen=True, slots=True)
class Owners:
    """The rules of one file, section by section."""

    sections: Sequence[Section] = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a CODEOWNERS file."""
        sections: dict[str, list[Rule]] = {"": []}
        name, default = "", ""
        for line in text.splitlines():
            words = _WORDS.findall(line)
            if not words or words[0].startswith("#"):
                continue
            if section := _SECTION.fullmatch(re.sub(r"\s#.*", "", line)):
                name, default = section["name"].casefold(), section["owners"]
            elif not words[0].startswith("!") and "[" not in words[0]:
                rest = list(takewhile(lambda word: not word.startswith("#"), words[1:])) or _WORDS.findall(default)
                rule = Rule(Pattern.parse(words[0]), tuple(word for word in rest if _TEAM.fullmatch(word)))
                sections.setdefault(name, []).append(rule)
        return cls([Section(rules) for rules in sections.values()])

    @classmethod
    def of_map(cls, teams: Mapping[str, str], projects: Iterable[str]) -> Self:
        """Take the person's own path map: pattern -> team; `acme/pay:src/**` holds for that project alone."""
        names = set(projects)
        rules = []
        for key, team in teams.items():
            project, colon, pattern = key.partition(":")
            if not colon or project in names:
                rules.append(Rule(Pattern.parse(pattern if colon else key), (team,)))
        return cls([Section(rules)])

    def teams_of(self, path: str) -> set[str]:
        """Give the teams that own a path."""
        folders = tuple(part for part in path.split("/") if part)
        return {team for section in self.sections for team in section.teams_of(folders)}


@lru_cache(maxsize=4096)
def _compile(part: str) -> re.Pattern[str]:
    return re.compile(translate(part))


def _is_plain(part: str) -> bool:
    return "*" not in part and "?" not in part


def _fits(part: str, name: str) -> bool:
    """Say whether the name of a folder or file is meant by one part of a pattern."""
    return part == name if _is_plain(part) else _compile(part).match(name) is not None
