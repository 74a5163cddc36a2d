"""Work that comes again under another name is known by its author date and patch."""

from datetime import UTC, datetime, timedelta

from harvester.model import Evidence, Kind, Ref, Role
from harvester.twins import find_twins

NOON = datetime(2026, 11, 12, 12, tzinfo=UTC)


def commit(letter: str, *, patch: str = "p1", written: str = "2026-11-01T12:00:00Z", hours: int = 0) -> Evidence:
    return Evidence(
        ref=Ref("git", letter * 40),
        kind=Kind.COMMIT,
        role=Role.AUTHOR,
        title="Batch the reads",
        happened_at=NOON + timedelta(hours=hours),
        facts={"patch_id": patch, "authored_at": written},
    )


def document(letter: str) -> Evidence:
    ref = Ref("git", f"{letter * 40}:docs/adr/1.md")
    return Evidence(ref=ref, kind=Kind.DESIGN_DOC, role=Role.AUTHOR, title="ADR 1", happened_at=NOON)


def test_the_earliest_is_the_work_and_the_others_repeat_it() -> None:
    first, second, third = commit("a", hours=2), commit("b", hours=1), commit("c", hours=3)
    assert find_twins([first, second, third]) == {first.ref: second.ref, third.ref: second.ref}


def test_another_date_or_patch_is_other_work() -> None:
    assert find_twins([commit("a"), commit("b", patch="p2"), commit("c", written="2026-11-02T12:00:00Z")]) == {}


def test_commits_without_a_patch_are_never_alike() -> None:
    assert find_twins([commit("a", patch=""), commit("b", patch="")]) == {}


def test_a_document_repeats_one_when_its_commit_does() -> None:
    evidence = [commit("a"), commit("b", hours=1), document("a"), document("b")]
    assert find_twins(evidence)[document("b").ref] == document("a").ref
