"""The circle: who stands in the stored evidence beside the person, and who the people table says they are."""

import difflib
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from harvester.cli.acquaintances import make_acquaintance
from harvester.cli.workplace import Workplace
from harvester.encounter import (
    Census,
    Colleague,
    Encounter,
    Tie,
    find_encounters,
    find_ties,
    list_colleagues,
)
from harvester.errors import UsageError
from harvester.model import Evidence, Window
from harvester.people import GHOST, Acquaintance, People
from harvester.twins import find_twins

SOURCES = ("github", "jira", "email")


@dataclass(frozen=True)
class Circle:
    """All stored evidence, each work once, in which the person does not stand beside themselves."""

    workplace: Workplace
    evidence: Sequence[Evidence]

    @property
    def people(self) -> People:
        """Who is who, by the people table."""
        return self.workplace.people

    @cached_property
    def census(self) -> Census:
        """Counts of humans in the person's zone."""
        return Census(self.people, self.workplace.zone)

    @cached_property
    def encounters(self) -> Sequence[Encounter]:
        """Every encounter there is evidence of."""
        return find_encounters(self.evidence)

    @cached_property
    def listed(self) -> Sequence[frozenset[str]]:
        """The accounts of each row of the people table, as it is written."""
        return [make_acquaintance(row).ids for row in self.workplace.settings.people]

    def met(self, window: Window | None = None) -> list[Encounter]:
        """Give the encounters of a window with people who still have an account."""
        return [one for one in self._in(window) if self.census.human(one) != GHOST]

    def count_ghosts(self, window: Window | None) -> int:
        """Count the places at which deleted accounts were met."""
        return len({one.place for one in self._in(window) if self.census.human(one) == GHOST})

    def colleagues(self, window: Window | None = None) -> list[Colleague]:
        """List who was met in a window, as the table has them now."""
        return list_colleagues(self.met(window), self.census, self.workplace.now)

    def ties(self, window: Window | None = None) -> list[Tie]:
        """List accounts that are exactly one human, and that nobody has joined."""
        return find_ties(self.met(window), [one for ids in self.listed for one in ids], self.people)

    def find_person(self, text: str) -> str:
        """Give the people id that a text names: an id, an address, a login or account, a name of the table.

        Raises:
            UsageError: nobody of that name was met or is listed, or several were.
        """
        named = text.strip()
        humans = {self.people.human(one): one for one in sorted(self._candidates(named), reverse=True)}
        if len(humans) > 1:
            raise UsageError(
                f"{text!r} may be several people.",
                why=", ".join(sorted(humans.values())),
                cure=shlex.join(["harvester", "people", "set", min(humans.values())]),
            )
        if not humans:
            close = difflib.get_close_matches(named.casefold(), sorted(self._known), n=1)
            raise UsageError(
                f"{text!r} was neither met in the sources nor is in the people table.",
                why=f"did you mean {close[0]}?" if close else "",
                cure="harvester people list",
            )
        return next(iter(humans.values()))

    @cached_property
    def _known(self) -> dict[str, str]:
        """Every account that was met or is listed, by its compared spelling."""
        met = {one.person.id.casefold(): one.person.id for one in self.met()}
        return {one: one for ids in self.listed for one in ids} | met

    def _candidates(self, named: str) -> set[str]:
        folded = named.casefold()
        if folded.partition(":")[0] in SOURCES or "@" in folded:
            spelled = named if ":" in named else f"email:{named}"
            humans = {self.people.human(one) for one in self._known}
            return {self._known.get(spelled.casefold(), spelled)} if self.people.human(spelled) in humans else set()
        return {
            original
            for one, original in self._known.items()
            if folded in {one.partition(":")[2], one.rpartition("/")[2]} or self.people.name_of(one) == named
        }

    def _in(self, window: Window | None) -> Sequence[Encounter]:
        return [one for one in self.encounters if window is None or one.happened_at in window]


def read_circle(workplace: Workplace) -> Circle:
    """Read the stored evidence, without the person's own accounts in it."""
    me = find_me(workplace)
    with workplace.reading() as store:
        evidence = [_without(me, stored.evidence) for stored in store.evidence.read()]
    twins = find_twins(evidence)
    return Circle(workplace, [one for one in evidence if one.ref not in twins])


def find_me(workplace: Workplace) -> People:
    """Give a people table in which nobody is listed but the person."""
    me = workplace.settings.me
    ids = [
        *(f"email:{one}" for one in me.emails),
        *(f"github:{one}" for one in me.github),
        *(f"jira:{one}" for one in me.jira),
    ]
    return People([Acquaintance(ids=frozenset(ids))], workplace.zone)


def _without(me: People, evidence: Evidence) -> Evidence:
    others = [one for one in evidence.people if not me.rows_of(one.id)]
    return evidence if len(others) == len(evidence.people) else replace(evidence, people=others)
