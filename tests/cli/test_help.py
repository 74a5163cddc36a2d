"""`harvester help` and `--version`: what they say is what the program does."""

import ast
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from harvester.cli.help import TOPICS, render_topic
from harvester.cli.version import list_connectors
from harvester.config.layers import OTHER_VARIABLES
from harvester.config.settings import Settings
from harvester.document import Document
from harvester.errors import HarvesterError
from harvester.model import Health, Kind, Role
from harvester.period import parse_period
from harvester.registry import find_connectors
from harvester.review.plan import WORDS
from tests.cli.conftest import Program
from tests.test_period import BERLIN, NOW

ROOT = Path(__file__).parents[2]
SOURCES = [path for top in ("harvester", "connectors") for path in sorted((ROOT / top).rglob("*.py"))]
LISTS = re.compile(r"_?[A-Z_]*(VARIABLES?|NAMES|CARRIED|TOKENS|SESSION|COMPLETE|PRELOADS)")
"""Constants that hold names of variables."""
ELSEWHERE = {"GIT_DIR", "GIT_WORK_TREE", "APPDATA", "AppData", "SYSTEMROOT", "TMPDIR"}
"""Names that are not read but kept from an editor or set for the demo, and a spelling of Windows."""


def topic(name: str) -> str:
    places = {"config": "C", "document": "D", "state": "S"} if name == "files" else {}
    return render_topic(name, places)


def read_variables() -> set[str]:
    """Find the names of all variables that the sources read, write or hand on."""
    trees = [ast.parse(path.read_text()) for path in SOURCES]
    return {name for tree in trees for name in (*_names_in(tree), *_lists_in(tree))}


def _names_in(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=holder, attr="get" | "setdefault"), args=[name, *_]) if _holds(
                holder
            ):
                yield from _texts(name)
            case ast.Subscript(value=holder, slice=name) if _holds(holder):
                yield from _texts(name)
            case ast.Compare(left=name, comparators=[holder]) if _holds(holder):
                yield from _texts(name)
            case ast.keyword(arg="envvar", value=name):
                yield from _texts(name)
            case (
                ast.Assign(targets=[ast.Name(id=target)], value=value)
                | ast.AnnAssign(target=ast.Name(id=target), value=ast.expr() as value)
            ) if LISTS.fullmatch(target):
                yield from (
                    text for one in ast.walk(value) for text in _texts(one) if text == text.upper() or "_" in text
                )


