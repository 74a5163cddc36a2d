"""`harvester mentorship`, end to end: a run over a fake GitHub, and the account against a count by hand."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harvester.cli.glyphs import fit_encoding
from harvester.transport import PatientAdapter
from tests.cli.conftest import Program, Result
from tests.fakes.github.server import TOKEN, GitHubServer
from tests.fakes.repository import Repository
from tests.mentorship.organisation import (
    BY_HAND,
    EXCLUDED_BY_HAND,
    PEOPLE,
    RECEIVED_BY_HAND,
    TOTALS_BY_HAND,
    at,
    make_organisation,
)

COMMENTS = ("inline", "conversation", "review_bodies")
UNIONS = {"people": "person", "pull_requests": "pull_request", "threads": "thread"}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHubServer]:
    """The organisation, on loopback."""
    monkeypatch.setenv("GH_TOKEN", TOKEN)
    monkeypatch.setattr(PatientAdapter, "backoff_s", 0.0)
    with GitHubServer(make_organisation()) as running:
        yield running


@pytest.fixture
def config(server: GitHubServer, home: Path) -> Path:
    path = home / "mine.toml"
    path.write_text(f'{PEOPLE}\n[connectors.github]\nurl = "{server.url}"\ntoken_command = []\n')
    return path


@pytest.fixture
def mentorship(program: Program, config: Path) -> Any:  # noqa: ANN401 - a command with its options
    """Run the weekly job, and give the command."""
    ran = program("--config", config, "run")
    assert ran.code == 0, ran.err

    def call(*options: str) -> Result:
        return program("--config", config, "mentorship", *options)

    return call


def named(people: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Give people by their login; each stands there once."""
    found = {login_of(one): one for one in people}
    assert len(found) == len(people)
    return found


def login_of(one: dict[str, Any]) -> str:
    """Give the login of somebody, "" for nobody."""
    return re.split("[:/]", one["person"] or "")[-1]


def without_id(one: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in one.items() if key != "person"}


def test_the_account_equals_a_count_by_hand(mentorship: Any, server: GitHubServer) -> None:  # noqa: ANN401
    account = mentorship("--json").json
    assert {name: without_id(one) for name, one in named(account["people"]).items()} == BY_HAND
    assert account["totals"] == TOTALS_BY_HAND
    assert account["excluded"] == EXCLUDED_BY_HAND
    assert account["window"] == {"since": "2025-11-19T23:00:00Z", "until": "2026-11-20T12:00:00Z"}
    ids = {one["person"] for one in account["people"]}
    assert {f"github:{server.host}/{login}" for login in ("cleo", "fay", "eli")} < ids


def test_what_was_received_equals_a_count_by_hand(mentorship: Any) -> None:  # noqa: ANN401
    received = named(mentorship("--json", "--details").json["received"]["people"])
    told = {name: {key: one[key] for key in RECEIVED_BY_HAND["fay"]} for name, one in received.items()}
    assert told == RECEIVED_BY_HAND


def test_a_promotion_leaves_the_past_alone(mentorship: Any) -> None:  # noqa: ANN401
    before, after = (named(mentorship("--json", "--period", one).json["people"]) for one in ("2026-H1", "2026-H2"))
    assert (before["cleo"]["class"], after["cleo"]["class"]) == ("junior", "peer")
    assert (before["dana"]["class"], after["dana"]["class"]) == ("newcomer", "unknown")


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        (("2026-01", "2026-02", "2026-03"), "2026-Q1"),
        (("2026-04", "2026-05", "2026-06"), "2026-Q2"),
        (("2026-07", "2026-08", "2026-09"), "2026-Q3"),
        (("2026-Q1", "2026-Q2"), "2026-H1"),
        (("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"), "this year"),
        (("2026-H1", "2026-07", "2026-08", "2026-09", "2026-10", "2026-11", "2026-12"), "this year"),
    ],
)
def test_windows_that_meet_add_up_to_the_one_they_make(mentorship: Any, parts: tuple[str, ...], whole: str) -> None:  # noqa: ANN401
    smaller = [mentorship("--json", "--details", "--period", one).json for one in parts]
    totals = mentorship("--json", "--period", whole).json["totals"]
    for sort in COMMENTS:
        assert totals[sort] == sum(one["totals"][sort] for one in smaller)
    listed = [thread for one in smaller for thread in one["details"] if thread["counts"]]
    assert {count: totals[count] for count in UNIONS} == {
        count: len({one[key] for one in listed}) for count, key in UNIONS.items()
    }
    assert totals["weeks"] == len({week for one in listed for week in one["weeks"]})
    assert totals["explanatory"] == len({one["thread"] for one in listed if one["explanatory"]})


