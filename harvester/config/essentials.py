"""The few keys that every command needs, read without validating all the others.

Looking at drafts must not cost the time that pydantic takes to load. Defaults and meaning are those of
`harvester.config.settings`, and a test compares them.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from platformdirs import user_data_path

from harvester.config.file import ConfigFile
from harvester.errors import ConfigError
from harvester.headings import find_heading_fault
from harvester.places import line_of, locate_keys

_STRUCTURED: Final = ("HARVESTER_ARCHIVE", "HARVESTER_HEADINGS")


@dataclass(frozen=True, slots=True, kw_only=True)
class Essentials:
    """Where document and state lie, and where the person's days begin; paths with `~` resolved."""

    document: Path = Path("~/brag.md")
    archive: Sequence[Path] = ()
    state_dir: Path | None = None
    timezone: str = "auto"
    headings: Mapping[str, str]

    @property
    def state_folder(self) -> Path:
        """The folder of store, lock and replaced documents."""
        return self.state_dir or user_data_path("harvester", appauthor=False)


def needs_settings() -> bool:
    """Say whether the environment sets a key that only the full model can read."""
    return any(name.startswith(_STRUCTURED) for name in os.environ)


def read_essentials(file: ConfigFile) -> Essentials:
    """Read the essentials of a configuration file, and of the environment above it.

    Raises:
        ConfigError: one of them is no text, or no table or list of texts; or a heading cannot be what it should.
    """
    state_dir = _text(file, "state_dir", "")
    return Essentials(
        document=Path(_text(file, "document", "~/brag.md")).expanduser(),
        archive=tuple(Path(path).expanduser() for path in _texts(file, "archive", list)),
        state_dir=Path(state_dir).expanduser() if state_dir else None,
        timezone=_text(file, "timezone", "auto"),
        headings=_headings(file),
    )


def _headings(file: ConfigFile) -> Mapping[str, str]:
    headings = dict(_texts(file, "headings", dict))
    if fault := find_heading_fault(headings):
        line = line_of(locate_keys(file.text), ("headings",))
        raise ConfigError(f"{file.path}:{line}: headings is wrong.", why=fault, cure=_cure(file))
    return headings


def _text(file: ConfigFile, key: str, default: str) -> str:
    value = os.environ.get(f"HARVESTER_{key.upper()}", file.written.get(key, default))
    if not isinstance(value, str):
        raise _wrong(file, key, "text")
    return value


def _texts(file: ConfigFile, key: str, kind: type[Any]) -> Any:  # noqa: ANN401 - a list or a table of texts
    value = file.written.get(key, kind())
    texts = value.values() if isinstance(value, dict) else value
    if not isinstance(value, kind) or not all(isinstance(text, str) for text in texts):
        raise _wrong(file, key, "a list of texts" if kind is list else "a table of texts")
    return value


def _wrong(file: ConfigFile, key: str, expected: str) -> ConfigError:
    return ConfigError(f"{file.path}: {key} must be {expected}.", cure=_cure(file))


def _cure(file: ConfigFile) -> str:
    return f"correct {file.path}, then: harvester config check"
