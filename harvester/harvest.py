"""The harvest: which scopes, which window of each, what came of it; one transaction a scope.

It reads side by side and writes alone. Coverage passes only what was read without a transient gap, and an
explicit window never moves it.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from harvester.clean import clean_line
from harvester.connector import Connector
from harvester.errors import HarvesterError, InterruptedRunError, SignInError, UsageError
from harvester.model import Evidence, Gap, Scope, Tally, Window
from harvester.registry import guarded, refreshed
from harvester.store import Store

SIDE_BY_SIDE: Final = 4
"""Scopes read at the same time; more gain nothing (git is bound by the disk, servers ask for one at a time)."""
YOUNG: Final = timedelta(days=30)
"""For how long the outcome of what was said, and of drafted tickets, is read again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How far to read: the explicit window, or for each scope from its coverage less the overlap.

    `first_since` begins the window of a scope that was never read; `back_off` takes the overlap off a coverage.
    """

    now: datetime
    first_since: datetime
    back_off: Callable[[datetime], datetime]
    explicit: Window | None = None
    keep_bodies: bool = True

    def window(self, coverage: datetime | None) -> Window:
        """Give the window to read for a scope with this coverage."""
        if self.explicit:
            return self.explicit
        since = self.back_off(coverage) if coverage else self.first_since
        return Window(min(since, self.now), self.now)


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one scope; `failure` is a sign-in that the source asks for."""

    connector: Connector[Any]
    scope: Scope
    window: Window
    evidence: Sequence[Evidence]
    gaps: Sequence[Gap]
    covered_until: datetime | None
    failure: SignInError | None = None


@dataclass(slots=True)
class Outcome:
    """What a whole harvest came to."""

    tallies: list[Tally] = field(default_factory=list)
    fresh: list[Evidence] = field(default_factory=list)
    failures: list[SignInError] = field(default_factory=list)

    @property
    def gaps(self) -> list[Gap]:
        """Every gap of every source."""
        return [gap for tally in self.tallies for gap in tally.gaps]


def harvest(connectors: Sequence[Connector[Any]], store: Store, plan: Plan) -> Outcome:
    """Read every scope of every connector and store what came, a transaction a scope.

    Raises:
        InterruptedRunError: the person asked to stop; what had been read whole is stored.
        StoreError: the store cannot be written.
    """
    outcome = Outcome()
    tallies: dict[str, Tally] = {}
    signed_out: set[str] = set()
    for reading in _read_side_by_side(connectors, store, plan):
        name = reading.connector.name
        tallies[name] = _keep(store, plan, reading, tallies.get(name))
        outcome.fresh.extend(reading.evidence)
        if reading.failure:
            outcome.failures.append(reading.failure)
            signed_out.add(name)
    for connector in connectors if plan.explicit is None else ():
        if connector.name in tallies and connector.name not in signed_out:
            tallies[connector.name], again = _refresh(connector, store, plan, tallies[connector.name], outcome.fresh)
            outcome.fresh.extend(again)
    outcome.tallies = [
        replace(tally, requests=_count(connectors, name)) for name, tally in _in_order(connectors, tallies)
    ]
    return outcome


def _in_order(connectors: Sequence[Connector[Any]], tallies: dict[str, Tally]) -> Iterator[tuple[str, Tally]]:
    for name in dict.fromkeys(connector.name for connector in connectors):
        if name in tallies:
            yield name, tallies[name]


def _count(connectors: Sequence[Connector[Any]], name: str) -> int:
    return sum(connector.requests for connector in connectors if connector.name == name)


def _keep(store: Store, plan: Plan, reading: Reading, tally: Tally | None) -> Tally:
    """Store what came of one scope, and add it to what came of its source."""
    with store.transaction():
        seen = store.evidence.add(reading.evidence, keep_bodies=plan.keep_bodies)
        if reading.covered_until is not None and plan.explicit is None:
            store.coverage.advance(reading.scope, reading.covered_until)
    tally = _add(tally, reading, new=seen.new, changed=seen.changed)
    coverage = store.coverage.read(reading.scope)
    return replace(tally, coverage={**tally.coverage, reading.scope.key: coverage}) if coverage else tally


