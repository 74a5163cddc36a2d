"""The store: private, durable, the same answer for the same question."""

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from harvester.errors import LockedError, StoreError
from harvester.model import (
    Category,
    Context,
    Draft,
    Evidence,
    FileChange,
    Judgement,
    Kind,
    Match,
    Person,
    Ref,
    Role,
    Standing,
    Verdict,
    VerdictKind,
    Window,
)
from harvester.store import DraftState, Fate, Seen, Store, database, open_store
from harvester.store.lock import hold_lock
from harvester.store.schema import MIGRATIONS

NOON = datetime(2026, 11, 12, 12, tzinfo=UTC)
SHA = "a" * 40


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "state") as opened:
        yield opened


def commit(key: str = SHA, at: datetime = NOON, **changes: object) -> Evidence:
    evidence = Evidence(
        ref=Ref("git", key),
        kind=Kind.COMMIT,
        role=Role.AUTHOR,
        title="Batch the ledger reads",
        body="One query instead of forty.",
        happened_at=at,
        project="pay",
        people=(Person("email:ben@example.com", "Ben Example", "co-author"),),
        files=(FileChange("ledger.py", 12, 3),),
        facts={"additions": 12},
        context=Context(diff="@@"),
    )
    return replace(evidence, **changes)  # type: ignore[arg-type]


def draft(key: str = SHA, at: datetime = NOON) -> Draft:
    return Draft(
        ref=Ref("git", key),
        category=Category.PROJECT,
        text="Batched the ledger reads.",
        happened_at=at,
        matches=(Match("impact", 0.8, "forty queries became one"),),
        refs=(Ref("git", key), Ref("git", "b" * 40)),
        links=(("aaaaaaa", "https://git.example.com/pay/aaaaaaa"),),
        confidence=0.9,
        reason="a feature",
        claims=(("forty", Ref("git", key)),),
    )


def verdict(kind: VerdictKind, key: str = SHA) -> Verdict:
    return Verdict(
        ref=Ref("git", key), kind=kind, text="Batched the ledger reads.", category=Category.PROJECT, decided_at=NOON
    )


def test_folder_and_file_are_the_persons_alone(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        with open_store(tmp_path / "deep" / "state"):
            pass
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "deep" / "state").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "deep" / "state" / "store.sqlite3").stat().st_mode) == 0o600


def test_a_planted_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "store.sqlite3").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StoreError, match="cannot be opened"), open_store(tmp_path / "state"):
        pass
    assert not (tmp_path / "elsewhere").exists()


def test_evidence_comes_back_whole_and_sorted(store: Store) -> None:
    late, early = commit("b" * 40, NOON + timedelta(hours=1)), commit()
    store.evidence.add([late, early])
    assert [stored.evidence for stored in store.evidence.read()] == [early, late]


def test_evidence_is_new_once_and_changed_when_it_changed(store: Store) -> None:
    assert store.evidence.add([commit()]) == Seen(new=1)
    assert store.evidence.add([commit()]) == Seen()
    assert store.evidence.add([commit(title="Batch all ledger reads")]) == Seen(changed=1)
    assert next(store.evidence.read()).evidence.title == "Batch all ledger reads"


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_clones_agree_on_the_earliest_arrival_in_whatever_order_they_are_read(
    store: Store, order: tuple[int, int]
) -> None:
    clones = [commit(project="pay"), commit(at=NOON + timedelta(days=2), project="pay-fork")]
    store.evidence.add(clones[position] for position in order)
    before = [stored.evidence for stored in store.evidence.read()]
    assert before == [clones[0]]
    assert store.evidence.add(clones) == Seen()
    assert [stored.evidence for stored in store.evidence.read()] == before


def test_clones_with_the_same_arrival_do_not_take_turns(store: Store) -> None:
    store.evidence.add([commit(project="pay"), commit(project="pay-2")])
    assert store.evidence.add([commit(project="pay-2"), commit(project="pay")]) == Seen()


