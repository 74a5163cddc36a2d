"""Each deliberate breakage of the code is caught by the test that is there for it.

A breakage replaces one piece of source text. It lives in a child process, which imports everything anew and runs
the one test; a breakage that survives, or whose text is no longer in the code, fails here.
"""

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import inspect
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import pytest

from tests.document.test_lines import MARKER, WORDS

CAUGHT, SURVIVED, UNUSABLE = 1, 0, 2
REIMPORTED = (
    "harvester.document",
    "harvester.headings",
    "harvester.markdown",
    "harvester.reconcile",
    "tests.document",
    "tests.test_",
)
HARVESTER = Path(__file__).parents[2] / "harvester"


@dataclass(frozen=True)
class Breakage:
    """One piece of source replaced, and the test that must notice."""

    module: str
    old: str
    new: str
    caught_by: str
    case: Mapping[str, object] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        return HARVESTER.joinpath(*self.module.split("/")).with_suffix(".py")

    @property
    def broken_source(self) -> str:
        source = self.path.read_text(encoding="utf-8")
        assert source.count(self.old) == 1, f"{self.old!r} stands {source.count(self.old)} times in {self.path.name}"
        return source.replace(self.old, self.new)


def golden(module: str, old: str, new: str, name: str) -> Breakage:
    return Breakage(
        module, old, new, "document.test_placement:test_lines_go_where_the_golden_example_shows", {"name": name}
    )


def law(module: str, old: str, new: str, test: str) -> Breakage:
    return Breakage(module, old, new, f"document.test_law:{test}")


def disk(module: str, old: str, new: str, test: str, **case: object) -> Breakage:
    return Breakage(module, old, new, f"document.test_disk:{test}", case)


def markdown(old: str, new: str, test: str, **case: object) -> Breakage:
    return Breakage("markdown", old, new, f"test_markdown:{test}", case)


def verdict(old: str, new: str, test: str, **case: object) -> Breakage:
    return Breakage("reconcile", old, new, f"test_reconcile:{test}", case)


KEEPS = "test_adding_keeps_every_byte_of_the_person_in_order"
READS_BACK = "test_what_was_added_reads_back_as_it_was_meant"
RESTORES = "test_withdrawing_what_was_added_restores_the_bytes"
CLAIMS = "test_claiming_takes_a_box_and_nothing_else"
ITEM = "test_a_reader_of_markdown_sees_each_line_as_an_item_of_its_section"
NO_COMMENT = "test_no_title_or_label_holds_what_looks_like_a_comment"
OWN_LINKS = "test_whatever_the_title_a_line_is_one_item_with_one_marker_and_its_own_links"

