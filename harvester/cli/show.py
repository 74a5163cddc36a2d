"""`harvester show REF`: a draft or piece of evidence, and why it says what it says."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import click

from harvester.cli.refs import complete_refs, parse_ref
from harvester.cli.workplace import Workplace, json_option, open_workplace
from harvester.errors import UsageError
from harvester.exchange import SCHEMA, render_evidence, render_judgement, render_matches, render_time
from harvester.model import Draft, FileChange, Judgement, Ref
from harvester.store import Store, StoredDraft, StoredEvidence

_FILES_NAMED: Final = 3


@click.command("show")
@click.argument("ref", shell_complete=complete_refs)
@click.option("--why", is_flag=True, help="Say which words, files or links led to what.")
@json_option
@click.pass_context
def show_command(ctx: click.Context, *, ref: str, why: bool, as_json: bool) -> None:
    """Show a draft or a piece of evidence by its ref."""
    workplace = open_workplace(ctx)
    with workplace.reading() as store:
        draft, found = _find(store, parse_ref(ref))
        evidence = [replace(one, evidence=workplace.people.date_classes(one.evidence)) for one in found]
        weighed = _weigh(workplace, store, evidence) if why else {}
    if as_json:
        click.echo(json.dumps(_render(draft, evidence), ensure_ascii=False, indent=2))
        return
    lines = [*(_draft_lines(draft, why=why) if draft else ()), *_evidence_lines(evidence, weighed, why=why)]
    click.echo("\n".join(lines))


def _find(store: Store, ref: Ref) -> tuple[StoredDraft | None, list[StoredEvidence]]:
    """Give the draft of that ref with all its evidence, or the evidence alone."""
    lead = store.evidence.draft_refs([ref]).get(ref, ref)
    draft = next(iter(store.drafts.read(refs=[lead])), None)
    wanted = [ref] if draft is None or lead != ref else [*draft.draft.refs, ref]
    evidence = list(store.evidence.read(refs=list(dict.fromkeys(wanted))))
    if draft is None and not evidence:
        raise UsageError(f"Nothing has the ref {ref}.", cure="harvester list --status evidence")
    return draft, evidence


def _render(draft: StoredDraft | None, evidence: list[StoredEvidence]) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "draft": _render_draft(draft.draft) if draft else None,
        "state": draft.state.value if draft else None,
        "verdict": draft.verdict.kind.value if draft and draft.verdict else None,
        "evidence": [
            {**render_evidence(one.evidence), **render_judgement(one.judgement, one.draft_ref)} for one in evidence
        ],
    }


def _render_draft(draft: Draft) -> dict[str, Any]:
    return {
        "ref": str(draft.ref),
        "category": draft.category.value,
        "text": draft.text,
        "happened_at": render_time(draft.happened_at),
        "criteria": render_matches(draft.matches),
        "refs": [str(ref) for ref in draft.refs],
        "links": [{"label": label, "url": address} for label, address in draft.links],
        "confidence": draft.confidence,
        "reason": draft.reason,
        "claims": [{"claim": claim, "ref": str(ref)} for claim, ref in draft.claims],
    }


def _draft_lines(stored: StoredDraft, *, why: bool) -> Iterator[str]:
    draft = stored.draft
    state = stored.verdict.kind.value if stored.verdict else stored.state.value.replace("_", " ")
    category = (stored.verdict or draft).category
    yield f"{category.value} · {state} · {render_time(draft.happened_at)[:10]}"
    yield f"  {draft.text}"
    if why:
        yield f"  confidence {draft.confidence:.2f}: {draft.reason}"
        for match in draft.matches:
            yield f"  {match.criterion_id} {match.strength:.2f}: {match.reason}"
        for claim, ref in draft.claims:
            yield f"  “{claim}” is in {ref}"


def _evidence_lines(
    evidence: list[StoredEvidence], weighed: Mapping[Ref, Sequence[str]], *, why: bool
) -> Iterator[str]:
    for stored in evidence:
        one = stored.evidence
        yield f"{one.ref} · {one.kind.value} · {one.role.value} · {render_time(one.happened_at)[:10]}"
        yield f"  {one.title}"
        if one.url:
            yield f"  {one.url}"
        if one.files:
            yield f"  {_name_files(one.files)}"
        if why and stored.judgement:
            yield from _judgement_lines(stored.judgement)
        yield from (f"    {line}" for line in weighed.get(one.ref, ()))


def _weigh(workplace: Workplace, store: Store, evidence: list[StoredEvidence]) -> dict[Ref, Sequence[str]]:
    """Say of each piece what weighed most, by the classifier as the person's verdicts have taught it by now."""
    from harvester.classify import build_classifier
    from harvester.round import read_lessons
    from harvester.rubric import load_rubric

    classifier = build_classifier(load_rubric(workplace.settings.rubric), read_lessons(store, workplace.people))
    return {stored.evidence.ref: classifier.explain(stored.evidence)[1:] for stored in evidence}


def _name_files(files: Sequence[FileChange]) -> str:
    named = ", ".join(change.path for change in files[:_FILES_NAMED])
    rest = len(files) - _FILES_NAMED
    return f"{named} and {rest} more" if rest > 0 else named


def _judgement_lines(judgement: Judgement) -> Iterator[str]:
    yield f"  {judgement.category.value} {judgement.confidence:.2f}: {judgement.reason}"
    for match in judgement.matches:
        yield f"  {match.criterion_id} {match.strength:.2f}: {match.reason}"
    if judgement.substantive is not None:
        word = "substantive" if judgement.substantive else "not substantive"
        yield f"  {word}: {judgement.substantive_reason}"
