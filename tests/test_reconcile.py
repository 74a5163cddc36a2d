"""What the person did to the document becomes verdicts; what somebody's sync tool did does not."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.document import Document
from harvester.errors import DocumentError
from harvester.model import Category, Ref, Standing, VerdictKind
from harvester.reconcile import Reconciliation, reconcile, stand_after
from tests.document.strategies import LAW, add_or_reject, documents, line, readable

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ACCEPTED, EDITED, REJECTED = VerdictKind.ACCEPTED, VerdictKind.EDITED, VerdictKind.REJECTED


def written(*numbers: int, claimed: Sequence[int] = ()) -> Document:
    lines = [line(number, is_claimed=number in claimed) for number in numbers]
    return Document(Path("brag.md")).add(lines)


def changed(document: Document, old: str, new: str) -> Document:
    assert old.encode() in document.data
    return Document(document.path, document.data.replace(old.encode(), new.encode(), 1), exists=True)


def as_standing(document: Document) -> Mapping[Ref, Standing]:
    return {one.ref: one for one in look(document).standing}


def look(
    document: Document,
    standing: Mapping[Ref, Standing] | None = None,
    *,
    waiting: Sequence[Ref] = (),
    archived: Sequence[Ref] = (),
    confirm: bool = False,
) -> Reconciliation:
    return reconcile(
        document, standing=standing or {}, waiting=waiting, archived=archived, now=NOW, confirm_deletions=confirm
    )


def decided(found: Reconciliation) -> list[tuple[str, VerdictKind]]:
    return [(one.ref.key.partition("#")[2], one.kind) for one in found.verdicts]


def row(document: Document, number: int) -> str:
    """The whole line of a number, with its end."""
    found = document.line_of(line(number).ref)
    assert found is not None
    return document.data[found.start : found.end].decode()


def test_an_untouched_document_decides_nothing() -> None:
    before = written(1, 2, 3, claimed=[2])
    found = look(before, as_standing(before))
    assert (found.verdicts, found.withdrawn, found.reopened, found.unknown, found.notices) == ([], [], [], [], [])
    assert {one.ref: one for one in found.standing} == as_standing(before)


@pytest.mark.parametrize(("box", "kind"), [("- [x] ", ACCEPTED), ("- [X] ", ACCEPTED), ("- ", ACCEPTED)])
def test_a_tick_or_a_box_taken_away_accepts(box: str, kind: VerdictKind) -> None:
    before = written(1, 2)
    found = look(
        changed(before, "- [ ] 2026-11-12 Shipped number 2", f"{box}2026-11-12 Shipped number 2"), as_standing(before)
    )
    assert decided(found) == [("2", kind)]
    (verdict,) = found.verdicts
    assert (verdict.category, verdict.decided_at) == (Category.PROJECT, NOW)
    assert verdict.text == "2026-11-12 Shipped number 2. ([#2](https://github.com/acme/pay/pull/2))"


def test_changed_words_with_the_box_are_kept_and_decide_nothing() -> None:
    before = written(1)
    after = changed(before, "Shipped", "Delivered")
    found = look(after, as_standing(before))
    assert decided(found) == []
    assert [(one.is_touched, one.text[11:20]) for one in found.standing] == [(True, "Delivered")]
    accepted = look(changed(after, "[ ]", "[x]"), {one.ref: one for one in found.standing})
    assert decided(accepted) == [("1", EDITED)]


def test_a_line_moved_to_another_section_changes_its_category() -> None:
    before = written(1)
    moved = row(before, 1).replace("[ ]", "[x]")
    after = changed(changed(before, row(before, 1), ""), "## Decisions\n", f"## Decisions\n{moved}")
    found = look(after, as_standing(before))
    assert [(one.kind, one.category) for one in found.verdicts] == [(EDITED, Category.DECISION)]
    assert [one.category for one in found.standing] == [Category.DECISION]


def test_a_line_moved_within_its_section_changes_nothing() -> None:
    before = written(1, 2, 3)
    after = changed(changed(before, row(before, 1), ""), row(before, 3), row(before, 3) + row(before, 1))
    assert decided(look(after, as_standing(before))) == []


def test_an_entry_whose_words_change_later_is_edited_once() -> None:
    before = written(1, claimed=[1])
    after = changed(before, "Shipped", "Delivered")
    found = look(after, as_standing(before))
    assert decided(found) == [("1", EDITED)]
    assert decided(look(after, {one.ref: one for one in found.standing})) == []


def test_a_deleted_draft_is_rejected_and_a_deleted_entry_only_withdrawn() -> None:
    before = written(1, 2, claimed=[2])
    after = changed(changed(before, row(before, 1), ""), row(before, 2), "")
    found = look(after, as_standing(before))
    assert decided(found) == [("1", REJECTED)]
    assert [str(one) for one in found.withdrawn] == ["github:acme/pay#2"]
    assert found.standing == []


def test_a_box_put_back_reopens() -> None:
    before = written(1, claimed=[1])
    found = look(changed(before, "- 2026", "- [ ] 2026"), as_standing(before))
    assert (found.reopened, decided(found)) == ([line(1).ref], [])
    assert [one.is_claimed for one in found.standing] == [False]


def test_what_waited_for_its_line_stands_and_is_not_unknown() -> None:
    found = look(written(1), waiting=[line(1).ref, line(2).ref])
    assert (found.unknown, decided(found)) == ([], [])
    assert [one.ref for one in found.standing] == [line(1).ref]


def test_a_lost_store_is_rebuilt_from_the_markers() -> None:
    found = look(changed(written(1, 2, 3, claimed=[2, 3]), "Shipped number 3", "Delivered three"))
    assert [one.ref for one in found.unknown] == [line(1).ref, line(2).ref, line(3).ref]
    assert decided(found) == [("2", ACCEPTED), ("3", EDITED)]
    assert [one.is_claimed for one in found.standing] == [False, True, True]
    assert found.notices == ["brag.md: 3 lines had not been recorded; taken over as they stand."]


def test_of_a_copied_line_one_counts_and_it_is_said() -> None:
    before = written(1)
    after = changed(before, "## Decisions\n", f"## Decisions\n{row(before, 1).replace('[ ]', '[x]')}")
    found = look(after, as_standing(before))
    assert [(one.kind, one.category) for one in found.verdicts] == [(EDITED, Category.DECISION)]
    assert len(found.standing) == 1
    assert found.notices == [
        "brag.md:6: github:acme/pay#1 stands 2 times; this line counts, the others are left alone."
    ]


@pytest.mark.parametrize("mangled", ["", "<!- hv github:acme/pay#1 ->", "<!-- hvv github:acme/pay#1 -->", "hv"])
def test_a_line_that_lost_its_marker_is_not_rejected(mangled: str) -> None:
    before = written(1, 2)
    marker = row(before, 1)[row(before, 1).index("<!--") :].rstrip()
    after = changed(before, marker, mangled)
    found = look(after, as_standing(before))
    assert decided(found) == []
    assert found.notices == ["brag.md: the marker of github:acme/pay#1 is gone, its line is not."]
    standing = {one.ref: one for one in found.standing}
    assert set(standing) == {line(1).ref, line(2).ref}
    claimed = look(changed(after, "[ ] 2026-11-12 Shipped number 1", "2026-11-12 Shipped number 1"), standing)
    assert decided(claimed) == [("1", ACCEPTED)]
    assert [one.ref for one in claimed.standing] == [line(2).ref]
    assert decided(look(changed(after, row(after, 2), ""), standing)) == [("2", REJECTED)]


def test_an_entry_that_lost_its_marker_is_the_persons_alone() -> None:
    before = written(1, claimed=[1])
    marker = row(before, 1)[row(before, 1).index("<!--") :].rstrip()
    found = look(changed(before, marker, ""), as_standing(before))
    assert (decided(found), found.withdrawn, found.standing) == ([], [], [])


def test_a_marker_with_a_broken_digest_still_counts() -> None:
    before = written(1)
    found = look(changed(before, row(before, 1)[-13:-5], "af18"), as_standing(before))
    assert (decided(found), [one.is_touched for one in found.standing]) == ([], [True])


def test_translated_headings_leave_the_categories_as_they_were() -> None:
    before = Document(Path("brag.md")).add([line(1, Category.DECISION)])
    found = look(changed(before, "## Decisions", "## Entscheidungen"), as_standing(before))
    assert [one.category for one in found.standing] == [Category.DECISION]
    (notice,) = found.notices
    assert notice.startswith("brag.md:6: 1 line under a heading of no category")


def test_after_our_own_write_what_the_person_did_is_remembered_but_not_decided() -> None:
    before = Document(Path("brag.md")).add([line(1), line(2, Category.DECISION), line(3)])
    marker = row(before, 3)[row(before, 3).index("<!--") :].rstrip()
    after = changed(changed(before, marker, ""), "## Decisions", "## Entscheidungen").claim(line(1).ref).add([line(4)])
    stood = {one.ref: one for one in stand_after(after, as_standing(before))}
    assert [(one.ref.key[-1], one.category, one.is_claimed) for one in stood.values()] == [
        ("1", Category.PROJECT, True),
        ("4", Category.PROJECT, False),
        ("2", Category.DECISION, False),
        ("3", Category.PROJECT, False),
    ]
    assert decided(look(after, stood)) == []


def test_a_wrapped_and_reindented_document_decides_nothing() -> None:
    before = written(1, 2, claimed=[2])
    after = changed(before, "Shipped number 1. (", "Shipped\n  number 1.\n  (")
    after = changed(after, "- 2026-11-12 Shipped number 2.", "*   2026-11-12 Shipped number 2.\n   ")
    assert decided(look(after, as_standing(before))) == []


@pytest.mark.parametrize(
    ("stood", "gone", "is_refused"),
    [(5, 5, False), (6, 6, True), (18, 6, False), (17, 6, True), (40, 13, False), (40, 14, True)],
)
def test_more_than_five_lines_and_a_third_gone_at_once_are_no_rejections(
    stood: int, gone: int, is_refused: bool
) -> None:
    before = written(*range(stood))
    after = before
    for number in range(gone):
        after = changed(after, row(before, number), "")
    standing = as_standing(before)
    if is_refused:
        with pytest.raises(
            DocumentError, match=rf"Of {stood} lines in brag\.md {gone} are gone, all at once"
        ) as refusal:
            look(after, standing)
        assert refusal.value.exit_code == 6
        assert refusal.value.cure == "harvester run --confirm-deletions"
    confirmed = look(after, standing, confirm=is_refused)
    assert decided(confirmed) == [(str(number), REJECTED) for number in range(gone)]


def test_what_an_archive_holds_was_moved_not_deleted() -> None:
    before = written(*range(12), claimed=[1, 2, 3])
    found = look(Document(before.path), as_standing(before), archived=list(as_standing(before)))
    assert (decided(found), found.withdrawn, found.standing) == ([], [], [])


def test_an_old_copy_that_undoes_a_review_is_refused() -> None:
    before = written(*range(12))
    reviewed = before
    for number in range(7):
        reviewed = reviewed.claim(line(number).ref)
    with pytest.raises(DocumentError, match=r"Of 12 lines in brag\.md 7 are as they were before you changed them"):
        look(before, as_standing(reviewed))
    assert len(look(before, as_standing(reviewed), confirm=True).reopened) == 7


def test_an_old_copy_that_undoes_edits_is_refused() -> None:
    before = written(*range(12))
    edited = Document(before.path, before.data.replace(b"Shipped", b"Delivered"), exists=True)
    with pytest.raises(DocumentError, match="12 are as they were before you changed them"):
        look(before, as_standing(edited))


@pytest.mark.parametrize(
    ("document", "state"),
    [(Document(Path("brag.md")), "missing"), (Document(Path("brag.md"), b" \r\n", exists=True), "empty")],
)
def test_a_lost_document_is_refused_however_little_stood_in_it(document: Document, state: str) -> None:
    standing = as_standing(written(1, 2, claimed=[2]))
    with pytest.raises(DocumentError, match=rf"brag\.md is {state}, and 2 of its lines with it"):
        look(document, standing)
    found = look(document, standing, confirm=True)
    assert (decided(found), found.withdrawn) == ([("1", REJECTED)], [line(2).ref])


def test_a_document_not_yet_made_is_nothing_to_worry_about() -> None:
    found = look(Document(Path("brag.md")), waiting=[line(1).ref])
    assert (decided(found), found.standing, found.notices) == ([], [], [])


def test_a_second_name_of_the_file_is_told() -> None:
    found = look(Document(Path("brag.md"), b"", exists=True, hard_links=2))
    assert found.notices == ["brag.md has 2 names (hard links); a write reaches only this one."]


@LAW
@given(documents(), st.sets(st.integers(1, 9), max_size=5))
def test_reading_twice_decides_nothing_the_second_time(text: bytes, numbers: set[int]) -> None:
    document = readable(text)
    lines = [line(number) for number in sorted(numbers) if document.line_of(line(number).ref) is None]
    document = add_or_reject(document, lines)
    first = look(document, waiting=[one.ref for one in lines])
    second = look(document, {one.ref: one for one in first.standing})
    assert (second.verdicts, second.withdrawn, second.reopened, second.unknown) == ([], [], [], [])
    assert second.standing == first.standing