def test_details_list_every_thread_and_their_unions_are_the_totals(mentorship: Any) -> None:  # noqa: ANN401
    account = mentorship("--json", "--details").json
    listed = [one for one in account["details"] if one["counts"]]
    for count, key in UNIONS.items():
        assert account["totals"][count] == len({one[key] for one in listed})
    assert account["totals"]["weeks"] == len({week for one in listed for week in one["weeks"]})
    for sort in COMMENTS:
        assert account["totals"][sort] == sum(one[sort] for one in listed)
    explanatory = [one for one in listed if one["explanatory"]]
    assert (len(explanatory), all(one["reason"] for one in explanatory)) == (account["totals"]["explanatory"], True)
    left_out = {one["excluded"]: 0 for one in account["details"] if not one["counts"]}
    for one in account["details"]:
        if not one["counts"]:
            left_out[one["excluded"]] += sum(one[sort] for sort in COMMENTS)
    assert left_out == EXCLUDED_BY_HAND
    assert "details" not in mentorship("--json").json


def test_details_say_in_words_why_each_thread_counts_or_not(mentorship: Any) -> None:  # noqa: ANN401
    out = mentorship("--details").out
    assert out.count("\n    counts: ") == 129
    assert out.count("\n    explanatory: ") == 6
    assert out.count("\n    not explanatory: ") == 123
    assert "does not count, my own pull request: 1 inline" in out
    assert out.count("does not count, the pull request of a bot: ") == 3
    assert "does not count, the pull request of a deleted account: 1 inline" in out
    assert "adopted: yes, the author answered that it is done, and a commit came" in out
    assert "adopted: unknown, nothing has followed yet; it is too young to tell" in out


def test_only_comments_inside_the_window_explain(mentorship: Any) -> None:  # noqa: ANN401
    april = mentorship("--json", "--period", "2026-04").json
    assert (april["totals"]["threads"], april["totals"]["explanatory"]) == (2, 0)


def test_the_text_names_people_only_where_it_says_so(mentorship: Any) -> None:  # noqa: ANN401
    result = mentorship()
    shared, own = result.out.split("for your own eyes")
    lines = shared.splitlines()
    assert lines[0] == (
        "5 people on 7 pull requests in 7 weeks: 129 threads, 6 of them explanatory (2 adopted, 1 adopted in part)."
    )
    assert lines[1] == "Review comments from 2025-11-20 to 2026-11-20 (Europe/Berlin)"
    for name in ("Cleo", "Fay", "dana", "eli", "gil"):
        assert not re.search(rf"\b{name}\b", shared)
        assert re.search(rf"\b{name}\b", own)
    flowing = " ".join(shared.split())
    assert "Nobody is scored or ranked" in flowing
    assert "132 comments: 128 inline, 2 in conversations, 2 review bodies." in flowing
    assert "One pull request alone holds 121 of the 129 threads." in flowing
    assert all(len(line) <= 80 or "http" in line for line in result.lines[1:])
    assert result.err == ""


def test_the_drafts_verdict_corrects_the_account_until_it_is_undone(
    mentorship: Any,  # noqa: ANN401
    program: Program,
    config: Path,
) -> None:
    before = mentorship("--json", "--details").json
    [cleos] = [one for one in before["details"] if login_of(one) == "cleo" and "2026-W27" in one["weeks"]]
    [fays] = [one for one in before["details"] if login_of(one) == "fay"]
    for decision, ref, category in (("--reject", cleos, None), ("--accept", fays, "mentorship")):
        options = ["--category", category] if category else []
        decided = program("--config", config, "review", decision, ref["thread"], *options)
        assert decided.code == 0, decided.err
    after = mentorship("--json", "--details").json
    assert after["totals"]["explanatory"] == before["totals"]["explanatory"] - 1
    assert sum(after["totals"]["adopted"].values()) == after["totals"]["explanatory"]
    reasons = {one["thread"]: (one["explanatory"], one["decided_by_me"], one["reason"]) for one in after["details"]}
    assert reasons[cleos["thread"]] == (False, True, "you rejected its draft")
    assert reasons[fays["thread"]][:2] == (True, True)
    assert reasons[fays["thread"]][2].startswith("you kept it under People helped: ")
    assert program("--config", config, "undo", "2").code == 0
    assert mentorship("--json", "--details").json == before


