"""Odd repositories: what can be read is read, and always the same."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from harvester.model import Window
from tests.connectors.git.conftest import EVER, NOW, connect, harvest, read, shas
from tests.fakes.odd_repositories import add_raw_commit, write_commit
from tests.fakes.repository import ANN, BEN, Repository

AT = "1793620800 +0000"


def clone(source: Repository, path: Path, *options: str) -> Repository:
    source.git("clone", "-q", *options, f"file://{source.path}", str(path))
    return Repository(path)


@pytest.fixture
def three(repository: Repository) -> list[str]:
    """Three commits of Ann's."""
    return [
        repository.commit(name, {name: "1\n2\n"}, at=f"2026-11-0{day}T12:00:00Z") for day, name in enumerate("abc", 1)
    ]


def test_a_bare_repository_has_the_name_of_its_folder_without_the_ending(
    repository: Repository, three: list[str], tmp_path: Path
) -> None:
    bare = clone(repository, tmp_path / "ledger.git", "--bare")
    evidence = harvest(connect(bare.path))
    assert (shas(evidence), {one.project for one in evidence}) == (set(three), {"ledger"})


def test_a_named_bare_repository_is_read_though_hidden_ones_are_forbidden(
    repository: Repository, three: list[str], tmp_path: Path, home: Path
) -> None:
    bare = clone(repository, tmp_path / "ledger.git", "--bare")
    (home / ".gitconfig").write_text("[safe]\n\tbareRepository = explicit\n")
    assert shas(harvest(connect(bare.path))) == set(three)


def test_the_work_tree_of_a_bare_repository_has_its_name(
    repository: Repository, three: list[str], tmp_path: Path
) -> None:
    bare = clone(repository, tmp_path / "ledger.git", "--bare")
    bare.git("worktree", "add", "-q", str(tmp_path / "elsewhere"))
    evidence = harvest(connect(tmp_path / "elsewhere"))
    assert (shas(evidence), {one.project for one in evidence}) == (set(three), {"ledger"})


def test_a_work_tree_reads_its_own_branch_under_the_name_of_its_repository(
    repository: Repository, three: list[str], tmp_path: Path
) -> None:
    repository.git("worktree", "add", "-q", str(tmp_path / "elsewhere"), "HEAD~1")
    evidence = harvest(connect(tmp_path / "elsewhere"))
    assert (shas(evidence), {one.project for one in evidence}) == (set(three[:2]), {"pay"})


def test_a_folder_inside_a_repository_is_the_repository(repository: Repository, three: list[str]) -> None:
    (repository.path / "src").mkdir()
    connector = connect(repository.path / "src", repository.path)
    assert [scope.key for scope in connector.scopes()] == [str(repository.path)]
    assert shas(harvest(connector)) == set(three)


def test_the_same_commit_in_two_clones_has_one_ref(repository: Repository, three: list[str], tmp_path: Path) -> None:
    other = clone(repository, tmp_path / "fork")
    assert sorted(one.ref.key for one in harvest(connect(repository.path, other.path))) == sorted(three * 2)


def test_a_shallow_clone_tells_no_lines_where_it_ends_and_says_so_once(
    repository: Repository, three: list[str], tmp_path: Path
) -> None:
    shallow = clone(repository, tmp_path / "shallow", "--depth=2")
    evidence, [gap] = read(connect(shallow.path))
    edge = next(one for one in evidence if one.ref.key == three[1])
    assert shas(evidence) == set(three[1:])
    assert (list(edge.files), edge.facts["lines_uncounted"]) == ([], "shallow")
    assert "additions" not in edge.facts
    assert gap.standing
    assert "git fetch --unshallow" in gap.reason
    assert read(connect(shallow.path), Window(datetime(2026, 11, 3, tzinfo=UTC), NOW))[1] == []


@pytest.mark.usefixtures("three")
def test_a_partial_clone_tells_names_without_lines_and_fetches_nothing(repository: Repository, tmp_path: Path) -> None:
    repository.git("config", "uploadpack.allowFilter", "true")
    partial = clone(repository, tmp_path / "partial", "--filter=blob:none", "--no-checkout")
    before = sorted(partial.path.rglob("*.pack"))
    evidence = harvest(connect(partial.path))
    assert {one.title: [file.path for file in one.files] for one in evidence} == {name: [name] for name in "abc"}
    assert {one.facts["lines_uncounted"] for one in evidence} == {"partial"}
    assert {file.added for one in evidence for file in one.files} == {None}
    assert sorted(partial.path.rglob("*.pack")) == before


