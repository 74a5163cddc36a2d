from collections.abc import Sequence

import pytest

from harvester.link import link
from harvester.model import Evidence, Kind, Ref, Role, WorkItem
from tests.link.evidence import make_commit, make_evidence, make_request, make_ticket, spell_sha


def link_one(*evidence: Evidence) -> WorkItem:
    items = link(evidence)
    assert len(items) == 1, [str(item.ref) for item in items]
    return items[0]


def name_refs(items: Sequence[WorkItem]) -> list[list[str]]:
    return [sorted(str(one.ref) for one in item.evidence) for item in items]


def test_evidence_that_names_nothing_stays_alone() -> None:
    items = link([make_request(1), make_request(2, day=1), make_commit("a", day=2)])
    assert [str(item.ref) for item in items] == ["github:acme/pay#1", "github:acme/pay#2", f"git:{spell_sha('a')}"]
    assert all(item.reasons == () for item in items)


def test_nothing_gives_no_work_item() -> None:
    assert link([]) == []


def test_a_feature_is_one_work_item_with_its_reasons() -> None:
    item = link_one(
        make_ticket("PAY-12/reported", Role.REPORTER),
        make_evidence("github:acme/pay#410:docs/adr/0007-batching.md", Kind.DESIGN_DOC, day=1),
        make_request(410, "Decide how to batch", "For PAY-12.\n\nRefs: PAY-12", day=1),
        make_request(412, "PAY-12: Cut checkout latency", day=3),
        make_commit("b", "Cut checkout latency (#412)", day=3, facts={"pull_request": 412}),
        make_ticket("PAY-12", day=5),
    )
    assert str(item.ref) == "github:acme/pay#410"
    assert "#412 is for PAY-12" in item.reasons
    assert "commit bbbbbbb came with #412" in item.reasons
    assert "PAY-12 was reported and resolved" in item.reasons


@pytest.mark.parametrize(
    "body",
    [
        "Fixes #88",
        "fixes: #88",
        "This closes acme/pay#88.",
        "Resolves https://github.com/acme/pay/issues/88",
        "Closes #87, #88 and #89",
        "Follow-up to #88",
        "Part of #88",
        "Tracking issue: #88",
        "Refs GH-88",
        "Depends on the pull request #88",
    ],
)
def test_a_relation_in_words_joins(body: str) -> None:
    issue = make_evidence("github:acme/pay#88", Kind.TICKET, Role.CONTRIBUTOR)
    assert link_one(issue, make_request(412, body=body, day=2)).ref == Ref.parse("github:acme/pay#412")


@pytest.mark.parametrize(
    "body",
    [
        "Unlike #88 this is small",
        "Similar to #88",
        "This does not fix #88",
        "Partially fixes #88",
        "See fixes in other/repo#88",
        "Fixes https://github.com/other/repo/issues/88",
        "Fixes https://git.example.com/acme/pay/pull/88",
        "prefixes #88",
        "Fixes #880",
    ],
)
def test_a_number_in_passing_joins_nothing(body: str) -> None:
    issue = make_evidence("github:acme/pay#88", Kind.TICKET, Role.CONTRIBUTOR)
    assert len(link([issue, make_request(412, body=body, day=2)])) == 2


@pytest.mark.parametrize("word", ["UTF-8", "SHA-256", "CVE-2024", "ISO-8601", "RFC-7231", "PEP-8", "X-12"])
def test_words_that_look_like_ticket_keys_join_nothing(word: str) -> None:
    items = link([make_request(1, f"{word}: Do it", f"Fixes {word}"), make_request(2, f"[{word}] Else", day=1)])
    assert len(items) == 2


def test_a_known_project_may_have_any_name() -> None:
    ticket = make_evidence("jira:ISO-8601", Kind.TICKET, Role.ASSIGNEE)
    assert len(link([ticket, make_request(1, "Read dates (ISO-8601)", day=1)])) == 1


def test_two_changes_that_name_an_absent_ticket_are_joined_by_it() -> None:
    item = link_one(make_request(1, "PAY-12: Add the table"), make_request(2, "[PAY-12] Use the table", day=1))
    assert item.reasons == ("both name PAY-12",)


def test_a_branch_names_the_ticket_of_a_known_project() -> None:
    assert len(link([make_ticket("PAY-12"), make_request(1, branch="feature/pay-12-table", day=1)])) == 1
    assert len(link([make_request(1, branch="fix/x-12-y"), make_request(2, branch="fix/x-12-z")])) == 2


def test_commits_of_one_pull_request_are_joined_without_it() -> None:
    item = link_one(
        make_commit("a", "Add the table", facts={"pull_request": 7}),
        make_commit("b", "Use the table", facts={"pull_request": 7}, day=1),
    )
    assert item.reasons == ("both came with #7",)


def test_a_squashed_commit_finds_its_pull_request_by_the_folder_of_its_clone() -> None:
    assert len(link([make_request(412), make_commit("c", "Some work (#412)")])) == 1
    other = make_evidence("git:" + spell_sha("d"), Kind.COMMIT, title="Some work (#412)", project="ledger")
    assert len(link([make_request(412), other])) == 2


