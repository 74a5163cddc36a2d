"""Weaving: ties, the surest first, become groups; each tie that held or was refused is kept to be told."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from harvester.link.anchors import Directory
from harvester.link.joining import Joining, Naming, find_crowds
from harvester.link.mentions import Relation
from harvester.link.ties import Tie, find_ties
from harvester.model import Evidence, Ref

_FIRST_LIMITED: Final = Relation.UNDO


@dataclass(slots=True)
class Group:
    """Places of evidence that belong together, the ties that hold them, and the joins that were refused."""

    places: list[int] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    refusals: list[tuple[Tie, str]] = field(default_factory=list)
    by_hand: bool = False


def weave(
    pieces: Sequence[Evidence], joined: Collection[tuple[Ref, Ref]], parted: Collection[tuple[Ref, Ref]]
) -> Sequence[Group]:
    """Group pieces by what they name, within the limits of `harvester.link.joining`."""
    places = {one.ref: place for place, one in enumerate(pieces)}
    directory = Directory(pieces)
    ties = _keep_surest(tie for place, one in enumerate(pieces) for tie in find_ties(place, one, directory))
    anchors = sorted({tie.anchor for tie in ties})
    nodes = {anchor: len(pieces) + number for number, anchor in enumerate(anchors)}
    joining = Joining([one.happened_at for one in pieces], len(anchors), _find_places(parted, places))
    by_hand = _find_places(joined, places)
    for one, other in by_hand:
        if not joining.are_parted(one, other):
            joining.join(one, other)
    refused = _join_ties(ties, nodes, joining, _find_crowds(ties, pieces))
    return _collect(ties, refused, joining, pieces, by_hand)


def _keep_surest(ties: Iterable[Tie]) -> Sequence[Tie]:
    surest: dict[tuple[int, str], Tie] = {}
    for tie in sorted(ties):
        surest.setdefault((tie.source, tie.anchor), tie)
    return list(surest.values())


def _find_places(pairs: Collection[tuple[Ref, Ref]], places: Mapping[Ref, int]) -> list[tuple[int, int]]:
    return [(places[one], places[other]) for one, other in sorted(pairs) if one in places and other in places]


def _find_crowds(ties: Sequence[Tie], pieces: Sequence[Evidence]) -> Mapping[str, str]:
    carriers: dict[int, str] = {}
    named: Naming = defaultdict(dict)
    for tie in ties:  # parts come first, so that the commits of one pull request count as one
        if tie.relation is Relation.PART and tie.anchor.startswith("github:"):
            carriers[tie.source] = tie.anchor
        if tie.relation >= _FIRST_LIMITED:
            named[tie.anchor][carriers.get(tie.source, str(tie.source))] = pieces[tie.source].happened_at
    return find_crowds(named)


def _join_ties(
    ties: Sequence[Tie], nodes: Mapping[str, int], joining: Joining, crowds: Mapping[str, str]
) -> Mapping[Tie, str]:
    refused: dict[Tie, str] = {}
    for tie in ties:
        node = nodes[tie.anchor]
        if joining.find(tie.source) == joining.find(node):
            continue
        if joining.are_parted(tie.source, node):
            refused[tie] = "you parted them"
        elif tie.relation >= _FIRST_LIMITED and (
            reason := crowds.get(tie.anchor) or joining.find_excess(tie.source, node)
        ):
            refused[tie] = reason
        else:
            joining.join(tie.source, node, is_part=tie.relation is Relation.PART)
    return refused


def _collect(
    ties: Sequence[Tie],
    refused: Mapping[Tie, str],
    joining: Joining,
    pieces: Sequence[Evidence],
    by_hand: Sequence[tuple[int, int]],
) -> Sequence[Group]:
    groups: dict[int, Group] = defaultdict(Group)
    for place in range(len(pieces)):
        groups[joining.find(place)].places.append(place)
    for tie in ties:
        group = groups[joining.find(tie.source)]
        if reason := refused.get(tie):
            group.refusals.append((tie, reason))
        else:
            group.ties.append(tie)
    for one, other in by_hand:
        if joining.find(one) == joining.find(other):
            groups[joining.find(one)].by_hand = True
    return list(groups.values())
