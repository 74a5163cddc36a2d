"""Across whose code I worked: names of repositories, rules of their paths, and what is counted of what is known."""

from datetime import UTC
from typing import Any

import pytest

from harvester.connector import Codebase
from harvester.encounter import Codebases
from harvester.encounter.codebase import CodeMap, map_code
from harvester.model import Evidence, Kind, Person, Ref, Role
from tests.encounter.evidence import PULL, commit, merged, piece, review

PAY = Codebase(["acme/pay", "pay"], "/pay/ @acme/pay\n*.sql @acme/data @acme/pay\n/own/ @ben\n")
NO_PATH = "no source tells which files I commented on"
NO_RULES = "no clone of it with a CODEOWNERS file is configured, and no path map names it"


def draw(*evidence: Evidence, codebases: tuple[Codebase, ...] = (PAY,), teams: dict[str, str] | None = None) -> CodeMap:
    return map_code(evidence, Codebases(codebases, teams or {}), UTC)


def counts(code: CodeMap) -> dict[str, tuple[int, int, int]]:
    return {one.name: (one.worked, one.reviewed, one.weeks) for one in code.teams}


def inline(path: str, *, day: str = "2026-11-10", **rest: Any) -> Evidence:  # noqa: ANN401 - fields of the evidence
    key = f"{PULL}/comment/{path.replace('/', '')}{day.replace('-', '')}"
    person = rest.pop("person", Person("github:ben", "", "author"))
    return piece(key, Kind.REVIEW_COMMENT, Role.REVIEWER, person, day=day, links=[Ref("github", PULL)],
                 facts={"path": path}, **rest)  # fmt: skip


def test_a_pull_request_counts_once_for_each_team_whatever_it_holds() -> None:
    code = draw(inline("pay/a.py"), inline("pay/b.py"), inline("pay/c.sql", day="2026-11-17"))
    assert counts(code) == {"@acme/data": (0, 1, 1), "@acme/pay": (0, 1, 2)}
    assert code.untold == {}


def test_a_commit_and_its_pull_request_are_one_change() -> None:
    link = [Ref("github", PULL)]
    brought = commit("a", Role.AUTHOR, Person("email:ben@example.com", "", "co-author"), links=link)
    code = draw(merged(paths=("pay/a.py",)), brought)
    assert counts(code) == {"@acme/pay": (1, 0, 1)}


def test_a_review_without_a_path_is_told_by_a_comment_on_the_same_pull_request() -> None:
    assert counts(draw(review("ben"), inline("pay/a.py"))) == {"@acme/pay": (0, 1, 1)}
    assert draw(review("ben")) == CodeMap([], {NO_PATH: 1})


@pytest.mark.parametrize(
    ("path", "project", "reason"),
    [
        ("own/a.py", "acme/pay", "no team owns the paths"),
        ("web/a.py", "acme/pay", "no team owns the paths"),
        ("pay/a.py", "acme/web", NO_RULES),
    ],
)
def test_what_cannot_be_told_has_its_reason(path: str, project: str, reason: str) -> None:
    assert draw(inline(path, project=project)) == CodeMap([], {reason: 1})


def test_reviews_of_bots_are_no_reviews() -> None:
    bot = Person("github:robot[bot]", "", "author", "bot")
    assert draw(inline("pay/a.py", person=bot)) == CodeMap([], {})


def test_what_codeowners_leaves_open_the_path_map_says() -> None:
    teams = {"**": "everybody"}
    assert counts(draw(inline("pay/a.py"), teams=teams)) == {"@acme/pay": (0, 1, 1)}
    assert counts(draw(inline("own/a.py"), teams=teams)) == {"everybody": (0, 1, 1)}
    assert counts(draw(inline("x", project="acme/web"), teams=teams)) == {"everybody": (0, 1, 1)}


def test_a_path_map_may_name_a_repository_by_any_of_its_names() -> None:
    codebases = Codebases([PAY], {"acme/pay:own/": "ours"})
    assert codebases.teams_of("pay", "own/a.py") == codebases.teams_of("acme/pay", "own/a.py") == {"ours"}


def test_a_clone_and_its_name_on_the_web_are_one() -> None:
    codebases = Codebases([PAY, Codebase(["acme/pay", "pay-2"])], {})
    assert [codebases.name(name) for name in ("pay", "pay-2", "acme/pay", "PAY")] == ["acme/pay"] * 3 + ["PAY"]
    assert codebases.teams_of("pay", "pay/a.py") == {"@acme/pay"}


def test_a_folder_name_that_two_repositories_have_tells_of_neither() -> None:
    codebases = Codebases([PAY, Codebase(["other/pay", "pay"], "* @other/team\n")], {})
    assert codebases.name("pay") == "pay"
    assert not codebases.has_rules("pay")
    assert codebases.teams_of("acme/pay", "pay/a.py") == {"@acme/pay"}
    assert codebases.teams_of("other/pay", "pay/a.py") == {"@other/team"}
