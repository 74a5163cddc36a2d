"""The same work under another name: a commit that was rebased, amended or picked keeps author date and patch.

Pure. It knows commits by those two facts alone, so that a verdict follows the work and nothing is drafted twice.
"""

from collections.abc import Iterable, Mapping

from harvester.model import Evidence, Kind, Ref


def find_twins(evidence: Iterable[Evidence]) -> dict[Ref, Ref]:
    """Give for each piece that repeats earlier work the ref of that work, sorted by what came first.

    A design document repeats one when its commit does.
    """
    first: dict[tuple[object, object], Ref] = {}
    twins: dict[Ref, Ref] = {}
    ordered = sorted(evidence, key=lambda one: (one.happened_at, one.ref))
    for one in ordered:
        work = (one.facts.get("patch_id"), one.facts.get("authored_at"))
        if one.kind is Kind.COMMIT and all(work):
            known = first.setdefault(work, one.ref)
            if known != one.ref:
                twins[one.ref] = known
    return twins | _find_documents(ordered, twins)


def _find_documents(evidence: Iterable[Evidence], twins: Mapping[Ref, Ref]) -> dict[Ref, Ref]:
    documents = {one.ref for one in evidence if one.kind is Kind.DESIGN_DOC}
    repeated: dict[Ref, Ref] = {}
    for document in documents:
        commit, _, path = document.key.partition(":")
        earlier = twins.get(Ref(document.source, commit))
        if earlier and Ref(document.source, f"{earlier.key}:{path}") in documents:
            repeated[document] = Ref(document.source, f"{earlier.key}:{path}")
    return repeated
