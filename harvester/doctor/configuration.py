"""The configuration: that it can be read, by the person alone, and means what it should."""

import stat
from collections.abc import Iterator
from pathlib import Path

from harvester.clean import redact
from harvester.config.file import ConfigFile
from harvester.config.layers import unknown_variables
from harvester.config.settings import Settings
from harvester.config.zone import named_zone
from harvester.doctor.words import doubt, ill, refused, well
from harvester.errors import HarvesterError
from harvester.model import Finding
from harvester.rubric import load_rubric

_MONTHS_OF_A_PACKET = 12
_DAYS = {"d": 1, "w": 7, "m": 30.4, "y": 365.25}


def examine_file(file: ConfigFile) -> Iterator[Finding]:
    """Look at the file itself."""
    if not file.exists:
        yield well(f"no configuration at {file.path}: the defaults are in force, harvester init would write one")
    elif file.path.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        why = "it names commands that harvester runs (token_command), so who can write it can run them as you"
        yield ill(f"{file.path} can be written by others.", why=why, cure=f"chmod 600 {file.path}")
    elif file.path.stat().st_mode & 0o077:
        why = "it names the people you work with and where their code lies"
        yield doubt(f"{file.path} can be read by others.", why=why, cure=f"chmod 600 {file.path}")
    else:
        yield well(f"{file.path} is yours alone")
    if redact(file.text) != file.text:
        why = "the file is backed up and synced like any other"
        cure = f"take it out of {file.path}, then: harvester auth set ACCOUNT"
        yield ill(f"{file.path} holds what looks like a secret.", why=why, cure=cure)


def examine_environment() -> Iterator[Finding]:
    """Look for variables of ours that nothing reads."""
    for name in unknown_variables():
        why = "no key of the configuration has that name"
        yield doubt(f"Nothing reads the variable {name}.", why=why, cure=f"unset {name}; harvester help environment")


def examine_values(settings: Settings) -> Iterator[Finding]:
    """Look at what the keys name: zone, rubric, level, path of the document, retention."""
    yield from _look_at_zone(settings)
    yield from _look_at_rubric(settings)
    for key, path in (("document", settings.document), ("state_dir", Path(settings.state_dir or "~"))):
        if not path.expanduser().is_absolute():
            why = "it names another place in each folder you stand in"
            yield doubt(f"{key} = {str(path)!r} is relative.", why=why, cure=f'{key} = "{Path.home() / path}"')
    retention = settings.privacy.retention
    days = int(retention[:-1]) * _DAYS[retention[-1]]
    if round(days / 30.4) < _MONTHS_OF_A_PACKET:
        why = f"a packet looks back {_MONTHS_OF_A_PACKET} months, and older evidence is erased by each run"
        yield doubt(f"privacy.retention is {retention}.", why=why, cure='retention = "3y" under [privacy]')
    else:
        yield well(f"evidence is kept for {retention}")


def _look_at_zone(settings: Settings) -> Iterator[Finding]:
    try:
        yield well(f"your days begin in {named_zone(settings.timezone)}")
    except HarvesterError as error:
        yield refused(error)


def _look_at_rubric(settings: Settings) -> Iterator[Finding]:
    try:
        rubric = load_rubric(settings.rubric)
    except HarvesterError as error:
        yield refused(error, cure="harvester rubric list")
        return
    levels = [level.id for level in rubric.levels]
    if settings.level and settings.level not in levels:
        why = f"levels: {', '.join(levels)}"
        yield ill(
            f"The rubric {settings.rubric!r} has no level {settings.level!r}.", why=why, cure=f'level = "{levels[-1]}"'
        )
    else:
        yield well(f"the rubric {settings.rubric!r} can be read")


def examine_identity(settings: Settings) -> Iterator[Finding]:
    """Look at who the person says to be: nobody, or an address that only looks right."""
    if not settings.me.emails and "git" in settings.connectors:
        yield doubt(
            "No address of yours is named.",
            why="taken is the one address of git config; work under any other one is missing",
            cure='emails = ["ann@example.com"] under [me]; harvester config path names the file',
        )
    for address in settings.me.emails:
        if not address.isascii():
            odd = " ".join(f"{letter} (U+{ord(letter):04X})" for letter in address if not letter.isascii())
            why = "a letter that looks like another one makes it another address"
            yield doubt(f"The address {address!r} holds {odd}.", why=why, cure="type the address anew under [me]")
        elif address.count("@") != 1 or address != address.strip() or any(letter in address for letter in "*\\ <>"):
            why = "addresses are compared exactly, and are no patterns"
            yield ill(f"{address!r} is no address.", why=why, cure="correct emails under [me]")
    yield from _look_at_people(settings)


def _look_at_people(settings: Settings) -> Iterator[Finding]:
    mine = {one.casefold() for one in (*settings.me.emails, *settings.me.github, *settings.me.jira)}
    for person in settings.people:
        shared = mine & {one.casefold() for one in (*person.emails, *person.github, *person.jira)}
        if shared:
            who = person.name or person.pseudonym or "somebody"
            why = "what they do would count as yours"
            cure = "take it out of [me] or out of [[people]]"
            yield ill(f"{min(shared)} is yours, and {who}'s in the people table.", why=why, cure=cure)
