"""The configuration file: where it is, and what it says before anything is validated."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from platformdirs import user_config_path

from harvester.errors import ConfigError

_MOST_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """A configuration file as it is written; one that does not exist says nothing."""

    path: Path
    exists: bool
    text: str
    written: Mapping[str, Any]


def config_path(flag: Path | None = None) -> Path:
    """Name the configuration file: the flag, else HARVESTER_CONFIG, else the user's configuration folder."""
    if flag:
        return flag.expanduser()
    if named := os.environ.get("HARVESTER_CONFIG"):
        return Path(named).expanduser()
    return user_config_path("harvester", appauthor=False) / "config.toml"


def read_file(flag: Path | None = None) -> ConfigFile:
    """Read the configuration file; a missing one says nothing, unless it was named.

    Raises:
        ConfigError: it was named and is missing, cannot be read, or is no TOML; names file and line.
    """
    path = config_path(flag)
    text, exists = _read_text(path, is_named=flag is not None or bool(os.environ.get("HARVESTER_CONFIG")))
    try:
        written = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(
            f"{path} is no TOML.", why=_describe(error), cure=f"correct {path}, then: harvester config check"
        ) from None
    return ConfigFile(path, exists, text, written)


def _read_text(path: Path, *, is_named: bool) -> tuple[str, bool]:
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
        if len(content) > _MOST_BYTES:
            why = f"a configuration has at most {_MOST_BYTES >> 20} MiB"
            raise ConfigError(f"{path} cannot be read.", why=why, cure=f"ls -l {path}")
        return content.decode("utf-8-sig"), True
    except FileNotFoundError:
        if is_named:
            raise ConfigError(f"There is no configuration file {path}.", cure="harvester config path") from None
        return "", False
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ConfigError(f"{path} cannot be read.", why=reason or "", cure=f"ls -l {path}") from None


def _describe(error: Exception) -> str:
    # The message ends with "(at line 3, column 5)"; what it quotes of the line may be a secret.
    message = str(error)
    place = message[message.rfind("(at ") :] if "(at " in message else ""
    return f"the syntax is wrong {place.strip('()')}".strip()
