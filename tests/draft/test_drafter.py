import pytest

from harvester.draft import build_drafter, find_untraceable
from harvester.model import Category, Context, FileChange, Kind, Role
from tests.draft.evidence import START, draft, judge, make_evidence, make_item, propose

REQUEST = make_evidence(title="Cut checkout latency", url="https://github.com/acme/pay/pull/412")
SECOND = make_evidence(
    ref="github:acme/pay#413", title="Fix race on close", url="https://github.com/acme/pay/pull/413", day=1
)
TICKET = make_evidence(
    Kind.TICKET, Role.ASSIGNEE, title="Make checkout fast", url="https://jira.example.com/PAY-12", day=2
)
DOCUMENT = make_evidence(
    Kind.DESIGN_DOC,
    ref="github:acme/pay#410:docs/adr/0007-batching.md",
    title="Batching",
    url="https://example.com/adr",
)
COMMIT = make_evidence(Kind.COMMIT, title="Cut checkout latency (#412)", url="https://example.com/c")


def test_my_parts_follow_the_headline() -> None:
    reported = make_evidence(Kind.TICKET, Role.REPORTER, ref="jira:PAY-12/reported", title="Checkout is slow")
    text = draft(REQUEST, DOCUMENT, reported)
    assert text == "Cut checkout latency; designed it (ADR-7) and reported it."


def test_two_pull_requests_are_told_one_after_the_other() -> None:
    assert draft(REQUEST, SECOND) == "Cut checkout latency; fixed race on close."


def test_many_pull_requests_of_one_ticket_are_told_by_the_ticket() -> None:
    third = make_evidence(ref="github:acme/pay#414", title="Faster reads", day=2)
    assert (
        draft(REQUEST, SECOND, third, TICKET) == "Made checkout fast in 3 pull requests; followed up with a fix (#413)."
    )
    assert draft(REQUEST, SECOND, third) == (
        "Cut checkout latency (3 pull requests in all); followed up with a fix (#413)."
    )


def test_a_ticket_that_says_what_was_done_goes_before_a_mere_name() -> None:
    named = make_evidence(title="Faster checkout")
    assert draft(named, TICKET) == "Made checkout fast."


def test_a_later_fix_and_a_rollout_are_told() -> None:
    fix = make_evidence(ref="github:acme/pay#414", title="fix(checkout): lock the row", day=2)
    rollout = make_evidence(ref="github:acme/pay#415", title="Roll out batching to all regions", day=3)
    text = draft(
        REQUEST, make_evidence(ref="github:acme/pay#413", title="Use it", day=1), fix, rollout, DOCUMENT, TICKET
    )
    assert text == (
        "Made checkout fast in 4 pull requests; designed it (ADR-7), followed up with a fix (#414) and rolled it out."
    )
    assert find_untraceable(text, make_item(REQUEST, SECOND, fix, rollout, DOCUMENT, TICKET)) == []


def test_commits_without_a_pull_request_are_counted() -> None:
    other = make_evidence(Kind.COMMIT, ref="git:" + "f" * 40, title="Use it", day=1)
    assert draft(COMMIT, other) == "Cut checkout latency (2 commits in all)."


def test_of_many_commits_the_largest_that_says_what_was_done_is_told() -> None:
    named = make_evidence(Kind.COMMIT, ref="git:" + "a" * 40, title="Faster reads", facts={"additions": 900})
    small = make_evidence(Kind.COMMIT, ref="git:" + "b" * 40, title="Fix typo", facts={"additions": 1}, day=1)
    large = make_evidence(Kind.COMMIT, ref="git:" + "c" * 40, title="Batch the reads", facts={"additions": 90}, day=2)
    release = make_evidence(Kind.COMMIT, ref="git:" + "d" * 40, title="Release 1.2", facts={"additions": 9000}, day=3)
    assert draft(named, small, large, release) == "Batched the reads (4 commits in all)."
    prose = make_evidence(
        Kind.COMMIT,
        ref="git:" + "e" * 40,
        title="Explain the reads",
        files=[FileChange("docs/reads.md", 500, 0)],
        day=4,
    )
    assert draft(named, small, large, prose) == "Batched the reads (4 commits in all)."


def test_one_of_many_commits_is_only_among_them() -> None:
    several = [
        make_evidence(Kind.COMMIT, ref="git:" + str(n) * 40, title=f"Speed up read {n}", body="Refs #88", day=n)
        for n in range(6)
    ]
    assert draft(*several) == "Sped up read 0, among 6 commits for #88."


def test_what_was_undone_is_not_drafted() -> None:
    assert build_drafter().propose(make_item(REQUEST, SECOND, is_undone=True), judge()) is None


