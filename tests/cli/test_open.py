"""`harvester open`: the link of a piece of evidence, in a browser where there is one, and only a link of the web."""

import os
import shlex
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from harvester.model import Category, Draft, Evidence, Kind, Ref, Role
from harvester.store import DraftState, open_store
from tests.cli.conftest import Program
from tests.fakes.repository import Repository

AT = datetime(2026, 11, 12, 12, tzinfo=UTC)
PULL_REQUEST = "https://github.com/acme/pay/pull/412"


@pytest.fixture
def browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """A browser that writes down what it was called with; gives that. By its name it is one of text, too."""
    called = tmp_path / "called"
    program = tmp_path / "lynx"
    program.write_text(
        f"#!{sys.executable}\nimport sys\nopen({str(called)!r}, 'a').write(' '.join(sys.argv[1:]) + chr(10))\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("BROWSER", f"{shlex.quote(str(program))} %s")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr("webbrowser._tryorder", None)
    monkeypatch.setattr("webbrowser._browsers", {})
    return lambda: called.read_text() if called.exists() else ""


@pytest.fixture
def no_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)


def keep(home: Path, url: str, *, links: tuple[tuple[str, str], ...] = ()) -> None:
    """Keep a pull request, its commit without an address, and the draft of both."""
    lead, alias = Ref("github", "acme/pay#412"), Ref("git", "a" * 40)
    with open_store(home / ".local/share/harvester") as store, store.transaction():
        store.evidence.add(
            [
                Evidence(ref=lead, kind=Kind.PULL_REQUEST, role=Role.AUTHOR, title="T", url=url, happened_at=AT),
                Evidence(ref=alias, kind=Kind.COMMIT, role=Role.AUTHOR, title="T", url="", happened_at=AT),
            ]
        )
        draft = Draft(
            ref=lead, category=Category.PROJECT, text="Did it.", happened_at=AT, refs=(lead, alias), links=links
        )
        store.drafts.add(draft, DraftState.WAITING)
        store.evidence.add_aliases(lead, [lead, alias])


def test_the_link_is_opened_in_the_browser(program: Program, home: Path, browser: Callable[[], str]) -> None:
    keep(home, PULL_REQUEST)
    result = program("open", "github:acme/pay#412")
    assert (result.code, result.out, result.err) == (0, "", f"opened {PULL_REQUEST}\n")
    assert browser() == f"{PULL_REQUEST}\n"


def test_without_a_desktop_the_address_is_printed(program: Program, home: Path, no_desktop: None) -> None:
    del no_desktop
    keep(home, PULL_REQUEST)
    result = program("open", "github:acme/pay#412")
    assert (result.code, result.out, result.err) == (0, f"{PULL_REQUEST}\n", "")


def test_without_a_desktop_no_browser_of_text_takes_the_terminal(
    program: Program, home: Path, browser: Callable[[], str], no_desktop: None
) -> None:
    del no_desktop
    keep(home, PULL_REQUEST)
    assert program("open", "github:acme/pay#412").out == f"{PULL_REQUEST}\n"
    assert browser() == ""


def test_an_alias_without_a_link_leads_to_that_of_its_draft(program: Program, home: Path, no_desktop: None) -> None:
    del no_desktop
    keep(home, PULL_REQUEST, links=(("#412", PULL_REQUEST),))
    assert program("open", "git:" + "a" * 40).out == f"{PULL_REQUEST}\n"


def test_a_draft_whose_evidence_was_forgotten_still_has_its_link(
    program: Program, home: Path, no_desktop: None
) -> None:
    del no_desktop
    keep(home, "", links=(("PAY-1", "https://jira.example.com/browse/PAY-1"),))
    assert program("open", "github:acme/pay#412").out == "https://jira.example.com/browse/PAY-1\n"


def test_what_has_no_link_says_so(program: Program, inside_pay: Repository) -> None:
    del inside_pay
    ref = program("run").lines[0].split("\t")[0]
    result = program("open", ref)
    assert (result.code, result.out) == (0, "")
    assert "has no link" in result.err
    assert f"harvester show {ref}" in result.err


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "--new-window",
        "https://user:password@github.com/acme",
        "ssh://github.com/acme",
        "https://",
        "//github.com/acme",
        "vscode://open",
    ],
)
def test_what_is_no_address_of_the_web_is_not_opened(
    program: Program, home: Path, browser: Callable[[], str], url: str
) -> None:
    keep(home, url, links=(("x", url),))
    result = program("open", "github:acme/pay#412")
    assert (result.code, result.out) == (0, "")
    assert "has no link" in result.err
    assert browser() == ""


def test_an_address_cannot_become_several_arguments(program: Program, home: Path, browser: Callable[[], str]) -> None:
    keep(home, "https://github.com/a b;touch canary'\"$(x)`y`\n--flag")
    program("open", "github:acme/pay#412")
    (said,) = browser().splitlines()
    assert said.startswith("https://github.com/a%20b")
    assert not set(said) & {" ", '"'}
    assert not (home / "canary").exists()


@pytest.mark.parametrize("ref", ["git:" + "0" * 40, "nonsense", "git:a-->b", ""])
def test_an_unknown_ref_is_refused(program: Program, home: Path, ref: str) -> None:
    keep(home, PULL_REQUEST)
    result = program("open", ref)
    assert (result.code, result.out) == (2, "")
    assert "harvester list" in result.err
