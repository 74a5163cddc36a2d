"""Exemplary threads: the same ones for the same account, each of somebody else, quoted without names."""

from dataclasses import replace
from datetime import date

import pytest

from harvester.mentorship import Example, Told, choose_examples, name_for_sharing
from harvester.model import PersonClass, VerdictKind
from harvester.people import Acquaintance, People
from tests.mentorship.remarks import NOBODY, NOW, account, decided, said, table

DONE = {"observed_at": "2026-04-01T12:00:00Z", "answer": "done", "pushed_after": True}


def choose(*told: Told, people: People = NOBODY) -> list[str]:
    return [str(one.thread.ref).rpartition("/")[2] for one in examples(*told, people=people)]


def examples(*told: Told, people: People = NOBODY) -> list[Example]:
    return list(choose_examples(account(*told, people=people), people))


def test_adopted_threads_come_first_and_only_what_explains_is_shown() -> None:
    told = [said(n, f"03-0{n}", to=f"p{n}", pull=n, explains=n != 1) for n in range(1, 5)]
    told.append(said(9, "03-09", to="p9", pull=9, explains=True, facts=DONE))
    assert choose(*told) == ["9", "2", "3"]


def test_each_is_of_another_person_as_long_as_there_are_others() -> None:
    told = [said(n, f"03-0{n}", to="cleo" if n < 6 else "dana", pull=n, explains=True) for n in range(1, 8)]
    assert choose(*told) == ["1", "6"]
    assert choose(*told[:4]) == ["1", "2"]
    assert choose(told[0]) == ["1"]
    assert choose() == []


def test_what_the_person_confirmed_comes_before_what_was_only_read() -> None:
    told = [said(n, f"03-0{n}", to=f"p{n}", pull=n, explains=True) for n in range(1, 5)]
    kept = account(*told, decisions=(decided(VerdictKind.ACCEPTED, told[3]),))
    assert str(choose_examples(kept, NOBODY)[0].thread.ref).endswith("/4")


def test_what_was_adopted_comes_before_what_the_person_confirmed() -> None:
    adopted, confirmed = said(1, "03-01", explains=True, facts=DONE), said(2, "03-02", to="b", pull=2, explains=True)
    kept = account(adopted, confirmed, decisions=(decided(VerdictKind.ACCEPTED, confirmed),))
    assert [one.thread.ref for one in choose_examples(kept, NOBODY)] == [adopted.evidence.ref, confirmed.evidence.ref]


def test_what_explains_more_comes_before_what_explains_less() -> None:
    brief = said(1, "03-01", to="a", explains=True)
    long = [said(n, "03-02", to="b", pull=2, thread=2, explains=True) for n in (2, 3)]
    assert choose(brief, *long) == ["2", "1"]


def test_a_quote_is_one_line_without_escapes_names_or_blocks() -> None:
    body = (
        "@cleo The lock is released\nbefore the write, because close() runs first.\n```suggestion\nlock()\n```\n"
        "> quoted\nAs @dana told me."
    )
    [one] = examples(said(1, "03-02", explains=True, body=body))
    assert one.quote == "The lock is released before the write, because close() runs first."


@pytest.mark.parametrize(
    ("body", "quote"),
    [
        ("Cleo, the lock is released too early, because close() runs first.", "[name], the lock is released"),
        ("As Dana Example said, the lock is wrong, because close() runs first.", "As [name] said, the lock is wrong"),
        ("The lock that ELI-x added is wrong, because close() runs first.", "The lock that [name] added is wrong"),
        ("O'Brien-Cole's lock is wrong, because close() runs first.", "O'[name]'s lock is wrong"),
        ("Eva Sample and I hold that the lock is wrong, because close() runs.", "Eva Sample and I hold"),
        (
            "The cleopatra lock is wrong, as an example, because close() runs first.",
            "The cleopatra lock is wrong, as an ex",
        ),
    ],
)
def test_nobody_who_is_known_is_named_in_a_quote_or_a_title(body: str, quote: str) -> None:
    people = table(
        Acquaintance(name="Cleo Example", ids=frozenset({"github:cleo"})),
        Acquaintance(name="Dana Example", ids=frozenset({"email:dana@example.com"})),
        Acquaintance(name="Pat O'Brien-Cole", ids=frozenset({"jira:pat"})),
        Acquaintance(name="Eva Sample", ids=frozenset({"github:eva"}), quote=True),
    )
    others = said(2, "03-01", to="eli-x", pull=2)
    [one] = examples(said(1, "03-02", explains=True, body=body), others, people=people)
    assert one.quote.startswith(quote)


def test_a_title_names_nobody_either() -> None:
    told = said(1, "03-02", explains=True, body="")
    titled = replace(told, evidence=replace(told.evidence, title="Cleo Example: batch what @cleo-2 reads"))
    people = table(Acquaintance(name="Cleo Example", ids=frozenset({"github:cleo", "github:cleo-2"})))
    [one] = examples(titled, people=people)
    assert one.title == "[name]: batch what [name] reads"


@pytest.mark.parametrize("body", ["", "As @dana told me, this is wrong because of the lock."])
def test_what_cannot_be_quoted_is_shown_by_its_title_and_after_what_can(body: str) -> None:
    mute, loud = said(1, "03-01", to="a", explains=True, body=body), said(2, "03-02", to="b", pull=2, explains=True)
    shown = examples(mute, loud)
    assert [bool(one.quote) for one in shown] == [True, False]
    assert shown[1].title == "Batch the ledger reads"
    assert shown[1].url.endswith("/pull/1#1")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (Acquaintance(name="Cleo Example", quote=True, pseudonym="C."), "Cleo Example"),
        (Acquaintance(name="Cleo Example", pseudonym="C."), "C."),
        (Acquaintance(name="Cleo Example", person_class=PersonClass.JUNIOR), "a junior engineer"),
        (Acquaintance(name="Cleo Example"), "a colleague"),
        (Acquaintance(quote=True), "a colleague"),
        (Acquaintance(name="Cleo Example", quote=True, until=date(2026, 1, 31)), "a colleague"),
    ],
)
def test_nobody_is_named_for_others_who_did_not_agree(row: Acquaintance, expected: str) -> None:
    listed = Acquaintance(
        name=row.name, ids=frozenset({"github:cleo"}), person_class=row.person_class, pseudonym=row.pseudonym,
        quote=row.quote, until=row.until,
    )  # fmt: skip
    people = table(listed)
    [one] = examples(said(1, "03-02", explains=True), people=people)
    assert one.whom == expected
    assert name_for_sharing(people, "github:cleo", row.person_class, NOW) in {expected, "a colleague"}
