"""Damaged repositories: the rest is read, and one line says what is wrong; silence is given up, a stop obeyed."""

import os
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from connectors.git import child, find_repository, list_addresses
from connectors.git.child import GitStalledError, inside
from harvester.errors import InterruptedRunError, UsageError
from harvester.model import Gap
from tests.connectors.git.conftest import EVER, connect, read, shas
from tests.fakes.odd_repositories import object_path, overwrite
from tests.fakes.repository import Repository


@pytest.fixture
def six(repository: Repository) -> list[str]:
    return [repository.commit(f"{day}", {"f": f"{day}\n"}, at=f"2026-11-0{day}T12:00:00Z") for day in range(1, 7)]


def one_gap(repository: Repository) -> tuple[set[str], Gap]:
    evidence, [gap] = read(connect(repository.path))
    assert not gap.standing
    assert gap.scope == str(repository.path)
    assert "\n" not in gap.reason
    return shas(evidence), gap


@pytest.mark.parametrize("damage", ["missing", "empty", "flipped"])
def test_behind_an_unreadable_commit_the_rest_is_read(repository: Repository, six: list[str], damage: str) -> None:
    path = object_path(repository, six[2])
    content = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        overwrite(path, b"" if damage == "empty" else content[:12] + b"XXXX" + content[16:])
    found, gap = one_gap(repository)
    assert found == set(six[3:])
    assert gap.reason.endswith("Try: git fsck")


def test_several_unreadable_commits_on_several_branches_cost_only_themselves(
    repository: Repository, six: list[str]
) -> None:
    repository.switch("topic", start=six[1])
    topic = [repository.commit(f"t{day}", {f"t{day}": "1\n"}, at=f"2026-11-0{day}T13:00:00Z") for day in (6, 7, 8)]
    repository.switch("main")
    repository.merge("topic", "Merge", at="2026-11-09T12:00:00Z")
    object_path(repository, six[3]).unlink()
    object_path(repository, topic[0]).unlink()
    assert one_gap(repository)[0] == {*six[4:], *topic[1:]}


@pytest.mark.parametrize("damage", ["HEAD~2:f", "HEAD~2^{tree}"])
def test_an_unreadable_file_or_tree_costs_lines_of_its_commits_only(
    repository: Repository, six: list[str], damage: str
) -> None:
    object_path(repository, damage).unlink()
    evidence, [gap] = read(connect(repository.path))
    uncounted = {one.ref.key for one in evidence if one.facts.get("lines_uncounted") == "damaged"}
    assert (shas(evidence), uncounted) == (set(six), {six[3], six[4]})
    assert gap.reason == "Changes of 2 commits are damaged, the rest was read. Try: git fsck"


def test_a_broken_commit_graph_is_not_needed(repository: Repository, six: list[str]) -> None:
    repository.git("commit-graph", "write", "--reachable")
    graph = repository.path / ".git/objects/info/commit-graph"
    overwrite(graph, graph.read_bytes()[:-700] + b"\xff" * 700)
    evidence, gaps = read(connect(repository.path))
    assert (shas(evidence), gaps) == (set(six), [])


def test_broken_refs_beside_the_branch_do_not_matter(repository: Repository, six: list[str]) -> None:
    refs = repository.path / ".git/refs"
    (refs / "heads/broken").write_text("not a sha\n")
    (refs / "heads/gone").write_text("1" * 40 + "\n")
    os.mkfifo(refs / "heads/pipe")
    (refs / "tags/loop").symlink_to("loop")
    evidence, gaps = read(connect(repository.path))
    assert (shas(evidence), gaps) == (set(six), [])


@pytest.mark.usefixtures("six")
def test_a_head_that_points_nowhere_is_a_gap(repository: Repository) -> None:
    (repository.path / ".git/refs/heads/main").write_text("1" * 40 + "\n")
    assert one_gap(repository)[0] == set()


@pytest.mark.parametrize(
    "config",
    ["[core\n", "[core]\n\trepositoryformatversion = 99\n", "[include]\n\tpath = config\n",
     "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tunheard = true\n"],
)  # fmt: skip
@pytest.mark.usefixtures("six")
def test_a_configuration_that_git_refuses_is_one_line_without_wrong_advice(repository: Repository, config: str) -> None:
    with (repository.path / ".git/config").open("a") as file:
        file.write(config)
    assert "safe.directory" not in one_gap(repository)[1].reason


