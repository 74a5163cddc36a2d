"""What the person did to a line is read from the line alone, wherever and however it stands."""

from datetime import date
from pathlib import Path

import pytest

from harvester.document import Document, MarkedLine
from harvester.markdown import digest_text
from harvester.model import Category, Entry, Ref
from tests.document.strategies import line

REF = Ref("github", "acme/pay#412")
WORDS = "2026-11-12 Cut checkout p99 from 900 ms to 310 ms. ([#412](https://github.com/acme/pay/pull/412))"
MARKER = f"<!-- hv {REF} {digest_text(WORDS)} -->"


def read(text: str) -> Document:
    document = Document(Path("brag.md"), text.encode(), exists=True)
    document.check()
    return document


def only(text: str) -> MarkedLine:
    (found,) = read(text).marked
    return found


@pytest.mark.parametrize(
    ("start", "box", "is_claimed"),
    [
        ("- [ ] ", "open", False),
        ("- [x] ", "ticked", True),
        ("- [X] ", "ticked", True),
        ("- ", "none", True),
        ("* [ ] ", "open", False),
        ("12. [ ] ", "open", False),
        ("  - [ ] ", "open", False),
        ("-\t[ ]\t", "open", False),
        ("- [-] ", "open", False),
        ("- [] ", "open", False),
        ("", "none", True),
        ("### ", "none", True),
    ],
)
def test_a_tick_or_a_box_taken_away_claims_a_line(start: str, box: str, is_claimed: bool) -> None:
    found = only(f"## Projects\n\n{start}{WORDS} {MARKER}\n")
    assert (found.ref, found.box, found.is_claimed) == (REF, box, is_claimed)


@pytest.mark.parametrize(
    "text",
    [
        f"- [ ] {WORDS} {MARKER}",
        f"- [ ] {WORDS.replace(' p99 ', '  p99 ')}   {MARKER}   ",
        f"- [ ] {WORDS.replace(' p99 ', chr(10) + '  p99 ')} {MARKER}",
        f"- [ ] {WORDS.replace(' p99 ', chr(13) + 'p99 ')} {MARKER}",
        f"- [ ] {WORDS}\n  {MARKER}",
        f"- [ ]\n  {WORDS} {MARKER}",
        f"- [ ] {WORDS} <!--\n  hv {REF}\n  {digest_text(WORDS)}\n  -->",
        f"- [ ] {WORDS} {MARKER}\n\nwords of the person",
        f"- [ ] {WORDS} {MARKER}\n# Heading",
        f"- [ ] {WORDS} {MARKER}\n* another item",
        f"   1. [ ] {WORDS} {MARKER}\n\n\n",
    ],
)
def test_wrapping_and_spacing_touch_nothing(text: str) -> None:
    found = only(text)
    assert (found.text, found.box, found.happened_on) == (WORDS, "open", date(2026, 11, 12))
    assert not found.is_reworded
    assert not found.is_touched


@pytest.mark.parametrize(
    "text",
    [
        f"- [ ] {WORDS.replace('Cut', 'I cut')} {MARKER}",
        f"- [ ] {WORDS} {MARKER} and more",
        f"- [ ] {WORDS} {MARKER} # more",
        f"- [ ] {WORDS} {MARKER} <!-- mine -->",
        f"- [ ] {WORDS} {MARKER}\n  and more",
        f"- [ ] {WORDS} {MARKER}\nand more",
        f"- [ ] {WORDS} {MARKER}\n  - a child",
        f"- [ ] {WORDS} {MARKER}\n\n  a second paragraph",
        f"- [ ] {WORDS} <!-- hv {REF} -->",
        f"- [ ] {WORDS} <!-- hv {REF} 1234 -->",
        f"- [ ] {WORDS} <!--hv {REF}{' '}-->",
        f"> - [ ] {WORDS} {MARKER}",
        f"- - [ ] {WORDS} {MARKER}",
        f"{WORDS} {MARKER}",
        f"- [ ] {WORDS} <!-- mine --> {MARKER}",
    ],
)
def test_a_line_with_anything_of_the_person_is_touched(text: str) -> None:
    found = only(text)
    assert found.ref == REF
    assert found.is_touched


@pytest.mark.parametrize(
    "text",
    [
        f"```\n- [ ] {WORDS} {MARKER}\n```",
        f"- item\n  ~~~\n  - [ ] {WORDS} {MARKER}\n  ~~~",
        f"<!--\n- [ ] {WORDS} {MARKER}\n",
        f"<!-- - [ ] {WORDS} {MARKER}",
        f"words\n\n    - [ ] {WORDS} {MARKER}",
        f"- [ ] `{WORDS} {MARKER}`",
        f"- [ ] {WORDS} \\{MARKER}",
        f"- [ ] note <!-- to myself {MARKER}",
        f"<pre>\n- [ ] {WORDS} {MARKER}\n</pre>",
        f"---\ntitle: {MARKER}\n---\n",
        "- [ ] words <!-- hv nonsense 12345678 -->",
        "- [ ] words <!-- hv github:a--b 12345678 -->",
        "- [ ] words <!-- hv -->",
        "- [ ] words <!-- have a look -->",
    ],
)
def test_what_is_no_marker_of_a_shown_line_does_not_count(text: str) -> None:
    assert read(text).marked == []