def test_a_partial_clone_without_trees_still_tells_its_commits(
    repository: Repository, three: list[str], tmp_path: Path
) -> None:
    repository.git("config", "uploadpack.allowFilter", "true")
    partial = clone(repository, tmp_path / "partial", "--filter=tree:0", "--no-checkout")
    evidence = harvest(connect(partial.path))
    assert shas(evidence) == set(three)
    assert [list(one.files) for one in evidence] == [[], [], []]
    assert {one.facts["lines_uncounted"] for one in evidence} == {"partial"}


def test_a_repository_with_sha_256_is_read_like_any_other(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "new")
    repository.path.mkdir()
    repository.git("init", "-q", "-b", "main", "--object-format=sha256")
    first = repository.commit("Start", {"a": "1\n"}, at="2026-11-01T12:00:00Z")
    repository.switch("topic")
    second = repository.commit("Topic", {"b": "1\n"}, at="2026-11-02T12:00:00Z")
    repository.switch("main")
    repository.merge("topic", "Merge", at="2026-11-03T12:00:00Z")
    evidence = harvest(connect(repository.path))
    assert len(first) == 64
    assert {one.ref.key: [file.path for file in one.files] for one in evidence} == {first: ["a"], second: ["b"]}


def test_an_empty_repository_has_nothing_and_no_gap(repository: Repository) -> None:
    assert read(connect(repository.path)) == ([], [])


def test_a_detached_head_is_read_where_it_stands(repository: Repository, three: list[str]) -> None:
    repository.git("checkout", "-q", "--detach", "HEAD~1")
    evidence = harvest(connect(repository.path))
    assert shas(evidence) == set(three[:2])
    assert [one.facts.get("branch") for one in evidence] == [None, None]


def test_the_branch_of_the_remote_is_read_before_the_one_checked_out(
    repository: Repository, three: list[str], tmp_path: Path
) -> None:
    work = clone(repository, tmp_path / "work")
    work.switch("private")
    work.commit("Not shared yet", {"x": "y"}, at="2026-11-05T12:00:00Z")
    evidence = harvest(connect(work.path))
    assert (shas(evidence), {one.facts["branch"] for one in evidence}) == (set(three), {"main"})


def test_a_remote_branch_that_is_gone_falls_back_to_the_one_checked_out(
    repository: Repository, three: list[str], tmp_path: Path
) -> None:
    work = clone(repository, tmp_path / "work")
    work.git("update-ref", "-d", "refs/remotes/origin/main")
    assert shas(harvest(connect(work.path))) == set(three)


def test_replaced_and_grafted_commits_stay_what_they_were(repository: Repository, three: list[str]) -> None:
    other = write_commit(repository, repository.git("cat-file", "commit", "HEAD").encode() + b" forged\n")
    repository.git("replace", three[1], other)
    (repository.path / ".git/info/grafts").write_text(f"{three[2]} {three[0]}\n")
    evidence = harvest(connect(repository.path))
    assert {one.ref.key: one.title for one in evidence} == dict(zip(three, "abc", strict=True))


def test_no_mailmap_of_the_repository_is_believed(repository: Repository) -> None:
    mailmap = "Ann Example <ann@example.com> <ben@example.com>\nBen <ben@example.com> <ann@example.com>\n"
    mine = repository.commit("Mine", {".mailmap": mailmap}, author=ANN, at="2026-11-01T12:00:00Z")
    repository.commit("Ben's", {"b": "b"}, author=BEN, at="2026-11-02T12:00:00Z")
    repository.git("config", "log.mailmap", "true")
    assert shas(harvest(connect(repository.path))) == {mine}


