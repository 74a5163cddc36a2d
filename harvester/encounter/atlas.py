"""The map: whose work I reviewed, who reviewed mine, across which teams, repositories and projects, by month. Pure.

Groups stand in the order of their names and months in that of the calendar: nobody is ranked, nobody is scored.
Bots and deleted accounts are left out and counted as left out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from harvester.encounter.census import Census, Group, Total
from harvester.encounter.codebase import Codebases, CodeMap, map_code
from harvester.encounter.colleague import Colleague, list_colleagues
from harvester.encounter.encounter import Encounter, find_encounters
from harvester.model import Evidence, Ref, Window
from harvester.people import GHOST

CANNOT_TELL: Final = "cannot tell"


@dataclass(frozen=True, slots=True)
class Month:
    """What one calendar month comes to, and across which teams and projects."""

    group: Group
    teams: Sequence[str]
    projects: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Atlas:
    """The encounters of a window from several sides; `untold` are those of people whose team nobody says.

    `bots` and `ghosts` are the numbers of places at which such were met; those encounters are in nothing else.
    """

    window: Window
    total: Total
    people: Sequence[Colleague]
    teams: Sequence[Group]
    untold: Group
    projects: Sequence[Group]
    months: Sequence[Month]
    code: CodeMap
    bots: int
    ghosts: int


@dataclass(frozen=True, slots=True)
class Surveyor:
    """Draws maps in the person's zone, with what the people table and the clones tell."""

    census: Census
    codebases: Codebases

    def draw(self, harvested: Iterable[Evidence], window: Window) -> Atlas:
        """Draw the map of a window; the evidence may reach beyond it."""
        evidence = [self.census.people.date_classes(one) for one in harvested]
        counted: list[Encounter] = []
        bots: set[Ref] = set()
        ghosts: set[Ref] = set()
        for one in find_encounters(evidence):
            if one.happened_at not in window:
                continue
            if self.census.human(one) == GHOST:
                ghosts.add(one.place)
            elif one.is_with_bot:
                bots.add(one.place)
            else:
                counted.append(one)
        teams = self.census.group(counted, self.team_of)
        inside = (one for one in evidence if one.happened_at in window)
        return Atlas(
            window=window,
            total=self.census.count(counted),
            people=list_colleagues(counted, self.census, window.until),
            teams=[one for one in teams if one.name],
            untold=next((one for one in teams if not one.name), Group("", self.census.count([]), [])),
            projects=self.census.group(counted, self.project_of),
            months=[self._describe_month(one) for one in self.census.group(counted, self.month_of)],
            code=map_code(inside, self.codebases, self.census.zone),
            bots=len(bots),
            ghosts=len(ghosts),
        )

    def _describe_month(self, group: Group) -> Month:
        teams = {self.team_of(one) for one in group.encounters} - {""}
        return Month(group, sorted(teams), sorted({self.project_of(one) for one in group.encounters}))

    def team_of(self, encounter: Encounter) -> str:
        """Give the team the person was in at that time, by the table; empty where it does not say."""
        return self.census.people.team_at(encounter.person.id, encounter.happened_at)

    def project_of(self, encounter: Encounter) -> str:
        """Give the repository or project, by one name."""
        return self.codebases.name(encounter.evidence.project)

    def month_of(self, encounter: Encounter) -> str:
        """Give the calendar month in the person's zone: `2026-11`."""
        return f"{encounter.happened_at.astimezone(self.census.zone):%Y-%m}"
