"""Refs on the command line: read strictly, and completed by the shell."""

import sqlite3
from typing import TYPE_CHECKING, Final

import click

from harvester.errors import HarvesterError, UsageError
from harvester.model import Ref

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_MEANING: Final = 60
"""Characters of a draft's sentence shown beside its ref."""


def parse_ref(text: str) -> Ref:
    """Read a ref that was typed.

    Raises:
        UsageError: it is none.
    """
    try:
        return Ref.parse(text)
    except ValueError as error:
        why = str(error).rpartition("; ")[2]
        raise UsageError(f"{text!r} is no ref.", why=why, cure="harvester list") from error


def complete_refs(ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
    """Complete the ref of a draft that nobody decided yet, its sentence beside it; nothing where none can be read."""
    del param
    from click.shell_completion import CompletionItem

    from harvester.cli.workplace import open_workplace
    from harvester.store import DraftState

    root = ctx.find_root()
    root.obj = {"config": root.params.get("config_file")}
    try:
        with open_workplace(root).reading() as store:
            return [
                CompletionItem(str(one.draft.ref), help=one.draft.text[:_MEANING])
                for one in store.drafts.read([DraftState.WAITING, DraftState.PLACED, DraftState.HELD_BACK])
                if one.verdict is None and str(one.draft.ref).startswith(incomplete)
            ]
    except (HarvesterError, OSError, sqlite3.Error):
        return []
