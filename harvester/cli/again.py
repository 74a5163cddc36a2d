"""`harvester init` where there is a configuration: what it lacks of what is here. The file stays as it is."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import click

from harvester.cli.clock import read_clock
from harvester.cli.console import print_notice
from harvester.cli.init import Wishes, look
from harvester.config.file import read_file
from harvester.config.layers import validate
from harvester.config.settings import Settings
from harvester.connector import Identity, Session
from harvester.setup.additions import list_additions
from harvester.setup.clones import list_covered
from harvester.setup.findings import Findings, Selection, make_values, shorten
from harvester.setup.text import Key, Value

_ABOUT: Final[Mapping[Key, str]] = {
    ("", "document"): "you named another document",
    ("", "rubric"): "you named another rubric",
    ("me", "emails"): "these addresses look like yours",
    ("connectors.git", "repositories"): "these repositories are not read yet",
    ("connectors.github", "url"): "gh is signed in to this server",
    ("connectors.github", "token_command"): "gh is signed in, and GitHub is not read yet",
}


def tell_what_is_new(path: Path, wishes: Wishes) -> None:
    """Say what the configuration holds, and the lines that would add what it lacks.

    Raises:
        ConfigError: it is broken; it is left as it is.
    """
    file = read_file(path)
    settings = validate(file)
    findings = look(wishes.repositories)
    additions = list_additions(file, _find_new(settings, findings, wishes))
    click.echo(path)
    print_notice(f"It is there already, and stays as it is: {_describe(settings)}.")
    for addition in additions:
        print_notice(f"New: {_ABOUT[addition.key]}; write {addition.where}:")
        for line in addition.lines:
            print_notice(f"  {line}")
    print_notice("Then: harvester config check" if additions else "Nothing new was found.")


def _describe(settings: Settings) -> str:
    sources = ", ".join(settings.connectors) or "none, so that the repository you stand in is read"
    emails = ", ".join(settings.me.emails) or "git config's address"
    return f"document {shorten(settings.document.expanduser())}; sources {sources}; you are {emails}"


def _find_new(settings: Settings, findings: Findings, wishes: Wishes) -> dict[Key, Value]:
    addresses = _find_addresses(settings, findings)
    document = settings.document.expanduser()
    selection = Selection(
        addresses=addresses,
        repositories=list(_find_repositories(settings, findings, wishes, addresses)),
        document=wishes.document or document,
        rubric=wishes.rubric,
    )
    values = make_values(findings, selection)
    is_settled = {
        ("", "document"): selection.document == document,
        ("", "rubric"): wishes.rubric == settings.rubric,
        ("me", "emails"): _is_told_by_git(settings, findings, addresses),
        ("connectors.github", "url"): "github" in settings.connectors,
        ("connectors.github", "token_command"): "github" in settings.connectors,
    }
    return {key: value for key, value in values.items() if key in _ABOUT and not is_settled.get(key)}


def _find_addresses(settings: Settings, findings: Findings) -> list[str]:
    """Give the configured addresses, and those found that are not the noreply address of a configured login."""
    me = settings.me
    noreply = {f"{login.casefold()}@users.noreply.github.com" for login in me.github}
    found = [one.text for one in findings.list_addresses(Identity.of(me.name, emails=me.emails))]
    known = {email.casefold() for email in me.emails}
    return [*me.emails, *(one for one in found if one not in known and one.split("+")[-1] not in noreply)]


def _is_told_by_git(settings: Settings, findings: Findings, addresses: Sequence[str]) -> bool:
    """Say whether the configuration leaves it to git config, and git config says it all."""
    configured = {one.text for one in findings.list_addresses() if one.is_configured}
    return not settings.me.emails and set(addresses) <= configured


def _find_repositories(
    settings: Settings, findings: Findings, wishes: Wishes, addresses: Sequence[str]
) -> Iterator[str]:
    """Give the repositories that no table covers and that were named, or hold commits of the person."""
    written = settings.connectors.get("git", [])
    tables: Sequence[Mapping[str, Any]] = written if isinstance(written, list) else [written]
    covered = list_covered(tables, Session(me=Identity(), now=read_clock()))
    mine = [one.casefold() for one in addresses]
    for clone in findings.clones:
        if Path(clone.path).resolve() not in covered and (wishes.repositories or clone.count(mine)):
            yield clone.path
