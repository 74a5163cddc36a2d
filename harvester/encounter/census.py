"""A census of encounters: places by the way people met, people, and weeks. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from harvester.encounter.encounter import Encounter, Way
from harvester.people import People
from harvester.period import week_of


@dataclass(frozen=True, slots=True)
class Total:
    """How many places of each way, humans and calendar weeks some encounters come to; each is counted once."""

    places: Mapping[Way, int]
    people: int
    weeks: int


@dataclass(frozen=True, slots=True)
class Group:
    """The encounters of one team, project or month, and what they come to."""

    name: str
    total: Total
    encounters: Sequence[Encounter]


@dataclass(frozen=True, slots=True)
class Census:
    """Counts in the person's zone, with one human behind several accounts."""

    people: People
    zone: tzinfo

    def human(self, encounter: Encounter) -> str:
        """Give the one id of the human who was met."""
        return self.people.human(encounter.person.id)

    def count(self, encounters: Sequence[Encounter]) -> Total:
        """Count what some encounters come to."""
        return Total(
            {way: len({one.place for one in encounters if one.way is way}) for way in Way},
            len({self.human(one) for one in encounters}),
            len({week_of(one.happened_at, self.zone) for one in encounters}),
        )

    def group(self, encounters: Iterable[Encounter], name_of: Callable[[Encounter], str]) -> list[Group]:
        """Group encounters by a name, and order the groups by it."""
        groups: dict[str, list[Encounter]] = {}
        for one in encounters:
            groups.setdefault(name_of(one), []).append(one)
        return [Group(name, self.count(members), members) for name, members in sorted(groups.items())]