def test_evidence_can_be_asked_for_by_window_kind_source_and_ref(store: Store) -> None:
    document = commit(SHA + ":docs/adr/1.md", kind=Kind.DESIGN_DOC)
    store.evidence.add([commit(), document])
    everything = Window(NOON - timedelta(days=1), NOON + timedelta(days=1))
    assert len(list(store.evidence.read(everything))) == 2
    assert not list(store.evidence.read(Window(NOON - timedelta(days=1), NOON)))
    assert [s.evidence for s in store.evidence.read(kinds=["design_doc"])] == [document]
    assert [s.evidence for s in store.evidence.read(refs=[document.ref])] == [document]
    assert not list(store.evidence.read(sources=["github"]))


def test_what_was_concluded_is_kept_with_the_evidence(store: Store) -> None:
    judgement = Judgement(
        category=Category.PROJECT, confidence=0.75, reason="a feature", matches=(Match("scope", 0.5, "24 files"),)
    )
    store.evidence.add([commit()])
    assert store.evidence.unsettled_span() is not None
    store.evidence.settle({commit().ref: judgement})
    (stored,) = store.evidence.read()
    assert (stored.judgement, stored.is_settled) == (judgement, True)
    assert store.evidence.unsettled_span() is None


def test_changed_evidence_is_judged_again_unless_it_is_drafted(store: Store) -> None:
    drafted, routine = commit(), commit("b" * 40)
    store.evidence.add([drafted, routine])
    store.evidence.settle(
        {e.ref: Judgement(category=Category.ROUTINE, confidence=1, reason="") for e in (drafted, routine)}
    )
    store.evidence.add_aliases(drafted.ref, [drafted.ref])
    store.evidence.add([replace(drafted, title="x"), replace(routine, title="y")])
    assert [s.evidence.ref for s in store.evidence.read(only_unsettled=True)] == [routine.ref]


def test_a_piece_of_evidence_stays_with_its_first_draft(store: Store) -> None:
    first, second = Ref("git", "1" * 40), Ref("git", "2" * 40)
    store.evidence.add_aliases(first, [commit().ref])
    store.evidence.add_aliases(second, [commit().ref])
    assert store.evidence.draft_refs([commit().ref, second]) == {commit().ref: first}


def test_drafts_come_back_whole_with_their_last_verdict(store: Store) -> None:
    store.drafts.add(draft(), DraftState.WAITING)
    store.verdicts.add([verdict(VerdictKind.LATER), verdict(VerdictKind.ACCEPTED)])
    (stored,) = store.drafts.read()
    assert stored.draft == draft()
    assert stored.state is DraftState.WAITING
    assert stored.verdict == verdict(VerdictKind.ACCEPTED)


def test_a_draft_that_is_known_stays_as_it_was(store: Store) -> None:
    store.drafts.add(draft(), DraftState.PLACED)
    store.drafts.add(replace(draft(), text="Something else."), DraftState.WAITING)
    (stored,) = store.drafts.read()
    assert (stored.draft.text, stored.state) == ("Batched the ledger reads.", DraftState.PLACED)


def test_a_draft_that_was_held_back_says_why_until_it_moves(store: Store) -> None:
    store.drafts.add(draft(), DraftState.HELD_BACK, "over the limit of the week")
    assert next(store.drafts.read([DraftState.HELD_BACK])).why_held == "over the limit of the week"
    store.drafts.move([draft().ref], DraftState.PLACED)
    assert next(store.drafts.read()).why_held == ""


def test_an_undone_verdict_stays_in_the_log_and_counts_no_more(store: Store) -> None:
    store.drafts.add(draft(), DraftState.PLACED)
    store.verdicts.add([verdict(VerdictKind.REJECTED)])
    (logged,) = store.verdicts.read()
    store.verdicts.mark(logged.number, Fate.UNDONE)
    assert next(store.drafts.read()).verdict is None
    assert store.verdicts.decided() == {}
    assert [stored.fate for stored in store.verdicts.read()] == [Fate.UNDONE]


