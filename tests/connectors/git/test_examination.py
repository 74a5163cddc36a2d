"""What goes wrong with clones and addresses in silence is found, and a healthy clone is not complained of."""

import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connectors.git.connector import GitConnector
from connectors.git.examination import examine_git
from harvester.connector import Identity
from harvester.model import Finding, Health
from tests.connectors.git.conftest import ME, NOW, connect
from tests.fakes.odd_repositories import TRAPS, write_commit
from tests.fakes.repository import ANN, BEN, Repository

FRESH = "2026-11-18T12:00:00Z"
OLD = "2026-09-20T12:00:00Z"


def troubles(connector: GitConnector) -> list[Finding]:
    return [one for one in connector.examine() if one.state is not Health.OK]


def only(connector: GitConnector) -> Finding:
    [trouble] = troubles(connector)
    return trouble


@pytest.fixture
def upstream(tmp_path: Path) -> Repository:
    repository = Repository.create(tmp_path / "upstream")
    repository.git("config", "uploadpack.allowFilter", "true")
    repository.commit("Start", {"ledger.py": "a\n"}, author=BEN, at=OLD)
    repository.commit("Batch the reads", {"ledger.py": "b\n"}, author=ANN, at=FRESH)
    return repository


def clone(upstream: Repository, *options: str) -> Repository:
    path = upstream.path.parent / "clone"
    upstream.git("clone", "-q", *options, upstream.path.as_uri(), str(path))
    return Repository(path)


def test_a_healthy_clone_is_well(upstream: Repository) -> None:
    healthy = clone(upstream)
    findings = list(connect(healthy.path).examine())
    assert [one.state for one in findings] == [Health.OK, Health.OK]
    assert findings[0].what.startswith("git 2.")
    assert findings[1].what == f"{healthy.path} is whole and up to date"


def test_a_clone_that_was_not_pulled_for_weeks_is_told_with_its_age(upstream: Repository) -> None:
    stale = clone(upstream)
    found = only(connect(stale.path, now=NOW + timedelta(weeks=5)))
    assert found.state is Health.WARN
    assert found.what == f"{stale.path} was not pulled for long: its newest commit is 5 weeks old, of 2026-11-18."
    assert found.cure == f"git -C {stale.path} pull"


def test_a_clone_of_a_quiet_repository_that_was_fetched_lately_is_well(upstream: Repository) -> None:
    quiet, later = clone(upstream), NOW + timedelta(weeks=5)
    quiet.git("fetch", "-q")
    fetched = quiet.path / ".git" / "FETCH_HEAD"
    os.utime(fetched, (later.timestamp(), later.timestamp()))
    assert troubles(connect(quiet.path, now=later)) == []
    os.utime(fetched, (NOW.timestamp(), NOW.timestamp()))
    assert "not pulled" in only(connect(quiet.path, now=later)).what


def test_a_commit_of_the_future_does_not_make_an_old_clone_fresh(upstream: Repository) -> None:
    upstream.commit("From a wrong clock", author=ANN, at="2031-01-01T00:00:00Z")
    assert "5 weeks old" in only(connect(clone(upstream).path, now=NOW + timedelta(weeks=5))).what


def test_a_repository_without_remote_that_stands_still_is_told_as_such(upstream: Repository) -> None:
    found = only(connect(upstream.path, now=NOW + timedelta(weeks=5)))
    assert "stands still" in found.what
    assert "[connectors.git]" in found.cure


def test_a_shallow_clone_is_told(upstream: Repository) -> None:
    shallow = clone(upstream, "--depth=1")
    found = only(connect(shallow.path))
    assert found.what == f"{shallow.path} is a shallow clone."
    assert found.cure == f"git -C {shallow.path} fetch --unshallow"
    shallow.git("fetch", "-q", "--unshallow")
    assert troubles(connect(shallow.path)) == []


def test_a_partial_clone_is_told(upstream: Repository) -> None:
    partial = clone(upstream, "--filter=blob:none", "--no-checkout")
    assert only(connect(partial.path)).what == f"{partial.path} is a partial clone."


def test_a_clone_that_does_not_know_its_main_branch_is_told_and_cured_by_the_cure(upstream: Repository) -> None:
    lost = clone(upstream)
    lost.git("remote", "set-head", "origin", "--delete")
    found = only(connect(lost.path))
    assert "origin/HEAD" in found.what
    assert "main" in found.why
    lost.git(*found.cure.removeprefix(f"git -C {lost.path} ").split())
    assert troubles(connect(lost.path)) == []


def test_a_detached_head_is_told(upstream: Repository) -> None:
    upstream.git("checkout", "-q", "--detach")
    assert only(connect(upstream.path)).what == f"{upstream.path} has a detached HEAD."


def test_history_that_git_shows_otherwise_is_told(upstream: Repository) -> None:
    upstream.git("replace", "HEAD", "HEAD~1")
    assert "replaces a part of its history" in only(connect(upstream.path)).what
    upstream.git("replace", "-d", upstream.git("rev-parse", "HEAD"))
    grafts = upstream.path / ".git" / "info" / "grafts"
    grafts.parent.mkdir(exist_ok=True)
    grafts.write_text(upstream.git("rev-parse", "HEAD") + "\n")
    assert str(grafts) in only(connect(upstream.path)).cure
    grafts.unlink()
    assert troubles(connect(upstream.path)) == []


def test_dates_that_cannot_be_believed_are_told(repository: Repository) -> None:
    repository.commit("From a wrong clock", author=ANN, at="2031-01-01T00:00:00Z")
    assert "no commit with a date" in only(connect(repository.path)).what


