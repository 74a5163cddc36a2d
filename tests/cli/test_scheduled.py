"""`harvester run --scheduled`: silent when all is well, never unnoticed when not, and no week is lost."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from harvester.cli import run as run_module
from harvester.cli.concern import TRACES
from harvester.schedule import log, record
from harvester.schedule.appointment import Appointment
from harvester.schedule.log import Outcome, read_outcome, write_outcome
from harvester.schedule.record import Record, write_record
from harvester.store.lock import WAIT_S, hold_lock
from tests.cli.conftest import CODE, Program
from tests.fakes.dying import KILLED, run_and_die
from tests.fakes.repository import ANN, Repository

STATE = Path(".local/share/harvester")
FRIDAY = datetime(2026, 11, 20, 14, tzinfo=UTC)
HELP = "  try: "
RUN = [sys.executable, "-c", "from harvester.cli import main; main()", "run", "--scheduled"]


@pytest.fixture
def config(home: Path, pay: Repository) -> Path:
    """Ann's configuration, where the program looks for it."""
    path = home / ".config" / "harvester" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text(
        f'[me]\nemails = ["ann@example.com"]\n[connectors.git]\nrepositories = [{json.dumps(str(pay.path))}]\n'
    )
    return path


@pytest.fixture
def scheduled(home: Path, config: Path) -> Path:
    """The state folder, after a week ago the job was put on a schedule."""
    del config
    appointment = Appointment(day="fri", at="14:00", command=("/usr/bin/true",))
    write_record(home / STATE, Record("cron", appointment, FRIDAY - timedelta(days=7)))
    return home / STATE


def read_log(home: Path) -> str:
    return (home / STATE / "log" / "schedule.log").read_text()


def outcome(home: Path) -> Outcome:
    found = read_outcome(home / STATE)
    assert found
    return found


def test_when_all_is_well_it_is_silent_and_writes_a_log(program: Program, config: Path, home: Path) -> None:
    del config
    result = program("run", "--scheduled")
    assert (result.code, result.out, result.err) == (0, "", "")
    assert "batched reads" in (home / "brag.md").read_text()
    lines = [line.split(" ", 1) for line in read_log(home).splitlines()]
    assert {at for at, _ in lines} == {"2026-11-20T12:00:00Z"}
    said = [text for _, text in lines]
    assert (said[0], said[-1]) == ("began, harvester 0.1.0", "ended with exit 0")
    assert "git: 4 seen, 4 new, 0 changed in 1 scope" in said
    assert "drafts: 2 appended, 0 folded into others, 1 routine, 0 held back" in said
    assert (home / STATE / "log" / "schedule.log").stat().st_mode & 0o777 == 0o600


def test_the_log_holds_no_title_and_no_sentence(program: Program, config: Path, home: Path) -> None:
    del config
    program("run", "--scheduled")
    for words in ("batched", "latency", "nightly", "requests"):
        assert words not in read_log(home)


def test_the_second_run_is_silent_too(program: Program, config: Path, home: Path) -> None:
    del config
    program("run", "--scheduled")
    result = program("run", "--scheduled")
    assert (result.code, result.out, result.err) == (0, "", "")
    assert read_log(home).count("ended with exit 0") == 2


def test_it_is_silent_on_a_terminal_too(config: Path, home: Path) -> None:
    del config
    ours, theirs = os.openpty()
    done = subprocess.run(
        RUN, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs, env={**os.environ, "TERM": "xterm"}, check=False
    )
    os.close(theirs)
    said = b""
    with contextlib.suppress(OSError):  # Linux: nobody is left who could say anything
        said = os.read(ours, 99)
    os.close(ours)
    assert (done.returncode, said) == (0, b"")
    assert (home / "brag.md").exists()


def test_a_program_that_asks_for_json_gets_it(program: Program, config: Path) -> None:
    del config
    result = program("run", "--scheduled", "--json")
    assert (result.json["exit"], result.err) == (0, "")


