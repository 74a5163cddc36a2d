"""What is installed: that it is ours, once, and that the libraries are those that it was made with."""

import importlib.util
import os
import platform
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution, entry_points
from pathlib import Path
from typing import Final

from harvester.connector import GROUP
from harvester.doctor.words import doubt, ill, well
from harvester.model import Finding

PROGRAM: Final = "harvester"
OURS: Final = "evidence-harvester"
CONNECTORS: Final = "connectors"
"""The package beside ours that holds the built-in connectors; so plain a name may be somebody else's too."""
ROOT: Final = Path(__file__).parents[2]
"""The folder from which Harvester was imported."""
_REINSTALL: Final = "uv tool install evidence-harvester, which gives it an environment of its own"
_NAME: Final = re.compile(r"[A-Za-z0-9._-]+")


def examine_installation() -> Iterator[Finding]:
    """Look at Python, the packages, the programs of our name and the connectors."""
    yield well(f"Python {platform.python_version()} at {sys.executable}")
    yield from _look_at_connectors_package(ROOT)
    yield from _look_at_entry_points()
    yield from _look_at_libraries(OURS)
    yield from _look_at_programs(os.environ.get("PATH", os.defpath))


def _look_at_connectors_package(root: Path) -> Iterator[Finding]:
    spec = importlib.util.find_spec(CONNECTORS)
    places = list(spec.submodule_search_locations or ()) if spec else []
    if not places:
        yield ill(
            "There is no package named connectors.",
            why="the built-in connectors are missing, so nothing can be read",
            cure=_REINSTALL,
        )
    elif not any(os.path.realpath(place) == os.path.realpath(root / CONNECTORS) for place in places):
        yield ill(
            f"The package connectors is not ours: it lies at {places[0]}.",
            why="another package of that name hides the built-in connectors",
            cure=f"remove that package, or: {_REINSTALL}",
        )
    else:
        yield well("the package connectors is ours")


def _look_at_entry_points() -> Iterator[Finding]:
    points = list(entry_points(group=GROUP))
    givers: dict[str, set[str]] = {}
    for point in points:
        givers.setdefault(point.name, set()).add(point.dist.name if point.dist else "an unknown package")
    for name, several in sorted(givers.items()):
        if len(several) > 1:
            first, *others = sorted(several)
            yield ill(
                f"The connector {name!r} comes from {len(several)} packages: {', '.join(sorted(several))}.",
                why="which of them reads is left to chance",
                cure=f"pip uninstall {first if first != OURS else others[0]}",
            )
    if not givers:
        yield ill("No connector is installed.", why="the package has no entry points", cure="pip install -e .")
    else:
        installed = {f"{one.name} ({one.dist.name} {one.dist.version})" for one in points if one.dist}
        yield well(f"connectors: {', '.join(sorted(installed))}")


def _look_at_libraries(package: str) -> Iterator[Finding]:
    """Make sure that each library is found where it was installed: a file or folder of its name may hide it."""
    try:
        distribution(package)
    except PackageNotFoundError:
        yield doubt(
            f"{package} runs, but is not installed.",
            why="its connectors are found by what an installation records",
            cure="pip install -e .",
        )
        return
    libraries: dict[str, Distribution] = {}
    troubles = list(_collect_libraries(package, libraries))
    troubles += [trouble for name, library in libraries.items() for trouble in _look_at_library(name, library)]
    yield from troubles or [well(f"{len(libraries)} libraries are the installed ones")]


def _collect_libraries(package: str, found: dict[str, Distribution]) -> Iterator[Finding]:
    """Collect what a package needs, and what that needs; what is needed somewhere else only is passed over."""
    for need in distribution(package).requires or ():
        name = _NAME.match(need)
        if name is None or ";" in need or _fold(name[0]) in found:
            continue
        try:
            found[_fold(name[0])] = distribution(name[0])
        except PackageNotFoundError:
            yield ill(f"The library {name[0]} is missing.", why=f"{package} needs it", cure=f"pip install '{need}'")
        else:
            yield from _collect_libraries(name[0], found)


def _fold(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _look_at_library(name: str, library: Distribution) -> Iterator[Finding]:
    for module in _list_modules(library):
        spec = importlib.util.find_spec(module)
        expected = os.path.realpath(str(library.locate_file(module)))
        places = [spec.origin or "", *(spec.submodule_search_locations or ())] if spec else []
        if not any(os.path.realpath(place).startswith(expected) for place in places if place):
            yield ill(
                f"The library {name} is hidden: {module} is imported from {places[0] if places else 'nowhere'}.",
                why="another package, or a file of that name, stands before it",
                cure=f"remove or rename that, or: {_REINSTALL}",
            )


def _list_modules(library: Distribution) -> Iterable[str]:
    """List the top-level packages of a library, as far as it records its files."""
    files = library.files or ()
    return sorted({file.parts[0] for file in files if len(file.parts) == 2 and file.parts[1] == "__init__.py"})  # noqa: PLR2004 - a top-level package


def _look_at_programs(path: str) -> Iterator[Finding]:
    folders = [folder for folder in path.split(os.pathsep) if folder]
    found = (shutil.which(PROGRAM, path=folder) for folder in folders)
    programs = list(dict.fromkeys(os.path.realpath(one) for one in found if one))
    if len(programs) > 1:
        yield doubt(
            f"{PROGRAM} is installed {len(programs)} times: {', '.join(programs)}.",
            why="which one runs depends on the PATH, and a scheduler has another",
            cure="uninstall all but one: pip uninstall evidence-harvester, with the pip beside it",
        )
