"""Which GitHub accounts the command `gh` is signed in to, by its own list of hosts; no server is asked, no token read.

Of the file only host names and logins are taken; it may hold tokens, and nothing else of it is kept.
"""

import os
import re
import shutil
import stat
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

GITHUB: Final = "github.com"
_MOST: Final = 64_000
_HOST: Final = re.compile(r"([A-Za-z0-9.-]{1,253}):\s*$")
_LOGIN: Final = re.compile(r"\s+user:\s*[\"']?([A-Za-z0-9_-]{1,100})[\"']?\s*$")


@dataclass(frozen=True, slots=True)
class Account:
    """An account on a GitHub server that `gh` is signed in to."""

    host: str
    login: str


def read_accounts(environment: Mapping[str, str] = os.environ) -> list[Account]:
    """Give the accounts of an installed `gh`, github.com first."""
    absolute = (entry for entry in environment.get("PATH", "").split(os.pathsep) if Path(entry).is_absolute())
    if not shutil.which("gh", path=os.pathsep.join(absolute)):
        return []
    return sorted(parse_hosts(_read(_folder(environment) / "hosts.yml")), key=lambda one: one.host != GITHUB)


def parse_hosts(text: str) -> Iterator[Account]:
    """Read the hosts and their active logins from the text of `hosts.yml`."""
    host = ""
    for line in text.splitlines():
        if named := _HOST.match(line):
            host = named[1].lower()
        elif host and (login := _LOGIN.match(line)):
            yield Account(host, login[1])
            host = ""


def _folder(environment: Mapping[str, str]) -> Path:
    """Name the configuration folder of `gh` as gh itself does."""
    if named := environment.get("GH_CONFIG_DIR"):
        return Path(named)
    if base := environment.get("XDG_CONFIG_HOME"):
        return Path(base) / "gh"
    if sys.platform == "win32" and (base := environment.get("AppData") or environment.get("APPDATA")):
        return Path(base) / "GitHub CLI"
    return Path.home() / ".config" / "gh"


def _read(path: Path) -> str:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return ""
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.read(_MOST)
    except OSError:
        return ""
