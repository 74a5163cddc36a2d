"""Commits of mine as evidence, from ordinary repositories."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.git import GitConnector, GitSettings, find_repository, list_addresses, read_identity
from harvester.connector import Identity, Session
from harvester.model import Evidence, FactValue, Kind, Person, Role, Window
from tests.connectors.git.conftest import EVER, ME, NOW, WEEK, connect, harvest, read, shas
from tests.fakes.repository import ANN, BEN, Repository


def by_title(evidence: list[Evidence]) -> Mapping[str, Evidence]:
    return {one.title: one for one in evidence}


def facts(evidence: Evidence, *names: str) -> list[FactValue]:
    return [evidence.facts.get(name) for name in names]


def test_a_commit_of_mine_is_told_in_full(repository: Repository) -> None:
    repository.git("remote", "add", "origin", "git@github.com:acme/pay.git")
    repository.commit(
        "Start", {"ledger.py": "a\nb\n", "old name": "1\n2\n3\n4\n"}, author=BEN, at="2026-11-09T10:00:00Z"
    )
    repository.git("mv", "old name", "new name")
    sha = repository.commit(
        "Batch the reads (#412)\n\nFewer trips.\n\nCo-authored-by: Ben <ben@example.com>\n",
        {"ledger.py": "a\nc\nd\n", "logo": b"\0\1"},
        at="2026-11-10T13:00:00+01:00",
        committed_at="2026-11-11T12:00:00Z",
    )
    [evidence] = harvest(connect(repository.path), WEEK)
    assert (str(evidence.ref), evidence.kind, evidence.role) == (f"git:{sha}", Kind.COMMIT, Role.AUTHOR)
    assert evidence.title == "Batch the reads"
    assert evidence.body == "Fewer trips.\n\nCo-authored-by: Ben <ben@example.com>"
    assert evidence.url == f"https://github.com/acme/pay/commit/{sha}"
    assert (evidence.project, evidence.happened_at) == ("pay", datetime(2026, 11, 11, 12, tzinfo=UTC))
    assert [(file.path, file.added, file.deleted) for file in evidence.files] == [
        ("ledger.py", 2, 1),
        ("logo", None, None),
        ("new name", 0, 0),
    ]
    assert list(evidence.people) == [Person("email:ben@example.com", "Ben", "co-author")]
    assert [str(link) for link in evidence.links] == ["github:acme/pay#412"]
    assert facts(evidence, "authored_at", "committed_at", "branch") == [
        "2026-11-10T12:00:00Z", "2026-11-11T12:00:00Z", "main",
    ]  # fmt: skip
    assert facts(evidence, "additions", "deletions", "pull_request", "co_authors", "is_merge") == [2, 1, 412, 1, None]


def test_work_merged_this_week_counts_this_week_though_it_was_written_in_may(repository: Repository) -> None:
    repository.git("remote", "add", "origin", "https://github.com/acme/pay")
    repository.commit("Start", author=BEN, at="2026-05-01T12:00:00Z")
    repository.switch("batching")
    written = repository.commit("Batch the reads", {"ledger.py": "a\n"}, at="2026-05-02T12:00:00Z")
    repository.switch("main")
    repository.commit("Other work", {"other": "x"}, author=BEN, at="2026-11-01T12:00:00Z")
    repository.merge("batching", "Merge pull request #412 from acme/batching\n\nBatching", at="2026-11-12T12:00:00Z")
    [evidence] = harvest(connect(repository.path), WEEK)
    assert evidence.ref.key == written
    assert evidence.happened_at == datetime(2026, 11, 12, 12, tzinfo=UTC)
    assert facts(evidence, "authored_at", "pull_request", "pull_request_title") == [
        "2026-05-02T12:00:00Z", 412, "Batching",
    ]  # fmt: skip
    assert [str(link) for link in evidence.links] == ["github:acme/pay#412"]


def test_the_pull_requests_of_a_fork_are_those_of_its_upstream(repository: Repository) -> None:
    repository.git("remote", "add", "origin", "git@github.com:ann/pay.git")
    repository.git("remote", "add", "upstream", "git@github.com:acme/pay.git")
    repository.commit("Batch (#412)", {"a": "1"})
    [evidence] = harvest(connect(repository.path))
    assert [str(link) for link in evidence.links] == ["github:acme/pay#412"]


def test_a_merge_of_mine_is_kept_without_files_and_does_not_take_the_work_of_others(repository: Repository) -> None:
    repository.commit("Start", author=BEN, at="2026-11-09T12:00:00Z")
    repository.switch("topic")
    repository.commit("Ben's work", {"b": "1\n"}, author=BEN, at="2026-11-10T12:00:00Z")
    repository.switch("main")
    merge = repository.merge("topic", "Merge branch 'topic'", author=ANN, at="2026-11-12T12:00:00Z")
    [evidence] = harvest(connect(repository.path))
    assert (evidence.ref.key, list(evidence.files)) == (merge, [])
    assert facts(evidence, "is_merge", "additions") == [True, None]


def test_who_is_named_as_co_author_contributed_to_the_authors_work(repository: Repository) -> None:
    repository.commit("Pair\n\nCo-authored-by: Ann <ANN@example.com>", {"a": "1\n"}, author=BEN)
    [evidence] = harvest(connect(repository.path))
    assert evidence.role is Role.CONTRIBUTOR
    assert list(evidence.people) == [Person("email:ben@example.com", "Ben Example", "author")]


def test_reverts_and_picks_are_linked_to_what_they_repeat_or_undo(repository: Repository) -> None:
    bad = repository.commit("Bad", {"a": "1\n"}, at="2026-11-10T12:00:00Z")
    undo = repository.commit(f'Revert "Bad"\n\nThis reverts commit {bad}.', {"a": "2\n"}, at="2026-11-11T12:00:00Z")
    repository.commit(f"Again\n\n(cherry picked from commit {bad})", {"a": "1\n"}, at="2026-11-12T12:00:00Z")
    found = by_title(harvest(connect(repository.path)))
    assert facts(found["Bad"], "reverted_by") == [undo]
    assert facts(found['Revert "Bad"'], "reverts") == [bad]
    assert facts(found["Again"], "cherry_picked_from") == [bad]
    assert [str(link) for link in found["Again"].links] == [f"git:{bad}"]


@pytest.mark.parametrize("since", [EVER.since, datetime(2026, 1, 1, tzinfo=UTC)])
def test_a_revert_after_the_window_is_not_told(repository: Repository, since: datetime) -> None:
    bad = repository.commit("Bad", {"a": "1\n"}, at="2026-11-10T12:00:00Z")
    repository.commit(f'Revert "Bad"\n\nThis reverts commit {bad}.', {"a": "2\n"}, at="2026-11-17T12:00:00Z")
    [found] = harvest(connect(repository.path), Window(since, WEEK.until))
    assert facts(found, "reverted_by") == [None]


def test_a_rebased_or_reworded_commit_is_the_same_change_and_another_is_not(repository: Repository) -> None:
    lines = "".join(f"{number}\n" for number in range(30))
    repository.commit("Start", {"a": lines}, author=BEN, at="2026-11-01T12:00:00Z")
    repository.switch("before")
    repository.commit("Change", {"a": lines.replace("20\n", "twenty\n")}, at="2026-11-02T12:00:00Z")
    before = by_title(harvest(connect(repository.path)))["Change"]
    repository.switch("main")
    repository.commit("Meanwhile", {"a": "new\n" + lines, "b": "x"}, author=BEN, at="2026-11-03T12:00:00Z")
    repository.commit(
        "Change, reworded", {"a": "new\n" + lines.replace("20\n", "twenty\n")}, at="2026-11-02T12:00:00Z",
        committed_at="2026-11-04T12:00:00Z",
    )  # fmt: skip
    repository.commit("Another", {"b": "20\n"}, at="2026-11-02T12:00:00Z", committed_at="2026-11-05T12:00:00Z")
    after = by_title(harvest(connect(repository.path)))
    assert before.ref != after["Change, reworded"].ref
    assert facts(before, "patch_id", "authored_at") == facts(after["Change, reworded"], "patch_id", "authored_at")
    assert before.facts["patch_id"] != after["Another"].facts["patch_id"]


def test_design_documents_are_evidence_of_their_own(repository: Repository) -> None:
    repository.git("remote", "add", "origin", "git@github.com:acme/pay.git")
    text = "# ADR 7\n"
    sha = repository.commit(
        "Decide (#9)", {"docs/adr/--7 é.md": text, "src/DESIGN.md": text, "a.py": ""}, at="2026-11-10T12:00:00Z"
    )
    repository.commit("Change it", {"src/DESIGN.md": "# ADR 8\n"}, at="2026-11-11T12:00:00Z")
    repository.git("rm", "-q", "src/DESIGN.md")
    repository.commit("Drop it", at="2026-11-12T12:00:00Z")
    documents = [one for one in harvest(connect(repository.path)) if one.kind is Kind.DESIGN_DOC]
    first = next(one for one in documents if one.ref.key.startswith(f"{sha}:docs"))
    assert str(first.ref) == f"git:{sha}:docs/adr/-%2D7%20%C3%A9.md"
    assert [str(link) for link in first.links] == [
        f"git:{sha}", "github:acme/pay#9:docs/adr/-%2D7%20%C3%A9.md", "github:acme/pay#9",
    ]  # fmt: skip
    assert sorted(bool(one.facts["added"]) for one in documents) == [False, True, True]
    assert first.url == f"https://github.com/acme/pay/blob/{sha}/docs/adr/--7%20%C3%A9.md"


def test_patterns_of_design_documents_are_the_persons_own(repository: Repository) -> None:
    repository.commit("Write", {"docs/adr/1.md": "1\n", "notes/a/b.txt": "1\n", "notes/x.md": "1\n"})
    settings = GitSettings(repositories=[str(repository.path)], design_docs=["notes/**/*.txt", "notes/?.md"])
    documents = harvest(GitConnector(settings, Session(me=ME, now=NOW)))
    assert sorted(one.ref.key.partition(":")[2] for one in documents if one.kind is Kind.DESIGN_DOC) == [
        "notes/a/b.txt", "notes/x.md",
    ]  # fmt: skip


def test_a_repository_without_patterns_has_no_design_documents(repository: Repository) -> None:
    repository.commit("Write", {"docs/adr/1.md": "1\n"})
    settings = GitSettings(repositories=[str(repository.path)], design_docs=[])
    assert len(harvest(GitConnector(settings, Session(me=ME, now=NOW)))) == 1


def test_a_pattern_of_repositories_finds_those_and_nothing_else(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("b", "a"):
        Repository.create(home / "src" / name)
    (home / "src/plain").mkdir()
    (home / "src/file").write_text("")
    repositories = ["~/src/*", "~/src/a", "~/none/*", str(tmp_path / "x")]
    connector = GitConnector(GitSettings(repositories=repositories), Session(me=ME, now=NOW))
    assert [scope.key for scope in connector.scopes()] == [
        str(home / "src/a"), str(home / "src/b"), str(home / "none/*"), str(tmp_path / "x"),
    ]  # fmt: skip
    monkeypatch.setenv("SECRET", "value")
    assert connect("$SECRET").scopes()[0].key.endswith("/$SECRET")


@pytest.mark.parametrize(
    "path", ["--upload-pack=touch x", "-c core.pager=x", "ext::sh -c x", "https://a:b@example.com/x"]
)
def test_a_path_is_a_path_and_never_an_option_or_an_address(path: str, home: Path) -> None:
    evidence, [gap] = read(connect(path))
    assert evidence == []
    assert gap.scope.startswith(str(home))


def test_other_identities_or_patterns_make_another_scope(repository: Repository) -> None:
    scopes = [
        *connect(repository.path).scopes(),
        *connect(repository.path, me=Identity.of(emails=["ben@example.com"])).scopes(),
        *GitConnector(
            GitSettings(repositories=[str(repository.path)], design_docs=[]), Session(me=ME, now=NOW)
        ).scopes(),
    ]
    assert len({scope.key for scope in scopes}) == 1
    assert len({scope.basis for scope in scopes}) == 3


def test_progress_is_shown_by_repository(repository: Repository) -> None:
    repository.commit("Start", {"a": "1"})
    shown: list[tuple[str, int, int | None]] = []
    session = Session(me=ME, now=NOW, show_progress=lambda *progress: shown.append(progress))
    harvest(GitConnector(GitSettings(repositories=[str(repository.path)]), session))
    assert shown == [("pay", 1, None)]


def test_the_identity_is_the_one_git_would_commit_with(repository: Repository, home: Path) -> None:
    assert read_identity(repository.path) == ("", "")
    (home / ".gitconfig").write_text("[user]\n\tname = Ann Example\n\temail = ann@example.com\n")
    assert read_identity(repository.path) == ("Ann Example", "ann@example.com")
    repository.git("config", "user.email", "ann@work.example")
    assert read_identity(repository.path / "..") == read_identity("/nowhere") == ("Ann Example", "ann@example.com")
    assert read_identity(repository.path) == ("Ann Example", "ann@work.example")


def test_the_addresses_of_a_repository_are_listed_by_their_commits(repository: Repository) -> None:
    for number, author in enumerate([BEN, ANN, "Ann \x1b[1mTwo <ANN@example.com>", "Cy <cy@example.com>"]):
        repository.commit(f"{number}", {"a": f"{number}"}, author=author, at=f"2026-11-0{number + 1}T12:00:00Z")
    assert list_addresses(repository.path, 2) == [
        ("ann@example.com", "Ann Two", 2),
        ("ben@example.com", "Ben Example", 1),
    ]
    assert list_addresses(Repository.create(repository.path.parent / "empty").path) == []


def test_a_repository_is_found_from_within(repository: Repository) -> None:
    (repository.path / "a/b").mkdir(parents=True)
    assert find_repository(repository.path / "a/b") == repository.path / ".git"


def test_two_windows_are_read_by_one_connector(repository: Repository) -> None:
    sha = repository.commit("Start", {"a": "1"}, at="2026-11-10T12:00:00Z")
    connector = connect(repository.path)
    assert shas(harvest(connector, WEEK)) == shas(harvest(connector, EVER)) == {sha}
