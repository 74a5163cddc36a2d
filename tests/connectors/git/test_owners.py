"""The CODEOWNERS of a clone: from the commit that is read, where the forges look for it, and nothing else's."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.git.owners import LARGEST
from harvester.connector import Codebase
from harvester.errors import InterruptedRunError
from harvester.model import Gap
from harvester.registry import list_codebases
from tests.connectors.git.conftest import connect
from tests.fakes.diary import Diary, diary
from tests.fakes.repository import Repository


def owners_of(repository: Repository) -> str:
    [codebase] = list_codebases(connect(repository.path))
    assert isinstance(codebase, Codebase)
    return codebase.owners


@pytest.mark.parametrize(
    ("paths", "counts"),
    [
        (["CODEOWNERS"], "CODEOWNERS"),
        (["docs/CODEOWNERS", "CODEOWNERS"], "CODEOWNERS"),
        (["docs/CODEOWNERS", "CODEOWNERS", ".github/CODEOWNERS"], ".github/CODEOWNERS"),
        ([".gitlab/CODEOWNERS", "docs/CODEOWNERS"], "docs/CODEOWNERS"),
        (["src/CODEOWNERS", "CODEOWNERS.md"], ""),
    ],
)
def test_the_forges_own_order_says_which_file_counts(repository: Repository, paths: list[str], counts: str) -> None:
    repository.commit("Say who owns what", {path: f"* @acme/{path.replace('/', '-')}\n" for path in paths})
    assert owners_of(repository) == (f"* @acme/{counts.replace('/', '-')}" if counts else "")


def test_the_work_tree_and_other_branches_do_not_count(repository: Repository) -> None:
    repository.commit("Say who owns what", {"CODEOWNERS": "* @acme/pay\n"})
    repository.switch("other")
    repository.commit("Take over", {"CODEOWNERS": "* @acme/other\n"})
    repository.switch("main")
    (repository.path / "CODEOWNERS").write_text("* @acme/unsaved\n")
    assert owners_of(repository) == "* @acme/pay"


def test_a_repository_is_named_as_on_the_web_and_by_its_folder(repository: Repository) -> None:
    repository.git("remote", "add", "origin", "git@github.com:acme/payments.git")
    assert list(list_codebases(connect(repository.path))) == [Codebase(["acme/payments", "pay"])]
    repository.git("remote", "set-url", "origin", "/srv/git/pay.git")
    assert list(list_codebases(connect(repository.path))) == [Codebase(["pay"])]


@pytest.mark.parametrize("content", [b"* @acme/pay\0", b"# long\n" * (LARGEST // 7 + 1)], ids=["binary", "large"])
def test_what_the_forges_would_ignore_is_no_file(repository: Repository, content: bytes) -> None:
    repository.commit("Say who owns what", {"CODEOWNERS": content})
    assert owners_of(repository) == ""


def test_a_link_is_not_followed(repository: Repository, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("* @acme/pay\n")
    (repository.path / "CODEOWNERS").symlink_to(tmp_path / "elsewhere")
    repository.commit("Say who owns what")
    assert owners_of(repository) == ""


def test_hostile_rules_are_clean_behind_the_guard(repository: Repository) -> None:
    repository.commit("Say who owns what", {"CODEOWNERS": "* @acme/pay\x1b[31m\u202e # \x9b2J\r\n/a\tb\t@acme/b\n"})
    assert owners_of(repository) == "* @acme/pay #\n/a b @acme/b"


def test_a_clone_that_cannot_be_read_is_a_gap_of_its_own(repository: Repository, tmp_path: Path) -> None:
    blob = repository.git("hash-object", "-w", "--stdin", stdin=b"* @acme/pay\n")
    repository.commit("Say who owns what", {"CODEOWNERS": "* @acme/pay\n"})
    (repository.path / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    other = Repository.create(tmp_path / "other")
    damaged, gone, unborn = list_codebases(connect(repository.path, tmp_path / "gone", other.path))
    assert isinstance(damaged, Gap)
    assert "CODEOWNERS" in damaged.reason
    assert isinstance(gone, Gap)
    assert unborn == Codebase(["other"])


class Torn(Diary):
    """A plugin that fails in the middle."""

    error: BaseException = RuntimeError("torn\x1b[2J")

    def list_codebases(self) -> Iterator[Codebase | Gap]:
        yield Codebase(["\x1b[31mpay", ""], "* @acme/pay\x1b[2J")
        yield Codebase(["\x1b[31m"])
        raise self.error


def torn() -> Torn:
    own = diary("mon", days={})
    return Torn(own.settings, own.session)


def test_a_plugin_that_fails_is_a_gap_behind_what_it_told() -> None:
    told, gap = list_codebases(torn())
    assert told == Codebase(["pay"], "* @acme/pay")
    assert isinstance(gap, Gap)
    assert gap.reason.endswith("RuntimeError: torn")


def test_a_wish_to_stop_is_no_gap() -> None:
    plugin = torn()
    plugin.error = InterruptedRunError("Interrupted.")
    with pytest.raises(InterruptedRunError):
        list(list_codebases(plugin))


def test_a_connector_knows_no_repositories_unless_it_says_so() -> None:
    assert list(list_codebases(diary("mon", days={}))) == []