def _refresh(
    connector: Connector[Any], store: Store, plan: Plan, tally: Tally, fresh: Sequence[Evidence]
) -> tuple[Tally, Sequence[Evidence]]:
    """Read again what may still have consequences, but what was just read; what cannot be read comes next time."""
    just_read = {evidence.ref for evidence in fresh}
    refs = [ref for ref in store.evidence.open_refs(connector.name, plan.now - YOUNG) if ref not in just_read]
    if not refs:
        return tally, ()
    try:
        answers = list(refreshed(connector, refs))
    except SignInError as error:
        answers = [Gap(connector.name, "refresh", error.what)]
    except KeyboardInterrupt:
        raise _interrupted() from None
    with store.transaction():
        again = [answer for answer in answers if isinstance(answer, Evidence)]
        seen = store.evidence.add(again, keep_bodies=plan.keep_bodies)
    gaps = [answer for answer in answers if isinstance(answer, Gap)]
    gathered = (*tally.gaps, *gaps)
    return replace(tally, changed=tally.changed + seen.changed, requests=connector.requests, gaps=gathered), again


def _interrupted() -> InterruptedRunError:
    return InterruptedRunError(
        "Interrupted; what had been read whole is stored.", cure="harvester run continues where this stopped"
    )


def _read_side_by_side(connectors: Sequence[Connector[Any]], store: Store, plan: Plan) -> Iterator[Reading]:
    """Yield readings as they are done; the threads touch no store."""
    executor = ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="harvest")
    pending: set[Future[Reading]] = set()
    try:
        for connector in connectors:
            scopes, failed = _name_scopes(connector, plan)
            if failed:
                yield failed
            for scope in scopes:
                pending.add(executor.submit(_read, connector, scope, plan.window(store.coverage.read(scope))))
        while pending:
            done, pending = wait(pending, return_when=FIRST_COMPLETED)
            for future in sorted(done, key=lambda future: future.result().scope.key):
                yield future.result()
    except (KeyboardInterrupt, InterruptedRunError):
        raise _interrupted() from None
    finally:
        if pending:
            for connector in connectors:
                connector.session.stop.set()
        executor.shutdown(wait=True, cancel_futures=True)


def _name_scopes(connector: Connector[Any], plan: Plan) -> tuple[Sequence[Scope], Reading | None]:
    """Ask a connector for its scopes; that it cannot name them is a gap of its source alone."""
    failure: SignInError | None = None
    try:
        return list(connector.scopes()), None
    except (UsageError, InterruptedRunError):
        raise
    except SignInError as error:
        failure, reason = error, error.what
    except HarvesterError as error:
        reason = error.summary
    except Exception as error:  # noqa: BLE001 - a plugin may fail in any way
        reason = f"the connector cannot name its scopes: {type(error).__name__}: {error}"
    whole = Scope(connector.name, "all")
    gap = Gap(connector.name, whole.key, clean_line(reason))
    return [], Reading(connector, whole, plan.window(None), [], [gap], None, failure)


def _read(connector: Connector[Any], scope: Scope, window: Window) -> Reading:
    evidence: list[Evidence] = []
    gaps: list[Gap] = []
    failure: SignInError | None = None
    try:
        for yielded in guarded(connector, scope, window):
            if isinstance(yielded, Gap):
                gaps.append(yielded)
            else:
                evidence.append(yielded)
        covered = connector.covered_until(scope, window) if all(gap.standing for gap in gaps) else None
    except SignInError as error:
        failure, covered = error, None
        gaps.append(Gap(connector.name, scope.key, error.summary))
    return Reading(connector, scope, window, evidence, gaps, covered, failure)


def _add(tally: Tally | None, reading: Reading, *, new: int, changed: int) -> Tally:
    before = tally or Tally(source=reading.connector.name, window=reading.window)
    window = Window(min(before.window.since, reading.window.since), max(before.window.until, reading.window.until))
    return Tally(
        source=before.source,
        window=window,
        scopes=before.scopes + 1,
        seen=before.seen + len(reading.evidence),
        new=before.new + new,
        changed=before.changed + changed,
        gaps=(*before.gaps, *reading.gaps),
        coverage=before.coverage,
    )
