"""What a command works with: configuration, clock, zone, store and document, put together from flags and files."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

import click

from harvester.cli.clock import read_clock
from harvester.config import Configuration, named_zone, read_configuration
from harvester.model import Category
from harvester.store import Store, hold_lock, open_store
from harvester.sync import Place


@dataclass(frozen=True, slots=True)
class Workplace:
    """The configuration in force, and the clock and zone of this command."""

    configuration: Configuration
    now: datetime
    zone: tzinfo

    def place(self, document: Path | None = None) -> Place:
        """Give where the document lies; a flag beats the configuration."""
        settings = self.configuration.settings
        return Place(
            path=(document.expanduser() if document else self.configuration.document).absolute(),
            headings={Category(name): heading for name, heading in settings.headings.items()},
            archive=[Path(path).expanduser() for path in settings.archive],
            backups=self.configuration.state_dir / "replaced",
            zone=self.zone,
        )

    @contextmanager
    def reading(self) -> Iterator[Store]:
        """Open the store to look at it: nothing is written, and no run is waited for."""
        with open_store(self.configuration.state_dir, in_memory=True) as store:
            yield store

    @contextmanager
    def writing(self) -> Iterator[Store]:
        """Hold the lock and open the store.

        Raises:
            LockedError: another run is at work.
        """
        with hold_lock(self.configuration.state_dir), open_store(self.configuration.state_dir) as store:
            yield store


def open_workplace(ctx: click.Context) -> Workplace:
    """Read the configuration that the command line names.

    Raises:
        ConfigError: it is wrong.
    """
    flag = (ctx.obj or {}).get("config")
    configuration = read_configuration(Path(flag) if flag else None)
    return Workplace(configuration, read_clock(), named_zone(configuration.settings.timezone))


def document_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option --document."""
    return click.option(
        "--document", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="The brag document."
    )(command)


def json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option --json."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")(command)
