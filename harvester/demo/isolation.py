"""The demo's own environment: nothing of the person's is in it, no token, no configuration, no clock."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from harvester.demo.player import TOKEN

_KEPT: Final = ("PATH", "TMPDIR", "SYSTEMROOT")
"""What programs are found by, and where temporary files lie."""


@contextmanager
def isolated(home: Path, now: str) -> Iterator[None]:
    """Replace the whole environment for a block; `now` (RFC 3339) is what the clock says in it."""
    before = dict(os.environ)
    kept: dict[str, str] = {name: before[name] for name in _KEPT if name in before}
    own = {
        "HOME": str(home),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "HARVESTER_NOW": now,
        "GH_TOKEN": TOKEN,
        "JIRA_API_TOKEN": TOKEN,
        "NO_COLOR": "1",
    }
    _replace({**kept, **own})
    try:
        yield
    finally:
        _replace(before)


def _replace(environment: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)
