"""What `--version` says: the program, and each connector with the package that brought it.

It reads the records of installed packages itself: Python's own reader of them costs more than all else a version
needs. A test compares the two.
"""

import os
import re
import sys
from collections.abc import Iterator
from typing import Final

from harvester import __version__

_OURS: Final = "evidence-harvester"
_RECORD: Final = re.compile(r"(?P<name>[^-]+)-(?P<version>[^-]+)\.dist-info")
_GROUP: Final = re.compile(r"^\[harvester\.connectors\]$(?P<points>(?:\n(?!\[).*)*)", re.MULTILINE)
_POINT: Final = re.compile(r"^([\w.-]+)[ \t]*=", re.MULTILINE)


def render_version() -> str:
    """Give a line for the program, and one for each connector."""
    lines = [f"harvester {__version__}"]
    for name, package, version in sorted(list_connectors()):
        lines.append(f"{name} {version}" + ("" if package == _OURS else f" ({package})"))
    return "\n".join(lines)


def list_connectors() -> Iterator[tuple[str, str, str]]:
    """Yield name, package and version of every connector that is installed."""
    seen: set[str] = set()
    for folder in dict.fromkeys(sys.path):
        try:
            names = os.listdir(folder or os.curdir)  # noqa: PTH208 - pathlib costs more than the listing
        except OSError:
            continue
        for record in filter(None, map(_RECORD.fullmatch, names)):
            package = re.sub(r"[-_.]+", "-", record["name"]).lower()
            if package not in seen:
                seen.add(package)
                yield from ((name, package, record["version"]) for name in _read_points(folder, record[0]))


def _read_points(folder: str, record: str) -> list[str]:
    path = os.path.join(folder, record, "entry_points.txt")  # noqa: PTH118 - as above
    try:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123 - as above
            group = _GROUP.search(file.read())
    except (OSError, UnicodeDecodeError):
        return []
    return _POINT.findall(group["points"]) if group else []
