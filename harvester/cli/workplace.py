"""What a command works with: configuration, clock, zone, store and document, put together from flags and files."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from harvester.cli.acquaintances import has_people, make_acquaintance
from harvester.cli.clock import read_clock
from harvester.config.essentials import Essentials, needs_settings, read_essentials
from harvester.config.file import ConfigFile, read_file
from harvester.config.zone import named_zone
from harvester.model import Category
from harvester.people import People
from harvester.store import Store, open_store

if TYPE_CHECKING:
    from harvester.config.settings import Settings
    from harvester.sync import Place


@dataclass(frozen=True)
class Workplace:
    """The configuration in force, and the clock of this command."""

    file: ConfigFile
    now: datetime

    @cached_property
    def settings(self) -> "Settings":
        """The whole configuration, validated.

        Raises:
            ConfigError: a key or value is wrong.
        """
        from harvester.config.layers import validate

        return validate(self.file)

    @cached_property
    def essentials(self) -> Essentials:
        """Where document and state lie; cheap unless the environment says more than text."""
        if not needs_settings():
            return read_essentials(self.file)
        return Essentials(
            document=self.settings.document.expanduser(),
            archive=[Path(path).expanduser() for path in self.settings.archive],
            state_dir=Path(self.settings.state_dir).expanduser() if self.settings.state_dir else None,
            timezone=self.settings.timezone,
            headings=self.settings.headings,
        )

    @cached_property
    def zone(self) -> tzinfo:
        """The person's time zone."""
        return named_zone(self.essentials.timezone)

    @cached_property
    def people(self) -> People:
        """Who is who, by the people table.

        Raises:
            ConfigError: the configuration has a people table, and a key or value anywhere in it is wrong.
        """
        rows = self.settings.people if has_people(self.file) else ()
        return People(map(make_acquaintance, rows), self.zone)

    def place(self, document: Path | None = None) -> "Place":
        """Give where the document lies; a flag beats the configuration."""
        from harvester.sync import Place

        return Place(
            path=(document.expanduser() if document else self.essentials.document).absolute(),
            headings={Category(name): heading for name, heading in self.essentials.headings.items()},
            archive=self.essentials.archive,
            backups=self.essentials.state_folder / "replaced",
            zone=self.zone,
        )

    @contextmanager
    def reading(self) -> Iterator[Store]:
        """Open the store to look at it: nothing is written, and no run is waited for."""
        with open_store(self.essentials.state_folder, in_memory=True) as store:
            yield store

    @contextmanager
    def writing(self, wait_s: float | None = None) -> Iterator[Store]:
        """Hold the lock and open the store; `wait_s` is for how long another's end is waited for, usually an instant.

        Raises:
            LockedError: another run is at work.
        """
        from harvester.store.lock import WAIT_S, hold_lock

        folder = self.essentials.state_folder
        with hold_lock(folder, WAIT_S if wait_s is None else wait_s), open_store(folder) as store:
            yield store


def open_workplace(ctx: click.Context) -> Workplace:
    """Read the configuration file that the command line names.

    Raises:
        ConfigError: it cannot be read or is no TOML.
    """
    flag = (ctx.obj or {}).get("config")
    return Workplace(read_file(Path(flag) if flag else None), read_clock())


def document_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option --document."""
    return click.option(
        "--document", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="The brag document."
    )(command)


def json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option --json."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")(command)
