"""Reads a rubric file, strictly: what is misspelt, unresolved or twice is refused with file, line and key."""

import hashlib
import re
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Final

from harvester.errors import UsageError
from harvester.model import CORE_TAGS
from harvester.rubric.model import Criterion, Expectation, Level, Observability, Rubric
from harvester.rubric.table import Page, Table

SCHEMA: Final = 1
MAX_BYTES: Final = 4_000_000
TRACKS: Final = ("ic", "manager", "other")
KINDS: Final = ("behaviour", "scope", "example", "track-record")

_BUILTIN: Final = Path(__file__).parent / "builtin"
_ID: Final = re.compile(r"[a-z0-9][a-z0-9._-]*")


def builtin_rubrics() -> Sequence[str]:
    """The names of the rubrics that come with the program."""
    return sorted(path.stem for path in _BUILTIN.glob("*.toml"))


def load_rubric(name_or_path: str | Path) -> Rubric:
    """Read a built-in rubric by its name, or a rubric file.

    Raises:
        UsageError: there is no such rubric, or its file cannot be read.
        ConfigError: the file breaks a rule of the format; says file, line and key.
    """
    if str(name_or_path) in builtin_rubrics():
        path = _BUILTIN / f"{name_or_path}.toml"
        return parse_rubric(path.read_text(encoding="utf-8"), path.name)
    path = Path(name_or_path).expanduser()
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UsageError(
                f"{path} is too large for a rubric.",
                why=f"At most {MAX_BYTES} bytes are read.",
                cure="harvester rubric list",
            )
        return parse_rubric(path.read_text(encoding="utf-8-sig"), str(path))
    except FileNotFoundError as error:
        raise UsageError(
            f"There is no rubric {str(name_or_path)!r}.",
            why=f"Built in: {', '.join(builtin_rubrics())}. Anything else is the path of a file.",
            cure="harvester rubric list",
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The rubric {path} cannot be read.", why=str(error), cure="harvester rubric list") from error


def parse_rubric(text: str, path: str) -> Rubric:
    """Read the text of a rubric file; `path` is what errors call it.

    Raises:
        ConfigError: the text breaks a rule of the format; says file, line and key.
    """
    page = Page(path, text)
    for key in page.content:
        if key not in {"schema", "rubric", "levels", "criteria", "expectations"}:
            page.refuse((key,), "is no key of a rubric", cure="use schema, rubric, levels, criteria, expectations")
    if page.content.get("schema") != SCHEMA:
        page.refuse(("schema",), f"is missing or not {SCHEMA}", cure=f"write schema = {SCHEMA} in the first line")
    criteria_tables = page.tables("criteria", at_least=1)
    criteria = [_criterion(table) for table in criteria_tables]
    _refuse_repeated(criteria_tables, [one.id for one in criteria])
    levels = _levels(page, criteria)
    expectations = _expectations(page, levels, criteria)
    return _rubric(page.table("rubric"), levels, criteria, expectations)


def _rubric(
    table: Table, levels: Sequence[Level], criteria: Sequence[Criterion], expectations: Sequence[Expectation]
) -> Rubric:
    rubric = Rubric(
        id=_id(table),
        name=table.text("name"),
        version=table.text("version", ""),
        cumulative=table.flag("cumulative"),
        source=table.text("source", ""),
        source_sha256=table.text("source_sha256", ""),
        imported_with=table.text("imported_with", ""),
        licence=table.text("licence", ""),
        notice=table.text("notice", ""),
        levels=tuple(levels),
        criteria=tuple(criteria),
        expectations=tuple(expectations),
    )
    table.refuse_the_rest()
    return rubric


def _criterion(table: Table) -> Criterion:
    criterion = Criterion(
        id=_id(table),
        name=table.text("name"),
        group=table.text("group", ""),
        summary=table.text("summary", ""),
        core=table.texts("core"),
        weight=table.number("weight", 1.0),
        steps=table.texts("steps"),
    )
    table.refuse_the_rest()
    if not criterion.core:
        table.refuse("core", "is missing: nothing could be matched", cure=f"name some of {', '.join(CORE_TAGS)}")
    for tag in criterion.core:
        if tag not in CORE_TAGS:
            table.refuse("core", f"names {tag!r}, which is no core tag", cure=f"use some of {', '.join(CORE_TAGS)}")
    return criterion


def _levels(page: Page, criteria: Sequence[Criterion]) -> Sequence[Level]:
    tables = page.tables("levels", at_least=1)
    levels = [_level(table, position, criteria) for position, table in enumerate(tables, 1)]
    _refuse_repeated(tables, [one.id for one in levels])
    highest: dict[str, int] = {}
    for table, level in zip(tables, levels, strict=True):
        if level.order <= highest.get(level.track, -1):
            table.refuse("order", f"is {level.order}, not above the level before it in the track {level.track!r}")
        highest[level.track] = level.order
    return levels


def _level(table: Table, position: int, criteria: Sequence[Criterion]) -> Level:
    level = Level(
        id=_id(table),
        name=table.text("name"),
        track=table.choice("track", TRACKS, "ic"),
        order=table.whole("order", position) or 0,
        typical_months=table.span("typical_months"),
        default_step=table.whole("default_step"),
        targets=table.wholes("targets"),
        gate=table.text("gate", ""),
        at_least=_at_least(table),
    )
    table.refuse_the_rest()
    steps = {criterion.id: len(criterion.steps) for criterion in criteria}
    for criterion_id, step in level.targets.items():
        if criterion_id not in steps:
            table.refuse("targets", f"names {criterion_id!r}, which is no criterion")
        if step > steps[criterion_id]:
            table.refuse("targets", f"asks for step {step} of {criterion_id!r}, which has {steps[criterion_id]}")
    return level


def _at_least(table: Table) -> tuple[int, int] | None:
    wanted = table.wholes("at_least")
    if not wanted:
        return None
    if set(wanted) != {"step", "criteria"}:
        table.refuse("at_least", "must hold step and criteria", cure="at_least = { step = 2, criteria = 2 }")
    return wanted["step"], wanted["criteria"]


def _expectations(page: Page, levels: Sequence[Level], criteria: Sequence[Criterion]) -> Sequence[Expectation]:
    tables = page.tables("expectations")
    steps = {criterion.id: len(criterion.steps) for criterion in criteria}
    level_ids = {level.id for level in levels}
    expectations = [_expectation(table, level_ids, steps) for table in tables]
    _refuse_repeated(tables, [one.id for one in expectations])
    same_as = {one.id: "" if one.text else one.same_as for one in expectations}
    for table, expectation in zip(tables, expectations, strict=True):
        if expectation.same_as and expectation.same_as not in same_as:
            table.refuse("same_as", f"names {expectation.same_as!r}, which is no expectation")
        if _is_loop(expectation.id, same_as):
            table.refuse("same_as", "leads back to itself")
    return expectations


def _expectation(table: Table, level_ids: Collection[str], steps: dict[str, int]) -> Expectation:
    criterion = table.text("criterion")
    if criterion not in steps:
        table.refuse("criterion", f"is {criterion!r}, which is no criterion", cure=f"use one of {', '.join(steps)}")
    level, step = table.text("level", ""), table.whole("step")
    if bool(level) == (step is not None):
        table.refuse("level", "or step must be there, and not both")
    if level and level not in level_ids:
        table.refuse("level", f"is {level!r}, which is no level", cure=f"use one of {', '.join(sorted(level_ids))}")
    if step is not None and not 1 <= step <= steps[criterion]:
        table.refuse("step", f"is {step}; {criterion!r} has steps 1 to {steps[criterion]}")
    same_as = table.text("same_as", "")
    text = table.text("text", "" if same_as else None)
    expectation = Expectation(
        id=table.text("id", f"{criterion}.{level or step}.{digest_text(text)}"),
        criterion=criterion,
        level=level,
        step=step,
        text=text,
        kind=table.choice("kind", KINDS, "behaviour"),
        evidence=Observability(table.choice("evidence", [one.value for one in Observability], "proxy")),
        signals=table.texts("signals"),
        examples=table.texts("examples"),
        same_as=same_as,
        proficiency=table.text("proficiency", ""),
    )
    table.refuse_the_rest()
    return expectation


def digest_text(text: str) -> str:
    """Six hex digits that stand for a statement, whatever its case and white space."""
    return hashlib.sha256(" ".join(text.split()).casefold().encode()).hexdigest()[:6]


def _id(table: Table) -> str:
    name = table.text("id")
    if not _ID.fullmatch(name):
        table.refuse("id", f"is {name!r}", cure="use small letters, digits, hyphens, underscores and dots")
    return name


def _refuse_repeated(tables: Sequence[Table], ids: Iterable[str]) -> None:
    known: set[str] = set()
    for table, name in zip(tables, ids, strict=True):
        if name in known:
            table.refuse("id", f"{name!r} stands twice")
        known.add(name)


def _is_loop(start: str, same_as: dict[str, str]) -> bool:
    visited = set()
    at = start
    while at in same_as:
        if at in visited:
            return True
        visited.add(at)
        at = same_as[at]
    return False