def test_a_marker_belongs_to_the_innermost_item() -> None:
    found = only(f"- [x] mine\n  - [ ] {WORDS} {MARKER}\n")
    assert (found.box, found.text, found.line) == ("open", WORDS, 2)


def test_two_markers_in_one_item_are_two_touched_lines() -> None:
    text = f"- [ ] {WORDS} {MARKER} and\n  more <!-- hv git:abc {digest_text('and more')} -->\n"
    assert [(str(one.ref), one.text, one.is_reworded, one.is_touched, one.line) for one in read(text).marked] == [
        (str(REF), WORDS, False, True, 1),
        ("git:abc", "and more", False, True, 1),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"- [ ] {WORDS} {MARKER} Saved $40k.", f"{WORDS} Saved $40k."),
        (f"- [ ] {WORDS} {MARKER}\n  Saved\nmuch.\n\n  More.", f"{WORDS} Saved much."),
        (f"- [ ] {MARKER} {WORDS}", WORDS),
        (f"- [ ] {WORDS} {MARKER} Saved $40k.\n  - child\n", f"{WORDS} Saved $40k."),
        (f"- [ ] {WORDS} {MARKER} <!-- mine --> Saved.\n# Heading", f"{WORDS} Saved."),
    ],
)
def test_words_typed_behind_the_marker_belong_to_the_line(text: str, words: str) -> None:
    found = only(text)
    assert (found.text, found.is_reworded, found.is_touched) == (words, True, True)
    assert found.happened_on == date(2026, 11, 12)


def test_a_comment_in_a_line_touches_it_but_is_no_part_of_its_words() -> None:
    found = only(f"- [ ] {WORDS} <!-- mine --> {MARKER}\n")
    assert (found.text, found.is_reworded, found.is_touched) == (WORDS, False, True)


def test_a_second_paragraph_with_the_marker_is_still_its_item() -> None:
    found = only(f"- [ ] 2026-11-12 Reworded.\n\n  {MARKER}\n")
    assert (found.box, found.text, found.is_reworded) == ("open", "2026-11-12 Reworded.", True)


@pytest.mark.parametrize("above", ["---", "## Heading", "Heading\n===", "```\ncode\n```", "> quoted", "", "* * *"])
def test_an_item_does_not_reach_beyond_what_ends_it(above: str) -> None:
    found = only(f"- [ ] a task\n{above}\nwords {MARKER}\n")
    assert (found.box, found.text) == ("none", "words")


def test_lines_are_counted_whatever_ends_them() -> None:
    text = f"a\r\nb\rc\n\n- [ ] {WORDS} {MARKER}\r\n\r\n- [ ] {WORDS} <!-- hv git:abc 0 -->"
    assert [one.line for one in read(text).marked] == [5, 7]


def test_the_category_is_that_of_the_nearest_heading_that_has_one() -> None:
    places = ("# Brag", "## Decisions", "### 2026", "## Notes", "# Projects", "## Misc", "### Feedback received")
    text = "".join(f"{place}\n\n- x <!-- hv git:{number} 0 -->\n\n" for number, place in enumerate(places))
    assert [one.category for one in read(text).marked] == [
        None,
        Category.DECISION,
        Category.DECISION,
        None,
        Category.PROJECT,
        Category.PROJECT,
        Category.PROJECT,
    ]


def test_of_copies_the_claimed_one_counts_then_the_untouched_one_then_the_first() -> None:
    touched, untouched = f"- [ ] Reworded. {MARKER}\n", f"- [ ] {WORDS} {MARKER}\n"
    for text, number in [
        (touched + untouched, 2),
        (untouched + touched, 1),
        (touched + touched, 1),
        (untouched + touched.replace("[ ]", "[x]"), 2),
    ]:
        found = read(text).line_of(REF)
        assert found is not None
        assert found.line == number


def test_claiming_or_withdrawing_one_of_two_copies_leaves_the_other_alone() -> None:
    copied = f"- [ ] Reworded. {MARKER}\n"
    document = read(f"{copied}- [ ] {WORDS} {MARKER}\n")
    assert document.claim(REF).data == f"{copied}- {WORDS} {MARKER}\n".encode()
    assert document.withdraw(REF).data == copied.encode()


