"""The log of runs on schedule: bounded, private, of one line a fact; and the word that a run leaves."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from harvester.errors import HarvesterError
from harvester.schedule.log import FOLDER, OUTCOME_NAME, Outcome, append_log, log_path, read_outcome, write_outcome

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TOKEN = "ghp_" + "Zq9X" * 9


def test_each_line_stands_under_its_time(tmp_path: Path) -> None:
    append_log(tmp_path, ["began"], NOW)
    append_log(tmp_path, ["git: 3 seen", "ended"], NOW)
    stamp = "2026-11-20T12:00:00Z"
    assert log_path(tmp_path).read_text() == f"{stamp} began\n{stamp} git: 3 seen\n{stamp} ended\n"


def test_nothing_in_it_breaks_a_line_moves_a_cursor_or_is_a_secret(tmp_path: Path) -> None:
    append_log(tmp_path, [f"a\nforged 2026\x1b[2J\u2028line {TOKEN}"], NOW)
    text = log_path(tmp_path).read_text()
    assert text.count("\n") == 1
    assert "\x1b" not in text
    assert TOKEN not in text


def test_it_never_grows_beyond_its_bounds(tmp_path: Path) -> None:
    for _ in range(12):
        append_log(tmp_path, ["x" * 700] * 300, NOW)
    sizes = {path.name: path.stat().st_size for path in (tmp_path / FOLDER).iterdir()}
    assert set(sizes) == {"schedule.log", "schedule.log.1"}
    assert sum(sizes.values()) < 1_000_000


def test_nobody_else_reads_it(tmp_path: Path) -> None:
    append_log(tmp_path / "state", ["x"], NOW)
    write_outcome(tmp_path / "state", Outcome(began_at=NOW))
    folder = tmp_path / "state" / FOLDER
    assert [path.stat().st_mode & 0o777 for path in folder.iterdir()] == [0o600, 0o600]
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_planted_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / "mine").write_text("mine")
    log_path(tmp_path).symlink_to(tmp_path / "mine")
    with pytest.raises(HarvesterError, match="cannot be written"):
        append_log(tmp_path, ["x"], NOW)
    assert (tmp_path / "mine").read_text() == "mine"


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome(began_at=NOW, pid=7),
        Outcome(began_at=NOW, ended_at=NOW, exit_code=0),
        Outcome(began_at=NOW, ended_at=NOW, exit_code=4, what="There is no token.", cure="harvester auth set github"),
    ],
)
def test_the_word_that_was_left_is_read_back(tmp_path: Path, outcome: Outcome) -> None:
    write_outcome(tmp_path, outcome)
    assert read_outcome(tmp_path) == outcome


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"began_at": 1}', '{"began_at": "noon"}', "[" * 9_999])
def test_a_damaged_word_is_none(tmp_path: Path, text: str) -> None:
    assert read_outcome(tmp_path) is None
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / OUTCOME_NAME).write_text(text)
    assert read_outcome(tmp_path) is None


def test_what_it_says_is_safe_to_show(tmp_path: Path) -> None:
    write_outcome(tmp_path, Outcome(began_at=NOW, exit_code=1, what=f"a\x1b[2J\nb {TOKEN}", cure="x\ny"))
    outcome = read_outcome(tmp_path)
    assert outcome
    assert (outcome.what, outcome.cure) == ("a b [redacted: GitHub token]", "x y")
