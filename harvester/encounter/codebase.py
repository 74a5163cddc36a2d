"""Across whose code I worked and reviewed: paths of my changes and of my inline comments, by the rules that own them.

Pure. What no path or no rule tells is counted with its reason, never guessed.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Final

from harvester.connector import Codebase
from harvester.encounter.encounter import place_of
from harvester.encounter.owners import Owners
from harvester.model import Evidence, Kind, PersonClass, Ref, Role
from harvester.period import week_of

_WORK: Final = frozenset(
    {(Kind.PULL_REQUEST, Role.AUTHOR), (Kind.COMMIT, Role.AUTHOR), (Kind.COMMIT, Role.CONTRIBUTOR)}
)
_NO_PATH: Final = "no source tells which files I commented on"
_NO_RULES: Final = "no clone of it with a CODEOWNERS file is configured, and no path map names it"
_NO_TEAM: Final = "no team owns the paths"


@dataclass(frozen=True, slots=True)
class CodeTeam:
    """How many changes of mine, and pull requests that I reviewed, touched code of a team, and in how many weeks."""

    name: str
    worked: int
    reviewed: int
    weeks: int


@dataclass(frozen=True, slots=True)
class CodeMap:
    """The teams whose code was touched, by name; `untold` counts the places that no team is told for, by reason."""

    teams: Sequence[CodeTeam] = ()
    untold: Mapping[str, int] = field(default_factory=dict)


class Codebases:
    """What the clones tell: one name for each repository, and the rules that own its paths."""

    def __init__(self, codebases: Iterable[Codebase], path_map: Mapping[str, str]) -> None:
        self._path_map = path_map
        self._rules: dict[str, Owners] = {}
        self._maps: dict[str, Owners] = {}
        self._names: dict[str, str] = {}
        told = list(codebases)
        leads: dict[str, set[str]] = {}
        for one in told:
            for name in one.names:
                leads.setdefault(name, set()).add(one.names[0])
        for one in told:
            rules = Owners.parse(one.owners) if one.owners else None
            # A name that two repositories have, such as that of a folder, tells of neither.
            for name in (name for name in one.names if len(leads[name]) == 1):
                self._names[name] = one.names[0]
                if rules:
                    self._rules.setdefault(name, rules)

    def name(self, project: str) -> str:
        """Give the one name of a repository that sources call by several."""
        return self._names.get(project, project)

    def teams_of(self, project: str, path: str) -> set[str]:
        """Give the teams that own a path: by CODEOWNERS, else by the path map."""
        rules = self._rules.get(project)
        return (rules.teams_of(path) if rules else set()) or self._map_of(project).teams_of(path)

    def has_rules(self, project: str) -> bool:
        """Say whether anything could tell whose the paths of a project are."""
        return project in self._rules or any(self._map_of(project).sections)

    def _map_of(self, project: str) -> Owners:
        if project not in self._maps:
            self._maps[project] = Owners.of_map(self._path_map, {project, self.name(project)})
        return self._maps[project]


@dataclass(slots=True)
class _Touch:
    """What is known of one place: whether I worked or reviewed there, when, and whose code that was."""

    is_work: bool = False
    is_review: bool = False
    weeks: dict[str, set[str]] = field(default_factory=dict)
    reason: str = _NO_PATH


def map_code(harvested: Iterable[Evidence], codebases: Codebases, zone: tzinfo) -> CodeMap:
    """Count across which teams' code I worked and reviewed; a place may be of several teams."""
    touches: dict[Ref, _Touch] = {}
    for evidence in harvested:
        is_work = (evidence.kind, evidence.role) in _WORK
        if is_work or _is_review(evidence):
            touch = touches.setdefault(place_of(evidence), _Touch())
            touch.is_work |= is_work
            touch.is_review |= not is_work
            _note(touch, evidence, codebases, week_of(evidence.happened_at, zone))
    teams = sorted({team for touch in touches.values() for team in touch.weeks})
    return CodeMap(
        [_count(team, touches.values()) for team in teams],
        Counter(touch.reason for touch in touches.values() if not touch.weeks),
    )


def _is_review(evidence: Evidence) -> bool:
    is_bots = any(one.person_class == PersonClass.BOT for one in evidence.people)
    return evidence.role is Role.REVIEWER and not is_bots


def _note(touch: _Touch, evidence: Evidence, codebases: Codebases, week: str) -> None:
    paths = set(_paths(evidence))
    for team in sorted({team for path in paths for team in codebases.teams_of(evidence.project, path)}):
        touch.weeks.setdefault(team, set()).add(week)
    if paths:
        touch.reason = _NO_TEAM if codebases.has_rules(evidence.project) else _NO_RULES


def _paths(evidence: Evidence) -> Iterator[str]:
    yield from (file.path for file in evidence.files)
    if isinstance(path := evidence.facts.get("path"), str):
        yield path


def _count(team: str, touches: Collection[_Touch]) -> CodeTeam:
    ours = [touch for touch in touches if team in touch.weeks]
    weeks = {week for touch in ours for week in touch.weeks[team]}
    return CodeTeam(team, sum(touch.is_work for touch in ours), sum(touch.is_review for touch in ours), len(weeks))
