"""The configuration file, written as a whole or not at all: readable by the person alone, a symlink stays one.

It refuses to write over anything but what was read, and what the settings would not accept.
"""

import codecs
import os
import shlex
import stat
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Final

from harvester.config.file import ConfigFile
from harvester.config.layers import validate
from harvester.errors import HarvesterError
from harvester.files import replace_file

_ANY_WRITE_BIT: Final = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


def write_config(file: ConfigFile, text: str) -> ConfigFile:
    """Replace the text of a configuration file, and make the file where there is none.

    Raises:
        ConfigError: the new text would be refused when it is read; nothing was written.
        HarvesterError: the file is not what was read any more, is read-only or cannot be written; nothing was written.
    """
    changed = replace(file, exists=True, text=text, written=tomllib.loads(text))
    validate(changed)
    target = Path(os.path.realpath(file.path))
    try:
        _require_writable(target, file.path)
        before = target.read_bytes() if target.exists() else b""
        if before.decode("utf-8-sig") != file.text:
            raise HarvesterError(
                f"{file.path} was changed by another program after it was read.",
                why="Nothing was written.",
                cure="the same command again",
            )
        mark = codecs.BOM_UTF8 if before.startswith(codecs.BOM_UTF8) else b""
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(target, mark + text.encode())
    except OSError as error:
        raise HarvesterError(
            f"{file.path} cannot be written: {error.strerror}.", why="Nothing was written.", cure="harvester doctor"
        ) from error
    return changed


def _require_writable(target: Path, path: Path) -> None:
    """Refuse a file that somebody made read-only: to replace it, only its folder would have to be writable."""
    if target.exists() and not (target.stat().st_mode & _ANY_WRITE_BIT and os.access(target, os.W_OK)):
        raise HarvesterError(
            f"{path} is read-only.", why="Nothing was written.", cure=f"chmod u+w {shlex.quote(str(path))}"
        )
