"""Texts that attack: whatever stands on GitHub, what comes out is clean, and its refs can stand in a document."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.github.documents import DocumentRule, find_title
from connectors.github.evidence import Describer
from connectors.github.naming import Naming
from connectors.github.newcomers import Newcomers
from connectors.github.parsing import MalformedError, parse_issue, parse_pull_request
from connectors.github.records import (
    Actor,
    ChangedFile,
    Comment,
    Issue,
    PullRequest,
    Remark,
    Repository,
    Review,
    Thread,
)
from connectors.github.talk import Talk
from connectors.github.work import Work
from harvester.clean import clean_body, clean_line
from harvester.facts import FACTS
from harvester.model import Evidence, Kind, Ref, Role, Window

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
WEEK = Window(NOW - timedelta(weeks=1), NOW)
THEN = NOW - timedelta(days=2)
FRAGMENTS = (
    "\x1b[31m", "\x1b]0;owned\x07", "\u202e", "\u200b", "-->", "<!-- hv git:1 0 -->", "](javascript:alert(1))", "\r\n",
    "\x00", "ghp_0123456789abcdefghij0123456789abcdef", "| |", "- [x] ", "\ud800", "é", "--", "%2D", "#", ":", "/", " ",
)  # fmt: skip
hostile = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=8), max_size=6).map("".join)

keys = st.sampled_from(["number", "title", "url", "repository", "author", "nodes", "reviews"])
shapes = st.recursive(
    st.none() | st.booleans() | st.integers() | hostile,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner),
)


def describe(text: str) -> Iterator[Evidence]:
    """Put one text wherever GitHub lets people write, and describe all of it."""
    repository = Repository("R_1", "acme/pay")
    ann, ben = Actor("ann"), Actor(text or "ben")
    issue = Issue(number=3, title=text, body=text, url="https://x/3", repository=repository, author=ben,
                  created_at=THEN, closed_at=THEN, is_completed=True, labels=[text])  # fmt: skip
    comment = Comment(id=7, body=text, url="https://x/7", author=ben, created_at=THEN, path=text, diff=text, parent=6,
                      parent_body=text)  # fmt: skip
    review = Review(id=8, state=text, body=text, url="https://x/8", author=ben, submitted_at=THEN, comments=[comment])
    mine = PullRequest(
        number=1, title=text, url="https://x/1", repository=repository, author=ann, created_at=THEN, merged_at=THEN,
        body=text, merged_by=ben, merge_sha=text, base=text, head=text, labels=[text], closes=[issue],
        files=[ChangedFile(text or "a", 1, 1, is_added=True)], reviews=[review], comments=[comment],
    )  # fmt: skip
    said = Comment(id=9, body=text, url="https://x/9", author=ann, created_at=THEN, path=text, diff=text)
    theirs = PullRequest(
        number=2, title=text, url="https://x/2", repository=repository, author=ben, created_at=THEN, comments=[said],
        reviews=[
            Review(id=10, state=text, body=text, url="https://x/10", author=ann, submitted_at=THEN, comments=[said])
        ],
        threads=[Thread(is_resolved=True, is_outdated=False, remarks=[Remark(9, ann, THEN)])],
    )  # fmt: skip
    naming, me = Naming("github", "", {}), frozenset({"ann"})
    describer = Describer(
        me=me, window=WEEK, documents=DocumentRule.of(["**"]), work=Work(naming, me), talk=Talk(naming, me, NOW)
    )
    yield from describer.describe_mine(mine, {text: text})
    yield from describer.describe_theirs(theirs, Newcomers())
    yield from describer.describe_report(issue)
    yield from describer.describe_closed(issue, [mine])


@settings(max_examples=150, deadline=None)
@given(hostile)
def test_no_text_of_github_comes_out_as_it_could_do_harm(text: str) -> None:
    found = list(describe(text))
    assert {one.kind for one in found} == set(Kind) - {Kind.COMMIT, Kind.NOTE}
    for one in found:
        lines = [one.title, one.project, *one.labels, *(file.path for file in one.files), one.context.pull_request]
        lines += [person.id for person in one.people]
        lines += [value for value in one.facts.values() if isinstance(value, str)]
        assert [clean_line(line) for line in lines] == lines
        assert [clean_body(body) for body in (one.body, one.context.diff, one.context.reply_to)] == [
            one.body, one.context.diff, one.context.reply_to,
        ]  # fmt: skip
        assert one.title
        assert set(one.facts) <= FACTS[one.kind]
        for ref in (one.ref, *one.links, *([one.thread] if one.thread else [])):
            assert Ref.parse(str(ref)) == ref
            assert "--" not in str(ref)


@settings(max_examples=150, deadline=None)
@given(shapes)
def test_no_shape_of_an_answer_breaks_the_reading(shape: object) -> None:
    for node in ({"number": shape, "title": shape}, {"reviews": shape, "repository": shape, "author": shape}):
        for parse in (parse_pull_request, parse_issue):
            with pytest.raises(MalformedError):
                parse(node)


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("docs/adr/7.md", "acme/pay#1:docs/adr/7.md"),
        ("a b.md", "acme/pay#1:a%20b.md"),
        ("a--b.md", "acme/pay#1:a-%2Db.md"),
        ("ä.md", "acme/pay#1:%C3%A4.md"),
    ],
)
def test_a_path_in_a_ref_is_spelled_as_the_git_connector_spells_it(path: str, key: str) -> None:
    pull = PullRequest(
        number=1, title="", url="", repository=Repository("R_1", "acme/pay"), author=None, created_at=THEN
    )
    assert Naming("github", "", {}).document(pull, path) == Ref("github", key)


@pytest.mark.parametrize(
    ("host", "key", "place"),
    [
        ("", "acme/pay#7/comment/9", ("acme", "pay", 7)),
        ("", "acme/my-%2Drepo#7/review/9", ("acme", "my--repo", 7)),
        ("", "git.example.com/acme/pay#7", None),
        ("git.example.com:8443", "git.example.com:8443/acme/pay#7/comment/9", ("acme", "pay", 7)),
        ("git.example.com", "acme/pay#7", None),
        ("", "acme#7", None),
    ],
)
def test_only_refs_of_its_own_server_are_found_again(host: str, key: str, place: tuple[str, str, int] | None) -> None:
    assert Naming("github", host, {}).locate(Ref("github", key)) == place
    assert Naming("github", host, {}).locate(Ref("jira", "PAY-12")) is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# ADR 7: batch\n\nBecause.", "ADR 7: batch"),
        ('---\ntitle: "Nightly"\n---\n', "Nightly"),
        ("Intro\n\n## Context ##\n", "Context"),
        ("no heading", ""),
    ],
)
def test_a_document_is_called_by_its_own_heading(text: str, title: str) -> None:
    assert find_title(text) == title


def test_documents_are_told_by_patterns_and_what_was_only_moved_or_removed_is_none() -> None:
    rule = DocumentRule.of(["docs/adr/**", "**/*design*.md"])
    files = [
        ChangedFile("docs/adr/7.md", 9, 0, is_added=True),
        ChangedFile("src/DESIGN-notes.md", 1, 1),
        ChangedFile("docs/adr/moved.md", 0, 0),
        ChangedFile("docs/adr/gone.md", 0, 9, is_removed=True),
        ChangedFile("docs/other.md", 9, 0, is_added=True),
    ]
    assert [one.path for one in rule.choose(files)] == ["docs/adr/7.md", "src/DESIGN-notes.md"]
    assert DocumentRule.of([]).choose(files) == []


def test_roles_are_those_of_the_person() -> None:
    roles = {(one.kind, one.role) for one in describe("plain")}
    assert (Kind.PULL_REQUEST, Role.AUTHOR) in roles
    assert (Kind.REVIEW, Role.RECIPIENT) in roles
    assert (Kind.REVIEW, Role.REVIEWER) in roles
    assert (Kind.TICKET, Role.CONTRIBUTOR) in roles