BREAKAGES: Mapping[str, Breakage] = {
    "fences are ignored": golden(
        "document/syntax", "    fence = _FENCE.match(rest)\n", "    fence = None\n", "fences_with_headings"
    ),
    "any fence closes any other": golden(
        "document/syntax", "re.compile(re.escape(fence[0])", 're.compile(b"[`~]{3}"', "fences_with_headings"
    ),
    "blocks of comments are ignored": golden(
        "document/syntax", "if opener.match(rest)), None)", "if False), None)", "comments_with_headings"
    ),
    "front matter is ignored": golden(
        "document/blocks", "if matter is None or", "if matter is not None or", "front_matter"
    ),
    "underlined headings are ignored": golden(
        "document/blocks", "and (level := syntax.match_underline(rest))", "and (level := 0)", "underlined_headings"
    ),
    "indented code is text": golden(
        "document/blocks", "if column - self._base(depth) >= syntax.INDENTED_CODE:", "if False:", "indented_code"
    ),
    "headings differ by case": golden("headings", ".casefold()\n", "\n", "decorated_headings"),
    "sections go on through sub-headings": golden(
        "document/placement",
        "following = outline.headings[home + 1] if home + 1 < len(outline.headings) else None",
        "following = next((one for one in outline.headings[home + 1 :] if one.level <= heading.level), None)",
        "before_sub_headings",
    ),
    "lines go right below the heading": golden(
        "document/placement",
        "heading.end + len(text[heading.end : section_end].rstrip(BLANK))",
        "heading.end",
        "lists_and_words",
    ),
    "raw HTML swallows the line": golden("document/placement", "line_end * is_swallowed", 'b""', "details_element"),
    "an underlined heading is swallowed": golden(
        "document/placement", "line_end * is_lazy", 'b""', "underlined_heading_at_once"
    ),
    "the last of several headings is taken": golden(
        "document/sections", "(_rank(self.headings[index].level), index)", "-index", "same_heading_twice"
    ),
    "a deep heading of that name is taken": golden(
        "document/sections", "if heading.level <= OWN_LEVEL or", "if True or", "deep_headings_are_not_ours"
    ),
    "every line ends in LF": golden("document/placement", "    if last < 0:\n", "    if True:\n", "windows_line_ends"),
    "CRLF is taken for CR and LF": golden(
        "document/placement", 'b"\\r\\n" if text[last - 1', 'b"\\n" if text[last - 1', "windows_line_ends"
    ),
    "the byte order mark goes": law(
        "document/document",
        "replace(self, data=text,",
        'replace(self, data=text.removeprefix(b"\\xef\\xbb\\xbf"),',
        KEEPS,
    ),
    "trailing blanks go": law(
        "document/placement",
        "parts += [text[at:offset], inserted]",
        "parts += [text[at:offset].rstrip(), inserted]",
        KEEPS,
    ),
    "the text is decoded and encoded again": law(
        "document/document",
        "replace(self, data=text,",
        'replace(self, data=text.decode("utf-8", "replace").encode(),',
        KEEPS,
    ),
    "a document without a final line end gets the line glued on": golden(
        "document/placement", "else line_end + inserted.removesuffix(line_end)", "else inserted", "no_final_newline"
    ),
    "a missing heading is added without a blank line": law(
        "document/placement", "return line_end * (2 - bool(", "return line_end * (0 * bool(", KEEPS
    ),
    "a ref may stand twice": law(
        "document/document", "or self._stands(line.ref)", "or False", "test_a_ref_has_at_most_one_line"
    ),
    "a ref is taken for one that begins like it": law(
        "document/document",
        "in self.data and self.line_of(ref) is not None",
        "in self.data",
        "test_a_ref_that_begins_like_another_is_another",
    ),
    "all boxes are open": Breakage(
        "document/lines",
        'return "ticked" if',
        'return "open" if',
        "document.test_lines:test_a_tick_or_a_box_taken_away_claims_a_line",
        {"start": "- [x] ", "box": "ticked", "is_claimed": True},
    ),
    "a claim takes the first letter too": law(
        "document/document", "self.data[line.box_end :]", "self.data[line.box_end + 1 :]", CLAIMS
    ),
    "a claim takes the bullet too": law(
        "document/document", "self.data[: line.box_start]", "self.data[: line.start]", CLAIMS
    ),
    "touched lines are withdrawn": law(
        "document/document", "if line.is_touched:", "if False:", "test_a_line_with_any_byte_changed_is_never_withdrawn"
    ),
    "a withdrawal takes the next line too": law(
        "document/document",
        "self.data[:start] + self.data[line.end :]",
        'self.data[:start] + self.data[line.end :].lstrip(b"\\n")',
        RESTORES,
    ),
    "a withdrawal leaves the line end": law(
        "document/document", "if line.end == len(self.data) and", "if False and", RESTORES
    ),
    "headings may change by a withdrawal": Breakage(
        "document/document",
        "if before != after or",
        "if False or",
        "document.test_lines:test_a_withdrawal_that_would_make_a_heading_of_the_words_above_is_refused",
    ),
    "markers in code count": Breakage(
        "document/lines",
        "or (hidden is not None and hidden[0] != marker.start())",
        "",
        "document.test_lines:test_what_is_no_marker_of_a_shown_line_does_not_count",
        {"text": "```\n- [ ] x <!-- hv git:abc 00000000 -->\n```"},
    ),
    "children of a line are overlooked": Breakage(
        "document/lines",
        "or _has_company(text, item, end)",
        "",
        "document.test_lines:test_a_line_with_anything_of_the_person_is_touched",
        {"text": f"- [ ] {WORDS} {MARKER}\n  - a child"},
    ),
    "a comment behind the marker is overlooked": Breakage(
        "document/lines",
        "or line_end is None or",
        "or",
        "document.test_lines:test_a_line_with_anything_of_the_person_is_touched",
        {"text": f"- [ ] {WORDS} {MARKER} <!-- mine -->"},
    ),
    "words behind the marker are overlooked": Breakage(
        "document/lines",
        "bool(more) or",
        "",
        "document.test_lines:test_words_typed_behind_the_marker_belong_to_the_line",
        {"text": f"- [ ] {WORDS} {MARKER} Saved $40k.", "words": f"{WORDS} Saved $40k."},
    ),
    "an unclosed fence is guessed at": Breakage(
        "document/blocks",
        "        if not is_closed:\n",
        "        if False:\n",
        "document.test_lines:test_what_swallows_or_hides_is_refused_with_its_place",
        {"text": "## Projects\n\n```sh\nrun\n", "place": "brag.md:3", "what": "code fence"},
    ),
    "an unclosed comment is guessed at": Breakage(
        "document/blocks",
        "                if closed is None:\n",
        "                if False:\n",
        "document.test_lines:test_what_swallows_or_hides_is_refused_with_its_place",
        {"text": "## Projects\n- done <!-- note\n", "place": "brag.md:2", "what": "comment"},
    ),
    "open tasks are entries": Breakage(
        "document/document",
        'and item.box != "open"',
        "",
        "document.test_lines:test_entries_are_claimed_lines_and_items_under_a_heading_of_ours",
    ),
    "comments open in a title": markdown("| (?P<declaration> <[!?] )", "", NO_COMMENT),
    "comments close in a title": markdown("| (?P<end> (?<=--)>|(?<=--!)> )", "", NO_COMMENT),
    "tags open in a title": markdown("| (?P<tag> <(?=[A-Za-z/]) )", "", OWN_LINKS),
    "links open in a title": markdown("| (?P<bracket> \\[ )", "", OWN_LINKS),
    "code opens in a title": markdown(
        "| (?P<ticks> ` )",
        "",
        "test_what_would_be_interpreted_is_escaped",
        prose="one ` tick",
        escaped="one \\` tick",
    ),
    "emphasis opens in a title": markdown("| (?P<stars> \\*+ )", "", OWN_LINKS),
    "backslashes undo the escaping": markdown("| (?P<backslash> \\\\(?=[!-/:-@\\[-`{-~]|$) )", "", OWN_LINKS),
    "comments hide in code": markdown('not any(part in code for part in ("<!", "-->", "--!>"))', "True", NO_COMMENT),
    "labels are not escaped": markdown(
        '_ACTIVE_IN_LABEL.sub(r"\\\\\\g<0>", collapse(label))', "collapse(label)", NO_COMMENT
    ),
    "lines of a title stay lines": markdown(
        'return " ".join(text.split())', "return text.strip()", "test_any_text_at_all_stays_on_one_line"
    ),
    "any scheme is a link": markdown(
        'parts.scheme not in {"http", "https"} or',
        "",
        "test_only_plain_http_and_https_become_links",
        address="ftp://x.example",
    ),
    "addresses are not encoded": markdown(
        'return quote(_LONE_PERCENT.sub("%25", address.strip()), safe=_ADDRESS_SAFE, errors="replace")',
        "return address.strip()",
        OWN_LINKS,
    ),
    "a document that vanished is made anew": disk(
        "document/disk",
        "(original is not None) != self.before.exists or",
        "",
        "test_a_document_that_vanished_or_appeared_is_not_written",
    ),
    "what changed in the instant is written over": Breakage(
        "document/disk",
        "            self._check_replaced(whole)\n",
        "",
        "document.test_faults:test_of_two_saves_in_the_instant_the_newer_stands_and_the_older_is_kept",
    ),
    "a new document is written over one that appears": disk(
        "document/exchange",
        "os.link(new, target, src",
        "os.rename(new, target, src_dir_fd=folder, dst_dir_fd=folder) if target else os.link(new, target, src",
        "test_a_document_that_appears_in_the_instant_of_the_write_stands",
    ),
    "the symlink is replaced": disk(
        "document/disk",
        "os.path.realpath(before.path)",
        "os.path.abspath(before.path)",
        "test_a_symlink_stays_one_and_its_file_is_written",
    ),
    "the mode goes": disk(
        "document/disk",
        "    os.fchmod(handle, stat.S_IMODE(original.status.st_mode))\n",
        "",
        "test_a_write_keeps_mode_owner_and_attributes",
    ),
    "the attributes go": disk(
        "document/disk",
        "            os.setxattr(handle, name, value)\n",
        "            pass\n",
        "test_a_write_keeps_mode_owner_and_attributes",
    ),
    "read-only files are written": disk(
        "document/disk",
        "is_allowed = original.status.st_mode & _ANY_WRITE_BIT and",
        "is_allowed =",
        "test_a_read_only_file_or_folder_is_refused",
    ),
    "leftovers stay": disk(
        "document/disk",
        "            writing.remove_leftovers()\n",
        "",
        "test_what_a_killed_write_left_is_cleared_away_even_if_nothing_is_written",
    ),
    "replaced bytes are thrown away": disk(
        "document/disk",
        "            sync_folder(self.folder)\n            keep_file(self.folder, whole, self.backups)\n",
        "            self._drop(whole)\n",
        "test_each_replaced_version_is_kept_privately_and_the_oldest_go",
    ),
    "backups pile up": disk(
        "document/backups",
        "for number in kept[: max(0, len(kept) + 1 - KEPT_BACKUPS)]:",
        "for number in ():",
        "test_each_replaced_version_is_kept_privately_and_the_oldest_go",
    ),
    "the new bytes are not made durable": Breakage(
        "document/disk",
        "            os.fsync(handle)\n",
        "",
        "document.test_faults:test_the_new_bytes_are_durable_before_they_take_the_name",
    ),
    "short writes end early": Breakage(
        "document/backups",
        "    while rest:\n",
        "    if rest:\n",
        "document.test_faults:test_short_writes_are_completed",
    ),
    "a rollback counts as deletions": verdict(
        "if gone + undone > FEW_LOSSES",
        "if False",
        "test_more_than_five_lines_and_a_third_gone_at_once_are_no_rejections",
        stood=6,
        gone=6,
        is_refused=True,
    ),
    "six losses are few": verdict(
        "> FEW_LOSSES and",
        "> FEW_LOSSES + 1 and",
        "test_more_than_five_lines_and_a_third_gone_at_once_are_no_rejections",
        stood=6,
        gone=6,
        is_refused=True,
    ),
    "a third is too much": verdict(
        "* 3 > stood",
        "* 3 >= stood",
        "test_more_than_five_lines_and_a_third_gone_at_once_are_no_rejections",
        stood=18,
        gone=6,
        is_refused=False,
    ),
    "a review undone by a sync tool is believed": verdict(
        "len(reverted.union(self.reopened))", "0", "test_an_old_copy_that_undoes_a_review_is_refused"
    ),
    "a deleted entry teaches": verdict(
        "            if not stood.is_claimed:\n",
        "            if stood:\n",
        "test_a_deleted_draft_is_rejected_and_a_deleted_entry_only_withdrawn",
    ),
    "archives are overlooked": verdict(
        "if ref not in archived]", "]", "test_what_an_archive_holds_was_moved_not_deleted"
    ),
    "a line without its marker is rejected": verdict(
        "    if not absent:\n", "    if True:\n", "test_a_line_that_lost_its_marker_is_not_rejected", mangled="hv"
    ),
    "claims are given again in each run": verdict(
        "and stood.text == line.text and not is_moved",
        "and False",
        "test_an_entry_whose_words_change_later_is_edited_once",
    ),
    "a move is not seen": verdict(
        "line.category or (stood.category if stood else",
        "(stood.category if stood else line.category or",
        "test_a_line_moved_to_another_section_changes_its_category",
    ),
}


