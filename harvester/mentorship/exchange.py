"""The account as JSON: the numbers with their definition, and in detail also what the text says beside them."""

from collections.abc import Mapping, Sequence
from typing import Any

from harvester.exchange import SCHEMA, render_time
from harvester.mentorship.account import Account, Counterpart, Counts, Thread
from harvester.mentorship.definition import DEFINITION
from harvester.mentorship.examples import Example
from harvester.mentorship.naming import name_class
from harvester.mentorship.talk import Exclusion, Remark
from harvester.mentorship.words import render_headline
from harvester.model import Kind


def render_account(account: Account, examples: Sequence[Example], *, with_details: bool = False) -> dict[str, Any]:
    """Give the account as `mentorship --json` prints it; `with_details` as with `--details`."""
    content = {
        "schema": SCHEMA,
        "window": {"since": render_time(account.window.since), "until": render_time(account.window.until)},
        "definition": DEFINITION,
        "people": [_render_person(one) | _render_adopted(one.counts) for one in account.people],
        "totals": {"people": len(account.people)} | _render_counts(account.totals) | _render_adopted(account.totals),
        "excluded": {why.value: account.count_excluded(why) for why in Exclusion},
    }
    return content | (_render_rest(account, examples) if with_details else {})


def _render_rest(account: Account, examples: Sequence[Example]) -> dict[str, Any]:
    return {
        "headline": render_headline(account),
        "examples": [_render_example(one) for one in examples],
        "received": {
            "people": [_render_person(one) for one in account.received],
            "totals": {"people": len(account.received)} | _render_counts(account.received_totals),
        },
        "details": _render_details(account),
    }


def _render_person(one: Counterpart) -> dict[str, Any]:
    who = {"person": one.person, "name": one.name, "class": name_class(one.person_class)}
    return who | _render_counts(one.counts)


def _render_counts(counts: Counts) -> dict[str, Any]:
    return {
        "inline": counts.inline,
        "conversation": counts.conversation,
        "review_bodies": counts.review_bodies,
        "threads": counts.threads,
        "pull_requests": counts.pull_requests,
        "weeks": counts.weeks,
        "explanatory": counts.explanatory,
    }


def _render_adopted(counts: Counts) -> dict[str, Any]:
    return {"adopted": {adoption.value: number for adoption, number in counts.adopted.items()}}


def _render_example(example: Example) -> dict[str, Any]:
    return {
        "thread": str(example.thread.ref),
        "url": example.url,
        "whom": example.whom,
        "title": example.title,
        "quote": example.quote,
        "adopted": example.grade.adoption.value,
    }


def _render_details(account: Account) -> Sequence[Mapping[str, Any]]:
    """List every thread that counts, and every one that does not, with the reason."""
    counted = [_render_thread(one) for one in account.threads]
    return [*counted, *(_render_excluded(one, why) for (_, why), one in account.excluded_threads.items())]


def _render_thread(thread: Thread) -> dict[str, Any]:
    opinion, grade = thread.telling.opinion, thread.grade
    return _render_place(thread.remarks) | {
        "person": thread.person,
        "class": name_class(thread.person_class),
        "counts": True,
        "excluded": None,
        "explanatory": bool(thread.explaining),
        "reason": opinion.reason,
        "decided_by_me": opinion.is_mine,
        "adopted": grade.adoption.value if grade else None,
        "adopted_reason": grade.reason if grade else "",
    }


def _render_excluded(remarks: Sequence[Remark], why: Exclusion) -> dict[str, Any]:
    return _render_place(remarks) | {
        "person": None if why is Exclusion.OWN else remarks[-1].person,
        "class": None,
        "counts": False,
        "excluded": why.value,
        "explanatory": False,
        "reason": "",
        "decided_by_me": False,
        "adopted": None,
        "adopted_reason": "",
    }


def _render_place(remarks: Sequence[Remark]) -> dict[str, Any]:
    kinds = [one.kind for one in remarks]
    return {
        "thread": str(remarks[0].thread),
        "pull_request": str(remarks[0].pull_request),
        "url": remarks[0].url,
        "weeks": sorted({one.week for one in remarks}),
        "inline": kinds.count(Kind.REVIEW_COMMENT),
        "conversation": kinds.count(Kind.COMMENT),
        "review_bodies": kinds.count(Kind.REVIEW),
    }