def test_trying_it_dry_leaves_no_trace(program: Program, config: Path, home: Path) -> None:
    del config
    before = sorted(home.rglob("*"))
    assert program("run", "--scheduled", "--dry-run").code == 0
    assert sorted(home.rglob("*")) == before


def test_what_could_not_be_read_is_said_at_the_next_command_until_it_was(
    program: Program, config: Path, home: Path, tmp_path: Path
) -> None:
    whole = config.read_text()
    config.write_text(whole.replace("repositories = [", f'repositories = ["{tmp_path / "gone"}", '))
    result = program("run", "--scheduled")
    assert (result.code, result.out) == (3, "")
    assert "could not be read this time" in result.err
    assert f"error: git: {tmp_path / 'gone'}: " in read_log(home)
    told = [program("list").err.splitlines()[:2] for _ in range(2)]
    assert told[0] == told[1]
    assert told[0][0].startswith("note: The run on schedule of Fri 2026-11-20 12:00 is partial, and the next run tries")
    assert told[0][1] == f"{HELP}harvester run"
    config.write_text(whole)
    assert program("run", "--scheduled").code == 0
    assert "note:" not in program("list").err


def test_a_good_run_by_hand_settles_it_and_a_look_at_a_part_does_not(
    program: Program, config: Path, home: Path
) -> None:
    del config
    write_outcome(home / STATE, Outcome(began_at=FRIDAY, ended_at=FRIDAY, exit_code=1, what="It broke."))
    for part in (["--source", "git"], ["--since", "7d"], ["--no-append"], ["--dry-run"]):
        assert "It broke." in program("run", *part).err
    assert "It broke." in program("run").err
    assert "It broke." not in program("list").err
    assert outcome(home).exit_code == 0


def test_a_run_by_hand_leaves_no_word_where_nothing_is_scheduled(program: Program, config: Path, home: Path) -> None:
    del config
    program("run")
    assert {path.name for path in (home / STATE).iterdir()} <= {"store.sqlite3", "lock", "replaced"}


def test_a_configuration_that_cannot_be_read_is_logged_where_the_state_usually_is(
    program: Program, config: Path, home: Path
) -> None:
    whole = f'state_dir = "{home / "mine"}"\n{config.read_text()}'
    config.write_text("= nonsense")
    result = program("run", "--scheduled")
    assert (result.code, result.out) == (2, "")
    assert f"{config} is no TOML" in result.err
    assert f"error: {config} is no TOML (the syntax is wrong at" in read_log(home)
    config.write_text(whole)
    told = program("list").err
    assert "could not begin" in told
    assert f"{HELP}correct {config}, then: harvester config check" in told
    assert program("run").code == 0
    assert "note:" not in program("list").err


def test_a_configuration_that_is_gone_is_logged(program: Program, config: Path, home: Path) -> None:
    config.unlink()
    assert program("--config", config, "run", "--scheduled").code == 2
    assert f"There is no configuration file {config}" in read_log(home)


def test_a_wrong_value_is_logged(program: Program, config: Path, home: Path) -> None:
    config.write_text(config.read_text() + "[harvest]\nmax_drafts = -1\n")
    assert program("run", "--scheduled").code == 2
    assert "max_drafts" in outcome(home).what
    assert "ended with exit 2" in read_log(home)


def test_a_document_that_cannot_be_written_is_told(program: Program, config: Path, home: Path) -> None:
    del config
    (home / "brag.md").write_text("# Mine\n\n```\nan unclosed fence\n")
    assert program("run", "--scheduled").code == 6
    assert "wrote nothing to the document" in program("list").err
    assert f"{home / 'brag.md'}:3" in outcome(home).what


