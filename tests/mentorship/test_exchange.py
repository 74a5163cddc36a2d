"""The account as JSON: the keys of the contract to the letter, and sentences that go with them."""

import json

from harvester.mentorship import DEFINITION, choose_examples, render_account
from harvester.mentorship.words import render_denominators
from harvester.model import Role, VerdictKind
from tests.mentorship.remarks import NOBODY, REASON, account, decided, said

COUNTS = ["inline", "conversation", "review_bodies", "threads", "pull_requests", "weeks", "explanatory", "adopted"]
DONE = {"observed_at": "2026-04-01T12:00:00Z", "answer": "done", "pushed_after": True}


def test_the_keys_are_those_of_the_contract_and_no_more() -> None:
    kept = account(said(1, "03-02", explains=True, facts=DONE))
    content = render_account(kept, choose_examples(kept, NOBODY))
    assert json.loads(json.dumps(content)) == content
    assert list(content) == ["schema", "window", "definition", "people", "totals", "excluded"]
    assert (content["schema"], content["definition"]) == (1, DEFINITION)
    assert content["window"] == {"since": "2026-01-01T00:00:00Z", "until": "2026-11-20T12:00:00Z"}
    [person] = content["people"]
    assert list(person) == ["person", "name", "class", *COUNTS]
    assert list(person["adopted"]) == ["yes", "partly", "no", "unknown"]
    assert list(content["totals"]) == ["people", *COUNTS]
    assert list(content["excluded"]) == ["own_pull_requests", "bots", "ghosts"]


def test_details_add_what_the_text_says_beside_the_numbers() -> None:
    kept = account(said(1, "03-02", explains=True, facts=DONE))
    examples = choose_examples(kept, NOBODY)
    whole = render_account(kept, examples, with_details=True)
    assert json.loads(json.dumps(whole)) == whole
    assert list(whole) == [*render_account(kept, examples), "headline", "examples", "received", "details"]
    assert [one["quote"] for one in whole["examples"]] == [REASON]


def test_who_is_of_no_known_class_is_called_unknown() -> None:
    content = render_account(account(said(1, "03-02")), ())
    assert (content["people"][0]["class"], content["people"][0]["name"]) == ("unknown", "cleo")


def test_details_come_when_they_are_asked_for_and_carry_no_name_of_nobody() -> None:
    own = said(3, "03-04", role=Role.AUTHOR, pull=3)
    kept = account(said(1, "03-02", explains=True, facts=DONE), said(2, "03-03", to="ghost", pull=2), own)
    listed, left_out, mine = render_account(kept, (), with_details=True)["details"]
    assert (mine["excluded"], mine["person"]) == ("own_pull_requests", None)
    assert listed == {
        "thread": "github:acme/pay#1/comment/1", "pull_request": "github:acme/pay#1",
        "url": "https://github.example.com/acme/pay/pull/1#1", "weeks": ["2026-W10"],
        "inline": 1, "conversation": 0, "review_bodies": 0, "person": "github:cleo", "class": "unknown",
        "counts": True, "excluded": None, "explanatory": True, "reason": "gives a reason", "decided_by_me": False,
        "adopted": "yes", "adopted_reason": "the author answered that it is done, and a commit came",
    }  # fmt: skip
    assert (left_out["counts"], left_out["excluded"], left_out["person"]) == (False, "ghosts", "ghost")


def test_the_denominators_say_what_the_person_decided() -> None:
    told = [said(n, "03-02", to=f"p{n}", pull=n, explains=n != 2) for n in range(1, 5)]
    kept = account(*told, decisions=(decided(VerdictKind.ACCEPTED, told[1]), decided(VerdictKind.REJECTED, told[2])))
    said_so = " ".join(render_denominators(kept))
    assert (
        "Explanatory: 3 of 4 threads, 1 of them confirmed by me in review and 2 by the classifier's reading alone; "
        "I took out 1 more."
    ) in said_so
    assert "Adopted: yes 0, partly 0, no 0, unknown 3." in said_so


def test_a_pull_request_that_holds_much_of_all_is_told() -> None:
    many = [said(n, "03-02", explains=False) for n in range(1, 9)]
    told = " ".join(render_denominators(account(*many, said(9, "03-03", to="dana", pull=2))))
    assert "One pull request alone holds 8 of the 9 threads." in told
    assert "One pull request" not in " ".join(render_denominators(account(*many)))