@pytest.mark.usefixtures("three")
def test_the_callers_environment_changes_nothing(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Repository.create(tmp_path / "other")
    other.commit("Other", at="2026-11-01T12:00:00Z")
    expected = harvest(connect(repository.path))
    for name, value in {
        "GIT_DIR": str(other.path / ".git"),
        "GIT_WORK_TREE": str(other.path),
        "GIT_OBJECT_DIRECTORY": str(other.path / ".git/objects"),
        "GIT_INDEX_FILE": "/nowhere",
        "GIT_CONFIG_PARAMETERS": "'i18n.logOutputEncoding=UTF-16'",
        "GIT_CONFIG_COUNT": "nonsense",
        "GIT_TRACE": str(tmp_path / "trace"),
        "GIT_EXTERNAL_DIFF": "false",
        "GIT_DIFF_OPTS": "--unified=9",
        "GIT_NAMESPACE": "other",
        "GIT_LITERAL_PATHSPECS": "0",
    }.items():
        monkeypatch.setenv(name, value)
    assert harvest(connect(repository.path)) == expected
    assert not (tmp_path / "trace").exists()


@pytest.mark.usefixtures("three")
def test_settings_that_alter_gits_output_change_nothing(repository: Repository) -> None:
    repository.commit("Rename é", {"é\t1": "1\n2\n", "x": "1\n"}, at="2026-11-04T12:00:00Z")
    repository.git("mv", "é\t1", "moved")
    repository.commit("Move", at="2026-11-05T12:00:00Z")
    expected = harvest(connect(repository.path))
    for key, value in {
        "color.ui": "always",
        "core.quotePath": "false",
        "diff.context": "9",
        "diff.indentHeuristic": "false",
        "diff.noprefix": "true",
        "diff.algorithm": "patience",
        "diff.orderFile": "/nowhere",
        "diff.relative": "true",
        "diff.renames": "false",
        "diff.renameLimit": "1",
        "diff.submodule": "log",
        "diff.suppressBlankEmpty": "true",
        "format.pretty": "%an",
        "i18n.logOutputEncoding": "UTF-16",
        "log.date": "relative",
        "log.decorate": "full",
        "log.follow": "true",
        "log.showRoot": "false",
        "log.showSignature": "true",
        "notes.displayRef": "*",
    }.items():
        repository.git("config", key, value)
    assert harvest(connect(repository.path)) == expected


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("claimed", ["/", "/nowhere/at/all", "../../outside"])
def test_a_work_tree_that_the_repository_claims_elsewhere_is_never_looked_at(
    repository: Repository, tmp_path: Path, claimed: str
) -> None:
    expected = harvest(connect(repository.path))
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / ".gitattributes").write_text("* binary\n")
    with (repository.path / ".git/config").open("a") as file:
        file.write(f"[core]\n\tworktree = {claimed}\n")
    assert harvest(connect(repository.path)) == expected


@pytest.mark.usefixtures("three")
def test_messages_in_other_encodings_are_read_in_theirs(repository: Repository) -> None:
    add_raw_commit(repository, "Grüße".encode("latin-1"), headers=b"encoding ISO-8859-1\n", dates=(AT, AT))
    add_raw_commit(repository, "Gr\xfc\xdfe \ud800".encode("latin-1", "replace"), dates=(AT, AT))
    titles = {one.title for one in harvest(connect(repository.path))}
    assert {"Grüße", "Gr\ufffd\ufffde ?"} <= titles


@pytest.mark.usefixtures("three")
def test_a_message_of_ten_megabytes_is_cut(repository: Repository) -> None:
    add_raw_commit(repository, b"Long\n\n" + b"x" * 10_000_000, dates=(AT, AT))
    [long] = [one for one in harvest(connect(repository.path)) if one.title == "Long"]
    assert len(long.body) == 65_536


def test_an_author_of_a_megabyte_costs_only_the_end_of_the_name(repository: Repository) -> None:
    tree = repository.git("hash-object", "-t", "tree", "-w", "--stdin").encode()
    name = b"Ann " * 250_000
    raw = b"tree %s\nauthor %s<ann@example.com> %s\ncommitter %s<ann@example.com> %s\n\nTitle\n"
    repository.git(
        "update-ref", "refs/heads/main", write_commit(repository, raw % (tree, name, AT.encode(), name, AT.encode()))
    )
    assert [one.title for one in harvest(connect(repository.path))] == ["Title"]


def test_a_repository_of_impossible_dates_says_so(repository: Repository) -> None:
    repository.commit("Far ahead", {"a": "1"}, at="@4294967296 +0000")
    evidence, [gap] = read(connect(repository.path))
    assert (evidence, gap.standing) == ([], True)
    assert "date" in gap.reason


