"""What `harvester doctor` examines: the rooms of the house, put together from flags, files and connectors.

Apart from `harvester.cli.doctor`, since it needs the libraries, and the doctor works where one of them is broken.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Any, Final

import click

from harvester.cli.clock import read_clock
from harvester.cli.concern import find_state_folders
from harvester.cli.sources import Choice, make_connectors
from harvester.cli.workplace import Workplace
from harvester.config.file import read_file
from harvester.connector import Connector
from harvester.doctor import Examination
from harvester.doctor.brag_document import examine_agreement, examine_document
from harvester.doctor.configuration import examine_environment, examine_file, examine_identity, examine_values
from harvester.doctor.machine import examine_machine
from harvester.doctor.past import examine_coverage, examine_runs
from harvester.doctor.state import examine_lock, examine_store, has_journal
from harvester.doctor.timetable import examine_schedule
from harvester.doctor.tokens import examine_token
from harvester.doctor.words import doubt, ill, refused
from harvester.errors import HarvesterError, StoreError, UsageError
from harvester.model import Finding
from harvester.schedule.record import read_record
from harvester.store import open_store
from harvester.transport import SignsIn, name_account

if TYPE_CHECKING:
    from harvester.config.settings import Settings

_RUNS: Final = 60
"""Runs that are looked back at: more than a year of weekly ones."""


def list_examinations(ctx: click.Context, *, is_offline: bool) -> Iterator[Examination]:
    """Name what is looked at behind the installation, in the order in which it is told."""
    troubles: list[Finding] = []
    workplace = _open_workplace(ctx, troubles)
    settings = _read_settings(workplace, troubles) if workplace else None
    looks = [examine_environment()]
    if workplace:
        looks.append(examine_file(workplace.file))
    if settings:
        looks.append(examine_values(settings))
    yield Examination("configuration", lambda: chain(troubles, *looks))
    if settings:
        yield Examination("identity", partial(examine_identity, settings))
    if workplace and _knows_places(workplace):
        yield from _examine_places(ctx, workplace, settings)
    if workplace and settings:
        yield from _examine_sources(workplace, settings, is_offline=is_offline)
    yield Examination("machine", examine_machine)


def _open_workplace(ctx: click.Context, troubles: list[Finding]) -> Workplace | None:
    """Read what there is of configuration and clock; what is wrong with them is a finding like others."""
    try:
        now = read_clock()
    except UsageError as error:
        troubles.append(refused(error))
        now = datetime.now(UTC)
    flag = (ctx.obj or {}).get("config")
    try:
        return Workplace(read_file(Path(flag) if flag else None), now)
    except HarvesterError as error:
        troubles.append(refused(error))
        return None


def _read_settings(workplace: Workplace, troubles: list[Finding]) -> "Settings | None":
    try:
        return workplace.settings
    except HarvesterError as error:
        troubles.append(refused(error))
        return None


def _knows_places(workplace: Workplace) -> bool:
    try:
        return bool(workplace.place())
    except HarvesterError:  # told by the reading of the settings, which is stricter
        return False


def _examine_places(ctx: click.Context, workplace: Workplace, settings: "Settings | None") -> Iterator[Examination]:
    folder, folders = workplace.essentials.state_folder, find_state_folders(ctx)
    yield Examination("document", partial(examine_document, workplace.place()))
    yield Examination("store", partial(examine_store, folder))
    yield Examination("lock", partial(examine_lock, folder))
    yield Examination("runs", partial(_examine_past, workplace, list(settings.connectors) if settings else []))
    yield Examination("schedule", partial(examine_schedule, folders, workplace.now, workplace.zone))


def _examine_past(workplace: Workplace, sources: Sequence[str]) -> Iterator[Finding]:
    """Look at a copy of the store; one with a journal would be written to by reading it."""
    folder = workplace.essentials.state_folder
    if has_journal(folder):
        return
    try:
        with open_store(folder, in_memory=True) as store:
            runs = store.runs.read(_RUNS)
            yield from examine_runs(runs, workplace.now)
            yield from _in_area("coverage", examine_coverage(runs, sources, workplace.now))
            if runs:
                yield from _in_area("document", examine_agreement(store, workplace.place(), workplace.now))
    except (StoreError, sqlite3.Error):  # told by the examination of the store
        return


def _in_area(area: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    yield from (replace(finding, area=area) for finding in findings)


def _examine_sources(workplace: Workplace, settings: "Settings", *, is_offline: bool) -> Iterator[Examination]:
    """Name an examination for each table of each source, and one for its token."""
    record = read_record(workplace.essentials.state_folder)
    for name in settings.connectors or ("",):
        try:
            connectors = make_connectors(settings, Choice(sources=[name] if name else ()), workplace.now)
        except HarvesterError as error:
            finding = refused(error) if name else _explain_no_source(error)
        else:
            for connector in connectors:
                yield from _examine_source(
                    connector, is_offline=is_offline, scheduler=record.scheduler if record else ""
                )
            continue
        yield Examination(name or "sources", partial(iter, [finding]))


def _explain_no_source(error: HarvesterError) -> Finding:
    if which("git") is None:
        return ill("Git is not installed, or not on the PATH.", cure="install git, then: git --version")
    why = f"without a configuration the repository you stand in is read: {error.what}"
    return doubt("No source is configured.", why=why, cure="harvester init")


def _examine_source(connector: Connector[Any], *, is_offline: bool, scheduler: str) -> Iterator[Examination]:
    account = name_account(connector.name, connector.session.instance)
    if isinstance(connector, SignsIn):
        yield Examination(f"{account} token", lambda: examine_token(connector.token_place(), scheduler=scheduler))
    yield Examination(account, partial(connector.examine, is_offline=is_offline), connector.session.stop)