@pytest.mark.parametrize("name", BREAKAGES)
def test_a_breakage_is_caught(name: str, tmp_path: Path) -> None:
    breakage = BREAKAGES[name]
    source = breakage.broken_source
    compile(source, breakage.path, "exec")
    child = os.fork()
    if child == 0:
        os._exit(run_broken(breakage, source, tmp_path))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == CAUGHT, f"not caught: {name}"


def run_broken(breakage: Breakage, source: str, folder: Path) -> int:
    """Import everything anew with one module broken, and run the test that must notice."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.environ["LAW_IS_BROKEN"] = "1"
    try:
        for name in [name for name in sys.modules if name.startswith(REIMPORTED)]:
            del sys.modules[name]
        sys.meta_path.insert(0, BrokenFinder("harvester." + breakage.module.replace("/", "."), source))
        module_name, _, test_name = breakage.caught_by.partition(":")
        test = getattr(importlib.import_module(f"tests.{module_name}"), test_name)
        options = {**lay_fixtures(test, folder), **breakage.case}
    except BaseException:  # noqa: BLE001 - the child must not come back into the test run
        return UNUSABLE
    try:
        test(**options)
    except BaseException:  # noqa: BLE001 - whatever the test raises, it noticed
        return CAUGHT
    return SURVIVED


def lay_fixtures(test: Callable[..., object], folder: Path) -> dict[str, object]:
    """Give the test what pytest would, as far as these tests ask for it."""
    path = folder / "notes" / "brag.md"
    path.parent.mkdir()
    path.write_bytes(b"## Projects\n\n- mine\n")
    fixtures = {
        "tmp_path": folder,
        "path": path,
        "kept": folder / "state" / "backups",
        "monkeypatch": pytest.MonkeyPatch(),
    }
    wanted = inspect.signature(test).parameters
    return {name: fixture for name, fixture in fixtures.items() if name in wanted}


class BrokenFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds one module by its name, and loads it from the source given."""

    def __init__(self, name: str, source: str) -> None:
        self.name = name
        self.source = source

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        del path, target
        return importlib.util.spec_from_loader(fullname, self) if fullname == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        exec(self.source, module.__dict__)  # noqa: S102 - the source is ours, with one piece replaced
