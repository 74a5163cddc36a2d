"""Hostile text costs no more than long text, and never an error."""

import sys
from collections.abc import Callable
from dataclasses import replace
from types import FrameType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harvester.classify import Classifier
from harvester.classify.features import MAX_TITLE, read_evidence
from harvester.classify.prose import MAX_CHARACTERS, MAX_WORDS
from harvester.model import Context, Evidence, FileChange, Kind, Role
from tests.classify.evidence import change, code, comment

BOMBS = {
    "one line": "a" * 1_000_000,
    "words": "because " * 125_000,
    "spaces": " " * 1_000_000,
    "lines": "\n" * 1_000_000,
    "nul": "\0" * 100_000 + "crash",
    "open comments": "<!--" * 250_000,
    "fences": "```\n" * 250_000,
    "braces": "{code" * 200_000,
    "quotes": ">" * 1_000_000,
    "underscores": "a_" * 500_000,
    "dots": "a." * 500_000,
    "digits": "1." + "1" * 1_000_000,
    "colons": "a::" * 300_000,
    "backticks": "`" * 1_000_000,
    "addresses": "http://" * 140_000,
    "prefix": "fix(" * 250_000,
    "merge": "merge " + "x" * 1_000_000,
    "camel": "aA" * 500_000,
    "apostrophes": "a'" * 500_000,
    "surrogates": "\ud800crash\udfff" * 1_000,
    "right to left": "\u202ecrash\u2066" * 10_000,
    "not latin": "\u4e2d\u6587\u0430\u0431 \U0001f980" * 10_000,
    "diff": "@@ -1 +1 @@\n+" + "+" * 500_000,
}
FRAGMENTS = st.sampled_from(
    [
        *("<!--", "-->", "```", "`", "> ", "- [ ] ", "# ", "**", "{code}", "because ", "crash", "n't", "?", "\0", "\n"),
        *("http://x", "_", ".", "::", "fix(a)!: ", "1.5 ms", "\u2028", "\ud800", "|", "Merge branch 'x'", " "),
    ]
)
TEXTS = st.lists(st.one_of(FRAGMENTS, st.text(max_size=20)), max_size=40).map("".join)


def count_calls(work: Callable[[], object]) -> int:
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_judged_like_any_text(classifier: Classifier, name: str) -> None:
    bomb = BOMBS[name]
    for evidence in (
        change(bomb, bomb, code(3), labels=[bomb]),
        replace(comment(bomb), title=bomb, context=Context(bomb, bomb, bomb)),
        change("Fix it", "", FileChange(bomb, 1, 1)),
    ):
        judgement = classifier.judge(evidence)
        assert len(judgement.reason) < 1_000
        assert all("\n" not in match.reason and len(match.reason) < 500 for match in judgement.matches)


def test_no_more_than_the_beginning_of_a_text_is_read() -> None:
    reading = read_evidence(change("crash " * 100_000, "because " * 100_000))
    assert len(reading.prose.text) <= MAX_CHARACTERS
    assert len(reading.prose.words) <= MAX_WORDS
    assert len(reading.texts["t"]) <= MAX_TITLE


def test_a_text_of_a_megabyte_takes_no_more_steps_than_one_of_ten_kilobytes(classifier: Classifier) -> None:
    sentence = "The lock was released too early, because the guard was dropped. "
    small, large = (change("Fix a race", sentence * times, code(3)) for times in (160, 16_000))
    assert count_calls(lambda: classifier.judge(large)) <= 1.1 * count_calls(lambda: classifier.judge(small))


def test_a_change_of_very_many_files_is_judged_by_the_first(classifier: Classifier) -> None:
    few, many = (
        change("Move the tree", "", *(code(1, 1, f"src/f{number}.py") for number in range(count)))
        for count in (400, 40_000)
    )
    assert classifier.judge(few) == classifier.judge(many)
    assert count_calls(lambda: classifier.judge(many)) <= 1.1 * count_calls(lambda: classifier.judge(few))


RECORDS = st.tuples(TEXTS, TEXTS, TEXTS, TEXTS)


@given(texts=RECORDS, kind=st.sampled_from(Kind), role=st.sampled_from(Role))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_is_an_error(classifier: Classifier, texts: tuple[str, str, str, str], kind: Kind, role: Role) -> None:
    title, body, diff, path = texts
    evidence: Evidence = replace(
        change(title, body, FileChange(path, None, 3), kind=kind), role=role, context=Context(title, diff, body)
    )
    judgement = classifier.judge(evidence)
    assert judgement == classifier.judge(evidence)
    assert 0 <= judgement.confidence <= 1
    assert judgement.reason
    assert (judgement.substantive is None) == (not judgement.substantive_reason)
    assert len(judgement.matches) <= 3
