"""Bodies become clean readable text: documents of Cloud, markup of Server, and what is neither."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.jira.adf import MAX_DEPTH, MAX_TEXT, render_adf
from connectors.jira.ticket import read_text
from connectors.jira.wiki import render_wiki
from harvester.clean import clean_body
from tests.connectors.jira.conftest import connect, read
from tests.fakes.jira.server import JiraServer
from tests.fakes.jira.tracker import ANN, Json, Tracker

GOLDEN = Path(__file__).parent / "golden"


def node(name: str, *content: Json, **attributes: Json) -> dict[str, Json]:
    return {"type": name, "content": list(content), "attrs": attributes}


def text(words: str, *marks: Mapping[str, Json]) -> dict[str, Json]:
    return {"type": "text", "text": words, "marks": list(marks)}


def paragraph(*content: Json) -> dict[str, Json]:
    return node("paragraph", *content)


def point(*content: Json) -> dict[str, Json]:
    return node("listItem", *content)


DOCUMENT = node(
    "doc",
    node("heading", text("Why"), level=2),
    paragraph(
        text("Each checkout "),
        text("reads", {"type": "strong"}),
        text(" the ledger 40 times, says "),
        node("mention", id="712020:x", text="@Ben Example"),
        node("emoji", shortName=":smile:", text="😄"),
        node("hardBreak"),
        text("see "),
        text("the trace", {"type": "link", "attrs": {"href": "https://example.com/trace"}}),
        text(" and "),
        node("inlineCard", url="https://acme.atlassian.net/browse/PAY-7"),
        text(" by "),
        node("date", timestamp="1772323200000"),
        text(", "),
        node("status", text="IN REVIEW", color="blue"),
    ),
    node(
        "bulletList",
        point(
            paragraph(text("one")),
            node("orderedList", point(paragraph(text("first"))), point(paragraph(text("second")))),
        ),
        point(paragraph(text("two"))),
    ),
    node("orderedList", point(paragraph(text("third"))), point(paragraph(text("fourth"))), order=3),
    node("codeBlock", text("SELECT 1;\nSELECT 2;"), language="sql"),
    node("blockquote", paragraph(text("Read once.")), paragraph(text("Write once."))),
    node(
        "table",
        node("tableRow", node("tableHeader", paragraph(text("p50"))), node("tableHeader", paragraph(text("p99")))),
        node("tableRow", node("tableCell", paragraph(text("90 ms"))), node("tableCell", paragraph(text("310 ms")))),
    ),
    node("panel", paragraph(text("Careful.")), panelType="warning"),
    node("expand", paragraph(text("Hidden words.")), title="Details"),
    node("mediaSingle", node("media", id="x", alt="latency.png"), node("caption", text("before and after"))),
    node("taskList", node("taskItem", text("measure"), state="DONE"), node("taskItem", text("roll out"), state="TODO")),
    node("decisionList", node("decisionItem", text("batch"), state="DECIDED")),
    node(
        "layoutSection", node("layoutColumn", paragraph(text("left"))), node("layoutColumn", paragraph(text("right")))
    ),
    node("rule"),
    node("hologram", paragraph(text("kept"))),
    {"type": "hologram"},
    node("bodiedExtension", paragraph(text("inside a macro")), extensionKey="toc"),
)

MARKUP = """h2. Why
Each checkout *reads* the ledger _forty_ times, says [~ben]; see [the trace|https://example.com/trace], \
[https://example.com] and [^dump.txt].
{color:red}It is{color} {{slow}}, ??they say??; snake_case_stays and so do 2*3*4 and C:\\\\temp.

* one
** nested
# first
- dash

||p50||p99||
|90 ms|310 ms|

{code:sql}
SELECT *bold* FROM _t_;
{code}
{noformat}
{{raw}}
{noformat}
{quote}
Read once.
{quote}
bq. Said before
{panel:title=Careful|borderStyle=dashed}
Do not.
{panel}
!latency.png|thumbnail! and !not an image
----
\\*not bold\\*
{code}
nobody closes *this*"""


@pytest.mark.parametrize(
    ("name", "body"), [("document.txt", DOCUMENT), ("markup.txt", MARKUP)], ids=["document", "markup"]
)
def test_a_body_reads_as_a_person_would_read_it_out(name: str, body: Json) -> None:
    assert read_text(body) + "\n" == (GOLDEN / name).read_text()


@pytest.mark.parametrize("body", [None, 7, [], {}, "", {"type": "doc"}, {"type": "doc", "content": [None, 7, "x", []]}])
def test_what_is_no_body_is_empty(body: object) -> None:
    assert read_text(body) == ""


def test_fifty_levels_are_read_and_a_hundred_thousand_end() -> None:
    nested = paragraph(text("deep"))
    for _ in range(50):
        nested = node("blockquote", nested)
    assert read_text(node("doc", nested)).endswith("> deep")
    endless: Json = paragraph(text("deeper"))
    for _ in range(100_000):
        endless = node("panel", endless)
    assert read_text(node("doc", endless)) == "[…]"
    assert MAX_DEPTH > 50


@pytest.mark.parametrize(
    "name", ["bulletList", "orderedList", "taskList", "table", "tableRow", "expand", "mediaSingle", "hologram"]
)
def test_no_kind_of_nesting_exhausts_the_stack(name: str) -> None:
    endless: Json = text("deep")
    for _ in range(5_000):
        endless = node(name, node("listItem", endless))
    assert "[…]" in render_adf(node("doc", endless))


def test_a_document_of_many_megabytes_ends_early() -> None:
    huge = node("doc", *[paragraph(text("x" * 10_000))] * 2_000)
    assert len(render_adf(huge)) < MAX_TEXT + 30_000


NODES = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.fixed_dictionaries(
            {
                "type": st.sampled_from(["doc", "paragraph", "text", "table", "orderedList", "media", "date", "x"])
                | inner
            },
            optional={"content": inner, "text": inner, "marks": inner, "attrs": inner},
        )
    ),
    max_leaves=25,
)


def test_many_lines_nested_deep_do_not_grow_without_end() -> None:
    nested = node("doc", *[paragraph(text("x"))] * 50_000)
    for _ in range(90):
        nested = node("blockquote", nested)
    assert len(render_adf(node("doc", nested))) <= MAX_TEXT


@pytest.mark.parametrize("name", [[], {}, 7, None, ["text"]])
def test_a_node_whose_type_is_no_name_is_unknown(name: Json) -> None:
    assert render_adf(node("doc", {"type": name, "content": [paragraph(text("kept"))]})) == "kept"
    assert render_adf(node("doc", {"type": name})) == "[unknown]"


@given(NODES)
def test_no_document_breaks_it(document: Json) -> None:
    assert isinstance(read_text(document), str)


@given(st.text(alphabet="*_+-^~{}[]|!#?\\h1. \ncodeqtnfrma:/", max_size=300))
def test_no_markup_breaks_it(markup: str) -> None:
    assert clean_body(render_wiki(markup)) is not None


@given(st.text(alphabet="abc de\n.,;0", max_size=200))
def test_prose_without_markup_stays_as_it_is(prose: str) -> None:
    expected = prose.strip()
    while "\n\n\n" in expected:
        expected = expected.replace("\n\n\n", "\n\n")
    assert render_wiki(prose) == expected


@pytest.mark.parametrize("letter", ["*", "[", "{", "!", "_a", "{code}", "[a|", "|| ", "{{", "??", "[~"])
def test_a_megabyte_of_marks_is_read_without_going_over_it_again_and_again(letter: str) -> None:
    assert len(render_wiki(letter * (1_000_000 // len(letter)))) <= MAX_TEXT * 2


@pytest.mark.parametrize(
    "hostile",
    ["\x1b]0;owned\x07 title", "rtl \u202e evil", "ghp_0123456789abcdefghij0123456789abcdef", "nul \x00 bell \x07"],
)
def test_no_body_brings_anything_hostile(server: JiraServer, tracker: Tracker, hostile: str) -> None:
    ticket = tracker.create("PAY", ANN, "2026-03-01T09:00:00Z", summary=hostile, description=hostile, labels=[hostile])
    tracker.comment(ticket, ANN, "2026-03-02T09:00:00Z", hostile)
    for one in read(connect(server)).evidence:
        said = " ".join([one.title, one.body, *one.labels])
        assert clean_body(said) == said
        assert not {"\x1b", "\u202e", "\x00"} & set(said)
        assert "ghp_" not in said
