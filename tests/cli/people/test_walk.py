"""`people set` without a person, on a real pseudo-terminal: everybody who is not known, a key each."""

import tomllib
from dataclasses import replace
from typing import Any

from harvester.config.essentials import Essentials
from harvester.model import Person, Ref
from harvester.store import open_store
from tests.cli.people.conftest import Office
from tests.cli.people.office import BEN_EMAIL, BEN_JIRA
from tests.screen.terminal import Terminal

ASKED = "Enter skips, q ends: "


def classes(office: Office) -> dict[str, str]:
    """Give the class of each row by its first account."""
    rows: list[dict[str, Any]] = tomllib.loads(office.config.read_text()).get("people", [])
    return {[*row.get("emails", []), *row.get("github", []), *row.get("jira", [])][0]: row["class"] for row in rows}


def start(*answers: str) -> Terminal:
    """Walk, and give an answer to each question as it comes."""
    terminal = Terminal.run("people", "set")
    for answer in answers:
        terminal.wait_for(ASKED)
        terminal.type(answer)
    return terminal


def test_a_key_each_fills_the_table(office: Office) -> None:
    terminal = start("p\n", "j\n", "\n", "s\n", "m\n")
    assert terminal.end() == 0
    host = office.github.host
    assert classes(office) == {
        "ben@example.com": "peer",
        f"{host}/ben": "junior",
        f"{host}/dana": "senior",
        BEN_JIRA.removeprefix("jira:"): "manager",
    }
    assert f"Written to {office.config}" in terminal.output.decode().replace("\r\n", "")


def test_each_is_shown_with_how_they_were_met_and_what_is_suggested(office: Office) -> None:
    terminal = start("\n", "\n", "\n", "\n", "q\n")
    assert terminal.end() == 0
    said = terminal.output.decode()
    assert "4 of 5" in said
    assert office.id("dana") in said
    assert "pull requests of theirs that I reviewed: 1" in said
    assert "suggested: newcomer: no merged pull requests in acme/web" in said
    assert "[bot]" not in said
    assert "Nothing was written." in said


def test_who_is_known_is_not_asked_about_again(office: Office) -> None:
    for person in ("ben", "cleo", "dana", BEN_JIRA):
        office.people("set", person, "--class", "peer")
    terminal = start("b\n")
    assert terminal.end() == 0
    assert "1 of 1" in terminal.output.decode()
    assert classes(office)["ben@example.com"] == "bot"
    assert BEN_EMAIL in terminal.output.decode()
    again = Terminal.run("people", "set")
    assert again.end() == 0
    assert "Everybody who was met is known." in again.output.decode()


def test_another_letter_is_asked_again(office: Office) -> None:
    terminal = start("x\n", "P \n", "q\n")
    assert terminal.end() == 0
    assert "'x' means nothing here." in terminal.output.decode()
    assert list(classes(office).values()) == ["peer"]


def test_control_c_keeps_what_was_answered(office: Office) -> None:
    terminal = start("p\n", "\x03")
    assert terminal.end() == 130
    assert list(classes(office).values()) == ["peer"]
    assert "what was answered is written" in terminal.output.decode()
    assert "Traceback" not in terminal.output.decode()


def test_the_end_of_the_input_ends_it(office: Office) -> None:
    terminal = start("p\n", "\x04")
    assert terminal.end() == 0
    assert list(classes(office).values()) == ["peer"]


def test_answers_typed_ahead_all_count(office: Office) -> None:
    terminal = start("p\nj\ns\nq\n")
    assert terminal.end() == 0
    assert list(classes(office).values()) == ["peer", "junior", "senior"]


def test_accounts_that_are_exactly_one_human_can_be_joined_first(office: Office) -> None:
    noreply = f"7+ben@users.noreply.{office.github.host}"
    office.repository.commit(
        f"Read twice\n\nCo-authored-by: Ben Example <{noreply}>\n", {"a.py": "1\n"}, at="2026-11-13T09:00:00Z"
    )
    assert office.program("run", "--no-append").code == 0
    terminal = Terminal.run("people", "set")
    terminal.wait_for("y joins them, Enter leaves them apart, q ends: ")
    terminal.type("y\n")
    terminal.wait_for(ASKED)
    terminal.type("q\n")
    assert terminal.end() == 0
    assert "one human: the address names the login" in terminal.output.decode()
    [row] = tomllib.loads(office.config.read_text())["people"]
    assert row == {"emails": [noreply], "github": [f"{office.github.host}/ben"]}
    assert office.people("list", "--json").json["same"] == []


def test_three_accounts_of_one_human_are_joined_one_by_one(office: Office) -> None:
    noreply = f"7+ben@users.noreply.{office.github.host}"
    office.repository.commit(
        f"Read twice\n\nCo-authored-by: Ben Example <{noreply}>\n", {"a.py": "1\n"}, at="2026-11-13T09:00:00Z"
    )
    assert office.program("run", "--no-append").code == 0
    with open_store(Essentials(headings={}).state_folder) as store, store.transaction():
        [ticket] = [one.evidence for one in store.evidence.read(refs=[Ref("jira", "PAY-1")])]
        account = Person(f"jira:{noreply}", "", "reporter")
        store.evidence.add([replace(ticket, ref=Ref("jira", "PAY-9"), people=[account])])
    terminal = Terminal.run("people", "set")
    for _ in range(2):
        terminal.wait_for("y joins them, Enter leaves them apart, q ends: ")
        terminal.type("y\n")
    terminal.wait_for(ASKED)
    terminal.type("q\n")
    assert terminal.end() == 0
    [row] = tomllib.loads(office.config.read_text())["people"]
    assert row == {"emails": [noreply], "github": [f"{office.github.host}/ben"], "jira": [noreply]}


def test_what_is_left_apart_is_not_asked_twice(office: Office) -> None:
    noreply = f"7+ben@users.noreply.{office.github.host}"
    office.repository.commit(
        f"Read twice\n\nCo-authored-by: Ben Example <{noreply}>\n", {"a.py": "1\n"}, at="2026-11-13T09:00:00Z"
    )
    assert office.program("run", "--no-append").code == 0
    terminal = Terminal.run("people", "set")
    terminal.wait_for("Enter leaves them apart, q ends: ")
    terminal.type("\n")
    terminal.wait_for("1 of ")
    terminal.type("q\n")
    assert terminal.end() == 0
    assert "Nothing was written." in terminal.output.decode()
