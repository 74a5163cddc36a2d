"""A review as a command holds it: the sitting is put together, one of three ways leads through it, and it is closed."""

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from harvester.cli.console import print_notice
from harvester.cli.workplace import Workplace
from harvester.decide import Desk
from harvester.errors import InterruptedRunError, UsageError
from harvester.model import Draft, Evidence
from harvester.sitting import House, Sitting

if TYPE_CHECKING:
    from harvester.store import Store

DEFAULT_THRESHOLD: Final = 0.85
"""That of `harvester.config.settings`, which costs a while to load; a test compares them."""
PLAN_NAME: Final = "plan.txt"
"""A plan that was refused waits under this name in the state folder, so that no typed word is lost."""


def sit(workplace: Workplace, document: Path | None, way: str) -> None:
    """Hold one sitting by `screen`, `plain` or `plan`, and write the document at its end.

    Raises:
        DocumentError: the document changed meanwhile; the decisions are kept (exit 6).
        InterruptedRunError: the person stopped; the decisions are kept.
    """
    ways: dict[str, Callable[[Workplace, Sitting], bool]] = {"screen": _draw, "plain": _read_lines, "plan": _plan}
    with workplace.writing() as store:
        sitting = Sitting(Desk(store, workplace.place(document), workplace.now), _house(workplace, store))
        try:
            is_done = ways[way](workplace, sitting) if _has_something(sitting) else True
        except (KeyboardInterrupt, InterruptedRunError):
            raise InterruptedRunError(
                "Interrupted.", why=_kept(store) or "Nothing was decided.", cure="harvester review"
            ) from None
        notices = [*sitting.close(), sitting.summary()] if is_done else [_kept(store) or "Nothing was decided."]
    for notice in (*notices, *_tell_offers(sitting)):
        print_notice(notice)


def _has_something(sitting: Sitting) -> bool:
    if sitting.carried_over:
        count = f"{sitting.carried_over} decision{'s' * (sitting.carried_over != 1)}"
        print_notice(f"{count} of an earlier sitting will be written at the end of this one.")
    if not sitting.review.cards:
        print_notice(
            "No draft waits for you. Next: harvester run; or what was held back: harvester list --status held_back"
        )
    return bool(sitting.review.cards)


def _kept(store: "Store") -> str:
    count = len(store.unwritten.read())
    return f"{count} decision{'s are' if count != 1 else ' is'} kept; the next review writes them." if count else ""


def _tell_offers(sitting: Sitting) -> list[str]:
    from harvester.screen.notes import tell_offer

    return [line for offer in sitting.offers for line in tell_offer(sitting, offer)]


def _house(workplace: Workplace, store: "Store") -> House:
    def ignored(key: str) -> Sequence[str]:
        harvest = workplace.settings.harvest
        return harvest.ignore_titles if key == "ignore_titles" else harvest.ignore_paths

    def propose(evidence: Sequence[Evidence]) -> Draft | None:
        from harvester.classify import build_classifier
        from harvester.draft import build_drafter
        from harvester.model import WorkItem
        from harvester.round import read_lessons
        from harvester.rubric import load_rubric

        work_item = WorkItem(evidence[0].ref, [workplace.people.date_classes(one) for one in evidence])
        lessons = read_lessons(store, workplace.people)
        judgement = build_classifier(load_rubric(workplace.settings.rubric), lessons).judge_work_item(work_item)
        return build_drafter().propose(work_item, judgement)

    def criteria() -> Sequence[tuple[str, str]]:
        from harvester.rubric import load_rubric

        return [(one.id, one.name) for one in load_rubric(workplace.settings.rubric).criteria]

    return House(threshold=read_threshold(workplace), propose=propose, criteria=criteria, ignored=ignored)


def read_threshold(workplace: Workplace) -> float:
    """Read [review] batch_threshold, validating the whole configuration only if it is not simply there or absent."""
    written = workplace.file.written.get("review", {})
    named = written.get("batch_threshold", DEFAULT_THRESHOLD) if isinstance(written, dict) else None
    is_overridden = any(name.startswith("HARVESTER_REVIEW") for name in os.environ)
    if isinstance(named, float) and 0.0 <= named <= 1.0 and not is_overridden:
        return named
    return workplace.settings.review.batch_threshold


def _draw(workplace: Workplace, sitting: Sitting) -> bool:
    del workplace
    from harvester.screen.app import draw_review

    return draw_review(sitting)


def _read_lines(workplace: Workplace, sitting: Sitting) -> bool:
    from harvester.screen.plain import PlainReview

    del workplace
    return PlainReview(sitting, ask=_ask, say=click.echo).run()


def _ask(prompt: str) -> str | None:
    """Print a prompt and read a line; None at the end of what is typed."""
    click.echo(prompt, nl=False)
    sys.stdout.flush()
    try:
        line = sys.stdin.readline()
    except (OSError, AttributeError) as error:
        raise UsageError(
            "There is nobody to ask: standard input cannot be read.",
            cure="harvester list; then harvester review --accept REF --reject REF",
        ) from error
    if not sys.stdin.isatty():
        click.echo(line.rstrip("\n"))
    return line.rstrip("\r\n") if line else None


def _plan(workplace: Workplace, sitting: Sitting) -> bool:
    """Let the person write a plan; one that is refused is kept and opened again the next time."""
    from harvester.review import parse_plan, render_plan
    from harvester.screen.editor import edit_file, edit_sentence
    from harvester.screen.notes import editor_notes

    kept = workplace.essentials.state_folder / PLAN_NAME
    text = kept.read_text(encoding="utf-8") if kept.exists() else render_plan(sitting.review.cards)
    written = edit_file(text, PLAN_NAME)
    kept.touch(mode=0o600)
    kept.write_text(written, encoding="utf-8")
    plan = parse_plan(written, sitting.review.cards)
    kept.unlink()
    for asked in sitting.follow(plan):
        sitting.review = sitting.review.pick(asked.ref)
        words = edit_sentence(sitting.card.text, editor_notes(sitting))
        print_notice(sitting.edit(words) if words else sitting.reject())
    for line in sitting.difference():
        print_notice(line)
    return True
