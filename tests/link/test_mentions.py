import pytest

from harvester.link.mentions import Mention, Relation, find_carried, find_keys, find_related, is_ticket_key

NONE: frozenset[str] = frozenset()
PAY = frozenset({"PAY"})


def find_numbers(text: str) -> list[str]:
    return [mention.number for mention in find_related(text, NONE)]


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("Fixes #12", Mention(Relation.CLOSE, number="12")),
        ("fixed: #12", Mention(Relation.CLOSE, number="12")),
        ("Closes acme/pay#12.", Mention(Relation.CLOSE, number="12", repository="acme/pay")),
        ("Resolves GH-12", Mention(Relation.CLOSE, number="12")),
        ("Implements the ticket PAY-12", Mention(Relation.CLOSE, ticket="PAY-12")),
        ("Addresses issue #12", Mention(Relation.CLOSE, number="12")),
        ("Follow-up to #12", Mention(Relation.MENTION, number="12")),
        ("Part 2 of #12", Mention(Relation.MENTION, number="12")),
        ("Stacked on #12", Mention(Relation.MENTION, number="12")),
        ("Split out from #12", Mention(Relation.MENTION, number="12")),
        ("Jira: PAY-12", Mention(Relation.MENTION, ticket="PAY-12")),
        ("Reverts #12", Mention(Relation.UNDO, number="12")),
        ("This reverts commit 1a2b3c4d.", Mention(Relation.UNDO, sha="1a2b3c4d")),
        ("Reverts pull request #12", Mention(Relation.UNDO, number="12")),
        ("(cherry picked from commit 1a2b3c4d)", Mention(Relation.PICK, sha="1a2b3c4d")),
        ("Backport of #12", Mention(Relation.PICK, number="12")),
        ("Backports acme/pay#12", Mention(Relation.PICK, number="12", repository="acme/pay")),
        ("Refs https://jira.example.com/browse/PAY-12", Mention(Relation.MENTION, ticket="PAY-12")),
        (
            "Closes https://github.com/acme/pay/issues/12",
            Mention(Relation.CLOSE, number="12", repository="acme/pay", host="github.com"),
        ),
        (
            "Closes https://git.example.com:8443/acme/pay/pull/12",
            Mention(Relation.CLOSE, number="12", repository="acme/pay", host="git.example.com:8443"),
        ),
    ],
)
def test_a_relation_and_its_target_are_read(text: str, mention: Mention) -> None:
    assert list(find_related(text, NONE)) == [mention]


@pytest.mark.parametrize(
    "text",
    [
        "#12",
        "See #12",
        "Unlike #12, this is small",
        "Does not fix #12",
        "Doesn't close #12",
        "Partially fixes #12",
        "Closes nothing",
        "Fixes 12",
        "Fixes 1234567",
        "Fixes UTF-8",
        "hotfixes #12",
        "Discussed in https://github.com/acme/pay/pull/12#issuecomment-1",
        "Fixes https://github.com/acme/pay/pull/12/files",
    ],
)
def test_what_relates_nothing_is_no_mention(text: str) -> None:
    assert list(find_related(text, NONE)) == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Fixes #1, #2 and #3", ["1", "2", "3"]),
        ("Fixes #1 & #2", ["1", "2"]),
        ("Fixes #1, fixes #2", ["1", "2", "2"]),
        ("Closes #1. Unlike #2.", ["1"]),
        ("Closes #1\nCloses #2", ["1", "2"]),
    ],
)
def test_lists_are_read_to_their_end(text: str, numbers: list[str]) -> None:
    assert find_numbers(text) == numbers


def test_a_known_key_is_a_mention_wherever_it_stands() -> None:
    assert list(find_related("We saw PAY-12 and ISO-8601.", PAY)) == [Mention(Relation.MENTION, ticket="PAY-12")]
    assert list(find_related("We saw PAY-12.", NONE)) == []


def test_what_stands_after_the_limit_is_not_searched() -> None:
    assert find_numbers("word\n" * 10_000 + "Fixes #12") == []


@pytest.mark.parametrize(
    ("title", "ticket"),
    [
        ("PAY-12: Cut latency", "PAY-12"),
        ("PAY-12 Cut latency", "PAY-12"),
        ("[PAY-12] Cut latency", "PAY-12"),
        ("feat(api): PAY-12 cut latency", "PAY-12"),
        ("Cut latency (PAY-12)", "PAY-12"),
        ("Cut latency [PAY-12]", "PAY-12"),
    ],
)
def test_a_title_leads_with_its_ticket_or_has_it_in_brackets(title: str, ticket: str) -> None:
    assert {mention.ticket for mention in find_keys(title, "", NONE)} == {ticket}


@pytest.mark.parametrize(
    "title", ["Cut latency of PAY-12x", "Use UTF-8", "[UTF-8] Read", "SHA-256: Use it", "Cut PAY-12"]
)
def test_other_words_of_a_title_are_no_ticket(title: str) -> None:
    assert list(find_keys(title, "", NONE)) == []


def test_a_branch_names_tickets_of_known_projects_in_any_case() -> None:
    assert [mention.ticket for mention in find_keys("", "fix/pay-12-latency", PAY)] == ["PAY-12"]
    assert list(find_keys("", "fix/utf-8-names", PAY)) == []


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("Cut latency (#412)", "412"),
        ("Merge pull request #412 from ann/cut", "412"),
        ("Cut latency (#412) again", ""),
        ("Cut latency #412", ""),
        ("Cut (#1) latency (#2)", "2"),
    ],
)
def test_a_commit_says_what_it_came_with(title: str, number: str) -> None:
    assert find_carried(title) == number


def test_a_key_is_one_by_its_project() -> None:
    assert is_ticket_key("PAY-1", NONE)
    assert not is_ticket_key("SHA-1", NONE)
    assert is_ticket_key("SHA-1", frozenset({"SHA"}))
    assert not is_ticket_key("12-1", NONE)
