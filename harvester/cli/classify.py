"""`harvester classify`: what evidence means, without a configuration and without a store."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import IO, Any

import click

from harvester.classify import Classifier, build_classifier
from harvester.clean import clean_body, clean_line
from harvester.draft import Drafter, build_drafter
from harvester.errors import UsageError
from harvester.exchange import parse_line, render_line, render_matches
from harvester.model import Category, Context, Evidence, FileChange, WorkItem
from harvester.rubric import load_rubric


@click.command("classify")
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--rubric", default="default", metavar="NAME|FILE", help="The rubric whose criteria are proposed.")
def classify_command(*, file: IO[bytes], rubric: str) -> None:
    """Classify evidence given as JSON Lines in FILE, or on standard input; one line out for each, in order.

    The input is what `harvester export` prints; only kind, role and title are required.
    """
    classifier = build_classifier(load_rubric(rubric))
    drafter = build_drafter()
    for ref, evidence in _read_lines(file):
        click.echo(render_line({"ref": ref, **_judge(evidence, classifier, drafter)}))


def _judge(evidence: Evidence, classifier: Classifier, drafter: Drafter) -> dict[str, Any]:
    judgement = classifier.judge(evidence)
    is_routine = judgement.category is Category.ROUTINE
    draft = None if is_routine else drafter.propose(WorkItem(evidence.ref, (evidence,)), judgement)
    return {
        "category": judgement.category.value,
        "criteria": render_matches(judgement.matches),
        "substantive": judgement.substantive,
        "draft": draft.text if draft else None,
    }


def _read_lines(file: IO[bytes]) -> Iterator[tuple[str | None, Evidence]]:
    """Read each line; its ref is handed on as it stands, whatever it looks like."""
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            content = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise UsageError(
                f"Line {number} is no JSON.", why=str(error).split(":")[0], cure="harvester help formats"
            ) from error
        ref = content.pop("ref", None) if isinstance(content, dict) else None
        yield ref, _clean(parse_line(json.dumps(content), number))


def _clean(evidence: Evidence) -> Evidence:
    context = evidence.context
    return replace(
        evidence,
        title=clean_line(evidence.title),
        body=clean_body(evidence.body),
        labels=tuple(clean_line(label) for label in evidence.labels),
        files=tuple(FileChange(clean_line(file.path), file.added, file.deleted) for file in evidence.files),
        context=Context(clean_line(context.pull_request), clean_body(context.diff), clean_body(context.reply_to)),
    )
