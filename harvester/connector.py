"""The seam: what a connector is, and what it is told.

A connector is a class with one required method. It is found by its entry point (group
`harvester.connectors`), configured by the table `[connectors.<name>]`, and everything it yields passes the
guard of `harvester.registry`. A plugin's whole test file is a subclass of `tests/contract.py`.
"""

import hashlib
import json
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Final, Generic, TypeVar

from harvester.errors import InterruptedRunError
from harvester.model import Evidence, Finding, Gap, Health, Person, Ref, Scope, Window

GROUP: Final = "harvester.connectors"
"""The group of entry points by which connectors are found."""

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the person is, exactly; all case-folded. An empty list of logins or accounts means the token's own."""

    name: str = ""
    emails: frozenset[str] = frozenset()
    github: frozenset[str] = frozenset()
    jira: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls, name: str = "", *, emails: Iterable[str] = (), github: Iterable[str] = (), jira: Iterable[str] = ()
    ) -> "Identity":
        """Fold the case of every address, login and account."""
        return cls(name, *(frozenset(one.strip().casefold() for one in ids) for ids in (emails, github, jira)))


def ignore_progress(what: str, done: int, total: int | None) -> None:
    """Show no progress."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What a connector is told by the harvest.

    `now` is the run's one clock. `show_progress(what, done, total)` may be called at any rate from any thread;
    `total` is None while unknown. `stop` is set when the person asked to stop: long reading calls `check_stop`
    at least a few times a second. `instance` is the `name` of the config table, "" for the unnamed one;
    `is_only_instance` says that no other table configures this connector, so that a token of the environment can
    only be meant for it. `state_dir` is where a token file may lie. `first_projects` gives, by the immutable id of a
    repository (fact `repository_id`), the name under which it was first seen: a renamed one keeps its refs.
    """

    me: Identity
    now: datetime
    instance: str = ""
    is_only_instance: bool = True
    state_dir: Path | None = None
    first_projects: Mapping[str, str] = field(default_factory=dict)
    show_progress: Callable[[str, int, int | None], None] = ignore_progress
    stop: threading.Event = field(default_factory=threading.Event)

    def check_stop(self) -> None:
        """Raise InterruptedRunError if the person asked to stop."""
        if self.stop.is_set():
            raise InterruptedRunError("Interrupted.", cure="harvester run")


@dataclass(frozen=True, slots=True)
class Codebase:
    """A repository on this machine, as it tells of itself.

    `names` are those by which evidence may call it (`project`), the one on the web first. `owners` is the text of its
    CODEOWNERS file, "" where it has none.
    """

    names: Sequence[str]
    owners: str = ""


class Connector(ABC, Generic[S]):
    """Read what one person did, from one source.

    A connector never writes, prints, classifies or remembers: the harvest keeps the
    coverage, the rubric gives the meaning, the store holds the past.
    """

    name: ClassVar[str]
    """Entry point, config table, and source of every ref."""

    settings_type: ClassVar[type]
    """The pydantic model of `[connectors.<name>]`."""

    def __init__(self, settings: S, session: Session) -> None:
        self.settings = settings
        self.session = session
        self.requests = 0

    @abstractmethod
    def harvest(self, scope: Scope, window: Window) -> Iterator[Evidence | Gap]:
        """Yield what happened in `window` of one scope, in any order, each ref once.

        Asking twice gives the same refs; two windows that meet give what both at once would.
        A part that cannot be read is yielded as a Gap, and the rest goes on.
        Texts are cleaned by `harvester.clean`. Scopes may be harvested side by side, each in a thread.
        """

    def scopes(self) -> Sequence[Scope]:
        """Name the parts that are read, and covered, each for itself; by default one.

        As coarse as the queries are (a GitHub instance), as fine as failure needs (a Git repository);
        a scope whose configuration or identities change is another scope.
        """
        return [Scope(self.name, self.session.instance or "all", digest_basis(self.session.me))]

    def covered_until(self, scope: Scope, window: Window) -> datetime:
        """Tell up to when a harvest of `window` without a transient gap has read everything; by default its end.

        A source that arrives late (a clone that is pulled weeks later) answers less.
        """
        del scope
        return window.until

    def refresh(self, refs: Collection[Ref]) -> Iterator[Evidence | Gap]:
        """Read again the outcome facts of young threads; by default nothing."""
        del refs
        return iter(())

    def suggest_identity(self) -> Identity:
        """Tell who the person is by this source's own configuration; by default nobody."""
        return Identity()

    def list_people(self, limit: int = 20) -> Sequence[Person]:
        """List whose work was seen lately, most first, with how much in `role`; by default nobody."""
        del limit
        return ()

    def list_codebases(self) -> Iterator[Codebase | Gap]:
        """Yield the repositories on this machine, with the rules that say who owns which paths; by default none."""
        return iter(())

    def check(self) -> Iterator[Gap]:
        """Yield what would stop a harvest, cheaply; nothing means ready."""
        return iter(())

    def examine(self, *, is_offline: bool = False) -> Iterator[Finding]:
        """Yield what would go wrong in silence, each with its cure, and what is well; nothing is written.

        Offline no server is asked. By default what `check` yields, unless offline: it may ask a server.
        """
        for gap in () if is_offline else self.check():
            state = Health.WARN if gap.standing else Health.FAIL
            cure = f"harvester connectors test {self.name}"
            yield Finding(state=state, what=f"{gap.scope}: {gap.reason.rstrip('.')}.", cure=cure)


def digest_basis(*parts: object) -> str:
    """Digest the configuration and identities that a scope's answers depend on, to 12 hex digits."""
    spelled = json.dumps([_spell(part) for part in parts], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(spelled.encode()).hexdigest()[:12]


def _spell(part: object) -> object:
    if isinstance(part, Identity):
        return [sorted(part.emails), sorted(part.github), sorted(part.jira)]
    if isinstance(part, (set, frozenset)):
        return sorted(str(one) for one in part)
    if isinstance(part, (list, tuple)):
        return [_spell(one) for one in part]
    return str(part)