def test_a_thread_is_told_by_what_was_said_to_or_by_others() -> None:
    own = make_evidence(Kind.REVIEW_COMMENT, ref="github:acme/pay#1/comment/1", title="Add a queue", body="Should I?")
    reply = make_evidence(
        Kind.REVIEW_COMMENT,
        Role.RECIPIENT,
        ref="github:acme/pay#1/comment/2",
        title="Add a queue",
        body="Keep the approach, it is simple to follow.",
        day=1,
    )
    text = draft(own, reply, category=Category.FEEDBACK)
    assert text == "Received feedback on “Add a queue”: “Keep the approach, it is simple to follow.”"


def test_links_begin_with_the_lead_and_leave_out_commits_of_pull_requests() -> None:
    proposed = propose(TICKET, REQUEST, COMMIT, DOCUMENT)
    assert proposed is not None
    assert proposed.links == (
        ("PAY-12", "https://jira.example.com/PAY-12"),
        ("#412", "https://github.com/acme/pay/pull/412"),
        ("ADR-7", "https://example.com/adr"),
    )
    assert proposed.refs == (TICKET.ref, REQUEST.ref, COMMIT.ref, DOCUMENT.ref)


def test_another_repository_is_named_in_its_label() -> None:
    other = make_evidence(ref="github:acme/ledger#9", title="Use it", url="https://example.com/9", day=1)
    proposed = propose(REQUEST, other)
    assert proposed is not None
    assert [label for label, _ in proposed.links] == ["#412", "ledger#9"]


def test_a_draft_without_any_address_has_no_links() -> None:
    proposed = propose(make_evidence(Kind.COMMIT))
    assert proposed is not None
    assert proposed.links == ()


def test_the_draft_carries_the_judgement_and_the_claims() -> None:
    proposed = propose(make_evidence(title="Cut latency from 900 ms to 310 ms"))
    assert proposed is not None
    assert (proposed.category, proposed.reason, proposed.happened_at) == (Category.PROJECT, "the title says so", START)
    assert dict(proposed.claims) == {"900 ms": proposed.ref, "310 ms": proposed.ref}
    assert proposed.confidence == pytest.approx(0.8)


def test_a_quoted_title_costs_confidence_and_a_redaction_most_of_it() -> None:
    named, redacted = (
        propose(make_evidence(title="Faster sync")),
        propose(make_evidence(title="Drop [redacted: AWS key] x")),
    )
    assert named is not None
    assert redacted is not None
    assert named.confidence < 0.8
    assert redacted.confidence <= 0.2


def test_a_quotation_that_is_not_letter_by_letter_costs_confidence() -> None:
    proposed = propose(make_evidence(title="Faster sync <ann@example.com> for all"))
    assert proposed is not None
    assert proposed.text == "Delivered “Faster sync for all”."
    assert proposed.confidence <= 0.3
    assert proposed.claims == ()


def test_a_claim_nobody_holds_is_rather_left_out_than_said() -> None:
    proposed = propose(make_evidence(title="Add retries", body="It was slow because of “the “pool”, by 40 % of all."))
    assert proposed is not None
    assert find_untraceable(proposed.text, make_item(make_evidence())) == []


def test_the_title_of_the_pull_request_comes_from_the_context_of_a_comment() -> None:
    comment = make_evidence(
        Kind.REVIEW_COMMENT,
        Role.REVIEWER,
        title="",
        body="This leaks the handle.",
        context=Context(pull_request="Add a pool"),
    )
    assert draft(comment, category=Category.PROBLEM_PREVENTED) == (
        "Pointed out in review of “Add a pool”: “This leaks the handle.”"
    )


def test_an_added_document_is_written_and_a_changed_one_revised() -> None:
    for facts, deleted, verb in (({"added": True}, 5, "Wrote"), ({"added": False}, 0, "Revised"), ({}, 3, "Revised")):
        document = make_evidence(
            Kind.DESIGN_DOC,
            title="The queue",
            facts=dict(facts),
            files=[FileChange("docs/design/queue.md", 9, deleted)],
        )
        assert draft(document).startswith(f"{verb} the design document “The queue”")


def test_a_document_without_a_number_is_named_by_its_file() -> None:
    document = make_evidence(
        Kind.DESIGN_DOC,
        ref="github:acme/pay#410:docs/design/the%20queue.md",
        title="The queue",
        url="https://example.com/d",
    )
    proposed = propose(document)
    assert proposed is not None
    assert proposed.links == (("the queue.md", "https://example.com/d"),)


def test_people_stay_out_of_quotes() -> None:
    comment = make_evidence(
        Kind.REVIEW_COMMENT,
        Role.REVIEWER,
        title="Add a pool",
        body="@ann this leaks. I asked @ben because ben@example.com knows.",
    )
    text = draft(comment, category=Category.MENTORSHIP)
    assert "ben" not in text
    assert "@" not in text


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("role", list(Role))
def test_every_kind_and_role_gives_a_sentence_or_nothing(kind: Kind, role: Role) -> None:
    text = draft(
        make_evidence(kind, role, body="The pool leaks because nobody closes it."), category=Category.MENTORSHIP
    )
    assert text == "" or text.endswith((".", "”"))