def _lists_in(tree: ast.AST) -> Iterator[str]:
    """Yield what is listed where the variables of a list are read one by one."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.GeneratorExp)
            and isinstance(node.generators[0].iter, ast.Tuple)
            and "os.environ" in ast.unparse(node)
        ):
            yield from (text for one in node.generators[0].iter.elts for text in _texts(one))


def _holds(node: ast.expr) -> bool:
    return ast.unparse(node).endswith(("os.environ", "environment"))


def _texts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"\w{2,}", node.value):
        yield node.value


def test_every_variable_that_is_read_is_told_and_no_other() -> None:
    told = set(re.findall(r"\b_?[A-Za-z][A-Z]+(?:_[A-Z]+)*\b", topic("environment")))
    read = {name for name in read_variables() if not name.startswith("GIT_PYTHON")} - ELSEWHERE
    # Those in lower case stand as "the same in lower case".
    read = {name for name in read if name == name.upper()}
    assert {"HARVESTER_CONFIG", "GH_TOKEN", "TERM", "COMP_WORDS"} <= read, "the search finds them"
    assert read - told == set()
    examples = {"HARVESTER_DOCUMENT", "HARVESTER_TIMEZONE", "HARVESTER_HARVEST__MAX_DRAFTS", "HARVESTER_HARVEST"}
    words = {"JSON", "RFC", "TZ", "KEY", "HARVESTER", "TAB", "APPDATA", "GIT", "_MAX_DRAFTS", "MAX_DRAFTS"}
    by_libraries = {"HOME", "PATH", "XDG_DATA_HOME", "COMP_CWORD"}
    assert {name for name in told if len(name) > 2} - read - examples - words - by_libraries == set()
    assert told >= OTHER_VARIABLES


def test_the_keys_that_serve_as_examples_are_keys() -> None:
    text = topic("environment")
    for name in ("DOCUMENT", "TIMEZONE", "HARVEST__MAX_DRAFTS"):
        assert f"HARVESTER_{name}" in text
        table, _, key = name.lower().partition("__")
        assert table in Settings.model_fields
        assert not key or key in Settings().harvest.model_dump()


def test_the_exit_codes_are_those_of_the_errors() -> None:
    def codes(kind: type[HarvesterError]) -> set[int]:
        return {kind.exit_code}.union(
            *(codes(one) for one in kind.__subclasses__() if "harvester.errors" in one.__module__)
        )

    told = {int(line.split()[0]) for line in topic("exit-codes").splitlines() if re.match(r" +\d+   ", line)}
    assert told == codes(HarvesterError) | {0, 3}
    page = (ROOT / "docs" / "exit-codes.md").read_text()
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", page, re.MULTILINE)} == told


def test_every_date_that_is_shown_is_understood() -> None:
    section = topic("formats").split("Dates and periods")[1].split("Days, weeks and spans")[0]
    words = set(re.findall(r"(?:this|last) (?:week|quarter)|\d{4}-\S+|\b\d[dwmy]\b|today|yesterday", section))
    assert len(words) == 15
    for word in words:
        parse_period(word, NOW, BERLIN)


def test_the_formats_name_every_field_kind_role_and_word(program: Program) -> None:
    text = topic("formats")
    for word in (*Kind, *Role, *WORDS, *Health):
        assert re.search(rf"\b{word}\b", text), word
    program("add", "Praise from the hallway", "--category", "feedback")
    [evidence] = program("export").lines
    for key in re.findall(r'"(\w+)":', evidence):
        assert re.search(rf"\b{key}\b", text), key
    finding = program("doctor", "--json", "--offline").json
    for key in (*finding, *finding["findings"][0]):
        assert f'"{key}"' in text


def test_the_json_of_a_run_is_told_as_it_is(program: Program, inside_pay: object) -> None:
    assert inside_pay
    section = topic("formats").split("`harvester run --json`")[1].split("`harvester doctor")[0]
    report = program("run", "--json").json
    [source] = report["sources"]
    for key in (*report, *report["window"], *source, *report["drafts"]):
        assert f'"{key}"' in section
    told = set(re.findall(r'"(\w+)"', section)) - {"scope", "reason", "standing"}
    assert told == {*report, *report["window"], *source, *report["drafts"]}


def test_the_line_that_is_shown_is_one_that_nobody_touched() -> None:
    example = next(line for line in topic("formats").splitlines() if "<!-- hv" in line)
    document = Document(Path("brag.md"), f"## Projects\n\n{example.strip()}\n".encode(), exists=True)
    [line] = document.marked
    assert (str(line.ref), line.is_claimed, line.is_touched) == ("github:acme/pay#412", False, False)


def test_the_files_are_those_of_this_person(program: Program, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = program("help", "files")
    assert said.code == 0
    assert f"configuration   {home}/.config/harvester/config.toml" in said.out
    assert f"document        {home}/brag.md" in said.out
    assert f"state folder    {home}/.local/share/harvester" in said.out
    config = home / "mine.toml"
    config.write_text('document = "~/notes.md"\nstate_dir = "~/state"\n')
    monkeypatch.setenv("HARVESTER_CONFIG", str(config))
    said = program("help", "files")
    assert all(f" {path}\n" in said.out for path in (config, home / "notes.md", home / "state"))
    config.write_text("= nonsense")
    assert f"document        {home}/brag.md" in program("help", "files").out


def test_every_file_that_a_run_leaves_is_told(program: Program, inside_pay: object, home: Path) -> None:
    assert inside_pay
    program("run", "--scheduled")
    for path in (home / ".local/share/harvester").iterdir():
        if not path.name.endswith("-journal"):
            assert path.name in topic("files"), path.name


@pytest.mark.parametrize("name", TOPICS)
def test_a_topic_is_plain_text_for_a_terminal(program: Program, name: str) -> None:
    text = program("help", name).out
    assert text.endswith("\n")
    assert "$" not in text
    wide = [line for line in topic(name).splitlines() if len(line) > 80]
    assert wide == []
    assert text.isprintable() or all(line.isprintable() for line in text.splitlines())


def test_help_alone_lists_the_topics(program: Program) -> None:
    said = program("help")
    assert said.code == 0
    assert all(f"\n  {name} " in said.out for name in TOPICS)


@pytest.mark.parametrize("words", [["run"], ["rubric"], ["rubric", "check"], ["config", "show"]])
def test_help_of_a_command_is_its_own_help(program: Program, words: list[str]) -> None:
    assert program("help", *words).out == program(*words, "--help").out


@pytest.mark.parametrize(
    ("words", "what", "why"),
    [
        (["exit-code"], "There is no topic or command 'exit-code'.", "did you mean 'exit-codes'?"),
        (["zzz"], "There is no topic or command 'zzz'.", "topics: environment"),
        (["rubric", "lst"], "There is no command of harvester rubric 'lst'.", "did you mean 'list'?"),
        (["run", "fast"], "There is no command of harvester run 'fast'.", ""),
    ],
)
def test_what_there_is_no_help_of_is_refused(program: Program, words: list[str], what: str, why: str) -> None:
    said = program("help", *words)
    assert said.code == 2
    assert what in said.err
    assert why in said.err
    assert "  try: harvester" in said.err


def test_the_version_names_the_program_and_every_connector(program: Program) -> None:
    said = program("--version")
    assert (said.code, said.err) == (0, "")
    assert said.lines[0] == "harvester 0.1.0"
    assert [line.split()[0] for line in said.lines[1:]] == sorted(find_connectors())


def test_the_quick_reading_of_installed_packages_finds_what_pythons_own_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: Program
) -> None:
    notes = tmp_path / "Acme_Talks-1.2.3.dist-info"
    notes.mkdir()
    (notes / "METADATA").write_text("Metadata-Version: 2.1\nName: Acme-Talks\nVersion: 1.2.3\n")
    (notes / "entry_points.txt").write_text(
        "[console_scripts]\nx = y:z\n\n[harvester.connectors]\ntalks = acme.talks:Talks\n"
        "podcasts=acme:P\n\n[other]\nno = a:b\n"
    )
    shutil.copytree(notes, tmp_path / "again" / notes.name)
    monkeypatch.setattr(sys, "path", [str(tmp_path), str(tmp_path / "gone"), str(tmp_path / "again"), *sys.path])
    quick = {(name, package, version) for name, package, version in list_connectors()}
    own = {(one.name, one.distribution.lower(), one.version) for one in find_connectors().values()}
    assert quick == own
    assert program("--version").lines.count("talks 1.2.3 (acme-talks)") == 1


def test_a_version_needs_no_configuration(program: Program, home: Path) -> None:
    (home / "broken.toml").write_text("= nonsense")
    assert program("--config", home / "broken.toml", "--version").code == 0
    assert program("--config", home / "broken.toml", "help", "formats").code == 0


@pytest.mark.parametrize("group", ["auth", "config", "connectors", "people", "rubric", "schedule"])
def test_the_help_of_a_group_breaks_no_sentence_off(program: Program, group: str) -> None:
    commands = program(group, "--help").out.partition("Commands:\n")[2]
    assert "..." not in commands
    assert len([line for line in commands.splitlines() if line.rstrip().endswith(".")]) > 1
