"""The command that is put on a schedule, and what it needs that a scheduler does not give: found here, run nowhere.

No token is carried along: a unit file is no place for one.
"""

import os
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from harvester.errors import UsageError

PROGRAM: Final = "harvester"
_CARRIED: Final = (
    *("XDG_CONFIG_HOME", "XDG_DATA_HOME", "GH_CONFIG_DIR", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE"),
    *("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"),
)
_TOKENS: Final = ("GH_TOKEN", "GITHUB_TOKEN", "JIRA_API_TOKEN")
_OF_THE_SESSION: Final = ("HARVESTER_CONFIG", "HARVESTER_NOW", "HARVESTER_DEBUG", "HARVESTER_EDITOR")


def build_command(config: Path, called_as: str = "") -> Sequence[str]:
    """Give the words of a run on schedule with this configuration; `called_as` is how the program was called.

    Raises:
        UsageError: the program is not installed as a program.
    """
    return (str(_find_program(called_as)), "--config", str(config.absolute()), "run", "--scheduled")


def carried(environment: Mapping[str, str]) -> dict[str, str]:
    """Give the variables that the run needs: where programs and files are, which server stands between, whose clocks.

    A proxy with a password in its address stays behind.
    """
    kept = {name: environment[name] for name in _CARRIED if environment.get(name) and "@" not in environment[name]}
    path = os.pathsep.join(dict.fromkeys(filter(_is_usable, environment.get("PATH", "").split(os.pathsep))))
    return kept | ({"PATH": path} if path else {})


def left_behind(environment: Mapping[str, str]) -> Iterator[str]:
    """Name the variables in force here that the run on schedule will not see."""
    for name, value in sorted(environment.items()):
        is_setting = name.startswith("HARVESTER_") and name not in _OF_THE_SESSION
        if value and (is_setting or name in _TOKENS or (name in _CARRIED and "@" in value)):
            yield name


def missing_parts(command: Sequence[str]) -> Iterator[str]:
    """Say what of a scheduled command is gone: the program, or the configuration it names."""
    if not is_program(Path(command[0])):
        yield f"the program {command[0]} is gone"
    if "--config" in command[:-1]:
        config = Path(command[command.index("--config") + 1])
        if not config.is_file():
            yield f"the configuration {config} is gone"


def is_program(path: Path) -> bool:
    """Say whether a path is a file that can be run."""
    return path.is_file() and os.access(path, os.X_OK)


def _find_program(called_as: str) -> Path:
    """Prefer the name by which it was called: an installer's link outlives the environment it points into."""
    beside = Path(sys.executable).parent
    suffix = ".exe" if os.name == "nt" else ""
    named = [Path(called_as).absolute()] if os.sep in called_as and Path(called_as).stem == PROGRAM else []
    for path in (*named, beside / f"{PROGRAM}{suffix}", beside / "Scripts" / f"{PROGRAM}{suffix}"):
        if is_program(path):
            return path
    raise UsageError(
        "The program harvester is not installed where a scheduler could start it.",
        why=f"it is not beside {sys.executable}",
        cure="install evidence-harvester, then: harvester schedule install",
    )


def _is_usable(folder: str) -> bool:
    """Leave out what is no place, and what would have the whole appointment refused."""
    is_speakable = not any(unicodedata.category(letter) in {"Cc", "Cs", "Cn"} or letter == "\\" for letter in folder)
    return is_speakable and Path(folder).is_absolute() and Path(folder).is_dir()