def test_a_path_that_is_no_repository_is_named(tmp_path: Path) -> None:
    evidence, [gap] = read(connect(tmp_path / "nothing"))
    assert (evidence, gap.standing) == ([], False)
    assert (gap.scope, gap.reason.partition(".")[0]) == (str(tmp_path / "nothing"), "There is no such folder")
    with pytest.raises(UsageError, match=f"{tmp_path}: not in a Git repository"):
        find_repository(tmp_path)


@pytest.mark.parametrize("is_bare", [False, True])
def test_a_hollow_repository_is_not_mistaken_for_the_one_around_it(repository: Repository, *, is_bare: bool) -> None:
    repository.commit("Of the outer one", {"a": "1"})
    hollow = repository.path / "inner"
    for part in ("HEAD", "objects", "refs") if is_bare else (".git",):
        (hollow / part).mkdir(parents=True)
    evidence, [gap] = read(connect(hollow))
    assert (evidence, gap.scope) == ([], str(hollow))


def test_one_bad_repository_does_not_stop_the_others(repository: Repository, six: list[str], tmp_path: Path) -> None:
    evidence, [gap] = read(connect(tmp_path / "nothing", repository.path))
    assert (shas(evidence), gap.scope) == (set(six), str(tmp_path / "nothing"))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_repository_of_another_user_is_refused_until_the_person_trusts_it(
    repository: Repository, six: list[str], home: Path
) -> None:
    for path in (repository.path, repository.path / ".git"):
        os.chown(path, 12345, 12345)
    found, gap = one_gap(repository)
    assert found == set()
    assert gap.reason.endswith(f"git config --global --add safe.directory {repository.path}")
    with pytest.raises(UsageError, match="belongs to another user"):
        find_repository(repository.path)
    assert len(list(connect(repository.path).check())) == 1
    (home / ".gitconfig").write_text(f"[safe]\n\tdirectory = {repository.path}\n")
    assert shas(read(connect(repository.path))[0]) == set(six)


@pytest.mark.usefixtures("six")
def test_a_pipe_where_git_expects_a_file_is_given_up(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(repository.path / ".git/packed-refs")
    monkeypatch.setattr(child, "SHORT_ANSWER_S", 0.3)
    started = time.monotonic()
    assert "no answer" in one_gap(repository)[1].reason
    assert time.monotonic() - started < 5
    with pytest.raises(UsageError, match="no answer"):
        list_addresses(repository.path)


def test_three_hundred_kilobytes_of_complaints_block_nothing(repository: Repository, tmp_path: Path) -> None:
    chatty = tmp_path / "bin/git"
    chatty.parent.mkdir()
    chatty.write_text("#!/bin/sh\nhead -c 300000 /dev/zero | tr '\\0' 'e' >&2\necho answer\n")
    chatty.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{chatty.parent}:{os.environ['PATH']}")
        assert inside(repository.path).read("anything") == b"answer\n"


@pytest.mark.usefixtures("six")
def test_a_stop_kills_the_child_at_once(repository: Repository, tmp_path: Path) -> None:
    sleepy = tmp_path / "bin/git"
    sleepy.parent.mkdir()
    sleepy.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nexec sleep 60\n")
    sleepy.chmod(0o755)
    connector = connect(repository.path)
    threading.Timer(0.5, connector.session.stop.set).start()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{sleepy.parent}:{os.environ['PATH']}")
        with pytest.raises(InterruptedRunError):
            list(connector.harvest(connector.scopes()[0], EVER))
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


@pytest.mark.usefixtures("six")
def test_reading_that_is_left_early_leaves_no_child(repository: Repository) -> None:
    chunks = inside(repository.path / ".git").stream("cat-file", "--batch-all-objects", "--batch")
    next(chunks)
    chunks.close()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_a_silent_child_is_given_up(repository: Repository, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    silent = replace(inside(repository.path / ".git"), settings=(f"include.path={tmp_path}/pipe",))
    with pytest.raises(GitStalledError):
        list(silent.stream("config", "-l", silence_s=0.2))
