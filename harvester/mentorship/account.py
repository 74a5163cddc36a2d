"""The account: threads, the people on their other side, and counts as distinct unions. Pure.

Two windows that meet agree with the one they make: comments add up, and people, pull requests, weeks and threads are
the unions. Nobody is ranked; people come by class, then by name.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

from harvester.mentorship.adoption import Adoption, Grade, grade_thread
from harvester.mentorship.naming import login_of
from harvester.mentorship.rulings import Decided, rule
from harvester.mentorship.talk import Exclusion, Remark, Told, sort_talk
from harvester.model import Kind, PersonClass, Ref, Window
from harvester.people import NEWCOMER_BELOW, People

CLASS_ORDER: Final = (
    PersonClass.JUNIOR,
    PersonClass.NEWCOMER,
    PersonClass.PEER,
    PersonClass.SENIOR,
    PersonClass.MANAGER,
    PersonClass.UNKNOWN,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """One inline thread, or all that was said in the conversation and the reviews of one pull request.

    `person` is the id of the human on the other side, with the host where that is another than github.com.
    `remarks` are those inside the window, in order. `grade` is None for what is not explanatory, or received.
    """

    ref: Ref
    pull_request: Ref
    person: str
    person_class: PersonClass
    remarks: Sequence[Remark]
    grade: Grade | None = None

    @property
    def explaining(self) -> Sequence[Remark]:
        """The remarks that explain something."""
        return [one for one in self.remarks if one.opinion.explains]

    @property
    def weeks(self) -> Sequence[str]:
        """The ISO weeks in which something was said."""
        return sorted({one.week for one in self.remarks})

    @property
    def last(self) -> Remark:
        """The last remark."""
        return self.remarks[-1]

    @property
    def telling(self) -> Remark:
        """The remark that says why the thread explains or does not: what the person decided before what was read."""
        ruled = (one for one in self.remarks if one.opinion.is_mine)
        return next(iter(self.explaining), None) or next(ruled, self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Comments by their sort, and how many distinct threads, pull requests and weeks they make."""

    inline: int
    conversation: int
    review_bodies: int
    threads: int
    pull_requests: int
    weeks: int
    explanatory: int
    adopted: Mapping[Adoption, int]

    @property
    def comments(self) -> int:
        """All comments."""
        return self.inline + self.conversation + self.review_bodies


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterpart:
    """A human on the other side, whatever accounts they have; `person_class` is that at the last thread."""

    person: str
    name: str
    person_class: PersonClass
    threads: Sequence[Thread]
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Whom I helped through review comments in a window, who helped me, and what of mine does not count."""

    window: Window
    people: Sequence[Counterpart]
    totals: Counts
    threads: Sequence[Thread]
    excluded: Sequence[tuple[Remark, Exclusion]]
    received: Sequence[Counterpart]
    received_totals: Counts

    @property
    def is_empty(self) -> bool:
        """Say that nothing at all was said, so that there is no number to define."""
        return not (self.threads or self.excluded or self.received)

    @property
    def excluded_threads(self) -> Mapping[tuple[Ref, Exclusion], Sequence[Remark]]:
        """The comments that do not count, by thread and reason."""
        gathered: dict[tuple[Ref, Exclusion], list[Remark]] = {}
        for remark, why in self.excluded:
            gathered.setdefault((remark.thread, why), []).append(remark)
        return gathered

    def count_excluded(self, why: Exclusion) -> int:
        """Count the comments left out for one reason."""
        return sum(reason is why for _, reason in self.excluded)


def keep_account(
    told: Iterable[Told], decided: Iterable[Decided], people: People, *, window: Window, zone: tzinfo
) -> Account:
    """Keep the account of a window; `told` is evidence in the order of time, of which the window's counts."""
    inside = (one for one in told if one.evidence.happened_at in window)
    talk = sort_talk(inside, rule(decided), people, zone)
    threads = _gather(talk.given, people, is_graded=True)
    received = _gather(talk.received, people, is_graded=False)
    return Account(
        window=window,
        people=_meet(threads, people),
        totals=count(threads),
        threads=threads,
        excluded=talk.excluded,
        received=_meet(received, people),
        received_totals=count(received),
    )


