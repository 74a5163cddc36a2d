"""What was set up, said in a few lines: what is on, what is off, and how it is turned on. Pure."""

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from harvester.clean import clean_line
from harvester.setup.findings import Findings, Selection, shorten
from harvester.setup.signin import GITHUB

_LABEL: Final = 12
_MOST_NAMED: Final = 8


def summarize(findings: Findings, selection: Selection, zone: tzinfo) -> Iterator[str]:
    """Say what a new configuration holds, a line a thing."""
    yield _line("you", _name_person(findings.name, selection.addresses))
    yield from _name_repositories(selection.repositories, findings)
    state = "kept as it is" if selection.document in findings.documents else "made by the first run"
    yield _line("document", f"{shorten(selection.document)}, {state}")
    for category, heading in selection.headings.items():
        yield _line("", f"{category.value} goes under “{clean_line(heading)}”")
    yield from _tell_left_out(findings)
    yield _line("github", _tell_github(findings))
    yield _line("jira", "off; fill in [connectors.jira], then: harvester auth set jira")
    yield _line("time zone", name_zone(zone))


def tell_next(findings: Findings, selection: Selection, run: str) -> str:
    """Say what to do next; `run` is the command that harvests, which needs a person and something to read."""
    if not (selection.addresses or findings.accounts):
        return f"git config --global user.email ADDRESS, then: {run}"
    if not (selection.repositories or findings.here or findings.accounts):
        return f"go into a repository of yours, then: {run}"
    return run


def _line(label: str, text: str) -> str:
    return f"  {label:{_LABEL}} {text}"


def _name_person(name: str, addresses: Sequence[str]) -> str:
    if not addresses:
        return "nobody: git config has no user.email; write your addresses into [me] emails"
    return ", ".join([clean_line(f"{name} <{addresses[0]}>"), *addresses[1:]])


def _name_repositories(repositories: Sequence[str], findings: Findings) -> Iterator[str]:
    for position, path in enumerate(repositories[:_MOST_NAMED]):
        yield _line("" if position else "repositories", shorten(Path(path)))
    if len(repositories) > _MOST_NAMED:
        yield _line("", f"and {len(repositories) - _MOST_NAMED} more")
    if not repositories:
        seen = f"none of {len(findings.clones)} found" if findings.clones else "none found near here"
        yield _line("repositories", f"{seen}; harvester run reads the one you stand in")


def _tell_left_out(findings: Findings) -> Iterator[str]:
    for clone in findings.unreadable:
        yield _line("left out", f"{shorten(Path(clone.path))}: {clone.trouble}")
    if findings.passed_over:
        yield _line("left out", f"{findings.passed_over} more, not looked into; harvester init --repo PATH names one")


def _tell_github(findings: Findings) -> str:
    if not findings.accounts:
        return "off; sign in with gh auth login or harvester auth set github, then turn on [connectors.github]"
    account, *others = findings.accounts
    where = "" if account.host == GITHUB else f" on {account.host}"
    more = f"; gh also knows {', '.join(one.host for one in others)}" if others else ""
    return f"on, as {account.login}{where}: gh is signed in{more}"


def name_zone(zone: tzinfo) -> str:
    """Name a time zone, or say that only its offset is known."""
    if isinstance(zone, ZoneInfo) and zone.key:
        return f"{zone.key}, where your days begin"
    return f"known by its offset alone ({zone}); write its name, such as Europe/Berlin, as timezone"
