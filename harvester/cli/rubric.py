"""`harvester rubric`: which rubrics there are, what they ask for, whether a file is right, and which one counts."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from harvester.cli.console import print_notice
from harvester.cli.group import Group
from harvester.cli.workplace import json_option, open_workplace
from harvester.exchange import SCHEMA
from harvester.rubric import Level, Observability, Rubric, builtin_rubrics, load_rubric, survey_rubric

_WORDS = {Observability.DIRECT: "", Observability.PROXY: " (by proxy)", Observability.MANUAL: " (only you can tell)"}


@click.group("rubric", cls=Group)
def rubric_command() -> None:
    """List, show, check and choose promotion rubrics."""


@rubric_command.command("list")
@json_option
@click.pass_context
def list_rubrics(ctx: click.Context, *, as_json: bool) -> None:
    """List the built-in rubrics and the one in use."""
    in_use = open_workplace(ctx).settings.rubric
    names = [*builtin_rubrics(), *([] if in_use in builtin_rubrics() else [in_use])]
    rubrics = [(name, load_rubric(name)) for name in names]
    if as_json:
        rows = [{"rubric": name, "name": one.name, "in_use": name == in_use} for name, one in rubrics]
        click.echo(json.dumps({"schema": SCHEMA, "rubrics": rows}, ensure_ascii=False, indent=2))
        return
    for name, one in rubrics:
        levels = ", ".join(level.id for level in one.levels)
        click.echo(f"{'*' if name == in_use else ' '} {name}\t{one.name}\t{levels}")


@rubric_command.command("show")
@click.argument("name", required=False)
@click.option("--level", "level_id", metavar="ID", help="Only what this level asks for.")
@json_option
@click.pass_context
def show_rubric(ctx: click.Context, *, name: str | None, level_id: str | None, as_json: bool) -> None:
    """Show a rubric: its criteria, the core tags they map to, and what each level expects."""
    rubric = load_rubric(name or open_workplace(ctx).settings.rubric)
    levels = [rubric.level(level_id)] if level_id else list(rubric.levels)
    if as_json:
        click.echo(json.dumps(_render(rubric, levels), ensure_ascii=False, indent=2))
        return
    click.echo(f"{rubric.name} ({rubric.id})")
    for criterion in rubric.criteria:
        click.echo(f"\n{criterion.name} [{criterion.id}], evidence by {', '.join(criterion.core)}")
        if criterion.summary:
            click.echo(f"  {criterion.summary}")
        for level in levels:
            for one in rubric.stated_at(level):
                if one.criterion == criterion.id:
                    click.echo(f"  {level.id}: {rubric.text_of(one)}{_WORDS[one.evidence]}")
    if rubric.notice:
        click.echo(f"\n{rubric.notice}")


@rubric_command.command("check")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
def check_rubric(*, file: Path) -> None:
    """Read a rubric file strictly, and say how much of it can be harvested."""
    rubric = load_rubric(file.absolute())
    survey = survey_rubric(rubric)
    click.echo(f"{file}: right")
    counted = ", ".join(f"{count} {kind.value}" for kind, count in survey.observability.items())
    click.echo(f"levels: {len(rubric.levels)}, criteria: {len(rubric.criteria)}, expectations: {counted}")
    for tag in survey.unmapped_tags:
        print_notice(f"note: no criterion maps to the core tag {tag}; evidence of it is matched to nothing")
    for level_id, criterion_id in survey.empty_cells:
        print_notice(f"note: {level_id} expects nothing of {criterion_id}")


@rubric_command.command("use")
@click.argument("name", metavar="NAME|FILE")
@click.pass_context
def use_rubric(ctx: click.Context, *, name: str) -> None:
    """Choose the rubric that counts from now on: writes it into the configuration file."""
    from harvester.config.disk import write_config

    chosen = name if name in builtin_rubrics() else str(Path(name).expanduser().absolute())
    rubric = load_rubric(chosen)
    workplace = open_workplace(ctx)
    write_config(workplace.file, set_rubric(workplace.file.text, chosen))
    click.echo(f"{rubric.name} ({chosen}) is in use: {workplace.file.path}")


def set_rubric(text: str, name: str) -> str:
    """Set the top-level key `rubric` in the text of a configuration file; every other byte stays."""
    line = f"rubric = {json.dumps(name, ensure_ascii=False)}"
    head = re.search(r"^[ \t]*\[", text, re.MULTILINE)
    top, rest = (text[: head.start()], text[head.start() :]) if head else (text, "")
    changed, count = re.subn(
        r"^[ \t]*rubric[ \t]*=[^\n#]*?(?=[ \t]*(?:#[^\n]*)?\r?$)", lambda _: line, top, flags=re.MULTILINE
    )
    if count:
        return changed + rest
    if top and not top.endswith("\n"):
        top += "\n"
    return f"{top}{line}\n{rest}"


def _render(rubric: Rubric, levels: Sequence[Level]) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "rubric": {"id": rubric.id, "name": rubric.name, "version": rubric.version, "cumulative": rubric.cumulative},
        "levels": [{"id": level.id, "name": level.name, "track": level.track} for level in rubric.levels],
        "criteria": [
            {"id": one.id, "name": one.name, "group": one.group, "summary": one.summary, "core": list(one.core)}
            for one in rubric.criteria
        ],
        "expectations": [
            {
                "id": one.id,
                "criterion": one.criterion,
                "level": level.id,
                "evidence": one.evidence.value,
                "text": rubric.text_of(one),
            }
            for level in levels
            for one in rubric.stated_at(level)
        ],
    }
