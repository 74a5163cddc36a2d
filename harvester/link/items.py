"""Work items: each group with its lead, the reasons it was joined, and whether anything is left of it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from harvester.link.anchors import find_anchor, is_spoken, name_anchor
from harvester.link.mentions import Relation
from harvester.link.ties import Tie
from harvester.link.weaving import Group, weave
from harvester.model import Evidence, Kind, Ref, Role, WorkItem

_LEAD_ORDER: Final = (Kind.PULL_REQUEST, Kind.TICKET, Kind.DESIGN_DOC, Kind.COMMIT)
_MOST_REASONS: Final = 12
_MOST_REFUSALS: Final = 2
_PAIR: Final = 2
_TOLD_ONE_BY_ONE: Final = 3


def link(
    evidence: Iterable[Evidence],
    *,
    joined: Collection[tuple[Ref, Ref]] = (),
    parted: Collection[tuple[Ref, Ref]] = (),
) -> Sequence[WorkItem]:
    """Put evidence into work items, each piece in exactly one; ordered by (moment, ref) of their leads.

    `joined` and `parted` are pairs of refs that the person put together or took apart; parting wins.
    """
    pieces = sorted({one.ref: one for one in evidence}.values(), key=lambda one: (one.happened_at, str(one.ref)))
    items = [_make_item(group, pieces) for group in weave(pieces, joined, parted)]
    return sorted(items, key=lambda item: (item.lead.happened_at, str(item.ref)))


def find_lead(members: Sequence[Evidence]) -> Evidence:
    """Return the piece whose ref the work item carries.

    A pull request, then a ticket (delivered before merely reported), a design document, a commit, the first of what
    was said; among several of one kind the earliest, then the smallest ref.
    """
    return min(members, key=_rank)


def _rank(one: Evidence) -> tuple[int, bool, bool, float, str]:
    order = _LEAD_ORDER.index(one.kind) if one.kind in _LEAD_ORDER else len(_LEAD_ORDER)
    own = is_spoken(one) and one.role is Role.AUTHOR
    return order, one.role is Role.REPORTER, own, one.happened_at.timestamp(), str(one.ref)


def _make_item(group: Group, pieces: Sequence[Evidence]) -> WorkItem:
    members = [pieces[place] for place in group.places]
    if len(members) == 1 and not group.refusals:
        is_undone = bool(members[0].facts.get("reverted_by"))
        return WorkItem(members[0].ref, members, _say_undone(is_undone=is_undone), is_undone)
    is_undone = _is_undone(group, pieces)
    reasons = [*_tell(group, pieces), *_say_undone(is_undone=is_undone), *_tell_refusals(group)]
    return WorkItem(find_lead(members).ref, members, tuple(reasons[:_MOST_REASONS]), is_undone)


def _say_undone(*, is_undone: bool) -> tuple[str, ...]:
    return ("it was reverted, so that nothing is left of it",) if is_undone else ()


def _tell(group: Group, pieces: Sequence[Evidence]) -> Iterator[str]:
    if group.by_hand:
        yield "you joined them"
    owners: dict[str, set[int]] = defaultdict(set)
    for place in group.places:
        if not is_spoken(pieces[place]):
            owners[find_anchor(pieces[place].ref)].add(place)
    by_anchor: dict[tuple[Relation, str], list[Tie]] = defaultdict(list)
    for tie in group.ties:
        if tie.reason:
            by_anchor[tie.relation, tie.anchor].append(tie)
    naming = Counter(anchor for (_, anchor), ties in by_anchor.items() for _ in {tie.source for tie in ties})
    for (relation, anchor), ties in by_anchor.items():
        if any(owners[anchor] - {tie.source} for tie in ties):
            yield from _tell_each(relation, anchor, ties)
        elif naming[anchor] >= _PAIR:
            naming[anchor] = 0  # once is enough, whatever the relations
            yield _tell_all(anchor, ties)


def _tell_each(relation: Relation, anchor: str, ties: Sequence[Tie]) -> Iterator[str]:
    if len(ties) <= _TOLD_ONE_BY_ONE:
        yield from dict.fromkeys(tie.reason for tie in ties)
    else:
        verb = "came with" if relation is Relation.PART else "name"
        yield f"{len(ties)} pieces {verb} {name_anchor(anchor)}"


def _tell_all(anchor: str, ties: Sequence[Tie]) -> str:
    kind, _, rest = anchor.partition(":")
    if kind in {"thread", "document", "series"}:
        return ties[0].reason
    both = "both" if len({tie.source for tie in ties}) <= _PAIR else f"{len(ties)} pieces"
    return f"{both} {'came with' if ties[0].relation is Relation.PART else 'name'} {name_anchor(f'{kind}:{rest}')}"


def _tell_refusals(group: Group) -> Iterator[str]:
    told = dict.fromkeys(f"left apart from {name_anchor(tie.anchor)}: {reason}" for tie, reason in group.refusals)
    yield from list(told)[:_MOST_REFUSALS]


def _is_undone(group: Group, pieces: Sequence[Evidence]) -> bool:
    """Say whether every change of the group was reverted, or only reverts another of the group."""
    heads = _find_heads(group, pieces)
    changes = set(heads.values())
    if not changes or any(_is_delivery(pieces[place]) for place in group.places if place not in heads):
        return False
    undoers = _find_undoers(group, pieces, heads)
    standing: dict[int, bool] = {}
    for place in sorted(changes, reverse=True):  # a revert comes later than what it reverts
        undone_elsewhere = bool(pieces[place].facts.get("reverted_by")) and place not in undoers
        standing[place] = not undone_elsewhere and not any(standing[undoer] for undoer in undoers.get(place, ()))
    reverting = {undoer for several in undoers.values() for undoer in several}
    return all(not standing[place] or place in reverting for place in changes)


def _is_delivery(one: Evidence) -> bool:
    return one.kind is Kind.DESIGN_DOC or (one.kind is Kind.TICKET and one.role is Role.ASSIGNEE)


def _find_heads(group: Group, pieces: Sequence[Evidence]) -> Mapping[int, int]:
    """Map each change to the pull request of the group that brought it, else to itself."""
    requests = {
        find_anchor(pieces[place].ref): place for place in group.places if pieces[place].kind is Kind.PULL_REQUEST
    }
    heads = {place: place for place in group.places if pieces[place].kind in {Kind.PULL_REQUEST, Kind.COMMIT}}
    for tie in group.ties:
        if tie.relation is Relation.PART and tie.source in heads and tie.anchor in requests:
            heads[tie.source] = requests[tie.anchor]
    return heads


def _find_undoers(group: Group, pieces: Sequence[Evidence], heads: Mapping[int, int]) -> Mapping[int, Sequence[int]]:
    parts = Counter(head for place, head in heads.items() if place != head)
    by_anchor = {find_anchor(pieces[place].ref): place for place in heads}
    undoers: dict[int, list[int]] = defaultdict(list)
    for tie in group.ties:
        target = by_anchor.get(tie.anchor)
        if tie.relation is not Relation.UNDO or target is None or tie.source not in heads:
            continue
        whole = heads[target] if target == heads[target] or parts[heads[target]] == 1 else target
        undoer = heads[tie.source]
        if undoer > whole:
            undoers[whole].append(undoer)
    return undoers
