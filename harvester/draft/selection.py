"""Selection: the strongest drafts within the limits; what is left out stays, with its reason.

Near-duplicates and many small similar things fold into one draft first, so that six typo fixes cost one line.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, timedelta, tzinfo
from typing import Final

from harvester.draft.headlines import ROOM
from harvester.model import Draft, Ref
from harvester.period import week_of

_SERIES_FROM: Final = 3
"""Similar drafts from which on they are one line."""
_NEAR: Final = timedelta(days=14)
_OPENING_WORDS: Final = 3
_WORD: Final = re.compile(r"[^\W\d_][\w'\u2019-]*")
_FRAME: Final = re.compile(r"Changed [\w-]+(?: [\w-]+){0,3} to ")
"""What our own words put before a title's: it says nothing about being alike."""
_LONGEST_SIMILAR: Final = 90
"""Characters of a draft small enough to be one of many."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What goes into the document (`kept`, oldest first), and what does not, each with the reason in words."""

    kept: Sequence[Draft]
    held_back: Sequence[tuple[Draft, str]] = ()
    folded: Sequence[tuple[Draft, Ref, str]] = ()


def select_drafts(
    proposals: Sequence[Draft],
    *,
    limit_a_week: int,
    first_run_limit: int | None = None,
    already: Mapping[str, int] | None = None,
    zone: tzinfo = UTC,
) -> Selection:
    """Fold what is alike, then keep the strongest of each ISO week of the event, and of a first run.

    `already` says how many drafts a week (`2026-W46`) has had; `zone` is the person's, in which weeks begin.
    """
    single, folded = _fold(sorted(proposals, key=rank_draft))
    kept: list[Draft] = []
    held_back: list[tuple[Draft, str]] = []
    taken = dict(already or {})
    for draft in sorted(single, key=rank_draft):
        week = week_of(draft.happened_at, zone)
        if taken.get(week, 0) >= limit_a_week:
            held_back.append((draft, f"{week} already has its {limit_a_week} strongest drafts"))
        elif first_run_limit is not None and len(kept) >= first_run_limit:
            held_back.append((draft, f"a first run drafts the {first_run_limit} strongest only"))
        else:
            taken[week] = taken.get(week, 0) + 1
            kept.append(draft)
    return Selection(sorted(kept, key=lambda draft: (draft.happened_at, str(draft.ref))), held_back, folded)


def rank_draft(draft: Draft) -> tuple[float, float, float, str]:
    """Order drafts, the strongest first: confidence, then what the criteria say, then the earlier."""
    strength = sum(match.strength for match in draft.matches)
    return -draft.confidence, -strength, draft.happened_at.timestamp(), str(draft.ref)


def _fold(proposals: Sequence[Draft]) -> tuple[Sequence[Draft], Sequence[tuple[Draft, Ref, str]]]:
    folded: list[tuple[Draft, Ref, str]] = []
    single = list(proposals)
    for key, least, why in (
        (_tell_same, 2, "says the same as {ref}"),
        (_tell_similar, _SERIES_FROM, "one of {count} small similar changes, told by {ref}"),
    ):
        groups: dict[object, list[Draft]] = defaultdict(list)
        for draft in single:
            groups[key(draft)].append(draft)
        single = []
        for group in groups.values():
            for near in _split_by_time(group):
                if len(near) < least:
                    single += near
                    continue
                told = min(near, key=rank_draft)
                rest = [draft for draft in near if draft is not told]
                single.append(_merge(told, rest))
                reason = why.format(ref=told.ref, count=len(near))
                folded += [(draft, told.ref, reason) for draft in rest]
    return single, folded


def _tell_same(draft: Draft) -> object:
    words = frozenset(word.casefold() for word in _WORD.findall(draft.text))
    return (draft.category, words) if len(words) >= _SERIES_FROM else draft.ref


def _tell_similar(draft: Draft) -> object:
    words = [word.casefold() for word in _WORD.findall(_FRAME.sub("", draft.text, count=1))][:_OPENING_WORDS]
    if len(draft.text) > _LONGEST_SIMILAR or len(words) < _OPENING_WORDS or "“" in draft.text:
        return draft.ref
    return draft.category, tuple(words), draft.ref.source


def _split_by_time(group: Sequence[Draft]) -> Sequence[Sequence[Draft]]:
    runs: list[list[Draft]] = []
    for draft in sorted(group, key=lambda one: (one.happened_at, str(one.ref))):
        if runs and draft.happened_at - runs[-1][-1].happened_at <= _NEAR:
            runs[-1].append(draft)
        else:
            runs.append([draft])
    return runs


def _merge(told: Draft, rest: Sequence[Draft]) -> Draft:
    refs = dict.fromkeys((*told.refs, told.ref, *(ref for draft in rest for ref in (draft.ref, *draft.refs))))
    links = dict.fromkeys((*told.links, *(link for draft in rest for link in draft.links[:1])))
    claims = (*told.claims, *(claim for draft in rest for claim in draft.claims))
    noun = "similar changes" if len(rest) > 1 else "similar change"
    text = f"{told.text.rstrip('.')}, and {len(rest)} {noun}."
    fits = len(text) <= ROOM
    return replace(told, text=text if fits else told.text, refs=tuple(refs), links=tuple(links)[:6], claims=claims)
