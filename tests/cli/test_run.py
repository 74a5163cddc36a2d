"""`harvester run`, end to end on a real repository."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from harvester.store import open_store
from harvester.store.lock import hold_lock
from harvester.store.schema import MIGRATIONS
from tests.cli.conftest import CODE, Program
from tests.fakes.repository import ANN, Repository
from tests.screen.terminal import PROGRAM

STATE = Path(".local/share/harvester")


def brag(home: Path) -> Path:
    return home / "brag.md"


def test_with_no_configuration_it_drafts_the_work_of_the_repository_one_stands_in(
    program: Program, inside_pay: Repository, home: Path
) -> None:
    result = program("run")
    assert result.code == 0, result.err
    *drafts, path = result.lines
    assert path == str(brag(home))
    assert [line.split("\t")[1] for line in drafts] == ["project", "decision"]
    text = brag(home).read_text()
    assert "900 ms to 310 ms" in text
    assert "requests" not in text
    assert text.count("- [ ] 2026-11-") == 2
    assert inside_pay.git("log", "-1", "--format=%H", "--author=Ben") not in text


def test_the_second_run_appends_nothing_and_changes_no_byte(
    program: Program, inside_pay: Repository, home: Path
) -> None:
    del inside_pay
    program("run")
    before, changed_at = brag(home).read_bytes(), brag(home).stat().st_mtime_ns
    result = program("run")
    assert (result.code, result.lines) == (0, [str(brag(home))])
    assert (brag(home).read_bytes(), brag(home).stat().st_mtime_ns) == (before, changed_at)


def test_work_that_arrives_later_is_appended_by_the_next_run(
    program: Program, inside_pay: Repository, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program("run")
    before = brag(home).read_text()
    inside_pay.commit(
        "Fix lost ledger rows when two writers close a day\n\nThe close raced with the writer, so rows were dropped.",
        {"pay/close.py": CODE},
        author=ANN,
        at="2026-11-25T12:00:00Z",
    )
    monkeypatch.setenv("HARVESTER_NOW", "2026-11-27T12:00:00Z")
    result = program("run")
    assert len(result.lines) == 2
    after = brag(home).read_text()
    assert all(line in after for line in before.splitlines())
    assert after.count("- [ ]") == 3


def test_a_deleted_draft_never_comes_back(program: Program, inside_pay: Repository, home: Path) -> None:
    del inside_pay
    program("run")
    kept = [line for line in brag(home).read_text().splitlines() if "batched reads" not in line]
    brag(home).write_text("\n".join(kept) + "\n")
    assert program("run").code == 0
    assert "batched reads" not in brag(home).read_text()
    assert "batched reads" in program("list", "--status", "rejected").out
    assert program("run", "--since", "12w").code == 0
    assert "batched reads" not in brag(home).read_text()


def test_a_ticked_draft_becomes_an_entry_and_is_left_as_it_is(
    program: Program, inside_pay: Repository, home: Path
) -> None:
    del inside_pay
    program("run")
    brag(home).write_text(brag(home).read_text().replace("- [ ] 2026-11-10", "- [x] 2026-11-10"))
    before = brag(home).read_bytes()
    program("run")
    assert brag(home).read_bytes() == before
    assert "batched reads" in program("list", "--status", "accepted").out
    assert "batched reads" in program("list", "--status", "entry").out


def test_a_dry_run_writes_nothing_at_all(program: Program, inside_pay: Repository, home: Path) -> None:
    before = sorted(home.rglob("*")), inside_pay.git("status", "--porcelain")
    result = program("run", "--dry-run")
    assert result.code == 0
    assert len(result.lines) == 3
    assert "drafts: 2 to append" in result.err
    assert (sorted(home.rglob("*")), inside_pay.git("status", "--porcelain")) == before


def test_without_appending_the_drafts_wait_for_the_next_run(
    program: Program, inside_pay: Repository, home: Path
) -> None:
    del inside_pay
    assert len(program("run", "--no-append").lines) == 3
    assert not brag(home).exists()
    assert program("run").code == 0
    assert brag(home).read_text().count("- [ ]") == 2


def test_json_is_one_document_of_the_contract(program: Program, inside_pay: Repository, home: Path) -> None:
    report = program("run", "--json").json
    assert list(report) == ["schema", "window", "sources", "drafts", "document", "exit"]
    assert report["window"] == {"since": "2026-08-28T00:00:00Z", "until": "2026-11-20T12:00:00Z"}
    (git,) = report["sources"]
    assert git == {
        "source": "git",
        "scopes": 1,
        "seen": 4,
        "new": 4,
        "changed": 0,
        "requests": 0,
        "gaps": [],
        "coverage": {str(inside_pay.path): "2026-11-13T12:00:00Z"},
    }
    assert report["drafts"]["appended"] == 2
    assert report["drafts"]["routine"] == 1
    assert (report["document"], report["exit"]) == (str(brag(home)), 0)


def test_an_explicit_window_leaves_coverage_alone(program: Program, inside_pay: Repository) -> None:
    del inside_pay
    report = program("run", "--since", "2026-11-12", "--until", "2026-11-12", "--json").json
    assert report["window"] == {"since": "2026-11-12T00:00:00Z", "until": "2026-11-13T00:00:00Z"}
    assert report["sources"][0]["coverage"] == {}
    assert report["drafts"]["appended"] == 1
    assert program("run", "--json").json["drafts"]["appended"] == 1


def test_a_named_document_is_used(program: Program, inside_pay: Repository, tmp_path: Path, home: Path) -> None:
    del inside_pay
    document = tmp_path / "deep" / "mine.md"
    assert program("run", "--document", document).lines[-1] == str(document)
    assert document.read_text().count("- [ ]") == 2
    assert not brag(home).exists()


def test_a_repository_can_be_named_from_anywhere(program: Program, pay: Repository, home: Path) -> None:
    result = program("run", "--repo", pay.path, "--email", "ANN@Example.com")
    assert (result.code, len(result.lines)) == (0, 3)
    assert brag(home).exists()


def test_a_place_that_is_no_repository_is_refused(program: Program, tmp_path: Path) -> None:
    result = program("run", "--repo", tmp_path, "--email", "ann@example.com")
    assert (result.code, result.out) == (2, "")
    assert "Not in a Git repository" in result.err
    assert len(result.err.splitlines()) <= 3


def test_standing_outside_of_any_repository_is_refused(program: Program, home: Path) -> None:
    result = program("run", "--email", "ann@example.com")
    assert result.code == 2
    assert result.err.splitlines() == [
        f"error: {home}: Not in a Git repository. Neither this folder nor one above it holds a .git.",
        "  try: harvester run --repo FOLDER, or correct repositories under [connectors.git]",
    ]
    assert not brag(home).exists()


def test_where_git_is_missing_the_cure_is_to_install_it(
    program: Program, pay: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(pay.path)
    monkeypatch.setenv("PATH", "/nowhere")
    result = program("run")
    assert (result.code, result.err.splitlines()[-1]) == (2, "  try: install git, then: git --version")


def test_without_an_identity_the_addresses_seen_are_listed(
    program: Program, pay: Repository, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    monkeypatch.chdir(pay.path)
    result = program("run")
    assert result.code == 2
    assert "ann@example.com (3 commits), ben@example.com (2 commits)" in result.err
    assert "harvester run --email" in result.err
    assert not brag(home).exists()


def test_an_identity_without_commits_is_no_error_and_said_plainly(program: Program, inside_pay: Repository) -> None:
    del inside_pay
    result = program("run", "--email", "cyd@example.com")
    assert result.code == 0
    assert "nothing by cyd@example.com in this window; seen there: ann@example.com (3 commits)" in result.err


def test_work_that_is_older_than_the_window_is_told_from_a_wrong_address(
    program: Program, inside_pay: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    del inside_pay
    monkeypatch.setenv("HARVESTER_NOW", "2027-06-01T12:00:00Z")
    said = program("run", "--email", "ann@example.com").err
    assert "git: nothing by ann@example.com in this window, only outside of it; harvester run --since 1y reads" in said
    assert "seen there" not in said


def test_two_runs_at_once_do_not_meet(program: Program, inside_pay: Repository, home: Path) -> None:
    del inside_pay
    with hold_lock(home / STATE):
        script = "import sys\nsys.argv = ['harvester', 'run']\nfrom harvester.cli import main\nmain()"
        second = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert second.returncode == 5
    assert "Another run is at work" in second.stderr
    assert not brag(home).exists()
    assert program("run").code == 0


def test_a_store_of_a_newer_version_is_refused_and_left_alone(
    program: Program, inside_pay: Repository, home: Path
) -> None:
    del inside_pay
    with open_store(home / STATE) as store:
        store.connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    result = program("run")
    assert result.code == 1
    assert "newer" in result.err
    assert not brag(home).exists()


@pytest.mark.parametrize("option", ["--since", "--until", "--period"])
def test_an_unreadable_date_is_refused(program: Program, inside_pay: Repository, option: str, home: Path) -> None:
    del inside_pay
    result = program("run", option, "banana")
    assert result.code == 2
    assert "'banana' is no date" in result.err
    assert not brag(home).exists()


def test_an_unknown_key_of_the_configuration_is_refused(program: Program, inside_pay: Repository, home: Path) -> None:
    del inside_pay
    config = home / ".config" / "harvester" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text('documnt = "x.md"\n')
    result = program("run")
    assert result.code == 2
    assert f"{config}:1: there is no key 'documnt'" in result.err
    assert "did you mean 'document'?" in result.err
    assert len(result.err.splitlines()) == 3


def test_a_source_that_is_not_configured_is_refused(program: Program, inside_pay: Repository) -> None:
    del inside_pay
    result = program("run", "--source", "gitub")
    assert result.code == 2
    assert "'gitub' is not configured" in result.err


def test_a_configured_repository_that_vanished_costs_only_itself(
    program: Program, pay: Repository, home: Path, tmp_path: Path
) -> None:
    config = home / "config.toml"
    repositories = json.dumps([str(tmp_path / "gone"), str(pay.path)])
    config.write_text(f'[me]\nemails = ["ann@example.com"]\n[connectors.git]\nrepositories = {repositories}\n')
    result = program("--config", config, "run", "--json")
    assert result.code == 3
    report = result.json
    assert (report["exit"], report["drafts"]["appended"]) == (3, 2)
    (gap,) = report["sources"][0]["gaps"]
    assert (gap["scope"], gap["standing"]) == (str(tmp_path / "gone"), False)
    assert list(report["sources"][0]["coverage"]) == [str(pay.path)]


def test_drafts_over_the_limit_of_a_week_are_held_back_and_never_appended(
    program: Program, inside_pay: Repository, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program("run")
    for number in range(5):
        inside_pay.commit(
            f"Add export {number} of the ledger with checksums\n\nSupport exported by hand before; it saves 2 hours.",
            {f"pay/export_{number}.py": CODE + f"# {number}"},
            author=ANN,
            at=f"2026-11-2{4 + number % 3}T1{number}:00:00Z",
        )
    monkeypatch.setenv("HARVESTER_NOW", "2026-11-28T12:00:00Z")
    monkeypatch.setenv("HARVESTER_HARVEST__MAX_DRAFTS", "2")
    drafts = program("run", "--json").json["drafts"]
    assert drafts["appended"] + drafts["held_back"] + drafts["folded"] == 5
    assert drafts["appended"] <= 2
    text = brag(home).read_text()
    program("run")
    assert brag(home).read_text() == text


def test_ignored_titles_are_not_drafted(
    program: Program, inside_pay: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    del inside_pay
    monkeypatch.setenv("HARVESTER_HARVEST__IGNORE_TITLES", '["batched reads"]')
    assert [line.split("\t")[1] for line in program("run").lines[:-1]] == ["decision"]


def test_a_document_that_cannot_be_read_safely_stops_before_anything_is_done(
    program: Program, inside_pay: Repository, home: Path
) -> None:
    del inside_pay
    brag(home).write_text("# Mine\n\n```\nan unclosed fence\n")
    result = program("run")
    assert result.code == 6
    assert f"{brag(home)}:3" in result.err
    assert brag(home).read_text() == "# Mine\n\n```\nan unclosed fence\n"
    assert program("list", "--status", "evidence").out == ""


def test_a_lost_store_is_rebuilt_from_the_document(program: Program, inside_pay: Repository, home: Path) -> None:
    del inside_pay
    program("run")
    before = brag(home).read_bytes()
    (home / STATE / "store.sqlite3").unlink()
    result = program("run")
    assert result.code == 0
    assert brag(home).read_bytes() == before
    assert len(program("list").lines) == 2


def test_a_lost_document_is_not_quietly_begun_again(program: Program, inside_pay: Repository, home: Path) -> None:
    del inside_pay
    program("run")
    brag(home).unlink()
    result = program("run")
    assert result.code == 6
    assert not brag(home).exists()
    assert "--confirm-deletions" in result.err


def test_a_scheduled_run_is_silent_when_all_is_well(program: Program, inside_pay: Repository, home: Path) -> None:
    del inside_pay
    result = program("run", "--scheduled")
    assert (result.code, result.out, result.err) == (0, "", "")
    assert brag(home).exists()


def test_bodies_are_not_stored_when_the_person_says_so(
    program: Program, inside_pay: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    del inside_pay
    monkeypatch.setenv("HARVESTER_PRIVACY__STORE_BODIES", "false")
    assert "batched reads" in program("run").out
    assert all(json.loads(line)["body"] == "" for line in program("export").lines)


def test_secrets_reach_neither_store_nor_document_nor_screen(
    program: Program, inside_pay: Repository, home: Path
) -> None:
    token = "ghp_" + "Zq9X" * 9
    inside_pay.commit(f"Add the export key {token}\n\nIt uses {token}.", {"pay/x.py": CODE}, at="2026-11-14T12:00:00Z")
    said = [program("run"), program("export"), program("list"), program("list", "--status", "evidence")]
    kept = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert token.encode() not in kept
    assert not any(token in result.out + result.err for result in said)


def test_a_closed_pipe_is_no_crash(inside_pay: Repository) -> None:
    command = (
        f"{sys.executable} -c \"import sys; sys.argv=['harvester','export']; from harvester.cli import main; main()\""
    )
    done = subprocess.run(
        ["bash", "-c", f"{command} | head -c 0; exit ${{PIPESTATUS[0]}}"],
        cwd=inside_pay.path, env=os.environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ("export >&-", 0, ""),
        ("run --no-append >&-", 0, "drafts: 0 appended"),
        ("list --status evidence >/dev/full", 1, "  try: free some space, then run the command again"),
    ],
)
def test_an_output_that_takes_nothing_is_no_crash(
    program: Program, inside_pay: Repository, command: str, code: int, said: str
) -> None:
    program("run")
    start = shlex.join([sys.executable, "-c", PROGRAM])
    done = subprocess.run(
        ["bash", "-c", f"{start} {command}"], cwd=inside_pay.path, capture_output=True, text=True, check=False
    )
    assert done.returncode == code
    assert said in done.stderr
    assert "Something went wrong" not in done.stderr


def test_a_user_without_a_home_is_told_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOME", raising=False)
    unknown = "import pwd\ndef know_nobody(_):\n    raise KeyError\npwd.getpwuid = know_nobody\n"
    (tmp_path / "sitecustomize.py").write_text(unknown)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "run"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, "error: There is no home folder.")


@pytest.mark.parametrize("decision", ["--accept", "--reject"])
def test_a_verdict_follows_work_that_was_rebased(
    program: Program, inside_pay: Repository, home: Path, monkeypatch: pytest.MonkeyPatch, decision: str
) -> None:
    program("run")
    refs = [line.split("\t")[0] for line in program("list").lines]
    program("review", *(word for ref in refs for word in (decision, ref)))
    before = brag(home).read_bytes()
    first = inside_pay.git("rev-list", "--max-parents=0", "HEAD")
    later = {"GIT_COMMITTER_DATE": "2026-11-26T12:00:00Z", "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@b"}
    inside_pay.git("rebase", "-q", "--force-rebase", first, environment=later)
    monkeypatch.setenv("HARVESTER_NOW", "2026-11-27T12:00:00Z")
    report = program("run", "--json").json
    assert report["sources"][0]["new"] == 4
    assert report["drafts"]["appended"] == 0
    assert brag(home).read_bytes() == before


def test_what_an_archive_holds_is_never_drafted_again(
    program: Program, inside_pay: Repository, home: Path, tmp_path: Path
) -> None:
    del inside_pay
    program("run", "--document", tmp_path / "2025.md")
    (home / STATE / "store.sqlite3").unlink()
    config = home / "config.toml"
    config.write_text(f'archive = ["{tmp_path / "2025.md"}"]\n')
    result = program("--config", config, "run")
    assert (result.code, result.lines) == (0, [str(brag(home))])
    assert program("--config", config, "list").out == ""


def test_after_a_lost_store_nothing_older_than_the_last_line_is_appended(
    program: Program, inside_pay: Repository, home: Path
) -> None:
    del inside_pay
    program("run")
    lines = brag(home).read_text().splitlines(keepends=True)
    brag(home).write_text("".join(line for line in lines if "batched reads" not in line))
    before = brag(home).read_bytes()
    (home / STATE / "store.sqlite3").unlink()
    report = program("run", "--json").json
    assert (report["drafts"]["appended"], report["drafts"]["held_back"]) == (0, 1)
    assert brag(home).read_bytes() == before
    assert "the store was lost" in program("list", "--status", "held_back").out


def test_a_quiet_week_needs_no_explanation(
    program: Program, inside_pay: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    del inside_pay
    program("run")
    monkeypatch.setenv("HARVESTER_NOW", "2026-12-18T12:00:00Z")
    result = program("run", "--since", "2026-12-14")
    assert result.code == 0
    assert "nothing by" not in result.err


def test_progress_and_notices_never_reach_the_data(program: Program, inside_pay: Repository) -> None:
    del inside_pay
    result = program("run")
    assert all(line.startswith("git:") or line.endswith("brag.md") for line in result.lines)
    assert "\r" not in result.err
    assert "Next: harvester review" in result.err


def test_a_line_under_a_heading_of_the_persons_own_keeps_its_category(
    program: Program, inside_pay: Repository, home: Path
) -> None:
    del inside_pay
    program("run")
    brag(home).write_text(brag(home).read_text().replace("## Decisions", "## Entscheidungen"))
    program("run")
    ref = program("list", "--category", "decision").lines[0].split("\t")[0]
    brag(home).write_text(brag(home).read_text().replace("- [ ] 2026-11-12", "- [x] 2026-11-12"))
    program("run")
    assert [line.split("\t")[:2] for line in program("list", "--status", "accepted").lines] == [[ref, "decision"]]


def test_a_window_of_the_persons_choosing_may_lie_before_the_retention(
    program: Program, inside_pay: Repository
) -> None:
    inside_pay.commit(
        "Add the first ledger import\n\nThe import closes a day in 5 minutes instead of 2 hours.",
        {"pay/imports.py": CODE},
        author=ANN,
        at="2026-11-19T12:00:00Z",
    )
    earlier = {"HARVESTER_NOW": "2031-01-01T00:00:00Z"}
    with pytest.MonkeyPatch.context() as later:
        for name, value in earlier.items():
            later.setenv(name, value)
        assert program("run", "--since", "2026-11-01", "--until", "2026-11-20").code == 0
        assert len(program("export").lines) == 5
        program("run")
        assert program("export").out == ""


def test_a_configured_login_does_not_hide_the_address_of_git_config(
    program: Program, inside_pay: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside_pay.commit("Add the login page\n\nIt signs in once.", {"pay/login.py": CODE}, at="2026-11-15T12:00:00Z",
                      author="Ann <12345+ann-example@users.noreply.github.com>")  # fmt: skip
    monkeypatch.setenv("HARVESTER_ME__GITHUB", "ann-example")
    assert program("run", "--json").json["sources"][0]["seen"] == 5


def test_a_run_whose_work_is_all_routine_says_where_to_look(program: Program, tmp_path: Path) -> None:
    repository = Repository.create(tmp_path / "small")
    repository.commit("Fix typo", {"README.md": "# Pay\n"}, author=ANN, at="2026-11-10T12:00:00Z")
    result = program("run", "--repo", repository.path, "--email", "ann@example.com")
    assert "0 appended" in result.err
    assert "All that is new looks routine. Next: harvester list --status evidence" in result.err
    assert "looks routine" not in program("run", "--repo", repository.path, "--email", "ann@example.com").err


@pytest.mark.usefixtures("inside_pay")
def test_drafts_that_are_not_appended_are_no_routine(program: Program) -> None:
    assert "looks routine" not in program("run", "--dry-run").err
    assert "looks routine" not in program("run", "--no-append").err
