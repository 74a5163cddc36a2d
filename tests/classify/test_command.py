"""`harvester classify`: JSON Lines in, JSON Lines out, no configuration and no store."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from harvester.cli import harvester
from harvester.errors import UsageError

LINES: list[dict[str, Any]] = [
    {"ref": "git:" + "a" * 40, "kind": "commit", "role": "author", "title": "Fix typo in README"},
    {
        "ref": "not a ref -- at all",
        "kind": "pull_request",
        "role": "author",
        "title": "Fix race between ledger writer and compaction",
        "body": "The lock was released too early, because the guard was dropped before the flush.",
        "files": [{"path": "src/ledger.py", "added": 24, "deleted": 9}],
    },
    {"kind": "review_comment", "role": "reviewer", "title": "Batch reads", "body": "LGTM"},
]


def run(text: str, *options: str) -> Result:
    return CliRunner().invoke(harvester, ["classify", *options], input=text)


def spell(lines: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(line) + "\n" for line in lines)


def test_one_line_out_for_each_in_order() -> None:
    result = run(spell(LINES))
    out = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["ref"] for line in out] == ["git:" + "a" * 40, "not a ref -- at all", None]
    assert [line["category"] for line in out] == ["routine", "problem_prevented", "routine"]
    assert [list(line) for line in out] == [["ref", "category", "criteria", "substantive", "draft"]] * 3
    assert [line["substantive"] for line in out] == [None, None, False]
    assert out[0]["draft"] is None
    assert out[0]["criteria"] == []
    assert "race" in out[1]["draft"]
    assert out[1]["criteria"][0]["id"] == "system_understanding"
    assert out[1]["criteria"][0]["reason"]


def test_the_same_bytes_come_out_each_time() -> None:
    assert run(spell(LINES)).stdout_bytes == run(spell(LINES)).stdout_bytes


def test_a_file_is_read_as_standard_input_is(tmp_path: Path) -> None:
    path = tmp_path / "evidence.jsonl"
    path.write_text(spell(LINES) + "\n  \n")
    assert run("", str(path)).stdout == run(spell(LINES)).stdout


def test_the_criteria_are_those_of_the_rubric(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        'schema = 1\n[rubric]\nid = "mine"\nname = "Mine"\n[[levels]]\nid = "one"\nname = "One"\n'
        '[[criteria]]\nid = "depth"\nname = "Depth"\ncore = ["system_understanding"]\n'
    )
    out = json.loads(run(spell(LINES[1:2]), "--rubric", str(path)).stdout)
    assert [criterion["id"] for criterion in out["criteria"]] == ["depth"]


def test_what_is_no_evidence_is_refused_with_its_line() -> None:
    for text, said in (("{", "Line 2 is no JSON"), ("[1]", "Line 2"), ('{"kind": "commit"}', "Line 2 is no evidence")):
        result = run(spell(LINES[:1]) + text + "\n")
        assert isinstance(result.exception, UsageError)
        assert said in result.exception.what


def test_hostile_text_comes_out_clean() -> None:
    line = LINES[1] | {"title": "Fix race \x1b[31m in \u202eledger", "body": "Because \x9b31m it broke."}
    result = run(spell([line]))
    assert not {"\x1b", "\x9b", "\u202e"} & set(result.stdout)
    assert "\\u001b" not in result.stdout
