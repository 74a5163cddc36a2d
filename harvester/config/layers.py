"""The layers of the configuration: defaults, file, environment; and from which of them each value came."""

import difflib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsError

from harvester.clean import clean_line, redact
from harvester.config.file import ConfigFile
from harvester.config.settings import Settings
from harvester.errors import ConfigError
from harvester.places import line_of, locate_keys

PREFIX: Final = "HARVESTER_"
OTHER_VARIABLES: Final = frozenset({"HARVESTER_CONFIG", "HARVESTER_NOW", "HARVESTER_DEBUG", "HARVESTER_EDITOR"})
"""Variables of ours that are no configuration keys."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A configured value and the layer it came from: `default`, `file:line` or the name of a variable."""

    key: str
    value: Any
    layer: str


def validate(file: ConfigFile) -> Settings:
    """Validate a file and the environment above it.

    Raises:
        ConfigError: a key or value is wrong; names file and line, or the variable, and the key.
    """

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
        return Layered(**file.written)
    except ValidationError as error:
        raise _explain(error, file.path, file.text) from None
    except SettingsError as error:
        name = str(error).split('"')[1] if '"' in str(error) else "?"
        raise ConfigError(
            f"The environment variable {PREFIX}{name.upper()} cannot be read.",
            why="it must be JSON",
            cure=f"unset {PREFIX}{name.upper()}",
        ) from None


def list_origins(file: ConfigFile, settings: Settings) -> Iterator[Origin]:
    """Tell of each value in force which layer it came from, in the order of the example file."""
    for key, value in _flatten(settings.model_dump(mode="json", by_alias=True)):
        yield Origin(".".join(key), value, _layer(file, key))


def unknown_variables() -> list[str]:
    """Name the HARVESTER_* variables that nothing reads."""
    roots = {name.upper() for name in Settings.model_fields}
    ours = (name for name in os.environ if name.startswith(PREFIX) and name not in OTHER_VARIABLES)
    return sorted(name for name in ours if name.removeprefix(PREFIX).split("__")[0] not in roots)


def _layer(file: ConfigFile, key: tuple[str, ...]) -> str:
    for depth in range(len(key), 0, -1):
        name = PREFIX + "__".join(key[:depth]).upper()
        if name in os.environ:
            return name
    if _is_written(file.written, key):
        return f"{file.path}:{line_of(locate_keys(file.text), key)}"
    return "default"


def _explain(error: ValidationError, path: Path, text: str) -> ConfigError:
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    names = tuple(str(part) for part in first["loc"])
    variables = (PREFIX + "__".join(names[:depth]).upper() for depth in range(len(names), 0, -1))
    variable = next((name for name in variables if name in os.environ), "")
    place = variable or f"{path}:{line_of(locate_keys(text), first['loc'])}"
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