def test_without_bodies_the_counts_are_the_same_also_after_reading_again(
    program: Program, config: Path, server: GitHubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    undrafted = config.read_text().replace("[harvest]", '[harvest]\nignore_titles = ["Batch"]')
    config.write_text(f"{undrafted}\n[privacy]\nstore_bodies = false\n")
    assert program("--config", config, "run").code == 0
    first = program("--config", config, "mentorship", "--json", "--details", "--period", "1y").json
    assert named(first["people"])["cleo"]["explanatory"] == 2
    assert {one["quote"] for one in first["examples"]} == {""}
    fays = next(one for one in server.world.pulls if one.author == "fay")
    fays.push(at("11-21"))
    monkeypatch.setenv("HARVESTER_NOW", "2026-11-27T12:00:00Z")
    assert program("--config", config, "run").code == 0
    monkeypatch.setenv("HARVESTER_NOW", "2026-12-04T12:00:00Z")
    fays.resolve(int(fays.node["reviewThreads"][0]["comments"][0]["fullDatabaseId"]), outdated=True)
    assert program("--config", config, "run").code == 0
    again = program("--config", config, "mentorship", "--json", "--period", "1y").json
    assert again["totals"]["explanatory"] == 6
    assert named(again["people"])["fay"]["adopted"] == {"yes": 1, "partly": 0, "no": 0, "unknown": 0}


def test_forgotten_talk_is_gone_from_the_account_and_breaks_nothing(
    mentorship: Any,  # noqa: ANN401
    program: Program,
    config: Path,
) -> None:
    assert program("--config", config, "forget", "--project", "acme/pay", "--yes").code == 0
    assert set(named(mentorship("--json").json["people"])) == {"cleo", "fay"}
    assert mentorship("--details").code == 0


def test_with_no_source_of_reviews_it_says_so(program: Program) -> None:
    result = program("mentorship")
    assert result.code == 0
    assert result.lines == ["No review comment is stored from 2025-11-20 to 2026-11-20 (UTC)."]
    assert "[connectors.github]" in result.err


def test_before_the_first_run_it_says_so(program: Program, config: Path) -> None:
    assert "Next: harvester run" in program("--config", config, "mentorship").err


def test_an_empty_window_says_so(mentorship: Any) -> None:  # noqa: ANN401
    result = mentorship("--period", "2026-01")
    assert (result.code, result.err) == (0, "")
    assert result.lines == ["No review comment is stored from 2026-01-01 to 2026-01-31 (Europe/Berlin)."]
    assert mentorship("--period", "2026-01", "--json").json["totals"]["threads"] == 0


def test_a_window_that_no_run_has_read_is_not_passed_over_in_silence(mentorship: Any) -> None:  # noqa: ANN401
    result = mentorship("--period", "3y")
    assert "harvester run --since 2023-11-20" in result.err


def test_a_run_of_other_sources_has_read_no_review(
    mentorship: Any,  # noqa: ANN401
    program: Program,
    config: Path,
    pay: Repository,
) -> None:
    config.write_text(f'{config.read_text()}[connectors.git]\nrepositories = ["{pay.path}"]\n')
    assert program("--config", config, "run", "--source", "git", "--since", "2023-01-01").code == 0
    assert "harvester run --since 2023-11-20" in mentorship("--period", "3y").err


def test_without_graphql_only_what_is_not_told_is_unknown(program: Program, config: Path, server: GitHubServer) -> None:
    server.has_graphql = False
    assert program("--config", config, "run").code == 0
    account = program("--config", config, "mentorship", "--json").json
    told = {key: value for key, value in account["totals"].items() if key != "adopted"}
    assert told == {key: value for key, value in TOTALS_BY_HAND.items() if key != "adopted"}
    assert account["excluded"] == EXCLUDED_BY_HAND
    assert named(account["people"])["eli"]["class"] == "unknown"
    assert account["totals"]["adopted"]["no"] == 0


def test_a_period_that_is_none_is_refused(mentorship: Any) -> None:  # noqa: ANN401
    assert (mentorship("--period", "recently").code, mentorship("--period", "recently").out) == (2, "")


def test_a_terminal_without_the_letters_gets_others(mentorship: Any, config: Path) -> None:  # noqa: ANN401
    assert "█" in mentorship().out
    script = "import sys; sys.argv[0] = 'harvester'; from harvester.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", script, "--config", str(config), "mentorship"],
        env={**os.environ, "PYTHONIOENCODING": "ascii"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.isascii()
    assert re.search(r"2026-10 +122 +2  #+-+", done.stdout)
    assert '"The lock is released' in done.stdout


def test_json_is_the_same_document_in_every_encoding(mentorship: Any, config: Path) -> None:  # noqa: ANN401
    config.write_text(config.read_text().replace("Cleo Example", "慎二郎 \U0001f44d"))
    script = "import sys; sys.argv[0] = 'harvester'; from harvester.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", script, "--config", str(config), "mentorship", "--json"],
        env={**os.environ, "PYTHONIOENCODING": "latin-1"}, capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout.decode("latin-1")) == mentorship("--json").json


def test_letters_that_an_encoding_lacks_are_replaced_and_no_others() -> None:
    assert fit_encoding("“Zoë” █░", "utf-8") == "“Zoë” █░"
    assert fit_encoding("“Zoë” █░ 慎", "latin-1") == '"Zoë" #- ?'
    assert fit_encoding("Zoë…", "no-such-encoding") == "Zo?~"
