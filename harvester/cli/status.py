"""A bare `harvester`: what waits, how the last run ended, when the next one is, what is due, and what to do now.

It is asked often, so it looks at the store alone: the document is not read, no scheduler or server is asked, and
nothing is loaded that the answer does not need.
"""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from harvester.cli.clock import read_clock
from harvester.config.essentials import Essentials, read_essentials
from harvester.config.file import ConfigFile, config_path, read_file
from harvester.config.zone import named_zone
from harvester.model import Ref, Verdict, VerdictKind
from harvester.store import DraftState, Fate, Store, open_store
from harvester.store.database import FILE_NAME

if TYPE_CHECKING:
    from harvester.store.coverage import Run

RECORD_NAME: Final = "schedule.json"
"""That of `harvester.schedule.record`, loaded only where something is scheduled; a test compares them."""
FIRST_DUE: Final = timedelta(days=30)
"""The first of `harvester.outcomes.DUE_AFTER`, which costs a while to load; a test compares them."""
_SHOWN: Final = 3
_NOT_SET_UP: Final = (
    ("demo", "the whole story on a sample: no configuration, no network"),
    ("init", "find your repositories and addresses, and write the configuration"),
    ("--help", "every command"),
)
_ENDINGS: Final = {
    0: "all was read",
    1: "it failed",
    3: "not all could be read, the rest is saved",
    4: "a source needs sign-in",
    6: "the document could not be written safely, the drafts are kept",
}
_AFTER: Final = {
    1: ("doctor", "find what is wrong"),
    3: ("run", "read what could not be read"),
    4: ("auth status", "see which source has no token"),
    6: ("run", "write the document, once nothing else does"),
}


def print_status(flag: str | None) -> None:
    """Print the status of what is set up, or how to set it up; `flag` names the configuration.

    Raises:
        ConfigError, StoreError: it cannot be read.
    """
    path = config_path(Path(flag) if flag else None)
    file = read_file(path) if path.exists() else ConfigFile(path, exists=False, text="", written={})
    essentials = read_essentials(file)
    if not file.exists and not (essentials.state_folder / FILE_NAME).exists():
        lines, commands = ["Harvester is not set up yet."], list(_NOT_SET_UP)
    else:
        with open_store(essentials.state_folder, in_memory=True) as store:
            lines, commands = _describe(store, essentials, is_configured=file.exists)
    program = f"harvester --config {shlex.quote(flag)}" if flag else "harvester"
    click.echo("\n".join([*lines, "", *_lay_out(commands, program)]))


def _describe(store: Store, essentials: Essentials, *, is_configured: bool) -> tuple[list[str], list[tuple[str, str]]]:
    """Give the status as lines, and the commands that fit, each with what it is good for."""
    now, zone = read_clock(), named_zone(essentials.timezone)
    last = next(iter(store.runs.read(1)), None)
    next_at = _next_run(essentials.state_folder, now)
    counts = _count_all(store, now)
    lines = [
        *_tell_counts(counts, essentials.document),
        *(_tell_last(last, now, zone) if last else ["Last run: none yet."]),
        f"Next run: {next_at:%a %Y-%m-%d %H:%M}." if next_at else "Next run: none; it does not run by itself yet.",
    ]
    commands = [*_suggest_setup(last, is_configured=is_configured), *_suggest_work(last, counts)]
    return lines, [*commands, *_suggest_more(counts, is_scheduled=next_at is not None)]


def _tell_counts(counts: Mapping[str, int], document: Path) -> Iterator[str]:
    waiting, entries = counts["waiting"], counts["entries"]
    yield f"{waiting} draft{'s wait' if waiting != 1 else ' waits'} for you, {counts['held']} held back."
    yield f"{entries} {'entry' if entries == 1 else 'entries'} of yours in {document}."
    if counts["due"]:
        yield f"Due: what came of {counts['due']} of them, now that a month or three have passed."