def test_a_commit_of_five_thousand_files_lists_some_and_counts_all(repository: Repository) -> None:
    files = "".join(f"M 100644 inline vendor/{number}\ndata 2\n1\n\n" for number in range(5_000))
    stream = f"commit refs/heads/main\ncommitter {ANN} {AT}\ndata 6\nImport\n{files}"
    repository.git("fast-import", "--quiet", stdin=stream.encode())
    [evidence] = harvest(connect(repository.path))
    assert (len(evidence.files), evidence.facts["files"], evidence.facts["additions"]) == (300, 5_000, 5_000)


@pytest.mark.usefixtures("three")
def test_a_message_cannot_forge_a_commit(repository: Repository) -> None:
    forged = f"Real\n\n\x00\n{'f' * 40} \n1\n1\nann@example.com\nAnn\nForged\x00commit {'e' * 40}\n\x1e\x1f"
    repository.commit(forged.replace("\x00", "%x00"), {"x": "y"}, at="2026-11-04T12:00:00Z")
    add_raw_commit(repository, forged.encode(), dates=(AT, AT))
    assert [one.title for one in harvest(connect(repository.path))].count("Real") == 2
    assert len(harvest(connect(repository.path))) == 5


def test_file_contents_cannot_forge_what_another_commit_changed(repository: Repository) -> None:
    first = repository.commit("First", {"a": "1\n"}, at="2026-11-01T12:00:00Z")
    content = f"\n{first}\n:100644 100644 {first} {first} M\tforged\n9\t9\tforged\n\ndiff --git a/x b/x\n"
    repository.commit("Second", {"b": content, "c\n" + first: content}, at="2026-11-02T12:00:00Z")
    files = {one.title: [(file.path, file.added) for file in one.files] for one in harvest(connect(repository.path))}
    assert files == {"First": [("a", 1)], "Second": [("b", 6), (f"c {first}", 6)]}


@pytest.mark.parametrize("author", ["0 +0000", "4294967296 +9999", "99999999999999 -0000", "1793620800 +051800"])
@pytest.mark.usefixtures("three")
def test_an_absurd_author_date_costs_only_itself(repository: Repository, author: str) -> None:
    sha = add_raw_commit(repository, b"Odd", dates=(author, AT))
    assert sha in shas(harvest(connect(repository.path)))


@pytest.mark.parametrize(
    "header",
    [b"", b"author \n", b"author Ann Example <ann@example.com>\n", b"author <> 1 +0000\n", b"author a <b <c>> x\n"],
)
def test_a_malformed_author_costs_only_that_commit(repository: Repository, three: list[str], header: bytes) -> None:
    tree, parent = (repository.git("rev-parse", name).encode() for name in ("HEAD^{tree}", "HEAD"))
    raw = b"tree %s\nparent %s\n%scommitter Ann <ann@example.com> %s\n\nOdd\n" % (tree, parent, header, AT.encode())
    repository.git("update-ref", "refs/heads/main", write_commit(repository, raw))
    last = repository.commit("Last", {"z": "z"}, at="2026-11-06T12:00:00Z")
    assert set(three) | {last} <= shas(harvest(connect(repository.path)))


def test_submodules_are_left_alone(repository: Repository, tmp_path: Path) -> None:
    inner = Repository.create(tmp_path / "inner")
    inner.commit("Inner", {"i": "i"})
    repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.path), "inner")
    repository.commit("Use it", at="2026-11-01T12:00:00Z")
    [evidence] = harvest(connect(repository.path))
    assert [file.path for file in evidence.files] == [".gitmodules"]


@pytest.mark.usefixtures("three")
def test_a_branch_name_is_shown_clean(repository: Repository) -> None:
    repository.git("branch", "-q", "-m", "main", "ma\u202ein")
    assert {one.facts["branch"] for one in harvest(connect(repository.path))} == {"main"}


def test_a_relative_path_entry_finds_no_git(
    repository: Repository, three: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = repository.path / "git"
    fake.write_text("#!/bin/sh\ntouch ran\n")
    fake.chmod(0o755)
    monkeypatch.chdir(repository.path)
    monkeypatch.setenv("PATH", f".:{os.environ['PATH']}")
    assert shas(harvest(connect("."), EVER)) == set(three)
    assert not (repository.path / "ran").exists()