def test_a_folder_that_two_repositories_share_names_neither() -> None:
    other = make_evidence("github:labs/pay#9", Kind.PULL_REQUEST, project="labs/pay")
    assert len(link([make_request(412), other, make_commit("c", "Some work (#412)")])) == 3


def test_a_design_document_and_its_twin_are_one() -> None:
    item = link_one(
        make_evidence("github:acme/pay#412:docs/rfcs/queue.md", Kind.DESIGN_DOC),
        make_evidence(f"git:{spell_sha('e')}:docs/rfcs/queue.md", Kind.DESIGN_DOC, project="pay", day=1),
    )
    assert item.reasons == ("they changed one design document, docs/rfcs/queue.md",)


def test_steps_of_a_series_are_one() -> None:
    item = link_one(
        make_request(1, "Move ledger to the new store [1/3]"),
        make_request(2, "Move ledger to the new store (2/3)", day=1),
        make_request(3, "Move ledger to the new store, part 3", day=2),
    )
    assert item.reasons == ("they are steps of one series",)


def test_a_change_and_its_revert_cancel_out() -> None:
    item = link_one(
        make_request(430, "Cache balances"), make_request(431, 'Revert "Cache balances"', "Reverts acme/pay#430", day=1)
    )
    assert item.is_undone
    assert item.reasons == ("#431 reverts #430", "it was reverted, so that nothing is left of it")


def test_a_commit_reverted_by_its_message_or_by_a_fact_cancels_out() -> None:
    said = make_commit("b", 'Revert "Try"', f"This reverts commit {spell_sha('a')}.", day=1)
    told = make_commit("b", 'Revert "Try"', day=1, facts={"reverts": spell_sha("a")})
    for revert in (said, told):
        assert link_one(make_commit("a", "Try"), revert).is_undone


def test_a_revert_that_names_its_change_by_the_title_alone_cancels_out() -> None:
    again = make_request(1, "Cache balances (#1)")
    assert link_one(again, make_request(2, 'Revert "Cache balances (#1)"', day=1)).is_undone
    later = make_request(3, "Cache balances", day=2)
    items = link([again, make_request(2, 'Revert "Cache balances"', day=1), later])
    assert [len(item.evidence) for item in items] == [2, 1]


def test_a_change_that_somebody_else_reverted_is_undone() -> None:
    assert link_one(make_commit("a", "Try", facts={"reverted_by": spell_sha("f")})).is_undone


def test_what_was_reapplied_stands() -> None:
    item = link_one(
        make_request(1, "Cache balances"),
        make_request(2, 'Revert "Cache balances"', "Reverts #1", day=1),
        make_request(3, "Cache balances again", "Reverts #2", day=2),
    )
    assert not item.is_undone


def test_a_revert_of_a_part_leaves_the_rest() -> None:
    item = link_one(
        make_request(1, "Rework the ledger"),
        make_commit("a", "One", facts={"pull_request": 1}),
        make_commit("b", "Two", facts={"pull_request": 1}),
        make_commit("c", 'Revert "Two"', day=1, facts={"reverts": spell_sha("b")}),
    )
    assert not item.is_undone


def test_a_cherry_pick_belongs_to_what_it_was_picked_from() -> None:
    item = link_one(
        make_commit("a", "Guard the ledger"),
        make_commit("b", "Guard the ledger", f"(cherry picked from commit {spell_sha('a')[:12]})", day=1),
    )
    assert item.reasons == ("commit bbbbbbb was picked from commit aaaaaaa",)


def test_what_was_said_belongs_to_its_thread_and_never_to_the_work() -> None:
    first = "github:acme/pay#412/comment/1"
    items = link(
        [
            make_request(412),
            make_evidence(first, Kind.REVIEW_COMMENT, Role.RECIPIENT, thread=first, day=1),
            make_evidence("github:acme/pay#412/comment/2", Kind.REVIEW_COMMENT, thread=first, day=2),
            make_evidence(
                "github:acme/pay#412/review/3", Kind.REVIEW, Role.RECIPIENT, thread="github:acme/pay#412", day=3
            ),
        ]
    )
    assert [str(item.ref) for item in items] == ["github:acme/pay#412", first, "github:acme/pay#412/review/3"]
    assert items[1].reasons == ("said in one thread",)


def test_a_ticket_that_everything_names_glues_nothing() -> None:
    items = link([make_request(number, "PAY-1: More", day=number / 10) for number in range(20)])
    assert len(items) == 20
    assert items[0].reasons == ("left apart from PAY-1: 20 pieces name it",)


def test_the_commits_of_one_pull_request_are_no_crowd() -> None:
    commits = [make_commit(f"{n:02x}", "PAY-1: Step", day=n / 50, facts={"pull_request": 9}) for n in range(20)]
    items = link([make_request(9, "PAY-1: Begin"), make_request(10, "PAY-1: End", day=1), *commits])
    assert len(items) == 1