def test_entries_are_claimed_lines_and_items_under_a_heading_of_ours() -> None:
    text = f"""# Brag

- not under a heading of ours

## Projects

- {WORDS} {MARKER}
- [ ] 2026-11-11 undecided <!-- hv git:abc 00000000 -->
- [x] **2026-10-01** Wrote this myself, <!-- or did I? -->
  on two lines.

  More about it.
  - a child
- [ ] a task of mine
- undated
1. numbered

words

> - quoted

### 2025
* 2025-12-24: deeper
```
- code
```
## Notes

- not ours

- [x] 2026-09-09 moved here <!-- hv git:def 00000000 -->
"""
    linked = "Cut checkout p99 from 900 ms to 310 ms. ([#412](https://github.com/acme/pay/pull/412))"
    assert list(read(text).entries) == [
        Entry(Category.PROJECT, linked, REF, date(2026, 11, 12)),
        Entry(Category.PROJECT, "Wrote this myself, on two lines.", None, date(2026, 10, 1)),
        Entry(Category.PROJECT, "undated"),
        Entry(Category.PROJECT, "numbered"),
        Entry(Category.PROJECT, "deeper", None, date(2025, 12, 24)),
        Entry(Category.PROJECT, "moved here", Ref("git", "def"), date(2026, 9, 9)),
    ]


def test_a_copied_entry_is_one_entry() -> None:
    text = f"## Projects\n- {WORDS} {MARKER}\n\n## Decisions\n- {WORDS} {MARKER}\n"
    assert [entry.category for entry in read(text).entries] == [Category.PROJECT]


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ("## Projects\n\n```sh\nrun\n", "brag.md:3", "code fence"),
        ("words\r\n\r\n~~~\r\n## Projects\r\n```\r\n", "brag.md:3", "code fence"),
        ("- item\n  ```\n  code\n## Projects\n", "brag.md:2", "code fence"),
        ("## Projects\n<!-- note\n- x\n", "brag.md:2", "comment"),
        ("## Projects\n- done <!-- note\n- x <!-- closed -->\n", "brag.md:2", "comment"),
        ("- <!-- a --> <!-- b\n", "brag.md:1", "comment"),
        ("## Projects <!-- b\n", "brag.md:1", "comment"),
        ("> quoted <!-- b\n", "brag.md:1", "comment"),
        ("a\rb\r\r<pre>\r## Projects\r", "brag.md:4", "raw HTML element"),
        ("x\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> theirs\n", "brag.md:2", "merge conflict"),
        ("\ufeff## Projects".encode("utf-16").decode("latin-1"), "brag.md", "UTF-16"),
    ],
)
def test_what_swallows_or_hides_is_refused_with_its_place(text: str, place: str, what: str) -> None:
    document = Document(Path("brag.md"), text.encode("latin-1"), exists=True)
    with pytest.raises(Exception, match=what) as refusal:
        document.check()
    assert str(refusal.value).startswith(place)


@pytest.mark.parametrize(
    "text",
    [
        "```\n<!--\n```",
        "a `<!--` b",
        "a \\<!-- b",
        "a <!-->",
        "<<<<<<< words",
        "- ```\n  x\n  ```\n",
        "    ```\n",
        "```\n<<<<<<< a\n=======\n>>>>>>> b\n```",
    ],
)
def test_what_only_looks_open_is_not_refused(text: str) -> None:
    Document(Path("brag.md"), text.encode(), exists=True).check()


@pytest.mark.parametrize("heading", ["  ## Decisions\n", "   Decisions\n---\n"])
def test_a_heading_that_an_item_above_would_take_in_is_refused_with_its_place(heading: str) -> None:
    document = read(f"## Projects\n\nwords\n\n{heading}")
    with pytest.raises(Exception, match=r"^brag\.md:5: this heading is indented"):
        document.add([line(1)])
    assert document.add([line(1, Category.DECISION)]).marked[0].category is Category.DECISION
    assert read(f"## Projects\n\nwords\n\n {heading.lstrip()}").add([line(1)]).marked[0].is_touched is False


def test_a_claim_that_would_turn_the_words_into_something_else_is_refused() -> None:
    document = read(f"## Projects\n\n- [ ] ```x\n  {MARKER}\n\n## Decisions\n")
    with pytest.raises(Exception, match="would change what the text below it means"):
        document.claim(REF)


def test_a_withdrawal_that_would_make_a_heading_of_the_words_above_is_refused() -> None:
    made = Document(Path("brag.md")).add([line(412)])
    ours = made.data.splitlines()[2].decode()
    document = read(f"words of the person\n{ours}\n---\n")
    with pytest.raises(Exception, match="would change what the text below it means"):
        document.withdraw(REF)