def test_what_stood_is_replaced_as_a_whole(store: Store) -> None:
    one, two = (
        Standing(ref=Ref("git", digit * 40), category=Category.PROJECT, text=digit, is_claimed=False) for digit in "12"
    )
    store.standing.replace([one, two])
    store.standing.replace([replace(two, is_claimed=True)])
    assert store.standing.read() == {two.ref: replace(two, is_claimed=True)}


def test_forgotten_evidence_is_gone_and_its_draft_is_remembered_without_words(store: Store) -> None:
    store.evidence.add([commit()])
    store.drafts.add(draft(), DraftState.PLACED)
    store.evidence.add_aliases(draft().ref, draft().refs)
    assert store.drafts.erase_unaccepted([draft().ref]) == 1
    store.evidence.forget([commit().ref])
    assert not list(store.evidence.read())
    assert next(store.drafts.read()).draft.text == ""
    assert store.evidence.draft_refs([commit().ref]) == {commit().ref: draft().ref}


def test_an_accepted_draft_is_not_forgotten(store: Store) -> None:
    store.drafts.add(draft(), DraftState.PLACED)
    store.verdicts.add([verdict(VerdictKind.ACCEPTED)])
    assert store.drafts.erase_unaccepted([draft().ref]) == 0
    assert next(store.drafts.read()).draft.text == draft().text


def test_a_transaction_is_whole_or_nothing(store: Store) -> None:
    def write_and_fail() -> None:
        with store.transaction():
            store.evidence.add([commit()])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()
    assert not list(store.evidence.read())


def test_a_copy_in_memory_leaves_the_folder_as_it_is(tmp_path: Path) -> None:
    with open_store(tmp_path / "none", in_memory=True) as copy:
        copy.evidence.add([commit()])
    assert not (tmp_path / "none").exists()
    with open_store(tmp_path / "state") as store:
        store.evidence.add([commit()])
    before = {path.name: path.read_bytes() for path in (tmp_path / "state").iterdir()}
    with open_store(tmp_path / "state", in_memory=True) as copy:
        copy.evidence.add([commit("b" * 40)])
        assert len(list(copy.evidence.read())) == 2
    assert {path.name: path.read_bytes() for path in (tmp_path / "state").iterdir()} == before