def test_an_unknown_address_under_my_name_is_told_with_what_it_costs(upstream: Repository) -> None:
    for address in ("ann@old.example", "Ann@Old.Example"):
        upstream.commit("Work from home", author=f"ann  example <{address}>", at=FRESH)
    found = only(connect(upstream.path))
    assert found.what == f"{upstream.path}: ann@old.example may be you, and is not among your addresses."
    assert found.why == "its name is yours, 'ann example'; 2 of its latest commits are not harvested"
    assert '"ann@old.example"' in found.cure
    me = Identity.of("Ann Example", emails=["ann@example.com", "ann@old.example"], github=["ann"])
    assert troubles(connect(upstream.path, me=me)) == []


def test_a_name_is_learnt_from_my_own_commits(upstream: Repository) -> None:
    upstream.commit("Work from home", author="Ann Example <ann@old.example>", at=FRESH)
    assert "ann@old.example" in only(connect(upstream.path, me=Identity.of(emails=["ann@example.com"]))).what


def test_a_name_is_taken_from_git_config_where_nobody_told_it(upstream: Repository) -> None:
    upstream.git("config", "user.name", "Ben Example")
    found = troubles(connect(upstream.path, me=Identity.of(emails=["ben@new.example"])))
    assert "ben@example.com may be you" in found[0].what


def test_githubs_address_of_a_login_that_looks_like_mine_is_told(upstream: Repository) -> None:
    upstream.commit("From the web", author="A. E. <1+ann@users.noreply.github.com>", at=FRESH)
    assert troubles(connect(upstream.path)) == [], "the login is mine"
    found = only(connect(upstream.path, me=Identity.of(emails=["ann@example.com"])))
    assert "1+ann@users.noreply.github.com" in found.what


def test_the_address_that_a_repository_commits_with_is_told_before_there_is_a_commit(upstream: Repository) -> None:
    upstream.git("config", "user.email", "ann@new.example")
    found = only(connect(upstream.path))
    assert (found.what.split()[1], found.why) == ("ann@new.example", "git config of this repository commits with it")


def test_a_namesake_of_nobody_is_not_told(upstream: Repository) -> None:
    tree, parent = upstream.git("rev-parse", "HEAD^{tree}"), upstream.git("rev-parse", "HEAD")
    nobody = "<nobody@example.com> 1795003200 +0000"
    sha = write_commit(
        upstream, f"tree {tree}\nparent {parent}\nauthor {nobody}\ncommitter {nobody}\n\nNo name".encode()
    )
    upstream.git("update-ref", "HEAD", sha)
    assert troubles(connect(upstream.path, me=Identity.of("", emails=["ann@example.com"], github=["ann"]))) == []


def test_that_nobody_here_is_me_is_told_with_who_was_seen(upstream: Repository) -> None:
    found = only(connect(upstream.path, me=Identity.of(emails=["anna@example.com"])))
    assert found.what == "None of the latest commits is yours."
    assert "ben@example.com (Ben Example, 1 commits)" in found.why


def test_a_bot_that_merges_is_named_as_what_hides_my_work(repository: Repository) -> None:
    for day in ("2026-11-17", "2026-11-18"):
        repository.commit(
            "Merge", author="mergebot[bot] <9+mergebot[bot]@users.noreply.github.com>", at=f"{day}T12:00:00Z"
        )
    found = only(connect(repository.path))
    assert "mergebot[bot] merges here" in found.why
    assert "[connectors.github]" in found.cure


def test_commits_of_mine_in_another_repository_are_enough(upstream: Repository, tmp_path: Path) -> None:
    other = Repository.create(tmp_path / "other")
    other.commit("Work", author=BEN, at=FRESH)
    assert troubles(connect(upstream.path, other.path)) == []


def test_a_repository_that_cannot_be_read_fails_and_the_others_are_examined(
    upstream: Repository, tmp_path: Path
) -> None:
    gone = tmp_path / "gone"
    findings = list(connect(gone, upstream.path).examine())
    [failure] = [one for one in findings if one.state is Health.FAIL]
    assert failure.what.startswith(f"{gone}: there is no such folder")
    assert failure.cure
    assert findings[-1].what == f"{upstream.path} is whole and up to date"


def test_an_empty_repository_is_well(repository: Repository) -> None:
    assert [one.state for one in connect(repository.path).examine()] == [Health.OK, Health.OK]


def test_a_machine_without_git_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    [finding] = connect(tmp_path).examine()
    assert (finding.state, finding.cure) == (Health.FAIL, "install git, then: git --version")


@pytest.mark.parametrize(("version", "state"), [("2.30.2", Health.WARN), ("2.35.2", Health.OK), ("2.50.1", Health.OK)])
def test_a_git_that_trusts_everybody_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, state: Health
) -> None:
    program = tmp_path / "git"
    program.write_text(f"#!/bin/sh\necho 'git version {version}'\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert examine_git().state is state


@pytest.mark.parametrize("name", TRAPS)
def test_examining_a_hostile_repository_runs_nothing(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap = TRAPS[name](tmp_path)
    monkeypatch.chdir(trap.repository.path)
    assert len(list(connect(trap.repository.path).examine())) > 1
    assert not trap.canary.exists()
    trap.run_naively()
    assert trap.canary.exists(), "the trap is live"


def test_examining_writes_nothing(upstream: Repository) -> None:
    before = _tree(upstream.path)
    list(connect(upstream.path, me=ME).examine())
    assert _tree(upstream.path) == before


def _tree(top: Path) -> dict[str, tuple[int, int]]:
    statuses = ((path, path.lstat()) for path in sorted(top.rglob("*")))
    return {str(path): (status.st_mtime_ns, status.st_size) for path, status in statuses}


def test_the_clock_of_the_session_counts(upstream: Repository) -> None:
    assert troubles(connect(upstream.path, now=datetime(2026, 11, 19, tzinfo=UTC))) == []
