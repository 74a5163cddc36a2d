"""The document: access, surroundings, sections and markers; each trouble made for real."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from harvester.doctor.brag_document import examine_agreement, examine_document
from harvester.model import Category, Health, Ref, Standing
from harvester.store import open_store
from harvester.sync import Place
from tests.doctor.reading import is_well, only, troubles
from tests.fakes.repository import Repository

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SECTIONS = (
    "# Brag\n\n## Projects\n\n## Decisions\n\n## Problems caught early\n\n## Feedback received\n\n## People helped\n"
)
LINE = "- [ ] 2026-11-12 Cut the latency. <!-- hv git:4f0c2d5 0b9ad1d4 -->\n"
is_root = os.geteuid() == 0


def place(path: Path, headings: Mapping[Category, str] | None = None, archive: tuple[Path, ...] = ()) -> Place:
    return Place(path=path, headings=headings or {}, archive=archive, backups=path.parent / "replaced", zone=UTC)


@pytest.fixture
def brag(tmp_path: Path) -> Path:
    path = tmp_path / "notes" / "brag.md"
    path.parent.mkdir()
    path.write_text(SECTIONS)
    return path


def test_an_ordinary_document_is_well(brag: Path) -> None:
    assert is_well(examine_document(place(brag)))


def test_a_document_that_is_not_there_yet_is_well_and_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "brag.md"
    assert is_well(examine_document(place(path)))
    assert not path.parent.exists()


@pytest.mark.skipif(is_root, reason="root may write everywhere")
def test_a_read_only_document_is_told(brag: Path) -> None:
    brag.chmod(0o400)
    assert only(examine_document(place(brag))).what == f"{brag} is read-only."
    brag.chmod(0o200)
    assert f"{brag} cannot be read." in [one.what for one in troubles(examine_document(place(brag)))]


@pytest.mark.skipif(is_root, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_told(brag: Path) -> None:
    brag.parent.chmod(0o500)
    try:
        assert only(examine_document(place(brag))).what == f"The folder {brag.parent} may not be written."
    finally:
        brag.parent.chmod(0o700)


def test_a_link_to_a_document_is_well_and_a_link_to_nothing_is_told(brag: Path, tmp_path: Path) -> None:
    link = tmp_path / "brag.md"
    link.symlink_to(brag)
    assert any(f"(a link to {brag})" in one.what for one in examine_document(place(link)))
    assert is_well(examine_document(place(link)))
    brag.unlink()
    assert "is not there" in only(examine_document(place(link))).what


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("## Projects\n\n```\ncode\n", ":3: a code fence is opened here and never closed."),
        ("## Projects\n\n<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n", ":3: a merge conflict is not resolved."),
        ("\ufeff".encode("utf-16").decode("latin-1") + "x", " is encoded as UTF-16"),
    ],
)
def test_what_makes_a_run_refuse_the_document_is_told_with_its_line(brag: Path, text: str, what: str) -> None:
    brag.write_bytes(text.encode("latin-1"))
    found = only(examine_document(place(brag)))
    assert found.state is Health.FAIL
    assert found.what.startswith(f"{brag}{what}")
    assert found.cure


def test_a_document_of_other_headings_is_told_and_a_mapping_cures_it(brag: Path) -> None:
    brag.write_text("# Notes\n\n## Shipped\n\n## Learnt\n")
    found = only(examine_document(place(brag)))
    assert found.what == f"None of the sections is found in {brag}."
    assert "5 sections would be added" in found.why
    assert is_well(examine_document(place(brag, {Category.PROJECT: "Shipped"})))


def test_a_mapped_heading_that_is_not_there_is_told(brag: Path) -> None:
    found = only(examine_document(place(brag, {Category.PROJECT: "Shiped"})))
    assert found.what == f"{brag} has no heading 'Shiped'."


def test_a_marker_that_stands_twice_is_told_with_both_lines(brag: Path) -> None:
    brag.write_text(
        SECTIONS.replace("## Projects\n", f"## Projects\n\n{LINE}").replace("## Decisions\n", f"## Decisions\n\n{LINE}")
    )
    found = only(examine_document(place(brag)))
    assert found.what == f"{brag}:5: the marker of git:4f0c2d5 stands 2 times."
    assert found.why.endswith("5, 9")
    brag.write_text(SECTIONS.replace("## Projects\n", f"## Projects\n\n{LINE}"))
    assert is_well(examine_document(place(brag)))


def test_a_second_name_of_the_file_is_told(brag: Path, tmp_path: Path) -> None:
    os.link(brag, tmp_path / "other.md")
    assert "has 2 names" in only(examine_document(place(brag))).what


def test_a_document_in_a_repository_with_a_remote_is_told(brag: Path) -> None:
    repository = Repository.create(brag.parent)
    assert is_well(examine_document(place(brag))), "without a remote it goes nowhere"
    repository.git("remote", "add", "origin", "git@example.com:ann/notes.git")
    found = only(examine_document(place(brag)))
    assert found.what == f"{brag} lies in the Git repository {brag.parent}, which has the remote origin."
    assert found.cure.startswith(f"move it out: mv {brag} ")


def test_the_repository_of_its_own_workflow_is_the_place_where_it_may_lie(brag: Path) -> None:
    Repository.create(brag.parent).git("remote", "add", "origin", "git@example.com:ann/notes.git")
    flows = brag.parent / ".github" / "workflows"
    flows.mkdir(parents=True)
    (flows / "harvester.yml").write_text("      - run: harvester run --scheduled\n")
    assert is_well(examine_document(place(brag)))
    assert any("keep origin private" in one.what for one in examine_document(place(brag)))


def test_a_conflict_copy_beside_it_is_told(brag: Path) -> None:
    copy = brag.with_name("brag (Ann's conflicted copy 2026-11-12).md")
    copy.write_text("")
    found = only(examine_document(place(brag)))
    assert str(copy) in found.what
    assert found.cure.startswith(f"diff {brag} ")


def test_an_archive_that_is_gone_is_told(brag: Path) -> None:
    found = only(examine_document(place(brag, archive=(brag.with_name("2025.md"),))))
    assert "archive" in found.what
    assert found.cure


def test_a_rollback_of_the_document_is_told_before_a_run_refuses_it(brag: Path, tmp_path: Path) -> None:
    lines = [
        Standing(ref=Ref("git", f"{number:040x}"), category=Category.PROJECT, text="Cut it.", is_claimed=True)
        for number in range(12)
    ]
    with open_store(tmp_path / "state") as store:
        store.standing.replace(lines)
    with open_store(tmp_path / "state", in_memory=True) as store:
        found = only(examine_agreement(store, place(brag), NOW))
    assert found.state is Health.FAIL
    assert "--confirm-deletions" in found.cure
    with open_store(tmp_path / "state", in_memory=True) as store:
        assert len(store.standing.read()) == 12, "the examination decided nothing"


def test_document_and_store_that_agree_are_not_told_of(brag: Path, tmp_path: Path) -> None:
    with open_store(tmp_path / "state") as store:
        assert list(examine_agreement(store, place(brag), NOW)) == []
