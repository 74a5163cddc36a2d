"""The labels in the project: that they can be read as what they mean. Their texts are elsewhere."""

from pathlib import Path

import pytest

from harvester.model import CORE_TAGS, Category
from training.gather import HERE
from training.sources.catalogue import read_catalogue
from training.sources.label import read_comment_labels, read_rows, read_work_labels

COMMENTS, WORK = HERE / "labels" / "comments.tsv", HERE / "labels" / "work.tsv"
GIVEN = {"routine", "decision", "problem_prevented", "mentorship"}
RECEIVED = {"routine", "feedback"}


@pytest.mark.parametrize(
    ("path", "header"),
    [
        (COMMENTS, "address,substantive,given,criteria when given,received,criteria when received"),
        (WORK, "address,role,category,nearly,criteria"),
    ],
    ids=lambda one: one.stem if isinstance(one, Path) else "",
)
def test_every_line_has_what_the_header_names(path: Path, header: str) -> None:
    lines = [line.split("\t") for line in path.read_text().splitlines()]
    assert lines[0] == header.split(",")
    assert {len(line) for line in lines} == {len(lines[0])}
    assert all(cell and cell == cell.strip() for line in lines for cell in line)


@pytest.mark.parametrize("path", [COMMENTS, WORK], ids=["comments", "work"])
def test_no_text_is_labelled_twice(path: Path) -> None:
    addresses = [row["address"] for row in read_rows(path)]
    assert len(addresses) == len(set(addresses))


def test_work_is_labelled_with_categories_and_criteria_there_are() -> None:
    for label in read_work_labels(WORK):
        assert label.category in set(Category)
        assert label.nearly is None or label.nearly in set(Category) - {label.category}, label.address
        assert label.role in {"author", "reporter"}
        assert set(label.criteria) <= set(CORE_TAGS), label.address
        assert len(set(label.criteria)) == len(label.criteria), label.address


def test_comments_are_labelled_as_given_and_as_received() -> None:
    for row in read_rows(COMMENTS):
        assert row["given"] in GIVEN, row["address"]
        assert row["received"] in RECEIVED, row["address"]


def test_what_is_substantive_is_more_than_routine_for_who_gave_it() -> None:
    for row in read_rows(COMMENTS):
        assert row["substantive"] in {"yes", "no"}
        assert (row["substantive"] == "yes") == (row["given"] != "routine"), row["address"]


def test_criteria_of_comments_are_known() -> None:
    for label in read_comment_labels(COMMENTS):
        assert set(label.criteria) <= set(CORE_TAGS), label.address


def test_every_third_comment_is_read_as_received(tmp_path: Path) -> None:
    header = "address\tsubstantive\tgiven\tcriteria when given\treceived\tcriteria when received\n"
    rows = "".join(f"a{number}\tyes\tmentorship\tautonomy,impact\tfeedback\t-\n" for number in range(4))
    path = tmp_path / "comments.tsv"
    path.write_text(header + rows)
    labels = read_comment_labels(path)
    assert [label.role for label in labels] == ["author", "reviewer", "reviewer", "author"]
    assert [label.category for label in labels] == ["feedback", "mentorship", "mentorship", "feedback"]
    assert [label.criteria for label in labels][:2] == [[], ["autonomy", "impact"]]
    assert all(label.substantive for label in labels)


def test_every_labelled_text_has_a_source() -> None:
    catalogue = read_catalogue(HERE / "sources" / "sources.toml")
    threads = {source.about or source.repository for source in (*catalogue.archives, *catalogue.backups)}
    threads |= {source.about.removeprefix("openstack/") for source in catalogue.sheets}
    histories = {source.repository for source in catalogue.histories}
    for label in (*read_work_labels(WORK), *read_comment_labels(COMMENTS)):
        repository, is_history, _ = label.address.partition("@")
        start = repository if is_history else label.address.partition("#")[0].partition(":")[0]
        assert start in (histories if is_history else threads), label.address


def test_every_source_is_held_to_a_commit() -> None:
    catalogue = read_catalogue(HERE / "sources" / "sources.toml")
    for sources in (catalogue.archives, catalogue.backups, catalogue.sheets, catalogue.histories):
        assert len({source.repository for source in sources}) == len(sources)
        assert all(len(source.commit) == 40 and int(source.commit, 16) for source in sources)