def test_a_copy_can_be_made_after_a_writer_was_killed(tmp_path: Path) -> None:
    script = (
        "import os, pathlib, signal, sys\nfrom harvester.store import open_store\n"
        "with open_store(pathlib.Path(sys.argv[1])) as store:\n"
        "    store.connection.execute('PRAGMA cache_size = 1')\n"
        "    store.connection.execute('BEGIN IMMEDIATE')\n"
        "    for n in range(2000):\n"
        "        store.connection.execute('INSERT INTO coverage VALUES (?, ?, ?, ?)', (str(n), 'x' * 500, 'x', 'x'))\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False)
    assert (tmp_path / "store.sqlite3-journal").exists()
    with open_store(tmp_path, in_memory=True) as copy:
        assert copy.connection.execute("SELECT count(*) FROM coverage").fetchone() == (0,)


def test_a_folder_where_the_store_should_be_is_told_as_a_store_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite3").mkdir()
    with pytest.raises(StoreError, match="cannot be read"), open_store(tmp_path, in_memory=True):
        pass


def test_a_store_of_a_newer_program_is_refused_and_untouched(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    before = (tmp_path / "store.sqlite3").read_bytes()
    with pytest.raises(StoreError, match="knows up to") as refusal, open_store(tmp_path):
        pass
    assert refusal.value.exit_code == 1
    assert (tmp_path / "store.sqlite3").read_bytes() == before


def test_every_migration_leads_from_an_empty_file_to_strict_tables(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        tables = store.connection.execute("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'").fetchall()
    assert {name for name, is_strict in tables if not is_strict} <= {"sqlite_schema", "sqlite_sequence"}


def test_a_file_that_is_no_store_is_refused(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite3").write_bytes(b"this is no database at all" * 100)
    with pytest.raises(StoreError, match="cannot be opened"), open_store(tmp_path):
        pass


def test_two_writers_do_not_meet(tmp_path: Path) -> None:
    script = (
        "import pathlib, sys\nfrom harvester.store.lock import hold_lock\n"
        "with hold_lock(pathlib.Path(sys.argv[1])):\n    pass\n"
    )
    with hold_lock(tmp_path):
        second = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, check=False)
    assert b"LockedError: Another run is at work" in second.stderr
    assert LockedError.exit_code == 5


def test_a_lock_is_free_when_its_holder_was_killed(tmp_path: Path) -> None:
    script = (
        "import os, signal, sys, pathlib\nfrom harvester.store.lock import hold_lock\n"
        "with hold_lock(pathlib.Path(sys.argv[1])):\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False)
    with hold_lock(tmp_path):
        assert (tmp_path / "lock").exists()


def test_a_full_disk_is_an_error_and_loses_nothing(store: Store) -> None:
    store.evidence.add([commit()])
    pages = store.connection.execute("PRAGMA page_count").fetchone()[0]
    store.connection.execute(f"PRAGMA max_page_count = {pages}")
    many = [commit(f"{number:040d}", body="x" * 4_000) for number in range(200)]
    with pytest.raises(StoreError, match="cannot be written"), store.transaction():
        store.evidence.add(many)
    assert len(list(store.evidence.read())) == 1


def test_a_store_that_finds_no_room_is_not_said_to_be_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def find_no_room(*_: object, **__: object) -> None:
        connection = sqlite3.connect(":memory:")
        connection.execute("PRAGMA max_page_count = 1")
        connection.execute("CREATE TABLE evidence (ref TEXT)")

    monkeypatch.setattr(database, "migrate", find_no_room)
    with pytest.raises(StoreError) as full, open_store(tmp_path):
        pass
    assert (full.value.why, full.value.cure) == (
        "database or disk is full",
        "free some space, then run the command again",
    )


def test_only_a_damaged_store_is_to_be_moved_away(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite3").write_bytes(b"no database" * 100)
    with pytest.raises(StoreError) as damaged, open_store(tmp_path):
        pass
    assert damaged.value.cure == f"move {tmp_path / 'store.sqlite3'} away; the document rebuilds it"
    (tmp_path / "store.sqlite3").unlink()
    (tmp_path / "store.sqlite3").mkdir()
    with pytest.raises(StoreError) as folder, open_store(tmp_path):
        pass
    assert folder.value.cure == "harvester doctor"


def test_the_store_speaks_plain_sqlite(store: Store) -> None:
    assert isinstance(store.connection, sqlite3.Connection)
    assert store.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_repository_is_remembered_by_the_name_it_had_first(store: Store) -> None:
    store.evidence.add([commit(project="acme/pay", facts={"repository_id": "R_1"})])
    store.evidence.add([commit("b" * 40, project="acme/payments", facts={"repository_id": "R_1"})])
    assert store.evidence.first_projects() == {"R_1": "acme/pay"}


def test_another_look_alone_is_no_change(store: Store) -> None:
    store.evidence.add([commit(facts={"resolved": False, "observed_at": "2026-11-12T12:00:00Z"})])
    assert store.evidence.add([commit(facts={"resolved": False, "observed_at": "2026-11-19T12:00:00Z"})]) == Seen()
    assert store.evidence.add([commit(facts={"resolved": True, "observed_at": "2026-11-19T12:00:00Z"})]) == Seen(
        changed=1
    )
