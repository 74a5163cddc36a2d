"""`harvester doctor`: what goes wrong in silence, each with its cure; it looks, and never writes."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import click

from harvester.doctor import Examination, check_up
from harvester.doctor.installation import examine_installation
from harvester.doctor.words import ill
from harvester.exchange import SCHEMA
from harvester.model import Finding, Health

_FAILED: Final = 1


@click.command("doctor")
# What other commands share would load libraries, of which one may be what is broken.
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--offline", is_flag=True, help="Ask no server.")
@click.pass_context
def doctor_command(ctx: click.Context, *, as_json: bool, offline: bool) -> None:
    """Find what goes wrong in silence, and say what helps.

    It needs no configuration and writes nothing. The exit code is 1 when something fails; a warning alone is 0.
    """
    findings = check_up([Examination("installation", examine_installation), *_name_others(ctx, is_offline=offline)])
    code = _FAILED if any(finding.state is Health.FAIL for finding in findings) else 0
    if as_json:
        rows = [_render(finding) for finding in findings]
        rendered = {"schema": SCHEMA, "offline": offline, "findings": rows, "exit": code}
        click.echo(json.dumps(rendered, ensure_ascii=False, indent=2))
    else:
        for line in _tell(findings, is_offline=offline):
            click.echo(line)
    ctx.exit(code)


def _render(finding: Finding) -> dict[str, str]:
    return {
        "area": finding.area,
        "state": finding.state.value,
        "what": finding.what,
        "why": finding.why,
        "cure": finding.cure,
    }


def _tell(findings: Sequence[Finding], *, is_offline: bool) -> Iterator[str]:
    """Say what fails, then what may, then how much is well."""
    for state in (Health.FAIL, Health.WARN):
        for finding in findings:
            if finding.state is state:
                yield f"{state.value:4}  {finding.area}: {finding.what}"
                if finding.why:
                    yield f"      why: {finding.why}"
                yield f"      try: {finding.cure}"
    fine = Counter(finding.state for finding in findings)[Health.OK]
    yield f"{fine} checks fine" + ("; no server was asked" if is_offline else "")


def _name_others(ctx: click.Context, *, is_offline: bool) -> Sequence[Examination]:
    """Name the examinations that need the libraries; where one is broken, that it is."""
    try:
        from harvester.cli.examinations import list_examinations
    except Exception as error:  # noqa: BLE001 - whatever stands in the place of a library may fail in any way
        broken = ill(
            f"The program does not start: {type(error).__name__}: {error}.",
            why="a library is missing, or something else stands in its place",
            cure="uv tool install --reinstall evidence-harvester",
        )
        return [Examination("installation", lambda: [broken])]
    return list(list_examinations(ctx, is_offline=is_offline))
