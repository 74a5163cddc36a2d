"""What commits changed, from one git child for many commits; where reading fails, less of that commit.

Lines are left out, and the reason said, where they would be wrong (a shallow clone's edge), would have to be fetched
(a partial clone) or cannot be read (a damaged one). No textconv, external diff or filter runs.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Final

from connectors.git.child import Child, GitFailedError
from connectors.git.patch import ChangeSet, Section, split_sections

_RAW: Final = (
    "diff-tree",
    "--stdin",
    "--root",
    "-r",
    "--always",
    "--raw",
    "--no-abbrev",
    "--no-color",
    "--no-relative",
)
_NAMES: Final = ("--no-renames",)
# A patch without context costs git less than --numstat, and holds the same counts in the headings of its hunks.
_PATCHES: Final = ("-M", "-l1000", "--patch", "-U0", "--full-index", "--no-ext-diff", "--no-textconv",
                   "--diff-algorithm=myers", "--no-indent-heuristic", "--submodule=short")  # fmt: skip


def read_changes(child: Child, shas: Sequence[str], *, with_lines: bool) -> Iterator[tuple[str, ChangeSet]]:
    """Yield what each commit changed, in the order asked.

    Raises:
        GitStalledError: git was given up.
    """
    asked = shas
    while asked:
        done = 0
        try:
            for section in _read_sections(child, asked, with_lines=with_lines):
                done += 1
                yield section.sha, section.changes() if with_lines else section.names()
        except GitFailedError:
            yield asked[done], _read_damaged(child, asked[done], with_lines=with_lines)
            done += 1
        asked = asked[done:]


def _read_damaged(child: Child, sha: str, *, with_lines: bool) -> ChangeSet:
    """Read one commit alone, without its lines where they cannot be read."""
    for has_lines in (True, False) if with_lines else (False,):
        try:
            [section] = _read_sections(child, [sha], with_lines=has_lines)
        except (GitFailedError, ValueError):
            continue
        return section.changes() if has_lines else replace(section.names(), uncounted="damaged")
    return ChangeSet(uncounted="damaged" if with_lines else "partial")


def _read_sections(child: Child, shas: Sequence[str], *, with_lines: bool) -> Iterator[Section]:
    questions = "".join(f"{sha}\n" for sha in shas).encode()
    section: Section | None = None
    with closing(child.stream(*_RAW, *(_PATCHES if with_lines else _NAMES), stdin=questions)) as chunks:
        for sha, piece in split_sections(chunks, shas):
            if section is None or sha != section.sha:
                if section:
                    yield section
                section = Section(sha)
            section.feed(piece)
    if section:
        yield section
