"""The layers of the configuration: defaults, file, environment; and from which of them each value came."""

import difflib
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from platformdirs import user_config_path, user_data_path
from pydantic import ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsError

from harvester.clean import clean_line, redact
from harvester.config.lines import find_line
from harvester.config.settings import Settings
from harvester.errors import ConfigError

PREFIX: Final = "HARVESTER_"
OTHER_VARIABLES: Final = frozenset({"HARVESTER_CONFIG", "HARVESTER_NOW", "HARVESTER_DEBUG", "HARVESTER_EDITOR"})
"""Variables of ours that are no configuration keys."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A configured value and the layer it came from: `default`, `file:line` or the name of a variable."""

    key: str
    value: Any
    layer: str


@dataclass(frozen=True, slots=True)
class Configuration:
    """The validated settings, the file they came from, and what that file says."""

    settings: Settings
    path: Path
    file_exists: bool
    text: str
    written: Mapping[str, Any]

    @property
    def state_dir(self) -> Path:
        """The folder of store, lock, log and replaced documents."""
        configured = self.settings.state_dir
        return Path(configured).expanduser() if configured else user_data_path("harvester", appauthor=False)

    @property
    def document(self) -> Path:
        """The brag document, with `~` resolved."""
        return self.settings.document.expanduser()

    def origins(self) -> Iterator[Origin]:
        """Tell of each value which layer it came from, in the order of the example file."""
        for key, value in _flatten(self.settings.model_dump(mode="json", by_alias=True)):
            yield Origin(".".join(key), value, self._layer(key))

    def _layer(self, key: tuple[str, ...]) -> str:
        for depth in range(len(key), 0, -1):
            name = PREFIX + "__".join(key[:depth]).upper()
            if name in os.environ:
                return name
        if _is_written(self.written, key):
            return f"{self.path}:{find_line(self.text, key)}"
        return "default"


def config_path(flag: Path | None = None) -> Path:
    """Name the configuration file: the flag, else HARVESTER_CONFIG, else the user's configuration folder."""
    if flag:
        return flag.expanduser()
    if named := os.environ.get("HARVESTER_CONFIG"):
        return Path(named).expanduser()
    return user_config_path("harvester", appauthor=False) / "config.toml"


def read_configuration(flag: Path | None = None) -> Configuration:
    """Read file and environment.

    A missing file means defaults, unless it was named.

    Raises:
        ConfigError: the file cannot be read, is no TOML, or a key or value is wrong; names file, line and key.
    """
    path = config_path(flag)
    is_named = flag is not None or bool(os.environ.get("HARVESTER_CONFIG"))
    text, exists = _read_text(path, is_named=is_named)
    try:
        written = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(
            f"{path} is no TOML.", why=_describe_syntax_error(error), cure="harvester config check"
        ) from None
    return Configuration(_validate(written, path, text), path, exists, text, written)


def unknown_variables() -> list[str]:
    """Name the HARVESTER_* variables that nothing reads."""
    roots = {name.upper() for name in Settings.model_fields}
    ours = (name for name in os.environ if name.startswith(PREFIX) and name not in OTHER_VARIABLES)
    return sorted(name for name in ours if name.removeprefix(PREFIX).split("__")[0] not in roots)


def _read_text(path: Path, *, is_named: bool) -> tuple[str, bool]:
    try:
        return path.read_bytes().decode("utf-8-sig"), True
    except FileNotFoundError:
        if is_named:
            raise ConfigError(f"There is no configuration file {path}.", cure="harvester config path") from None
        return "", False
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ConfigError(f"{path} cannot be read.", why=reason or "") from None


def _describe_syntax_error(error: Exception) -> str:
    # The message ends with "(at line 3, column 5)"; what it quotes of the line may be a secret.
    message = str(error)
    place = message[message.rfind("(at ") :] if "(at " in message else ""
    return f"the syntax is wrong {place.strip('()')}".strip()


def _validate(written: dict[str, Any], path: Path, text: str) -> Settings:
    class Layered(Settings):
        """The settings with this file as their last source."""

        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            del settings_cls, dotenv_settings, file_secret_settings
            return env_settings, init_settings

    try:
        return Layered(**written)
    except ValidationError as error:
        raise _explain(error, path, text) from None
    except SettingsError as error:
        name = str(error).split('"')[1] if '"' in str(error) else "?"
        raise ConfigError(
            f"The environment variable {PREFIX}{name.upper()} cannot be read.",
            why="it must be JSON",
            cure="harvester config show --origin",
        ) from None


def _explain(error: ValidationError, path: Path, text: str) -> ConfigError:
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    names = tuple(str(part) for part in first["loc"])
    variables = (PREFIX + "__".join(names[:depth]).upper() for depth in range(len(names), 0, -1))
    variable = next((name for name in variables if name in os.environ), "")
    place = variable or f"{path}:{find_line(text, first['loc'])}"
    cure = f"correct {variable or path}, then: harvester config check"
    key = clean_line(".".join(names), 100)
    if first["type"] == "extra_forbidden":
        return ConfigError(f"{place}: there is no key {key!r}.", why=_suggest(names), cure=cure)
    message = redact(first["msg"].removeprefix("Value error, "))
    return ConfigError(f"{place}: {key or 'the configuration'} is wrong.", why=message, cure=cure)


def _suggest(names: tuple[str, ...]) -> str:
    model: Any = Settings
    for name in names[:-1]:
        field = getattr(model, "model_fields", {}).get(name)
        model = field.annotation if field else model
    known = list(getattr(model, "model_fields", {}))
    if close := difflib.get_close_matches(names[-1], known, n=1):
        return f"did you mean {close[0]!r}?"
    return f"known here: {', '.join(known)}"


def _flatten(content: Mapping[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, value in content.items():
        if isinstance(value, dict) and value:
            yield from _flatten(value, (*above, key))
        else:
            yield (*above, key), value


def _is_written(content: Any, key: tuple[str, ...]) -> bool:  # noqa: ANN401 - whatever TOML holds
    for part in key:
        if not isinstance(content, dict) or part not in content:
            return False
        content = content[part]
    return True
