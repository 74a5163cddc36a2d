"""Text from anywhere becomes one inert, readable line."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from harvester.markdown import (
    NewLine,
    collapse,
    digest_text,
    escape_prose,
    locate_comments,
    parse_prose,
    render_line,
    render_link,
    safe_address,
)
from harvester.model import Category, Ref
from tests.document.strategies import LAW, new_lines, titles

REF = Ref("github", "acme/pay#412")
_reader = MarkdownIt("commonmark", {"linkify": True}).enable(["strikethrough", "linkify", "table"])
assert _reader.linkify is not None
_reader.linkify.set({"fuzzy_link": False})


def a_line(text: str, **options: object) -> NewLine:
    plain = {"ref": REF, "category": Category.PROJECT, "happened_on": date(2026, 11, 12), "text": text}
    return NewLine(**{**plain, **options})  # type: ignore[arg-type]


def inline(rendered: bytes) -> list[Token]:
    """Read a rendered line as Markdown; fails unless it is one item of one paragraph."""
    tokens = _reader.parse(rendered.decode())
    kinds = [token.type for token in tokens]
    around = ["bullet_list", "list_item", "paragraph"]
    assert kinds == [*(f"{kind}_open" for kind in around), "inline", *(f"{kind}_close" for kind in reversed(around))]
    return tokens[3].children or []


def shown(tokens: list[Token]) -> str:
    return collapse("".join(token.content for token in tokens if token.type in {"text", "text_special", "code_inline"}))


def test_a_line_looks_as_promised() -> None:
    links = [("#412", "https://github.com/acme/pay/pull/412"), ("PAY-12", "https://acme.example/browse/PAY-12")]
    rendered = render_line(a_line("Cut checkout p99 latency.", links=links)).decode()
    text = (
        "2026-11-12 Cut checkout p99 latency. "
        "([#412](https://github.com/acme/pay/pull/412), [PAY-12](https://acme.example/browse/PAY-12))"
    )
    assert rendered == f"- [ ] {text} <!-- hv github:acme/pay#412 {digest_text(text)} -->"
    assert render_line(a_line("Cut checkout p99 latency.", links=links, is_claimed=True)).decode() == rendered.replace(
        "[ ] ", ""
    )


def test_the_digest_is_of_the_text_with_white_space_collapsed() -> None:
    assert digest_text("2026-11-12  Did\n\tit. ") == digest_text("2026-11-12 Did it.") == "3541ad85"


def test_without_an_address_the_short_id_stands_in_place_of_the_links() -> None:
    assert b"Did it. (`af18afc`) <!--" in render_line(a_line("Did it.", short_id="af18afc"))
    assert b"Did it. (ADR-7, `af18afc`) <!--" in render_line(
        a_line("Did it.", links=[("ADR-7", "")], short_id="af18afc")
    )
    assert b"([#1](https://x.example)) <!--" in render_line(
        a_line("Did it.", links=[("#1", "https://x.example")], short_id="af18afc")
    )


@LAW
@given(new_lines())
def test_whatever_the_title_a_line_is_one_item_with_one_marker_and_its_own_links(line: NewLine) -> None:
    tokens = inline(render_line(line))
    comments = [token.content for token in tokens if token.type == "html_inline"]
    assert len(comments) == 1
    assert comments[0].startswith(f"<!-- hv {line.ref} ")
    addresses = [safe_address(address) for _, address in line.links]
    opened = [token.attrs["href"] for token in tokens if token.type == "link_open"]
    assert opened == [address for address in addresses if address]
    allowed = {"text", "text_special", "code_inline", "html_inline", "link_open", "link_close"}
    assert {token.type for token in tokens} <= allowed


@LAW
@given(titles.filter(lambda title: "`" not in title))
def test_what_is_escaped_reads_as_it_was_typed(title: str) -> None:
    tokens = inline(render_line(a_line(title, is_claimed=True)))
    assert shown(tokens) == collapse(f"2026-11-12 {title}")


@LAW
@given(titles, titles)
def test_no_title_or_label_holds_what_looks_like_a_comment(title: str, label: str) -> None:
    rendered = render_line(a_line(title, links=[(label, "https://example.com")])).decode()
    assert rendered.count("<!--") == rendered.count("-->") == 1
    assert not re.search(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]", rendered)


@LAW
@given(st.text() | titles, st.text())
def test_any_text_at_all_stays_on_one_line(title: str, label: str) -> None:
    rendered = render_line(a_line(title, links=[(label, "https://example.com")]))
    assert len(rendered.decode().splitlines()) == 1
    assert rendered.endswith(b" -->")


@pytest.mark.parametrize(
    "prose",
    [
        "Fixed #412 with @ben: 5 < 6 & 7 > 3, R&D, A -> B, a - b, 50% (or so), it's 2 * 3.",
        "Renamed `run_all` to `run`, kept snake_case_names and files like a_b.py; C:\\dir stays",
        "Saved ~900 ms and $40k a month; next year $50k + 10%!",
        "Déjà vu: 日本語 🎉 – “quoted” … and #1, #2; (see ADR-7) [sic",
    ],
)
def test_ordinary_prose_stays_as_it_was_typed(prose: str) -> None:
    assert escape_prose(prose).replace("\\[sic", "[sic") == prose


@pytest.mark.parametrize(
    ("prose", "escaped"),
    [
        ("Made List<T> generic", r"Made List\<T> generic"),
        ("[core] Fix **bold** __init__", r"\[core] Fix \*\*bold\*\* \_\_init\_\_"),
        ("close --> and <!-- open", r"close --\> and \<\!-- open"),
        ("see https://evil.example/a_b.", "see `https://evil.example/a_b`."),
        ("mail ann@example.com", "mail `ann@example.com`"),
        ("unbalanced ` tick and ``` fence", r"unbalanced \` tick and \`\`\` fence"),
        ("code `a --> b`", r"code \`a --\> b\`"),
        ("&lt;b&gt; &#60;", r"\&lt;b\&gt; \&#60;"),
        ("x # Projects", r"x \# Projects"),
        ("~~gone~~ and %%hidden%%", r"\~\~gone\~\~ and \%\%hidden\%\%"),
        ("$a$", r"$a\$"),
        ("`x`https://evil.example", r"`x`https\://evil.example"),
    ],
)
def test_what_would_be_interpreted_is_escaped(prose: str, escaped: str) -> None:
    assert escape_prose(prose) == escaped


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "//evil.example", "file:///etc/passwd", "https://", "ftp://x.example",
     "", "https://ann:secret@evil.example/", "https://good.example@evil.example/", "http://[", "mailto:a@b.example"],
)  # fmt: skip
def test_only_plain_http_and_https_become_links(address: str) -> None:
    assert safe_address(address) == ""
    assert render_link("label", address) == "label"


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://x.example/a(b)[c]<d>\"e'", "https://x.example/a%28b%29%5Bc%5D%3Cd%3E%22e'"),
        ("https://x.example/é?q=a b#f", "https://x.example/%C3%A9?q=a%20b#f"),
        ("https://x.example/100%/%41", "https://x.example/100%25/%41"),
        ("https://x.example/--><!--", "https://x.example/--%3E%3C%21--"),
        (" https://x.example/\n) ", "https://x.example/%0A%29"),
        ("https://x.example/?a&lt;b", "https://x.example/?a&lt%3Bb"),
    ],
)
def test_an_address_cannot_leave_its_link(address: str, safe: str) -> None:
    assert safe_address(address) == safe


def test_what_stood_before_can_be_put_back_word_for_word() -> None:
    text = r"2026-11-12 Cut \*p99\*. ([#412](https://github.com/acme/pay/pull/412))"
    assert render_line(a_line("ignored", verbatim=text)).decode().startswith(f"- [ ] {text} <!-- hv ")
    with pytest.raises(ValueError, match="cannot hold a comment"):
        render_line(a_line("", verbatim="2026-11-12 x <!-- note -->"))


@pytest.mark.parametrize(
    ("text", "prose", "links"),
    [
        (
            r"Made List\<T> \*fast\*. ([#1](https://x.example/1))",
            "Made List<T> *fast*.",
            [("#1", "https://x.example/1")],
        ),
        ("Kept `a\\*b`. (ADR-7, `af18afc`)", "Kept `a\\*b`.", [("ADR-7", "")]),
        (r"Did it. ([a\]b](https://x.example/%28), c\_d)", "Did it.", [("a]b", "https://x.example/%28"), ("c_d", "")]),
        ("Renamed the flag (`--fast`)", "Renamed the flag (`--fast`)", []),
        ("Did it (with Ben)", "Did it (with Ben)", []),
        ("", "", []),
    ],
)
def test_a_line_is_taken_apart_into_prose_and_links(text: str, prose: str, links: list[tuple[str, str]]) -> None:
    assert parse_prose(text) == (prose, links)


def taken_apart(rendered: bytes, line: NewLine) -> tuple[str, Sequence[tuple[str, str]]]:
    text = rendered.decode().partition(str(line.happened_on))[2].rpartition(" <!-- hv ")[0]
    return parse_prose(text.strip())


@LAW
@given(new_lines())
def test_a_line_taken_apart_and_rendered_again_is_the_same(line: NewLine) -> None:
    line = replace(line, links=[(label, address) for label, address in line.links if safe_address(address)])
    rendered = render_line(line)
    prose, links = taken_apart(rendered, line)
    assert [address for _, address in links] == [safe_address(address) for _, address in line.links]
    again = render_line(replace(line, text=prose, links=links))
    assert taken_apart(again, line) == (prose, links)
    # An address or code in the title has become code; escapes beside it may then be fewer.
    if not any(part in line.text for part in ("`", "://", "www.", "@")):
        assert again == rendered


def test_routine_work_has_no_line() -> None:
    with pytest.raises(ValueError, match="routine work has no heading"):
        a_line("Bumped it.", category=Category.ROUTINE)


def test_comments_are_told_from_code_and_from_what_is_escaped() -> None:
    assert locate_comments("a <!-- b --> `<!-- c -->` \\<!-- d --> <!-- e ` --> ` <!--") == [
        (2, 12),
        (38, 50),
        (53, None),
    ]


@pytest.mark.parametrize("part", ["`", "[", "<!--", "a@", "https://", "_", "*", "\\", "&a", "-->", "``` "])
def test_a_title_repeated_a_thousandfold_is_escaped_in_no_time(part: str) -> None:
    assert len(escape_prose(part * 1000)) >= len(collapse(part * 1000))
