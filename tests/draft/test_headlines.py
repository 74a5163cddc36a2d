import pytest

from harvester.draft.headlines import make_headline, quote_title
from harvester.model import Category, Context, Kind, Role
from tests.draft.evidence import make_evidence

DEFECT = "The lock is never released when the second call fails."


def say(kind: Kind, role: Role, title: str, body: str = "", category: Category = Category.PROJECT, **facts: str) -> str:
    headline = make_headline(make_evidence(kind, role, title=title, body=body, facts=dict(facts)), category)
    return headline.text if headline else ""


@pytest.mark.parametrize(
    ("title", "quoted"),
    [
        ("Faster sync", "“Faster sync”"),
        ('Say "no" to `x`', "“Say 'no' to x”"),
        ("Say “no”", "“Say ‘no’”"),
        ("feat: faster sync (#12)", "“faster sync”"),
        ("(no title)", ""),
        (":sparkles:", ""),
        ("  ", ""),
        ("word " * 100, "“" + "word " * 32 + "word…”"),
    ],
)
def test_a_title_in_quotes_is_trimmed_and_without_its_trimmings(title: str, quoted: str) -> None:
    assert quote_title(title) == quoted


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Faster sync", "Delivered “Faster sync”"),
        ("docs: quickstart", "Documented “quickstart”"),
        ("fix: login on a phone", "Fixed “login on a phone”"),
        ("Login fails on a phone", "Worked on “Login fails on a phone”"),
        ("Race on close", "Worked on “Race on close”"),
        ("Error messages for people", "Delivered “Error messages for people”"),
        ('Revert "Cache balances (#12)"', "Reverted “Cache balances”"),
        ('Revert "Revert "Cache""', "Reverted “Revert 'Cache'”"),
        ('Rename "oci" to "oracle"', "Renamed “oci” to “oracle”"),
        ("Merge branch 'main'", ""),
        ("Merge pull request #12 from ann/cut", ""),
    ],
)
def test_what_certainly_happened_to_a_pull_request(title: str, said: str) -> None:
    assert say(Kind.PULL_REQUEST, Role.AUTHOR, title) == said


def test_a_commit_is_committed_and_a_co_author_co_authored() -> None:
    assert say(Kind.COMMIT, Role.AUTHOR, "Faster sync") == "Committed “Faster sync”"
    assert say(Kind.COMMIT, Role.CONTRIBUTOR, "Add a queue") == "Co-authored “Add a queue”"
    assert say(Kind.PULL_REQUEST, Role.CONTRIBUTOR, "Add a queue") == "Co-authored “Add a queue”"


@pytest.mark.parametrize(
    ("role", "title", "said"),
    [
        (Role.REPORTER, "Exports fail on leap days", "Reported “Exports fail on leap days”"),
        (Role.REPORTER, "Installing add-ons fails", "Reported “Installing add-ons fails”"),
        (Role.REPORTER, "Fix the exports", "Reported “Fix the exports”"),
        (Role.REPORTER, "Add an audit log", "Proposed “Add an audit log”"),
        (Role.REPORTER, "[RFC] Audit log", "Proposed “Audit log”"),
        (Role.ASSIGNEE, "Add an audit log", "Added an audit log"),
        (Role.ASSIGNEE, "Exports fail on leap days", "Resolved “Exports fail on leap days”"),
        (Role.ASSIGNEE, "Removing a card causes a crash", "Resolved “Removing a card causes a crash”"),
        (Role.ASSIGNEE, "Show the balance", "Resolved “Show the balance”"),
        (Role.CONTRIBUTOR, "Exports fail on leap days", "Resolved “Exports fail on leap days”"),
    ],
)
def test_a_ticket_by_role_and_title(role: Role, title: str, said: str) -> None:
    assert say(Kind.TICKET, role, title) == said


@pytest.mark.parametrize("resolution", ["Won't Fix", "Duplicate", "Cannot Reproduce", "Not planned", "Invalid"])
def test_a_ticket_that_was_only_closed_says_so(resolution: str) -> None:
    said = say(Kind.TICKET, Role.ASSIGNEE, "Add an audit log", resolution=resolution)
    assert said == f"Closed “Add an audit log” as “{resolution}”"
    assert say(Kind.TICKET, Role.ASSIGNEE, "Add an audit log", resolution="Done") == "Added an audit log"


@pytest.mark.parametrize(
    ("category", "body", "verb"),
    [
        (Category.PROBLEM_PREVENTED, DEFECT, "Pointed out"),
        (Category.PROBLEM_PREVENTED, "I would prefer the width in bytes here.", "Suggested"),
        (Category.DECISION, "A queue is not worth it, because the consumer reads once a day.", "Argued"),
        (Category.DECISION, "We could read once a day here.", "Suggested"),
        (Category.MENTORSHIP, "You could read once a day here.", "Suggested"),
        (Category.MENTORSHIP, "It waits because the pool is full.", "Explained"),
        (Category.MENTORSHIP, "The header has another name by now.", "Noted"),
        (Category.MENTORSHIP, "Is the header named so by now?", "Asked"),
        (Category.ROUTINE, "The header has another name by now.", "Commented"),
    ],
)
def test_the_verb_of_a_remark_goes_by_its_category_and_words(category: Category, body: str, verb: str) -> None:
    said = say(Kind.REVIEW_COMMENT, Role.REVIEWER, "Add a queue", body, category)
    assert said == f"{verb} in review of “Add a queue”: “{body}”"


