import pytest

from harvester.draft.prose import read_sentences, split_sentences, strip_inline


def read_texts(body: str) -> list[str]:
    return [sentence.text for sentence in read_sentences(body)]


def test_sentences_know_their_section_and_paragraph() -> None:
    body = "First one. Second one.\n\n## Why\n\nThird one."
    assert [(sentence.text, sentence.section, sentence.paragraph) for sentence in read_sentences(body)] == [
        ("First one.", "", 1),
        ("Second one.", "", 1),
        ("Third one.", "why", 2),
    ]


@pytest.mark.parametrize(
    "noise",
    [
        "<!-- a comment\nof two lines -->",
        "<!-- a comment that never ends",
        "```\ncode\n```",
        "```\ncode that never ends",
        "    indented code",
        "- a list\n  and its second line",
        "1. a list",
        "- [x] a box",
        "> a quotation",
        "| a | table |",
        "![an image](https://example.com/x.png)",
        "https://example.com/only/a/link",
        "Signed-off-by: Ann Example <ann@example.com>",
        "Change-Id: I0123456789",
        "<details><summary>More</summary>text</details>",
        "{code:python}print(1){code}",
        "## Checklist\nall of it is done",
        "## How to test\nrun it",
        "Summary by Sourcery: it changes things",
        ":rocket: :tada:",
        "---",
    ],
)
def test_what_is_no_prose_is_gone(noise: str) -> None:
    assert read_texts(f"Kept.\n\n{noise}") == ["Kept."]


def test_markdown_signs_go_and_words_stay() -> None:
    assert strip_inline("**Bold** and _slanted_ `code_name` in [a link](https://example.com) :tada: ok") == (
        "Bold and slanted code_name in a link ok"
    )


def test_only_tags_of_html_go() -> None:
    assert read_texts("A <b>bold</b> word in <ref>.") == ["A bold word in <ref>."]


def test_abbreviations_end_no_sentence() -> None:
    text = "It is slow, e.g. Postgres vs. SQLite. Version 1.2 is fine. See Fig. 3."
    assert list(split_sentences(text)) == [
        "It is slow, e.g. Postgres vs. SQLite.",
        "Version 1.2 is fine.",
        "See Fig. 3.",
    ]


def test_a_label_opens_a_section() -> None:
    assert [(one.text, one.section) for one in read_sentences("Motivation: It was slow.\nResult:\nIt is fast.")] == [
        ("It was slow.", "motivation"),
        ("It is fast.", "result"),
    ]


def test_wrapped_lines_are_one_sentence() -> None:
    assert read_texts("One sentence\nover two lines.") == ["One sentence over two lines."]