def test_a_ticket_named_over_half_a_year_glues_nothing() -> None:
    items = link([make_request(1, "PAY-1: Begin"), make_request(2, "PAY-1: End", day=150)])
    assert len(items) == 2
    assert items[0].reasons == ("left apart from PAY-1: it is named over more than 120 days",)


def test_release_notes_that_name_everything_glue_nothing() -> None:
    works = [make_request(n, day=n / 10) for n in range(1, 6)]
    notes = make_request(9, "Release 1.2", "Refs #1, #2, #3, #4, #5", day=1)
    assert len(link([*works, notes])) == 6


def test_a_chain_of_follow_ups_ends_somewhere() -> None:
    chain = [make_request(n, body=f"Follow-up to #{n - 1}", day=n) for n in range(1, 100)]
    items = link(chain)
    assert max(len(item.evidence) for item in items) <= 24
    assert any("more than 24 pieces" in reason for item in items for reason in item.reasons)


def test_fifty_commits_of_one_pull_request_still_are_one() -> None:
    commits = [make_commit(f"{n:02x}", "Step", day=n / 50, facts={"pull_request": 9}) for n in range(50)]
    assert len(link_one(make_request(9), *commits).evidence) == 51


def test_the_person_joins_and_parts() -> None:
    first, second, third = make_request(1), make_request(2, "Continue", "Part of #1", day=1), make_request(3, day=2)
    joined = link([first, second, third], joined=[(second.ref, third.ref)])
    assert name_refs(joined) == [["github:acme/pay#1", "github:acme/pay#2", "github:acme/pay#3"]]
    assert "you joined them" in joined[0].reasons
    parted = link([first, second, third], parted=[(first.ref, second.ref)])
    assert len(parted) == 3
    assert parted[1].reasons == ("left apart from #1: you parted them",)


def test_parting_holds_against_a_third_that_belongs_to_both() -> None:
    first, second = make_request(1, "PAY-12: Add"), make_request(2, "PAY-12: Use", day=1)
    items = link([first, second, make_ticket("PAY-12", day=2)], parted=[(first.ref, second.ref)])
    assert sorted(len(item.evidence) for item in items) == [1, 2]


@pytest.mark.parametrize(
    ("kinds", "lead"),
    [
        (("ticket", "pull_request", "commit"), "pull_request"),
        (("design_doc", "ticket"), "ticket"),
        (("commit", "design_doc"), "design_doc"),
    ],
)
def test_the_lead_goes_by_kind(kinds: Sequence[str], lead: str) -> None:
    refs = {
        "pull_request": "github:acme/pay#1",
        "ticket": "jira:PAY-1",
        "design_doc": "github:acme/pay#2:docs/adr/1.md",
        "commit": f"git:{spell_sha('a')}",
    }
    evidence = [make_evidence(refs[kind], Kind(kind), day=day) for day, kind in enumerate(kinds)]
    pairs = [(evidence[0].ref, other.ref) for other in evidence[1:]]
    (item,) = link(evidence, joined=pairs)
    assert item.lead.kind == lead


def test_the_earliest_pull_request_leads_and_a_delivered_ticket_goes_before_its_report() -> None:
    assert link_one(make_request(9, "PAY-1: a", day=1), make_request(3, "PAY-1: b", day=2)).ref.key == "acme/pay#9"
    assert link_one(make_ticket("PAY-1/reported", Role.REPORTER), make_ticket("PAY-1", day=9)).ref.key == "PAY-1"


def test_tickets_of_two_sites_with_one_key_stay_apart() -> None:
    one = make_evidence("jira:PAY-12", Kind.TICKET, Role.ASSIGNEE)
    other = make_evidence("jira:labs/PAY-12", Kind.TICKET, Role.ASSIGNEE, day=1)
    assert len(link([one, other])) == 2


def test_a_key_that_two_named_sites_share_names_neither() -> None:
    tickets = [make_evidence(f"jira:{site}/PAY-12", Kind.TICKET, Role.ASSIGNEE) for site in ("labs", "corp")]
    assert len(link([*tickets, make_request(1, "PAY-12: Add the table", day=1)])) == 3


def test_two_commits_that_claim_to_revert_each_other_are_a_pair_like_any() -> None:
    one = make_commit("a", "One", f"This reverts commit {spell_sha('b')}.")
    other = make_commit("b", "Other", f"This reverts commit {spell_sha('a')}.", day=1)
    assert link_one(one, other).is_undone


def test_an_abbreviated_sha_that_two_commits_share_names_none() -> None:
    one = make_evidence(f"git:{'a' * 39}1", Kind.COMMIT, project="pay")
    other = make_evidence(f"git:{'a' * 39}2", Kind.COMMIT, project="pay", day=1)
    assert len(link([one, other, make_commit("b", "Fix", "Reverts aaaaaaa", day=2)])) == 3