@pytest.mark.parametrize(
    ("role", "state", "said"),
    [
        (Role.REVIEWER, "APPROVED", f"Reviewed and approved “Add a queue”: “{DEFECT}”"),
        (Role.REVIEWER, "CHANGES_REQUESTED", f"Reviewed and requested changes on “Add a queue”: “{DEFECT}”"),
        (Role.RECIPIENT, "APPROVED", f"Received an approving review of “Add a queue”: “{DEFECT}”"),
        (Role.RECIPIENT, "CHANGES_REQUESTED", f"Received a request for changes on “Add a queue”: “{DEFECT}”"),
        (Role.RECIPIENT, "COMMENTED", f"Received feedback on “Add a queue”: “{DEFECT}”"),
    ],
)
def test_a_review_says_its_state(role: Role, state: str, said: str) -> None:
    assert say(Kind.REVIEW, role, "Add a queue", DEFECT, state=state) == said


def test_a_review_without_words_says_only_its_state() -> None:
    assert say(Kind.REVIEW, Role.REVIEWER, "Add a queue", "LGTM") == "Reviewed “Add a queue”"
    assert say(Kind.REVIEW, Role.RECIPIENT, "Add a queue", "LGTM") == ""
    assert say(Kind.REVIEW_COMMENT, Role.REVIEWER, "Add a queue", "LGTM") == ""


def test_a_remark_on_a_ticket_is_on_it_and_not_in_review() -> None:
    remark = make_evidence(
        Kind.COMMENT,
        Role.COMMENTER,
        ref="jira:PAY-12/comment/1",
        title="Audit log",
        body="It waits because the pool is full.",
    )
    headline = make_headline(remark, Category.MENTORSHIP)
    assert headline is not None
    assert headline.text == "Explained on “Audit log”: “It waits because the pool is full.”"


def test_the_title_of_the_pull_request_goes_before_that_of_the_remark() -> None:
    remark = make_evidence(
        Kind.REVIEW_COMMENT, Role.RECIPIENT, title="queue.py", body=DEFECT, context=Context(pull_request="Add a queue")
    )
    headline = make_headline(remark, Category.FEEDBACK)
    assert headline is not None
    assert headline.text == f"Received feedback on “Add a queue”: “{DEFECT}”"


@pytest.mark.parametrize(
    ("path", "title", "said"),
    [
        ("docs/adr/0007-queue.md", "Use a queue", "Wrote the decision record “Use a queue” (ADR-7)"),
        ("docs/adr/0007-queue.md", "ADR-7: Use a queue", "Wrote the decision record “Use a queue”"),
        ("docs/adr/0007-queue.md", "7. Use a queue", "Wrote the decision record “Use a queue” (ADR-7)"),
        ("docs/rfcs/queue.md", "RFC: A queue", "Wrote the proposal “A queue”"),
        ("docs/design/queue.md", "The queue", "Wrote the design document “The queue”"),
        ("docs/postmortem/2026.md", "Outage of 3 May 2026", "Wrote the post-mortem “Outage of 3 May 2026”"),
        ("docs/runbooks/queue.md", "Draining the queue", "Wrote the runbook “Draining the queue”"),
        ("docs/queue.md", "Queue Guide", "Wrote “Queue Guide”"),
        ("docs/queue.md", "The queue", "Wrote the document “The queue”"),
        ("docs/design/queue.md", "", "Wrote the design document “queue.md”"),
        ("docs/design/queue.md", r"The read\_all queue", "Wrote the design document “The read_all queue”"),
    ],
)
def test_a_document_is_named_by_what_it_is(path: str, title: str, said: str) -> None:
    document = make_evidence(Kind.DESIGN_DOC, ref=f"github:acme/pay#410:{path}", title=title, facts={"added": True})
    headline = make_headline(document, Category.DECISION)
    assert headline is not None
    assert headline.text == said


def test_a_document_written_with_others_is_co_authored() -> None:
    assert say(Kind.DESIGN_DOC, Role.CONTRIBUTOR, "The queue") == "Co-authored the design document “The queue”"


def test_a_note_stands_as_it_was_typed_to_its_limit() -> None:
    assert say(Kind.NOTE, Role.AUTHOR, "Ran the  guild.\nTwice.") == "Ran the guild. Twice"
    assert len(say(Kind.NOTE, Role.AUTHOR, "word " * 100)) < 300
    assert say(Kind.NOTE, Role.AUTHOR, "", "Ran the guild") == "Ran the guild"
    assert say(Kind.NOTE, Role.AUTHOR, "", "") == ""
