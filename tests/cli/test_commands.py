"""Looking, adding, deciding, forgetting: what stands around the weekly job."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Program
from tests.fakes.repository import Repository

STATE = Path(".local/share/harvester")


@pytest.fixture
def harvested(program: Program, inside_pay: Repository) -> list[str]:
    """The refs of the two drafts of a first run: the project, then the decision."""
    del inside_pay
    return [line.split("\t")[0] for line in program("run").lines[:-1]]


def brag(home: Path) -> str:
    return (home / "brag.md").read_text()


def test_drafts_wait_in_the_list_and_say_what_they_are(program: Program, harvested: list[str]) -> None:
    lines = program("list").lines
    assert [line.split("\t")[0] for line in lines] == harvested
    assert lines[0].split("\t")[1] == "project"
    assert lines[0].split("\t")[2].startswith("2026-11-10 ")


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        (["--category", "decision"], 1),
        (["--search", "LATENCY"], 1),
        (["--search", "nothing like it"], 0),
        (["--period", "2026-11-12"], 1),
        (["--period", "2026-10"], 0),
        (["--status", "evidence"], 4),
        (["--status", "entry"], 0),
    ],
)
def test_the_list_can_be_narrowed(program: Program, harvested: list[str], arguments: list[str], count: int) -> None:
    assert harvested
    result = program("list", *arguments)
    assert (result.code, len(result.lines)) == (0, count)


def test_the_list_narrows_to_a_criterion_that_a_draft_speaks_to(program: Program, harvested: list[str]) -> None:
    assert harvested
    criteria = {c["id"] for row in program("list", "--json").json["items"] for c in row["criteria"]}
    assert criteria
    chosen = min(criteria)
    rows = program("list", "--criterion", chosen, "--json").json["items"]
    assert rows
    assert all(chosen in [c["id"] for c in row["criteria"]] for row in rows)


def test_an_empty_list_explains_itself_apart_from_the_data(program: Program, home: Path) -> None:
    result = program("list")
    assert (result.code, result.out) == (0, "")
    assert "harvester run" in result.err
    assert not (home / STATE).exists()


def test_show_gives_sentence_evidence_and_reasons(program: Program, harvested: list[str]) -> None:
    result = program("show", harvested[0], "--why")
    assert result.code == 0
    assert "batched reads" in result.out
    assert "pay/ledger.py" in result.out
    assert "confidence" in result.out
    content = program("show", harvested[0], "--json").json
    assert content["draft"]["criteria"][0]["reason"]
    assert content["evidence"][0]["draft_ref"] == harvested[0]


@pytest.mark.parametrize("ref", ["git:" + "0" * 40, "nonsense", "git:a-->b"])
def test_show_refuses_what_does_not_exist(program: Program, harvested: list[str], ref: str) -> None:
    assert harvested
    result = program("show", ref)
    assert (result.code, result.out) == (2, "")
    assert "harvester list" in result.err


def test_a_note_goes_straight_into_the_document_as_an_entry(program: Program, home: Path) -> None:
    result = program(
        "add", "Praised by the ledger team for the migration plan", "--category", "feedback",
        "--on", "2026-11-13", "--link", "https://chat.example.com/p/1", "--criterion", "communication",
    )  # fmt: skip
    assert result.code == 0, result.err
    text = brag(home)
    line = next(line for line in text.splitlines() if "Praised" in line)
    assert line.startswith("- 2026-11-13 Praised by the ledger team")
    assert "https://chat.example.com/p/1" in line
    assert text.index("## Feedback received") < text.index(line) < text.index("## People helped")
    ref = result.out.split("\t")[0]
    exported = json.loads(program("export").out)
    assert (exported["ref"], exported["kind"], exported["category"]) == (ref, "note", "feedback")
    assert exported["criteria"] == [{"id": "communication", "strength": 1.0, "reason": "named by you"}]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["  "], "empty"),
        (["x", "--on", "someday"], "no day"),
        (["x", "--link", "javascript:alert(1)"], "no web address"),
        (["x", "--link", "https://ann:hunter2@example.com/"], "it holds a name or password"),
        (["x", "--criterion", "charm"], "no criterion"),
        (["the key is ghp_" + "Zq9X" * 9], "secret"),
        (["x", "--category", "routine"], "routine"),
    ],
)
def test_a_note_that_makes_no_sense_is_refused(program: Program, home: Path, arguments: list[str], reason: str) -> None:
    result = program("add", *arguments)
    assert (result.code, result.out) == (2, "")
    assert reason in result.err
    assert not (home / "brag.md").exists()


def test_show_names_the_category_that_was_decided(program: Program, harvested: list[str]) -> None:
    assert program("show", harvested[0]).out.startswith("project · placed")
    program("review", "--accept", harvested[0], "--category", "decision")
    assert program("show", harvested[0]).out.startswith("decision · ")


@pytest.mark.parametrize("words", [["show"], ["open"], ["review", "--accept"]])
def test_what_is_no_ref_is_refused_in_the_same_words_everywhere(program: Program, words: list[str]) -> None:
    assert program(*words, "nonsense").err.splitlines() == [
        "error: 'nonsense' is no ref.",
        "  why: a ref looks like github:owner/repo#412",
        "  try: harvester list",
    ]


def test_accepting_takes_the_box_off_and_rejecting_takes_the_line_back(
    program: Program, harvested: list[str], home: Path
) -> None:
    result = program("review", "--accept", harvested[0], "--reject", harvested[1], "--json")
    assert [verdict["verdict"] for verdict in result.json["verdicts"]] == ["accepted", "rejected"]
    assert "- 2026-11-10 " in brag(home)
    assert "- [ ]" not in brag(home)
    assert harvested[1] not in brag(home)
    before = brag(home)
    assert program("run").code == 0
    assert brag(home) == before


def test_an_edit_replaces_the_sentence_and_claims_it(program: Program, harvested: list[str], home: Path) -> None:
    assert program("review", "--text", harvested[0], "Made checkout three times as fast.").code == 0
    assert "- 2026-11-10 Made checkout three times as fast." in brag(home)
    assert "batched reads" not in brag(home)


def test_another_category_moves_the_line(program: Program, harvested: list[str], home: Path) -> None:
    assert program("review", "--accept", harvested[0], "--category", "problem_prevented").code == 0
    text = brag(home)
    assert text.index("## Problems caught early") < text.index("batched reads") < text.index("## Feedback received")


def test_a_line_whose_words_the_person_changed_is_not_touched(
    program: Program, harvested: list[str], home: Path
) -> None:
    (home / "brag.md").write_text(brag(home).replace("batched reads", "batched reads, finally"))
    before = brag(home)
    for arguments in (["--reject", harvested[0]], ["--text", harvested[0], "Other words."]):
        result = program("review", *arguments)
        assert result.code == 6
        assert brag(home) == before
    assert len(program("list").lines) == 2


@pytest.mark.parametrize("count", [1, 2])
def test_undo_puts_the_lines_back_byte_for_byte_and_redo_decides_again(
    program: Program, harvested: list[str], home: Path, count: int
) -> None:
    original = brag(home)
    decisions = [["--accept", harvested[0]], ["--reject", harvested[1]]][:count]
    for decision in decisions:
        program("review", *decision)
    decided = brag(home)
    assert len(program("undo", count).lines) == count
    assert brag(home) == original
    assert len(program("redo", count).lines) == count
    assert brag(home) == decided


def test_undo_takes_back_what_was_decided_in_the_document(program: Program, harvested: list[str], home: Path) -> None:
    original = brag(home)
    (home / "brag.md").write_text(original.replace("- [ ] 2026-11-10", "- 2026-11-10"))
    program("run")
    assert program("undo").code == 0
    assert brag(home) == original
    assert [line.split("\t")[0] for line in program("list").lines] == harvested


def test_the_log_of_verdicts_can_be_looked_at(program: Program, harvested: list[str]) -> None:
    program("review", "--accept", harvested[0])
    program("undo")
    assert program("undo", "--list").lines[0].endswith("undone")
    assert program("undo").err.strip() == "Nothing to take back."


def test_a_held_back_draft_is_taken_by_accepting_it(
    program: Program, inside_pay: Repository, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del inside_pay
    monkeypatch.setenv("HARVESTER_HARVEST__MAX_DRAFTS", "1")
    program("run", "--since", "2026-11-30", "--until", "2026-11-30")
    program("run")
    held = program("list", "--status", "held_back").lines
    assert len(held) == 1
    assert brag(home).count("- [ ]") == 1
    assert program("review", "--accept", held[0].split("\t")[0]).code == 0
    assert brag(home).count("\n- 2026-11-1") == 1


@pytest.mark.parametrize("arguments", [[], ["--accept", "git:" + "0" * 40], ["--reject", "x"]])
def test_a_decision_about_nothing_is_refused(program: Program, harvested: list[str], arguments: list[str]) -> None:
    assert harvested
    assert program("review", *arguments).code == 2


def test_export_is_sorted_stable_and_narrowed(program: Program, harvested: list[str]) -> None:
    assert harvested
    everything = program("export")
    assert program("export").out == everything.out
    lines = [json.loads(line) for line in everything.lines]
    assert [(line["happened_at"], line["ref"]) for line in lines] == sorted((x["happened_at"], x["ref"]) for x in lines)
    assert {line["kind"] for line in lines} == {"commit", "design_doc"}
    assert [json.loads(one)["kind"] for one in program("export", "--kind", "design_doc").lines] == ["design_doc"]
    assert len(program("export", "--until", "2026-11-11").lines) == 2
    assert program("export", "--source", "jira").out == ""
    drafted = {line["draft_ref"] for line in lines if line["draft_ref"]}
    assert drafted == set(harvested)


def test_forgetting_erases_evidence_and_leaves_the_document(program: Program, harvested: list[str], home: Path) -> None:
    assert harvested
    program("review", "--accept", harvested[0])
    before = brag(home)
    assert program("forget", "--project", "pay").code == 2
    result = program("forget", "--project", "pay", "--yes")
    assert result.code == 0
    assert "Forgot 4 pieces of evidence and 1 draft." in result.err
    assert program("export").out == ""
    assert brag(home) == before
    assert program("run", "--since", "12w").code == 0
    assert brag(home) == before


def test_forgetting_needs_to_be_told_what(program: Program) -> None:
    assert program("forget", "--yes").code == 2


def test_connectors_are_listed_and_tested(program: Program, inside_pay: Repository) -> None:
    del inside_pay
    assert "git\tevidence-harvester" in program("connectors", "list").out
    assert program("connectors", "test", "git").out == "git: ready\n"
    assert program("connectors", "test", "gitub").code == 2


def test_the_configuration_tells_where_each_value_came_from(program: Program, home: Path) -> None:
    config = home / "mine.toml"
    config.write_text('level = "mid"\n[connectors.git]\nrepositories = []\n')
    assert program("--config", config, "config", "path").out == f"{config}\n"
    shown = program("--config", config, "config", "show", "--origin").lines
    assert f'level = "mid"  # {config}:1' in shown
    assert "harvest.max_drafts = 15  # default" in shown
    rows = program("--config", config, "config", "show", "--json").json["values"]
    assert {"key": "level", "value": "mid", "origin": f"{config}:1"} in rows


def test_checking_the_configuration_reads_the_connectors_tables_too(program: Program, home: Path) -> None:
    config = home / "mine.toml"
    config.write_text('[me]\nemails = ["ann@example.com"]\n[connectors.git]\nrepos = []\n')
    result = program("--config", config, "config", "check")
    assert result.code == 2
    assert "repos" in result.err
    config.write_text('[me]\nemails = ["ann@example.com"]\n[connectors.git]\nrepositories = []\n')
    assert program("--config", config, "config", "check").code == 0


def test_a_misspelt_command_is_answered_with_the_right_one(program: Program) -> None:
    result = program("exprot")
    assert result.code == 2
    assert "export" in result.err


def test_help_lists_every_command_and_needs_no_configuration(program: Program, home: Path) -> None:
    (home / "broken.toml").write_text("= nonsense")
    result = program("--config", home / "broken.toml", "--help")
    assert result.code == 0
    for command in ("run", "list", "show", "add", "review", "undo", "export", "forget", "config"):
        assert f"\n  {command} " in result.out


def test_every_command_has_help(program: Program) -> None:
    listed = program("--help").out.split("Commands:")[1].splitlines()
    for line in filter(str.strip, listed):
        if line.startswith("  ") and not line.startswith("   "):
            assert program(line.split()[0], "--help").out.startswith("Usage: harvester")


def test_a_clock_that_is_no_time_is_refused(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARVESTER_NOW", "noon")
    result = program("list")
    assert result.code == 2
    assert "HARVESTER_NOW" in result.err


def test_colour_is_used_only_where_it_is_wanted(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b" not in program("show", "x").err
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in program("show", "x").err
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in program("show", "x").err


@pytest.mark.parametrize("words", [["rubric"], ["config"]])
def test_no_command_at_all_is_answered_with_help(program: Program, words: list[str]) -> None:
    result = program(*words)
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("Usage: harvester")
    assert "\nCommands:\n" in result.out