def test_what_should_not_happen_is_logged_by_its_name(
    program: Program, config: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del config

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("in\nthe middle")

    monkeypatch.setattr(run_module, "run_job", fail)
    assert program("run", "--scheduled").code == 1
    assert "error: ZeroDivisionError: in the middle" in read_log(home)
    assert "failed: ZeroDivisionError" in program("list").err


def test_a_run_that_was_killed_is_told(program: Program, config: Path, home: Path) -> None:
    del config
    assert run_and_die(["run", "--scheduled"], 40) == KILLED
    assert (outcome(home).exit_code, "ended" in read_log(home)) == (None, False)
    assert "began and never ended" in program("list").err
    assert program("run", "--scheduled").code == 0
    assert "note:" not in program("list").err


def test_a_log_that_cannot_be_written_stops_nothing(program: Program, config: Path, home: Path) -> None:
    del config
    (home / STATE).mkdir(parents=True)
    (home / STATE / "log").write_text("in the way")
    result = program("run", "--scheduled")
    assert (result.code, result.out) == (0, "")
    assert result.err.count("cannot be written") == 1
    assert "batched reads" in (home / "brag.md").read_text()


@pytest.mark.parametrize(
    "words",
    [["list", "--json"], ["export", "--help"], ["completion", "bash"], ["schedule", "remove"], ["run", "--scheduled"]],
)
def test_programs_are_told_nothing_they_did_not_ask_for(
    program: Program, config: Path, home: Path, words: list[str]
) -> None:
    del config
    write_outcome(home / STATE, Outcome(began_at=FRIDAY, ended_at=FRIDAY, exit_code=1, what="It broke."))
    assert "It broke." not in program(*words).err


@pytest.mark.parametrize("words", [["list"], ["show", "x"], ["review"], ["config", "path"], []])
def test_a_person_is_told_before_whatever_they_asked_for(
    program: Program, config: Path, home: Path, words: list[str]
) -> None:
    del config
    expected = program(*words)
    write_outcome(home / STATE, Outcome(began_at=FRIDAY, ended_at=FRIDAY, exit_code=1, what="It broke."))
    result = program(*words)
    assert (result.code, result.out) == (expected.code, expected.out)
    assert result.err == (
        f"note: The run on schedule of Fri 2026-11-20 14:00 failed: It broke.\n{HELP}harvester run\n{expected.err}"
    )


@pytest.mark.parametrize("content", [b"", b"\xff", b"[]", b'{"began_at": "x"}'])
def test_a_damaged_word_never_breaks_a_command(program: Program, config: Path, home: Path, content: bytes) -> None:
    del config
    (home / STATE / "log").mkdir(parents=True)
    for trace in TRACES:
        (home / STATE / trace).write_bytes(content)
    assert program("list").code == 0
    assert program("run", "--scheduled").code == 0
    assert outcome(home).exit_code == 0


def test_the_traces_looked_for_are_those_that_are_left() -> None:
    assert (record.FILE_NAME, f"{log.FOLDER}/{log.OUTCOME_NAME}") == TRACES


@pytest.fixture
def sitting(home: Path) -> Iterator[threading.Event]:
    """Somebody who holds the state folder until told, as a review does."""
    (holds, leaves) = threading.Event(), threading.Event()

    def sit() -> None:
        with hold_lock(home / STATE):
            holds.set()
            leaves.wait(30)

    sitter = threading.Thread(target=sit)
    sitter.start()
    assert holds.wait(30)
    yield leaves
    leaves.set()
    sitter.join()


def test_it_waits_for_a_review_to_end(program: Program, config: Path, home: Path, sitting: threading.Event) -> None:
    del config
    threading.Timer(WAIT_S + 0.3, sitting.set).start()
    result = program("run", "--scheduled")
    assert (result.code, result.err) == (0, "")
    assert (home / "brag.md").exists()


def test_a_review_that_stays_open_costs_a_run_and_is_told(
    program: Program, config: Path, home: Path, sitting: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    del config
    monkeypatch.setattr(run_module, "PATIENCE_S", 0.05)
    result = program("run", "--scheduled")
    assert (result.code, result.out) == (5, "")
    sitting.set()
    told = program("list").err
    assert "was skipped, perhaps for a review that stayed open, and the next run catches up" in told
    assert f"{HELP}harvester run" in told
    assert not (home / "brag.md").exists()


def test_one_that_is_ended_from_outside_while_it_waits_leaves_word(
    config: Path, home: Path, sitting: threading.Event
) -> None:
    del config, sitting
    with subprocess.Popen(RUN, stderr=subprocess.PIPE, env=os.environ) as child:
        while not read_outcome(home / STATE):
            time.sleep(0.01)
        child.send_signal(signal.SIGTERM)
        assert child.wait(30) == 130
    assert outcome(home).exit_code == 130


def test_a_run_that_never_came_is_told_and_the_next_one_ends_that(
    program: Program, scheduled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert scheduled.exists()
    assert "note:" not in program("list").err
    monkeypatch.setenv("HARVESTER_NOW", "2026-11-23T09:00:00Z")
    told = program("list").err
    assert "note: The run on schedule of Fri 2026-11-20 14:00 did not happen; the next one catches up." in told
    assert program("run").code == 0
    assert "note:" not in program("list").err


WEEKS = {
    "2026-11-20": "Add checksums to the nightly billing export",
    "2026-11-27": "Fix rows lost when two writers close a ledger",
    "2026-12-04": "Cut the memory of the parser from 4 GB to 300 MB in statements",
    "2026-12-11": "Let support refund an order without a deploy of checkout",
    "2026-12-18": "Alert before a certificate ends on the gateway",
}


def run_on(friday: str, name: str, program: Program, folder: Path) -> None:
    """Do the weekly job of this day with a state and a document of this name."""
    with pytest.MonkeyPatch.context() as place:
        place.setenv("HARVESTER_NOW", f"{friday}T14:00:00Z")
        place.setenv("HARVESTER_STATE_DIR", str(folder / name))
        place.setenv("HARVESTER_DOCUMENT", str(folder / f"{name}.md"))
        result = program("run", "--scheduled")
        assert (result.code, result.out, result.err) == (0, "", "")
        (folder / f"{name}.jsonl").write_text(program("export").out)


def test_three_missed_weeks_are_caught_up_as_if_none_had_been(
    program: Program, config: Path, pay: Repository, tmp_path: Path
) -> None:
    del config
    for friday, title in WEEKS.items():
        name = title.split()[-1]
        pay.commit(title, {f"{name}/{name}.py": CODE.replace("ledger", name)}, author=ANN, at=f"{friday}T10:00:00Z")
        run_on(friday, "each", program, tmp_path)
        if friday in {min(WEEKS), max(WEEKS)}:
            run_on(friday, "late", program, tmp_path)
    each, late = ((tmp_path / f"{name}.jsonl").read_text().splitlines() for name in ("each", "late"))
    assert late == each
    assert len(each) == 9
    each, late = ((tmp_path / f"{name}.md").read_text().splitlines() for name in ("each", "late"))
    assert sorted(late) == sorted(each)
    assert sum(line.startswith("- [ ] ") for line in each) >= len(WEEKS)
    assert "Caught up: the last run was 28 days ago, on 2026-11-20" in (tmp_path / "late/log/schedule.log").read_text()
    assert "Caught up" not in (tmp_path / "each/log/schedule.log").read_text()


def test_a_person_who_comes_back_is_told_since_when_was_read(
    program: Program, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del config
    program("run")
    monkeypatch.setenv("HARVESTER_NOW", "2026-12-11T12:00:00Z")
    assert "Caught up" not in program("run", "--since", "2026-11-01").err
    monkeypatch.setenv("HARVESTER_NOW", "2026-12-31T12:00:00Z")
    assert "Caught up: the last run was 20 days ago, on 2026-12-11" in program("run").err