def count(threads: Sequence[Thread]) -> Counts:
    """Count threads and what is in them, each thing once."""
    kinds = [one.kind for thread in threads for one in thread.remarks]
    grades = {thread.ref: thread.grade for thread in threads if thread.grade}
    adopted = [grade.adoption for grade in grades.values()]
    return Counts(
        inline=kinds.count(Kind.REVIEW_COMMENT),
        conversation=kinds.count(Kind.COMMENT),
        review_bodies=kinds.count(Kind.REVIEW),
        threads=len({thread.ref for thread in threads}),
        pull_requests=len({thread.pull_request for thread in threads}),
        weeks=len({one.week for thread in threads for one in thread.remarks}),
        explanatory=len({thread.ref for thread in threads if thread.explaining}),
        adopted={one: adopted.count(one) for one in Adoption},
    )


def _grade(remarks: Sequence[Remark]) -> Grade | None:
    explaining = [one for one in remarks if one.opinion.explains]
    return grade_thread(explaining, remarks) if explaining else None


def _gather(remarks: Sequence[Remark], people: People, *, is_graded: bool) -> Sequence[Thread]:
    """Put remarks into threads, in the order in which they were last spoken in."""
    ids = _place_ids(remarks, people)
    gathered: dict[tuple[Ref, str], list[Remark]] = {}
    for remark in remarks:
        gathered.setdefault((remark.thread, ids[remark.person]), []).append(remark)
    threads = [
        Thread(
            ref=ref,
            pull_request=spoken[0].pull_request,
            person=person,
            person_class=_class_of(spoken, people),
            remarks=spoken,
            grade=_grade(spoken) if is_graded else None,
        )
        for (ref, person), spoken in gathered.items()
    ]
    return sorted(threads, key=lambda one: (one.last.happened_at, one.ref))


def _place_ids(remarks: Iterable[Remark], people: People) -> Mapping[str, str]:
    """Give the id that stands for each human: a login of the table serves every host, and is told with theirs."""
    met: dict[str, set[str]] = {}
    for one in remarks:
        met.setdefault(one.person, set()).add(one.account.casefold().rpartition("/")[0])
    return {person: _place_id(person, places, people) for person, places in met.items()}


def _place_id(person: str, places: set[str], people: People) -> str:
    source, _, login = person.partition(":")
    [place, *others] = places
    placed = f"{place}/{login}"
    is_bare = source == place.partition(":")[0] and "/" not in login
    return placed if is_bare and not others and people.human(placed) == person else person


def _class_of(remarks: Sequence[Remark], people: People) -> PersonClass:
    """Give the class at the last remark: by the people table, else from what its author had merged by the first."""
    last = remarks[-1]
    known = people.class_at(last.person, last.happened_at)
    if known is not PersonClass.UNKNOWN:
        return known
    told = (one.facts.get("merged_before") for one in reversed(remarks))
    merged = next((one for one in told if isinstance(one, int)), NEWCOMER_BELOW)
    return PersonClass.NEWCOMER if merged < NEWCOMER_BELOW else PersonClass.UNKNOWN


def _meet(threads: Sequence[Thread], people: People) -> Sequence[Counterpart]:
    met: dict[str, list[Thread]] = {}
    for thread in threads:
        met.setdefault(thread.person, []).append(thread)
    counterparts = [
        Counterpart(
            person=person,
            name=people.name_of(person) or shared[-1].last.name or login_of(person),
            person_class=shared[-1].person_class,
            threads=shared,
            counts=count(shared),
        )
        for person, shared in met.items()
    ]
    return sorted(counterparts, key=lambda one: (CLASS_ORDER.index(one.person_class), one.name.casefold(), one.person))
