"""What a run on schedule does besides: it waits for a review to end, keeps a log, and leaves word of how it went."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import click

from harvester import __version__
from harvester.clean import clean_line
from harvester.cli.clock import read_clock
from harvester.cli.concern import find_state_folders
from harvester.cli.console import print_notice
from harvester.errors import HarvesterError, InterruptedRunError, LockedError
from harvester.schedule.log import Outcome, append_log, read_outcome, write_outcome
from harvester.schedule.record import read_record

PATIENCE_S: Final = 600.0
"""How long a run on schedule waits for whoever holds the state folder; most reviews have ended by then."""


class RunDiary:
    """The log of one run; that it cannot be written never stops the run."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._outcome = Outcome(began_at=read_clock(), pid=os.getpid())
        self._is_writable = True

    def begin(self) -> None:
        """Leave word that the run has begun, so that one which dies is missed."""
        self._keep([f"began, harvester {__version__}"])

    def add(self, lines: Iterable[str]) -> None:
        """Log what the run has to say."""
        self._keep(lines)

    def explain(self, error: HarvesterError) -> None:
        """Say what went wrong, and what helps."""
        self._outcome = replace(self._outcome, what=error.summary, cure=error.cure)
        self._keep([f"error: {self._outcome.what}", *([f"try: {error.cure}"] if error.cure else [])])

    def end(self, exit_code: int) -> None:
        """Leave word of how the run ended."""
        self._outcome = replace(self._outcome, ended_at=read_clock(), exit_code=exit_code)
        self._keep([f"ended with exit {exit_code}"])

    def _keep(self, lines: Iterable[str]) -> None:
        try:
            append_log(self._folder, lines, read_clock())
            write_outcome(self._folder, self._outcome)
        except HarvesterError as error:
            if self._is_writable:
                print_notice(error.summary)
            self._is_writable = False


@contextmanager
def keep_diary(ctx: click.Context) -> Iterator[RunDiary]:
    """Log a run on schedule from its first moment to its last, whatever ends it."""
    diary = RunDiary(find_state_folders(ctx)[0])
    diary.begin()
    code = 1
    try:
        yield diary
        code = 0
    except click.exceptions.Exit as ending:
        code = ending.exit_code
        raise
    except LockedError as error:
        code = error.exit_code
        diary.explain(LockedError(error.what, why=error.why, cure="harvester run"))
        raise
    except HarvesterError as error:
        code = error.exit_code
        diary.explain(error)
        raise
    except KeyboardInterrupt:
        code = InterruptedRunError.exit_code
        raise
    except BaseException as error:
        diary.explain(HarvesterError(clean_line(f"{type(error).__name__}: {error}")))
        raise
    finally:
        diary.end(code)


def settle(ctx: click.Context) -> None:
    """Leave word that a run by hand went well, wherever a run on schedule had left word or is expected."""
    now = read_clock()
    for folder in find_state_folders(ctx):
        if read_outcome(folder) or read_record(folder):
            try:
                write_outcome(folder, Outcome(began_at=now, ended_at=now, exit_code=0, pid=os.getpid()))
            except HarvesterError as error:
                print_notice(error.summary)
