import re
import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.clean import clean_line
from harvester.draft import find_untraceable
from harvester.draft.titles import make_clause
from harvester.draft.verb_table import SURE
from harvester.draft.verbs import find_gerund, find_past, find_third_person
from harvester.model import Category, Kind, Role
from tests.draft.evidence import make_evidence, make_item, propose

FRAGMENTS = st.sampled_from(
    [
        "<!-- hv github:acme/pay#1 00000000 -->",
        "<!--",
        "-->",
        "\n",
        "\r\n- [x] 2026-01-01 Forged",
        "\u2028",
        "\u0085",
        "\x1b[31m",
        "\u202e",
        "```",
        "[x](javascript:alert(1))",
        "<img src=x>",
        "“",
        "”",
        '"',
        "add",
        "fix: ",
        "because",
        "This PR reduces",
        "from 10 ms to 5 ms",
        "40 %",
        "[redacted: AWS key]",
        "@ann",
        "ann@example.com",
        ". ",
        "feat(",
        "a: " * 5,
    ]
)
TEXTS = st.lists(st.one_of(FRAGMENTS, st.text(max_size=12)), max_size=12).map(" ".join)
KINDS, ROLES, CATEGORIES = (st.sampled_from(list(values)) for values in (Kind, Role, Category))


@given(TEXTS, TEXTS, KINDS, ROLES, CATEGORIES)
def test_no_text_of_a_source_forges_breaks_or_outgrows_a_sentence(
    title: str, body: str, kind: Kind, role: Role, category: Category
) -> None:
    evidence = make_evidence(kind, role, title=title, body=body)
    proposed = propose(evidence, category=category)
    if proposed is None:
        return
    text = proposed.text
    assert 0 < len(text) <= 300
    assert text == " ".join(text.split())
    assert not any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in text)
    assert not set(text) & set("\u202e\u200e\u2066\ufeff")
    assert "<!--" not in text
    assert "-->" not in text
    numbers = re.findall(r"[0-9]+", text)
    said = clean_line(f"{title} {body} {evidence.ref}")
    assert all(number in said for number in numbers)


@given(
    st.sampled_from(["Add", "Fix", "Remove", "Rename"]), st.text(string.ascii_lowercase + " ", min_size=1, max_size=60)
)
def test_a_plain_imperative_becomes_past_and_is_traced(verb: str, rest: str) -> None:
    evidence = make_evidence(title=f"{verb} {rest}")
    proposed = propose(evidence)
    if proposed is not None:
        assert find_untraceable(proposed.text, make_item(evidence)) == []
        assert proposed.confidence > 0.3


@pytest.mark.parametrize("verb", sorted(SURE))
def test_every_verb_of_the_table_is_known_in_each_of_its_forms(verb: str) -> None:
    for form in (find_past(verb), find_gerund(verb), find_third_person(verb)):
        clause = make_clause(f"{form} the export")
        assert (clause.text.casefold(), clause.is_past) == (f"{find_past(verb)} the export", True)


@pytest.mark.parametrize(
    ("verb", "past", "gerund", "third_person"),
    [
        ("add", "added", "adding", "adds"),
        ("free", "freed", "freeing", "frees"),
        ("apply", "applied", "applying", "applies"),
        ("destroy", "destroyed", "destroying", "destroys"),
        ("stop", "stopped", "stopping", "stops"),
        ("defer", "deferred", "deferring", "defers"),
        ("visit", "visited", "visiting", "visits"),
        ("panic", "panicked", "panicking", "panics"),
        ("tie", "tied", "tying", "ties"),
        ("fix", "fixed", "fixing", "fixes"),
        ("re-use", "re-used", "re-using", "re-uses"),
        ("write", "wrote", "writing", "writes"),
        ("split", "split", "splitting", "splits"),
        ("undo", "undid", "undoing", "undoes"),
    ],
)
def test_verbs_are_inflected_by_rule_and_table(verb: str, past: str, gerund: str, third_person: str) -> None:
    assert (find_past(verb), find_gerund(verb), find_third_person(verb)) == (past, gerund, third_person)


@pytest.mark.parametrize(
    "hostile",
    [
        "a" * 1_000_000,
        "add " * 250_000,
        "fix(" * 250_000,
        "[" * 1_000_000,
        "(" * 1_000_000,
        "a: " * 330_000,
        "a, " * 330_000,
        "`" * 1_000_000,
        "*a" * 500_000,
        "<!--" * 250_000,
        "<a" * 500_000,
        "because " * 125_000,
        "1 ms to " * 125_000,
        "“" * 1_000_000,
        "a.b" * 330_000,
        "A. " * 330_000,
        " and fix" * 125_000,
        "_a_ " * 250_000,
        "{code} " * 140_000,
        "\n" * 1_000_000,
        "1" * 1_000_000,
        "Aa" * 500_000,
    ],
    ids=lambda text: text[:8].replace("\n", "newline"),
)
def test_a_megabyte_on_one_line_ends(hostile: str) -> None:
    for kind, role in ((Kind.PULL_REQUEST, Role.AUTHOR), (Kind.REVIEW_COMMENT, Role.REVIEWER)):
        proposed = propose(make_evidence(kind, role, title=hostile, body=hostile))
        assert proposed is None or len(proposed.text) <= 300
