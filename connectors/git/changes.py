"""What commits changed: files, lines and a digest of the change, from one git child for many commits.

Lines are left out, and the reason said, where they would be wrong (a shallow clone's edge), would have to be fetched
(a partial clone) or cannot be read (a damaged one). No textconv, external diff or filter runs.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from connectors.git.child import Child, GitFailedError

SECTION_LIMIT: Final = 4 << 20
"""Bytes kept of what git says about one commit."""

_COMMON: Final = (
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
_RENAMES: Final = ("-M", "-l1000", "--no-ext-diff", "--no-textconv", "--diff-algorithm=myers", "--submodule=short")
_COUNTS: Final = (*_RENAMES, "--numstat")
# A patch without context costs git less than --numstat, and holds the counts in the headings of its hunks.
_PATCHES: Final = (*_RENAMES, "--patch", "-U0", "--indent-heuristic", "--full-index")
_HUNK: Final = re.compile(rb"\n@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@")
_UNSTABLE: Final = re.compile(rb"\n(?:index |@@)[^\n]*")
_WHITE_SPACE: Final = b" \t\r\n\v\f"
_ESCAPE: Final = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_ESCAPED: Final = {b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}
_SUBMODULE: Final = b"160000"
_CUT: Final = "limit"


@dataclass(frozen=True, slots=True)
class Change:
    """A changed file: its path in bytes, git's status letter (A, M, D, R, C, T), and lines where they were counted.

    `blob` is the id of its new content.
    """

    path: bytes
    status: str
    added: int | None = None
    deleted: int | None = None
    blob: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSet:
    """What one commit changed; `uncounted` says why lines are missing, `patch_id` is "" where it is."""

    files: Sequence[Change] = ()
    patch_id: str = ""
    uncounted: str = ""


def read_changes(child: Child, shas: Sequence[str], *, with_lines: bool) -> Iterator[tuple[str, ChangeSet]]:
    """Yield what each commit changed, in the order asked; where reading fails, less of that commit.

    Raises:
        GitStalledError: git was given up.
    """
    asked = shas
    while asked:
        done = 0
        try:
            for sha, change_set in _read_sections(child, asked, _PATCHES if with_lines else _NAMES):
                done += 1
                yield sha, _read_alone(child, sha, (_COUNTS,)) if change_set.uncounted == _CUT else change_set
        except GitFailedError:
            yield asked[done], _read_alone(child, asked[done], (_PATCHES, _NAMES) if with_lines else ())
            done += 1
        asked = asked[done:]


def _read_alone(child: Child, sha: str, ways: Sequence[tuple[str, ...]]) -> ChangeSet:
    """Read one commit in the first way that succeeds."""
    for way in ways:
        try:
            [(_, change_set)] = _read_sections(child, [sha], way)
        except (GitFailedError, ValueError):
            continue
        return replace(change_set, uncounted="damaged") if way is _NAMES else change_set
    return ChangeSet(uncounted="damaged")


def _read_sections(child: Child, shas: Sequence[str], way: tuple[str, ...]) -> Iterator[tuple[str, ChangeSet]]:
    questions = "".join(f"{sha}\n" for sha in shas).encode()
    with closing(child.stream(*_COMMON, *way, stdin=questions)) as chunks:
        for sha, section, is_cut in split_sections(chunks, shas):
            yield sha, parse_section(section, is_cut=is_cut) if way is not _NAMES else parse_names(section)


def split_sections(chunks: Iterator[bytes], shas: Sequence[str]) -> Iterator[tuple[str, bytes, bool]]:
    """Cut the answer before each sha, on its own line, in the order asked: no line of a patch can be one.

    Yields sha, section and whether it was cut at SECTION_LIMIT.
    """
    buffer, is_cut, current = b"\n", False, ""
    upcoming = iter(shas)
    heading = f"\n{next(upcoming)}\n".encode()
    for chunk in chunks:
        buffer += chunk
        while heading and (at := buffer.find(heading)) >= 0:
            if current:
                yield current, buffer[: at + 1][:SECTION_LIMIT], is_cut
            current, is_cut = heading.decode().strip(), False
            buffer = buffer[at + len(heading) - 1 :]
            following = next(upcoming, "")
            heading = f"\n{following}\n".encode() if following else b""
        if len(buffer) > SECTION_LIMIT * 2:
            # The end may hold the start of the next heading.
            buffer, is_cut = buffer[:SECTION_LIMIT] + buffer[-len(heading or b"\n") :], True
    if current:
        yield current, buffer[:SECTION_LIMIT], is_cut or len(buffer) > SECTION_LIMIT


def parse_section(section: bytes, *, is_cut: bool = False) -> ChangeSet:
    """Read what `diff-tree --raw` says about one commit, with `--patch` or `--numstat`."""
    head, _, patch = section.partition(b"\ndiff --git ")
    lines = head.split(b"\n")
    files = [_parse_raw(line) for line in lines if line.startswith(b":")]
    counts = [_parse_count(line) for line in lines if line and not line.startswith(b":")]
    if patch:
        counts = list(_count_patch(patch, files))
    if is_cut or len(files) != len(counts):
        return ChangeSet(files=_without_submodules(files), uncounted=_CUT)
    counted = [replace(one, added=added, deleted=deleted) for one, (added, deleted) in zip(files, counts, strict=True)]
    return ChangeSet(files=_without_submodules(counted), patch_id=digest_patch(patch) if patch else "")


def parse_names(section: bytes) -> ChangeSet:
    """Read what `diff-tree --raw` alone says about one commit."""
    files = [_parse_raw(line) for line in section.split(b"\n") if line.startswith(b":")]
    return ChangeSet(files=_without_submodules(files), uncounted="partial")


def _without_submodules(files: list[Change]) -> list[Change]:
    return [one for one in files if one.status]


def _count_patch(patch: bytes, files: Sequence[Change]) -> Iterator[tuple[int | None, int | None]]:
    """Yield (added, deleted) of each file; one that changed its type has two parts in the patch."""
    parts = iter(patch.split(b"\ndiff --git "))
    for change in files:
        part = b"\n".join(islice(parts, 2 if change.status == "T" else 1))
        if b"\nBinary files " in part:
            yield None, None
        else:
            hunks = _HUNK.findall(part)
            yield sum(int(new or 1) for _, new in hunks), sum(int(old or 1) for old, _ in hunks)


def _parse_raw(line: bytes) -> Change:
    r"""Read `:<mode> <mode> <sha> <sha> <status>\t<path>[\t<new path>]`; a submodule has no status."""
    description, *paths = line.split(b"\t")
    old_mode, new_mode, _, blob, status = description[1:].split(b" ")
    is_submodule = _SUBMODULE in (old_mode, new_mode)
    return Change(_unquote(paths[-1]), "" if is_submodule else status[:1].decode(), blob=blob.decode())


def _parse_count(line: bytes) -> tuple[int | None, int | None]:
    added, deleted, _ = line.split(b"\t", 2)
    return (int(added), int(deleted)) if added.isdigit() and deleted.isdigit() else (None, None)


def _unquote(path: bytes) -> bytes:
    """Undo git's quoting of a path with unusual bytes."""
    if not path.startswith(b'"'):
        return path
    return _ESCAPE.sub(lambda m: bytes([int(m[1], 8)]) if len(m[1]) == 3 else _ESCAPED.get(m[1], m[1]), path[1:-1])  # noqa: PLR2004 - octal


def digest_patch(patch: bytes) -> str:
    """Digest a change without its place, context and white space, so that rebasing does not alter it."""
    return hashlib.sha1(_UNSTABLE.sub(b"", patch).translate(None, _WHITE_SPACE), usedforsecurity=False).hexdigest()