def _count_all(store: Store, now: datetime) -> Mapping[str, int]:
    drafts = store.drafts.read([DraftState.WAITING, DraftState.PLACED, DraftState.HELD_BACK])
    undecided = [one for one in drafts if one.verdict is None or one.verdict.kind is VerdictKind.LATER]
    held = sum(one.state is DraftState.HELD_BACK for one in undecided)
    return {
        "waiting": len(undecided) - held,
        "held": held,
        "entries": sum(line.is_claimed for line in store.standing.read().values()),
        "due": _count_due(store, now),
    }


def _count_due(store: Store, now: datetime) -> int:
    """Count the entries whose outcome a review would ask for now."""
    verdicts: dict[Ref, list[Verdict]] = {}
    for given in store.verdicts.read():
        if given.fate is Fate.STANDS:
            verdicts.setdefault(given.verdict.ref, []).append(given.verdict)
    old = [ref for ref, given in verdicts.items() if given[0].decided_at + FIRST_DUE <= now]
    standing = store.standing.read() if old else {}
    ours = [ref for ref in old if ref in standing and standing[ref].is_claimed and not standing[ref].is_touched]
    if not ours:
        return 0
    from harvester.outcomes import Claimed, find_due

    return len(find_due((Claimed(one.draft, verdicts[one.draft.ref]) for one in store.drafts.read(refs=ours)), now))


def _next_run(folder: Path, now: datetime) -> datetime | None:
    """Give when the scheduler starts the next run by what was agreed with it; None where nothing was."""
    if not (folder / RECORD_NAME).exists():
        return None
    from harvester.schedule.record import read_record

    record = read_record(folder)
    return record.appointment.next_run(now) if record else None


def _tell_last(last: "Run", now: datetime, zone: tzinfo) -> Iterator[str]:
    """Say when the last run was, how it ended, what it could not read, and why it brought nothing."""
    at = last.finished_at.astimezone(zone)
    days = (now.astimezone(zone).date() - at.date()).days
    ago = {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
    gaps = [gap for source in last.report["sources"] for gap in source["gaps"]]
    ending = _ENDINGS.get(last.exit_code, f"it ended with {last.exit_code}")
    yield f"Last run: {ago}, {at:%a %Y-%m-%d %H:%M}: {ending}{', but for:' if gaps else '.'}"
    yield from (f"  {gap['scope']}: {gap['reason']}" for gap in gaps[:_SHOWN])
    if len(gaps) > _SHOWN:
        yield f"  and {len(gaps) - _SHOWN} more; harvester run says all of them"
    if not last.report["drafts"]["appended"]:
        seen = sum(source["seen"] for source in last.report["sources"])
        yield f"  It brought no draft: {'what it saw was known, or routine' if seen else 'it saw nothing of yours'}."


def _suggest_setup(last: "Run | None", *, is_configured: bool) -> Iterator[tuple[str, str]]:
    if not is_configured:
        yield "init", "write down what is read each week"
    if last is None:
        yield "run", "read your sources, and draft"
    elif last.exit_code in _AFTER:
        yield _AFTER[last.exit_code]


def _suggest_work(last: "Run | None", counts: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    if counts["waiting"] or counts["due"]:
        yield "review", "decide the drafts" if counts["waiting"] else "say what came of your entries"
    if last and not any(counts.values()):
        yield "doctor", "find out whether something of yours is missed"


def _suggest_more(counts: Mapping[str, int], *, is_scheduled: bool) -> Iterator[tuple[str, str]]:
    if not is_scheduled:
        yield "schedule install", "let it run by itself each week"
    if counts["held"]:
        yield "list --status held_back", "see what was held back, and why"
    yield 'add "…"', "note what no source knows: praise, a talk, advice given"
    if counts["entries"]:
        yield "list --status entry", "read what you claim"
    yield "run", "read what is new"
    yield "doctor", "find what goes wrong in silence"


def _lay_out(commands: Sequence[tuple[str, str]], program: str) -> Iterator[str]:
    """Lay out the first three commands, each once, with what they are good for."""
    meanings: dict[str, str] = {}
    for name, meaning in commands:
        meanings.setdefault(name, meaning)
    chosen = list(meanings.items())[:_SHOWN]
    width = max(len(name) for name, _ in chosen)
    yield from (f"  {program} {name:{width}}  {meaning}" for name, meaning in chosen)
