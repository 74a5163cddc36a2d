"""The house stands as docs/architecture.md draws it: imports point down only, and every module stands alone."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROWS = (
    {"cli"},
    {"screen"},
    {"sitting"},
    {"decide", "job", "doctor"},
    {"harvest", "round", "sync", "review", "schedule", "setup"},
    {"reconcile", "mentorship"},
    {"registry", "link", "classify", "draft", "document", "store", "twins", "demo", "encounter"},
    {"config", "rubric", "exchange", "connector", "transport", "markdown", "facts", "people", "period"}
    | {"proposal", "words", "outcomes"},
    {"headings", "places", "files"},
    {"model"},
    {"errors", "clean"},
)
LEVEL = {room: len(ROWS) - row for row, rooms in enumerate(ROWS) for room in rooms}
SEAM = {"harvester.connector", "harvester.transport", "harvester.model", "harvester.errors", "harvester.clean"}
PURE = (
    *("link", "classify", "draft", "review", "reconcile", "mentorship", "twins", "encounter"),
    *("model", "people", "period", "markdown"),
)
IMPURE_MODULES = {
    "subprocess",
    "socket",
    "requests",
    "time",
    "sqlite3",
    "tempfile",
    "shutil",
    "urllib.request",
    "random",
}
MAY_IMPORT_LATE = ("harvester/registry.py", "harvester/cli/")


def modules() -> list[Path]:
    return sorted(path for top in ("harvester", "connectors") for path in (ROOT / top).rglob("*.py"))


def imported_names(path: Path) -> Iterator[tuple[str, ast.AST]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or ""), node


def room_of(name: str) -> str:
    return name.split(".")[1] if name.count(".") else ""


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down_only(path: Path) -> None:
    parts = path.relative_to(ROOT).with_suffix("").parts
    here = parts[1] if len(parts) > 1 else ""
    for name, _ in imported_names(path):
        assert not name.startswith("."), f"a relative import of {name!r}"
        if parts[0] == "harvester" and name.startswith("connectors"):
            pytest.fail(f"the core imports the connector {name}")
        if parts[0] == "connectors" and name.startswith("harvester"):
            assert name in SEAM, f"a connector imports {name}"
        if parts[0] == "connectors" and name.startswith("connectors"):
            assert name.split(".")[1] == here, f"a connector imports another: {name}"
        if parts[0] == "harvester" and name.startswith("harvester.") and room_of(name) != here:
            assert LEVEL[room_of(name)] < LEVEL[here], f"{here} imports {name}, which does not lie below it"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_stand_at_the_top(path: Path) -> None:
    if str(path.relative_to(ROOT)).startswith(MAY_IMPORT_LATE):
        return
    for function in ast.walk(ast.parse(path.read_text())):
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            assert not any(isinstance(node, (ast.Import, ast.ImportFrom)) for node in ast.walk(function)), function.name


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_pure_rooms_reach_for_no_network_disk_or_clock(path: Path) -> None:
    parts = path.relative_to(ROOT).with_suffix("").parts
    if parts[0] == "harvester" and len(parts) > 1 and parts[1] in PURE:
        reached = {name for name, _ in imported_names(path)}
        assert not reached & IMPURE_MODULES


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_clock_is_read_in_the_command_line_alone(path: Path) -> None:
    if path.relative_to(ROOT).parts[:2] == ("harvester", "cli") or path.name == "zone.py":
        return
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute) and node.attr in {"now", "today", "utcnow"}:
            is_type = isinstance(node.value, ast.Name) and node.value.id in {"datetime", "date"}
            assert not is_type, f"line {node.lineno} reads the clock"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text()))


def test_every_module_can_be_imported_alone() -> None:
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in modules()
        if path.name != "__main__.py"
    ]
    script = """
import importlib, sys
for name in sys.argv[1:]:
    for loaded in [one for one in sys.modules if one.startswith(("harvester", "connectors"))]:
        del sys.modules[loaded]
    importlib.import_module(name)
"""
    done = subprocess.run([sys.executable, "-c", script, *names], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_help_loads_no_client_library() -> None:
    script = (
        "import sys\nsys.argv = ['harvester', '--help']\nfrom harvester.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'git', 'github', 'jira', 'requests', 'pydantic', 'rich', 'textual', 'sqlite3'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_no_client_library_is_imported_in_two_places() -> None:
    clients = {"git", "github", "jira"}
    found = {
        (name.split(".")[0], path.relative_to(ROOT).parts[:2])
        for path in modules()
        for name, _ in imported_names(path)
        if name.split(".")[0] in clients
    }
    assert {place for _, place in found} <= {("connectors", client) for client in clients}
